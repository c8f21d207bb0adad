"""Many heads: when a majority knows better, and when councils of councils contradict the sum of all votes.

Condorcet (1785): independent voters, each right with the probability p > 1/2, are right together the more surely the
more they are. Boland (1989): the same people are right less surely when they decide through groups. Feix, Lepelley,
Merlin and Rouet (2004): where all opinions are chance, a majority of districts contradicts the majority of heads, the
"referendum paradox", in a fifth of all cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, ceil, comb, erf, pi, sqrt

import numpy as np

from councils.lab.published.hierarchy import climb, won
from councils.lab.published.numeric import Array as Floats
from councils.lab.published.numeric import expect, expect_whole

GRID = 1 << 13
"""Points on which the density of a sum of votes is held, whatever its width."""
SILENT = 1e-20
"""Frequencies below this say nothing any more."""
WIDTH = 9.0
"""How far a density is followed, in its standard deviations."""


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
    ValueError for an even group, whose ties would have to be broken, or an empty one.
    """
    expect(all(size % 2 for size in groups), "groups are odd: an even one can be tied")
    expect_whole(1, "a group has a member at least, and whole ones", *groups)
    edges = np.linspace(-WIDTH, WIDTH, GRID + 1)
    whole = np.diff(np.array([erf(edge / sqrt(2)) for edge in edges]) / 2)
    yes = np.where(edges[:-1] >= 0, 2 * whole, 0.0)
    for size in groups:
        yes = narrowed(decided(yes, size), sqrt(size))
    return float(yes[: GRID // 2].sum() / yes.sum())


def decided(yes: Floats, size: int) -> Floats:
    """The density of the sum over ``size`` groups where most say yes, from that of one that says yes; cells as wide."""
    length = GRID * ceil(1.5 * sqrt(size))
    room = (length - GRID) // 2
    # A cell's middle is half a cell from zero, and the sum's ``size`` times that: turned back by the shift.
    here = np.fft.rfft(np.fft.ifftshift(np.pad(yes, room)))
    turn = np.exp(-1j * np.pi * np.arange(len(here)) / length)
    total = np.zeros(len(here), dtype=complex)
    heard = np.abs(here) ** size > SILENT
    yea = (here * turn)[heard]
    for k in range(size // 2 + 1, size + 1):
        total[heard] += 2 * (comb(size, k) / 2**size) * yea**k * yea.conj() ** (size - k)
    return np.asarray(np.fft.fftshift(np.fft.irfft(total / turn, length)))


def narrowed(density: Floats, factor: float) -> Floats:
    """The same density in cells that are wider by ``factor``, as many as before."""
    cells = np.arange(len(density) + 1) - len(density) / 2
    wanted = (np.arange(GRID + 1) - GRID / 2) * factor
    return np.diff(np.interp(wanted, cells, np.concatenate([[0.0], np.cumsum(density)])))


def contradiction_of_many() -> float:
    """The same for one level of very many districts: the angle between their sum and the sum of their signs."""
    return acos(sqrt(2 / pi)) / pi
