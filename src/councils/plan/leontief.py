"""Our own method for large programs: prices that clear, activities that change slowly, averages that converge.

Theory of operation. In each iteration every product's price is set so that its techniques offer what is asked for
(``clearing.py``), at the costs and the use of the iteration before: two sparse products, whatever the size. Were
techniques to follow prices all at once, all would change to the same one and back for ever; so a technique changes
its activity by no more than in proportion to its margin. That is the proximal point method (Rockafellar 1976) on the
saddle point of hours and values, taken product by product; its last point circles, its average converges
(Nemirovski 2004), and an average over a window that grows with the iterations forgets the beginning.

At the end of each window the averages are made exact (``repair.py``): the values prove a bound, the activities become
a plan. The best of either is kept, from whatever window. How many iterations that takes hardly depends on the number
of products, because what happens to one product soon does not matter far away: each step of the way through
inputs is a share below one.

Everything runs in a fixed order on one thread, so the same program has the same plan on every number of cores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from councils.plan.certify import Certificate, certify, lower_bound, overpriced, relative, shortfall
from councils.plan.clearing import cleared
from councils.plan.program import Floats, Program, Solution
from councils.plan.repair import covered, lowered
from councils.plan.shelf import shelves

SETTLE, FIRST, GROWTH = 10, 18, 1.5
"""Iterations before the first window and at its end; how many times as many there have been at the end of the next."""
STEP, CALM, CALMER = 0.06, 1.35, 4.0
"""At first, a price that is above cost by this share of it makes a technique offer all that is made of its product.
With each window the share grows, and by more after one that brought the gap down by less than a tenth: large steps find
the place, small ones stay near it."""
WARM_FIRST, WARM_STEP = 4, 0.3
"""The same for what begins with a plan that was good yesterday: soon looked at, and never far from it."""
SHORT = 1e-6
"""The share of a need that a certificate lets be missing."""
EXACT = 1e-8
"""How exactly averages are repaired: far below any gap asked for, far above rounding."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work is. ``left``: about how many iterations are still to be done, each as long as those before."""

    iteration: int
    hours: float
    bound: float
    gap: float
    left: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan, its certificate, how many iterations that took, and whether it is as good as was asked for."""

    solution: Solution
    certificate: Certificate
    iterations: int

    @property
    def done(self) -> bool:
        return self.certificate.holds


def never() -> bool:
    return False


def silent(_: Progress) -> None:
    """Tell nobody."""


def solve(
    program: Program,
    *,
    gap: float = 1e-4,
    start: Solution | None = None,
    iterations: int = 1000,
    progress: Callable[[Progress], None] = silent,
    stop: Callable[[], bool] = never,
) -> Found:
    """A plan at most a share ``gap`` above the least labour, or the best there is after ``iterations``.

    ``start``: yesterday's plan, of the same techniques and products. ``progress`` is told at the end of each window;
    ``stop`` is asked in each iteration, and once it says yes the best plan so far is given, with its certificate.
    Give needs that may be beyond all capacity a way to stay unmet first (`program.with_unmet`).
    Memory: some 20 numbers a technique beside the program. Time: two sparse products and some passes an iteration.
    """
    begin = start or cold(program)
    if begin.activities.shape != program.labour.shape or begin.values.shape != program.needs.shape:
        raise ValueError("start is a plan for other techniques or products")
    best, walk, end = Best(program, begin), Walk(program, begin), FIRST
    if start:
        best.take(start)  # it may do for today
        walk.step, end = WARM_STEP, WARM_FIRST
    else:
        walk.average(until=min(SETTLE, iterations - 1), stop=stop)
    while best.gap > gap and walk.done < iterations and not (best.hours < inf and stop()):
        before = best.gap
        best.take(walk.average(until=min(end, iterations), stop=stop))
        progress(Progress(walk.done, best.hours, best.bound, best.gap, left(walk.done, best.gap, gap)))
        walk.step *= CALM if best.gap < 0.9 * before else CALMER
        end = round(end * GROWTH)
    return Found(best.solution, certify(program, best.solution, gap=gap), walk.done)


def left(done: int, reached: float, wanted: float) -> int:
    """Iterations to go: the gap falls about as one over their number."""
    return max(0, round(done * (min(reached, 1.0) / max(wanted, 1e-16) - 1.0)))


class Best:
    """Values with the highest bound, and the plan with the least hours; or shortfall, till all needs are met."""

    def __init__(self, program: Program, start: Solution) -> None:
        self.program, self.solution = program, start
        self.short, self.hours, self.bound = inf, inf, 0.0

    @property
    def gap(self) -> float:
        return relative(self.hours, self.bound) if self.short == 0.0 else inf

    def take(self, averages: Solution) -> None:
        """Make both sides exact, and keep either if it is better."""
        program, values = self.program, lowered(self.program, averages.values, within=EXACT)
        activities = covered(program, averages.activities, values, within=EXACT)
        bound = 0.0 if overpriced(program, values).any() else lower_bound(program, values)
        short, hours = float(shortfall(program, activities).max(initial=0.0)), float(program.labour @ activities)
        short = short if short > SHORT else 0.0
        if bound >= self.bound:
            self.bound, self.solution = bound, replace(self.solution, values=values)
        if (short, hours) <= (self.short, self.hours):
            self.short, self.hours = short, hours
            self.solution = replace(self.solution, activities=activities)


class Walk:
    """Activities and prices, iteration after iteration; ``step``: see STEP."""

    def __init__(self, program: Program, start: Solution) -> None:
        self.program, self.step, self.done = program, STEP, 0
        self.cap = np.where(program.net_per_unit > 0, program.cap, 0.0)
        self.activities, self.values = np.minimum(start.activities, self.cap), start.values
        self.shelves = shelves(program.makes, program.products)

    def average(self, *, until: int, stop: Callable[[], bool]) -> Solution:
        """Go on until that many iterations are done, or to the end of this one; the average of all on the way."""
        begun, x, v = self.done, np.zeros_like(self.activities), np.zeros_like(self.values)
        while self.done == begun or (self.done < until and not stop()):
            self.iterate()
            x += self.activities
            v += self.values
        return Solution(x / (self.done - begun), v / (self.done - begun))

    def iterate(self) -> None:
        program, x = self.program, self.activities
        cost, asked = program.cost(self.values), program.needs + program.inputs @ x
        slope = slopes(program, x, asked, cost, self.step)
        self.values, self.activities = cleared(self.shelves, x, cost, slope, self.cap, asked=asked, prices=self.values)
        self.done += 1


def slopes(program: Program, x: Floats, asked: Floats, cost: Floats, step: float) -> Floats:
    """float64[K]: by how many units a technique changes its activity for an hour of margin.

    All that is made of its product, for a margin of ``step`` times its cost.
    """
    size = np.maximum(program.made(x), asked)
    small = 1e-12 * max(size.max(initial=0.0), 1e-12)
    cheap = 1e-12 * max(cost.max(initial=0.0), 1e-12)
    return np.asarray(np.maximum(size, small)[program.makes] / (step * np.maximum(cost, cheap)))


def cold(program: Program) -> Solution:
    """Where to begin without a plan: as if nothing were capped. Values rise from nought to those of Leontief."""
    racks = shelves(program.makes, program.products)
    values = np.zeros(program.products)
    for _ in range(60):
        cost, before = program.cost(values), values.copy()
        for shelf in racks:
            values[shelf.products] = cost[shelf.techniques].min(axis=0)
        if (values <= before * 1.001).all():
            break
    activities = np.zeros(program.techniques)
    free = replace(program, cap=np.full(program.techniques, inf))
    return Solution(np.minimum(covered(free, activities, values, within=1e-3), program.cap), values)
