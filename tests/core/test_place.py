"""Places as a tree: who is above, below, and how high."""

import pytest

from councils.core.place import Place, Places

CITY = Place("C", "City", "city", "", 6)
WEST = Place("W", "West", "ward", "C", 4, 48.85, 2.28, "old")
EAST = Place("E", "East", "ward", "C", 2)
QUAY = Place("Q", "Quay", "quarter", "W", 4)


@pytest.fixture
def places():
    return Places([QUAY, CITY, WEST, EAST])


def test_walk_gives_parents_before_children_in_the_order_of_the_file(places):
    assert list(places) == [CITY, WEST, QUAY, EAST]
    assert list(places.walk("W")) == [WEST, QUAY]


def test_children_leaves_and_ancestors(places):
    assert places.children("C") == (WEST, EAST)
    assert places.children("Q") == ()
    assert list(places.leaves()) == [QUAY, EAST]
    assert places.ancestors("Q") == (WEST, CITY)


def test_height_counts_the_longest_way_down(places):
    assert {place.code: places.height(place.code) for place in places} == {"C": 2, "W": 1, "Q": 0, "E": 0}


def test_look_up_by_code(places):
    assert (places["E"], places.get("E"), places.get("X"), "E" in places, "X" in places) == (
        EAST,
        EAST,
        None,
        True,
        False,
    )
    assert (len(places), places.root) == (4, CITY)


def test_places_are_equal_when_their_trees_are(places):
    same = Places([CITY, WEST, QUAY, EAST])
    assert places == same
    assert hash(places) == hash(same)
    assert places != Places([CITY, EAST, WEST, QUAY])


@pytest.mark.parametrize(
    "given",
    [[], [CITY, CITY], [CITY, Place("X", "X", "city", "", 1)], [CITY, Place("A", "A", "a", "A", 1)]],
    ids=["none", "a code twice", "two roots", "a cycle"],
)
def test_what_is_no_tree_is_a_bug_of_the_caller(given):
    with pytest.raises(ValueError, match=r"root|hang"):
        Places(given)


def test_a_chain_as_long_as_a_file_is_no_recursion():
    chain = [Place(str(n), "x", "x", str(n - 1) if n else "", 1) for n in range(5000)]
    assert Places(chain).height("0") == 4999
