"""Seats follow numbers: the norms of the worked example, the house methods against an independent program."""

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from apportionment.methods import TiesException, compute
from hypothesis import given
from hypothesis import strategies as st

from councils.core.apportion import Reckoning, apportion, divide_house, reckon, seats
from councils.core.charter import Apportionment, Charter, Norm
from councils.core.charter.toml import parse_charter
from councils.core.delegations import delegations, level_of
from councils.core.place import Place, Places
from councils.core.place_csv import read_places
from councils.presets import preset, preset_places

DATA = Path(__file__).parents[1] / "data"
HAMILTON, JEFFERSON, WEBSTER, HILL = (
    Apportionment.HAMILTON,
    Apportionment.JEFFERSON,
    Apportionment.WEBSTER,
    Apportionment.HUNTINGTON_HILL,
)
HOUSES = [HAMILTON, JEFFERSON, WEBSTER, HILL]
ORACLE = {HAMILTON: "hamilton", JEFFERSON: "jefferson", WEBSTER: "webster", HILL: "huntington"}

PER_25 = Norm(per=25, fraction_over=12)
PER_100 = Norm(per=100, fraction_over=50)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).map(
    lambda numbers: {chr(97 + at): number for at, number in enumerate(numbers)}
)


@pytest.mark.parametrize(
    ("roll", "expected"),
    [(120, 5), (80, 3), (40, 2), (60, 2), (200, 8), (30, 1), (90, 4), (70, 3), (50, 2)],
)
def test_worked_example_from_assembly_to_ward(roll, expected):
    assert seats(PER_25, roll) == expected


@pytest.mark.parametrize("members", [240, 180, 230, 210])
def test_worked_example_from_ward_to_congress(members):
    assert seats(PER_100, members) == 2


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (12, 1), (37, 1), (38, 2), (62, 2), (63, 3)])
def test_a_fraction_of_exactly_so_much_is_not_over_it(count, expected):
    assert seats(PER_25, count) == expected


def test_a_norm_says_how_it_was_reckoned():
    assert reckon(PER_25, 63) == Reckoning(seats=3, count=63, whole=2, remainder=13, one_more=True)
    assert reckon(Norm(per=10, fraction_over=9, minimum=2, maximum=4), 5).bounded == "minimum"
    assert reckon(Norm(per=10, fraction_over=9, minimum=2, maximum=4), 99) == Reckoning(
        seats=4, count=99, whole=9, remainder=9, bounded="maximum"
    )
    assert seats(Norm(method=Apportionment.FIXED, seats=3), 10_000) == 3


def test_a_norm_refuses_what_is_not_for_it():
    with pytest.raises(ValueError, match="divides a house"):
        reckon(Norm(method=WEBSTER, total=10), 5)
    with pytest.raises(ValueError, match="counted from 0"):
        reckon(PER_25, -1)
    with pytest.raises(ValueError, match="one council alone"):
        apportion(Apportionment.NORM, 5, {"a": 1})


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.data())
def test_a_norm_is_whole_numbers_and_a_remainder(count, per, data):
    over = data.draw(st.integers(0, per - 1))
    found = reckon(Norm(per=per, fraction_over=over, minimum=0), count)
    assert found.whole * per + found.remainder == count
    assert found.seats == found.whole + (found.remainder > over)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # Populations of five and a house of 26, on which Balinski and Young show that the methods differ.
        (HAMILTON, {"A": 9, "B": 7, "C": 5, "D": 4, "E": 1}),
        (JEFFERSON, {"A": 10, "B": 7, "C": 5, "D": 3, "E": 1}),
        (WEBSTER, {"A": 9, "B": 8, "C": 5, "D": 3, "E": 1}),
        (HILL, {"A": 9, "B": 7, "C": 6, "D": 3, "E": 1}),
    ],
)
def test_the_methods_differ_on_the_classic_example(method, expected):
    census = {"A": 9061, "B": 7179, "C": 5259, "D": 3319, "E": 1182}
    assert apportion(method, 26, census) == expected


@pytest.mark.parametrize("method", HOUSES)
@given(house=weights, total=st.integers(1, 40))
def test_an_independent_program_gives_the_same_house(method, house, total):
    if not any(house.values()):
        return
    ours = divide_house(method, total, house)
    assert sum(p.seats for p in ours.portions.values()) == total
    try:
        theirs = compute(ORACLE[method], list(house.values()), total, tiesallowed=False, fractions=True)
    except TiesException:
        assert ours.ties != ()
    else:
        if not ours.ties:
            assert [p.seats for p in ours.portions.values()] == theirs


@pytest.mark.parametrize("method", HOUSES)
@given(house=weights, total=st.integers(0, 60), minimum=st.integers(0, 3))
def test_every_house_is_full_keeps_its_minimum_and_the_order_of_the_weights(method, house, total, minimum):
    found = apportion(method, total, house, minimum)
    assert sum(found.values()) == max(total, minimum * len(house))
    assert min(found.values()) >= minimum
    order = sorted(house, key=lambda code: (-house[code], code))
    assert [found[code] for code in order] == sorted(found.values(), reverse=True)


