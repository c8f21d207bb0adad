"""Where to begin a large plan without another one: as if nothing were capped.

Theory of operation. Then one technique of each product is enough (the non-substitution theorem), its values are found
by making each product as cheap as its cheapest technique, over and over, and activities follow from the needs.
"""

from __future__ import annotations

import numpy as np

from councils.plan.leontief.marginal import these
from councils.plan.leontief.repair import IDLY, SWEEPS, repaired, ways_out
from councils.plan.leontief.sweeps import Sweeps
from councils.plan.program import Floats, Program, Solution

ROUGHLY = 1e-2
"""How exactly the first values and activities are found: the walk leaves them soon, whatever they were."""
SOME = 100
"""Sweeps for repairing activities where there is another way to do it."""


def uncapped_values(passes: Sweeps) -> Floats:
    """float64[n]: the values if nothing were capped (Leontief's); 0 for what nobody makes.

    From below they come fast. But where something costs hardly any work, as to bring a product to another place and
    back, they would hardly rise; there they come from above, where no way round can be cheaper than what is made.
    """
    program, values = passes.layout.program, from_below(passes)
    if not goes_round(program, program.cost(values)):
        return values
    values = np.full(program.products, passes.layout.dear)
    for _ in range(SWEEPS):
        before, values = values, np.minimum(values, passes.cheapest(values))
        if (values >= before * 0.999).all():
            break
    return np.where(values < 0.999 * passes.layout.dear, values, 0.0)


def from_below(passes: Sweeps) -> Floats:
    """float64[n]: the same from below, where that comes to them."""
    values = np.zeros(passes.layout.program.products)
    for _ in range(60):
        before, values = values, passes.cheapest(values)
        if (values <= before * (1.0 + ROUGHLY)).all():
            break
    return values


def goes_round(program: Program, cost: Floats) -> bool:
    """Whether some technique takes hardly any work of its own, beside its ``cost`` float64[K]: then a product may go
    round at hardly any cost."""
    return bool((program.labour < IDLY * cost).any())


def cold(passes: Sweeps) -> Solution:
    """Where to begin without a plan: as if nothing were capped."""
    program, values = passes.layout.program, uncapped_values(passes)
    free, nothing = passes.uncapped(), np.zeros(program.techniques)
    if goes_round(program, program.cost(values)):
        activities, _ = repaired(free, nothing, values, within=ROUGHLY, ways=ways_out(free))
    else:
        first = passes.layout.first
        cheapest = free.merit(values)[first[:-1][np.diff(first) > 0]]
        one_each = these(program, cheapest, free.layout.cap)
        activities, _ = one_each.covering(free, nothing, program.needs, times=SOME, within=ROUGHLY)
    return Solution(np.minimum(activities, program.cap), values)
