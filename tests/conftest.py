"""What all tests share: stories are skipped, and say so, where there is no browser to tell them in.

No property fails because the machine is busy: what is measured is what comes out, and `make bench` measures time.
"""

import ctypes
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

NO_BROWSER = "no browser here: apt-get install chromium libatomic1"


def browser_is_here() -> bool:
    """Debian's chromium, and the library that Playwright's driver needs."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return Path("/usr/bin/chromium").exists()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    stories = [item for item in items if item.get_closest_marker("story")]
    if stories and not browser_is_here():
        for item in stories:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
