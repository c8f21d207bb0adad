"""Sweeps: the same on any number of processes, nothing lost when killed, workers that die are replaced."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from councils.lab.sweep import JournalError, Point, Row, Sweep, swept


def thrown(point: Point, chance: np.random.Generator) -> Row:
    return {"sum": int(chance.integers(0, 1000, 5).sum()) * point["times"]}


def killed_once(point: Point, chance: np.random.Generator) -> Row:
    """The fourth point kills its worker, the first time."""
    trace = Path(point["trace"])
    if point["times"] == 3 and not trace.exists():
        trace.touch()
        os.kill(os.getpid(), signal.SIGKILL)
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


def test_journal_on_a_full_disk_loses_nothing_that_was_whole(tmp_path):
    """To go on it is not written anew: whatever stops that, what was measured stays."""
    journal = tmp_path / "thrown.journal"
    swept(sweep(), journal=journal)
    whole = journal.read_text()
    journal.write_text(whole[: whole.rindex("[5,")])
    kept = journal.read_text()
    program = "import resource, signal, sys; from tests.lab.test_sweep import Path, sweep, swept; "
    program += "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (30, 30)); "
    program += "swept(sweep(), journal=Path(sys.argv[1]))"
    ended = subprocess.run([sys.executable, "-c", program, str(journal)], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, b"File too large" in ended.stderr) == (1, True)
    assert journal.read_text() == kept


def test_interrupted_command_says_where_it_goes_on(tmp_path):
    """A real signal to a real process."""
    command = [sys.executable, "-m", "councils", "lab", "run", "nesting", "--processes", "1", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        until(
            lambda: (
                (tmp_path / "nesting.journal").exists() and (tmp_path / "nesting.journal").read_text().count("[") > 2
            )
        )
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    said = f"Error: Interrupted. {tmp_path} has what was measured: the same command goes on.\n"
    assert (process.returncode, told) == (1, said)


def test_journal_of_another_sweep_is_refused(tmp_path):
    journal = tmp_path / "thrown.journal"
    swept(sweep(), journal=journal)
    with pytest.raises(JournalError, match="of another sweep"):
        swept(sweep(seed=6), journal=journal)


def test_journal_that_is_broken_or_cannot_be_written_is_told(tmp_path):
    journal = tmp_path / "thrown.journal"
    swept(sweep(), journal=journal)
    journal.write_text(journal.read_text().replace("[2, ", "[2 ", 1))
    with pytest.raises(JournalError, match=r"thrown\.journal:4: This is no result"):
        swept(sweep(), journal=journal)
    with pytest.raises(JournalError, match="Name a folder that you can write"):
        swept(sweep(), journal=journal / "inside" / "it.journal")


def test_worker_that_dies_is_replaced_and_processes_change_nothing(tmp_path):
    points = [{"times": n, "trace": str(tmp_path / "dead")} for n in range(6)]
    rows = swept(Sweep(points, killed_once, 5), processes=2)
    assert [row["sum"] for row in rows] == [row["sum"] for row in swept(sweep())]
    assert (tmp_path / "dead").exists()


def gated(point: Point, chance: np.random.Generator) -> Row:
    """Leaves word of who made which run; the fourth and all after it wait for a gate to open."""
    folder = Path(point["folder"])
    with (folder / "makers").open("a") as makers:
        makers.write(f"{os.getpid()} {point['times']}\n")
    if point["times"] > 2:
        until((folder / "gate").exists)
    return {"sum": int(chance.integers(0, 1000, 5).sum())}


def waiting(folder: str) -> Sweep:
    return Sweep([{"times": n, "folder": folder} for n in range(6)], gated, 5)


def until(ready: Callable[[], bool]) -> None:
    end = monotonic() + 60
    while not ready():
        assert monotonic() < end
        sleep(0.02)


def ended(pid: int) -> bool:
    """Whether a process is no more; one whose parent has not asked for its end is."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_workers_and_sweep_killed_from_outside_lose_no_run(tmp_path):
    """``kill -9`` of a worker, which is replaced, and of the sweep, whose workers end, and which goes on later."""
    journal, makers = tmp_path / "journal", tmp_path / "makers"
    program = "import sys; from tests.lab.test_sweep import waiting, swept, Path; "
    program += "swept(waiting(sys.argv[1]), processes=2, journal=Path(sys.argv[1], 'journal'))"
    running = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.DEVNULL)

    def kept() -> list[int]:
        lines = journal.read_text().split("\n")[1:-1] if journal.exists() else []
        return sorted(json.loads(line)[0] for line in lines)

    def made() -> list[tuple[int, ...]]:
        return [tuple(map(int, line.split())) for line in makers.read_text().splitlines()]

    until(lambda: kept() == [0, 1, 2] and made()[-1][1] > 2)
    os.kill(killed := made()[-1][0], signal.SIGKILL)
    until(lambda: killed not in [pid for pid, run in made()[-2:] if run > 2])
    running.kill()
    running.wait()
    until(lambda: all(ended(pid) for pid, _ in made()))
    before = len(made())
    (tmp_path / "gate").touch()
    whole = swept(waiting(str(tmp_path)), journal=journal)
    chance = [np.random.Generator(np.random.Philox(key=[5, n])) for n in range(6)]
    assert [row["sum"] for row in whole] == [int(each.integers(0, 1000, 5).sum()) for each in chance]
    assert [run for _, run in made()[before:]] == [3, 4, 5]