@given(house=weights, total=st.integers(1, 60))
def test_hamilton_stays_within_the_quota(house, total):
    for portion in divide_house(HAMILTON, total, house).portions.values():
        assert abs(portion.remainder) < 1


@pytest.mark.parametrize("method", HOUSES)
def test_ties_go_to_the_larger_number_then_to_the_first_code_and_are_told(method):
    found = divide_house(method, 4, {"b": 10, "a": 10, "c": 10})
    assert {code: portion.seats for code, portion in found.portions.items()} == {"b": 1, "a": 2, "c": 1}
    assert (found.ties, found.tie_rule) == (("a", "b", "c"), "larger-number-then-first-code")


def test_equal_remainders_of_unequal_numbers_go_to_the_larger():
    found = divide_house(HAMILTON, 3, {"a": 15, "b": 45})
    assert (found.portions["b"].seats, found.ties) == (2, ())
    tied = divide_house(HAMILTON, 2, {"a": 10, "b": 30})
    assert ({code: p.seats for code, p in tied.portions.items()}, tied.ties) == ({"a": 0, "b": 2}, ("b", "a"))


def test_a_portion_explains_itself():
    portion = divide_house(WEBSTER, 10, {"a": 60, "b": 40}).portions["a"]
    assert (portion.seats, portion.quota, portion.remainder, portion.claim) == (6, 6, 0, Fraction(60, 11))


def test_where_nobody_has_a_head_all_count_alike_and_nobody_at_all_is_an_empty_house():
    assert apportion(JEFFERSON, 4, {"a": 0, "b": 0}) == {"a": 2, "b": 2}
    assert apportion(HAMILTON, 4, {}) == {}


# Paris 1871 and whole territories


def charter(name):
    found = parse_charter(preset(name))
    assert isinstance(found, Charter)
    return found


def test_paris_1871_ward_by_ward():
    with (DATA / "paris_1871_seats.csv").open(encoding="utf-8") as file:
        expected = {row["code"]: int(row["seats"]) for row in csv.DictReader(file)}
    found = delegations(charter("paris-1871"), read_places(preset_places("paris-1871")))
    assert {row.place.code: row.seats for row in found.rows} == expected
    assert (found.total, len(found.rows), found.stand_in) == (90, 20, False)


def place(code, parent, population, kind=""):
    return Place(code, code, "x", parent, population, kind=kind)


DEEP = Places(
    [
        place("root", "", 1000),
        place("a", "root", 600),
        place("aa", "a", 600),
        place("aaa", "aa", 600),
        place("b", "root", 400),
    ]
)


def test_levels_come_from_the_height_and_are_clamped_below_the_root():
    levels = {p.code: level_of(charter("open-assemblies"), DEEP, p.code) for p in DEEP}
    assert levels == {"root": "congress", "a": "ward", "aa": "ward", "aaa": "assembly", "b": "assembly"}


def test_population_stands_in_for_members_and_it_is_said():
    found = delegations(charter("open-assemblies"), DEEP)
    assert {row.place.code: row.seats for row in found.rows} == {"a": 6, "aa": 6, "aaa": 24, "b": 16}
    assert found.stand_in
    assert found.councils() == {"root": 22, "a": 6, "aa": 24}


def test_towns_send_straight_to_the_congress_under_their_own_norm():
    republic = Places(
        [
            place("R", "", 1_350_000),
            place("T", "R", 100_000, "town"),
            place("G", "R", 1_250_000),
            place("U", "G", 1_250_000),
            place("V", "U", 1_250_000),
            place("S", "V", 1_250_000),
        ]
    )
    found = delegations(charter("rsfsr-1918"), republic)
    assert {row.place.code: row.seats for row in found.rows} == {"T": 4, "G": 10, "U": 125, "V": 1250, "S": 1250}
    assert {row.place.code: row.level for row in found.rows} == {
        "T": "soviet",
        "G": "gubernia",
        "U": "uyezd",
        "V": "volost",
        "S": "soviet",
    }


HOUSE = Norm(level="cooperative", method=Apportionment.WEBSTER, total=60, minimum=1)


def test_a_house_is_divided_among_the_siblings_of_one_norm():
    cooperative = charter("worker-cooperative")
    found = delegations(replace(cooperative, norms=(cooperative.norms[0], HOUSE)), Places([
        place("F", "", 100), place("x", "F", 60), place("x1", "x", 60), place("y", "F", 40), place("y1", "y", 40),
    ]))  # fmt: skip
    assert {row.place.code: row.seats for row in found.rows} == {"x": 36, "x1": 6, "y": 24, "y1": 4}
    assert [(code, house.total) for code, house in found.houses] == [("F", 60)]
