"""The demonstration as `councils demo` makes it, built once for all tests of a run, and read back from its export.

Another seed and another moment can be looked at with ``COUNCILS_TEST_SEED`` and ``COUNCILS_TEST_AT``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.databases import a_database

from councils.core.council import Council
from councils.ledger.verify import Proof, verify

SEED = int(os.environ.get("COUNCILS_TEST_SEED", "1871"))
AT = datetime.fromisoformat(os.environ.get("COUNCILS_TEST_AT", "2026-07-15T09:30:00")).replace(tzinfo=UTC)


@dataclass(frozen=True)
class City:
    """What the export holds; ``wards`` and ``assemblies`` in the order of their ids."""

    record: Path
    lines: list[bytes]
    proof: Proof

    def __getitem__(self, name: str) -> Council:
        return self.proof.councils[name]

    def __iter__(self) -> Iterator[Council]:
        return iter(self.proof.councils.values())

    @property
    def congress(self) -> Council:
        return self["751"]

    @property
    def wards(self) -> list[Council]:
        return [council for council in self if council.level == "ward"]

    @property
    def assemblies(self) -> list[Council]:
        return [council for council in self if council.is_base]


def made(folder: Path) -> Path:
    """The export, made by the first who comes; the others wait for it."""
    record = folder / "city.jsonl"
    try:
        (folder / "city-is-being-made").mkdir()
    except FileExistsError:
        for _ in range(1200):
            if record.exists():
                return record
            time.sleep(0.1)
        pytest.fail("the demonstration was not made in two minutes")
    database, draft = a_database(folder, "city"), folder / "city.draft"
    councils("demo", "--db", database, "--seed", str(SEED), "--at", f"{AT:%Y-%m-%dT%H:%M:%S}")
    councils("export", "--db", database, str(draft))
    return draft.rename(record)


def councils(*words: str) -> None:
    """The program, with another seed of hashes each time: nothing may depend on the order of a set."""
    done = subprocess.run([sys.executable, "-m", "councils", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    own = tmp_path_factory.getbasetemp()
    record = made(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    lines = record.read_bytes().splitlines(keepends=True)
    return City(record, lines, verify(lines))
