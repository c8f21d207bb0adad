"""A staged linear program solved by HiGHS: one stage after the other, each held at what it reached.

Theory of operation. Mostly all needs can be met, so that is tried first: with nothing unmet only the later stages
are left. Where it cannot be, the stages are solved one by one from the basis of the last one, with a row c_j·x <=
V_j for each that is done. The simplex method is used, since its prices are exact to the rounding. With whole runs
the plan is found by branch and bound and the prices by the program without wholeness, so that the gap tells what
wholeness may cost.

A plan of yesterday says which activities lay between their limits: that is a basis, or nearly one, to begin with.

A program that takes HiGHS long is solved in portions, so that there is something to tell meanwhile, and something left
when it is stopped: what the stages before came to, and prices that prove a bound (`solve/so_far.py`).

Rows and columns are scaled by powers of two before, which changes no digit and keeps small units from being lost in
HiGHS's absolute tolerances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from councils.plan.highs.heeding import heeding
from councils.plan.highs.simplex import begin, bound_now, loaded, portioned, price
from councils.plan.linear import Activity, Floats, Linear, Stage
from councils.plan.step import Step, never

_NOTHING = 1e-13
_CLOSE = 1e-9  # to a limit, as a part of it: at it
_GIVE = 1e-9
_RANGE = 1e6
_ATTEMPTS: tuple[dict[str, str | float], ...] = (
    {
        "solver": "choose",
        "presolve": "choose",
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
    },
    {"presolve": "off"},
    {"solver": "ipm", "presolve": "on"},
    {"solver": "choose", "primal_feasibility_tolerance": 1e-7, "dual_feasibility_tolerance": 1e-7},
)
_BEGUN = 1e-6  # of a run: by so much less than a whole one it still is one
_LARGE = 20_000  # entries of a matrix
_AT_ONCE, _PORTION = 1000, 500  # steps of the simplex method; those of one go are lost if they are not enough
_MET = 1e-7  # of a need: what the tolerance of a held stage may leave open, a tenth of what a certificate lets pass


@dataclass(frozen=True, slots=True)
class Prices:
    """The dual of one stage: ``rows`` float64[m] of the program's rows, ``held`` of the stages before it."""

    rows: Floats
    held: Floats


class UnsolvedError(Exception):
    """HiGHS gave up, and says how."""


@dataclass(eq=False)
class StoppedError(Exception):
    """HiGHS was told to stop. ``found``: the plans there were by then, float64[n] each; ``prices``: those of the first
    stages, as far as they prove a bound."""

    found: tuple[Floats, ...] = ()
    prices: tuple[Prices, ...] = ()


def untold(_: object) -> None:
    """Tell nobody."""


def solve_stages(
    program: Linear,
    *,
    start: Floats | None = None,
    progress: Callable[[Step], None] = untold,
    stop: Callable[[], bool] = never,
) -> tuple[Floats, tuple[Prices, ...]]:
    """Activities float64[n], and the prices of each stage; StoppedError once ``stop`` says yes.

    ``start``: the activities of a plan to begin with, yesterday's. ``progress`` is told how far HiGHS is, where that
    takes long.
    """
    solver = _Solver(program, stop=stop, progress=progress)
    if start is not None:
        begin(solver.highs, *limits_reached(program, start))
    met = solver.all_met()
    activities, prices = met or (solver.activities(), solver.prices())
    if not program.whole.any():
        return activities, prices
    try:
        return whole_runs(program, activities, stop=stop, progress=progress), prices
    except StoppedError as stopped:
        raise StoppedError(stopped.found, prices) from stopped


def whole_runs(
    program: Linear, parts: Floats, *, stop: Callable[[], bool], progress: Callable[[Step], None] = untold
) -> Floats:
    """The plan of whole runs; where HiGHS finds none, ``parts`` of runs with those that are begun left out.

    That is a plan, too, since whatever is not made then stays unmet, and how far it may be from the best is told of it.
    """
    try:
        return _Solver(program, stop=stop, progress=progress, whole=True).activities()
    except UnsolvedError:
        solver = _Solver(program, stop=stop)
        solver.keep(np.flatnonzero(program.whole), np.floor(parts + _BEGUN))
        return np.where(program.whole, np.round(solver.activities()), solver.activities())


