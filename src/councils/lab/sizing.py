"""How many assemblies, and how large? What each answer gives and what it costs, on a real territory (R1, R5, R7).

Theory of operation. Nothing is simulated. People are gathered place by place: a place of 1,000 has seven assemblies of
150 at most. Assemblies stand in the order of a Hilbert curve over the map, so that neighbours follow each other, and
every council takes the next few of them, up to one. How many delegates each sends says the charter; above its levels,
as many as the highest that it names. Chance and power are those of ``published``, where sizes are odd, so that nothing
hangs on a tie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, prod

import numpy as np
from numpy.typing import NDArray

from councils.core.apportion import HOUSE_METHODS, seats
from councils.core.charter import Charter, Kind, Norm
from councils.core.place import Places
from councils.lab.published.hierarchy import capturing
from councils.lab.published.jury import contradiction
from councils.lab.published.power import decisive

BASES = (20, 50, 100, 150, 200, 300, 500, 1000)
FAN_OUTS = (5, 10, 20, 50)
CURVE = 1 << 14  # cells of the map to a side, for the order of places
EARTH = 6371.0088  # km

Floats = NDArray[np.float64]


class ImpracticableError(ValueError):
    """Why this charter or this territory cannot be sized, and what would be right."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What is taken of people: ``share`` of them who are members, ``turnout`` of a meeting, ``meetings`` a year of
    ``hours`` each."""

    share: float = 1.0
    turnout: float = 0.3
    meetings: int = 12
    hours: float = 2.0

    @property
    def between(self) -> int:
        """Days from one meeting to the next."""
        return round(365 / self.meetings)


@dataclass(frozen=True, slots=True)
class Sizing:
    """One answer. Tuples go from the base up: ``councils`` of each level, ``delegates`` whom each level sends, seats of
    one council of each level above, ``kilometres`` from an assembly to the middle of its council's area, on average.

    ``hours`` are those of all meetings, per member and year; ``minutes`` each who is present can speak at the base;
    ``days`` from an assembly's motion to the decision of all on it, of which ``at_base`` the assemblies have to answer.
    ``contradicts``: how often the councils decide otherwise than all votes added, where opinions are chance. ``weight``
    is the chance that one member decides, as a share of that in a direct vote of all. ``capture``: the least share of
    members that can hold the top, best placed.
    """

    base: int
    fan_out: int
    members: int
    councils: tuple[int, ...]
    delegates: tuple[int, ...]
    seats: tuple[int, ...]
    kilometres: tuple[float, ...]
    hours: float
    minutes: float
    days: int
    at_base: int
    contradicts: float
    weight: float
    capture: float

    @property
    def levels(self) -> int:
        return len(self.councils)

    @property
    def nominal(self) -> float:
        """One voice among all."""
        return 1 / self.members


class Territory:
    """The places where people live, in the order of a curve on which neighbours are near each other."""

    def __init__(self, places: Places, share: float = 1.0) -> None:
        """``share`` of the people are members. ImpracticableError where nobody lives anywhere."""
        leaves = [place for place in places.leaves() if place.population > 0]
        if not leaves:
            raise ImpracticableError("Nobody lives in these places: give their population.")
        leaves.sort(key=lambda place: place.lat is None or place.lon is None)
        self.located = sum(place.lat is not None and place.lon is not None for place in leaves)
        points = np.array([(place.lat or 0.0, place.lon or 0.0) for place in leaves], dtype=np.float64)
        order = np.arange(len(leaves))
        if self.located:
            order[: self.located] = np.argsort(along_curve(points[: self.located]), kind="stable")
        people = np.array([place.population for place in leaves], dtype=np.float64)
        self.points, self.members = points[order], np.maximum(1, np.rint(people[order] * share)).astype(np.int64)

    def assemblies(self, base: int) -> NDArray[np.int64]:
        """How many each place has, of ``base`` members at most."""
        return -(-self.members // base)

    def distance(self, assemblies: NDArray[np.int64], group: int) -> float:
        """Mean distance, km, from an assembly to the middle of the council that takes ``group`` of them.

        Of the places whose position is known; nan if it is of none.
        """
        if not self.located:
            return float("nan")
        number, points = assemblies[: self.located], self.points[: self.located]
        council = (np.cumsum(number) - (number + 1) // 2) // group
        weight = np.maximum(np.bincount(council, number), 1)
        centre = np.column_stack([np.bincount(council, points[:, axis] * number) / weight for axis in (0, 1)])
        return float(np.average(kilometres(points, centre[council]), weights=number))


def along_curve(points: Floats) -> NDArray[np.int64]:
    """The place of each point (latitude, longitude) on a Hilbert curve over all of them."""
    low, high = points.min(axis=0), points.max(axis=0)
    cells = ((points - low) / np.maximum(high - low, 1e-9) * (CURVE - 1)).astype(np.int64)
    x, y, found = cells[:, 1].copy(), cells[:, 0].copy(), np.zeros(len(points), dtype=np.int64)
    side = CURVE // 2
    while side:
        right, upper = (x & side) > 0, (y & side) > 0
        found += side * side * ((3 * right) ^ upper)
        turned = ~upper
        flipped = turned & right
        x[flipped], y[flipped] = CURVE - 1 - x[flipped], CURVE - 1 - y[flipped]
        x[turned], y[turned] = y[turned], x[turned].copy()
        side //= 2
    return found


def kilometres(one: Floats, other: Floats) -> Floats:
    """Distance on the sphere between points in degrees, by the haversine."""
    a, b = np.radians(one), np.radians(other)
    half = np.sin((b - a) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1])))


def size(territory: Territory, charter: Charter, base: int, fan_out: int, habits: Habits) -> Sizing:
    """What comes of assemblies of ``base`` at most and councils of ``fan_out``; ImpracticableError says why not."""
    assemblies = territory.assemblies(base)
    members = int(territory.members.sum())
    councils = tuple(levels(int(assemblies.sum()), fan_out))
    taken = [below / above for below, above in pairwise(councils)]
    sent = list(sends(charter, [members / here for here in councils[:-1]], taken))
    delegates = tuple(round(each * here) for each, here in zip(sent, councils, strict=False))
    groups = [members / councils[0], *taken]
    days, at_base = duration(charter, len(councils))
    meeting = habits.meetings * habits.hours
    return Sizing(
        base,
        fan_out,
        members,
        councils,
        delegates,
        tuple(ceil(number / above) for number, above in zip(delegates, councils[1:], strict=True)),
        tuple(territory.distance(assemblies, fan_out**level) for level in range(1, len(councils))),
        meeting * (habits.turnout + sum(delegates) / members),
        60 * habits.hours / max(1.0, groups[0] * habits.turnout),
        days,
        at_base,
        contradiction([odd(group) for group in taken]) if taken else 0.0,
        prod(decisive(odd(group)) for group in groups) / decisive(odd(members)),
        float(capturing([max(1, round(group)) for group in groups])),
    )


def levels(assemblies: int, fan_out: int) -> Iterator[int]:
    """Councils of each level, from the assemblies to the one at the top."""
    yield assemblies
    while assemblies > 1:
        assemblies = -(-assemblies // fan_out)
        yield assemblies


def odd(number: float) -> int:
    """The odd number that is nearest."""
    return max(1, 2 * round((number - 1) / 2) + 1)


def sends(charter: Charter, members: Sequence[float], taken: Sequence[float]) -> Iterator[float]:
    """Delegates of one council of each level, which stands for so many members, and of which ``taken`` come together.

    Of a house it is the part that each has on average.
    """
    norms = [charter.norm(rule.name) or Norm(rule.name) for rule in charter.levels[:-1]]
    sent = 1.0
    for level, (heads, siblings) in enumerate(zip(members, taken, strict=True)):
        norm = norms[min(level, len(norms) - 1)]
        if norm.method in HOUSE_METHODS:
            sent = min(max(norm.minimum, norm.total / siblings), heads)
        elif level < len(norms):
            sent = max(1, seats(norm, round(heads)))
        yield sent


def duration(charter: Charter, levels: int) -> tuple[int, int]:
    """Days from an assembly's motion to the decision of all on it; days that assemblies have to answer (R7)."""
    initiative, motion = charter.motion(Kind.INITIATIVE), charter.motion(Kind.RESOLUTION)
    up = (levels - 1) * (initiative.notice_days + initiative.voting_days)
    at_base = charter.referral.days - charter.referral.step_days * (levels - 1)
    return up + motion.notice_days + charter.referral.days, at_base


def sizings(
    territory: Territory, charter: Charter, bases: Sequence[int], fan_outs: Sequence[int], habits: Habits
) -> list[Sizing]:
    """All combinations, by base and then by fan-out."""
    return [size(territory, charter, base, fan_out, habits) for base in bases for fan_out in fan_outs]
