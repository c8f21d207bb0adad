"""What is promised of the ledger holds on PostgreSQL too: the tests of the store and of the acts, once more, there.

`make test DB=postgresql` runs all tests on it; this is the part that no change may leave out. What asks no database is
left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.databases import SERVER

ROOT = Path(__file__).parents[2]
NO_DATABASE = ("test_encodings", "test_images", "test_refusal_words", "test_sheets")
NOT_AGAIN = "not gap and not archive"  # files of another kind, read in memory


@pytest.mark.skipif(SERVER in os.environ, reason="this is PostgreSQL")
def test_acts_and_ledger_hold_on_postgresql() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    files = [str(file) for file in sorted(ROOT.glob("tests/app/test_*.py")) if file.stem not in NO_DATABASE]
    words = ["-m", "tests.databases", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", NOT_AGAIN]
    done = subprocess.run(
        [sys.executable, *words, *files, "tests/store"],
        cwd=ROOT, env=own, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