class _Solver:
    """HiGHS with a program in it, and what each stage reached."""

    def __init__(
        self,
        program: Linear,
        *,
        stop: Callable[[], bool],
        progress: Callable[[Step], None] = untold,
        whole: bool = False,
    ) -> None:
        self.program, self.whole, self.progress = program, whole, progress
        self.row, self.column = scales(program)
        matrix = csc_array(program.matrix.multiply(self.row[:, None]).multiply(self.column[None, :]))
        kinds = program.whole.tolist() if whole else ()
        self.highs = loaded(matrix, program.need * self.row, program.most / self.column, kinds)
        self.solve = heeding(self.highs, stop, self.tell if whole else None)
        self.large = not whole and matrix.nnz > _LARGE
        self.kinds = np.array([column.kind for column in program.columns])
        self._done: list[tuple[Floats, Prices]] = []
        self._weight, self._name, self._last = 1.0, "", Prices(np.zeros(0), np.zeros(0))
        self._held: list[float] = []
        self._met = np.zeros(0)

    def keep(self, columns: NDArray[np.intp], activities: Floats) -> None:
        """Only plans are looked at in which these activities are just so."""
        fixed = activities[columns] / self.column[columns]
        self.highs.changeColsBounds(len(columns), columns.astype(np.int32), fixed, fixed)

    def run(self, stage: Stage) -> bool:
        """Whether there is a plan at all; with the usual tolerance where there is none with a finer one."""
        self._weight, self._name = self._fair_weight(stage.cost), stage.name
        self._last = Prices(np.zeros(len(self.program.rows)), np.zeros(len(self._held)))
        said = ""
        price(self.highs, stage.cost * self.column * self._weight)
        for attempt in _ATTEMPTS:
            for option, value in attempt.items():
                self.highs.setOptionValue(option, value)
            status = self._run()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                return bool(status == highspy.HighsModelStatus.kOptimal)
            if status == highspy.HighsModelStatus.kInterrupt:
                raise self.stopped()
            self.highs.clearSolver()
            said = str(self.highs.modelStatusToString(status))
        raise UnsolvedError(said)

    def _run(self) -> highspy.HighsModelStatus:
        """At once, where that takes few steps; else portion by portion."""
        if not self.large:
            return self.solve()
        self.highs.setOptionValue("simplex_iteration_limit", _AT_ONCE)
        status, steps = self.solve(), self.highs.getInfo().simplex_iteration_count
        portioned(self.highs, _PORTION)
        while status == highspy.HighsModelStatus.kIterationLimit:
            status, info = self.solve(), self.highs.getInfo()
            steps += info.simplex_iteration_count
            if status == highspy.HighsModelStatus.kIterationLimit:
                self._last = self.y()
                self.tell(Step(steps, bound_now(self.highs), missed=info.num_primal_infeasibilities))
        return status

    def tell(self, step: Step) -> None:
        """Tell of a step, in the units of the stage."""
        bound, cost = step.bound / self._weight, step.cost / self._weight
        self.progress(replace(step, bound=bound, cost=cost, stage=self._name))

    def stopped(self) -> StoppedError:
        """What there is now."""
        found = [x for x, _ in self._done]
        if self.whole and self.highs.getSolution().value_valid:
            found.append(self.x())
        return StoppedError(tuple(found), (*(prices for _, prices in self._done), self._last))

    def _fair_weight(self, cost: Floats) -> float:
        """A power of two that brings the largest cost near to 1: a share of a large need is a tiny cost."""
        return float(np.exp2(-np.round(np.log2(most)))) if (most := (cost * self.column).max(initial=0.0)) > 0 else 1.0

    def x(self) -> Floats:
        """The activities, without what rounding and tolerance left of nothing."""
        found = np.array(self.highs.getSolution().col_value)
        found[found < _NOTHING * max(1.0, found.max(initial=0.0))] = 0.0
        found = np.minimum(found * self.column, self.program.most)
        found[(self.kinds == Activity.UNMET) & (found < _MET * self.program.most)] = 0.0
        return np.where(self.program.whole, np.round(found), found) if self.whole else found

    def y(self) -> Prices:
        rows = len(self.program.rows)
        dual = np.array(self.highs.getSolution().row_dual)
        dual /= self._weight
        held = -dual[rows:] * np.array(self._held)
        return Prices(np.maximum(dual[:rows] * self.row, 0.0), np.maximum(held, 0.0))

    def hold(self, cost: Floats, value: float) -> None:
        """From now on no plan is looked at in which this costs more."""
        used = np.flatnonzero(cost).astype(np.int32)
        self._held.append(self._fair_weight(cost))
        self.highs.addRow(-inf, value * self._held[-1], len(used), used, (cost * self.column)[used] * self._held[-1])

    def _give_way(self) -> None:
        """Let go of what is held by a rounding: the stages before were reached to a tolerance, not to the digit."""
        first = len(self.program.rows)
        for number, ((found, _), stage) in enumerate(zip(self._done, self.program.stages, strict=False)):
            value = float(stage.cost @ found) * self._held[number]
            self.highs.changeRowBounds(first + number, -inf, value + _GIVE * max(1.0, abs(value)))

    def all_met(self) -> tuple[Floats, tuple[Prices, ...]] | None:
        """The plan with nothing unmet, where there is one; the stages that are about unmet needs cost nothing then."""
        program = self.program
        unmet = (self.kinds == Activity.UNMET) | (self.kinds == Activity.UNFAIR)
        columns = np.flatnonzero(unmet).astype(np.int32)
        upper = (program.most / self.column)[columns]
        nothing = np.zeros(len(columns))
        self.highs.changeColsBounds(len(columns), columns, nothing, nothing)
        later = [stage for stage in program.stages if not stage.priority]
        prices, before = list[Prices](), len(program.stages) - len(later)
        for number, stage in enumerate(later):
            try:
                met = self.run(stage)
            except StoppedError as stopped:
                raise self.stopped_with_all_met(stopped, prices, before) from stopped
            if not met:
                self.highs.changeColsBounds(len(columns), columns, nothing, upper)
                return None
            prices.append(self.after_all_met(self.y(), before))
            self._met = self.x()
            if number + 1 < len(later):
                self.hold(stage.cost, float(stage.cost @ self._met))
        return self._met, (*self.unproved(before), *prices)

    def unproved(self, stages: int) -> list[Prices]:
        """Prices that prove nothing of the first stages."""
        return [Prices(np.zeros(len(self.program.rows)), np.zeros(number)) for number in range(stages)]

    def after_all_met(self, found: Prices, before: int) -> Prices:
        """The prices of a stage, with those of the stages before, in which nothing was to be won."""
        return Prices(found.rows, np.concatenate([held_prices(self.program, found.rows, before), found.held]))

    def stopped_with_all_met(self, stopped: StoppedError, prices: list[Prices], before: int) -> StoppedError:
        found = (self._met,) if prices else ()
        return StoppedError(found, (*self.unproved(before), *prices, self.after_all_met(stopped.prices[-1], before)))

    def _all(self) -> list[tuple[Floats, Prices]]:
        if not self._done:
            for stage in self.program.stages:
                if not self.run(stage):
                    self._give_way()
                    self.run(stage)
                found = self.x()
                self._done.append((found, Prices(np.zeros(0), np.zeros(0)) if self.whole else self.y()))
                self.hold(stage.cost, float(stage.cost @ found))
        return self._done

    def activities(self) -> Floats:
        return self._all()[-1][0]

    def prices(self) -> tuple[Prices, ...]:
        return tuple(prices for _, prices in self._all())


