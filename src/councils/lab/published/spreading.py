"""What spreads from place to place, and how long something lasts.

Final size of an epidemic (Kermack and McKendrick 1927), percolation and spread over a graph of places, the
first passage of a random walk, stocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import expm1, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from councils.lab.published.numeric import expect, expect_whole, root

Edges = NDArray[np.int64]
"""Pairs of neighbours, two columns of places numbered from 0."""

OVERSHOOT = 0.5826
"""How far beyond a bound a walk of normal steps lands, in standard deviations of a step: -ζ(1/2)/√(2π)."""

FAR = 30.0
"""From how many steps on a bound is far."""


def final_size(reproduction: float) -> float:
    """Share that an epidemic, or a habit, has reached in the end: z = 1 - exp(-R z); 0 for R ≤ 1.

    ValueError for R < 0.
    """
    expect(reproduction >= 0, "a number of reproduction is not below 0")
    if reproduction <= 1:
        return 0.0
    if 1 + expm1(-reproduction) == 0:
        return 1.0  # to the last bit
    below = (reproduction - 1) / reproduction**2  # 1 - exp(-x) ≥ x - x²/2
    return root(lambda z: z + expm1(-reproduction * z), below, 1.0, min(1e-12, 1e-9 * below))


def first_passage(bound: float, step: float) -> float:
    """Mean number of normal steps until a delegate who drifts by ``step`` is over ``bound`` away from the mandate.

    Where the bound is far (``FAR`` steps), by the diffusion with what a step overshoots, in the mean and the square:
    (b + 0.5826)² + 1/4 for steps of 1. Where it is near, from the equation E(x) = 1 + ∫ φ(y - x) E(y) dy over [-b, b],
    by the quadrature of Gauss and Legendre. ValueError for a bound below 0 or a step not above.
    """
    expect(bound >= 0 and step > 0, "a bound is not below 0, and a step is above")
    far = bound / step
    if far > FAR:
        return (far + OVERSHOOT) ** 2 + 0.25
    points, weights = np.polynomial.legendre.leggauss(30 + 4 * round(far))
    at = far * points
    jumps = np.exp(-((at[:, None] - at) ** 2) / 2) * (far * weights / sqrt(2 * pi))
    stays = np.linalg.solve(np.eye(len(at)) - jumps, np.ones(len(at)))
    return float(1 + (np.exp(-(at**2) / 2) * far * weights / sqrt(2 * pi)) @ stays)


def walked(bound: float, step: float, *, walks: int, seed: int) -> float:
    """The same by walking it."""
    expect(bound >= 0 and step > 0, "a bound is not below 0, and a step is above")
    expect_whole(1, "there is a walk at least", walks)
    rng = np.random.default_rng(seed)
    at, total, alive = np.zeros(walks), 0, walks
    while alive:
        total += alive
        at = at + rng.normal(0.0, step, alive)
        at = at[np.abs(at) <= bound]
        alive = len(at)
    return total / walks


def largest_part(edges: Edges, here: NDArray[np.bool_]) -> float:
    """Share of the places that are ``here`` which hang together in the largest part."""
    kept = edges[here[edges[:, 0]] & here[edges[:, 1]]]
    label = np.arange(len(here))
    while True:
        least = np.minimum(label[kept[:, 0]], label[kept[:, 1]])
        joined = label.copy()
        np.minimum.at(joined, label[kept[:, 0]], least)
        np.minimum.at(joined, label[kept[:, 1]], least)
        while not np.array_equal(joined, joined[joined]):
            joined = joined[joined]
        joined = joined[label]
        if np.array_equal(joined, label):
            return float(np.bincount(label[here]).max() / here.sum()) if here.any() else 0.0
        label = joined


def known(edges: Edges | Sequence[Sequence[int]], places: int) -> Edges:
    """As an array. ValueError for a border of a place that is not there."""
    expect_whole(1, "there is a place at least", places)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    inside = not len(pairs) or (int(pairs.min()) >= 0 and int(pairs.max()) < places)
    expect(inside, f"a border names a place that is not there: places are numbered from 0 to {places - 1}")
    return pairs


def percolation(
    edges: Edges | Sequence[Sequence[int]], places: int, occupied: float, *, runs: int, seed: int
) -> float:  # fmt: skip
    """Mean share of the largest connected part, where each place is there with the probability ``occupied``."""
    expect(0 <= occupied <= 1, "a probability lies between 0 and 1")
    expect_whole(1, "there is a run at least", runs)
    edges = known(edges, places)
    rng = np.random.default_rng(seed)
    return float(np.mean([largest_part(edges, rng.random(places) < occupied) for _ in range(runs)]))


def spread(
    edges: Edges | Sequence[Sequence[int]], places: int, start: int, chance: float, *, seed: int
) -> NDArray[np.int64]:  # fmt: skip
    """How many places are reached after each step, from ``start`` alone, each border passed with ``chance`` a step.

    ValueError for a chance of nothing, with which it never ends.
    """
    expect(0 < chance <= 1, "a chance is above 0, since nothing would ever be passed, and at most 1")
    edges = known(edges, places)
    expect(0 <= start < places, "the first place is one of the places")
    rng = np.random.default_rng(seed)
    reached = np.zeros(places, dtype=bool)
    reached[start] = True
    counts, both = [1], np.vstack([edges, edges[:, ::-1]])
    while True:
        border = both[reached[both[:, 0]] & ~reached[both[:, 1]]]
        if not len(border):
            return np.array(counts)
        reached[border[rng.random(len(border)) < chance, 1]] = True
        counts.append(int(reached.sum()))


def days_on_stocks(stock: float, use: float, made: float) -> float:
    """How long a part that is cut off lives on its stock; for ever, if it makes what it uses."""
    expect(min(stock, use, made) >= 0, "a stock, its use and what is made are not below 0")
    return float("inf") if made >= use else stock / (use - made)
