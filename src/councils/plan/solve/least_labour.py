"""The plan of least labour by whichever way suits its size: HiGHS where that is a matter of a second, else our own.

Theory of operation. HiGHS is exact, and the time that it takes grows steeply: about a second at 500 products with three
techniques of fifteen inputs each, no end within a minute at 5,000. Our own method proves a gap, in a time that grows
with the number of inputs alone; but few strong loops, as in a tiny economy, keep its averages long. So the number of
inputs decides. Either plan comes with the same certificate.
"""

from __future__ import annotations

from councils.plan import leontief
from councils.plan.certify import certify
from councils.plan.leontief import Found
from councils.plan.program import Program, Solution
from councils.plan.solve import by_highs
from councils.plan.solve.by_highs import Unsolved

SMALL = 20_000
"""Inputs (entries of the matrix) up to which HiGHS is asked."""


def least_labour(program: Program, *, gap: float = 1e-4, start: Solution | None = None) -> Found | Unsolved:
    """The plan with its certificate, which tells what a large plan does not meet; `Unsolved` where HiGHS finds none.

    ``gap`` and ``start`` as for `leontief.solve`, which is to be called itself for progress and to be stopped.
    """
    if program.inputs.nnz > SMALL:
        return leontief.solve(program, gap=gap, start=start)
    solution = by_highs.solve(program)
    return solution if isinstance(solution, Unsolved) else Found(solution, certify(program, solution, gap=gap), 0)
