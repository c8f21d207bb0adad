"""The demonstration as `councils demo` makes it, read back from its export."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from tests import ready
from tests.databases import SERVER, a_database
from tests.demonstration import building, demonstration

from councils.core.council import Council
from councils.demo.charters import WORKPLACE
from councils.ledger.verify import Proof, verify
from councils.plan.vouching import vouch


@dataclass(frozen=True)
class City:
    """What the export holds; ``wards``, ``assemblies`` of quarters and ``workplaces`` in the order of their ids."""

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
        return [council for council in self if council.is_base and council.kind != WORKPLACE]

    @property
    def workplaces(self) -> list[Council]:
        return [council for council in self if council.kind == WORKPLACE]


def exported(folder: Path) -> Path:
    """The export, made by the first who comes: of the demonstration in ``folder``, or of one on the server of tests."""
    beside = folder.with_name(f"{folder.name}-record")  # stories copy the folder of the database meanwhile
    beside.mkdir(exist_ok=True)
    record = beside / "city.jsonl"
    with record.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not record.exists():
            draft, database = record.with_suffix(".draft"), str(folder / "built.sqlite3")
            if SERVER in os.environ:
                database = a_database(folder, "city")
                councils(*building(database))
            councils("export", "--db", database, str(draft))
            draft.rename(record)
    return record


def councils(*words: str) -> None:
    done = subprocess.run([ready.python(), "-m", "councils", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    record = exported(demonstration(tmp_path_factory))
    lines = record.read_bytes().splitlines(keepends=True)
    return City(record, lines, verify(lines, planner=vouch))
