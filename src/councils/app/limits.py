"""How often somebody may ask: a window of a minute, counted in the cache of this process."""

from __future__ import annotations

from time import time

from django.core.cache import caches

WINDOW = 60  # seconds


def counted(what: str) -> int:
    """How often ``what`` was counted in this window, with this time."""
    name = f"limit:{what}:{int(time() // WINDOW)}"
    asked = caches["asked"]
    asked.add(name, 0, 2 * WINDOW)
    return int(asked.incr(name))


def seconds_left() -> int:
    """Until the next window begins."""
    return WINDOW - int(time() % WINDOW)
