"""Plans that share what there is only so much of: the best mixture of plans that each take a little too much of some.

Theory of operation. Averages take some thousandths too much of one
resource and too little of another, and to cut the users of the first down would leave needs unmet. So a plan is first
made exact as if sources had no limit. Plans can be mixed: needs are met and capacities kept by any mixture of plans
that do so. Which mixture of the last ones keeps within all sources and takes the least labour is a linear program with
a column for each plan and a row for each source (Dantzig and Wolfe, Decomposition Principle for Linear Programs, 1960).
"""

from __future__ import annotations

from math import inf

import highspy
import numpy as np
from scipy.sparse import csc_array

from councils.plan.highs.simplex import loaded, price
from councils.plan.leontief.sweeps import sources
from councils.plan.program import Floats, Program

LATEST = 12
"""Plans that are mixed, at most: each is kept whole."""


class Mixture:
    """The last plans that would be plans if there were enough of everything that ``sources`` give."""

    def __init__(self, program: Program) -> None:
        self.program, self.sources = program, sources(program)
        self.plans: list[Floats] = []

    @property
    def boundless(self) -> Floats:
        """float64[K]: capacities, without those of sources."""
        cap = self.program.cap.copy()
        cap[self.sources] = inf
        return cap

    def with_plan(self, activities: Floats) -> Floats | None:
        """The best mixture of this plan and the last ones, float64[K]; None where none keeps within all sources."""
        self.plans = [*self.plans[1 - LATEST :], activities]
        shares = self._shares()
        if shares is None:
            return None
        mixed = np.zeros_like(activities)
        for share, plan in zip(shares.tolist(), self.plans, strict=True):
            mixed += share * plan
        mixed[self.sources] = np.minimum(mixed[self.sources], self.program.cap[self.sources])
        return mixed

    def _shares(self) -> Floats | None:
        hours = np.array([float((self.program.labour * plan).sum()) for plan in self.plans])
        spare = np.array([1.0 - plan[self.sources] / self.program.cap[self.sources] for plan in self.plans])
        rows = csc_array(np.vstack([spare.T, np.ones(len(hours))]))
        solver = loaded(rows, np.append(np.zeros(len(self.sources)), 1.0), np.full(len(hours), inf))
        price(solver, hours / max(float(hours.max()), 1e-300))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        shares = np.maximum(np.asarray(solver.getSolution().col_value), 0.0)
        return np.asarray(shares / shares.sum())
