"""A program solved by HiGHS: in the usual way, with more care where that proves nothing, and as far as it came.

Theory of operation. Ways are tried until one gives a plan whose certificate holds: stage after stage
(`highs/stages.py`), and where numbers are of very different size the same with more care (`highs/careful.py`). Where
none does, or where HiGHS is stopped, the best of all plans found that keep to the program is taken, and of each stage
the prices that prove most. If none of them is a plan, or HiGHS was stopped, our own method makes one too (`so_far.py`).
So there always is a plan, and its certificate tells how far from the best it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from math import inf

import numpy as np
from scipy.sparse import csc_array

from councils.plan.highs.careful import ROUNDING, solve_carefully
from councils.plan.highs.stages import Prices, StoppedError, UnsolvedError, solve_stages, untold, whole_runs
from councils.plan.linear import Activity, Floats, Linear
from councils.plan.solve.so_far import all_unmet, best_of, by_our_own_method
from councils.plan.staged_certificate import GAP_LIMIT, ROW_LIMIT, StagedCertificate, certify_stages
from councils.plan.step import Step, never

Solved = tuple[Floats, tuple[Prices, ...]]


def solve_exactly(
    program: Linear,
    *,
    start: Floats | None = None,
    progress: Callable[[Step], None] = untold,
    stop: Callable[[], bool] = never,
) -> Solved:
    """Activities float64[n], and the prices of each stage; as `stages.solve_stages`, but there always are some."""
    found, prices, stopped = list[Floats](), list[tuple[Prices, ...]](), False
    for way in (partial(solve_stages, start=start, progress=progress), carefully):
        try:
            x, proof = way(program, stop=stop)
        except UnsolvedError:
            continue
        except StoppedError as ended:
            found, prices, stopped = [*found, *ended.found], [*prices, ended.prices], True
            break
        if certified(program, x, proof, gap=inf if program.whole.any() else GAP_LIMIT).holds and each_need(program, x):
            return x, proof
        found, prices = [*found, x], [*prices, proof]
    plans = [x for x in found if is_plan(program, x)]
    plans = [x for x in plans if each_need(program, x)] or plans
    if stopped or not plans:
        worth = next((p[-1].rows for p in prices if p), np.zeros(len(program.rows)))
        x, proof = by_our_own_method(program, worth)
        plans, prices = [*plans, *(x for x in (x, all_unmet(program)) if is_plan(program, x))], [*prices, proof]
    return best_of(program, plans, [*prices, nothing_proved(program)])


def carefully(program: Linear, *, stop: Callable[[], bool]) -> Solved:
    """With more care; whole runs are those that branch and bound finds, or those that are left of parts of runs."""
    parts, prices = solve_carefully(program, stop=stop)
    if not program.whole.any():
        return parts, prices
    for runs in _whole(program, parts, stop):
        try:
            fixed = np.where(program.whole, np.round(runs), np.nan)
            return solve_carefully(program, fixed=fixed, stop=stop)[0], prices
        except UnsolvedError:
            continue
    raise UnsolvedError("No whole runs are a plan")


def _whole(program: Linear, parts: Floats, stop: Callable[[], bool]) -> Iterator[Floats]:
    with suppress(UnsolvedError):
        yield whole_runs(program, parts, stop=stop)
    yield np.floor(parts)
    yield np.zeros_like(parts)


def certified(program: Linear, x: Floats, prices: tuple[Prices, ...], *, gap: float) -> StagedCertificate:
    return certify_stages(program, x, [(each.rows, each.held) for each in prices], gap_limit=gap)


def is_plan(program: Linear, x: Floats) -> bool:
    """Whether activities keep to the program, however far from the best they are."""
    return certified(program, x, nothing_proved(program), gap=inf).holds


def each_need(program: Linear, x: Floats) -> bool:
    """Whether of each need all that the plan says is met is met: what a row misses is little beside the smallest."""
    unmet = np.flatnonzero([column.kind is Activity.UNMET for column in program.columns])
    met = csc_array(program.matrix[:, unmet].maximum(0)).multiply((program.most - x)[unmet][None, :]).tocoo()
    least = np.full(len(program.rows), inf)
    np.minimum.at(least, met.row, np.where(met.data > 0, met.data, inf))
    missed = np.maximum(program.need - program.matrix @ x, 0.0)
    rounding = ROUNDING * (abs(program.matrix) @ x + np.abs(program.need))
    return bool((missed <= np.maximum(ROW_LIMIT * least, rounding)).all())


def nothing_proved(program: Linear) -> tuple[Prices, ...]:
    rows = np.zeros(len(program.rows))
    return tuple(Prices(rows, np.zeros(number)) for number in range(len(program.stages)))
