"""What one voter's voice is worth, and how large an assembly should be (Penrose 1946; Słomczyński and Życzkowski 2006;
Taagepera 1972)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import cbrt, ceil, comb, exp, gcd, lgamma, log, sqrt

import numpy as np

from councils.lab.published.numeric import Array, expect

EXACT = 2_000  # voters, up to which binomials are counted as whole numbers
UNITS = 20_000
"""In how many steps weights are measured for the count of coalitions."""


def decisive(voters: int) -> float:
    """Probability that one of ``voters`` tips the vote, all others voting by chance (Penrose): so many others say yes
    that they alone have no majority, and with this one have. Where ``voters`` are even, a tie is a no."""
    expect(voters >= 1, "there is a voter at least")
    others = voters - 1
    half = voters // 2  # who say yes without the one
    if voters < EXACT:
        return float(Fraction(comb(others, half), 2**others))
    return exp(lgamma(others + 1) - lgamma(half + 1) - lgamma(others - half + 1) - others * log(2))


def optimal_quota(populations: Sequence[float]) -> float:
    """The quota at which weights by square roots give every citizen the same power, nearly: (1 + √ΣN / Σ√N) / 2."""
    expect(len(populations) > 0 and min(populations) > 0, "each place has somebody, and there is a place at least")
    return (1 + sqrt(sum(populations)) / sum(map(sqrt, populations))) / 2


def banzhaf(weights: Sequence[float], quota: float, units: int = UNITS) -> Array:
    """For each member of a council, the probability that it is decisive; ``quota`` as a share of all weights.

    Coalitions are counted by convolution. Whole weights that add up to at most ``units``, after what divides them all
    is taken out, are counted as they are; others in steps of 1/``units`` of them all. ValueError for a weight below 0,
    none above, or a quota that is not above 0 and at most 1.
    """
    expect(len(weights) > 0 and min(weights) >= 0 and max(weights) > 0, "weights are not below 0, and one is above")
    expect(0 < quota <= 1, "a quota is a share of all weights, above 0 and at most 1")
    steps = in_steps(weights, units)
    needed = ceil(quota * sum(steps) - 1e-9)
    count = np.zeros(sum(steps) + 1)
    count[0] = 1.0
    for step in steps:
        shifted = np.zeros_like(count)
        shifted[step:] = count[: len(count) - step]
        count = (count + shifted) / 2
    return np.array([tips(count, step, needed) for step in steps])


def in_steps(weights: Sequence[float], units: int) -> list[int]:
    """The weights as whole numbers: exact where they are whole and few enough."""
    if all(float(weight).is_integer() for weight in weights):
        whole = [int(weight) for weight in weights]
        least = [weight // gcd(*whole) for weight in whole]
        if sum(least) <= units:
            return least
    total = sum(weights)
    return [round(weight * units / total) for weight in weights]


def tips(count: Array, step: int, needed: int) -> float:
    """Probability that the others have less than ``needed``, and with this one enough."""
    others = np.empty_like(count)
    for block in range(0, len(count), max(step, 1)):  # count = (others + others shifted) / 2, undone from below
        here = slice(block, min(block + max(step, 1), len(count)))
        before = others[here.start - step : here.stop - step] if step and block else 0.0
        others[here] = 2 * count[here] - before if step else count[here]
    return float(others[max(0, needed - step) : needed].sum())


def citizens(populations: Sequence[float], weights: Sequence[float], quota: float) -> Array:
    """Power of one citizen of each place, up to a common factor: of the place in council, times 1/√N within it."""
    expect(len(populations) == len(weights), "each place has a population and a weight")
    expect(min(populations, default=0) > 0, "each place has somebody")
    return np.asarray(banzhaf(weights, quota) / np.sqrt(populations))


def cube_root(population: float, active: float = 0.5) -> int:
    """Seats of an assembly that costs least talk: (2 Pₐ)^(1/3), where Pₐ are the ``active`` share (Taagepera 1972)."""
    expect(population > 0, "a population is above 0")
    expect(0 < active <= 1, "the active are a share above 0")
    return max(1, round(cbrt(2 * active * population)))
