"""What two areas exchange, so that people of both come nearer to the middles of theirs.

Theory of operation. A place, or people of a large one, go to the other area, or are exchanged for others, as many as
sizes allow. Reckoned from the middles as they are, each exchange promises something; those that promise most are tried,
and the first stands with which all people of both travel less, reckoned from the new middles, and both areas are in one
piece. Then it begins anew, until none is left.

``v`` are the m places of both areas; ``units`` and ``inside`` ([2, m]) say how much of each belongs to which, and
whether it does. ``each``, ``free`` (whose people may be parted), ``xy``, ``starts``, ``others`` and ``place`` (of -1,
and left so) are of all places: ``others[starts[n]:starts[n + 1]]`` are the neighbours of n.
"""

from __future__ import annotations

import math

import numpy as np

from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.compiled import loop

TRIED = 8  # exchanges of the most promise, before two areas are left as they are
STEPS = 40  # exchanges between two areas
LEAST = 1e-6  # people's kilometres
NEAR = 1e-9


@loop
def side_by_side(va: Ints, a: Ints, vb: Ints, b: Ints) -> tuple[Ints, Ints, Bools]:
    """The places of both areas, given in order, with ``units`` and ``inside``."""
    v, m, i, j = np.empty(len(va) + len(vb), np.int64), 0, 0, 0
    units, inside = np.zeros((2, len(v)), np.int64), np.zeros((2, len(v)), np.bool_)
    while i < len(va) or j < len(vb):
        left = j == len(vb) or (i < len(va) and va[i] <= vb[j])
        right = i == len(va) or (j < len(vb) and vb[j] <= va[i])
        v[m] = va[i] if left else vb[j]
        if left:
            units[0, m], inside[0, m] = a[i], True
            i += 1
        if right:
            units[1, m], inside[1, m] = b[j], True
            j += 1
        m += 1
    return v[:m].copy(), units[:, :m].copy(), inside[:, :m].copy()


@loop
def exchange(
    v: Ints, units: Ints, inside: Bools, each: Floats, free: Bools, xy: Floats, starts: Ints, others: Ints, place: Ints,
    low: float, high: float, sliver: float,
) -> float:  # fmt: skip
    """People's kilometres that are saved; ``units`` and ``inside`` are changed.

    An area outside of ``low`` to ``high`` people gets no further from them; fewer people of one place than a ``sliver``
    are not parted from the rest.
    """
    for i in range(len(v)):
        place[v[i]] = i
    picks, worth = np.empty((TRIED, 4), np.int64), np.empty(TRIED, np.float64)
    middles, people = np.empty((2, 2), np.float64), np.empty(2, np.float64)
    saved = 0.0
    for _ in range(STEPS):
        cost = travelled(v, units, each, xy, middles, people)
        least = max(people[0] - max(high, people[0]), min(low, people[1]) - people[1])
        most = min(people[0] - min(low, people[0]), max(high, people[1]) - people[1])
        number = promising(
            v, units, inside, each, free, xy, starts, others, place, middles, least, most, picks, worth
        )  # fmt: skip
        found = 0.0
        for at in range(number):
            found = tried(v, units, inside, each, free, xy, starts, others, place, sliver, picks[at], cost)
            if found > 0.0:
                break
        if found == 0.0:
            break
        saved += found
    for i in range(len(v)):
        place[v[i]] = -1
    return saved


@loop
def promising(
    v: Ints, units: Ints, inside: Bools, each: Floats, free: Bools, xy: Floats, starts: Ints, others: Ints, place: Ints,
    middles: Floats, least: float, most: float, picks: Ints, worth: Floats,
) -> int:  # fmt: skip
    """Fills ``picks`` (place that goes, place that comes back, -1 for none, and units of both) and their ``worth``, the
    best first; how many there are."""
    m, number = len(v), 0
    gain = np.zeros((2, m + 1), np.float64)  # of one person; the last is of no place
    can = np.zeros((2, m + 1), np.bool_)
    can[:, m] = True
    for i in range(m):
        gain[0, i] = far(xy, v[i], middles, 0) - far(xy, v[i], middles, 1)
        gain[1, i] = -gain[0, i]
        for side in range(2):
            can[side, i] = inside[side, i] and borders_on(i, 1 - side, v, inside, starts, others, place)
    for i in range(-1, m):
        for j in range(-1, m):
            if i == j or not can[0, i] or not can[1, j] or (gain[0, i] <= 0.0 and gain[1, j] <= 0.0):
                continue
            x, y = amounts(i, j, v, units, each, free, gain[0, i], gain[1, j], least, most)
            promise = 0.0
            if i >= 0:
                promise += x * each[v[i]] * gain[0, i]
            if j >= 0:
                promise += y * each[v[j]] * gain[1, j]
            if promise > LEAST:
                number = kept(picks, worth, number, promise, i, j, x, y)
    return number


@loop
def kept(picks: Ints, worth: Floats, number: int, promise: float, i: int, j: int, x: int, y: int) -> int:
    """Put into its place among those of the most promise; how many these are now."""
    if number == TRIED and worth[number - 1] >= promise:
        return number
    at = min(number, TRIED - 1)
    while at > 0 and worth[at - 1] < promise:
        worth[at] = worth[at - 1]
        picks[at] = picks[at - 1]
        at -= 1
    worth[at] = promise
    picks[at, 0], picks[at, 1], picks[at, 2], picks[at, 3] = i, j, x, y
    return min(number + 1, TRIED)


