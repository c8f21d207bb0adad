"""From almost to exactly: values that prove a bound, and activities that meet the needs, from what nearly does.

Theory of operation. Solvers stop near a solution; a certificate wants both sides exact. Both repairs sweep to a
fixpoint.

``lowered``: a value may not be above the cost by an *open* technique, one that nothing limits. Lower each value to its
cheapest one, which makes others cheaper, and again: the values fall to the greatest fixpoint below. Once all excess is
within a share δ of the technique's own labour, dividing by 1 + δ ends it.

``covered``: what is missing of a product is made in its merit order (cheapest technique first, at the values given)
as far as capacities go; of what is too much, the dearest technique makes less. What that uses is missing next. With
an open technique for each product this is a linear complementarity problem with an M-matrix, and the sweeps contract
towards its solution (Cottle, Pang and Stone, The Linear Complementarity Problem, 1992, ch. 5). Where nothing can make
what is missing, its users are cut down, all by the same share, and stay so; then their own product is missing, down
to a need that is left unmet.
"""

from __future__ import annotations

import numpy as np

from councils.plan.program import Floats, Program
from councils.plan.sweeps import Sweeps, sweeps

SWEEPS = 500
"""More than any economy needs that takes less than 96 % of its output to reproduce itself."""


def lowered(program: Program, values: Floats, *, within: float = 1e-10, by: Sweeps | None = None) -> Floats:
    """float64[n]: the values, no lower than need be for nothing open to have a margin.

    ``by``: the passes over this program, where there are some already.
    """
    passes, v = by or sweeps(program), np.maximum(values, 0.0)
    for _ in range(SWEEPS):
        lower, settled = passes.undercut(v, within)
        if settled:
            break
        v = lower
    return v / (1.0 + 2.0 * within)


def covered(
    program: Program, activities: Floats, values: Floats, *, within: float = 1e-10, by: Sweeps | None = None
) -> Floats:
    """float64[K]: activities within capacity that meet every need but for a share ``within``, where that can be."""
    return repaired(by or sweeps(program), activities, values, within=within)[0]


def repaired(passes: Sweeps, activities: Floats, values: Floats, *, within: float) -> tuple[Floats, Floats]:
    """As `covered`, and float64[n]: the share that was missing of each product before anybody had to be cut down."""
    program, cap, merit = passes.layout.program, passes.layout.cap, passes.merit(values)
    x, lacking = np.clip(activities, 0.0, cap), None
    used = passes.used(x)
    for _ in range(SWEEPS):
        more, use, uncovered, settled = passes.answered(x, used, merit, cap, within)
        if settled:
            missing = uncovered > within * np.where(program.needs > 0, program.needs, used)
            asked = np.maximum(program.needs + used, 1e-300)
            lacking = np.where(missing, uncovered / asked, 0.0) if lacking is None else lacking
            if not (missing & (used > 0)).any():
                break
            share = np.divide(used - uncovered, used, out=np.ones_like(used), where=missing & (used > 0))
            x, cap = rationed(program, x, cap, np.clip(share, 0.0, 1.0))
            used = passes.used(x)
        else:
            x, used = more, use
    return x, np.zeros_like(used) if lacking is None else lacking


def rationed(program: Program, x: Floats, cap: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Every technique runs at the least ``share`` of what it uses, and from now on no higher."""
    least = np.ones_like(x)
    some = np.flatnonzero(np.diff(program.inputs.indptr))
    least[some] = np.minimum.reduceat(share[program.inputs.indices], program.inputs.indptr[some])
    cut = least < 1.0
    return np.where(cut, x * least, x), np.where(cut, x * least, cap)
