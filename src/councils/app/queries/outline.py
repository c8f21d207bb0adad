"""The outline of a federation's territory, for its map: from GeoJSON, or nothing where none was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from councils.store.models import Federation

Ring = tuple[tuple[float, float], ...]
"""(latitude, longitude) in degrees, closed."""


def outline(federation: Federation) -> tuple[Ring, ...]:
    """The outer rings of the territory."""
    return tuple(rings(json.loads(federation.outline))) if federation.outline else ()


def rings(shape: dict[str, Any]) -> Iterator[Ring]:
    """The outer rings of a GeoJSON geometry, feature or collection; points and lines have none."""
    match shape.get("type"):
        case "FeatureCollection":
            for feature in shape["features"]:
                yield from rings(feature)
        case "Feature":
            yield from rings(shape["geometry"])
        case "GeometryCollection":
            for geometry in shape["geometries"]:
                yield from rings(geometry)
        case "Polygon":
            yield ring(shape["coordinates"][0])
        case "MultiPolygon":
            for polygon in shape["coordinates"]:
                yield ring(polygon[0])
        case _:
            return


def ring(points: list[list[float]]) -> Ring:
    """GeoJSON puts the longitude first."""
    return tuple((latitude, longitude) for longitude, latitude, *_ in points)
