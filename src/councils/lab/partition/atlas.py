"""Maps of what was drawn, from the boundaries of places in TopoJSON: as TopoJSON again, and as SVG.

Theory of operation. In TopoJSON a line between two places is stored once, as an *arc*, and used by both, in opposite
directions. So the outline of an area is whatever arcs of its places are used in one direction only; put end to end they
give rings. A ring that turns as its places do bounds the area from outside, the others are holes. A place that several
areas share is drawn with the one that has most people there. Colours are dealt out so that neighbours differ.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any

from councils.core.problem import Problem
from councils.lab.partition.nesting import Partition

COLOURS = ("#7fb7be", "#e3b778", "#a3c585", "#c6a5cf", "#d99a8b", "#8fa8d6", "#d6cf7a")
WIDE = 1000
Ring = tuple[int, ...]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """``rings`` of each code, as arcs (``~i`` is i backwards); ``arcs`` in degrees; ``raw`` as in the file."""

    rings: Mapping[str, tuple[Ring, ...]]
    arcs: tuple[tuple[Point, ...], ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the map: ``polygons``, each an outline and its holes."""

    code: str
    name: str
    people: int
    polygons: tuple[tuple[Ring, ...], ...]


def read_atlas(text: str) -> Atlas | tuple[Problem, ...]:
    """The boundaries of every geometry that has a ``code`` among its properties, or an id."""
    try:
        raw = json.loads(text)
        arcs = tuple(tuple(decoded(arc, raw.get("transform"))) for arc in raw["arcs"])
        rings: dict[str, tuple[Ring, ...]] = {}
        for thing in raw["objects"].values():
            for geometry in thing.get("geometries", [thing]):
                code = geometry.get("properties", {}).get("code", geometry.get("id"))
                if code is not None and geometry.get("type") in ("Polygon", "MultiPolygon"):
                    rings[str(code)] = tuple(rings_of(geometry))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return (Problem(1, "This is no TopoJSON.", 'Give a file of {"type": "Topology"} with polygons.'),)
    if not rings:
        return (Problem(1, "No polygon has a code.", 'Give every geometry {"properties": {"code": …}}.'),)
    return Atlas(rings, arcs, raw)


def rings_of(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return (tuple(ring) for polygon in polygons for ring in polygon)


def decoded(arc: Sequence[Sequence[float]], transform: Mapping[str, Sequence[float]] | None) -> Iterator[Point]:
    """The points of an arc; with a transform they are steps from one to the next."""
    if transform is None:
        yield from ((float(x), float(y)) for x, y, *_ in arc)
        return
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0.0
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield x * kx + dx, y * ky + dy


def shapes(atlas: Atlas, found: Partition, level: int, codes: Sequence[str], names: Sequence[str]) -> Iterator[Shape]:
    """The areas of a level that have a place on the map; ``codes`` and ``names`` are theirs."""
    held: dict[int, tuple[int, int]] = {}
    for number, here in enumerate(found.levels[level].areas):
        for n, people in here.people.items():
            held[n] = max(held.get(n, (-1, 0)), (people, -number))
    inside: dict[int, list[str]] = {}
    for n, (_, number) in sorted(held.items()):
        if found.places[n].code in atlas.rings:
            inside.setdefault(-number, []).append(found.places[n].code)
    for number, group in sorted(inside.items()):
        total = found.levels[level].areas[number].total
        yield Shape(codes[number], names[number], total, tuple(outline(atlas, group)))


def outline(atlas: Atlas, group: Iterable[str]) -> Iterator[tuple[Ring, ...]]:
    """The polygons of places together."""
    used = Counter(arc for code in group for ring in atlas.rings[code] for arc in ring)
    edge = [arc for arc in used if used[arc] > used[~arc]]
    rings = [(ring, turn(atlas, ring)) for ring in joined(atlas, edge)]
    outward = max((area for _, area in rings), key=abs, default=0.0) > 0
    outer = [(ring, [ring]) for ring, area in rings if (area > 0) == outward]
    for hole, area in rings:
        if (area > 0) != outward:
            start = along(atlas, hole[0])[0]
            around = next((whole for ring, whole in outer if encloses(atlas, ring, start)), None)
            if around is not None:
                around.append(hole)
    return (tuple(whole) for _, whole in outer)


def joined(atlas: Atlas, edge: Iterable[int]) -> Iterator[Ring]:
    """Arcs put end to end until they close."""
    starting: dict[Point, list[int]] = {}
    for arc in sorted(edge):
        starting.setdefault(along(atlas, arc)[0], []).append(arc)
    while starting:
        first = next(iter(starting))
        ring, at = [], first
        while following := starting.get(at):
            ring.append(following.pop())
            if not following:
                del starting[at]
            at = along(atlas, ring[-1])[-1]
            if at == first:
                break
        yield tuple(ring)


def along(atlas: Atlas, arc: int) -> tuple[Point, ...]:
    return atlas.arcs[arc] if arc >= 0 else atlas.arcs[~arc][::-1]


def points_of(atlas: Atlas, ring: Ring) -> list[Point]:
    return [point for arc in ring for point in along(atlas, arc)[:-1]]


def turn(atlas: Atlas, ring: Ring) -> float:
    """Twice the area that a ring goes round, negative if clockwise."""
    points = points_of(atlas, ring)
    return sum(x * v - u * y for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True))


