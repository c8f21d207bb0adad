"""Runs the model of individuals (``model.py``), by compiled loops or by NumPy, on any number of threads: the same bits.

Theory of operation. A step computes the drift of all delegates first, which needs no opinions; then each thread takes a
run of assemblies; then councils recall and elect, level by level, which is little work. Results do not depend on the
threads, because every assembly has its own stream of chance and its own place in the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from councils.lab.arrays import Bools, Floats, Ints, Words
from councils.lab.compiled import COMPILED, UNIT, normals, stream, words
from councils.lab.simulation import people, plain, seats
from councils.lab.simulation.model import ABSOLUTE, NEVER, Counted, Model, Needed, among, needed, needed_in

if TYPE_CHECKING:
    from councils.lab.simulation.offices import Offices

Each = Callable[..., Iterable[Ints]]
"""Calls a function for each of some: ``map``, or that of a pool."""
OPINIONS, MEETING, DRIFT, PLACES, COMING = range(5)  # what chance is for


@dataclass(slots=True)
class Society:
    """``x`` float64[people]; ``y[level]`` the positions of the delegates of each level below the top; ``kinds`` who
    people are (``people.py``), uint8[people], or [0] where all are alike; ``holder`` and ``cut`` see ``seats.py``."""

    model: Model
    seed: int
    x: Floats
    y: list[Floats]
    step: int = 0
    counted: Counted = field(default_factory=Counted)
    kinds: people.Kind = field(default_factory=lambda: np.zeros(0, dtype=np.uint8))
    holder: list[Ints] = field(default_factory=list)
    cut: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def mean(self) -> float:
        """The mean opinion: assemblies added up one after another."""
        size, total = self.model.assembly, 0.0
        whole = len(self.x) // size
        for part in (self.x[: whole * size].reshape(whole, size), self.x[whole * size :].reshape(1, -1)):
            if part.size:
                total += float(np.add.accumulate(np.add.accumulate(part, axis=1)[:, -1])[-1])
        return total / len(self.x)

    def top(self) -> float:
        """The mean position of the council at the top, NaN if nobody sits there; of the people, where they are all one
        assembly."""
        if not self.y:
            return self.mean()
        seated = self.y[-1][~np.isnan(self.y[-1])]
        return float(np.add.accumulate(seated)[-1] / len(seated)) if len(seated) else float("nan")


def found(model: Model, seed: int) -> Society:
    """Everyone's opinion even in [0, 1), or around that of their assembly; delegates elected from the base up."""
    x = np.empty(model.people)
    for start in range(0, model.people, 1 << 22):
        counters = np.arange(start, min(start + (1 << 22), model.people), dtype=np.uint64)
        x[start : start + len(counters)] = numbers(stream(seed, OPINIONS), counters)
    if model.apart:
        places = numbers(stream(seed, PLACES), np.arange(model.bodies()[0], dtype=np.uint64))
        x = (1.0 - model.apart) * x + model.apart * np.repeat(places, model.assembly)[: model.people]
    society = Society(model, seed, x, [])
    if model.groups or not people.alike(model):
        society.kinds = people.kinds(model, seed)
        people.begin(model, x, society.kinds)
    below, size = x, model.assembly
    for _ in model.bodies()[:-1]:
        society.y.append(elect_all(below, size))
        below, size = society.y[-1], model.council
    return society


def numbers(key: int, counters: Words) -> Floats:
    return np.asarray((words(np.array([key], dtype=np.uint64), counters) >> np.uint64(11)).astype(np.float64) * UNIT)


def elect_all(below: Floats, size: int) -> Floats:
    """The delegate of every body of ``size``; the last may be smaller."""
    whole = len(below) // size
    some = [plain.elected(part) for part in chunks(below[: whole * size].reshape(whole, size))]
    rest = below[whole * size :].reshape(1, -1)
    return np.concatenate([*some, *([plain.elected(rest)] if rest.size else [])])


def chunks(table: Floats) -> Iterator[Floats]:
    return (table[start : start + plain.ROWS] for start in range(0, len(table), plain.ROWS))


