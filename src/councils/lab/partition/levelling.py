"""Parts made even over large places, whose people may be shared, and people brought near.

Theory of operation. Where a part has too few people and a parted heap lies in it or beside it, the heap gives what is
missing, as far as its own parts stay within bounds; and it takes back what is too much. Parts that both reach a large
place share what is in it. All that is then brought near (``settling.py``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from math import ceil

from councils.lab.partition.ground import Ground
from councils.lab.partition.heaps import Bounds, evenly
from councils.lab.partition.settling import LARGE, SHARE, Part, Points, bring_near, travel, travelled

SPARED = 0.04  # of all parts, which may be uneven where people would have further than METIS lets them
AGAIN, FARTHER = 2, 1.002  # times that some are spared, if people travel so many times further than METIS lets them
LEAST = 0.2  # of a part, has even one of these
WAYS, FURTHEST = 12, 3  # ways people are passed on from one part, and their steps


def levelled(
    ground: Ground, bounds: Bounds, points: Points, heaped: Sequence[int], parts: Sequence[Part], *, far: float,
    give: bool,
) -> list[Part]:  # fmt: skip
    """The parts made even over large places, and brought near.

    Where people then travel further than ``far``, as METIS lets them, some of those parts that it takes furthest stay
    as they are: as few as that takes, and ``SPARED`` of all uneven at most.
    """
    found = Levelling(ground, bounds, heaped, [dict(part) for part in parts]).done()
    once = travelled(found, ground, points)
    bring_near(ground, bounds, points, heaped, found, give=give)
    brought = travelled(found, ground, points)
    limit = once  # of what people travel before they are brought near
    for _ in range(AGAIN if give else 1):
        if brought <= FARTHER * far:
            break
        limit -= brought - far
        found = sparing(ground, bounds, points, heaped, parts, limit)
        bring_near(ground, bounds, points, heaped, found, give=give)
        brought = travelled(found, ground, points)
    return found


def sparing(
    ground: Ground, bounds: Bounds, points: Points, heaped: Sequence[int], parts: Sequence[Part], far: float
) -> list[Part]:
    """Made even, but for the parts that stay as they are, so that people travel no further than ``far`` if that can
    be."""
    spared = set[int]()
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


class Levelling:
    """Large places are shared: heaps give to parts that have too few and take from those that have too many, and
    parts on both sides of a large place share what is in it, also one after the other, until what is too much has come
    to parts that have room. Whoever gives keeps at least one unit, so all stay in one piece."""

    def __init__(
        self, ground: Ground, bounds: Bounds, heaped: Sequence[int], parts: list[Part],
        spared: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.ground, self.bounds, self.parts, self.spared = ground, bounds, parts, spared
        self.each, self.large = ground.each, ((ground.count > 1) & (ground.total >= LARGE * bounds.size)).tolist()
        self.left = {n: int(ground.count[n]) for n in heaped}
        self.owners: dict[int, list[int]] = {}
        for number, part in enumerate(parts):
            for n in part:
                self.owners.setdefault(n, []).append(number)
                if n in self.left:
                    self.left[n] -= part[n]
        self.people = [sum(units * self.each[n] for n, units in part.items()) for part in parts]

    def done(self) -> list[Part]:
        out = [number for number in range(len(self.parts)) if self.wants(number)]
        for number in out:
            self.from_heaps(number)
            if self.wants(number):
                self.with_others(number)
        out = sorted(filter(self.wants, out), key=lambda number: -abs(self.wants(number)))
        for number in (*out, *range(len(self.parts))):  # whole units may bring others out of bounds on the way
            if self.wants(number):
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
        large = [n for n in self.around(number) if self.large[n]]
        for n in large:
            beside = {n} if n not in self.parts[number] else {n, *self.ground.borders[n]}
            for other in sorted({o for m in beside for o in self.owners.get(m, ())} - {number}):
                if self.wants(number):
                    self.shift(n, other, number)

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
            if not self.large[n]:
                continue
            least = 1 + max(1, int(SHARE * self.bounds.size / self.each[n]))
            if up:
                others = (other for other in self.owners.get(n, ()) if other != here)
                yield from ((other, other, n) for other in others if self.parts[other].get(n, 0) >= least)
            elif self.parts[here][n] >= least:
                beside = (n, *self.ground.borders[n])
                takers = {other for m in beside for other in self.owners.get(m, ())} - {here}
                yield from ((other, here, n) for other in sorted(takers))
