"""The first page: everybody sees all councils, and the page costs the same however many people there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.founding import found
from councils.app.membership import join
from councils.app.queries.outline import rings
from councils.app.queries.overview import Branch, overview
from councils.core.place import Place, Places
from councils.core.vote.tally import Choice
from councils.store.models import CouncilRow, Federation, Person, PlaceRow
from councils.web.views.federation import drawn_map, short_label

MOST_QUERIES = 40


def grow(city: City, more: int) -> None:
    grounds = tuple(c.token for c in city.charter.franchise.requires)
    for number in range(more):
        person = Person.objects.create(username=f"new-{number}", name=f"New {number}")
        city.done(join(person, "A12", grounds))


def test_everybody_sees_every_council(city: City, enter: Enter) -> None:
    page = enter().get(reverse("federation")).content.decode()
    links = [
        name for name in CouncilRow.objects.values_list("pk", flat=True) if reverse("council", args=[name]) in page
    ]
    assert sorted(links) == ["A11", "A12", "A21", "T", "W1", "W2"]
    assert "26 members govern themselves in 3 open assemblies" in page


def test_federation_that_nobody_has_joined_says_what_comes_next(city: City, enter: Enter) -> None:
    town = Places([Place("N", "Northtown", "town", "", 20), Place("N1", "Pier", "quarter", "N", 20)])
    found("Northtown", city.charter, town, timezone.now(), beside=True)
    page = enter().get(reverse("one_federation", args=["N"])).content.decode()
    assert "Founded, and nobody takes part yet." in page
    assert "govern themselves" not in page


def test_assemblies_have_nobody_sitting_in_them(city: City, enter: Enter) -> None:
    rows = enter().get(reverse("federation")).context["table"]["rows"]
    assert [(row[0], row[3]) for row in rows] == [("Assembly", "–"), ("Ward council", 5), ("Congress", 3)]


def test_page_shows_what_has_happened_since_it_was_last_looked_at(city: City, enter: Enter) -> None:
    before = numbers_of("Mill Street", enter)
    person = Person.objects.create(username="new", name="New")
    city.done(join(person, "A11", tuple(c.token for c in city.charter.franchise.requires)))
    assert (before, numbers_of("Mill Street", enter)) == ("12 members", "13 members")


def numbers_of(council: str, enter: Enter) -> str:
    """How many the tree of the first page says there are."""
    tree = enter().get("/").content.decode().split('id="tree"')[1].split(f">{council}<")[1]
    found = re.search(r"\d+ members", tree)
    assert found
    return found[0]


@pytest.mark.usefixtures("unwound")
@pytest.mark.parametrize("address", ["/", "/home/", "/councils/T/", "/councils/A12/"])
def test_queries_are_few_and_do_not_grow_with_members(
    city: City, enter: Enter, django_assert_num_queries: Any, address: str
) -> None:
    browser = enter(city.people["A11"][0])
    browser.get(address)
    with CaptureQueriesContext(connection) as before:
        assert browser.get(address).status_code == 200
        asked = len(before)
    assert asked <= MOST_QUERIES
    grow(city, 20)
    browser.get(address)
    with django_assert_num_queries(asked):
        browser.get(address)


def test_overview_asks_twice(city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        root = overview("T")
    assert root is not None
    assert [(b.id, b.members) for b in root.walk()] == [
        ("T", 26), ("W1", 20), ("A11", 12), ("A12", 8), ("W2", 6), ("A21", 6),
    ]  # fmt: skip


def test_decision_is_told_with_its_council(city: City, enter: Enter) -> None:
    matter = refer(city, "A workshop in every ward")
    for assembly in ("A11", "A12", "A21"):
        decide(city, assembly, matter, Choice.YES)
    city.pass_days(30)
    rows = enter().get("/").context["decisions"]
    assert [(row["title"], row["state"], row["kind"]) for row in rows] == [
        ("A workshop in every ward", "carried", "Town · Resolution")
    ]


def test_map_shows_places_that_have_a_point(city: City) -> None:
    PlaceRow.objects.filter(code="W1").update(lat=48.86, lon=2.34)
    federation = Federation.objects.get()
    root = overview("T")
    assert root is not None
    drawn = drawn_map(federation, root)
    assert drawn is not None
    assert [place.name for place in drawn.places] == ["First ward"]


def test_federation_without_points_has_no_map(city: City) -> None:
    root = overview("T")
    assert root is not None
    assert drawn_map(Federation.objects.get(), root) is None


def test_outline_is_read_from_all_shapes_of_geojson() -> None:
    square = [[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 48.0]]
    ring = ((48.0, 2.0), (48.0, 3.0), (49.0, 3.0), (48.0, 2.0))
    polygon = {"type": "Polygon", "coordinates": [square, square]}
    many = {"type": "MultiPolygon", "coordinates": [[square], [square]]}
    both = {"type": "GeometryCollection", "geometries": [polygon, {"type": "Point", "coordinates": [2, 48]}]}
    whole = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": shape} for shape in (many, both)],
    }
    assert list(rings(whole)) == [ring, ring, ring]


def test_short_label_is_the_number_in_the_name_or_the_place_in_the_list() -> None:
    assert [short_label("11e arrondissement", 3), short_label("Mill Street", 3)] == ["11", "3"]


def test_branch_without_any_below_is_one_assembly() -> None:
    assert Branch("X", "X", "assembly", 3, 0, 0, 0, 0, None, None, ()).assemblies == 1
