"""The demonstration, built once for all tests of a run, at a moment that does not depend on when the tests run.

Another seed and another moment can be looked at with ``COUNCILS_TEST_SEED`` and ``COUNCILS_TEST_AT``; the moment is
ahead, since a browser drops cookies whose time is over.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests import ready

SEED = int(os.environ.get("COUNCILS_TEST_SEED", "1871"))
AT = datetime.fromisoformat(os.environ.get("COUNCILS_TEST_AT", "2031-07-16T09:30:00")).replace(tzinfo=UTC)


def built_once(factory: pytest.TempPathFactory, name: str, *command: str) -> Path:
    """A folder with the database that ``command`` makes, for all workers of this run: the first one builds it."""
    common = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder, done = common / name, common / name / "done"
    with (common / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            folder.mkdir()
            run = [ready.python(), "-m", *(word.format(db=folder / "built.sqlite3") for word in command)]
            answer = subprocess.run(run, capture_output=True, text=True, timeout=400, check=False)
            assert answer.returncode == 0, answer.stderr
            done.touch()
    return folder


def demonstration(factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's database."""
    return built_once(factory, "demonstration", "councils", *building("{db}"))


def building(database: str) -> list[str]:
    """The words that build the demonstration of the tests in ``database``."""
    return ["demo", "--db", database, "--seed", str(SEED), "--at", f"{AT:%Y-%m-%dT%H:%M:%S}"]
