"""What all tests share: stories are skipped, and say so, where there is no browser to tell them in.

No property fails because the machine is busy: what is measured is what comes out, and `make bench` measures time.

`make test` tries every property on the same few examples each time, so that it is quick and says the same of the same
code. `HYPOTHESIS_PROFILE=deep make test ARGS=tests/core` tries many others each time: what it finds becomes a test.
"""

import ctypes
import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
settings.register_profile("quick", PATIENT, max_examples=12, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("deep", PATIENT, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "2000")))
gc.set_threshold(50_000)  # what tests make is seldom garbage that only a search finds
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

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


@pytest.fixture(autouse=True)
def _every_test_has_a_database_of_its_own() -> None:
    """Times and ids of two tests may be the same, and so the ends of their records, which are never so in life."""
    ledger = sys.modules.get("councils.store.ledger")
    if ledger is not None:
        ledger.STATES.end = ledger.End()