def encloses(atlas: Atlas, ring: Ring, point: Point) -> bool:
    """Whether a ray from ``point`` crosses the ring an odd number of times."""
    points, (px, py) = points_of(atlas, ring), point
    crossed = False
    for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True):
        if (y > py) != (v > py) and px < (u - x) * (py - y) / (v - y) + x:
            crossed = not crossed
    return crossed


def topojson(atlas: Atlas, drawn: Sequence[Shape]) -> str:
    """The areas over the arcs of the file they were read from."""
    geometries = [
        {
            "type": "MultiPolygon",
            "arcs": shape.polygons,
            "properties": {"code": shape.code, "name": shape.name, "people": shape.people},
        }
        for shape in drawn
    ]
    kept = {key: atlas.raw[key] for key in ("type", "transform", "bbox", "arcs") if key in atlas.raw}
    whole = kept | {"objects": {"areas": {"type": "GeometryCollection", "geometries": geometries}}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def coloured(drawn: Sequence[Shape]) -> list[str]:
    """A colour for each, other than those of its neighbours as far as there are enough."""
    owner = {arc: n for n, shape in enumerate(drawn) for p in shape.polygons for ring in p for arc in ring}
    chosen: list[int] = []
    for n, shape in enumerate(drawn):
        beside = {owner.get(~arc, n) for polygon in shape.polygons for ring in polygon for arc in ring}
        taken = {chosen[other] for other in beside if other < n}
        free = [colour for colour in range(len(COLOURS)) if colour not in taken]
        used = Counter(chosen[-len(COLOURS) :])
        chosen.append(min(free or range(len(COLOURS)), key=lambda colour: (used[colour], colour)))
    return [COLOURS[colour] for colour in chosen]


def svg(atlas: Atlas, drawn: Sequence[Shape], title: str) -> str:
    """A map of the areas, each with its name and its people as a tooltip; degrees are true to scale at the middle."""
    points = [p for shape in drawn for polygon in shape.polygons for ring in polygon for p in points_of(atlas, ring)]
    if not points:
        return ""
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    scale = WIDE / max((east - west) * cos(radians((south + north) / 2)), 1e-9)
    across = scale * cos(radians((south + north) / 2))

    def path(shape: Shape) -> str:
        return "".join(
            "M" + "L".join(f"{(x - west) * across:.1f},{(north - y) * scale:.1f}" for x, y in points_of(atlas, r)) + "Z"
            for polygon in shape.polygons
            for r in polygon
        )

    body = "".join(
        f'<path d="{path(shape)}" fill="{colour}"><title>{escape(shape.name)}: {shape.people:,}</title></path>'
        for shape, colour in zip(drawn, coloured(drawn), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {(north - south) * scale:.0f}" role="img"'
        f' font-family="sans-serif"><title>{escape(title)}</title>'
        f'<g stroke="#fff" stroke-width="0.4" fill-rule="evenodd">{body}</g></svg>\n'
    )
