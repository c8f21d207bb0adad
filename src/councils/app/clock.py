"""The time at which people act: that of the server, as long as it can be believed (R17).

The record never goes back. So a clock that was set back does no harm, acts are dated as the last one until it has
caught up; but one act dated a year ahead would stop all clocks of its council for a year, and close every ballot before
its time. The server therefore compares its clock with the one that counts since the machine was started, which nobody
sets and which goes on while the machine sleeps. Where the first has leapt ahead of the second by more than ``LEAP``, no
act is taken and nothing is closed until it is put right. To start the server anew says that its clock is right.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.utils import timezone

LEAP = timedelta(days=30)
SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class ClockLeaptError(Exception):
    """The clock of the server cannot be right. Nothing was written."""


def drift() -> timedelta:
    """By how much the clock is ahead of the one that counts since the start of the machine."""
    return timedelta(seconds=time.time() - time.clock_gettime(SINCE_START))


BEGAN = drift()


def now() -> datetime:
    """The time of an act; ClockLeaptError where the clock has leapt ahead since the server was started."""
    if drift() - BEGAN > LEAP:
        raise ClockLeaptError(f"the clock has leapt ahead by {(drift() - BEGAN).days} days")
    return timezone.now()
