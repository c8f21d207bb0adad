"""Level upon level: assemblies, councils of assemblies, and so on up to the one congress.

Theory of operation. The lowest level is drawn from people (``drawing.py``). What it has drawn is the ground of the
next: a part is one unit; the parts of one heap are a heap again, which may be parted by number. Two units border on
each other where they have people in one place or in places that do. Each level has as many areas as the one below has
for councils of ``fan_out``; where that would leave fewer than two areas, the congress takes all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heapreplace
from itertools import combinations, pairwise, product
from math import ceil

import numpy as np

from councils.core.place import Place
from councils.lab.arrays import Floats
from councils.lab.partition.drawing import Drawn, draw
from councils.lab.partition.ground import BrokenGroundError, Ground, lists, reached
from councils.lab.partition.heaps import Bounds
from councils.lab.sizing import kilometres

TOLERANCE = 0.1
AIMED = 0.99  # of the tolerance: councils on one place differ, and are drawn as if they were alike
DRAWINGS = 4  # of a level, of which the best is taken
FEW, MANY = 0.03, 2000  # of the areas of a level are uneven, and no better drawing is tried; nor of so many areas
SHIFT = 0.01  # more or fewer assemblies than the size asks for
SOME = 30  # councils on a level, of which it is told how many are even
NEAR = 1e-6  # people


@dataclass(frozen=True, slots=True)
class Area:
    """``below``: numbers of areas of the level below; empty in an assembly. ``people`` it has in each place."""

    below: tuple[int, ...]
    people: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Level:
    """Areas of about ``size`` people."""

    size: float
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """From the assemblies up; the last level is one area."""

    places: tuple[Place, ...]
    ground: Ground
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """What came of a level: ``even``: the share of areas within the tolerance of its size; ``least`` and ``most``: the
    furthest off, as a share of it; ``whole``: the share that is in one piece; ``km`` from a person to the middle of
    their area, on average."""

    size: float
    areas: int
    even: float
    least: float
    most: float
    whole: float
    km: float


def partition(
    places: Sequence[Place], ground: Ground, size: int, fan_out: int, *, tolerance: float = TOLERANCE, seed: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> Partition:  # fmt: skip
    """All levels over ``places``, those of ``ground`` in their order; BrokenGroundError where sizes are impossible.

    ``told`` hears which level is drawn.
    """
    check_sizes(places, ground, size, fan_out)
    people = float(ground.total.sum())
    levels: list[Level] = []
    now: Ground = ground
    stock: list[list[int]] = []
    while not levels or len(levels[-1].areas) > 1:
        below = levels[-1].areas if levels else None
        number = max(1, round(len(below) / fan_out if below else people / size))
        bounds = Bounds.around(people / number, tolerance)
        told(f"areas of {bounds.size:,.0f} people: {number:,}")
        aimed = Bounds.around(bounds.size, tolerance * AIMED) if below else bounds
        drawn = well_drawn(now, number, aimed, fan_out, loose=bool(below), seed=seed) if number > 1 else all_of(now)
        levels.append(Level(bounds.size, tuple(areas(drawn, now, stock, below))))
        now, stock = ground_of(drawn, now, levels[-1].areas)
    return Partition(tuple(places), ground, tuple(levels))


def well_drawn(ground: Ground, number: int, bounds: Bounds, fan_out: int, *, loose: bool, seed: int) -> Drawn:
    """About ``number`` parts of ``bounds``; where more than a few are uneven, or will be above, the best of some."""
    if number > MANY:
        return draw(ground, bounds, seed=seed, loose=loose)
    asked = wanted = number if loose else nearest(number, fan_out)
    found: list[tuple[float, int, Drawn]] = []
    for n in range(DRAWINGS):
        drawn = draw(ground, replace(bounds, size=bounds.size * number / asked), seed=seed + n, loose=loose)
        people = [sum(units * ground.each[n] for n, units in part.items()) for part in all_parts(drawn)]
        uneven = sum(1 for much in people if abs(much - bounds.size) > bounds.high - bounds.size + NEAR)
        found.append((uneven / len(people) + odd(len(people), fan_out), n, drawn))
        if found[-1][0] <= FEW:
            break
        asked = max(2, asked if loose else asked + wanted - len(people))
    return min(found, key=lambda one: one[:2])[2]


def nearest(number: int, fan_out: int) -> int:
    """The number of assemblies nearest to this one that leaves few councils above uneven."""
    span = range(ceil(number * (1 - SHIFT)), int(number * (1 + SHIFT)) + 1)
    return min(span, key=lambda n: (max(FEW / 2, odd(n, fan_out)), abs(n - number), n))


def odd(number: int, fan_out: int) -> float:
    """The share of councils above so many that cannot have just ``fan_out`` below them, on the level where it is
    largest; 0 where one more or less makes nobody uneven, and on levels so small that one council is much."""
    found, above = 0.0, round(number / fan_out)
    while above >= SOME and fan_out * TOLERANCE < 1:
        found = max(found, abs(number - above * fan_out) / above)
        number, above = above, round(above / fan_out)
    return found


def check_sizes(places: Sequence[Place], ground: Ground, size: int, fan_out: int) -> None:
    if size < 2 or fan_out < 2:
        raise BrokenGroundError(f"Assemblies of {size} and councils of {fan_out} are none: write at least 2 for each.")
    largest = int(np.argmax(ground.people))
    if ground.people[largest] > size:
        raise BrokenGroundError(
            f"{places[largest].name} ({places[largest].code}) has {ground.people[largest]:,.0f} people and is not to "
            f"be divided, so no assembly of {size:,} can hold it. Make assemblies larger, or let places be divided."
        )


def all_of(ground: Ground) -> Drawn:
    return Drawn({}, ({n: int(count) for n, count in enumerate(ground.count)},))


def all_parts(drawn: Drawn) -> Iterator[dict[int, int]]:
    """Units of each vertex: the parts that were drawn, then the whole parts of each heap."""
    yield from drawn.parts
    yield from ({n: units} for n, whole in drawn.heaps.items() for units in whole)


def areas(drawn: Drawn, ground: Ground, stock: list[list[int]], below: Sequence[Area] | None) -> Iterator[Area]:
    """Takes from ``stock``, the areas of the level below on each vertex."""
    if below is not None:
        for taken in dealt(list(all_parts(drawn)), ground, stock, [here.total for here in below]):
            yield Area(tuple(taken), together(below[number] for number in taken))
        return
    for part in drawn.parts:
        yield Area((), {n: round(units * ground.each[n]) for n, units in part.items()})
    for n, whole in drawn.heaps.items():  # of which most are alike
        alike = {units: Area((), {n: round(units * ground.each[n])}) for units in set(whole)}
        yield from (alike[units] for units in whole)


def dealt(
    parts: Sequence[dict[int, int]], ground: Ground, stock: list[list[int]], people: Sequence[int]
) -> list[list[int]]:  # fmt: skip
    """Which areas of the level below each part gets, of so many ``people``.

    Those on one vertex are interchangeable, and not of one size: the largest goes to the part that still lacks most for
    each area that it has to get.
    """
    size = sum(people) / len(parts)
    lacks = [size - sum(units * ground.each[n] for n, units in part.items()) for part in parts]
    takers: list[list[int]] = [[] for _ in stock]
    for number, part in enumerate(parts):
        for n in part:
            takers[n].append(number)
    found: list[list[int]] = [[] for _ in parts]
    for n, here in enumerate(stock):
        each = float(ground.each[n])
        queue = [(-(lacks[i] + parts[i][n] * each) / parts[i][n], i, parts[i][n]) for i in takers[n]]
        heapify(queue)
        for area in sorted(here, key=lambda area: -people[area]):
            _, i, left = queue[0]
            found[i].append(area)
            lacks[i] += each - people[area]
            if left > 1:
                heapreplace(queue, (-(lacks[i] + (left - 1) * each) / (left - 1), i, left - 1))
            else:
                heappop(queue)
    return found


def together(areas: Iterable[Area]) -> dict[int, int]:
    """The people of these areas in each place."""
    found: dict[int, int] = {}
    for here in areas:
        for n, much in here.people.items():
            found[n] = found.get(n, 0) + much
    return found


def ground_of(drawn: Drawn, ground: Ground, areas: Sequence[Area]) -> tuple[Ground, list[list[int]]]:
    """The ground of the next level, and the numbers of the areas that stand on each of its vertices."""
    singles = len(drawn.parts)
    ends = np.cumsum([singles, *map(len, drawn.heaps.values())]).tolist()
    stock = [[n] for n in range(singles)] + [list(range(a, b)) for a, b in pairwise(ends)]
    owners: list[list[int]] = [[] for _ in range(len(ground))]
    for vertex, part in enumerate(drawn.parts):
        for n in part:
            owners[n].append(vertex)
    for vertex, n in enumerate(drawn.heaps, start=singles):
        owners[n].append(vertex)
    edges = {(a, b) for here in owners for a, b in combinations(here, 2)}
    for n, others in enumerate(ground.borders):
        edges |= {(a, b) for m in others if n < m for a, b in product(owners[n], owners[m]) if a != b}
    people = np.array([sum(areas[n].total for n in here) / len(here) for here in stock], dtype=np.float64)
    points = [middle(ground, part) for part in drawn.parts] + [ground.points[n] for n in drawn.heaps]
    count = np.array([len(here) for here in stock], dtype=np.int64)
    return Ground(count, people, np.array(points).reshape(-1, 2), lists(len(stock), edges)), stock


def middle(ground: Ground, part: dict[int, int]) -> Floats:
    """Amid the people of a part; nan where none of its places is known."""
    vertices = np.array(list(part), dtype=np.int64)
    weight = np.array(list(part.values())) * ground.people[vertices]
    weight = np.where(np.isnan(ground.points[vertices, 0]), 0, weight)
    if not weight.sum():
        return np.asarray(np.nan_to_num(ground.points[vertices[:1]], nan=np.nan)[0])
    return np.asarray(np.nansum(ground.points[vertices] * weight[:, None], axis=0) / weight.sum())


def qualities(found: Partition, *, tolerance: float = TOLERANCE) -> Iterator[Quality]:
    """What came of each level, counted from its areas alone."""
    for level in found.levels:
        totals = np.array([here.total for here in level.areas]) / level.size
        yield Quality(
            level.size,
            len(level.areas),
            float(np.mean(np.abs(totals - 1) <= tolerance + 1e-9)),
            float(totals.min()),
            float(totals.max()),
            float(np.mean([in_one_piece(found.ground, here.people) for here in level.areas])),
            distance(found.ground, level.areas),
        )


def in_one_piece(ground: Ground, places: Collection[int]) -> bool:
    """Whether these places hang together by their borders."""
    return len(reached(ground.borders, next(iter(places)), places)) == len(places)


def distance(ground: Ground, areas: Sequence[Area]) -> float:
    """Mean distance, km, from a person's place to the middle of their area; nan where no place is known."""
    label = np.repeat(np.arange(len(areas)), [len(here.people) for here in areas])
    places = np.array([n for here in areas for n in here.people])
    weight = np.array([much for here in areas for much in here.people.values()], dtype=np.float64)
    points = ground.points[places]
    known = np.isfinite(points[:, 0]) & (weight > 0)
    label, points, weight = label[known], points[known], weight[known]
    if not len(label):
        return float("nan")
    sums = np.maximum(np.bincount(label, weight), 1e-9)
    middles = np.column_stack([np.bincount(label, points[:, axis] * weight) / sums for axis in (0, 1)])
    return float(np.average(kilometres(points, middles[label]), weights=weight))
