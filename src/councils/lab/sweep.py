"""Many runs of one measure: on all processors, the same whatever their number, and never lost.

Theory of operation. A sweep is a list of points and a function that measures one. Chance comes from the seed and the
number of the point (Philox, Salmon et al. 2011), so no run knows who ran before it. What is measured is written to a
journal at once, a line each; a sweep that was killed reads the journal and goes on with what is missing. A worker
that dies is replaced and its points are measured again, as long as any come to an end; workers whose sweep was killed
end themselves. The journal begins with what the sweep is of, and is refused by any other.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from ctypes import CDLL
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np

Point = Mapping[str, Any]
Row = dict[str, Any]
Measure = Callable[[Point, np.random.Generator], Row]
Runs = Callable[["Sweep", Sequence[int]], Iterator[tuple[int, Row]]]
"""Makes the runs of these numbers; each comes as soon as it is ready, in any order."""
ONE_ARRAY = 32 << 20  # bytes, of which memory is kept
REPLACED = 3  # times in a row that dying workers are replaced before the sweep gives up


class JournalError(ValueError):
    """Why a journal cannot be gone on with, and what would be right."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """``about`` names everything on which a result depends: experiment, charter, seed, version …"""

    points: Sequence[Point]
    measure: Measure
    seed: int
    about: Mapping[str, Any] = field(default_factory=dict)

    def row(self, number: int) -> Row:
        """The result at one point: the point itself, and what is measured there."""
        chance = np.random.Generator(np.random.Philox(key=[self.seed, number]))
        return {**self.points[number], **self.measure(self.points[number], chance)}


def swept(
    sweep: Sweep, *, processes: int = 1, runs: Runs | None = None, journal: Path | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> list[Row]:  # fmt: skip
    """All rows in the order of the points; ``done`` hears each number that is measured or was in the journal.

    ``runs`` makes them elsewhere (``cluster.py``); by default ``processes`` of this machine do.
    """
    rows = read_journal(journal, sweep) if journal else {}
    for number in rows:
        done(number)
    missing = [number for number in range(len(sweep.points)) if number not in rows]
    with open_journal(journal, sweep) as kept:
        for number, row in runs(sweep, missing) if runs else measured(sweep, missing, processes):
            rows[number] = row
            kept.write(json.dumps([number, row]) + "\n")
            kept.flush()
            done(number)
    return [rows[number] for number in range(len(sweep.points))]


def measured(sweep: Sweep, missing: Sequence[int], processes: int) -> Iterator[tuple[int, Row]]:
    if processes == 1 or len(missing) < 2:
        keep_memory()
        yield from ((number, sweep.row(number)) for number in missing)
        return
    left, died = set(missing), 0
    while left:
        try:
            for number, row in pooled(sweep, sorted(left), processes):
                left.discard(number)
                died = 0
                yield number, row
        except BrokenProcessPool:
            died += 1
            if died > REPLACED:
                said = f"Workers died {died} times, and none of {len(left)} runs came to its end"
                raise JournalError(f"{said}: is there enough memory for {processes} at once? Take fewer.") from None


def pooled(sweep: Sweep, numbers: Sequence[int], processes: int) -> Iterator[tuple[int, Row]]:
    """From processes that begin afresh, and hence know nothing of this one."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin, initargs=(sweep,)) as pool:
        waiting: dict[Future[Row], int] = {pool.submit(at, number): number for number in numbers}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


here: list[Sweep] = []  # in a worker: the sweep that it works for


def begin(sweep: Sweep) -> None:
    here[:] = [sweep]
    keep_memory()
    Thread(target=end_with_parent, daemon=True).start()


def keep_memory() -> None:
    """Have the memory of arrays used again: to give it back after each and to ask for it anew takes a third of the
    time where they are of some megabytes."""
    if sys.platform == "linux":
        tell = getattr(CDLL(None), "mallopt", None)  # of glibc, see mallopt(3)
        if tell is not None:
            tell(-3, ONE_ARRAY)  # larger ones are asked for one by one
            tell(-1, 8 * ONE_ARRAY)  # and so much free memory is not given back


def end_with_parent() -> None:
    """A worker waits for work for ever, even if whoever would send it was killed."""
    parent = parent_process()
    assert parent is not None  # it was begun by one
    parent.join()
    os._exit(1)


def at(number: int) -> Row:
    return here[0].row(number)


def read_journal(journal: Path, sweep: Sweep) -> dict[int, Row]:
    """What was measured before; the last line may be torn."""
    if not journal.exists():
        return {}
    try:
        lines = journal.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise JournalError(f"{journal} cannot be read: name another folder, or remove it.") from error
    if lines[0] != heading(sweep):
        raise JournalError(f"{journal} is of another sweep: name another folder, or remove it.")
    return dict(row_on(line, number, journal) for number, line in enumerate(lines[1:-1], start=2))


def row_on(line: str, number: int, journal: Path) -> tuple[int, Row]:
    try:
        at, row = json.loads(line)
    except ValueError as error:
        raise JournalError(
            f"{journal}:{number}: This is no result. Take the line out: it is measured again."
        ) from error
    return at, row


def open_journal(journal: Path | None, sweep: Sweep) -> Any:
    """To be written on, after a torn line is cut off."""
    if journal is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        kept = journal.open("a+b")
        kept.seek(0)
        whole = kept.read().rfind(b"\n") + 1
        kept.truncate(whole)  # and nothing is written anew: who is killed here loses nothing
        if not whole:
            kept.write(heading(sweep).encode() + b"\n")
        return io.TextIOWrapper(kept, encoding="utf-8")
    except OSError as error:
        raise JournalError(f"{journal}: {error.strerror}. Name a folder that you can write.") from error


def heading(sweep: Sweep) -> str:
    return json.dumps({**sweep.about, "seed": sweep.seed, "points": len(sweep.points)}, sort_keys=True)
