"""What one voter's voice is worth, and how large an assembly should be (Penrose 1946; Słomczyński and Życzkowski 2006;
Taagepera 1972)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import cbrt, ceil, comb, gcd, inf, pi, sqrt

import numpy as np

from councils.lab.published.numeric import Array, expect, expect_whole

EXACT = 2_000  # voters, up to which binomials are counted as whole numbers
FEW = 20  # members of a council, all of whose coalitions are gone through
UNITS = 20_000
"""In how many steps weights are measured for the count of coalitions."""


def decisive(voters: int) -> float:
    """Probability that one of ``voters`` tips the vote, all others voting by chance (Penrose): so many others say yes
    that they alone have no majority, and with this one have. Where ``voters`` are even, a tie is a no."""
    expect_whole(1, "there is a voter at least, and whole ones", voters)
    others, half = voters - 1, voters // 2  # of whom so many say yes without the one
    if voters < EXACT:
        return float(Fraction(comb(others, half), 2**others))
    tail = 1 - (1 / 8 - (1 / 128 + (5 / 1024 - 21 / (32768 * half)) / half) / half) / half
    return tail / sqrt(
        pi * half
    )  # both for even and odd voters it is the central binomial coefficient's part of 4^half


def optimal_quota(populations: Sequence[float]) -> float:
    """The quota at which weights by square roots give every citizen the same power, nearly: (1 + √ΣN / Σ√N) / 2."""
    expect(len(populations) > 0, "there is a place at least")
    expect(min(populations) > 0 and max(populations) < inf, "each place has somebody, and an end")
    return (1 + sqrt(sum(populations)) / sum(map(sqrt, populations))) / 2


def banzhaf(weights: Sequence[float], quota: float, units: int = UNITS) -> Array:
    """For each member of a council, the probability that it is decisive; ``quota`` as a share of all weights.

    Of at most ``FEW`` members all coalitions are gone through. Those of more are counted by convolution: whole weights
    that add up to at most ``units``, after what divides them all is taken out, as they are, others in steps of
    1/``units`` of them all. ValueError for a weight below 0, none above, or a quota that is not above 0 and at most 1.
    """
    expect(len(weights) > 0 and min(weights) >= 0 and 0 < max(weights) < inf, "weights are not below 0, one is above")
    expect(0 < quota <= 1, "a quota is a share of all weights, above 0 and at most 1")
    if len(weights) <= FEW:
        return one_by_one(weights, quota)
    steps = in_steps(weights, units)
    needed = ceil(Fraction(quota).limit_denominator(10**9) * sum(steps))
    count = np.zeros(sum(steps) + 1)
    count[0] = 1.0
    for step in steps:
        shifted = np.zeros_like(count)
        shifted[step:] = count[: len(count) - step]
        count = (count + shifted) / 2
    return np.array([tips(count, step, needed) for step in steps])


def one_by_one(weights: Sequence[float], quota: float) -> Array:
    """The same from the sums of all coalitions; whole weights are added without any rounding."""
    whole = all(float(weight).is_integer() for weight in weights) and sum(weights) < 1 << 62
    each = np.array([int(weight) if whole else weight for weight in weights])
    share = Fraction(quota).limit_denominator(10**9)
    needed = ceil(share * int(each.sum())) if whole else quota * float(each.sum()) * (1 - 1e-12)
    sums = each[:0].sum(keepdims=True)
    for weight in each:
        sums = np.concatenate([sums, sums + weight])
    found = []
    for member, weight in enumerate(each):
        others = sums.reshape(-1, 2, 1 << member)[:, 0]
        found.append(((others < needed) & (others + weight >= needed)).mean())
    return np.array(found)


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
    expect(0 < population < inf, "a population is above 0, and has an end")
    expect(0 < active <= 1, "the active are a share above 0")
    return max(1, round(cbrt(2 * active * population)))
