"""What is promised of the ledger holds on PostgreSQL too: the tests of the store and of the acts, once more, there.

`make test DB=postgresql` runs all tests on it; this is the part that no change may leave out. It is
told in two tests, so that two can share it, and leaves out what asks no database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.databases import SERVER

ROOT = Path(__file__).parents[2]
PARTS = 2
NO_DATABASE = ("test_encodings", "test_refusal_words", "test_sheets")
NOT_AGAIN = "not gap and not archive"  # files of another kind, read in memory


@pytest.mark.skipif(SERVER in os.environ, reason="this is PostgreSQL")
@pytest.mark.parametrize("part", range(PARTS))
def test_acts_and_ledger_hold_on_postgresql(part: int) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    files = [str(file) for file in sorted(ROOT.glob("tests/app/test_*.py")) if file.stem not in NO_DATABASE]
    words = ["-m", "tests.databases", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", NOT_AGAIN]
    done = subprocess.run(
        [sys.executable, *words, *files[part::PARTS], *(["tests/store"] if not part else [])],
        cwd=ROOT, env=own, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
