"""One level: parts of about so many people, each in one piece, near and even.

Theory of operation. A heap that is more than one part takes is parted by number: into as many equal parts as are
within bounds, or into whole parts and a rest, which goes with what is around. METIS draws the parts of all that is
left; they are repaired (``patches.py``). Where a part then still has too few people and a parted heap lies in it or
beside it, the heap gives what is missing, as far as its own parts stay within bounds; and it takes back what is too
much.

Sums are in units of the heaps: a person at the base, a council above.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from councils.lab.arrays import Floats
from councils.lab.partition.ground import Ground, by_part, pieces
from councils.lab.partition.patches import Patches

GRAIN = 1000  # METIS counts in whole numbers: so many for one part
KM = 111.195  # a degree of latitude
MANY = 4096  # parts that METIS draws in one stroke
LARGE = 0.25  # of a part: a place with so many people may be shared by two parts
COMPACT = 6  # rounds of moves to nearer middles
SPARED = 0.04  # of all parts, which may be uneven where people would have further than METIS lets them
LEAST = 0.2  # of a part, has even one of these
WAYS, FURTHEST, SHARE = 12, 3, 0.02  # ways people are passed on from one part, their steps, and least share of a part


@dataclass(frozen=True, slots=True)
class Drawn:
    """``heaps``: for each vertex that is parted by number, the units of its whole parts. ``parts``: of all others, the
    units of each vertex in it."""

    heaps: dict[int, tuple[int, ...]]
    parts: tuple[dict[int, int], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    size: float
    low: float
    high: float

    @classmethod
    def around(cls, size: float, tolerance: float) -> Bounds:
        return cls(size, size * (1 - tolerance), size * (1 + tolerance))


def draw(ground: Ground, bounds: Bounds, *, seed: int, repaired: bool = True) -> Drawn:
    """Parts of ``bounds``; not ``repaired``, as METIS draws them."""
    kept = [units_left(int(c), float(p), bounds) for c, p in zip(ground.count, ground.people, strict=True)]
    heaped = [n for n, left in enumerate(kept) if left < ground.count[n]]
    there = [n for n, left in enumerate(kept) if left or not ground.count[n]]
    at = {n: i for i, n in enumerate(there)}
    near = [[at[m] for m in ground.borders[n] if m in at] for n in there]
    weight = [kept[n] * float(ground.people[n]) for n in there]
    xy = flat(ground.points)[there].tolist()
    patches = Patches(weight, near, xy, metis(weight, near, bounds), bounds=(bounds.low, bounds.high), seed=seed)
    far = patches.travelled()
    if repaired:
        patches.mend()
        patches.redraw()
        patches.compact(COMPACT)
        patches.redraw()
        patches.carry()
        patches.compact(COMPACT)
    parts = [{there[i]: kept[there[i]] for i in sorted(group)} for _, group in sorted(patches.members.items())]
    if repaired:
        parts = levelled(ground, bounds, heaped, parts, far)
    given = np.zeros(len(ground), dtype=np.int64)
    for part in parts:
        for n, units in part.items():
            given[n] += units
    heaps = {n: shared(int(ground.count[n] - given[n]), float(ground.people[n]), bounds) for n in heaped}
    return Drawn({n: whole for n, whole in heaps.items() if whole}, tuple(parts))


def levelled(
    ground: Ground, bounds: Bounds, heaped: Sequence[int], parts: Sequence[dict[int, int]], far: float
) -> list[dict[int, int]]:  # fmt: skip
    """The parts made even over large places. Where people then travel further than ``far``, as METIS lets them, some of
    those that it takes furthest stay as they are: as few as that takes, and ``SPARED`` of all uneven at most."""
    points, spared = flat(ground.points), set[int]()
    before = [travel(part, ground, points) for part in parts]
    while True:
        levelling = Levelling(ground, bounds, heaped, [dict(part) for part in parts], frozenset(spared))
        people = levelling.people
        open_to = [n for n in range(len(parts)) if levelling.wants(n) and people[n] > LEAST * bounds.size]
        done = levelling.done()
        more = [travel(part, ground, points) - was for part, was in zip(levelling.parts, before, strict=True)]
        left = int(SPARED * float(ground.total.sum()) / bounds.size) - len(spared)
        left -= sum(1 for n in range(len(parts)) if levelling.wants(n))
        much, some = sum(before) + sum(more) - far, len(spared)
        for number in sorted(open_to, key=lambda number: -more[number])[: max(0, left)]:
            if much > 0 and more[number] > 0:
                spared.add(number)
                much -= more[number]
        if len(spared) == some:
            return done


def travel(part: dict[int, int], ground: Ground, points: Floats) -> float:
    """People's kilometres to the middle of their part."""
    places = list(part)
    weight = np.array([part[n] for n in places]) * ground.people[places]
    middle = (weight @ points[places]) / max(float(weight.sum()), 1e-9)
    return float(weight @ np.hypot(*(points[places] - middle).T))


