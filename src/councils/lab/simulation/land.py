"""A map under a scenario: places in an order in which neighbours follow each other, and who borders on whom.

Theory of operation. People are numbered place by place along a curve over the map (``sizing.along_curve``), and an
assembly is the next so many of them: a part of a large place, or some small ones together. The assemblies of one place
lie on a square grid, row by row, with north above. Over the border of two places those two assemblies border on each
other that lie farthest towards the other place. Borders and places are those that areas are drawn from
(``partition/ground.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isqrt

import numpy as np

from councils.core.place import Places
from councils.lab.arrays import Bools, Floats, Ints, Words
from councils.lab.partition.ground import BrokenGroundError, Pair, lists, located, standing
from councils.lab.sizing import along_curve


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Land:
    """``people`` int64[places], ``points`` float64[places, 2] (latitude, longitude; nan: unknown), ``borders``
    int64[n, 2] of places, all in the order of the curve; ``named``: the places that a code stands for; ``kinds``: of
    each place, or () where they are of none."""

    people: Ints
    points: Floats
    borders: Ints
    named: Mapping[str, Ints]
    kinds: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """So that sweeps of different maps are told apart."""
        parts = (self.people, self.points, self.borders)
        said = b"".join(part.tobytes() for part in parts) + "\n".join(self.kinds).encode()
        return f"Land({sha256(said).hexdigest()})"

    def ends(self, size: int) -> tuple[Ints, Ints]:
        """The first and the last assembly of each place, where these have ``size`` members; a place without people lies
        in one of its neighbours on the curve."""
        after = np.cumsum(self.people)
        first = np.minimum((after - self.people) // size, max(0, -(-int(after[-1]) // size) - 1))
        return first, np.maximum(first, (after - 1) // size)

    def of(self, code: str, size: int) -> Bools:
        """bool[assemblies]: in which somebody of the places lives that ``code`` stands for."""
        first, last = (some[self.named[code]] for some in self.ends(size))
        edge = np.zeros(-(-int(self.people.sum()) // size) + 1, dtype=np.int64)
        np.add.at(edge, first, 1)
        np.add.at(edge, last + 1, -1)
        return np.asarray(np.cumsum(edge)[:-1] > 0)

    def residents(self, code: str) -> Words:
        """The numbers of the people who live in the places that ``code`` stands for."""
        after = np.cumsum(self.people)
        lives = np.zeros(int(after[-1]), dtype=np.bool_)
        for n in self.named[code].tolist():
            lives[after[n] - self.people[n] : after[n]] = True
        return np.flatnonzero(lives).astype(np.uint64)

    def kinds_of(self, size: int) -> tuple[str, ...]:
        """The kind of each assembly of ``size`` members: that of the place in which the one in its middle lives."""
        if not self.kinds:
            return ()
        people = int(self.people.sum())
        starts = np.arange(0, people, size)
        middle = (starts + np.minimum(starts + size, people)) // 2
        lives = np.searchsorted(np.cumsum(self.people), middle, side="right")
        return tuple(self.kinds[n] for n in lives.tolist())

    def edges(self, size: int) -> Ints:
        """int64[n, 2]: which assemblies border on each other, each pair once."""
        first, last = self.ends(size)
        number, (one, other) = last - first + 1, self.borders.T
        inside = [grid(some) + start for start, some in zip(first.tolist(), number.tolist(), strict=True) if some > 1]
        across = np.stack(
            [
                first[here] + towards(number[here], self.points[here], self.points[there])
                for here, there in ((one, other), (other, one))
            ],
            axis=1,
        )
        every = np.sort(np.concatenate([*inside, across]), axis=1)
        return np.asarray(np.unique(every[every[:, 0] < every[:, 1]], axis=0), dtype=np.int64)


def land(places: Places, borders: Sequence[Pair]) -> Land:
    """The map of all places. BrokenGroundError where nobody lives."""
    stand = standing(places, borders, places.leaves())
    if not any(place.population for place in stand):
        raise BrokenGroundError("Nobody lives in these places: give their population.")
    at = {place.code: n for n, place in enumerate(stand)}
    pairs = [(at[a], at[b]) for a, b in borders]
    points = np.array([(np.nan if p.lat is None else p.lat, np.nan if p.lon is None else p.lon) for p in stand])
    points = located(points, lists(len(stand), pairs))
    known = ~np.isnan(points).any(axis=1)
    order = np.concatenate(
        [np.flatnonzero(known)[np.argsort(curve(points[known]), kind="stable")], np.flatnonzero(~known)]
    )
    rank = np.empty(len(stand), dtype=np.int64)
    rank[order] = np.arange(len(stand))
    named: dict[str, list[int]] = {}
    for n, place in zip(rank.tolist(), stand, strict=True):
        for each in (place, *places.ancestors(place.code)):
            named.setdefault(each.code, []).append(n)
    people = np.array([place.population for place in stand], dtype=np.int64)[order]
    kinds = tuple(stand[n].kind for n in order.tolist())
    ends = rank[np.array(pairs, dtype=np.int64).reshape(-1, 2)]
    return Land(
        people, points[order], ends, {code: np.array(some) for code, some in named.items()}, kinds if any(kinds) else ()
    )


def curve(points: Floats) -> Ints:
    return along_curve(points) if len(points) else np.zeros(0, dtype=np.int64)


def towards(number: Ints, here: Floats, there: Floats) -> Ints:
    """Which of ``number`` assemblies on a grid lies farthest towards ``there``; that in the middle if nobody knows."""
    north = there[:, 0] - here[:, 0]
    east = ((there[:, 1] - here[:, 1] + 180) % 360 - 180) * np.cos(np.radians(here[:, 0]))
    far = np.maximum(np.abs(north), np.abs(east))
    north, east = (np.divide(way, far, out=np.zeros_like(far), where=far > 0) for way in (north, east))
    wide = np.ceil(np.sqrt(number))
    high = np.ceil(number / wide)
    column, row = np.rint((1 + east) / 2 * (wide - 1)), np.rint((1 - north) / 2 * (high - 1))
    return np.asarray(np.minimum(row * wide + column, number - 1), dtype=np.int64)


def grid(number: int) -> Ints:
    """int64[borders, 2] of a square grid of so many, row by row."""
    wide = isqrt(number - 1) + 1
    at = np.arange(number)
    beside, below = at[(at % wide < wide - 1) & (at < number - 1)], at[at < number - wide]
    return np.concatenate([np.stack([beside, beside + 1], axis=1), np.stack([below, below + wide], axis=1)])
