"""A program given to HiGHS: for small economies, and the measure of our own method.

HiGHS keeps needs to within 1e-9 units and values to within 1e-9 hours, both absolute, and a certificate asks for more
of small products; so what it gives goes through the two repairs. Time grows steeply with size: at some thousand
products `leontief` is the way.
"""

from __future__ import annotations

from enum import StrEnum
from math import inf
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from councils.plan.program import Program, Solution
from councils.plan.repair import covered, lowered


class Unsolved(StrEnum):
    """Why there is no solution."""

    NO_PLAN = "No plan meets all needs: let some be left unmet."
    TIME = "The time was not enough."
    GAVE_UP = "HiGHS came to no result."


def solve(
    program: Program, *, method: str = "choose", seconds: float = inf, threads: int = 1, repaired: bool = True
) -> Solution | Unsolved:
    """The plan of least labour; ``method``: "simplex", "ipm", "pdlp", or "choose", which leaves it to HiGHS.

    ``repaired``: False for what HiGHS says, as it says it.
    """
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "solver": method,
        "threads": threads,
        "time_limit": seconds,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
    }
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(model(program))
    solver.run()
    match solver.getModelStatus():
        case highspy.HighsModelStatus.kOptimal:
            found = solver.getSolution()
            activities, values = np.asarray(found.col_value), np.asarray(found.row_dual)
            if not repaired:
                return Solution(activities, values)
            values = lowered(program, values)
            return Solution(covered(program, activities, values), values)
        case highspy.HighsModelStatus.kInfeasible | highspy.HighsModelStatus.kUnboundedOrInfeasible:
            return Unsolved.NO_PLAN
        case highspy.HighsModelStatus.kTimeLimit:
            return Unsolved.TIME
        case _:
            return Unsolved.GAVE_UP


def model(program: Program) -> Any:
    """The program in the shape that HiGHS reads: one row a product, one column a technique."""
    n, k = program.products, program.techniques
    makes = sparse.csc_array((np.ones(k), (program.makes, np.arange(k))), shape=(n, k))
    matrix = (makes - program.inputs).tocsc()
    linear = highspy.HighsLp()
    linear.num_row_, linear.num_col_ = n, k
    linear.col_cost_, linear.col_lower_, linear.col_upper_ = program.labour, np.zeros(k), program.cap
    linear.row_lower_, linear.row_upper_ = program.needs, np.full(n, inf)
    linear.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    linear.a_matrix_.start_, linear.a_matrix_.index_, linear.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
    return linear
