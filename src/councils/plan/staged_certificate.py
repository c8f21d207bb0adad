"""The certificate of a plan: that it keeps to the program, and how far from the best it can be at most.

Theory of operation. Nobody has to believe a solver. Given the program, activities x and prices y, this module checks
with nothing but sums that every need is met and every capacity kept, row by row, and reckons a bound that no plan
can be below:

    for any y >= 0 and any x' that keeps to A x' >= b, 0 <= x' <= u:
    c·x'  >=  b·y - sum over j of u_j max(0, (Aᵀy)_j - c_j)

(weak duality of linear programming). It holds only where (Aᵀy)_j <= c_j for every column without a limit. There
prices are lowered, first of all, until they are: to lower a price never makes it wrong, it only weakens the bound.
In stage k the plans that stages before have ruled out count as rows -c_j·x' >= -V_j, where V_j is what *this* plan
reaches, so the bounds say: no plan that is as good in all stages before is better by more than the gap in this one.
A gap is relative to the value; in a stage of unmet needs it is in shares of one product's need where these come to
less than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.sparse import csc_array

from councils.core.sentence import Phrase, phrase
from councils.plan.linear import Activity, Column, Floats, Limit, Linear, Row, Stage

ROW_LIMIT = 1e-6
"""The most by which a row may be missed, as a part of the need or of what goes through the row."""
GAP_LIMIT = 1e-6
"""The most by which a plan may be worse than its bound."""
_FLOOR = 1e-12  # units, below which nothing is reckoned with
_ROUNDING = 1e-13
_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Proved:
    """Of one stage: what the plan reaches, what no plan can be below, and the difference (see above)."""

    name: str
    value: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class StagedCertificate:
    """``worst_need``, ``worst_capacity``: the largest part of a row that is missed. ``rejected``: why, if it is."""

    stages: tuple[Proved, ...]
    worst_need: float
    worst_capacity: float
    rejected: tuple[Phrase, ...]

    @property
    def holds(self) -> bool:
        return not self.rejected

    @property
    def gap(self) -> float:
        return max(stage.gap for stage in self.stages)


def certify_stages(
    program: Linear, activities: Floats, prices: Sequence[tuple[Floats, Floats]], *, gap_limit: float = GAP_LIMIT
) -> StagedCertificate:
    """Check a plan: ``activities`` float64[n]; for each stage k float64[m] of rows, float64[k] of those before.

    Whole runs are held to be whole, and the gap is to the program without wholeness: so it takes a larger limit.
    """
    wrong = _shapes(program, activities, prices)
    if wrong:
        return StagedCertificate((), inf, inf, wrong)
    needs, capacities, reasons = _kept(program, activities)
    stages = _stages(program, activities, prices)
    worse = [s for s in stages if not s.gap <= gap_limit and not (reasons and s.value < s.bound)]
    reasons += [
        phrase(
            "{stage}: the plan reaches {value}, and the bound is {bound}.",
            stage=s.name, value=f"{s.value:.9g}", bound=f"{s.bound:.9g}",
        )
        for s in worse
    ]  # fmt: skip
    return StagedCertificate(stages, needs, capacities, tuple(reasons))


def _shapes(program: Linear, activities: Floats, prices: Sequence[tuple[Floats, Floats]]) -> tuple[Phrase, ...]:
    if len(activities) != len(program.columns):
        numbers = {"found": len(activities), "columns": len(program.columns)}
        return (phrase("There are {found} activities for {columns} columns.", **numbers),)
    if len(prices) != len(program.stages):
        numbers = {"found": len(prices), "stages": len(program.stages)}
        return (phrase("There are prices of {found} stages, not of {stages}.", **numbers),)
    for number, (rows, held) in enumerate(prices):
        if len(rows) != len(program.rows) or len(held) != number:
            return (phrase("The prices of {stage} are not one for each row.", stage=program.stages[number].name),)
    if not all(np.isfinite(part).all() for part in (activities, *(p for pair in prices for p in pair))):
        return (phrase("Something is not a finite number."),)
    return ()


def _kept(program: Linear, x: Floats) -> tuple[float, float, list[Phrase]]:
    """The worst rows of needs and of capacities, and what is not kept."""
    flows = program.matrix.multiply(x[None, :])
    left = np.asarray(flows.sum(axis=1)).ravel() - program.need
    through = np.maximum(np.abs(program.need), np.asarray(abs(flows).sum(axis=1)).ravel() / 2)
    missed = np.where(left < -_FLOOR, -left / np.maximum(through, _FLOOR), 0.0)
    product = np.array([row.kind is Limit.PRODUCT for row in program.rows])
    beyond = np.maximum(x - program.most, 0.0)
    over = np.where(beyond > _FLOOR, beyond / np.where(beyond > 0, np.maximum(program.most, _FLOOR), 1.0), 0.0)
    rows, columns = program.rows, program.columns
    below, parts = np.flatnonzero(x < 0), np.flatnonzero(program.whole & (x != np.round(x)))
    reasons = [
        phrase("{what}: {share} of it is missed.", what=row_name(rows[at]), share=f"{missed[at]:.3g}")
        for at in _beyond(missed)
    ]
    reasons += [
        phrase("{what}: {share} over its limit.", what=column_name(columns[at]), share=f"{over[at]:.3g}")
        for at in _beyond(over)
    ]
    reasons += [
        phrase("{what}: {much} is below 0.", what=column_name(columns[at]), much=f"{x[at]:.3g}") for at in below
    ]
    reasons += [
        phrase("{what}: {much} is not whole.", what=column_name(columns[at]), much=f"{x[at]:.9g}") for at in parts
    ]
    needs = float(missed[product].max(initial=0.0))
    return needs, max(float(missed[~product].max(initial=0.0)), float(over.max(initial=0.0))), reasons


def _beyond(missed: Floats) -> Sequence[int]:
    order = np.argsort(-missed)[:20]
    return [int(at) for at in order if missed[at] > ROW_LIMIT]


def _stages(program: Linear, x: Floats, prices: Sequence[tuple[Floats, Floats]]) -> tuple[Proved, ...]:
    return tuple(prove_stage(program, x, number, *each) for number, each in enumerate(prices))


def prove_stage(program: Linear, x: Floats, number: int, rows: Floats, held: Floats) -> Proved:
    """What activities ``x`` reach in the stage of this ``number``, and what its prices prove of it.

    ``rows`` float64[m] of the program's rows, ``held`` float64[number] of the stages before.
    """
    before = program.stages[:number]
    stage, reached, paid = program.stages[number], float(program.stages[number].cost @ x), np.maximum(held, 0.0)
    y, cost = proved_prices(program, number, rows, held)
    values = sum(price * float(each.cost @ x) for price, each in zip(paid.tolist(), before, strict=True))
    bound = max(lower_bound(program, y, cost) - values, 0.0)  # nothing costs less than nothing
    return Proved(stage.name, reached, bound, _gap(stage, reached, bound))


def proved_prices(program: Linear, number: int, rows: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Of the prices of a stage what proves anything, float64[m], and what columns cost beside them, float64[n].

    The rows of the stages before, -c_j·x >= -V_j, have prices ``held``: they raise the cost of columns.
    """
    stages = program.stages
    paid = zip(np.maximum(held, 0.0).tolist(), stages[:number], strict=True)
    cost = sum((price * each.cost for price, each in paid), stages[number].cost)
    return feasible(program, np.maximum(rows, 0.0), cost), cost


