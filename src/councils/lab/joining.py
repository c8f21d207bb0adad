"""Places that join by the example of their neighbours, and leave again: a network that grows over a graph of borders.

Theory of operation. In a step every border between a place that has joined and one that has not is an occasion to
join, taken with ``chance``, if the place is ready to join at all; whoever had joined before the step then leaves with
the chance ``leaving``. Who has left may join again, or never does. With nobody leaving this is the spread of
``published/spreading.py``; its reach among the places that are ready is their percolation; and with everyone who leaves
gone for good it is an epidemic, whose final size is known where all border on all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from councils.lab.arrays import Bools, Ints
from councils.lab.published.spreading import Edges


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """How places join and leave; ``steps`` after which nobody looks any more."""

    chance: float
    leaving: float = 0.0
    back: bool = True
    steps: int = 400


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """``counts``: places that are in it, before the first step and after each; ``ever``: bool of each place."""

    counts: Ints
    ever: Bools

    def steps_to(self, places: float) -> int | None:
        """After how many steps so many were in it for the first time."""
        reached = np.flatnonzero(self.counts >= places)
        return int(reached[0]) if len(reached) else None


def join_by_example(edges: Edges, ready: Bools, start: int, ways: Ways, rng: np.random.Generator) -> Joined:
    """From ``start``, which is in it whether ``ready`` or not, until nothing can change or the steps are over."""
    there = ready.copy()
    there[start] = True
    kept = edges[there[edges[:, 0]] & there[edges[:, 1]]].astype(np.int32)
    one, other = np.concatenate([kept[:, 0], kept[:, 1]]), np.concatenate([kept[:, 1], kept[:, 0]])
    inside, ever = np.zeros(len(ready), dtype=bool), np.zeros(len(ready), dtype=bool)
    inside[start] = ever[start] = True
    counts = [1]
    while len(counts) <= ways.steps and counts[-1]:
        open_to = other[inside[one] & ~(inside if ways.back else ever)[other]]
        if not len(open_to) and not ways.leaving:
            break
        inside = follow(one, other, inside, ever, ways, rng)
        ever |= inside
        counts.append(int(inside.sum()))
    return Joined(np.array(counts), ever)


def follow(
    one: Ints, other: Ints, inside: Bools, ever: Bools, ways: Ways, rng: np.random.Generator
) -> Bools:  # fmt: skip
    """Who is in it after one step: over each border from ``one`` to ``other``, and with whoever left gone."""
    open_to = other[inside[one] & ~(inside if ways.back else ever)[other]]
    came = open_to[rng.random(len(open_to)) < ways.chance]
    after = inside & (rng.random(len(inside)) >= ways.leaving) if ways.leaving else inside.copy()
    after[came] = True
    return after
