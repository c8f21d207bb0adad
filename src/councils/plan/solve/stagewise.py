"""The proof of one stage by itself, where the prices of all stages at once are too coarse for it.

Theory of operation. `large.py` says in hours that priority 1 counts before 2, these before 3, these before work. Each
time that is a factor of some hundred thousand, and with three priorities the last of them is beyond the digits of a
float64: the plan is right, but its prices prove nothing of it. To prove a stage such factors are not wanted. In the
program

    minimise c_k·x + h_1 c_1·x + ... + h_{k-1} c_{k-1}·x   subject to the rows and limits

the stages before cost no more than they have to as soon as each h_j is as large as its price in stage k (an exact
penalty: Bertsekas, Necessary and Sufficient Conditions for a Penalty Method to be Exact, 1975), mostly a small number.
So small ones are tried first, and grow where their stage is left worse than in the plan; each try begins with what the
last one found. What comes after counts so
little that all of it is far below the gap; it only keeps anything from costing nothing. The prices found are checked
against the plan there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from councils.plan import leontief
from councils.plan.highs.stages import Prices, held_prices
from councils.plan.leontief.repair import lowered
from councils.plan.linear import Floats, Limit, Linear
from councils.plan.program import Program, Solution
from councils.plan.staged_certificate import prove_stage

FIRST, MORE, TRIES = 3.0, 10.0, 12
"""How many times more than all of a stage, or one share of it, a share of one before it counts at first; how many
times more where that let it be worse; and how often that is tried."""
STEPS = 2000
"""Iterations of one try, at most."""
LITTLE = 0.05
"""The part of the gap that is lost, at most, to all that counts after the stage."""
TINY = 1e-12
CLOSE = 0.01
"""The part of the gap by which a stage may be worse, its penalty counted, and no larger one is tried."""
LEVELS = (0.0, 0.5, 1.0)
"""Of the prices of scarce hours those up to which they are taken for work."""
FINER = 0.1
"""The part of the gap to which a stage is solved."""


@dataclass(frozen=True, slots=True, eq=False)
class Stagewise:
    """The stages of ``whole`` in the reduced ``program``, of whose techniques the first are the columns ``kept``,
    int[k], a unit of which is ``gives`` units of a product, float64[k]; a plan's ``activities``, float64[n], and how to
    ``begin`` from activities and prices of rows."""

    whole: Linear
    program: Program
    kept: NDArray[np.int64]
    gives: Floats
    activities: Floats
    begin: Callable[[Floats, Floats], Solution]
    gap: float
    progress: Callable[[leontief.Progress], None]
    stop: Callable[[], bool]

    def proved(self, prices: Sequence[Prices]) -> tuple[Floats, tuple[Prices, ...]]:
        """A plan's activities and the prices of each stage, better ones for the stages that these don't prove to the
        gap. The last stage has a plan of its own: that is taken where it is nearer to what is proved in all stages."""
        activities, found = self.activities, list(prices)
        for number, each in enumerate(prices):
            found[number], made = self.stage(number, each)
            if number == len(prices) - 1:
                plans = [activities, *made]
                activities = min(plans, key=lambda plan: worst(self.whole, plan, found))
        return activities, tuple(found)

    def stage(self, number: int, best: Prices) -> tuple[Prices, list[Floats]]:
        """Penalties grow where the stage before would be left worse than it is in the plan. The best prices, and the
        activities of each try."""
        lacks, penalties, plans = self.lacks(number, best), np.full(number, FIRST), []
        last = self.begin(self.activities, best.rows)
        for _ in range(TRIES):
            if lacks <= self.gap or self.stop():
                break
            found, worse, last = self.solved(number, penalties, last)
            plans.append(of_columns(self.whole, self.kept, self.gives, last))
            if (now := self.lacks(number, found)) < lacks:
                best, lacks = found, now
            if not worse.any():
                break
            penalties = np.where(worse, penalties * MORE, penalties)
        return best, plans

    def lacks(self, number: int, prices: Prices) -> float:
        return prove_stage(self.whole, self.activities, number, prices.rows, prices.held).gap

    def solved(self, number: int, penalties: Floats, start: Solution) -> tuple[Prices, NDArray[np.bool_], Solution]:
        """Prices of one stage where each before it is held by a penalty, bool[number]: which were too small, and the
        solution, from where to ``start`` with larger ones."""
        stages = self.whole.stages
        reached = np.array([float(stage.cost @ self.activities) for stage in stages])
        least = np.array([1.0 if stage.priority else TINY for stage in stages])
        one = max(reached[number], least[number])
        little = LITTLE * self.gap * one / (len(stages) * np.maximum(reached, least))
        weights = np.concatenate([one * penalties, [1.0], little[number + 1 :]])
        counted = self.reduced(self.cost(np.where(np.arange(len(stages)) <= number, weights, 0.0)))
        costs = replace(self.program, labour=self.reduced(self.cost(weights)))
        wanted = max(FINER * self.gap * one / max(float(weights @ reached), one), leontief.FINEST)
        solved = leontief.solve(
            costs, gap=wanted, start=start, iterations=STEPS, progress=self.progress, stop=self.stop
        )
        found = solved.solution
        rows, held = lowered(replace(costs, labour=counted), found.values), weights[:number]
        made = found.activities[: len(self.kept)] / self.gives
        worse = np.array([float(stage.cost[self.kept] @ made) for stage in stages[:number]])
        met = reached[:number] <= 0.0  # what is all met may cost as much as it wants
        held = np.where(met, np.maximum(held, held_prices(self.whole, rows, number)), held)
        return Prices(rows, held), worse > reached[:number] + CLOSE * self.gap / penalties, found

    def cost(self, weights: Floats) -> Floats:
        """float64[n]: of each column, the stages counted so much."""
        return np.asarray(sum(w * stage.cost for w, stage in zip(weights.tolist(), self.whole.stages, strict=True)))

    def reduced(self, cost: Floats) -> Floats:
        there = np.zeros(self.program.techniques - len(self.kept))
        return np.concatenate([cost[self.kept] / self.gives, there])


def of_columns(whole: Linear, kept: NDArray[np.int64], gives: Floats, found: Solution) -> Floats:
    """float64[n]: the activities of all columns, from a solution of the reduced program."""
    activities = np.zeros(len(whole.columns))
    activities[kept] = np.minimum(found.activities[: len(kept)] / gives, whole.most[kept])
    return activities


def worst(whole: Linear, plan: Floats, prices: Sequence[Prices]) -> float:
    """The largest gap of a plan in all stages."""
    return max(prove_stage(whole, plan, number, each.rows, each.held).gap for number, each in enumerate(prices))


def where_hours_are_scarce(whole: Linear, activities: Floats, prices: Prices) -> Prices:
    """Prices of the last stage, work, that prove most of a plan: these, or what is left of them without what they say
    of scarce hours.

    Where there are only so many hours, prices that count unmet needs say that an hour is worth many hours. With τ on
    the rows of hours and no column taking more than t hours' worth of them for an hour of its own work, what keeps to
    `prices` keeps to (rows - τ) / (1 + t) as well, stages before being held at a (1 + t)-th: nothing but the factor
    between scarce hours and work is taken out, and so are its digits.
    """
    number, best = len(whole.stages) - 1, prices
    scarce = np.array([row.kind in (Limit.SKILL, Limit.WORKPLACE) for row in whole.rows]) & (prices.rows > 0.0)
    if not scarce.any():
        return prices
    takes, works = -whole.matrix.minimum(0), whole.hours > 0.0
    gap = prove_stage(whole, activities, number, best.rows, best.held).gap
    for level in np.quantile(prices.rows[scarce], LEVELS):
        part = np.where(scarce, np.minimum(prices.rows, level), 0.0)
        times = 1.0 + float(((takes.T @ part)[works] / whole.hours[works]).max(initial=0.0))
        found = Prices((prices.rows - part) / times, prices.held / times)
        if (now := prove_stage(whole, activities, number, found.rows, found.held).gap) < gap:
            best, gap = found, now
    return best