def held_prices(program: Linear, rows: Floats, before: int) -> Floats:
    """Prices of the first stages so high that leaving anything unmet does not pay; where all is met they cost
    nothing."""
    worth = program.matrix.T @ rows
    return np.array([_dearest(worth, stage.cost) for stage in program.stages[:before]])


def _dearest(worth: Floats, cost: Floats) -> float:
    used = cost > 0
    return max(0.0, float((worth[used] / cost[used]).max(initial=0.0)))


def limits_reached(program: Linear, activities: Floats) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Of each column and row -1 where these activities are at its lower limit, 1 at its upper one, 0 between."""
    columns = np.where(activities <= 0.0, -1, np.where(activities >= program.most * (1.0 - _CLOSE), 1, 0))
    spare = program.matrix @ activities - program.need
    through = abs(program.matrix) @ activities
    return columns.astype(np.int8), np.where(spare > _CLOSE * through, 0, -1).astype(np.int8)


def scales(program: Linear) -> tuple[Floats, Floats]:
    """Powers of two for rows and columns that bring the entries near to 1 (geometric means, three rounds).

    All columns are counted in a unit in which the smallest need is near to 1 too, and none is above a million.
    """
    matrix = program.matrix.tocoo()
    size = np.log2(np.abs(matrix.data))
    row, column = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[1])
    for _ in range(3):
        row = -_middle(matrix.row, size + column[matrix.col], len(row))
        column = -_middle(matrix.col, size + row[matrix.row], len(column))
        column[program.whole] = 0.0
    row, column = np.exp2(np.round(row)), np.exp2(np.round(column))
    size = np.abs(program.need * row)
    if program.whole.any() or not size.any():
        return row, column
    unit = max(size[size > 0].min(), size.max() / _RANGE)
    unit = np.exp2(np.round(np.log2(unit)))
    return row / unit, column * unit


def _middle(group: np.ndarray, size: Floats, length: int) -> Floats:
    low, high = np.full(length, inf), np.full(length, -inf)
    np.minimum.at(low, group, size)
    np.maximum.at(high, group, size)
    empty = high < low
    return (np.where(empty, 0.0, low) + np.where(empty, 0.0, high)) / 2
