"""The walk of our own method: prices and activities, iteration after iteration, and what they are on the average.

Theory of operation. `__init__.py` tells why averages converge. Ten iterations find the place; from there on each counts
once more than the one before, so that the average forgets where it began, and steps become smaller as it does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from councils.plan.leontief.sharing import Sharing
from councils.plan.leontief.sweeps import State, Sums, Sweeps, slopes
from councils.plan.program import Floats, Solution

SETTLE, STEP = 10, 0.06
"""Iterations before averages begin; and at first, a price that is above cost by this share of it makes a technique
offer all that is made of its product. Then the share grows with each iteration: large steps find the place, small ones
stay near it."""
WARM_SETTLE, WARM_STEP = 6, 0.15
"""The same for what begins with a plan that was good yesterday, whose averages begin at once."""
SHY, LEAST = 3.0, 0.1
"""How many times over a technique reckons with what it uses becoming dearer if it makes more, since what that is made
of becomes dearer too; and the least share of its slope that is left, since makers grow."""
SINCE = 6
"""After so many iterations it is added up anew how the users of resources answer to prices."""


class Walk:
    """Activities and prices, iteration after iteration, and their averages, in which later ones count for more.

    ``warm``: whether ``start`` was good yesterday.
    """

    def __init__(self, passes: Sweeps, start: Solution, *, warm: bool) -> None:
        self.passes, self.done, self.counted = passes, 0, 0.0
        self.step, self.settle, self.skipped = (WARM_STEP, WARM_SETTLE, 0) if warm else (STEP, SETTLE, SETTLE)
        x, nothing = np.clip(start.activities, 0.0, passes.layout.cap), np.zeros(len(start.values))
        self.state = State(x, start.values, passes.used(x), nothing)
        self.sums = Sums(np.zeros_like(x), np.zeros_like(nothing), 0.0)
        self.tight, self.eager = np.ones_like(nothing), np.ones_like(x)
        self.sharing = Sharing(passes.layout, start.values) if len(passes.layout.shared) else None

    def average(self, *, until: int, stop: Callable[[], bool]) -> Solution:
        """Go on until that many iterations are done, or to the end of this one; the average of all so far."""
        begun = self.done
        while self.done == begun or (self.done < until and not stop()):
            self.iterate()
        if not self.counted:
            return Solution(self.state.x, self.state.v)
        return Solution(self.sums.x / self.counted, self.sums.v / self.counted)

    def iterate(self) -> None:
        step = self.step * max(1.0, (self.done + 1) / self.settle)
        if self.done in (0, self.settle):
            self.eager = eagerness(self.passes, slopes(self.passes.layout, self.state, step))
        self.sums.weight = float(max(self.done + 1 - self.skipped, 0))
        self.counted += self.sums.weight
        self.state = self.passes.cleared(self.state, step, self.tight, self.eager, self.sums)
        if self.sharing:
            if self.done % SINCE == 0:
                self.sharing.watch(self.state, self.eager * slopes(self.passes.layout, self.state, step))
            self.state = self.sharing.priced(self.state, self.sums)
        self.done += 1


def eagerness(passes: Sweeps, slope: Floats) -> Floats:
    """float64[K]: the share of its ``slope`` float64[K] with which each technique answers to prices.

    If it makes more, what it uses becomes dearer: by the square of what it uses of a product for a unit, over the
    slopes of all that make that. Hardly so where it is one user among many. But what everybody uses may be made in some
    other way by a few small products: there it would change so much at once that their prices swing for ever. The
    prices of shared resources are found with that in mind (``sharing.py``).
    """
    here, program = passes.layout, passes.layout.program
    together = np.bincount(program.makes, slope, program.products)
    together[program.makes[here.shared]] = 0.0
    dearer = np.divide(1.0, together, out=np.zeros_like(together), where=together > 0)
    return np.asarray(np.maximum(1.0 / (1.0 + SHY * slope * passes.squared(dearer)), LEAST))
