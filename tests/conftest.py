"""What all tests share: stories are skipped, and say so, where there is no browser to tell them in.

No property fails because the machine is busy: what is measured is what comes out, and `make bench` measures time.

Where several share the work, each begins with tests that take long, so that at the end there are only short ones left.

`make test` tries every property on the same few examples each time, so that it is quick and says the same of the same
code. `HYPOTHESIS_PROFILE=deep make test ARGS=tests/core` tries many others each time: what it finds becomes a test.
"""

import gc
import os
import sys
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.browser import NONE, browser

PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
settings.register_profile("quick", PATIENT, max_examples=12, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("deep", PATIENT, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "2000")))
gc.set_threshold(50_000)  # what tests make is seldom garbage that only a search finds
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

LONG = (
    "tests/stories/test_every_page.py::test_every_page",
    "tests/store/test_on_postgresql",
    "tests/stories/test_structure",
    "tests/stories/",
    "tests/torture/",
    "tests/cli/test_keeping",
    "tests/demo/test_city.py::test_federation",
    "tests/docs/test_docs_run",
)
"""What takes more than a few seconds a test, the longest first: browsers, servers, programs started in a row."""
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the loop that Playwright leaves in a thread is idle


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    stories = [item for item in items if item.get_closest_marker("story")]
    if stories and browser() is None:
        for item in stories:
            item.add_marker(pytest.mark.skip(reason=NONE))


@pytest.fixture(autouse=True)
def _every_test_has_a_database_of_its_own() -> None:
    """Times and ids of two tests may be the same, and so the ends of their records, which are never so in life."""
    ledger = sys.modules.get("councils.store.ledger")
    if ledger is not None:
        ledger.STATES.end = ledger.End()


@pytest.fixture
def unwound(settings: Any) -> None:
    """Nobody who comes by winds the clock, which asks the database too: where a test counts what pages ask."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != "councils.web.middleware.clock"]


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """``items`` in as many equal hands as there are ``workers``, each with its share of the long ones on top."""
    long = list(dict.fromkeys(item for where in LONG for item in items if item.nodeid.startswith(where)))
    apart = set(long)
    short = iter([item for item in items if item not in apart])
    hands = [long[worker::workers] for worker in range(workers)]
    for worker, hand in enumerate(hands):
        hand.extend(islice(short, max(0, (len(items) + worker) // workers - len(hand))))
    return [item for hand in hands for item in hand]
