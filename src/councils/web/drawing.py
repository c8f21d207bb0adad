"""Geometry for the drawings on the pages: numbers in, SVG attributes out.

A page may carry no inline style, so the width of a bar is an attribute, and it is a string made here: a template would
print 12.5 as "12,5" in French, and the drawing would break. Bars are in percent of their own width, which keeps their
patterns undistorted at every size of screen. Maps are in units of a viewBox, by an equirectangular projection around
the middle latitude; for a city or a country, at the size of a page, that is exact enough to find a place on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import cos, hypot, radians, sqrt

Ring = Sequence[tuple[float, float]]
"""A closed line of (latitude, longitude) in degrees."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a tally bar; `x` and `width` are percentages such as `"12.5%"`."""

    kind: str
    count: float
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class TallyBar:
    """A bar of yes, no and abstentions, with what is left of the whole, and where the mark of the quorum stands."""

    segments: tuple[Segment, ...]
    rest: float
    quorum: str | None


def tally_bar(
    yes: float, no: float, abstain: float, *, whole: float | None = None, quorum: float | None = None
) -> TallyBar:
    """Lay the three counts end to end.

    `whole` is what the full width stands for (the roll, so that what is left empty did not vote); without it the bar is
    filled by the votes cast. `quorum` is a count on the same scale.
    """
    cast = yes + no + abstain
    full = max(whole or 0, cast)
    segments: list[Segment] = []
    before = 0.0
    for kind, count in (("yes", yes), ("no", no), ("abstain", abstain)):
        if count:
            segments.append(Segment(kind, count, _percent(before, full), _percent(count, full)))
            before += count
    mark = _percent(quorum, full) if quorum and full else None
    return TallyBar(tuple(segments), full - cast, mark)


@dataclass(frozen=True, slots=True)
class MapPlace:
    """What the map and its table say of one council."""

    name: str
    url: str
    label: str
    members: int
    latitude: float
    longitude: float
    open_matters: int = 0
    turnout: float | None = None
    """Share of the roll that took part in the last vote, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A place where the projection put it: centre and radius in units of the viewBox."""

    place: MapPlace
    x: str
    y: str
    radius: str

    @property
    def turnout(self) -> str:
        """How much of a ring of the length 100 stands for those who took part."""
        return _number(100 * (self.place.turnout or 0)) if self.place.turnout else ""


@dataclass(frozen=True, slots=True)
class FederationMap:
    """A map ready to print; `outlines` and `lines` are values for the `d` of a path."""

    width: int
    height: int
    outlines: tuple[str, ...]
    lines: tuple[str, ...]
    circles: tuple[Circle, ...]

    @property
    def places(self) -> tuple[MapPlace, ...]:
        """The same places in the order given, for the table beside the map."""
        return tuple(circle.place for circle in self.circles)


def federation_map(
    places: Sequence[MapPlace],
    *,
    outline: Sequence[Ring] = (),
    lines: Sequence[Ring] = (),
    width: int = 720,
    largest: float = 34,
) -> FederationMap:
    """Project `places` over `outline` (closed) and `lines` (open: a river), `width` units wide.

    The area of a circle is proportional to the members of its place; `largest` is the radius of the greatest. Circles
    that would cover each other are pushed apart, so that each can be read and hit; a hundred places cost some
    milliseconds, and the time grows with their square.
    """
    points = list(chain(((p.latitude, p.longitude) for p in places), *outline))
    if not points:
        return FederationMap(width, width // 2, (), (), ())
    project = _Projection.around(points, width=width, margin=largest)
    most = max((place.members for place in places), default=0) or 1
    discs = [
        _Disc(*project(place.latitude, place.longitude), max(largest * sqrt(place.members / most), largest / 2))
        for place in places
    ]
    _push_apart(discs, width, project.height)
    circles = tuple(
        Circle(place, _number(disc.x), _number(disc.y), _number(disc.radius))
        for place, disc in zip(places, discs, strict=True)
    )
    return FederationMap(
        width,
        project.height,
        tuple(f"{_path(project, ring)}Z" for ring in outline),
        tuple(_path(project, line) for line in lines),
        circles,
    )


@dataclass(slots=True)
class _Disc:
    x: float
    y: float
    radius: float


def _push_apart(discs: Sequence[_Disc], width: float, height: float, *, rounds: int = 60) -> None:
    """Move overlapping discs away from each other, half the overlap each, until none is left or `rounds` are over."""
    for _ in range(rounds):
        moved = False
        for one, other in combinations(discs, 2):
            across, down = other.x - one.x, other.y - one.y
            overlap = one.radius + other.radius + _GAP - hypot(across, down)
            if overlap <= 0.05:
                continue
            if not across and not down:
                across = 1.0
            share = overlap / 2 / hypot(across, down)
            step_x, step_y = across * share, down * share
            one.x, one.y = one.x - step_x, one.y - step_y
            other.x, other.y = other.x + step_x, other.y + step_y
            moved = True
        for disc in discs:
            disc.x = min(max(disc.x, disc.radius + _GAP), width - disc.radius - _GAP)
            disc.y = min(max(disc.y, disc.radius + _GAP), height - disc.radius - _GAP)
        if not moved:
            return


_GAP = 4.0
"""Units left free around a circle, for its ring."""


@dataclass(frozen=True, slots=True)
class _Projection:
    """Degrees to units of the viewBox, north at the top."""

    north: float
    west: float
    per_latitude: float
    per_longitude: float
    margin: float
    height: int

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]], *, width: int, margin: float) -> _Projection:
        latitudes, longitudes = zip(*points, strict=True)
        north, south, west, east = max(latitudes), min(latitudes), min(longitudes), max(longitudes)
        squeeze = cos(radians((north + south) / 2))
        across = max((east - west) * squeeze, (north - south) / 2, 1e-6)
        scale = (width - 2 * margin) / across
        height = round((north - south) * scale + 2 * margin)
        return cls(north, west, scale, scale * squeeze, margin, height)

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.per_longitude + self.margin
        y = (self.north - latitude) * self.per_latitude + self.margin
        return x, y


def _path(project: _Projection, line: Ring) -> str:
    return "M" + "L".join(" ".join(map(_number, project(*point))) for point in line)


def _percent(part: float, whole: float) -> str:
    return f"{_number(100 * part / whole)}%"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
