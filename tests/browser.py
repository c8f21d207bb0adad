"""The browser in which stories are told: Debian's chromium, in the package without a window where that is there."""

from __future__ import annotations

import ctypes
from pathlib import Path

PROGRAMS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
NONE = "no browser here: apt-get install chromium-headless-shell libatomic1"


def browser() -> str | None:
    """The program; None where there is none, or not the library that Playwright's driver needs."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return None
    return next((program for program in PROGRAMS if Path(program).exists()), None)