@loop
def tried(
    v: Ints, units: Ints, inside: Bools, each: Floats, free: Bools, xy: Floats, starts: Ints, others: Ints, place: Ints,
    sliver: float, pick: Ints, cost: float,
) -> float:  # fmt: skip
    """What an exchange saves; 0, and all as it was, if it is nothing or cannot be."""
    had, were = units.copy(), inside.copy()
    for side in range(2):
        if pick[side] >= 0 and pick[2 + side] > 0:
            go(units, inside, side, pick[side], pick[2 + side])
    middles, people = np.empty((2, 2), np.float64), np.empty(2, np.float64)
    saved = 0.0
    if slivers(units, v, each, free, sliver) <= slivers(had, v, each, free, sliver) and (
        in_one(0, v, inside, starts, others, place) and in_one(1, v, inside, starts, others, place)
    ):
        saved = cost - travelled(v, units, each, xy, middles, people)
    if saved > LEAST:
        return saved
    units[:], inside[:] = had, were
    return 0.0


@loop
def travelled(v: Ints, units: Ints, each: Floats, xy: Floats, middles: Floats, people: Floats) -> float:
    """People's kilometres to the middles of both, which it fills as well."""
    found = 0.0
    for side in range(2):
        east = north = total = 0.0
        for i in range(len(v)):
            weight = units[side, i] * each[v[i]]
            total += weight
            east += weight * xy[v[i], 0]
            north += weight * xy[v[i], 1]
        people[side] = total
        middles[side, 0], middles[side, 1] = east / max(total, 1e-9), north / max(total, 1e-9)
        for i in range(len(v)):
            if units[side, i] > 0:
                found += units[side, i] * each[v[i]] * far(xy, v[i], middles, side)
    return found


@loop
def far(xy: Floats, n: int, middles: Floats, side: int) -> float:
    east, north = xy[n, 0] - middles[side, 0], xy[n, 1] - middles[side, 1]
    return math.sqrt(east * east + north * north)


@loop
def borders_on(i: int, side: int, v: Ints, inside: Bools, starts: Ints, others: Ints, place: Ints) -> bool:
    """Whether an area has the place, or one beside it."""
    if inside[side, i]:
        return True
    for at in range(starts[v[i]], starts[v[i] + 1]):
        j = place[others[at]]
        if j >= 0 and inside[side, j]:
            return True
    return False


@loop
def amounts(
    i: int, j: int, v: Ints, units: Ints, each: Floats, free: Bools, gain_i: float, gain_j: float, least: float,
    most: float,
) -> tuple[int, int]:  # fmt: skip
    """How many units of i go and how many of j come back: those that save most, with which ``least`` to ``most`` people
    more go than come; (0, 0) where there are none."""
    all_x = units[0, i] if i >= 0 else 0
    all_y = units[1, j] if j >= 0 else 0
    each_i = each[v[i]] if i >= 0 else 0.0
    each_j = each[v[j]] if j >= 0 else 0.0
    some_i, some_j = i >= 0 and free[v[i]] and each_i > 0.0, j >= 0 and free[v[j]] and each_j > 0.0
    x = 0 if some_i and gain_i <= 0.0 else all_x
    y = 0 if some_j and gain_j <= 0.0 else all_y
    if x * each_i - y * each_j > most + NEAR:
        y, x = balanced(y, all_y, each_j, some_j and (gain_j <= 0.0 or not some_i), x, each_i, some_i, -most)
    elif x * each_i - y * each_j < least - NEAR:
        x, y = balanced(x, all_x, each_i, some_i and (gain_i <= 0.0 or not some_j), y, each_j, some_j, least)
    if least - NEAR <= x * each_i - y * each_j <= most + NEAR:
        return x, y
    return 0, 0


@loop
def balanced(
    up: int, most_up: int, each_up: float, can_up: bool, down: int, each_down: float, can_down: bool, least: float
) -> tuple[int, int]:  # fmt: skip
    """Raise the one, and if that is not enough, lower the other, until they differ by ``least`` people or more."""
    if can_up:
        up = min(most_up, math.ceil((down * each_down + least) / each_up - NEAR))
    if can_down and up * each_up - down * each_down < least - NEAR:
        down = max(0, int((up * each_up - least) / each_down + NEAR))
    return up, down


@loop
def go(units: Ints, inside: Bools, side: int, i: int, much: int) -> None:
    """So many units, and the place with the last of them."""
    units[side, i] -= much
    units[1 - side, i] += much
    inside[side, i] = units[side, i] > 0
    inside[1 - side, i] = True


@loop
def slivers(units: Ints, v: Ints, each: Floats, free: Bools, sliver: float) -> int:
    found = 0
    for side in range(2):
        for i in range(len(v)):
            if free[v[i]] and 0 < units[side, i] * each[v[i]] < sliver:
                found += 1
    return found


@loop
def in_one(side: int, v: Ints, inside: Bools, starts: Ints, others: Ints, place: Ints) -> bool:
    """Whether an area is there, and in one piece."""
    m, number, first = len(v), 0, -1
    for i in range(m):
        if inside[side, i]:
            number += 1
            first = i
    if first < 0:
        return False
    seen = np.zeros(m, np.bool_)
    waiting = np.empty(m, np.int64)
    waiting[0], seen[first], size, met = first, True, 1, 1
    while size > 0:
        size -= 1
        i = waiting[size]
        for at in range(starts[v[i]], starts[v[i] + 1]):
            j = place[others[at]]
            if j >= 0 and inside[side, j] and not seen[j]:
                seen[j] = True
                waiting[size] = j
                size += 1
                met += 1
    return met == number