class Engine:
    """Steps of a society. ``recall``: how many it takes in assemblies and in councils; by default those of the
    reference, where each seat stands for itself. ``chain``: seats fall with those below (``seats.py``); ``offices``
    fill them where the charter limits terms or has alternates."""

    def __init__(
        self, model: Model, *, recall: tuple[Needed, Needed] | None = None, threads: int = 1, compiled: bool = COMPILED,
        chain: bool = False, offices: Offices | None = None,
    ) -> None:  # fmt: skip
        self.model, self.threads, self.chain, self.offices = model, threads, chain, offices
        self.base, self.above = recall or needed_in(ABSOLUTE, model)
        self.assemblies: Callable[..., None] = plain.assemblies
        self.attended: Callable[..., None] = plain.attended
        if compiled:
            from councils.lab.simulation import loops  # noqa: PLC0415 - needs an extra, and a second

            self.assemblies, self.attended = loops.assemblies, loops.attended

    def run(self, society: Society, steps: int) -> Society:
        """Changes ``society``, and returns it."""
        if self.threads == 1:  # a step of few people takes less time than to begin a thread
            for _ in range(steps):
                self.step(society, map)
            return society
        with ThreadPoolExecutor(self.threads) as pool:
            for _ in range(steps):
                self.step(society, pool.map)
        return society

    def step(self, society: Society, each: Each) -> None:
        society.step += 1
        self.drift(society)
        if self.offices and society.y:
            self.meetings(society, each)
            add(society.counted, self.offices.step(society, self.base, self.above, electing=self.electing(society)))
            return
        before = society.y[0].copy() if self.chain and society.y else None
        self.meetings(society, each)
        if before is None:
            self.councils(society)
        else:
            fresh = society.y[0] != before
            add(society.counted, seats.councils(society, fresh, self.above, electing=self.electing(society)))

    def electing(self, society: Society) -> bool:
        return bool(self.model.term and society.step % self.model.term == 0)

    def drift(self, society: Society) -> None:
        """Every delegate moves, from what was before the step."""
        for level, y in enumerate(society.y):
            means: Floats = np.repeat(row_means(y, self.model.council), self.model.council)[: len(y)]
            key: Any = np.uint64(stream(society.seed, DRIFT, society.step, level))
            chance: Floats = normals(key, len(y))
            np.clip(y + (chance * self.model.noise + self.model.company * (means - y)), 0.0, 1.0, out=y)

    def meetings(self, society: Society, each: Each) -> None:
        model, number = self.model, self.model.bodies()[0]
        alone = not society.y or self.offices is not None
        y = np.zeros(number) if alone else society.y[0]
        key = np.array([stream(society.seed, MEETING, society.step)], dtype=np.uint64)
        base = needed(None, model.assembly) if alone else self.base  # one assembly sends nobody; or offices do it
        electing = self.electing(society) and not alone
        cuts = np.linspace(0, number, self.threads + 1).astype(int)
        if not people.alike(self.model):
            self.gatherings(society, each, y, base, electing=electing, cuts=cuts)
            return
        society.counted.came += len(society.x)

        def work(low: int, high: int) -> Ints:
            count = np.zeros(4, dtype=np.int64)
            keys = words(key, np.arange(low, high, dtype=np.uint64))
            self.assemblies(
                low, high, model.assembly, keys, society.x, y, model.bound, model.pull, model.patience,
                base.petition, base.votes, electing, count[:3],
            )  # fmt: skip
            return count

        for count in each(work, cuts[:-1].tolist(), cuts[1:].tolist()):
            add(society.counted, count)

    def gatherings(
        self, society: Society, each: Each, y: Floats, base: Needed, *, electing: bool, cuts: Ints
    ) -> None:  # fmt: skip
        """Meetings to which not everybody comes, or at which not all are alike."""
        model, of = self.model, people.ways(self.model)
        last = len(society.x) % model.assembly or model.assembly
        votes = np.full((2, model.assembly + 1), NEVER)
        votes[0] = among(base.rule, model.assembly)
        votes[1, : last + 1] = among(base.rule, last)
        meeting, coming = (
            np.array([stream(society.seed, purpose, society.step)], dtype=np.uint64) for purpose in (MEETING, COMING)
        )

        def work(low: int, high: int) -> Ints:
            count, numbered = np.zeros(4, dtype=np.int64), np.arange(low, high, dtype=np.uint64)
            self.attended(
                low, high, model.assembly, words(meeting, numbered), words(coming, numbered), society.kinds, of.turnout,
                of.pull, of.reach, society.x, y, model.patience, base.petition, votes, electing, count,
            )  # fmt: skip
            return count

        for count in each(work, cuts[:-1].tolist(), cuts[1:].tolist()):
            add(society.counted, count)

    def councils(self, society: Society) -> None:
        """Recall and election in every council but the top, from below."""
        for members, y in pairwise(society.y):
            whole, size = len(members) // self.model.council, self.model.council
            parts = ((members[: whole * size].reshape(whole, size), y[:whole]), (members[whole * size :], y[whole:]))
            for part, delegates in parts:
                if part.size:
                    count = np.zeros(4, dtype=np.int64)
                    plain.vote(
                        part.reshape(len(delegates), -1), delegates, self.model.patience, self.above.petition,
                        self.above.votes, count[:3], electing=self.electing(society),
                    )  # fmt: skip
                    add(society.counted, count)


def attending(society: Society) -> Iterator[tuple[int, int, Bools]]:
    """Who came to the meetings of the step that was: assemblies (from, to) of one size, and bool[those, members]."""
    model = society.model
    everyone, turnout = people.alike(model), people.ways(model).turnout
    comes = stream(society.seed, COMING, society.step)
    for low, high in plain.pieces(0, model.bodies()[0], model.people // model.assembly):
        here = min(model.assembly, model.people - low * model.assembly)
        if everyone:
            yield low, high, np.ones((high - low, here), dtype=np.bool_)
            continue
        keys = words(np.array([comes], dtype=np.uint64), np.arange(low, high, dtype=np.uint64))
        kind = society.kinds[low * model.assembly : high * model.assembly].reshape(high - low, -1)
        yield low, high, plain.there(keys, turnout[kind])


def add(counted: Counted, count: Ints) -> None:
    ballots, recalls, elections, came = count.tolist()
    counted.votes += ballots
    counted.recalls += recalls
    counted.elections += elections
    counted.came += came


def row_means(y: Floats, size: int) -> Floats:
    """Means of every ``size`` in a row, added one after another; the last row may be shorter, and seats empty (NaN)."""
    if np.isnan(y).any():
        table = seats.table_of(y, -(-len(y) // size), size)
        there = ~np.isnan(table)
        sums = np.add.accumulate(np.where(there, table, 0.0), axis=1)[:, -1]
        return np.asarray(sums / np.maximum(there.sum(axis=1), 1))
    whole = len(y) // size
    means = np.add.accumulate(y[: whole * size].reshape(whole, size), axis=1)[:, -1] / size
    rest = y[whole * size :]
    return np.append(means, np.add.accumulate(rest)[-1] / len(rest)) if len(rest) else means
