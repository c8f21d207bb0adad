"""Products that are only passed on: whoever uses one uses another, and what it takes to bring that here.

Theory of operation. Where a product is had in one way only, which nothing limits, and that way is to bring or to keep
another, its price is what that costs, and as much of it is brought as is asked for: nothing is left to decide. So such
products are left out of a program, exactly. With B, the row of each of them holding what one unit takes of all others,
a unit of any product is T = (I - B)⁻¹ of those that stay, and λ = (I - B)⁻¹ l hours; no way leads round, so the series
I + B + B² + … ends after as many terms as there are steps on the longest way. What is brought is (I - B')⁻¹ of what is
used and needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from councils.plan.program import Floats, Program, Solution, program

FEW = 2
"""What a way to bring something takes, at most: the product itself, and haulage."""


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """``program`` is ``whole`` without some techniques, and without products that are only passed on then.

    Its techniques are ``columns`` int[k], its products ``stay`` int[m]; ``ways`` int[e] are the techniques by which
    ``gone`` int[e] are had. ``turned`` n × m is T, ``hours`` float64[n] is λ, ``back`` n × n is B.
    """

    whole: Program
    program: Program
    columns: NDArray[np.int64]
    stay: NDArray[np.int64]
    ways: NDArray[np.int64]
    gone: NDArray[np.int64]
    turned: Any
    hours: Floats
    back: Any

    @property
    def passed_on(self) -> float:
        """Hours that passing on takes for the needs alone, whatever is planned."""
        return float((self.hours * self.whole.needs).sum())

    @property
    def least(self) -> float:
        """The least share that what is needed of a product itself is of all that is needed of it, to be passed on too:
        so much more exactly its row is to be met, for what lacks is its own in the end."""
        own = self.whole.needs[self.stay]
        return float((own[own > 0] / self.program.needs[own > 0]).min(initial=1.0))

    def solution(self, found: Solution) -> Solution:
        """The solution of the whole that one of the program comes to."""
        activities = np.zeros(self.whole.techniques)
        activities[self.columns] = found.activities
        asked = summed(self.back.T, self.whole.needs + self.whole.inputs @ activities)
        activities[self.ways] = asked[self.gone]
        return Solution(activities, self.values(found.values))

    def values(self, values: Floats) -> Floats:
        """float64[n]: of all products, from float64[m] of those that stay."""
        return np.asarray(self.turned @ values + self.hours)

    def part(self, found: Solution) -> Solution:
        """What there is in a solution of the whole of the program's own techniques and products."""
        return Solution(found.activities[self.columns], found.values[self.stay])


def passed(whole: Program, columns: NDArray[Any]) -> Passed:
    """The program with these techniques alone, int[k] in rising order."""
    n, ways = whole.products, _ways(whole, columns)
    gone, stay = np.flatnonzero(ways >= 0), np.flatnonzero(ways < 0)
    takes = csr_array(whole.uses[ways[gone]])
    first = np.zeros(n + 1, dtype=np.int64)
    first[gone + 1] = np.diff(takes.indptr)
    back = csr_array((takes.data, takes.indices, np.cumsum(first)), shape=(n, n))
    hours = np.zeros(n)
    hours[gone] = whole.labour[ways[gone]]
    turned, hours = summed(back, csr_array(eye_array(n, format="csr")[:, stay])), summed(back, hours)
    left = columns[~np.isin(columns, ways[gone])]
    inputs, place = whole.inputs[:, left], np.full(n, -1)
    place[stay] = np.arange(len(stay))
    return Passed(
        whole,
        program(
            place[whole.makes[left]],
            whole.labour[left] + inputs.T @ hours,
            turned.T @ inputs,
            whole.cap[left],
            turned.T @ whole.needs,
        ),
        left,
        stay,
        ways[gone],
        gone,
        turned,
        hours,
        back,
    )


def bringing(whole: Program) -> NDArray[np.bool_]:
    """bool[K]: techniques without a limit and without work of their own that take few things, none of them its own."""
    few = np.diff(whole.inputs.indptr)
    free = np.isinf(whole.cap) & (whole.labour == 0) & (whole.net_per_unit == 1.0)
    return np.asarray(free & (few > 0) & (few <= FEW))


class ThereAndBack:
    """Pairs of techniques by which a product is brought from another, and back: ``one`` and ``other``, int[c].

    What lacks where a product is brought from is brought back before less is sent; then what is too much goes round.
    """

    def __init__(self, whole: Program) -> None:
        self.whole, ways = whole, np.flatnonzero(bringing(whole))
        takes = whole.uses[ways]
        unit = takes.data == 1.0
        ways, origin = np.repeat(ways, np.diff(takes.indptr))[unit], takes.indices[unit].astype(np.int64)
        goal, n = whole.makes[ways].astype(np.int64), whole.products
        _, there, back = np.intersect1d(origin * n + goal, goal * n + origin, return_indices=True)
        once = origin[there] < goal[there]
        self.one, self.other = ways[there[once]], ways[back[once]]

    def without(self, x: Floats, used: Floats) -> tuple[Floats, Floats]:
        """Activities float64[K] without what is brought there and back, and their use, float64[n]."""
        both = np.minimum(x[self.one], x[self.other])
        some = np.flatnonzero(both > 0.0)
        if not len(some):
            return x, used
        less, change = np.concatenate([self.one[some], self.other[some]]), np.tile(both[some], 2)
        x = x.copy()
        x[less] -= change
        return x, used - self.whole.uses[less].T @ change


def _ways(whole: Program, columns: NDArray[Any]) -> NDArray[np.int64]:
    """int[n]: the technique by which a product that is only passed on is had; -1 for those that stay."""
    makers = np.bincount(whole.makes[columns], minlength=whole.products)
    alone = columns[(makers[whole.makes[columns]] == 1) & bringing(whole)[columns]]
    ways = np.full(whole.products, -1, dtype=np.int64)
    ways[whole.makes[alone]] = alone
    ways[_round_about(whole, ways)] = -1
    return ways


def _round_about(whole: Program, ways: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool[n]: which of the products that have ways come from each other round about, or from what does."""
    gone, unclear = np.flatnonzero(ways >= 0), ways >= 0
    takes = whole.uses[ways[gone]]
    while True:
        left = np.zeros_like(unclear)
        left[gone] = takes @ unclear.astype(np.float64) > 0
        left &= unclear
        if (left == unclear).all():
            return left
        unclear = left


def summed(back: Any, first: Any) -> Any:
    """first + B first + B² first + …, whose terms end."""
    total = term = first
    while True:
        term = back @ term
        if not (term.nnz if hasattr(term, "nnz") else term.any()):
            return total
        total = total + term
