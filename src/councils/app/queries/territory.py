"""The places that a federation stands on, as the file that people write."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from councils.core.place import Place, Places
from councils.store.models import PlaceRow


def has_places(root: str) -> bool:
    """Whether anybody is said to live in the place of this congress."""
    return PlaceRow.objects.filter(pk=root, population__gt=0).exists()


def territory(root: str) -> Places:
    """The place of this congress and all below; linear in the places of the database."""
    below: dict[str, list[Place]] = {}
    for r in PlaceRow.objects.order_by("pk"):
        place = Place(r.code, r.name, r.level, r.parent, r.population, r.lat, r.lon, r.kind)
        below.setdefault(place.parent if place.code != root else "", []).append(place)
    found = [replace(place, parent="") for place in below[""] if place.code == root]
    for place in found:
        found.extend(below.get(place.code, ()))
    return Places(found)


def csv_text(places: Places) -> str:
    """As `councils places check` reads it."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow("code name level parent_code population lat lon kind".split())
    lines.writerows([p.code, p.name, p.level, p.parent, p.population, p.lat, p.lon, p.kind] for p in places)
    return text.getvalue()
