from __future__ import annotations

from itertools import combinations
from math import hypot

from councils.web.drawing import MapPlace, Segment, federation_map, tally_bar


def place(name: str, members: int, latitude: float, longitude: float) -> MapPlace:
    return MapPlace(name, f"/{name}", name, members, latitude, longitude)


def test_tally_bar_leaves_those_who_did_not_vote_empty() -> None:
    bar = tally_bar(60, 30, 0, whole=120, quorum=24)
    assert bar.segments == (Segment("yes", 60, "0%", "50%"), Segment("no", 30, "50%", "25%"))
    assert (bar.rest, bar.quorum) == (30, "20%")


def test_tally_bar_without_a_whole_is_filled_by_the_votes_cast() -> None:
    assert [part.width for part in tally_bar(1, 1, 2).segments] == ["25%", "25%", "50%"]


def test_tally_bar_of_no_votes_is_empty() -> None:
    assert tally_bar(0, 0, 0).segments == ()


def test_map_puts_north_up_and_east_right() -> None:
    north, south = federation_map([place("north", 10, 49.0, 2.0), place("south", 10, 48.0, 3.0)]).circles
    assert float(north.y) < float(south.y)
    assert float(north.x) < float(south.x)


def test_map_circle_has_an_area_proportional_to_members() -> None:
    big, small = federation_map([place("a", 400, 49.0, 2.0), place("b", 100, 48.0, 3.0)]).circles
    assert float(big.radius) == 2 * float(small.radius)


def test_map_circle_of_a_small_place_can_still_be_read() -> None:
    big, small = federation_map([place("a", 400, 49.0, 2.0), place("b", 1, 48.0, 3.0)]).circles
    assert float(small.radius) == float(big.radius) / 2


def test_map_pushes_circles_of_one_spot_apart() -> None:
    there = [place(str(number), 10, 48.85, 2.35) for number in range(3)]
    drawn = federation_map([*there, place("far", 10, 48.95, 2.55)])
    for one, other in combinations(drawn.circles, 2):
        distance = hypot(float(one.x) - float(other.x), float(one.y) - float(other.y))
        assert distance >= float(one.radius) + float(other.radius)


def test_map_of_nothing_is_an_empty_drawing() -> None:
    assert federation_map([]).circles == ()
