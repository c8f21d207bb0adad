"""The program on a clock that is days ahead, for what comes after a while: python -m tests.stories.later 3 serve

It counts as started on that clock, also where it is forked from a process that had it in memory before (``ready.py``).
Its people sign in often, so passwords are kept as cheaply as in their towns.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests.passwords import CHEAP, keep

if __name__ == "__main__":
    keep(pytest.MonkeyPatch(), CHEAP)
    ahead = timedelta(days=float(sys.argv.pop(1)))
    with time_machine.travel(datetime.now(UTC) + ahead, tick=True):
        from councils.app import clock
        from councils.cli import main

        clock.BEGAN = clock.drift()
        main()
