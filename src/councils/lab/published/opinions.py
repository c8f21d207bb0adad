"""How opinions move when people meet (Deffuant and others 2000; Hegselmann and Krause 2002; DeGroot 1974; Clifford
and Sudbury 1973; Mobilia, Petersen and Redner 2007; Xie and others 2011).

Where several runs are asked for, they are made side by side, one row each, from one seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from councils.lab.published.numeric import Array, equilibrium, expect, expect_whole, root

SOMEBODY = "there is somebody, and whole people"


def deffuant(people: int, bound: float, meetings: int, *, runs: int, seed: int, pull: float = 0.5) -> Array:
    """Opinions (runs × people) after so many meetings of two, who move towards each other if nearer than ``bound``.

    Meetings are drawn as matchings: everybody meets one other (one may be left over), then again. Runs differ in where
    people begin, and share who meets whom. ValueError for fewer than two people, no run, a bound below 0, or a pull
    that is not above 0 and at most a half, where two would pass each other.
    """
    expect_whole(2, "it takes two people to meet", people)
    expect_whole(1, "there is a run at least", runs)
    expect_whole(0, "meetings are counted from 0", meetings)
    expect(bound >= 0, "a bound is not below 0")
    expect(0 < pull <= 0.5, "a pull is above 0 and at most 0.5, where two meet in the middle")
    rng = np.random.default_rng(seed)
    opinions = rng.random((people, runs))
    pairs = people // 2
    for met in range(0, meetings, pairs):
        order, now = rng.permutation(people), min(pairs, meetings - met)
        one, other = order[:now], order[pairs : pairs + now]
        apart = opinions[other] - opinions[one]
        step = np.where(np.abs(apart) < bound, pull * apart, 0.0)
        opinions[one] += step
        opinions[other] -= step
    return opinions.T


def hegselmann_krause(people: int, bound: float, *, seed: int, steps: int = 500) -> Array:
    """Opinions at rest, where everybody takes the mean of all who are no further than ``bound``, all at once."""
    expect_whole(1, SOMEBODY, people)
    expect(bound >= 0, "a bound is not below 0")
    opinions = np.sort(np.random.default_rng(seed).random(people))
    for _ in range(steps):
        sums = np.concatenate([[0.0], np.cumsum(opinions)])
        low = np.searchsorted(opinions, opinions - bound - 1e-12)
        high = np.searchsorted(opinions, opinions + bound + 1e-12, side="right")
        moved = np.sort((sums[high] - sums[low]) / (high - low))
        if np.abs(moved - opinions).max() < 1e-9:
            break
        opinions = moved
    return opinions


def clusters(opinions: Array, apart: float = 0.01, least: float = 0.0) -> int:
    """Groups of opinions with gaps of over ``apart`` between them, of at least the share ``least`` of all."""
    if len(opinions) == 0:
        return 0
    ordered = np.sort(opinions)
    ends = np.flatnonzero(np.diff(ordered) > apart) + 1
    sizes = np.diff(np.concatenate([[0], ends, [len(ordered)]]))
    return int((sizes >= least * len(ordered)).sum())


def degroot(trust: Sequence[Sequence[float]]) -> Array:
    """What each first opinion weighs in the common one; ``trust`` is how much who listens to whom (rows add to 1).

    ValueError where there is no common one: for a table that is not square, a row that is not made of shares, groups
    that do not listen to each other, or people who only take turns in each other's opinions.
    """
    matrix = np.asarray(trust, dtype=np.float64)
    people = len(matrix)
    expect(people > 0 and matrix.shape == (people, people), "trust is a square table: a row and a column for everybody")
    shares = bool((matrix >= 0).all() and np.allclose(matrix.sum(axis=1), 1, rtol=0, atol=1e-9))
    expect(shares, "each row of trust is made of shares, not below 0, that add to 1")
    lasting = int((np.abs(np.linalg.eigvals(matrix)) > 1 - 1e-9).sum())
    expect(lasting == 1, "nobody agrees in the end: let the groups listen to each other, or somebody to themselves too")
    system = np.vstack([matrix.T - np.eye(people), np.ones(people)])
    return np.asarray(np.linalg.lstsq(system, np.append(np.zeros(people), 1.0), rcond=None)[0])


def consensus_time(people: int, share: float) -> float:
    """Mean time to agreement in the voter model, where all can meet, in rounds of ``people`` updates.

    Exact, from the chain of the number of one opinion: it moves by one with the same probability up and down.
    (For many people: -[x ln x + (1 - x) ln(1 - x)] × ``people``.) ValueError without people, or for a share
    outside of [0, 1].
    """
    expect_whole(1, SOMEBODY, people)
    expect(0 <= share <= 1, "a share lies between 0 and 1")
    n = np.arange(1, people)
    moves = 2 * n * (people - n) / (people * (people - 1))  # probability that an update changes anything
    at = round(share * people)
    below = np.minimum(n, at) * (people - np.maximum(n, at)) / people  # visits between here and the ends
    return float((2 * below / moves).sum() / people)


def with_zealots(people: int, for_it: int, against: int) -> float:
    """Mean share of ``people`` free voters with an opinion that ``for_it`` zealots hold for ever, and others not.

    Exact, from the stationary distribution of the chain. Zealots of one side alone win everybody in the end.
    ValueError without any, where it hangs on how people begin.
    """
    expect_whole(1, SOMEBODY, people)
    expect_whole(0, "zealots are whole numbers from 0", for_it, against)
    expect(for_it + against > 0, "without zealots it hangs on how people begin: see consensus_time")
    if not for_it or not against:
        return 1.0 if for_it else 0.0
    n = np.arange(people + 1)
    up = (people - n) * (n + for_it)
    down = n * (people - n + against)
    weights = np.concatenate([[0.0], np.cumsum(np.log(up[:-1]) - np.log(down[1:]))])
    chance = np.exp(weights - weights.max())
    return float((chance * n).sum() / chance.sum() / people)


def naming_game(committed: float, time: float = 1000.0) -> float:
    """Share that has come to use the word of a ``committed`` minority alone, of all the others (mean field)."""
    expect(0 <= committed < 1, "the committed are a share, and not all")

    def change(state: Array) -> Array:
        a, b = state
        both = 1 - committed - a - b
        return np.array(
            [
                -a * b + both**2 + a * both + 1.5 * committed * both,
                -a * b + both**2 + b * both - committed * b,
            ]
        )

    a, _ = equilibrium(change, np.array([0.0, 1 - committed]), time, dt=0.5)
    return float(a / (1 - committed))


def committed_threshold() -> float:
    """The committed minority from which everybody comes over to it."""
    return root(lambda p: naming_game(p) - 0.5, 0.05, 0.15, 2e-4)
