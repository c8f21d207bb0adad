"""The program on a clock that is days ahead, for what comes after a while: python -m tests.stories.later 3 serve"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    ahead = timedelta(days=float(sys.argv.pop(1)))
    with time_machine.travel(datetime.now(UTC) + ahead, tick=True):
        from councils.cli import main

        main()
