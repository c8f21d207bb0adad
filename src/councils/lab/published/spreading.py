"""What spreads from place to place, and how long something lasts.

Final size of an epidemic (Kermack and McKendrick 1927), percolation and spread over a graph of places, the
first passage of a random walk, stocks.
"""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from councils.lab.published.numeric import root

Edges = NDArray[np.int64]
"""Pairs of neighbours, two columns of places numbered from 0."""

OVERSHOOT = 0.5826
"""How far beyond a bound a walk of normal steps lands, in standard deviations of a step: -ζ(1/2)/√(2π)."""


def final_size(reproduction: float) -> float:
    """Share that an epidemic, or a habit, has reached in the end: z = 1 - exp(-R z); 0 for R ≤ 1."""
    if reproduction <= 1:
        return 0.0
    return root(lambda z: z - 1 + exp(-reproduction * z), 1e-9, 1.0)


def first_passage(bound: float, step: float) -> float:
    """Mean number of normal steps until a delegate who drifts by ``step`` is over ``bound`` away from the mandate."""
    return ((bound + OVERSHOOT * step) / step) ** 2


def walked(bound: float, step: float, *, walks: int, seed: int) -> float:
    """The same by walking it."""
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


def percolation(edges: Edges, places: int, occupied: float, *, runs: int, seed: int) -> float:
    """Mean share of the largest connected part, where each place is there with the probability ``occupied``."""
    rng = np.random.default_rng(seed)
    return float(np.mean([largest_part(edges, rng.random(places) < occupied) for _ in range(runs)]))


def spread(edges: Edges, places: int, start: int, chance: float, *, seed: int) -> NDArray[np.int64]:
    """How many places are reached after each step, from ``start`` alone, each border passed with ``chance`` a step."""
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
    return float("inf") if made >= use else stock / (use - made)