def _gap(stage: Stage, value: float, bound: float) -> float:
    """A bound above what the plan reaches is no proof either: huge prices leave that of rounding."""
    scale = max(abs(value), 1.0 if stage.priority else _FLOOR)
    return abs(value - bound) / scale


def feasible(program: Linear, y: Floats, cost: Floats) -> Floats:
    """Prices lowered so far that no column without a limit is worth more than it costs, to the rounding of float64."""
    gives, takes = program.matrix.maximum(0), -program.matrix.minimum(0)
    free = np.isinf(program.most)
    entries = csc_array(gives).tocoo()
    for _ in range(_ROUNDS):
        worth, paid = gives.T @ y, takes.T @ y + cost
        bad = free & (worth > paid + _ROUNDING * (worth + paid))
        if not bad.any():
            return y
        share = np.ones(len(cost))
        share[bad] = paid[bad] / worth[bad]
        lowered = np.ones(len(y))
        np.minimum.at(lowered, entries.row, share[entries.col])
        y = y * lowered
    return np.zeros_like(y)


def lower_bound(program: Linear, y: Floats, cost: Floats) -> float:
    """b·y less the rents of what is limited; for feasible prices no plan costs less."""
    rent = np.maximum(program.matrix.T @ y - cost, 0.0)
    limited = np.isfinite(program.most)
    return float(program.need @ y - program.most[limited] @ rent[limited])


def row_name(row: Row) -> str:
    """Which row, in one word for machines and people: ``product bread@Town 1``."""
    at = f"@{row.place}" if row.place else ""
    return f"{row.kind} {row.code}{at} {row.period}"


def column_name(column: Column) -> str:
    """Which column: ``carry flour@Upper valley>Town+haulage 1``."""
    at = f"@{column.place}" if column.place else ""
    to = f">{column.to}" if column.to and column.kind is not Activity.RUN else ""
    by = f"+{column.by}" if column.by else ""
    return f"{column.kind} {column.code}{at}{to}{by} {column.period}".rstrip()
