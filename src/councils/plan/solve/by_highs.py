"""A program given to HiGHS: for small economies, and the measure of our own method.

HiGHS keeps needs to within 1e-9 units and values to within 1e-9 hours, both absolute, and a certificate asks for more
of small products; so what it gives goes through the two repairs. Time grows steeply with size: at some thousand
products `leontief` is the way.
"""

from __future__ import annotations

from enum import StrEnum
from math import inf

import highspy
import numpy as np
from scipy.sparse import csc_array

from councils.plan.highs.heeding import heeding
from councils.plan.highs.simplex import loaded, price
from councils.plan.leontief.repair import covered, lowered
from councils.plan.program import Program, Solution


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
    n, k = program.products, program.techniques
    makes = csc_array((np.ones(k), (program.makes, np.arange(k))), shape=(n, k))
    solver = loaded((makes - program.inputs).tocsc(), program.needs, program.cap)
    price(solver, program.labour)
    for option, value in (("solver", method), ("threads", threads), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    match heeding(solver)():
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
