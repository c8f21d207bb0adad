"""The assemblies of one step, compiled: opinions, and who is recalled. ``plain.py`` does the same with NumPy.

Theory of operation. An assembly is read once: its members meet in a buffer, and while they are in the cache, those far
from their delegate are counted. ``keys`` name the stream of each assembly in this step. Only arithmetic that is
rounded in one way is used, in one order, so that both engines give the same bits.
"""

from __future__ import annotations

import numpy as np

from councils.lab.arrays import Floats, Ints, Words
from councils.lab.compiled import loop, splitmix, word
from councils.lab.simulation.people import Kind


@loop
def assemblies(
    low: int, high: int, size: int, keys: Words, x: Floats, y: Floats, bound: float, pull: float, patience: float,
    petition: Ints, votes: Ints, electing: bool, count: Ints,
) -> None:  # fmt: skip
    """Assemblies ``low`` to ``high`` of ``size`` each; adds ballots, recalls and elections to ``count`` (int64[3])."""
    before = np.empty(size, np.float64)
    for a in range(low, high):
        begin = a * size
        here = min(size, len(x) - begin)
        if here <= 0:
            continue
        key, wide = keys[a - low], np.uint64(here)
        for i in range(here):
            before[i] = x[begin + i]
        far = 0
        for i in range(here):
            j = np.int64(((word(key, i) >> np.uint64(32)) * wide) >> np.uint64(32))
            apart = before[j] - before[i]
            new = before[i] + (pull * apart if abs(apart) < bound else 0.0)
            x[begin + i] = new
            far += abs(new - y[a]) > patience
        ballot = far >= petition[here]
        recalled = ballot and far >= votes[here]
        count[0] += ballot
        count[1] += recalled
        if recalled or (electing and y[a] == y[a]):  # an empty seat is NaN
            count[2] += 1
            y[a] = elected(x, begin, here)


@loop
def attended(
    low: int, high: int, size: int, keys: Words, comes: Words, kinds: Kind, turnout: Floats, pull: Floats,
    reach: Floats, x: Floats, y: Floats, patience: float, petition: Ints, votes: Ints, electing: bool, count: Ints,
) -> None:  # fmt: skip
    """The same among those who come; ``votes`` (int64[2, size + 1]) by how many came: to a whole assembly, to the
    last.

    ``turnout``, ``pull`` and ``reach`` by kind; adds ballots, recalls, elections and comings to ``count`` (int64[4]).
    """
    who, before, now = np.empty(size, np.int64), np.empty(size, np.float64), np.empty(size, np.float64)
    for a in range(low, high):
        begin = a * size
        here = min(size, len(x) - begin)
        came = 0
        for at in range(begin, begin + here):
            who[came], before[came] = at, x[at]  # written over by the next, if this one stays away: no branch to guess
            came += splitmix(comes[a - low], at - begin) < turnout[kinds[at]]
        if came == 0:
            continue
        key, wide = keys[a - low], np.uint64(came)
        far = 0
        for i in range(came):
            j = np.int64(((word(key, who[i] - begin) >> np.uint64(32)) * wide) >> np.uint64(32))
            apart = before[j] - before[i]
            now[i] = before[i]
            if abs(apart) < reach[kinds[who[j]]]:
                now[i] = min(max(before[i] + pull[kinds[who[i]]] * apart, 0.0), 1.0)
            x[who[i]] = now[i]
            far += abs(now[i] - y[a]) > patience
        ballot = far >= petition[here]
        recalled = ballot and far >= votes[0 if here == size else 1, came]
        count[0] += ballot
        count[1] += recalled
        count[3] += came
        if recalled or (electing and y[a] == y[a]):  # an empty seat is NaN
            count[2] += 1
            y[a] = elected(now, 0, came)


@loop
def elected(x: Floats, begin: int, size: int) -> float:
    """The member of a body who is nearest to its mean; the first of several."""
    total = 0.0
    for i in range(size):
        total += x[begin + i]
    mean = total / size
    best = x[begin]
    for i in range(1, size):
        if abs(x[begin + i] - mean) < abs(best - mean):
            best = x[begin + i]
    return float(best)
