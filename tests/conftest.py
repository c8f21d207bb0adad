"""What all tests share: stories are skipped, and say so, where there is no browser to tell them in."""

from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        skip = pytest.mark.skip(reason="no browser: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("story"):
                item.add_marker(skip)
