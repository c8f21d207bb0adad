"""Found a federation: a council for each place, from the root down, under one charter (R1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from councils.app.batch import batch
from councils.app.perform import perform
from councils.core.act import RULE, Command
from councils.core.apportion import HOUSE_METHODS
from councils.core.apportioning import Apportion
from councils.core.charter import Charter, Norm
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


def add_places(places: Places) -> None:
    """Put another hierarchy of places beside those that are there, for a federation beside the others."""
    taken = PlaceRow.objects.filter(code__in=[place.code for place in places]).values_list("code", flat=True)
    councils = CouncilRow.objects.filter(pk__in=[place.code for place in places]).values_list("pk", flat=True)
    for code in sorted({*taken, *councils}):
        raise NotFoundedError(f"The code {code} is in use here already. Give the new places codes of their own.")
    PlaceRow.objects.bulk_create(place_row(place) for place in places)


def imported_places() -> Places | None:
    """The places that were put into the database to be founded on, if there are any.

    NotFoundedError once councils stand on them.
    """
    must_be_free()
    rows = PlaceRow.objects.order_by("pk")
    places = [Place(r.code, r.name, r.level, r.parent, r.population, r.lat, r.lon, r.kind) for r in rows]
    return Places(places) if places else None


def must_be_free() -> None:
    if CouncilRow.objects.exists():
        raise NotFoundedError(
            "This database holds a federation already. Choose another one with --db; or give --beside, and --places "
            "with places of its own."
        )


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
    beside: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Federation:
    """Found a council at every place, the congress at the root; all of them or none.

    ``outline`` is the GeoJSON of the territory, for the map; ``beside`` lets it stand beside others (R16).
    """
    if not beside:
        must_be_free()
    now = at or timezone.now()
    with batch():
        add_places(places) if beside else import_places(places)
        for place in places:
            carry_out(place, founding(charter, places, place), now)
            progress(place.name)
        for place, level in houses(charter, places):
            carry_out(place, Apportion(RULE, level), now)
        root = places.root
        return Federation.objects.create(
            name=name.strip(), root=root.code, demonstration=demonstration, founded=now, outline=outline
        )


def carry_out(place: Place, command: Command, at: datetime) -> None:
    done = perform(place.code, command, at)
    if isinstance(done, Refused):
        raise NotFoundedError(f"{place.name} ({place.code}): {done}")


def houses(charter: Charter, places: Places) -> Iterator[tuple[Place, str]]:
    """The places whose council is a house of fixed size, with the level that it is shared out among (R5)."""
    for place in places:
        levels = dict.fromkeys((level_of(charter, places, b.code), b.kind) for b in places.children(place.code))
        for level in dict.fromkeys(level for level, kind in levels if is_house(charter.norm(level, kind))):
            yield place, level


def is_house(norm: Norm | None) -> bool:
    return norm is not None and norm.method in HOUSE_METHODS


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
