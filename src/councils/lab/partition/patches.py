"""Parts of a ground, each in one piece, that are drawn anew where they have too many people or too few.

Theory of operation. Five repairs, none of which ever leaves a part in two pieces:

- *mending*: whatever METIS left in pieces keeps its heaviest one; the others go to the lightest part beside them.
- *redrawing*: a part out of bounds is thrown together with one or two parts beside it, and cut along random trees
  (``trees.py``). The result stands if every new part is within bounds, so there may be one part more or less than
  before.
- *carrying*: what nothing beside it can help goes on from part to part (``chains.py``).
- *renumbering*: a part too small goes to one beside it, or one too large gives a place to a new part, and the rest is
  carried on, if there are more or fewer parts than the size asks for.
- *moving*: a place on a border goes over to the part whose middle is nearer, if both stay within bounds, or if another
  comes back for it and both together lie nearer.

Everything random comes from one seed, so the same ground gives the same parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, islice
from math import dist

import numpy as np

from councils.lab.partition.chains import chain
from councils.lab.partition.ground import reached
from councils.lab.partition.trees import cut

GATHERINGS = 40  # of parts, before a part is left as it is
TRIES, MORE_TRIES = 8, 24  # trees for each gathering of parts; more where they are of few councils
ROUNDS = 8  # of redrawing
RENUMBERED = 20  # parts out of bounds that are merged or parted, before their number is left as it is
SPREAD = 0x9E3779B97F4A7C15


class Patches:
    """``weight`` people of each vertex, ``near`` its neighbours, ``xy`` its place in km, ``part`` where it belongs."""

    def __init__(
        self,
        weight: Sequence[float],
        near: Sequence[Sequence[int]],
        xy: Sequence[tuple[float, float]],
        part: Iterable[int],
        *,
        bounds: tuple[float, float],
        seed: int = 0,
        tries: int = TRIES,
    ) -> None:
        self.weight, self.near, self.xy, self.part, self.bounds = weight, near, xy, list(part), bounds
        self.tries = tries
        self.hopeless: dict[int, dict[int, float]] = {}  # what was around a part when nothing could be done
        self.members: dict[int, set[int]] = {}
        for vertex, here in enumerate(self.part):
            self.members.setdefault(here, set()).add(vertex)
        self.people = {here: self.sum(group) for here, group in self.members.items()}
        self.next, self.seed, self.cuts = max(self.members, default=-1) + 1, seed, 0
        starts = np.cumsum([0, *map(len, near)])
        others = np.array([other for here in near for other in here], dtype=np.int64)
        self.arrays = (starts, others, np.array(weight), np.array(xy).reshape(-1, 2), np.full(len(self.part), -1))

    def sum(self, vertices: Iterable[int]) -> float:
        return sum(self.weight[v] for v in vertices)

    def strain(self, part: int) -> float:
        """By how many people a part is out of bounds."""
        low, high = self.bounds
        return max(low - self.people[part], self.people[part] - high, 0.0)

    def beside(self, part: int) -> set[int]:
        return {self.part[other] for v in self.members[part] for other in self.near[v]} - {part}

    def around(self, part: int) -> dict[int, float]:
        """The people of this part and of those beside it."""
        return {here: self.people[here] for here in (part, *self.beside(part))}

    def put(self, vertices: Collection[int], part: int) -> None:
        """Let ``vertices`` belong to ``part`` from now on."""
        for v in vertices:
            before = self.part[v]
            self.members[before].discard(v)
            self.people[before] -= self.weight[v]
            if not self.members[before]:
                del self.members[before], self.people[before]
            self.part[v] = part
        self.members.setdefault(part, set()).update(vertices)
        self.people[part] = self.people.get(part, 0.0) + self.sum(vertices)

    def mend(self) -> None:
        for part in list(self.members):
            rest = set(self.members[part])
            loose: list[set[int]] = []
            while rest:
                loose.append(reached(self.near, min(rest), rest))
                rest -= loose[-1]
            for piece in sorted(loose, key=lambda piece: (self.sum(piece), min(piece)))[:-1]:
                around = {self.part[other] for v in piece for other in self.near[v]} - {part}
                self.put(piece, min(around, key=lambda other: (self.people[other], other)))

    def travelled(self) -> float:
        """People's kilometres to the middles of their parts."""
        middles = {part: self.middle(part) for part in self.members}
        each = zip(self.weight, self.xy, self.part, strict=True)
        return sum(weight * dist(at, middles[part]) for weight, at, part in each)

    def redraw(self) -> None:
        for _ in range(ROUNDS):
            done = False
            for part in self.strained():
                if part not in self.members or (around := self.around(part)) == self.hopeless.get(part):
                    continue
                if self.redraw_around(part):
                    done = True
                else:
                    self.hopeless[part] = around
            if not done:
                break

    def redraw_around(self, part: int) -> bool:
        """Whether this part and some beside it could be drawn anew, all within bounds."""
        for parts in islice(self.gatherings(part), GATHERINGS):
            numbers = self.numbers(sum(self.people[here] for here in parts))
            vertices = sorted(v for here in parts for v in self.members[here]) if numbers else []
            for number in numbers:
                if (drawn := self.cut(vertices, number)) is not None:
                    for group in drawn:
                        self.put(group, self.next)
                        self.next += 1
                    return True
        return False

    def gatherings(self, part: int) -> Iterator[tuple[int, ...]]:
        """This part with none, one, two or three of those beside it or beside them; those that are strained too
        first."""
        yield (part,)
        around = sorted(self.beside(part), key=lambda p: (-self.strain(p), p))
        yield from ((part, other) for other in around)
        yield from ((part, one, two) for one, two in combinations(around, 2))
        seen = {part, *around}
        for one in around:
            yield from ((part, one, two) for two in sorted(self.beside(one) - seen))
        yield from ((part, *three) for three in combinations(around, 3))

    def numbers(self, people: float) -> range:
        """Into how many parts within bounds so many people can go."""
        low, high = self.bounds
        least, most = -(-people // high), people // low if low else people
        return range(int(max(1, least)), int(most) + 1)

    def strained(self) -> list[int]:
        """The parts out of bounds, the furthest first."""
        return sorted((p for p in self.members if self.strain(p)), key=lambda p: (-self.strain(p), p))

    def carry(self) -> None:
        """Where redrawing found nothing, let places go on from part to part."""
        for part in self.strained():
            self.carried(part)

    def carried(self, part: int) -> list[tuple[int, int]]:
        """What went on from this part, or to it, and where each was before."""
        done = []
        while self.strain(part) and (moves := chain(part, self)):
            for v, to in moves:
                done.append((v, self.part[v]))
                self.put((v,), to)
        return done

    def renumber(self) -> None:
        """Make one part fewer, or one more, where there are more or fewer than the size asks for and it leaves fewer
        uneven."""
        wanted = round(sum(self.people.values()) / (sum(self.bounds) / 2))
        while len(self.members) != wanted:
            changed = self.merged if len(self.members) > wanted else self.parted
            if not any(changed(part) for part in self.strained()[:RENUMBERED]):
                break

    def merged(self, part: int) -> bool:
        """Whether a part that is too small went to one beside it, which gave to others what is too much."""
        if self.people[part] > self.bounds[0]:
            return False
        group, others = sorted(self.members[part]), sorted(self.beside(part), key=lambda p: (self.people[p], p))
        return any(self.tried(group, other) for other in others)

    def parted(self, part: int) -> bool:
        """Whether a part that is too large gave a place to a new one, which took from others what it lacks."""
        if self.people[part] < self.bounds[1] or len(self.members[part]) == 1:
            return False
        self.next += 1
        return any(self.tried([v], self.next - 1) for v in sorted(self.members[part]) if self.can_leave(v))

    def tried(self, vertices: Collection[int], part: int) -> bool:
        """Whether fewer are uneven with ``vertices`` in ``part``, and what comes of it; if not, all is as it was."""
        before = len(self.strained())
        done = [(v, self.part[v]) for v in vertices]
        self.put(vertices, part)
        done += self.carried(part)
        if len(self.strained()) < before:
            return True
        for v, was in reversed(done):
            self.put((v,), was)
        return False

    def cut(self, vertices: Sequence[int], number: int) -> list[list[int]] | None:
        """``vertices``, which hang together, in ``number`` parts within bounds; None if no tree tried will do."""
        if number > len(vertices):
            return None
        self.cuts += 1
        tries, key = (self.tries if number > 1 else 1), self.seed * SPREAD + self.cuts * self.tries * SPREAD
        branch = cut(np.array(vertices), number, *self.bounds, tries, key % (1 << 62), *self.arrays)
        if not len(branch):
            return None
        drawn: list[list[int]] = [[] for _ in range(number)]
        for v, here in zip(vertices, branch.tolist(), strict=True):
            drawn[here].append(v)
        return drawn

    def compact(self, rounds: int) -> None:
        """Move places on borders to nearer middles, within bounds."""
        for _ in range(rounds):
            middles = {part: self.middle(part) for part in self.members}
            if not sum(self.moved(v, middles) for v in range(len(self.part))):
                break

    def middle(self, part: int) -> tuple[float, float]:
        people = self.people[part]
        if not people:
            return self.xy[min(self.members[part])]
        group = self.members[part]
        return tuple(sum(self.weight[v] * self.xy[v][axis] for v in group) / people for axis in (0, 1))  # type: ignore[return-value]

    def moved(self, v: int, middles: dict[int, tuple[float, float]]) -> bool:
        here, weight, (x, y) = self.part[v], self.weight[v], self.xy[v]
        around = {self.part[other] for other in self.near[v]}
        if around <= {here}:
            return False

        def far(part: int) -> float:
            u, w = middles[part]
            return (x - u) ** 2 + (y - w) ** 2

        for to in sorted(around - {here}, key=lambda part: (far(part), part)):
            if far(to) >= far(here):
                return False
            if self.fit(here, -weight) and self.fit(to, weight) and self.can_leave(v):
                self.put((v,), to)
                return True
            if self.swapped(v, to, middles):
                return True
        return False

    def fit(self, part: int, more: float) -> bool:
        """Whether a part is within bounds with so many more, or (where there is no more) not further below them."""
        low, high = self.bounds
        people = self.people[part]
        return people + more <= high if more > 0 else people + more >= (max(low, 0.0) if people >= low else people)

    def swapped(self, v: int, to: int, middles: dict[int, tuple[float, float]]) -> bool:
        """Whether ``v`` went ``to`` there for another that came here, and both together lie nearer."""
        here = self.part[v]
        inside = self.members[to]
        gain = self.nearer(v, to, middles)
        for w in sorted({m for u in self.near[v] if u in inside for m in (u, *self.near[u]) if m in inside}):
            more = self.weight[v] - self.weight[w]
            if (
                gain + self.nearer(w, here, middles) > 0
                and self.within(to, more)
                and self.within(here, -more)
                and any(u in self.members[here] for u in self.near[w] if u != v)
                and any(u in inside for u in self.near[v] if u != w)
                and self.can_leave(v)
                and self.can_leave(w)
            ):
                self.put((v,), to)
                self.put((w,), here)
                return True
        return False

    def within(self, part: int, more: float) -> bool:
        low, high = self.bounds
        return low <= self.people[part] + more <= high

    def nearer(self, v: int, to: int, middles: dict[int, tuple[float, float]]) -> float:
        """How many people's kilometres it saves if ``v`` goes ``to`` there."""
        return self.weight[v] * (dist(self.xy[v], middles[self.part[v]]) - dist(self.xy[v], middles[to]))

    def can_leave(self, v: int) -> bool:
        """Whether the part of ``v`` is in one piece without it."""
        group = self.members[self.part[v]]
        inside = [other for other in self.near[v] if other in group]
        if len(inside) < 2:
            return len(inside) == 1
        rest = group - {v}
        return len(reached(self.near, inside[0], rest)) == len(rest)
