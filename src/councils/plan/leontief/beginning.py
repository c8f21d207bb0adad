"""Where to begin a large plan without another one: as if nothing were capped.

Theory of operation. Then one technique of each product is enough (the non-substitution theorem), its values are found
by making each product as cheap as its cheapest technique, over and over, and activities follow from the needs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief.marginal import these
from councils.plan.leontief.repair import IDLY, SWEEPS, repaired, unmet_techniques, ways_out
from councils.plan.leontief.sweeps import Sweeps
from councils.plan.program import Floats, Program, Solution

ROUGHLY = 1e-2
"""How exactly the first values and activities are found: the walk leaves them soon, whatever they were."""
TIMES, HALVINGS = (1e-2, 1e8), 12
"""How many times more than the work itself what is scarce may cost, and how often that range is halved."""
MUCH = 0.5
"""The part of what is shared from which on it may be scarce, once others are dear."""
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


def from_below(passes: Sweeps, known: NDArray[Any] | None = None, prices: Floats | None = None) -> Floats:
    """float64[n]: the same from below, where that comes to them; at ``prices`` of some products that are ``known``."""
    values = np.zeros(passes.layout.program.products)
    for _ in range(60):
        before, values = values, passes.cheapest(values)
        if known is not None:
            values[known] = prices
        if (values <= before * (1.0 + ROUGHLY)).all():
            break
    return values


def goes_round(program: Program, cost: Floats) -> bool:
    """Whether some technique takes hardly any work of its own, beside its ``cost`` float64[K]: then a product may go
    round at hardly any cost."""
    return bool((program.labour < IDLY * cost).any())


def cold(passes: Sweeps) -> Solution:
    """Where to begin without a plan: as if nothing were capped, but for what is shared where that doesn't do."""
    program, values = passes.layout.program, uncapped_values(passes)
    free = passes.uncapped()
    if goes_round(program, program.cost(values)):
        activities, _ = repaired(free, np.zeros(program.techniques), values, within=ROUGHLY, ways=ways_out(free))
    else:
        activities = by_cheapest(free, values)
        if len(passes.layout.shared) and unmet_techniques(program) is not None:
            values, activities = scarce(passes, values, activities)
    return Solution(np.minimum(activities, program.cap), values)


def by_cheapest(free: Sweeps, values: Floats) -> Floats:
    """float64[K]: what meets the needs if each product is made by the technique that is cheapest at these values."""
    first, program = free.layout.first, free.layout.program
    cheapest = free.merit(values)[first[:-1][np.diff(first) > 0]]
    one_each = these(program, cheapest, free.layout.cap)
    nothing = np.zeros(program.techniques)
    return one_each.covering(free, nothing, program.needs, times=SOME, within=ROUGHLY)[0]


def scarce(passes: Sweeps, values: Floats, activities: Floats) -> tuple[Floats, Floats]:
    """Values float64[n] and activities float64[K] where needs may stay unmet, since what is shared doesn't do for all.

    Then all prices are many times what work alone makes of them, and it takes long to find how many. So what is used
    beyond what is there gets one, in proportion to the work that it is used with, by halving: as much of the needs is
    left unmet at it as too much is used without. What is hardly used has none.
    """
    program, shared = passes.layout.program, passes.layout.shared
    products, there = program.makes[shared], program.cap[shared]
    used = program.inputs[products] @ activities
    if not (used > there).any():
        return values, activities
    free, some, each = passes.uncapped(), used > MUCH * there, np.zeros(len(shared))
    each[some] = float((program.labour * activities).sum()) / used[some]
    low, high, found = TIMES[0], TIMES[1], (values, activities)
    for _ in range(HALVINGS):
        times = np.sqrt(low * high)
        at = from_below(passes, products, times * each)
        now = by_cheapest(free, at)
        if (program.inputs[products] @ now > there).any():
            low = times
        else:
            high = times
        found = at, now
    return found
