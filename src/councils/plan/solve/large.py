"""A linear program handed over to our own method, where it has the form for it, and what comes back.

Theory of operation. A reduction in three steps. *Accepts*: every column adds to one row at most; then a row is a
product and a column a technique that makes it. Runs of one product, carrying, storing, trade, what stays unmet: all
have that form. Joint production, capacity that is built, whole runs, fairness and resources to spare have not, and go
to HiGHS (`highs/stages.py`). *Applies*: what is there from the beginning, a stock or a capacity, is a technique that
makes it from nothing, up to that much. That needs of priority 1 count before those of 2, and these before labour, is
said in hours: a share left unmet costs a hundred times more than what all of the next stage can come to. *Inverts*:
activities and prices of the rows, as `highs/stages.py` gives them, and the same certificate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack

from councils.plan import leontief
from councils.plan.highs.stages import Prices, held_prices
from councils.plan.leontief.beginning import uncapped_values
from councils.plan.leontief.repair import lowered, ways_out
from councils.plan.leontief.sweeps import Sweeps, sweeps
from councils.plan.linear import Activity, Floats, Linear
from councils.plan.program import Program, Solution, program
from councils.plan.solve.stagewise import Stagewise, of_columns, where_hours_are_scarce, worst
from councils.plan.step import never

Where = Callable[[Program, tuple[str, ...]], Sweeps]

APART = 10.0
"""How many times more than all of the next stage a share of a product's needs counts, for a gap of one: so for a
ten-thousandth a hundred thousand times as much. What is won in the next stage by leaving it unmet is then far below
the gap."""
FINEST = 1e-12
"""The least gap asked for where unmet needs count much more than work: near the last digits."""
AGAIN = 1000
"""Iterations towards that, at most: where it takes more, each stage by itself is nearer."""
_BEYOND = 1e8
"""Hours: what is dearer eats itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """``program``: first the columns ``kept``, int[k], a unit of which is ``gives`` (float64[k]) units of a product;
    then what is there from the beginning. ``worth``: hours for a share left unmet, of each stage but the last."""

    program: Program
    kept: NDArray[np.int64]
    gives: Floats
    worth: tuple[float, ...]

    def solution(self, activities: Floats, prices: Floats) -> Solution:
        """Where to begin, from the activities and prices of another plan: what is there is taken as it is asked for."""
        made = np.zeros(self.program.techniques)
        made[: len(self.kept)] = activities[self.kept] * self.gives
        missing = -np.minimum(self.program.net(made) - self.program.needs, 0.0)
        there = self.program.makes[len(self.kept) :]
        made[len(self.kept) :] = np.minimum(missing[there], self.program.cap[len(self.kept) :])
        return Solution(made, np.maximum(prices, 0.0))


def accepts(whole: Linear) -> bool:
    """Whether this program has the form: no column adds to more than one row, and stages are needs and then labour."""
    adds = np.bincount(_columns(whole.matrix)[whole.matrix.data > 0], minlength=len(whole.columns))
    stages = [stage.priority > 0 for stage in whole.stages[:-1]]
    return not whole.whole.any() and all(stages) and bool((adds <= 1).all()) and not _unfair(whole)


def _unfair(whole: Linear) -> bool:
    return any(column.kind is Activity.UNFAIR for column in whole.columns)


def _columns(matrix: csc_array) -> NDArray[Any]:
    """The column of each entry."""
    return np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))


def form(whole: Linear, *, gap: float = 1e-4) -> Form:
    """The program of our own method, for plans to that gap; `accepts` must say yes."""
    matrix, column = whole.matrix, _columns(whole.matrix)
    adds = matrix.data > 0
    kept, gives = column[adds].astype(np.int64), matrix.data[adds]
    makes = matrix.indices[adds]
    uses = matrix[:, kept].minimum(0)
    inputs = csc_array((-uses.data / np.repeat(gives, np.diff(uses.indptr)), uses.indices, uses.indptr), uses.shape)
    inputs.eliminate_zeros()
    unmet = np.array([whole.columns[at].kind is Activity.UNMET for at in kept], dtype=np.bool_)
    real = ~unmet
    needs, there = np.maximum(whole.need, 0.0), np.flatnonzero(whole.need < 0)
    nothing = csc_array((len(needs), len(there)))
    making = program(
        np.concatenate([makes[real], there]),
        np.concatenate([whole.hours[kept[real]] / gives[real], np.zeros(len(there))]),
        hstack([inputs[:, real], nothing], format="csc"),
        np.concatenate([whole.most[kept[real]], -whole.need[there]]),
        needs,
    )
    passes = sweeps(making)
    dearest = float(making.labour.max(initial=0.0))
    worth = _worth(whole, uncapped_values(passes), makes[unmet], kept[unmet], dearest=dearest, apart=APART / gap)
    stays = real | (ways_out(passes)[makes] < 0)  # what nothing limits need not stay unmet
    kept, gives, makes, inputs = kept[stays], gives[stays], makes[stays], inputs[:, stays]
    labour = whole.hours + sum(
        (w * s.cost for w, s in zip(worth, whole.stages, strict=False)), np.zeros(len(whole.most))
    )
    return Form(
        program(
            np.concatenate([makes, there]),
            np.concatenate([labour[kept] / gives, np.zeros(len(there))]),
            hstack([inputs, nothing], format="csc"),
            np.concatenate([whole.most[kept] * gives, -whole.need[there]]),
            needs,
        ),
        kept,
        gives,
        worth,
    )


