"""Sweeps: the same on any number of processes, nothing lost when killed, workers that die are replaced."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from councils.lab.sweep import JournalError, Point, Row, Sweep, swept


def thrown(point: Point, chance: np.random.Generator) -> Row:
    return {"sum": int(chance.integers(0, 1000, 5).sum()) * point["times"]}


def killed_once(point: Point, chance: np.random.Generator) -> Row:
    """The third point ends its worker, the first time."""
    trace = Path(point["trace"])
    if point["times"] == 3 and not trace.exists():
        trace.touch()
        os._exit(1)
    return thrown(point, chance)


def sweep(count: int = 6, seed: int = 5) -> Sweep:
    return Sweep([{"times": n} for n in range(count)], thrown, seed, {"experiment": "thrown"})


def test_killed_sweep_goes_on_with_what_is_missing(tmp_path):
    journal = tmp_path / "thrown.journal"
    whole = swept(sweep(), journal=journal)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:3]) + lines[3][:5])  # two rows, and one torn
    done: list[int] = []
    assert swept(sweep(), journal=journal, done=done.append) == whole
    assert done == [0, 1, 2, 3, 4, 5]
    assert len(journal.read_text().splitlines()) == 7


def test_journal_of_another_sweep_is_refused(tmp_path):
    journal = tmp_path / "thrown.journal"
    swept(sweep(), journal=journal)
    with pytest.raises(JournalError, match="of another sweep"):
        swept(sweep(seed=6), journal=journal)


def test_worker_that_dies_is_replaced_and_processes_change_nothing(tmp_path):
    points = [{"times": n, "trace": str(tmp_path / "dead")} for n in range(6)]
    rows = swept(Sweep(points, killed_once, 5), processes=2)
    assert [row["sum"] for row in rows] == [row["sum"] for row in swept(sweep())]
    assert (tmp_path / "dead").exists()
