"""Plans by region on a Dask cluster: each region clears the markets of its own products, and prices meet in between.

Theory of operation. A region is some products, the techniques that make them, and the rows of all that these use. Given
the values of that, and how much of it is asked for, a region's worker does its part of each pass (``sweeps.py``): the
prices of its own products, its activities, and what they use up. What crosses borders is then known to all by its price
and the sum of what regions use of it: that is an *exchange*. So a plan is found in the same passes as on one machine.
Whoever asked keeps the whole program and the averages, and certifies the plan over the whole.

An exchange takes 8 bytes for each number: to a region four of each product that it makes or uses and one of each
technique; back two of each product, one of each technique. ``Exchanged`` counts them. Regions are added up in their
order, so the same regions give the same plan on any number of workers; where one is lost, its regions go to those that
are left. Rounds (``multipliers.py``) are not distributed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from distributed import Client, KilledWorker
from numpy.typing import NDArray

from councils.plan.leontief.plain import Plain, turned
from councils.plan.leontief.sweeps import Layout, Making, State, Sums, layout
from councils.plan.program import Floats, Ints, Program

_ATTEMPTS = 4
_COMING = 5.0
"""Seconds that a cluster without workers is waited for: one that is busy may be gone for a moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Int arrays: ``own`` products and ``touched``, own or used, of the whole; ``at``, where own are in touched;
    ``techniques`` that make own; ``places`` of these in the whole's `Layout.order`."""

    own: NDArray[np.int64]
    touched: NDArray[np.int64]
    at: NDArray[np.int64]
    techniques: NDArray[np.int64]
    places: NDArray[np.int64]


@dataclass(slots=True)
class Exchanged:
    """How often all regions were asked something, and the bytes of that there and back."""

    times: int = 0
    size: int = 0


class Regions:
    """See `Sweeps`. ``labels``: of each product its region; each is given to one of the cluster's workers in turn."""

    def __init__(self, program: Program, labels: Sequence[str], client: Client) -> None:
        self.layout, self.client, self.capped, self.exchanged = layout(program), client, True, Exchanged()
        self.regions = [_region(self.layout, labels, name) for name in sorted(set(labels))]
        self.parts = self._given()

    def _given(self) -> list[Any]:
        """Each region's part on one of the workers that there are, in turn."""
        try:
            self.client.wait_for_workers(1, timeout=_COMING)
        except TimeoutError:
            raise ConnectionError("The cluster has no workers. Start some: dask worker ADDRESS") from None
        workers = sorted(self.client.scheduler_info(n_workers=-1)["workers"])
        return [
            self.client.scatter(_part(self.layout, region), workers=[workers[at % len(workers)]], hash=False)
            for at, region in enumerate(self.regions)
        ]

    def uncapped(self) -> Regions:
        other = object.__new__(Regions)
        other.layout, other.client, other.capped = self.layout.uncapped(), self.client, False
        other.regions, other.parts, other.exchanged = self.regions, self.parts, self.exchanged
        return other

    def used(self, x: Floats) -> Floats:
        used = np.zeros(self.layout.program.products)
        for region, (more,) in self._ask(_used, lambda r: (x[r.techniques],)):
            used[region.touched] += more
        return used

    def squared(self, each: Floats) -> Floats:
        found = np.empty(self.layout.program.techniques)
        for region, (own,) in self._ask(_squared, lambda r: (each[r.touched],)):
            found[region.techniques] = own
        return found

    def cleared(self, state: State, step: float, tight: Floats, eager: Floats, sums: Sums) -> State:
        after = State(np.empty_like(state.x), np.empty_like(state.v), state.used.copy(), np.zeros_like(state.swing))

        def told(r: Region) -> tuple[Any, ...]:
            known = (each[r.touched] for each in (state.v, state.used, state.swing, tight))
            return (state.x[r.techniques], *known, eager[r.techniques], step)

        for region, (x, v, more, swing) in self._ask(_cleared, told):
            after.x[region.techniques], after.v[region.own] = x, v
            after.used[region.touched] += more
            after.swing[region.touched] += swing
        sums.x += sums.weight * after.x
        sums.v += sums.weight * after.v
        return after

    def undercut(self, v: Floats, within: float) -> tuple[Floats, bool]:
        after, settled = v.copy(), True
        for region, (lower, there) in self._ask(_undercut, lambda r: (v[r.touched], within)):
            after[region.own], settled = lower, settled and there
        return after, settled

    def cheapest(self, v: Floats) -> Floats:
        after = v.copy()
        for region, (least,) in self._ask(_cheapest, lambda r: (v[r.touched],)):
            after[region.own] = least
        return after

    def merit(self, v: Floats) -> Ints:
        merit = self.layout.order.copy()
        for region, (order,) in self._ask(_merit, lambda r: (v[r.touched],)):
            merit[region.places] = region.techniques[order]
        return merit

    def answered(
        self, x: Floats, used: Floats, merit: Ints, cap: Floats, within: float
    ) -> tuple[Floats, Floats, Floats, bool]:
        after, uncovered, use, settled = x.copy(), np.empty_like(used), used.copy(), True

        def told(r: Region) -> tuple[Any, ...]:
            order = np.searchsorted(r.techniques, merit[r.places]).astype(np.int32)
            return x[r.techniques], used[r.touched], order, cap[r.techniques], within

        for region, (more, change, left, there) in self._ask(_answered, told):
            after[region.techniques], uncovered[region.own] = more, left
            use[region.touched] += change
            settled = settled and there
        return after, use, uncovered, settled

    def valued(self, uses: Any, v: Floats) -> Floats:
        """Here, without an exchange."""
        return np.asarray(uses @ v)

    def turned(self, of: Making, x: Floats, missing: Floats, made: Floats, within: float) -> tuple[Floats, Floats, int]:
        """Here, without an exchange: techniques that make what is missing are a third of all, or less."""
        return turned(of, x, missing, made, within)

    def _ask(self, what: Callable[..., Any], told: Callable[[Region], tuple[Any, ...]]) -> list[tuple[Region, Any]]:
        """What each region answers; all are asked at once."""
        asked = [told(region) for region in self.regions]
        answers = self._answers(what, asked)
        self.exchanged.times += 1
        self.exchanged.size += sum(getattr(each, "nbytes", 8) for message in (*asked, *answers) for each in message)
        return list(zip(self.regions, answers, strict=True))

    def _answers(self, what: Callable[..., Any], asked: list[tuple[Any, ...]]) -> list[Any]:
        """Of each region. Where a worker was lost, the parts are given out anew to those that are left, and all are
        asked again: an answer hangs on nothing but the question."""
        for attempt in range(_ATTEMPTS):
            tasks = [
                self.client.submit(what, part, region.at, self.capped, *args, pure=False)
                for part, region, args in zip(self.parts, self.regions, asked, strict=True)
            ]
            try:
                return list(self.client.gather(tasks))
            except (CancelledError, KilledWorker):
                time.sleep(attempt)
                self.parts = self._given()
        raise ConnectionError("The cluster loses its workers again and again. See what they say, and start anew.")


