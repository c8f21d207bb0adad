"""The passes of ``sweeps.py`` with NumPy and SciPy: what runs everywhere.

Theory of operation. Products with the same number of techniques share a shelf (``shelf.py``), and a pass goes down the
columns of whole shelves. Every sum is added term by term in the order of the techniques, as a loop would, and what
techniques use up is added block by block: NumPy's own sums take their terms in another order.
"""

from __future__ import annotations

from copy import copy
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csc_array

from councils.plan.leontief.shelf import added, before, shelves
from councils.plan.leontief.sweeps import IDLE, ROUNDING, WAITS, Layout, Making, State, Sums
from councils.plan.program import Floats, Ints


class Plain:
    """See `Sweeps`."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.shelves = layout, shelves(layout)
        inputs = layout.program.inputs
        if (layout.order[1:] < layout.order[:-1]).any():
            inputs = inputs[:, layout.order]
        self.bounds = list(pairwise(layout.first[layout.blocks].tolist()))
        self.parts = [_columns(inputs, low, high) for low, high in self.bounds]
        self.open = np.flatnonzero(np.isinf(layout.cap))
        self.open_uses = layout.program.uses[self.open]

    def uncapped(self) -> Plain:
        other = copy(self)
        other.layout = self.layout.uncapped()
        return other

    def used(self, x: Floats) -> Floats:
        return self._used_more(np.zeros(self.layout.program.products), x)

    def _used_more(self, used: Floats, more: Floats, *, squared: bool = False) -> Floats:
        ordered = more[self.layout.order]
        for part, (low, high) in zip(self.parts, self.bounds, strict=True):
            used = used + (_squared(part) if squared else part) @ ordered[low:high]
        return used

    def valued(self, uses: Any, v: Floats) -> Floats:
        return np.asarray(uses @ v)

    def squared(self, each: Floats) -> Floats:
        found, order = np.empty(self.layout.program.techniques), self.layout.order
        for part, (low, high) in zip(self.parts, self.bounds, strict=True):
            found[order[low:high]] = _squared(part).T @ each
        return found

    def cleared(self, state: State, step: float, tight: Floats, eager: Floats, sums: Sums) -> State:
        here, program = self.layout, self.layout.program
        cost, asked = program.cost(state.v), (program.needs + state.used) * tight
        size = np.maximum(np.maximum(program.made(state.x), asked), here.small)
        slope = size[program.makes] / (step * np.maximum(cost, here.cheap)) * eager
        swing = np.where(here.closed, state.swing, 0.0)
        doubled = np.where(asked > 0, 2.0 * state.v, 0.0)  # of what nobody makes, and nobody can go without
        moved = state.v + np.divide(asked, swing, out=np.zeros_like(asked), where=swing > 0)
        v = np.minimum(np.where((asked > 0) & (swing > 0), moved, doubled), here.dear)
        x, rising = np.zeros_like(state.x), np.zeros_like(slope)
        for shelf in self.shelves:
            k, p = here.order[shelf.places], shelf.products
            offers = Offers(state.x[k], cost[k], slope[k], here.cap[k])
            with np.errstate(over="ignore", invalid="ignore"):  # in branches that are not taken
                v[p] = np.minimum(offers.price(asked[p], state.v[p], swing[p]), here.dear)
            x[k] = offers.at(v[p])
            rising[k] = offers.rising(v[p])
        sums.x += sums.weight * x
        sums.v += sums.weight * v
        if here.closed.any():
            alone = np.divide(slope, rising, out=np.ones_like(slope), where=rising > 0)
            answers = slope * np.where((x > 0.0) & (x < here.cap), np.maximum(1.0 - alone, IDLE), IDLE)
            swing = np.where(here.closed, self._used_more(np.zeros_like(v), answers, squared=True), 0.0)
        return State(x, v, self._used_more(state.used, x - state.x), swing)

    def undercut(self, v: Floats, within: float) -> tuple[Floats, bool]:
        here, k = self.layout, self.open
        makes, labour = here.program.makes[k], here.program.labour[k]
        worth, cost = v[makes], labour + self.open_uses @ v
        excess, after = worth - cost, v.copy()
        np.minimum.at(after, makes, np.maximum(worth - np.maximum(excess, 0.0) / here.net[k], 0.0))
        return after, bool((excess <= within * labour + ROUNDING * cost).all())

    def cheapest(self, v: Floats) -> Floats:
        cost, after = self.layout.program.cost(v), v.copy()
        for shelf in self.shelves:
            after[shelf.products] = cost[self.layout.order[shelf.places]].min(axis=0)
        return np.minimum(after, self.layout.dear)

    def merit(self, v: Floats) -> Ints:
        program = self.layout.program
        own = (1.0 - program.net_per_unit) * v[program.makes]
        cost = (program.cost(v) - own) / self.layout.net
        return np.lexsort((cost, program.makes)).astype(np.int32)

    def answered(
        self, x: Floats, used: Floats, merit: Ints, cap: Floats, within: float
    ) -> tuple[Floats, Floats, Floats, bool]:
        program = self.layout.program
        made = program.made(x)
        missing = program.needs + used - made
        measure = np.where(program.needs > 0, program.needs, used)
        there = (missing <= within * measure) & (-missing <= 100.0 * within * made)
        lack, plenty = (np.where(there, 0.0, np.maximum(gap, 0.0)) for gap in (missing, -missing))
        after, uncovered, done = x.copy(), np.maximum(missing, 0.0), (plenty > 0) & (made > 0)
        for shelf in self.shelves:
            k, p = merit[shelf.places], shelf.products
            net = self.layout.net[k]
            spare, running = (cap[k] - x[k]) * net, x[k] * net
            more = _filled(spare, lack[p])
            less = _filled(running[::-1], plenty[p])[::-1]
            after[k] = np.clip(np.where(lack[p] > 0, x[k] + more / net, x[k] - less / net), 0.0, cap[k])
            uncovered[p] -= added(more)
            done[p] |= added(more) > 0
        return after, self._used_more(used, after - x), uncovered, not done.any()

    def turned(self, of: Making, x: Floats, missing: Floats, made: Floats, within: float) -> tuple[Floats, Floats, int]:
        return turned(of, x, missing, made, within)


def turned(of: Making, x: Floats, missing: Floats, made: Floats, within: float) -> tuple[Floats, Floats, int]:
    """See `Sweeps.turned`."""
    change = np.clip(x + missing[of.product] / of.net, 0.0, of.cap) - x
    much, enough = np.abs(change), within * np.maximum(x, made)
    moved = int(np.count_nonzero(much > enough))
    if not moved:
        return x, missing, 0
    change[much <= WAITS * enough] = 0.0
    for uses, part in zip(of.uses, np.split(change, [of.uses[0].shape[0]]), strict=True):
        missing = missing + uses.T @ part
    missing[of.product] -= change
    return x + change, missing, moved


class Offers:
    """What the techniques of a shelf, float64[m, r] each, would make at a price."""

    def __init__(self, x: Floats, cost: Floats, slope: Floats, cap: Floats) -> None:
        self.x, self.cost, self.slope, self.cap = x, cost, slope, cap

    def at(self, price: Floats) -> Floats:
        return np.asarray(np.minimum(np.maximum(self.x + self.slope * (price - self.cost), 0.0), self.cap))

    def rising(self, price: Floats) -> Floats:
        """float64[r]: by how much more would be offered for an hour more."""
        starts, ends = self.cost - self.x / self.slope, self.cost + (self.cap - self.x) / self.slope
        return added(np.where((starts < price) & (price < ends), self.slope, 0.0))

    def price(self, asked: Floats, last: Floats, swing: Floats) -> Floats:
        """float64[r]: the price at which as much is offered as is ``asked`` for; see `Sweeps.cleared`."""
        starts, ends = self.cost - self.x / self.slope, self.cost + (self.cap - self.x) / self.slope
        lowest = low = starts.min(axis=0)
        held = swing * (low - last)
        for turn in (*starts, *np.where(np.isfinite(ends), ends, starts)):
            offer = added(self.at(turn)) + swing * (turn - last)
            later = (offer <= asked) & (turn >= low)
            low, held = np.where(later, turn, low), np.where(later, offer, held)
        rise = swing + 0.0
        for row in np.where((starts <= low) & (low < ends), self.slope, 0.0):
            rise = rise + row
        missing = asked - held
        price = low + np.divide(missing, rise, out=np.zeros_like(low), where=rise > 0)
        scarce = np.maximum(low, last) * (1.0 + missing / np.maximum(asked, 1e-300))
        price = np.where((rise <= 0) & (missing > 1e-9 * asked), scarce, price)
        moved = last + np.divide(asked, swing, out=np.zeros_like(low), where=swing > 0)
        return np.asarray(np.maximum(np.where((swing > 0) & (moved <= lowest), moved, price), 0.0))


def _columns(matrix: Any, low: int, high: int) -> csc_array:
    """Some columns of a matrix, in the same memory."""
    start, end = matrix.indptr[low], matrix.indptr[high]
    parts = (matrix.data[start:end], matrix.indices[start:end], matrix.indptr[low : high + 1] - start)
    return csc_array(parts, shape=(matrix.shape[0], high - low))


def _squared(part: csc_array) -> csc_array:
    return csc_array((part.data * part.data, part.indices, part.indptr), shape=part.shape)


def _filled(room: Floats, amount: Floats) -> Floats:
    """float64[m, r]: an amount, float64[r], put into the ``room`` of each row from the top down."""
    return np.array([np.minimum(np.maximum(amount - above, 0.0), room[at]) for at, above in before(room)])
