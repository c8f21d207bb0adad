"""A staged linear program whose numbers differ by many powers of ten, solved stage by stage on narrowing faces.

Theory of operation. HiGHS keeps to absolute tolerances, and a certificate asks for shares: of a row through which a
millionth goes as of one through which a million does. So four things are done otherwise than in `stages.py`.

*Units follow the solution.* Once a stage is solved, every row is counted in what goes through it and every column in
what it comes to, both to powers of two, and it is solved once more from there: what was a tolerance of a unit is now
one of a share.

*What is met is counted,* and not what isn't: a need of a few tons beside one of millions that nobody can meet would be
lost in what stays unmet of that.

*Prices are refined.* In the next round what is minimised are the reduced costs, c - A'y, so much enlarged that what is
wrong with them is near to 1; the prices found are added to those there were (Gleixner, Steffy and Wolter, Iterative
Refinement for Linear Programming, INFORMS J. Comput. 28, 2016).

*A stage that is done leaves a face*, and no row c·x <= V that would be kept by a rounding: what has a reduced cost
other than nought stays where it is in all stages after, and a row that has a price stays without slack (Sherali and
Soyster, Preemptive and Nonpreemptive Multi-objective Programming, J. Optim. Theory Appl. 39, 1983). What the stages
before have to be worth in the proof of a later one is reckoned at the end: so much that what was left where it is does
not pay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import NDArray
from scipy.sparse import csc_array, diags_array, eye_array, hstack

from councils.plan.highs.heeding import heeding
from councils.plan.highs.simplex import held_equal
from councils.plan.highs.stages import Prices, StoppedError, UnsolvedError, scales
from councils.plan.linear import Activity, Floats, Linear
from councils.plan.step import never

ROUNDS = 8
"""Solutions of a stage, each from the last one in units that are those of the last one."""
GROWS = 2.0**40
"""How many times more than in the round before prices are enlarged, at most."""
DEAR = 1e8
"""Reduced costs, in units of what is wrong with them, from which on it does not matter how large they are."""
LITTLE = 1e-9
"""A column counts as at least that part of what it could be in the row that limits it most."""
ROUNDING = 1e-15
"""The part of all that is needed in a row that the sum of needs may be off."""
NOISE = 1e-14
"""The part of what is added up in it below which a reduced cost is none."""
_WAYS: tuple[dict[str, str | int], ...] = (
    {},
    {"presolve": "off"},
    {"solver": "ipm", "presolve": "choose"},
    {"solver": "choose", "presolve": "off", "simplex_strategy": 4},
)
_LOWER, _BASIC, _UPPER = (
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kUpper,
)


@dataclass(frozen=True, slots=True)
class Done:
    """A stage: ``x`` float64[n+m], activities and the slack of rows; ``y`` float64[m]; ``reduced`` float64[n+m], the
    reduced costs; ``left`` bool[n+m], what stays where it is from then on."""

    x: Floats
    y: Floats
    reduced: Floats
    left: NDArray[np.bool_]


def solve_carefully(
    program: Linear, *, fixed: Floats | None = None, stop: Callable[[], bool] = never
) -> tuple[Floats, tuple[Prices, ...]]:
    """As `stages.solve_stages`, without whole runs; ``fixed`` float64[n]: of each column what it has to be, NaN where
    that is open. UnsolvedError where HiGHS gives up, or where there is no plan with what is fixed."""
    face, done = _Face(program, fixed, stop), list[Done]()
    for stage in program.stages:
        done.append(face.stage(stage.cost))
    prices = tuple(_prices(done[: number + 1]) for number in range(len(done)))
    return face.activities(done[-1].x), prices


def _prices(done: list[Done]) -> Prices:
    """The prices of the last stage, with those of the stages before so often that nothing they left pays."""
    last, held = done[-1], np.zeros(len(done) - 1)
    reduced, rows = last.reduced, last.y
    for number in reversed(range(len(held))):
        before = done[number]
        wanted = -reduced[before.left] / before.reduced[before.left]
        held[number] = max(0.0, float(wanted.max(initial=0.0)))
        reduced, rows = reduced + held[number] * before.reduced, rows + held[number] * before.y
    return Prices(np.maximum(rows, 0.0), held)


class _Face:
    """The plans that are as good as can be in the stages that are done: A x - s = b, in limits that grow narrower."""

    def __init__(self, program: Linear, fixed: Floats | None, stop: Callable[[], bool]) -> None:
        rows, columns = program.matrix.shape
        unmet = np.array([column.kind is Activity.UNMET for column in program.columns], dtype=np.bool_)
        self.sign, self.needed = np.where(unmet, -1.0, 1.0), np.where(unmet, program.most, 0.0)
        self.matrix: Any = hstack([program.matrix.multiply(self.sign[None, :]), -eye_array(rows)], format="csc")
        left, through = program.need - program.matrix @ self.needed, abs(program.matrix) @ self.needed
        self.need, self.stop = np.where(np.abs(left) > ROUNDING * through, left, 0.0), stop
        self.least = np.zeros(columns + rows)
        self.most = np.concatenate([program.most, np.full(rows, inf)])
        if fixed is not None:
            some = np.flatnonzero(~np.isnan(fixed))
            self.least[some] = self.most[some] = fixed[some]
        row, column = scales(program)
        self.row, self.column = row, np.concatenate([column, 1.0 / row])
        self.basis: highspy.HighsBasis | None = None

    def activities(self, x: Floats) -> Floats:
        """float64[n]: as the program counts them, unmet needs instead of met ones."""
        made = x[: len(self.sign)]
        return np.where(self.sign < 0, self.needed - made, made)

    def stage(self, cost: Floats) -> Done:
        """Solve for this ``cost`` of columns, and narrow the face to what is as good."""
        cost = np.concatenate([cost * self.sign, np.zeros(len(self.need))])
        y, reduced, dearest = np.zeros_like(self.need), cost, float((np.abs(cost) * self.column).max(initial=0.0))
        enlarged = float(_power(1.0 / dearest)) if dearest > 0 else 1.0
        x = np.zeros_like(cost)
        for number in range(ROUNDS):
            highs = self.solved(reduced, enlarged)
            found = highs.getSolution()
            self.basis = highs.getBasis()
            x = self.placed(np.array(found.col_value) * self.column)
            y = y + np.array(found.row_dual) * self.row / enlarged
            reduced = cost - self.matrix.T @ y
            if number > 1 and not highs.getInfo().simplex_iteration_count:
                break
            self.count(x)
            wrong = self.wrong(x, reduced)
            enlarged = min(float(_power(1.0 / wrong)) if wrong > 0 else inf, enlarged * GROWS)
        return self.narrowed(x, y, reduced, NOISE * (np.abs(cost) + abs(self.matrix).T @ np.abs(y)))

    def solved(self, cost: Floats, enlarged: float) -> _Highs:
        """HiGHS with the program solved; UnsolvedError where it finds nothing in any way."""
        often = self.column * enlarged
        matrix = csc_array(diags_array(self.row) @ self.matrix @ diags_array(self.column))
        cost = np.clip(cost * often, -DEAR, DEAR)
        highs = held_equal(matrix, self.need * self.row, cost, self.least / self.column, self.most / self.column)
        solve = heeding(highs, self.stop)
        if self.basis is not None:
            highs.setBasis(self.basis)
        status = highspy.HighsModelStatus.kNotset
        for way in _WAYS:
            for option, value in way.items():
                highs.setOptionValue(option, value)
            status = solve()
            if status == highspy.HighsModelStatus.kOptimal:
                return highs
            if status == highspy.HighsModelStatus.kInterrupt:
                raise StoppedError
            highs.clearSolver()
        raise UnsolvedError(str(highs.modelStatusToString(status)))

    def statuses(self) -> NDArray[Any]:
        assert self.basis is not None  # a stage was solved
        return np.array([int(status) for status in self.basis.col_status])

    def placed(self, x: Floats) -> Floats:
        """``x`` with what the basis says is at a limit exactly there."""
        status = self.statuses()
        x = np.where(status == int(_LOWER), self.least, np.where(status == int(_UPPER), self.most, x))
        return np.clip(np.where(np.isfinite(x), x, 0.0), self.least, self.most)

    def count(self, x: Floats) -> None:
        """Count rows in what goes through them, and columns in what they come to."""
        through = np.maximum(abs(self.matrix) @ x / 2, np.abs(self.need))
        row = np.divide(1.0, through, out=self.row.copy(), where=through > 0)
        matrix = self.matrix
        most = np.maximum.reduceat(np.abs(matrix.data) * row[matrix.indices], matrix.indptr[:-1])
        self.row, self.column = _power(row), _power(np.where(x > 0, np.maximum(x, LITTLE / most), 1.0 / most))

    def wrong(self, x: Floats, reduced: Floats) -> float:
        """The largest reduced cost of the wrong sign, of a column in its unit."""
        amiss = np.where(x <= self.least, np.maximum(-reduced, 0.0), np.abs(reduced))
        amiss = np.where((x >= self.most) & (x > self.least), np.maximum(reduced, 0.0), amiss)
        return float((amiss * self.column)[self.least < self.most].max(initial=0.0))

    def narrowed(self, x: Floats, y: Floats, reduced: Floats, noise: Floats) -> Done:
        left = (self.statuses() != int(_BASIC)) & (np.abs(reduced) > noise) & (self.least < self.most)
        self.least, self.most = np.where(left, x, self.least), np.where(left, x, self.most)
        return Done(x, y, reduced, left)


def _power(number: Any) -> Any:
    """The power of two that is next to it; of what is infinite 1."""
    return np.exp2(np.round(np.log2(np.where(np.isfinite(number), number, 1.0))))
