"""Found a federation: a council for each place, from the root down, under one charter (R1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from councils.app.perform import perform
from councils.core.charter import Charter
from councils.core.council import FoundCouncil
from councils.core.delegations import level_of
from councils.core.place import Place, Places
from councils.core.refusal import Refused
from councils.store.models import CouncilRow, Federation, PlaceRow


class NotFoundedError(Exception):
    """Why no federation was founded, with the remedy."""


def import_places(places: Places) -> int:
    """Put a checked hierarchy of places in the place of the one before, all or none; its number of places.

    NotFoundedError once councils stand on the places that are there.
    """
    with transaction.atomic():
        if CouncilRow.objects.exists():
            raise NotFoundedError("Councils are founded on the places of this database. Choose another with --db.")
        PlaceRow.objects.all().delete()
        PlaceRow.objects.bulk_create(place_row(place) for place in places)
    return PlaceRow.objects.count()


def imported_places() -> Places | None:
    """The places in the database, if there are any."""
    rows = PlaceRow.objects.order_by("pk")
    places = [Place(r.code, r.name, r.level, r.parent, r.population, r.lat, r.lon, r.kind) for r in rows]
    return Places(places) if places else None


def place_row(place: Place) -> PlaceRow:
    return PlaceRow(
        code=place.code,
        name=place.name,
        level=place.level,
        parent=place.parent or "",
        population=place.population,
        lat=place.lat,
        lon=place.lon,
        kind=place.kind or "",
    )


def found(
    name: str,
    charter: Charter,
    places: Places,
    at: datetime | None = None,
    *,
    demonstration: bool = False,
    outline: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Federation:
    """Found a council at every place, the congress at the root; all of them or none.

    ``outline`` is the GeoJSON of the territory, for the map.
    """
    if CouncilRow.objects.exists():
        raise NotFoundedError("This database holds a federation already. Choose another one with --db.")
    now = at or timezone.now()
    with transaction.atomic():
        import_places(places)
        for place in places:
            done = perform(place.code, founding(charter, places, place), now)
            if isinstance(done, Refused):
                raise NotFoundedError(f"{place.name} ({place.code}): {done}")
            progress(place.name)
        root = places.root
        return Federation.objects.create(
            name=name, root=root.code, demonstration=demonstration, founded=now, outline=outline
        )


def founding(charter: Charter, places: Places, place: Place) -> FoundCouncil:
    return FoundCouncil(
        council=place.code,
        name=place.name,
        place=place.code,
        level=level_of(charter, places, place.code),
        charter=charter,
        parent=place.parent or None,
        kind=place.kind or "",
        population=place.population,
    )
