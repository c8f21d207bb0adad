"""The demonstration's places: whole, in place, and enough of them."""

import json
from importlib.resources import files
from itertools import pairwise

from councils.core.charter.toml import parse_charter
from councils.core.delegations import level_of
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.presets import DEFAULT, preset

DEMO = files("councils.demo")
OUTLINE = json.loads(DEMO.joinpath("paris_outline.json").read_text(encoding="utf-8"))["coordinates"][0]


def paris():
    places = read_places(DEMO.joinpath("paris.csv").read_text(encoding="utf-8"))
    assert isinstance(places, Places), places
    return places


def within(ring, lon, lat):
    """Whether a ray to the east crosses the ring an odd number of times."""
    crossings = 0
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lon2 - lon1) * (lat - lat1) / (lat2 - lat1):
            crossings += 1
    return crossings % 2 == 1


def test_paris_has_twenty_wards_of_four_quarters_each():
    places = paris()
    wards = places.children("751")
    assert [ward.code for ward in wards] == [f"751{n:02}" for n in range(1, 21)]
    assert {len(places.children(ward.code)) for ward in wards} == {4}
    assert len({place.name for place in places}) == len(places) == 101
    assert places.root.population == 2_103_778


def test_every_place_lies_inside_the_outline():
    assert OUTLINE[0] == OUTLINE[-1]
    assert [place.name for place in paris() if not within(OUTLINE, place.lon, place.lat)] == []


def test_the_default_charter_fits():
    places, charter = paris(), parse_charter(preset(DEFAULT))
    assert [level_of(charter, places, code) for code in ("751", "75111", "75111-2")] == ["congress", "ward", "assembly"]