def units_left(count: int, people: float, bounds: Bounds) -> int:
    """How many of the units of a heap are drawn with what is around: all, a rest, or none."""
    total = count * people
    if count == 1 or total <= bounds.high:
        return count
    if evenly(count, people, bounds):
        return 0
    whole = int(total // bounds.size)
    return count - whole * max(1, round(bounds.size / people))


def evenly(count: int, people: float, bounds: Bounds) -> int:
    """The number of parts within bounds that ``count`` units make, the nearest to the size; 0 if there is none."""
    total = count * people
    both = {max(1, int(total // bounds.size)), max(1, ceil(total / bounds.size))}
    for parts in sorted(both, key=lambda parts: (abs(total / parts - bounds.size), parts)):
        if bounds.low <= count // parts * people and -(-count // parts) * people <= bounds.high:
            return parts
    return 0


def shared(count: int, people: float, bounds: Bounds) -> tuple[int, ...]:
    """The whole parts of a heap."""
    if not count:
        return ()
    parts = evenly(count, people, bounds) or min(count, max(1, round(count * people / bounds.size)))
    return tuple(count // parts + (n < count % parts) for n in range(parts))


def metis(weight: Sequence[float], near: Sequence[Sequence[int]], bounds: Bounds) -> list[int]:
    """The part of each vertex; each connected piece is drawn for itself."""
    label, begun = [0] * len(near), 0
    piece = pieces(len(near), [(a, b) for a, others in enumerate(near) for b in others if a < b])
    for _, group in by_part((int(p), v) for v, p in enumerate(piece)):
        begun = blocks(group, weight, near, bounds.size, label, begun)
    return label


def blocks(
    group: Sequence[int], weight: Sequence[float], near: Sequence[Sequence[int]], size: float, label: list[int],
    begun: int,
) -> int:  # fmt: skip
    """Label ``group`` with parts from ``begun`` on, by way of larger blocks where parts are many; the next number.

    METIS in one stroke takes a time that grows with the square of the number of parts.
    """
    number = max(1, round(sum(weight[v] for v in group) / size))
    found = split(group, weight, near, size, min(number, MANY))
    if number <= MANY:
        for v, part in zip(group, found, strict=True):
            label[v] = begun + part
        return begun + number
    for _, block in by_part(zip(found, group, strict=True)):
        begun = blocks(block, weight, near, size, label, begun)
    return begun


def split(
    group: Sequence[int], weight: Sequence[float], near: Sequence[Sequence[int]], size: float, number: int
) -> list[int]:
    import pymetis  # noqa: PLC0415 - an extra, and only needed here

    if number == 1:
        return [0] * len(group)
    at = {v: i for i, v in enumerate(group)}
    adjacency = [[at[m] for m in near[v] if m in at] for v in group]
    grains = [round(weight[v] / size * GRAIN) for v in group]
    wishes = pymetis.Options(contig=len(group) == len(near), seed=1)
    _, found = pymetis.part_graph(number, adjacency=adjacency, vweights=grains, options=wishes)
    return list(found)


def flat(points: Floats) -> Floats:
    """Kilometres east and north, true to scale at the middle latitude; 0 where the place is unknown."""
    known = np.nan_to_num(points, nan=0.0)
    middle = float(np.nanmean(points[:, 0])) if np.isfinite(points[:, 0]).any() else 0.0
    return np.column_stack([known[:, 1] * KM * np.cos(np.radians(middle)), known[:, 0] * KM])


class Levelling:
    """Large places are shared: heaps give to parts that have too few and take from those that have too many, and
    parts on both sides of a large place share what is in it, also one after the other, until what is too much has come
    to parts that have room. Whoever gives keeps at least one unit, so all stay in one piece."""

    def __init__(
        self, ground: Ground, bounds: Bounds, heaped: Sequence[int], parts: list[dict[int, int]],
        spared: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.ground, self.bounds, self.parts, self.spared = ground, bounds, parts, spared
        self.each = ground.people.tolist()
        self.left = {n: int(ground.count[n]) for n in heaped}
        self.owners: dict[int, list[int]] = {}
        for number, part in enumerate(parts):
            for n in part:
                self.owners.setdefault(n, []).append(number)
                if n in self.left:
                    self.left[n] -= part[n]
        self.people = [sum(units * self.each[n] for n, units in part.items()) for part in parts]

    def done(self) -> list[dict[int, int]]:
        for number in range(len(self.parts)):
            if self.wants(number):
                self.from_heaps(number)
            if self.wants(number):
                self.with_others(number)
        for number in sorted(range(len(self.parts)), key=lambda number: -abs(self.wants(number))):
            if number not in self.spared:
                self.pass_on(number)
        return [part for part in self.parts if part]

    def wants(self, number: int) -> float:
        """How many people would bring a part that is out of bounds to its size."""
        people = self.people[number]
        fine = number in self.spared or self.bounds.low <= people <= self.bounds.high
        return 0.0 if fine else self.bounds.size - people

    def around(self, number: int) -> list[int]:
        part = self.parts[number]
        return sorted({m for n in part for m in self.ground.borders[n]} | part.keys())

    def give(self, number: int, n: int, units: int) -> None:
        part = self.parts[number]
        if n not in part:
            self.owners.setdefault(n, []).append(number)
        part[n] = part.get(n, 0) + units
        self.people[number] += units * self.each[n]

    def from_heaps(self, number: int) -> None:
        for n in self.around(number):
            if n in self.left and (wants := self.wants(number)):
                units = max(round(wants / self.each[n]), 1 - self.parts[number].get(n, 1))
                left = self.left[n] - units
                if units and left > 0 and evenly(left, self.each[n], self.bounds):
                    self.left[n] = left
                    self.give(number, n, units)

    def with_others(self, number: int) -> None:
        """Share a large place with a part that has or borders on it."""
        large = [n for n in self.around(number) if self.ground.count[n] > 1 and self.large(n)]
        for n in large:
            beside = {n} if n not in self.parts[number] else {n, *self.ground.borders[n]}
            for other in sorted({o for m in beside for o in self.owners.get(m, ())} - {number}):
                if self.wants(number):
                    self.shift(n, other, number)

    def large(self, n: int) -> bool:
        return bool(self.ground.count[n] * self.each[n] >= LARGE * self.bounds.size)

    def shift(self, n: int, other: int, number: int) -> None:
        """Units of ``n`` from one part to the other, as many as ``number`` wants, if both can have them and keep
        one."""
        units = round(self.wants(number) / self.each[n])
        low, high = self.bounds.low, self.bounds.high
        to, giver = (number, other) if units > 0 else (other, number)
        most = self.parts[giver].get(n, 0) - 1
        for much in range(min(abs(units), most), 0, -max(1, abs(units) // 8)):
            people = much * self.each[n]
            if low <= self.people[to] + people <= high and low <= self.people[giver] - people <= high:
                self.give(giver, n, -much)
                self.give(to, n, much)
                return

    def pass_on(self, number: int) -> None:
        """Let people go from part to part, the shortest way first (Edmonds and Karp 1972), until this one is within
        bounds or no way is left; all others stay within theirs."""
        for _ in range(WAYS):
            up = self.people[number] < self.bounds.low
            missing = -self.room(number, up=up)
            if missing <= 0 or not (way := self.way(number, up=up)):
                return
            most = min((self.parts[giver][n] - 1) * self.each[n] for _, _, giver, n in way)
            much = min(missing, self.room(way[-1][1], up=up), most)
            for here, there, giver, n in way:
                units = max(1, ceil(much / self.each[n] - 1e-9) if much == missing else int(much / self.each[n]))
                self.give(giver, n, -units)
                self.give(there if giver == here else here, n, units)

    def way(self, number: int, *, up: bool) -> list[tuple[int, int, int, int]]:
        """From this part to the nearest that can give (``up``) or take: (here, there, who gives, of which place)."""
        before: dict[int, tuple[int, int, int, int]] = {}
        waiting = deque([(number, 0)])
        while waiting:
            here, far = waiting.popleft()
            for there, giver, n in self.crossings(here, up=up) if far < FURTHEST else ():
                if there == number or there in before:
                    continue
                before[there] = (here, there, giver, n)
                if self.room(there, up=up) >= max(SHARE * self.bounds.size, self.each[n]):
                    way = [before[there]]
                    while way[-1][0] != number:
                        way.append(before[way[-1][0]])
                    return way[::-1]
                waiting.append((there, far + 1))
        return []

    def room(self, number: int, *, up: bool) -> float:
        """How many people it can give (``up``) or take, and stay within bounds."""
        people: float = self.people[number]
        return people - self.bounds.low if up else self.bounds.high - people

    def crossings(self, here: int, *, up: bool) -> Iterator[tuple[int, int, int]]:
        """Over which places ``here`` can get people from others (``up``), or give them: (other, who gives, place)."""
        for n in self.around(here) if up else list(self.parts[here]):
            if self.ground.count[n] == 1 or not self.large(n):
                continue
            least = 1 + max(1, int(SHARE * self.bounds.size / self.each[n]))
            if up:
                others = (other for other in self.owners.get(n, ()) if other != here)
                yield from ((other, other, n) for other in others if self.parts[other].get(n, 0) >= least)
            elif self.parts[here][n] >= least:
                beside = (n, *self.ground.borders[n])
                takers = {other for m in beside for other in self.owners.get(m, ())} - {here}
                yield from ((other, here, n) for other in sorted(takers))
