"""Of each product the technique that would make a little more of it: it sets the value, and it makes what is missing.

Theory of operation. In a plan of least labour a technique that runs below its limit has no margin: its product is worth
what it costs. Averages (``leontief``) are near to that and not there, and hours are as far from what values prove as
the margins come to. But averages of activities tell which techniques these are. So each product gets the cost of its
*marginal* technique, over and over, until nothing much changes: inputs are a share below one. And what is missing of a
product its marginal technique makes, over and over, at no more than it is worth. Either takes a third of the inputs, or
less, and hardly any work beside them. Where all that make a product are at a limit both are left to ``repair.py``.

What values prove is concave; so of all values between two, those that prove most are found by halving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief.sweeps import Making, Sweeps
from councils.plan.program import Floats, Prices, Program

ROOM, LITTLE = 0.15, 1e-4
"""The share of its product's output from which on a technique's distance from its limits is more than an average's
circling round one of them, so that it sets the value; and from which on it can make some more."""
TIMES = 6
"""How often values are put right; what is left is some hundredth of what averages are wrong by."""
SWEEPS, CLOSE, FEW = 30, 1e-8, 0.3
"""How often what is missing is made, at most; the share of the output below which nothing is missing; and the share of
the techniques below which so few still change that others had better, as long as little is made exactly."""
HALVINGS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Marginal:
    """``technique`` int[m] makes a product each, none twice, as ``making`` tells. ``clear``: bool[m], whether it sets
    the value."""

    program: Program
    technique: NDArray[np.int64]
    making: Making
    clear: NDArray[np.bool_]

    def settled(self, passes: Sweeps, values: Floats) -> Floats:
        """float64[n]: the values, what is clearly made by one technique at the cost by that."""
        of, after, labour = self.making, values.copy(), self.program.labour[self.technique]
        for _ in range(TIMES):
            uses = np.concatenate([passes.valued(part, after) for part in of.uses])
            cost = labour + uses - (1.0 - of.net) * after[of.product]
            after[of.product[self.clear]] = np.maximum(cost / of.net, 0.0)[self.clear]
        return after

    def covering(
        self, passes: Sweeps, activities: Floats, missing: Floats, *, times: int = SWEEPS, within: float = CLOSE
    ) -> tuple[Floats, Floats]:
        """Activities float64[K] that make what is ``missing``, float64[n], or less of what is too much; and what still
        is missing. Up to so many ``times``, till no activity would change by more than a share ``within``; not at all
        where more would be missing then, as where techniques use up all that others make."""
        x, begun, few = activities[self.technique], missing, FEW * len(self.technique) if within > CLOSE else 0.0
        made = self.program.made(activities)[self.making.product]
        for _ in range(times):
            x, missing, moved = passes.turned(self.making, x, missing, made, within)
            if moved <= few:
                break
        counts = np.ones(len(missing))
        counts[self.program.makes[passes.layout.shared]] = 0.0
        if (counts * np.abs(missing)).sum() > (counts * np.abs(begun)).sum():
            return activities, begun
        found = activities.copy()
        found[self.technique] = x
        return found, missing


def marginal(program: Program, activities: Floats) -> Marginal:
    """Of each product the technique that is farthest from its limits at these activities; an open one before others."""
    output = program.made(activities)[program.makes]
    room = np.minimum(activities, program.cap - activities)
    some = np.flatnonzero((room > LITTLE * output) & (program.net_per_unit > 0))
    makes, rank, most = program.makes[some], room[some] / output[some], np.zeros(program.products)
    rank += np.isinf(program.cap[some])
    np.maximum.at(most, makes, rank)
    farthest, chosen = rank == most[makes], np.full(program.products, -1)
    chosen[makes[farthest]] = some[farthest]
    chosen = chosen[chosen >= 0]
    return replace(these(program, chosen, program.cap), clear=room[chosen] > ROOM * output[chosen])


def these(program: Program, chosen: NDArray[Any], cap: Floats) -> Marginal:
    """Of each product the technique that is ``chosen``, int[m], with limits ``cap`` float64[K]."""
    inputs = np.cumsum(np.diff(program.inputs.indptr)[chosen])
    half = int(np.searchsorted(inputs, inputs[-1] / 2)) if len(chosen) else 0
    uses = program.uses[chosen[:half]], program.uses[chosen[half:]]
    making = Making(uses, program.makes[chosen], program.net_per_unit[chosen], cap[chosen])
    return Marginal(program, chosen, making, np.ones(len(chosen), dtype=np.bool_))


def between(program: Program, one: Prices, other: Prices) -> Prices:
    """Of the prices on the way from ``one`` to the ``other`` those that prove most; both admissible."""
    limited, way = np.isfinite(program.cap), other.values - one.values
    cap, margin = program.cap[limited], one.margin[limited]
    change, worth = other.margin[limited] - margin, float((way * program.needs).sum())
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        at = (low + high) / 2
        rents = float((cap * change)[margin + at * change > 0.0].sum())
        low, high = (at, high) if worth > rents else (low, at)
    if high == 1.0:
        return other
    values = one.values + low * way
    return Prices(values, one.cost + low * (other.cost - one.cost), values[program.makes])
