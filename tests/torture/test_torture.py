"""The campaign in small, with every test run; `make torture` is the whole of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests import ready
from tests.databases import SERVER, a_database


def part(name: str, *words: object) -> dict[str, Any]:
    command = [ready.python(), "-m", f"tests.torture.{name}", *map(str, words)]
    own = {**os.environ, "COUNCILS_TEST_PYTHON": ready.python()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240, env=own)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_kill_of_the_server_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    told = part("kills", a_database(tmp_path, "killed"), 2)
    assert 0 < told["votes acknowledged"] <= told["votes on the record"]


def test_races_lose_nothing_and_give_nothing_twice(tmp_path: Path) -> None:
    assert part("races", a_database(tmp_path, "raced"), 20)["races"] >= 20


def test_faults_are_told_and_come_to_pass(tmp_path: Path) -> None:
    told = part("faults", a_database(tmp_path, "faulty") if SERVER in os.environ else "sqlite")
    assert told["votes acknowledged, all found"] > 0


def test_clock_that_goes_wrong_writes_nothing_wrong(tmp_path: Path) -> None:
    assert set(part("clocks", a_database(tmp_path, "clocks"))) == {"an hour back", "a year ahead"}
