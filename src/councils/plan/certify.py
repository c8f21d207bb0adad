"""Is this a plan, and how far from the best one can it be? For a sceptic: no solver is needed, and none is imported.

Theory of operation. The activities alone say what the plan costs (``hours``), and whether each single need is met and
each capacity kept. The values alone say what no plan can undercut: for any v >= 0 whose margin is nowhere above nought
where nothing limits a technique, every plan x that meets the needs costs

    labour · x  =  v · G x - margin · x  >=  v · needs - sum_k cap_k max(0, margin_k)  =  bound

(weak duality; margin = G' v - labour). Two sparse products, and no step that has to be believed. A shortfall is
measured against the need of that very product, or against what is used of it where nobody needs it for itself, never in
a norm over all: plans have been called optimal in which single products came to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np

from councils.plan.program import Floats, Prices, Program, Solution

ROUNDING = 2.0**-52


class Flaw(StrEnum):
    """Why a plan is rejected."""

    SHAPE = "The plan has not one activity for each technique and one value for each product."
    NOT_A_NUMBER = "An activity or a value is not a finite number."
    NEGATIVE_ACTIVITY = "A technique would have to run backwards."
    NEED_UNMET = "A need is not met."
    OVER_CAPACITY = "A technique would run above its capacity."
    NEGATIVE_VALUE = "A product has a value below nought."
    VALUE_TOO_HIGH = "A value is above what the product costs by a technique that nothing limits."
    GAP = "A plan with fewer hours is not ruled out."


@dataclass(frozen=True, slots=True)
class Rejection:
    """``where``: the product or technique that is worst, -1 for the whole plan. ``amount``: as in `Certificate`."""

    flaw: Flaw
    where: int
    amount: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What holds of a plan.

    ``hours``: what it costs. ``bound``: hours below which there is no plan. ``gap``: (hours - bound) / hours.
    ``worst_need``: the largest shortfall of a product, as a share of its need (of its use, where there is no need).
    ``worst_cap``: the largest excess over a capacity, as a share of it. ``rejected``: every reason, the worst case of
    each; empty where the plan holds.
    """

    hours: float
    bound: float
    gap: float
    worst_need: float
    worst_cap: float
    rejected: tuple[Rejection, ...]

    @property
    def holds(self) -> bool:
        return not self.rejected


def certify(program: Program, solution: Solution, *, tolerance: float = 1e-6, gap: float = 1e-4) -> Certificate:
    """The certificate of any plan, whoever made it; cost: one product with the inputs, one with their transpose.

    ``tolerance``: the share of a need, a capacity that may be missing, exceeded. ``gap``: the most that is accepted.
    """
    x, v = solution.activities, solution.values
    if x.shape != program.labour.shape or v.shape != program.needs.shape:
        return nothing(Rejection(Flaw.SHAPE, -1, inf))
    if not (np.isfinite(x).all() and np.isfinite(v).all()):
        return nothing(Rejection(Flaw.NOT_A_NUMBER, -1, inf))
    prices = program.priced(v)
    short, over, dear = shortfall(program, x), excess(program, x), overpriced(program, prices)
    found = [
        (Flaw.NEED_UNMET, short, tolerance),
        (Flaw.NEGATIVE_ACTIVITY, -x, 0.0),
        (Flaw.OVER_CAPACITY, over, tolerance),
        (Flaw.NEGATIVE_VALUE, -v, 0.0),
        (Flaw.VALUE_TOO_HIGH, dear, 0.0),
    ]
    rejected = [Rejection(flaw, int(a.argmax()), float(a.max())) for flaw, a, most in found if a.max(initial=0) > most]
    hours = float((program.labour * x).sum())
    bound = 0.0 if (v < 0).any() or (dear > 0).any() else lower_bound(program, prices)
    apart = relative(hours, bound)
    if apart > gap:
        rejected.append(Rejection(Flaw.GAP, -1, apart))
    return Certificate(hours, bound, apart, float(short.max(initial=0)), float(over.max(initial=0)), tuple(rejected))


def nothing(rejection: Rejection) -> Certificate:
    """The certificate of what is no plan at all."""
    return Certificate(inf, 0.0, inf, inf, inf, (rejection,))


def relative(hours: float, bound: float) -> float:
    """How far ``hours`` can be above the best, as a share of them; 0 where nothing has to be done."""
    return max(0.0, hours - bound) / hours if hours > 0 else 0.0


def shortfall(program: Program, activities: Floats, used: Floats | None = None) -> Floats:
    """float64[n] >= 0: what is missing of each product, as a share of its need, or of its use where there is no need.

    Forgiven is what a sum of that many numbers cannot tell from nought; less than that is no shortage. ``used``:
    float64[n], what activities use up, where that is known.
    """
    used, made = program.inputs @ activities if used is None else used, program.made(activities)
    measure = np.where(program.needs > 0, program.needs, used)
    missing: Floats = program.needs + used - made
    missing[missing <= ROUNDING * (program.terms + 2) * (program.needs + used + made)] = 0.0
    return np.divide(missing, measure, out=np.zeros_like(missing), where=missing > 0)


def excess(program: Program, activities: Floats) -> Floats:
    """float64[K] >= 0: what is above each capacity, as a share of it; anything above a capacity of 0 is infinite."""
    above = np.maximum(activities - program.cap, 0.0)
    share = np.full_like(above, inf)
    np.divide(above, program.cap, out=share, where=program.cap > 0)
    return np.where(above > 0, share, 0.0)


def overpriced(program: Program, prices: Prices) -> Floats:
    """float64[K] >= 0: hours of margin, where nothing limits a technique, that are more than rounding."""
    rounding = ROUNDING * (np.diff(program.inputs.indptr) + 2) * (prices.cost + prices.worth)
    margin = prices.margin
    return np.where(np.isinf(program.cap) & (margin > rounding), margin, 0.0)


def lower_bound(program: Program, prices: Prices) -> float:
    """Hours that every plan takes, shown by these prices; they must be >= 0 and overprice nothing."""
    limited = np.isfinite(program.cap)
    rents = program.cap[limited] * np.maximum(prices.margin[limited], 0.0)
    return max(0.0, float((prices.values * program.needs).sum() - rents.sum()))