def _worth(
    whole: Linear, values: Floats, products: NDArray[Any], columns: NDArray[Any], *, dearest: float, apart: float
) -> tuple[float, ...]:
    """Hours for a share of a product's needs, of each stage but the last: above all that a need can be worth.

    What seems to take no work, since some of it is there already or comes for what is there, takes work when that is
    used up: ``dearest``, the hours of whatever takes most for a unit.
    """
    values = np.where(values > 0, values, dearest)
    known = np.where(values < _BEYOND, values, 0.0)
    hours, found = max(float(known @ np.maximum(whole.need, 0.0)) / APART, 1e-9), []
    for stage in reversed(whole.stages[:-1]):
        cost = stage.cost[columns]
        counts = (cost > 0) & (values[products] < _BEYOND)
        most = float((values[products[counts]] / cost[counts]).max(initial=0.0))
        hours = apart * max(hours, most)
        found.append(hours)
    return tuple(reversed(found))


def solve_large(
    whole: Linear,
    *,
    gap: float,
    start: tuple[Floats, Floats] | None = None,
    progress: Callable[[leontief.Progress], None] = leontief.silent,
    stop: Callable[[], bool] = never,
    where: Where | None = None,
) -> tuple[Floats, tuple[Prices, ...]]:
    """Activities float64[n], and the prices of each stage; ``start``: activities and prices of rows to begin with.

    ``where``: who makes the passes over a program whose products are in these regions; None for this machine.
    """
    reduced = form(whole, gap=gap)
    by = where(reduced.program, regions(whole, reduced)) if where else None
    begin = reduced.solution(*start) if start else None
    found = leontief.solve(reduced.program, gap=gap, start=begin, progress=progress, stop=stop, by=by)
    activities, prices = inverted(whole, reduced, found.solution)
    if proved(whole, activities, prices, gap):
        return activities, prices
    finer = max(gap * labour_share(whole, reduced, found.solution), FINEST)
    if finer < found.certificate.gap and not stop():
        again = found.solution
        found = leontief.solve(
            reduced.program, gap=finer, start=again, iterations=AGAIN, progress=progress, stop=stop, by=by
        )
        activities, prices = inverted(whole, reduced, found.solution)
    if proved(whole, activities, prices, gap):
        return activities, prices
    one_by_one = Stagewise(
        whole, reduced.program, reduced.kept, reduced.gives, activities, reduced.solution, gap, progress, stop
    )
    return one_by_one.proved(prices)


def proved(whole: Linear, activities: Floats, prices: tuple[Prices, ...], gap: float) -> bool:
    """Whether a plan is proved in every stage as far as can be: where all needs are met, its bound is that of work."""
    if not any(stage.priority and float(stage.cost @ activities) > 0 for stage in whole.stages):
        return True
    return worst(whole, activities, prices) <= gap


def regions(whole: Linear, reduced: Form) -> tuple[str, ...]:
    """Of each product of the reduced program its region: its place, or where it is made first."""
    found = [row.place for row in whole.rows]
    for at, product in zip(reduced.kept.tolist(), reduced.program.makes.tolist(), strict=False):
        found[product] = found[product] or whole.columns[at].place
    return tuple(found)


def labour_share(whole: Linear, reduced: Form, found: Solution) -> float:
    """The part of a plan's hours that is work, and not what unmet needs count: to that part the gap is asked for."""
    work = whole.hours[reduced.kept] / reduced.gives
    hours = float(reduced.program.labour @ found.activities)
    return float(work @ found.activities[: len(reduced.kept)]) / hours if hours > 0 else 1.0


def inverted(whole: Linear, reduced: Form, found: Solution) -> tuple[Floats, tuple[Prices, ...]]:
    """Activities float64[n] and the prices of each stage, from a solution of the reduced program, whoever found it."""
    activities = of_columns(whole, reduced.kept, reduced.gives, found)
    return activities, _prices(whole, reduced, activities, found.values)


def _without_labour(reduced: Form, cost: Floats, values: Floats) -> Floats:
    """Values lowered to what they are if only ``cost`` of the columns counts: what is not scarce costs nothing then."""
    there = np.zeros(reduced.program.techniques - len(reduced.kept))
    counted = np.concatenate([cost[reduced.kept] / reduced.gives, there])
    return lowered(replace(reduced.program, labour=counted), values)


def _prices(whole: Linear, reduced: Form, activities: Floats, values: Floats) -> tuple[Prices, ...]:
    """In a stage in which nothing stays unmet there is nothing to prove; labour has the hours of all stages before."""
    worth, found = np.array(reduced.worth), []
    for number, stage in enumerate(whole.stages[:-1]):
        each = worth[:number] / worth[number]
        if float(stage.cost @ activities) > 0:
            cost = stage.cost + sum((w * s.cost for w, s in zip(each, whole.stages, strict=False)), 0.0 * stage.cost)
            found.append(Prices(_without_labour(reduced, cost, values / worth[number]), each))
        else:
            found.append(Prices(np.zeros_like(values), 0.0 * each))
    labour = held_prices(whole, values, len(worth))
    met = [not stage.cost @ activities for stage in whole.stages[:-1]]
    last = Prices(values, np.where(met, np.maximum(labour, worth), worth))
    return *found, last if all(met) else where_hours_are_scarce(whole, activities, last)
