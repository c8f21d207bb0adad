"""Cut places that hang together into parts within bounds, along random trees.

Theory of operation. Through all places a tree is grown from one of them, each time by the border whose way is the
shortest, its length multiplied by chance (Prim 1957): near places are likely to hang on one branch. From the leaves up,
a branch that has enough people is cut off. If as many branches as wanted are within bounds, and the rest is, it
holds; otherwise another tree is tried.
"""

from __future__ import annotations

import numpy as np

from councils.lab.arrays import Floats, Ints
from councils.lab.compiled import loop, splitmix

FAR, TAKEN = 1e300, np.inf


@loop
def cut(
    vertices: Ints, number: int, low: float, high: float, tries: int, key: int,
    starts: Ints, others: Ints, weight: Floats, xy: Floats, place: Ints,
) -> Ints:  # fmt: skip
    """The branch of each of ``vertices``, from 0 to ``number`` - 1; nothing (int64[0]) if no tree will do.

    ``others[starts[v]:starts[v + 1]]`` are the neighbours of v; ``place`` is int64[n] of -1, and is left so.
    """
    m = len(vertices)
    for i in range(m):
        place[vertices[i]] = i
    order, above = np.empty(m, np.int64), np.empty(m, np.int64)
    branch, carried, way = np.empty(m, np.int64), np.empty(m, np.float64), np.empty(m, np.float64)
    done, count = False, 0
    for _ in range(tries):
        count = grow(vertices, key, count, starts, others, xy, place, order, above, way)
        if harvest(vertices, number, low, high, weight, order, above, branch, carried):
            done = True
            break
    for i in range(m):
        place[vertices[i]] = -1
    return branch if done else np.empty(0, np.int64)


@loop
def grow(
    vertices: Ints, key: int, count: int, starts: Ints, others: Ints, xy: Floats, place: Ints, order: Ints, above: Ints,
    way: Floats,
) -> int:  # fmt: skip
    """Fills ``order`` and ``above`` with a tree; how many random numbers have been used by now.

    ``way`` is room for the shortest way to each; groups are small, so that looking through all is faster than a heap.
    """
    m = len(vertices)
    start = int(splitmix(key, count) * m)
    count += 1
    way[:] = FAR
    way[start], above[start] = 0.0, start
    for grown in range(m):
        i = 0
        for j in range(1, m):
            if way[j] < way[i]:
                i = j
        way[i] = TAKEN
        order[grown] = i
        v = vertices[i]
        for at in range(starts[v], starts[v + 1]):
            j = place[others[at]]
            if j >= 0 and way[j] < TAKEN:
                east, north = xy[v, 0] - xy[others[at], 0], xy[v, 1] - xy[others[at], 1]
                long = splitmix(key, count) * (east * east + north * north + 1.0)
                count += 1
                if long < way[j]:
                    way[j], above[j] = long, i
    return count


@loop
def harvest(
    vertices: Ints, number: int, low: float, high: float, weight: Floats, order: Ints, above: Ints, branch: Ints,
    carried: Floats,
) -> bool:  # fmt: skip
    """Cut the tree; fills ``branch``; whether all branches are within bounds."""
    m, cuts = len(vertices), 1
    for i in range(m):
        carried[i], branch[i] = weight[vertices[i]], -1
    branch[order[0]] = 0
    for at in range(m - 1, 0, -1):
        i = order[at]
        if carried[i] > high:
            return False
        if carried[i] >= low and cuts < number:
            branch[i] = cuts
            cuts += 1
        else:
            carried[above[i]] += carried[i]
    if cuts != number or carried[order[0]] < low or carried[order[0]] > high:
        return False
    for at in range(1, m):
        i = order[at]
        if branch[i] < 0:
            branch[i] = branch[above[i]]
    return True