def on(client: Client) -> Callable[[Program, Sequence[str]], Regions]:
    """For `solve.solve`: the passes on the workers of a cluster. What is all in one place is parted evenly."""

    def where(program: Program, labels: Sequence[str]) -> Regions:
        if len(set(labels)) > 1:
            return Regions(program, labels, client)
        parts = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        return Regions(program, [f"{at * parts // program.products:09}" for at in range(program.products)], client)

    return where


def _region(whole: Layout, labels: Sequence[str], name: str) -> Region:
    program = whole.program
    own = np.flatnonzero(np.array([label == name for label in labels]))
    techniques = np.flatnonzero(np.isin(program.makes, own))
    touched = np.union1d(own, program.inputs[:, techniques].indices).astype(np.int64)
    places = np.flatnonzero(np.isin(program.makes[whole.order], own))
    return Region(own, touched, np.searchsorted(touched, own), techniques, places)


def _part(whole: Layout, region: Region) -> Plain:
    """The passes over a region: what it doesn't make itself has no technique here."""
    program = whole.program
    here = Program(
        np.searchsorted(region.touched, program.makes[region.techniques]).astype(np.int32),
        program.labour[region.techniques],
        program.inputs[:, region.techniques][region.touched],
        program.cap[region.techniques],
        program.needs[region.touched],
    )
    own = layout(here)
    closed = whole.closed[region.touched]
    return Plain(replace(own, closed=closed, small=whole.small, cheap=whole.cheap, dear=whole.dear))


def _passes(part: Plain, capped: bool) -> Plain:
    return part if capped else part.uncapped()


def _used(part: Plain, at: Ints, capped: bool, x: Floats) -> tuple[Floats]:  # noqa: ARG001 - all are asked alike
    return (_passes(part, capped).used(x),)


def _squared(part: Plain, at: Ints, capped: bool, each: Floats) -> tuple[Floats]:  # noqa: ARG001 - all are asked alike
    return (_passes(part, capped).squared(each),)


def _cleared(part: Plain, at: Ints, capped: bool, x: Floats, *known: Any) -> tuple[Floats, Floats, Floats, Floats]:
    v, used, swing, tight, eager, step = known
    nothing = Sums(np.zeros_like(x), np.zeros_like(v), 0.0)
    after = _passes(part, capped).cleared(State(x, v, used, swing), step, tight, eager, nothing)
    return after.x, after.v[at], after.used - used, after.swing


def _undercut(part: Plain, at: Ints, capped: bool, v: Floats, within: float) -> tuple[Floats, bool]:
    lower, settled = _passes(part, capped).undercut(v, within)
    return lower[at], settled


def _cheapest(part: Plain, at: Ints, capped: bool, v: Floats) -> tuple[Floats]:
    return (_passes(part, capped).cheapest(v)[at],)


def _merit(part: Plain, at: Ints, capped: bool, v: Floats) -> tuple[Ints]:  # noqa: ARG001 - all are asked alike
    return (_passes(part, capped).merit(v),)


def _answered(
    part: Plain, at: Ints, capped: bool, x: Floats, used: Floats, merit: Ints, cap: Floats, within: float
) -> tuple[Floats, Floats, Floats, bool]:
    after, use, uncovered, settled = _passes(part, capped).answered(x, used, merit, cap, within)
    return after, use - used, uncovered[at], settled
