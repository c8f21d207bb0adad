"""The whole federation at a glance: every council with its place, size, turnout and open matters.

Read from the read models in two queries, however many people there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councils.core.act import CouncilId
from councils.store.models import CouncilRow, PlaceRow

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Branch:
    """A council with those directly below it; ``point`` is where it lies (latitude, longitude), where that is known."""

    id: CouncilId
    name: str
    level: str
    members: int
    delegates: int
    seats: int
    vacant: int
    open_matters: int
    turnout: float | None
    point: Point | None
    below: tuple[Branch, ...]

    def walk(self) -> Iterator[Branch]:
        yield self
        for branch in self.below:
            yield from branch.walk()

    @property
    def assemblies(self) -> int:
        """How many councils of this branch have nobody below them."""
        return sum(branch.assemblies for branch in self.below) or 1

    @property
    def people(self) -> int:
        """The members of all assemblies of this branch, whether anybody represents them yet or not."""
        return sum(branch.people for branch in self.below) if self.below else self.members

    @property
    def open_below(self) -> int:
        """Open matters here and in all councils below."""
        return sum(branch.open_matters for branch in self.walk())


def overview(root: CouncilId) -> Branch | None:
    """The federation from ``root`` down; None where there is no such council."""
    rows = {row.pk: row for row in CouncilRow.objects.all()}
    places = PlaceRow.objects.exclude(lat=None).exclude(lon=None).values_list("code", "lat", "lon")
    points: dict[str, Point] = {code: (lat, lon) for code, lat, lon in places if lat is not None and lon is not None}
    children: dict[str, list[str]] = {}
    for name in sorted(rows):
        children.setdefault(rows[name].parent, []).append(name)
    return branch(root, rows, points, children) if root in rows else None


def branch(
    name: CouncilId, rows: dict[str, CouncilRow], points: dict[str, Point], children: dict[str, list[str]]
) -> Branch:
    row = rows[name]
    return Branch(
        id=row.pk,
        name=row.name,
        level=row.level,
        members=row.members,
        delegates=row.delegates,
        seats=row.seats,
        vacant=row.vacant,
        open_matters=row.open_matters,
        turnout=row.turnout,
        point=points.get(row.place),
        below=tuple(branch(child, rows, points, children) for child in children.get(name, ())),
    )
