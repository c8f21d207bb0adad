"""The best of some plans, and one that there always is, where HiGHS was stopped or gave up.

Theory of operation. There is always a plan, since everything can stay unmet. HiGHS has some once a stage is done, or
branch and bound has found one; between, the simplex method has prices that are right, and activities that are none. So
our own method makes one as well, of a program with the form for it (`large.py`) all of whose plans are plans of the
whole one: of what comes together only what is worth most counts, nothing is run whole, and no share is held even.
With that many a plan is left out, and none is added: whatever a row gets beside only adds to it.

The best of these by the stages is taken; the bound of each stage is that of the prices which prove most, HiGHS's or our
own. The certificate tells how far apart the two are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from councils.plan.highs.stages import Prices
from councils.plan.linear import Activity, Floats, Limit, Linear, Stage
from councils.plan.solve.large import solve_large
from councils.plan.staged_certificate import GAP_LIMIT, prove_stage

ROUGH = 1e-2
"""The gap of the plan that our own method makes of the narrower program."""
SECONDS = 2.0
"""After which it ends with what it has: whoever stops wants an answer."""
TURNS, NOTHING = 1000, 1e-9
"""How often what is missing is passed on, and the part of what goes through a row that is nothing."""
ALIKE = 1e-7
"""Of a share: two plans that leave so much alike unmet are alike in that."""


def best_of(
    program: Linear, plans: Sequence[Floats], proofs: Sequence[Sequence[Prices]]
) -> tuple[Floats, tuple[Prices, ...]]:
    """The best of these plans, and of each stage the prices that prove most of it; ``proofs``: of the first stages."""
    best = min(plans, key=partial(_reached, program))
    return best, tuple(
        min((proof[at] for proof in proofs if at < len(proof)), key=partial(_unproved, program, best, at))
        for at in range(len(program.stages))
    )


def _reached(program: Linear, x: Floats) -> tuple[float, ...]:
    values = [(stage, float(stage.cost @ x)) for stage in program.stages]
    return tuple(round(value / ALIKE) if stage.priority else value for stage, value in values)


def _unproved(program: Linear, x: Floats, number: int, prices: Prices) -> float:
    """The gap that these prices leave. A bound above what the plan costs comes of rounding, and proves nothing."""
    proved = prove_stage(program, x, number, prices.rows, prices.held)
    return proved.gap if proved.bound <= proved.value * (1.0 + GAP_LIMIT) else inf


def by_our_own_method(program: Linear, worth: Floats) -> tuple[Floats, tuple[Prices, ...]]:
    """A plan by our own method, of a narrower program; ``worth`` float64[m]: what rows are worth, or nought."""
    rows = np.flatnonzero([row.kind is not Limit.COUNCIL for row in program.rows])
    columns = np.flatnonzero([column.kind is not Activity.UNFAIR for column in program.columns])
    narrower = narrowed(program, rows, columns, worth)
    made, found = solve_large(narrower, gap=ROUGH, stop=over(SECONDS))
    x = np.zeros(len(program.columns))
    x[columns] = rationed(narrower, made)
    return fairly(program, x), tuple(
        _widened(program, rows, narrower.stages, found, stage, number) for number, stage in enumerate(program.stages)
    )


def over(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def narrowed(program: Linear, rows: NDArray[Any], columns: NDArray[Any], worth: Floats) -> Linear:
    """The program of these rows and columns in the form of our own method; every plan of it is one of the whole."""
    matrix = csc_array(program.matrix[rows][:, columns])
    stages = [s for s in program.stages if s.name == "labour" or (s.priority and _unmet(program, s))]
    return replace(
        program,
        columns=tuple(program.columns[at] for at in columns),
        rows=tuple(program.rows[at] for at in rows),
        matrix=alone(matrix, worth[rows]),
        need=program.need[rows],
        most=np.where(program.whole, 0.0, program.most)[columns],
        whole=np.zeros(len(columns), dtype=np.bool_),
        hours=program.hours[columns],
        stages=tuple(replace(stage, cost=stage.cost[columns]) for stage in stages),
    )


def _unmet(program: Linear, stage: Stage) -> bool:
    """Whether a stage is about unmet needs, and not about the worst share of them."""
    return all(program.columns[at].kind is Activity.UNMET for at in np.flatnonzero(stage.cost))


def alone(matrix: csc_array, worth: Floats) -> csc_array:
    """Of what each column gives only the entry that is worth most; of several that are worth nothing the largest."""
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    gives = np.flatnonzero(matrix.data > 0)
    order = np.lexsort((matrix.data[gives], (worth[matrix.indices] * matrix.data)[gives], column[gives]))
    last = np.flatnonzero(np.diff(column[gives][order], append=-1))
    kept = matrix.data < 0
    kept[gives[order[last]]] = True
    left = csc_array((np.where(kept, matrix.data, 0.0), matrix.indices, matrix.indptr), matrix.shape)
    left.eliminate_zeros()
    return left


def rationed(program: Linear, x: Floats) -> Floats:
    """``x`` with less where something is missing: first more stays unmet, then all who use it make less, alike.

    What is missing only wanders on to those who use that, down to needs; so this ends, at worst with nothing done.
    """
    gives, takes = csc_array(program.matrix.maximum(0)), csc_array(-program.matrix.minimum(0))
    column = np.repeat(np.arange(len(x)), np.diff(takes.indptr))
    unmet = np.array([each.kind is Activity.UNMET for each in program.columns], dtype=np.bool_)
    for _ in range(TURNS):
        used, room = takes @ x, np.where(unmet, program.most - x, 0.0)
        missing = np.maximum(program.need + used - gives @ x, 0.0)
        if (missing <= NOTHING * np.maximum(used, np.abs(program.need))).all():
            break
        could = gives @ room
        part = np.divide(missing, could, out=np.zeros_like(could), where=could > 0).clip(0.0, 1.0)
        missing -= part * could
        left = np.divide(used - missing, used, out=np.ones_like(used), where=(used > 0) & (missing > 0)).clip(0.0, 1.0)
        least = np.ones(len(x))
        np.minimum.at(least, column, left[takes.indices])
        x = (x + room * (gives.T @ part)) * least
    return np.minimum(x, program.most)


def all_unmet(program: Linear) -> Floats:
    """The plan in which nothing is done."""
    unmet = np.array([column.kind is Activity.UNMET for column in program.columns], dtype=np.bool_)
    return fairly(program, np.where(unmet, program.most, 0.0))


def fairly(program: Linear, x: Floats) -> Floats:
    """``x`` with the worst share of each priority as large as it is."""
    x = x.copy()
    for at in [at for at, column in enumerate(program.columns) if column.kind is Activity.UNFAIR]:
        column = program.matrix[:, [at]].tocoo()
        lacking = (program.need - program.matrix @ x)[column.row]
        x[at] = max(0.0, float((lacking / column.data).max(initial=0.0)))
    return x


def _widened(
    program: Linear, rows: NDArray[Any], narrow: Sequence[Stage], found: Sequence[Prices], stage: Stage, number: int
) -> Prices:
    """The prices of a stage of the narrower program as those of the whole; nought of a stage that it has not."""
    wide, held = np.zeros(len(program.rows)), np.zeros(number)
    names = [each.name for each in narrow]
    if stage.name in names:
        own = found[names.index(stage.name)]
        wide[rows] = own.rows
        before = [each.name for each in program.stages[:number]]
        for name, price in zip(names, own.held.tolist(), strict=False):
            held[before.index(name)] = price
    return Prices(wide, held)
