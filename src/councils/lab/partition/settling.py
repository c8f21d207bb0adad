"""Bring people nearer to the middle of their area, and leave every area as even as it is.

Theory of operation. Who lives in an area of one place travels nowhere. So an area of several gives of a large place in
it what the whole areas of that place can take, as long as it has enough people itself. Then any two areas that border
on each other exchange (``exchange.py``), those that have changed once more, and what can be given after that is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import heapify, heappop, heappush
from math import hypot

import numpy as np

from councils.lab.arrays import Bools, Ints
from councils.lab.partition.exchange import exchange, side_by_side
from councils.lab.partition.ground import Ground
from councils.lab.partition.heaps import Bounds, evenly

Points = Sequence[tuple[float, float]]
Part = dict[int, int]
LARGE = 0.25  # of a part: a place with so many people may be shared by two parts
SHARE = 0.02  # of a part: fewer people of a place are not parted from the rest
SWEEPS = 4  # over pairs of parts


def bring_near(
    ground: Ground, bounds: Bounds, points: Points, heaped: Sequence[int], parts: list[Part], *, give: bool
) -> None:  # fmt: skip
    """Change ``parts`` so that people travel less; ``give``: also to the whole parts of large places."""
    large = (ground.count > 1) & (ground.total >= LARGE * bounds.size)
    moved: set[int] = set(range(len(parts)))
    for _ in range(2):
        given = give_back(ground, bounds, points, in_heaps(ground, heaped, parts), parts, moved) if give else set()
        moved = settle(parts, moved | given, ground, points, large, (bounds.low, bounds.high), SHARE * bounds.size)


def in_heaps(ground: Ground, heaped: Sequence[int], parts: Sequence[Part]) -> dict[int, int]:
    """The units that are left for the whole parts of each heap."""
    left = {n: int(ground.count[n]) for n in heaped}
    for part in parts:
        for n in part.keys() & left.keys():
            left[n] -= part[n]
    return left


def give_back(
    ground: Ground, bounds: Bounds, points: Points, left: dict[int, int], parts: list[Part],
    numbers: Collection[int],
) -> set[int]:  # fmt: skip
    """Of those parts that have people of several places, those of a large place go to its whole parts, as far as sizes
    allow and others then travel less: who lives in one place travels nowhere. Who saves most goes first; who went."""

    def best(number: int) -> tuple[float, int, int, int]:
        part = parts[number]
        offers = offered(part, ground, bounds, points, left) if len(part) > 1 and part.keys() & left.keys() else ()
        saved, n, units = max(offers, default=(0.0, 0, 0))
        return -saved, number, n, units

    found = set[int]()
    waiting = [offer for number in numbers if (offer := best(number))[0] < 0]
    heapify(waiting)
    while waiting:
        _, number, n, units = offer = heappop(waiting)
        if offer == (now := best(number)):
            parts[number][n] -= units
            left[n] += units
            found.add(number)
            now = best(number)
        if now[0] < 0:
            heappush(waiting, now)
    return found


def offered(
    part: Part, ground: Ground, bounds: Bounds, points: Points, left: dict[int, int]
) -> Iterator[tuple[float, int, int]]:
    """What a part could give to whole parts of a large place in it: (people's kilometres saved, place, units)."""
    people, far = sum(units * ground.each[n] for n, units in part.items()), travel(part, ground, points)
    for n in sorted(n for n in part if left.get(n)):
        each = ground.each[n]
        most = min(part[n] - 1, int((people - bounds.low) / each + 1e-9))
        fitting = (much for much in range(most, 0, -max(1, most // 16)) if evenly(left[n] + much, each, bounds))
        if units := next(fitting, 0):
            rest = {**part, n: part[n] - units}
            yield far - travel(rest, ground, points), n, units


def settle(
    parts: list[Part], numbers: Collection[int], ground: Ground, points: Sequence[tuple[float, float]],
    free: Bools, bounds: tuple[float, float], sliver: float,
) -> set[int]:  # fmt: skip
    """Exchange between those parts and all that border on them, in place; which have changed.

    Of ``free`` places people may be parted; no ``sliver``, fewer people than that, from the rest.
    """
    starts = np.cumsum([0, *map(len, ground.borders)])
    others = np.array([m for here in ground.borders for m in here], dtype=np.int64)
    places = (ground.people, free, np.array(points), starts, others, np.full(len(ground), -1))
    arrays: dict[int, tuple[Ints, Ints]] = {}

    def array(number: int) -> tuple[Ints, Ints]:
        if number not in arrays:
            here = sorted(parts[number].items())
            arrays[number] = np.array([n for n, _ in here], np.int64), np.array([much for _, much in here], np.int64)
        return arrays[number]

    changed, moved = set[int](), set(numbers)
    for _ in range(SWEEPS):
        before, moved = moved, set()
        for both in pairs(parts, before, ground.borders):
            v, units, inside = side_by_side(*array(both[0]), *array(both[1]))
            if exchange(v, units, inside, *places, *bounds, sliver) > 0:
                moved |= {*both}
                for number, much, there in zip(both, units.tolist(), inside.tolist(), strict=True):
                    parts[number] = {n: u for n, u, inner in zip(v.tolist(), much, there, strict=True) if inner}
                    del arrays[number]
        changed |= moved
        if not moved:
            break
    return changed


def pairs(parts: Sequence[Part], numbers: Collection[int], borders: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Of those parts with others that have people in the same place, or in one that borders on it."""
    owners: dict[int, list[int]] = {}
    for number, part in enumerate(parts):
        for n in part:
            owners.setdefault(n, []).append(number)
    found, asked = list[tuple[int, int]](), set(numbers)
    for number in asked:
        around = {other for n in parts[number] for m in (n, *borders[n]) for other in owners.get(m, ())}
        found += [(number, other) for other in around if other > number]
        found += [(other, number) for other in around if other < number and other not in asked]
    return sorted(found)


def travelled(parts: Sequence[Part], ground: Ground, points: Points) -> float:
    """People's kilometres to the middles of their parts."""
    return sum(travel(part, ground, points) for part in parts)


def travel(part: Part, ground: Ground, points: Points) -> float:
    """People's kilometres to the middle of their part."""
    if len(part) < 2:
        return 0.0
    here = [(units * ground.each[n], *points[n]) for n, units in part.items()]
    people = max(sum(weight for weight, _, _ in here), 1e-9)
    east, north = (sum(at[0] * at[axis] for at in here) / people for axis in (1, 2))
    return sum(weight * hypot(x - east, y - north) for weight, x, y in here)
