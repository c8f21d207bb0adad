"""Many heads: when a majority knows better, and when councils of councils contradict the sum of all votes.

Condorcet (1785): independent voters, each right with the probability p > 1/2, are right together the more surely the
more they are. Boland (1989): the same people are right less surely when they decide through groups. Feix, Lepelley,
Merlin and Rouet (2004): where all opinions are chance, a majority of districts contradicts the majority of heads, the
"referendum paradox", in a fifth of all cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, comb, pi, sqrt

import numpy as np

from councils.lab.published.hierarchy import climb, won

GRID = 1 << 14
"""Points of the grid on which densities are convolved."""


def jury(competence: float, voters: int) -> float:
    """Probability that a majority of ``voters`` is right (Condorcet)."""
    return won(competence, voters)


def nested_jury(competence: float, groups: Sequence[int]) -> float:
    """The same through groups of these sizes, from the base up (Boland)."""
    return [competence, *climb(competence, groups)][-1]


def contradiction(groups: Sequence[int]) -> float:
    """Probability that a decision through ``groups`` (odd sizes, first councils first) contradicts the direct count.

    Base districts are large and their opinions chance (impartial culture), so each sum of votes is a normal variable of
    its own. Exact up to the grid: the density of the sum, given that the councils say yes, is convolved level by level.
    ValueError for an even group, whose ties would have to be broken.
    """
    if any(size % 2 == 0 for size in groups):
        raise ValueError("groups are odd: an even one can be tied")
    districts = int(np.prod(groups, dtype=np.int64)) if groups else 1
    width = 9 * sqrt(districts) + 9
    x = (np.arange(GRID) - GRID // 2) * (2 * width / GRID)
    density = np.exp(-(x**2) / 2) / sqrt(2 * pi) * (2 * width / GRID)
    yes = np.where(x > 0, density, 0.0)
    yes[GRID // 2] = density[GRID // 2] / 2
    for size in groups:
        yes = decided(yes, size)
    below = yes[: GRID // 2].sum() + yes[GRID // 2] / 2
    return float(2 * below / (2 * yes.sum()))


def decided(yes: np.ndarray, size: int) -> np.ndarray:
    """The density of the sum over ``size`` groups of which most say yes, from that of one that says yes."""
    here = np.fft.rfft(np.fft.ifftshift(yes))
    there = here.conj()
    total = sum(comb(size, k) * here**k * there ** (size - k) for k in range(size // 2 + 1, size + 1))
    return np.asarray(np.fft.fftshift(np.fft.irfft(total, GRID)))


def contradiction_of_many() -> float:
    """The same for one level of very many districts: the angle between their sum and the sum of their signs."""
    return acos(sqrt(2 / pi)) / pi
