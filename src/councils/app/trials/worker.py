"""The process that carries out trials, or plans, one after the other: politely, and never longer than the server lives.

Theory of operation. There is one for each shelf, since it holds a lock on it; it is started when somebody asks and none
is there (``wake``), at the lowest priority, with a bound on its memory and without the server's secrets, takes whatever
waits in the order of coming, and ends when nothing does. After every point it looks whether its trial was stopped,
whether the server is still there, and whether the trial takes too long. One that was killed leaves its journal, so that
the next one goes on; a trial that has killed ``TRIES`` of them is given up.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from councils.app.trials.plan_files import UnreadableError
from councils.app.trials.shelf import Asked, Shelf, write
from councils.app.trials.trial import TRIAL, Trial, UnknownError
from councils.core.charter.document import charter_digest
from councils.core.sentence import Phrase, gettext_noop, read_back
from councils.lab.simulation.tree import UnfitError
from councils.lab.sizing import ImpracticableError
from councils.lab.sweep import JournalError, read_journal, swept
from councils.presets import preset

MEMORY, SECONDS, TRIES = 4_000_000_000, 900, 3
PASSED_ON = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "NUMBA_CACHE_DIR")
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
GIVEN_UP = gettext_noop("This was begun several times and never came to an end: it needs too much memory.")
FORGOTTEN = gettext_noop("A text that this names is no longer kept here. Choose it again.")
UNREADABLE = gettext_noop("What was asked cannot be read any more. Ask again.")
TOO_LARGE = gettext_noop("This needs more memory than it may have.")
TOO_LONG = gettext_noop("This took longer than {minutes} minutes. Ask for fewer runs.")
REASONS = (GIVEN_UP, FORGOTTEN, UNREADABLE, TOO_LARGE, TOO_LONG)
"""Why there is no result, in English as the shelf has it: what the laboratory refuses is told in its own words."""
started: dict[Path, subprocess.Popen[bytes]] = {}
"""By the folder of their shelf."""


class StoppedError(Exception):
    """Somebody wishes that this trial ends, or the server has."""


def wake(shelf: Shelf) -> None:
    """Start the worker where something waits and there is none."""
    process = started.get(shelf.folder)
    if (process and process.poll() is None) or not shelf.waiting():
        return
    with alone(shelf.folder) as free:
        pass
    if free:
        command = [sys.executable, "-m", "councils.app.trials.worker", str(shelf.folder), str(os.getpid())]
        env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        started[shelf.folder] = subprocess.Popen(command, env=env | QUIET, stdin=subprocess.DEVNULL)  # noqa: S603  our own


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else holds the shelf."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def work(shelf: Shelf, parent: int) -> None:
    with alone(shelf.folder) as free:
        while free and os.getppid() == parent and (waiting := shelf.waiting()):
            take(shelf, waiting[0], parent)


def take(shelf: Shelf, home: Path, parent: int) -> None:
    """One trial to its end, which is a result, a reason why there is none, or that it was stopped."""
    begun = home / "begun"
    tries = len(begun.read_text()) if begun.exists() else 0
    write(begun, "x" * (tries + 1))
    if tries >= TRIES:
        write(home / "failed", GIVEN_UP)
        (home / "waiting").unlink(missing_ok=True)
        return
    try:
        rows = carry_out(shelf, home, parent) if (home / TRIAL).exists() else planned(home, parent)
    except StoppedError:
        return
    except (UnfitError, ImpracticableError, JournalError) as error:
        write(home / "failed", str(error))
    except UnknownError:
        write(home / "failed", FORGOTTEN)
    except UnreadableError:
        write(home / "failed", UNREADABLE)
    except MemoryError:
        write(home / "failed", TOO_LARGE)
    else:
        write(home / "result.json", json.dumps(rows))
    (home / "waiting").unlink(missing_ok=True)


def why_none(shelf: Shelf, trial: Asked) -> Phrase:
    """Why one that failed has no result, to be told in the reader's language."""
    text = shelf.failed(trial)
    return read_back(text, REASONS) or Phrase("{why}", {"why": text})


def planned(home: Path, parent: int) -> list[list[dict[str, object]]]:
    from councils.app.trials.planner import plan  # noqa: PLC0415  trials need no planner

    if not plan(home, parent):
        raise StoppedError
    return []


def carry_out(shelf: Shelf, home: Path, parent: int) -> list[list[dict[str, object]]]:
    trial = read_trial((home / TRIAL).read_text(encoding="utf-8"))
    experiment, charters = trial.experiment(shelf.text), trial.read_charters(shelf.text)
    sweeps, kept = [], 0
    for number, charter in enumerate(charters):
        about = {"version": version("councils"), "text": charter_digest(charter)}
        sweeps.append(experiment.sweep(charter, seed=trial.seed, runs=trial.runs, about=about))
        kept += len(read_journal(home / f"{number}.journal", sweeps[-1]))
    total, begun, done = len(charters) * len(experiment.points()), monotonic(), 0

    def heard(_: int) -> None:
        nonlocal done
        done += 1
        seconds, made = monotonic() - begun, max(0, done - kept)
        write(home / "progress.json", json.dumps({"done": done, "total": total, "made": made, "seconds": seconds}))
        if (home / "stopped").exists() or os.getppid() != parent:
            raise StoppedError
        if seconds > SECONDS:
            raise ImpracticableError(TOO_LONG.format(minutes=SECONDS // 60))

    found = []
    for number, (charter, sweep) in enumerate(zip(charters, sweeps, strict=True)):
        try:
            found.append(swept(sweep, journal=home / f"{number}.journal", done=heard))
        except UnfitError as error:
            text = preset(trial.charters[number]) or shelf.text(trial.charters[number]) or ""
            line = error.line(text)
            raise ImpracticableError(f"{charter.title}, line {line}: {error}" if line else str(error)) from error
    return found


def read_trial(text: str) -> Trial:
    data = json.loads(text)
    return Trial(**{**data, "charters": tuple(data["charters"])})


def polite() -> None:
    import resource  # noqa: PLC0415  not on every system

    os.nice(19)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    polite()
    work(Shelf(Path(sys.argv[1])), int(sys.argv[2]))
