"""The assemblies of one step with NumPy alone: what ``loops.py`` is held against, and what runs without Numba.

Theory of operation. Assemblies of one size are the rows of a table, and all rows go through each operation together.
Sums are taken from the first member to the last (``accumulate``), as a loop takes them.
"""

from __future__ import annotations

import numpy as np

from councils.lab.arrays import Floats, Ints, Words
from councils.lab.compiled import words

ROWS = 4096  # assemblies at once, so that tables stay in the cache and memory small


def assemblies(
    low: int, high: int, size: int, keys: Words, x: Floats, y: Floats, bound: float, pull: float, patience: float,
    petition: Ints, votes: Ints, electing: bool, count: Ints,
) -> None:  # fmt: skip
    """See ``loops.assemblies``."""
    whole = min(high, len(x) // size)
    for start in range(low, high, ROWS):
        for a, b in ((start, min(start + ROWS, whole)), (max(start, whole), min(start + ROWS, high))):
            table = x[a * size : b * size].reshape(max(0, b - a), -1) if b > a else x[:0].reshape(0, 1)
            if table.size:
                x[a * size : b * size] = meet(table, keys[a - low : b - low], bound, pull).ravel()
                table = x[a * size : b * size].reshape(b - a, -1)
                vote(table, y[a:b], patience, petition, votes, count, electing=electing)


def meet(table: Floats, keys: Words, bound: float, pull: float) -> Floats:
    """Opinions after everyone has met one of their row."""
    here = table.shape[1]
    drawn = words(keys[:, None], np.arange(here, dtype=np.uint64)[None, :]) >> np.uint64(32)
    other = (drawn * np.uint64(here) >> np.uint64(32)).astype(np.int64)
    apart = np.take_along_axis(table, other, axis=1) - table
    return np.asarray(table + np.where(np.abs(apart) < bound, pull * apart, 0.0))


def vote(
    table: Floats, y: Floats, patience: float, petition: Ints, votes: Ints, count: Ints, *, electing: bool
) -> None:
    """Recall and elect; ``y`` is changed where a new delegate is elected."""
    here = table.shape[1]
    far = (np.abs(table - y[:, None]) > patience).sum(axis=1)
    ballot = far >= petition[here]
    recalled = ballot & (far >= votes[here])
    chosen = recalled | electing
    count += (ballot.sum(), recalled.sum(), chosen.sum())
    y[chosen] = elected(table[chosen])


def elected(table: Floats) -> Floats:
    """Of each row the member nearest to its mean; the first of several."""
    mean = np.add.accumulate(table, axis=1)[:, -1] / table.shape[1]
    nearest = np.abs(table - mean[:, None]).argmin(axis=1)
    return np.asarray(table[np.arange(len(table)), nearest])
