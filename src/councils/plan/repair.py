"""From almost to exactly: values that prove a bound, and activities that meet the needs, from what nearly does.

Theory of operation. Solvers stop near a solution; a certificate wants both sides exact. Both repairs sweep to a
fixpoint.

``lowered``: a value may not be above the cost by an *open* technique, one that nothing limits. Lower each value to its
cheapest one, which makes others cheaper, and again: the values fall to the greatest fixpoint below. Once all excess is
within a share δ of the technique's own labour, dividing by 1 + δ ends it.

``covered``: what is missing of a product is made in its merit order (cheapest technique first, at the values given)
as far as capacities go; of what is too much, the dearest technique makes less. What that uses is missing next. With
an open technique for each product this is a linear complementarity problem with an M-matrix, and the sweeps contract
towards its solution (Cottle, Pang and Stone, The Linear Complementarity Problem, 1992, ch. 5). Where nothing can make
what is missing, its users are cut down, all by the same share, and stay so; then their own product is missing, down
to a need that is left unmet.
"""

from __future__ import annotations

import numpy as np

from councils.plan.program import Floats, Program
from councils.plan.shelf import shelves

SWEEPS = 500
"""More than any economy needs that takes less than 96 % of its output to reproduce itself."""
ROUNDING = 2.0**-52


def lowered(program: Program, values: Floats, *, within: float = 1e-10) -> Floats:
    """float64[n]: the values, no lower than need be for nothing open to have a margin; one sparse product a sweep."""
    v = np.maximum(values, 0.0)
    k = np.flatnonzero(np.isinf(program.cap) & (program.net_per_unit > 0))
    uses, makes, labour, net = program.uses[k], program.makes[k], program.labour[k], program.net_per_unit[k]
    for _ in range(SWEEPS):
        worth, cost = v[makes], labour + uses @ v
        excess = worth - cost
        if (excess <= within * labour + ROUNDING * cost).all():
            break
        np.minimum.at(v, makes, np.maximum(worth - np.maximum(excess, 0.0) / net, 0.0))
    return v / (1.0 + 2.0 * within)


def covered(program: Program, activities: Floats, values: Floats, *, within: float = 1e-10) -> Floats:
    """float64[K]: activities within capacity that meet every need but for a share ``within``, where that can be."""
    cap = np.where(program.net_per_unit > 0, program.cap, 0.0)
    x = np.clip(activities, 0.0, cap)
    merit = Merit(program, values)
    for _ in range(SWEEPS):
        used, made = program.inputs @ x, program.made(x)
        missing = program.needs + used - made
        measure = np.where(program.needs > 0, program.needs, used)
        if (missing <= within * measure).all() and (-missing <= 100.0 * within * made).all():
            break
        x, uncovered = merit.answer(x, cap, missing)
        if (short := uncovered > within * measure).any():
            share = np.divide(used - uncovered, used, out=np.ones_like(used), where=short & (used > 0))
            x, cap = rationed(program, x, cap, np.clip(share, 0.0, 1.0))
    return x


def rationed(program: Program, x: Floats, cap: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Every technique runs at the least ``share`` of what it uses, and from now on no higher."""
    least = np.ones_like(x)
    some = np.flatnonzero(np.diff(program.inputs.indptr))
    least[some] = np.minimum.reduceat(share[program.inputs.indices], program.inputs.indptr[some])
    cut = least < 1.0
    return np.where(cut, x * least, x), np.where(cut, x * least, cap)


class Merit:
    """The techniques of each product from the cheapest to the dearest, at given values."""

    def __init__(self, program: Program, values: Floats) -> None:
        self.net = np.where(program.net_per_unit > 0, program.net_per_unit, 1.0)
        own = (1.0 - program.net_per_unit) * values[program.makes]
        cost = (program.cost(values) - own) / self.net
        self.shelves = [
            (shelf.products, np.take_along_axis(k := shelf.techniques, cost[k].argsort(axis=0, kind="stable"), axis=0))
            for shelf in shelves(program.makes, program.products)
        ]

    def answer(self, x: Floats, cap: Floats, missing: Floats) -> tuple[Floats, Floats]:
        """The activities after what is ``missing`` is made and what is too much is not, and what stays missing."""
        x, uncovered = x.copy(), np.maximum(missing, 0.0)
        for products, k in self.shelves:
            gap, net = missing[products], self.net[k]
            spare, running = (cap[k] - x[k]) * net, x[k] * net
            more = np.clip(np.maximum(gap, 0.0) - before(spare), 0.0, spare)
            less = np.clip(np.maximum(-gap, 0.0) - before(running[::-1])[::-1], 0.0, running)
            uncovered[products] -= more.sum(axis=0)
            x[k] = np.clip(x[k] + (more - less) / net, 0.0, cap[k])
        return x, uncovered


def before(amounts: Floats) -> Floats:
    """float64[m, r]: in each column, what those before each one come to together."""
    sums = np.zeros_like(amounts)
    np.cumsum(amounts[:-1], axis=0, out=sums[1:])
    return sums
