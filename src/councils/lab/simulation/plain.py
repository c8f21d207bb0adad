"""The assemblies of one step with NumPy alone: what ``loops.py`` is held against, and what runs without Numba.

Theory of operation. Assemblies of one size are the rows of a table, and all rows go through each operation together.
Sums are taken from the first member to the last (``accumulate``), as a loop takes them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from councils.lab.arrays import Bools, Floats, Ints, Words
from councils.lab.compiled import UNIT, words
from councils.lab.simulation.people import Kind

ROWS = 128  # assemblies at once, so that tables stay in the cache: of 150 members, five times as fast as 4,096


def assemblies(
    low: int, high: int, size: int, keys: Words, x: Floats, y: Floats, bound: float, pull: float, patience: float,
    petition: Ints, votes: Ints, electing: bool, count: Ints,
) -> None:  # fmt: skip
    """See ``loops.assemblies``."""
    for a, b in pieces(low, high, len(x) // size):
        x[a * size : b * size] = meet(
            x[a * size : b * size].reshape(b - a, -1), keys[a - low : b - low], bound, pull
        ).ravel()
        table = x[a * size : b * size].reshape(b - a, -1)
        vote(table, y[a:b], patience, petition, votes, count, electing=electing)


def pieces(low: int, high: int, whole: int) -> Iterator[tuple[int, int]]:
    """Runs of assemblies of one size; from ``whole`` on they are smaller."""
    for start in range(low, high, ROWS):
        end = min(start + ROWS, high)
        if start < min(end, whole):
            yield start, min(end, whole)
        if max(start, whole) < end:
            yield max(start, whole), end


def attended(
    low: int, high: int, size: int, keys: Words, comes: Words, kinds: Kind, turnout: Floats, pull: Floats,
    reach: Floats, x: Floats, y: Floats, patience: float, petition: Ints, votes: Ints, electing: bool, count: Ints,
) -> None:  # fmt: skip
    """See ``loops.attended``: in each row those who came are moved to the front, in their order."""
    for a, b in pieces(low, high, len(x) // size):
        table = x[a * size : b * size].reshape(b - a, -1)
        kind = kinds[a * size : b * size].reshape(b - a, -1)
        here = table.shape[1]
        attend = there(comes[a - low : b - low], turnout[kind])
        order = np.argsort(~attend, axis=1, kind="stable")
        came = attend.sum(axis=1)
        inside = np.arange(here) < came[:, None]
        before: Floats = np.take_along_axis(table, order, axis=1)
        kind = np.take_along_axis(kind, order, axis=1)
        met = words(keys[a - low : b - low, None], order.astype(np.uint64)) >> np.uint64(32)
        other = (met * came[:, None].astype(np.uint64) >> np.uint64(32)).astype(np.int64)
        apart = np.take_along_axis(before, other, axis=1) - before
        heard = inside & (np.abs(apart) < reach[np.take_along_axis(kind, other, axis=1)])
        now = np.where(heard, np.clip(before + pull[kind] * apart, 0.0, 1.0), before)
        np.put_along_axis(table, order, now, axis=1)
        far = (inside & (np.abs(now - y[a:b, None]) > patience)).sum(axis=1)
        ballot = (far >= petition[here]) & (came > 0)
        recalled = ballot & (far >= votes[0 if here == size else 1, came])
        chosen = (recalled | (electing & ~np.isnan(y[a:b]))) & (came > 0)
        count += (ballot.sum(), recalled.sum(), chosen.sum(), came.sum())
        y[a:b][chosen] = nearest(now[chosen], inside[chosen], came[chosen])


def there(comes: Words, turnout: Floats) -> Bools:
    """Who comes to each assembly, by the stream of each and the turnout of each member: bool[assemblies, members]."""
    drawn = words(comes[:, None], np.arange(turnout.shape[1], dtype=np.uint64)[None, :])
    return np.asarray((drawn >> np.uint64(11)).astype(np.float64) * UNIT < turnout)


def nearest(table: Floats, inside: Bools, number: Ints) -> Floats:
    """Of each row, of those ``inside`` (``number`` of them), the one nearest to their mean; the first of several."""
    mean = np.add.accumulate(np.where(inside, table, 0.0), axis=1)[:, -1] / number
    at = np.where(inside, np.abs(table - mean[:, None]), np.inf).argmin(axis=1)
    return np.asarray(table[np.arange(len(table)), at])


def meet(table: Floats, keys: Words, bound: float, pull: float) -> Floats:
    """Opinions after everyone has met one of their row; in place, as ``words``."""
    rows, here = table.shape
    other = words(keys[:, None], np.arange(here, dtype=np.uint64)[None, :])
    other >>= np.uint64(32)
    other *= np.uint64(here)
    other >>= np.uint64(32)
    other += (np.arange(rows, dtype=np.uint64) * np.uint64(here))[:, None]
    apart: Floats = np.take(table.reshape(-1), other.view(np.int64), mode="clip")
    apart -= table
    near = np.abs(apart) < bound
    apart *= pull
    apart *= near  # nought, which changes nothing, where they are too far from each other
    apart += table
    return apart


def vote(
    table: Floats, y: Floats, patience: float, petition: Ints, votes: Ints, count: Ints, *, electing: bool
) -> None:
    """Recall and elect; ``y`` is changed where a new delegate is elected."""
    here = table.shape[1]
    far = (np.abs(table - y[:, None]) > patience).sum(axis=1)
    ballot = far >= petition[here]
    recalled = ballot & (far >= votes[here])
    chosen = recalled | (electing & ~np.isnan(y))
    count += (ballot.sum(), recalled.sum(), chosen.sum())
    if chosen.any():
        y[chosen] = elected(table[chosen])


def elected(table: Floats) -> Floats:
    """Of each row the member nearest to its mean; the first of several."""
    mean = np.add.accumulate(table, axis=1)[:, -1] / table.shape[1]
    nearest = np.abs(table - mean[:, None]).argmin(axis=1)
    return np.asarray(table[np.arange(len(table)), nearest])
