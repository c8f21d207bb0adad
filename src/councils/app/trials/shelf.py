"""Where trials lie: a folder beside the database, with texts by their SHA-256 and a folder for each trial.

Theory of operation. A trial's folder is named by its digest and holds what was asked (``trial.json``), ``waiting`` from
when it is asked for until it ends, journals of what was measured, how far it is, and in the end ``result.json`` or
``failed``. Its state is which of these are there; every file comes whole, by a rename. Nothing here is on the record
or in the database, and all of it can be thrown away. Old trials are, beyond ``KEPT``. Plans that take long lie on
a shelf of their own (`app/reckoning.py`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

KEPT, TEXTS, WAITING = 200, 200, 20
DIGEST = re.compile(r"[0-9a-f]{64}")


class State(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


class Full(StrEnum):
    """Why a trial is not taken in."""

    MINE = "another of the same person is not done"
    MANY = "too many wait"


class Asked(Protocol):
    """What can be asked for: a trial, or a plan."""

    @property
    def digest(self) -> str: ...

    def files(self) -> Mapping[str, bytes]:
        """What says all of it, by the names of files."""


class Shelf:
    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self.folder, self.kept = folder, kept

    # Texts

    def put(self, text: str) -> str:
        """Keep a text; its name."""
        name = hashlib.sha256(text.encode()).hexdigest()
        path = self.folder / "texts" / name
        if not path.exists():
            write(path, text)
            prune(self.folder / "texts", TEXTS)
        return name

    def text(self, name: str) -> str | None:
        path = self.folder / "texts" / name
        if not DIGEST.fullmatch(name) or not path.exists():
            return None
        path.touch()  # it is in use
        return path.read_text(encoding="utf-8")

    # Trials

    def home(self, trial: Asked) -> Path:
        return self.folder / "trials" / trial.digest

    def state(self, trial: Asked) -> State:
        return state_in(self.home(trial))

    def waiting(self) -> list[Path]:
        """Those that are not done, in the order of coming."""
        marks = []
        for mark in (self.folder / "trials").glob("*/waiting"):
            with suppress(FileNotFoundError):  # it ended just now
                marks.append((mark.stat().st_mtime_ns, mark.parent))
        return [home for _, home in sorted(marks)]

    def ask(self, trial: Asked, by: str) -> Full | None:
        """Take it in, or go on with it; None if it waits now, or has waited or been done before.

        Of several who ask at once, one comes after the other.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "asking.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self.take_in(trial, by)

    def take_in(self, trial: Asked, by: str) -> Full | None:
        if self.state(trial) in (State.WAITING, State.RUNNING, State.DONE):
            return None
        waiting = self.waiting()
        if any(asker(home) == by for home in waiting):
            return Full.MINE
        if len(waiting) >= WAITING:
            return Full.MANY
        prune(self.folder / "trials", self.kept)
        home = self.home(trial)
        for name, said in trial.files().items():
            write_bytes(home / name, said)
        for mark in ("stopped", "failed", "begun"):
            (home / mark).unlink(missing_ok=True)
        write(home / "waiting", by)
        return None

    def ahead(self, trial: Asked) -> int:
        """How many come before it."""
        waiting, home = self.waiting(), self.home(trial)
        return waiting.index(home) if home in waiting else 0

    def tries(self, trial: Asked) -> int:
        """How often it was begun: more than once where the server ended meanwhile."""
        try:
            return len((self.home(trial) / "begun").read_text())
        except FileNotFoundError:
            return 0

    def asked_by(self, trial: Asked) -> str:
        return asker(self.home(trial))

    def stop(self, trial: Asked) -> None:
        if self.state(trial) in (State.WAITING, State.RUNNING):
            write(self.home(trial) / "stopped", "")
            (self.home(trial) / "waiting").unlink(missing_ok=True)

    def drop(self, trial: Asked) -> None:
        """Throw it away, as if nobody had asked."""
        shutil.rmtree(self.home(trial), ignore_errors=True)

    def progress(self, trial: Asked) -> dict[str, Any]:
        """``done`` of ``total`` points, of which so many were ``made`` in the last ``seconds``: others were kept from
        before."""
        path = self.home(trial) / "progress.json"
        found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return {"done": 0, "total": 0, "made": 0, "seconds": 0} | found

    def result(self, trial: Asked) -> list[list[dict[str, Any]]]:
        """The rows of each charter."""
        found: list[list[dict[str, Any]]] = json.loads((self.home(trial) / "result.json").read_text(encoding="utf-8"))
        return found

    def failed(self, trial: Asked) -> str:
        return (self.home(trial) / "failed").read_text(encoding="utf-8")


def asker(home: Path) -> str:
    """Who waits for this trial; nobody where it has ended."""
    try:
        return (home / "waiting").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def state_in(home: Path) -> State:
    for name, state in (("result.json", State.DONE), ("failed", State.FAILED), ("stopped", State.STOPPED)):
        if (home / name).exists():
            return state
    if (home / "waiting").exists():
        return State.RUNNING if (home / "begun").exists() else State.WAITING
    return State.NEW


def write(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_bytes(path: Path, said: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{token_hex(4)}.draft")  # two may write the same at once
    draft.write_bytes(said)
    draft.replace(path)


def prune(folder: Path, most: int) -> None:
    """Throw away what is oldest and waits for nothing."""
    here = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
    for path in here[: max(0, len(here) - most + 1)]:
        if path.is_dir() and not (path / "waiting").exists():
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_file():
            path.unlink(missing_ok=True)
