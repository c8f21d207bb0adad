"""A program in MPS, so that any other solver can try whether it finds a better plan.

Theory of operation. The file holds the last stage, labour, as the objective, and a row for each stage before it,
which may not be worse than in our plan; nothing is rounded: each number is the shortest that reads back as the same
float64. Only where there are whole runs alone, as many as fit below a limit are its limit. A solver that finds less
work has found our mistake. Names are those of the program with "_" for spaces; what is not ASCII is numbered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from councils.plan.files.number import written
from councils.plan.linear import Linear
from councils.plan.solve import Plan
from councils.plan.staged_certificate import column_name, row_name

OBJECTIVE = "labour"


def mps(plan: Plan) -> Iterator[str]:
    """The lines of a free MPS file: minimise labour with no stage before it worse than in this plan."""
    program = plan.program
    rows = _names([row_name(row) for row in program.rows], "R")
    columns = _names([column_name(column) for column in program.columns], "C")
    held = {f"held_{stage.name.replace(' ', '_')}": stage for stage in program.stages[:-1]}
    title = "_".join(plan.economy.title.split())
    yield f"NAME {title if title.isascii() and title else 'plan'}"
    yield "ROWS"
    yield f" N {OBJECTIVE}"
    yield from (f" G {name}" for name in rows)
    yield from (f" L {name}" for name in held)
    yield "COLUMNS"
    costs = {OBJECTIVE: program.stages[-1].cost, **{name: stage.cost for name, stage in held.items()}}
    integral = False
    for j, name in enumerate(columns):
        if bool(program.whole[j]) != integral:
            integral = not integral
            yield f" MARKER 'MARKER' '{'INTORG' if integral else 'INTEND'}'"
        yield from (f" {name} {row} {written(cost[j])}" for row, cost in costs.items() if cost[j])
        start, end = program.matrix.indptr[j : j + 2]
        for at in range(start, end):
            yield f" {name} {rows[program.matrix.indices[at]]} {written(program.matrix.data[at])}"
    if integral:
        yield " MARKER 'MARKER' 'INTEND'"
    yield "RHS"
    yield from (f" RHS {name} {written(need)}" for name, need in zip(rows, program.need, strict=True) if need)
    for name, stage in held.items():
        yield f" RHS {name} {written(float(stage.cost @ plan.activities))}"
    yield "BOUNDS"
    for name, most in zip(columns, limits(program), strict=True):
        yield f" PL BND {name}" if most == inf else f" UP BND {name} {written(most)}"
    yield "ENDATA"


def limits(program: Linear) -> list[float]:
    """The most of each column; of whole runs a whole number, since some solvers take no other."""
    found: list[float] = np.where(program.whole, np.floor(program.most), program.most).tolist()
    return found


def _names(names: Sequence[str], letter: str) -> list[str]:
    """Names without spaces, each once."""
    found = ["_".join(name.split()) for name in names]
    seen: set[str] = set()
    for at, name in enumerate(found):
        if not name.isascii() or name in seen:
            found[at] = f"{letter}{at + 1}"
        seen.add(found[at])
    return found
