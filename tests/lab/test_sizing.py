"""Sizes of assemblies on a territory: counted by hand, and by other ways to the same numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.federation import preset

from councils.core.charter import Apportionment
from councils.core.place import Place, Places
from councils.lab.plot import Panel, figure
from councils.lab.sizes import findings, measure, recommended, told_of
from councils.lab.sizing import (
    Habits,
    ImpracticableError,
    Territory,
    along_curve,
    kilometres,
    levels,
    odd,
    size,
    sizings,
)

CHARTER = preset()
HOUSE = replace(CHARTER.norms[0], method=Apportionment.WEBSTER, total=60)
TOWN = Places(
    [
        Place("T", "Town", "town", "", 1000),
        Place("A", "Quay", "quarter", "T", 450, 48.85, 2.35),
        Place("B", "Mill", "quarter", "T", 301, 48.86, 2.36),
        Place("C", "Hill", "quarter", "T", 249, 48.84, 2.34),
    ]
)


def test_every_place_has_as_many_assemblies_as_it_needs() -> None:
    found = size(Territory(TOWN), CHARTER, 150, 3, Habits())
    assert found.councils == (3 + 3 + 2, 3, 1)


def test_delegates_are_those_of_the_norms() -> None:
    """125 in an assembly: five delegates, one per 25; 333 in a ward: three, one per 100."""
    found = size(Territory(TOWN), CHARTER, 150, 3, Habits())
    assert (found.delegates, found.seats) == ((8 * 5, 3 * 3), (14, 9))


def test_hours_are_those_of_members_and_of_delegates() -> None:
    found = size(Territory(TOWN), CHARTER, 150, 3, Habits(turnout=0.5, meetings=10, hours=3))
    assert found.hours * 1000 == pytest.approx(30 * (500 + 40 + 9))
    assert found.minutes == pytest.approx(180 / (125 * 0.5))


CHANCE = np.random.default_rng(1)


@given(st.integers(1, 10**7), st.integers(2, 60))
def test_levels_end_in_one_council_and_none_takes_more_than_it_can(assemblies, fan_out):
    found = list(levels(assemblies, fan_out))
    assert found[-1] == 1
    assert all(above * fan_out >= below > (above - 1) * fan_out for below, above in pairwise(found))


@given(st.floats(0, 1e6))
def test_odd_number_is_near(number):
    assert odd(number) % 2 == 1
    assert abs(odd(number) - max(number, 1)) <= 1


def test_curve_goes_from_neighbour_to_neighbour() -> None:
    """On a grid of as many points as the curve has cells in a corner of it, each step leads to an adjacent point."""
    side = 16
    points = np.array([(y, x) for y in range(side) for x in range(side)], dtype=float)
    walk = points[np.argsort(along_curve(points * (2**14 - 1) / (side - 1)))]
    steps = np.abs(np.diff(walk, axis=0)).sum(axis=1)
    assert (len({tuple(p) for p in walk}), steps.max()) == (side * side, 1)


def test_distance_is_that_of_the_globe() -> None:
    paris, marseille = np.array([[48.8566, 2.3522]]), np.array([[43.2965, 5.3698]])
    assert kilometres(paris, marseille)[0] == pytest.approx(661, abs=2)


def test_positions_that_are_not_known_are_left_out() -> None:
    unknown = Places([Place("T", "Town", "town", "", 9), Place("A", "Quay", "quarter", "T", 9)])
    assert np.isnan(size(Territory(unknown), CHARTER, 5, 2, Habits()).kilometres).all()


def test_empty_territory_is_told() -> None:
    with pytest.raises(ImpracticableError, match="Nobody lives"):
        Territory(Places([Place("T", "Town", "town", "", 0)]))


def test_house_has_as_many_seats_as_the_charter_says() -> None:
    found = size(Territory(TOWN), replace(CHARTER, norms=(HOUSE, *CHARTER.norms[1:])), 150, 3, Habits())
    assert found.delegates[0] == HOUSE.total * found.councils[1]
    assert found.seats[0] == HOUSE.total


def test_what_is_recommended_can_work_and_contradicts_least() -> None:
    found = sizings(Territory(TOWN), CHARTER, (20, 50, 100, 150), (3, 5, 10), Habits())
    best = recommended([told_of(sizing, CHARTER, Habits()) for sizing in found])
    assert best is not None
    working = [s for s in found if s.minutes >= 2 and max(s.seats, default=0) <= 100 and s.at_base >= 7]
    assert best["contradicts"] == pytest.approx(min(s.contradicts for s in working), abs=1e-3)


def test_how_many_can_work_is_told_before_which_of_these_is_best() -> None:
    """Others in the table may contradict less; they are counted out."""
    rows = [told_of(s, CHARTER, Habits()) for s in sizings(Territory(TOWN), CHARTER, (20, 150, 1000), (5,), Habits())]
    told, best = [str(said) for said in findings(rows)], recommended(rows)
    assert best is not None
    assert min(row["contradicts"] for row in rows) < best["contradicts"]
    after = told[told.index("2 of 3 can work.") + 1]
    assert f"assemblies of {best['base']} and councils of 5 contradict everybody's votes least among these" in after


def test_what_does_not_change_is_not_told_as_a_change() -> None:
    """How large councils are changes nothing for who speaks in an assembly."""
    found = sizings(Territory(TOWN), CHARTER, (20, 50), (3, 5, 10), Habits())
    told = [str(said) for said in findings([told_of(sizing, CHARTER, Habits()) for sizing in found])]
    assert ["minutes to speak" in said for said in told[-2:]] == [True, False]
    assert not [said for said in told if re.search(r"from (\S+) to \1 ", said)]


def test_what_stands_against_all_sizes_is_told_with_what_would_help() -> None:
    rows = [told_of(size(Territory(TOWN), CHARTER, 1000, 10, Habits()), CHARTER, Habits())]
    assert [str(said) for said in findings(rows)][-2:] == [
        "None of these can work.",
        "So that all can speak, meet longer or in smaller assemblies.",
    ]


@pytest.mark.parametrize(("meetings", "hasty"), [(52, []), (26, ["2 of 4 leave"]), (12, ["3 of 4 leave"])])
def test_too_few_days_for_the_usual_meetings_are_told(meetings, hasty) -> None:
    """Votes are open for seven days; who has fewer is told so already."""
    row = measure(Territory(TOWN), Habits(meetings=meetings), CHARTER, 1, {"base": 50, "fan_out": 10}, CHANCE)
    rows = [{"base": 50, "fan_out": 10} | row | {"at_base": days} for days in (5, 9, 13, 21)]
    told = [str(said) for said in findings(rows)]
    assert [said.split(" the assemblies")[0] for said in told if " of their own" in said] == hasty


def test_plot_draws_every_line() -> None:
    lines = {"five": [(20.0, 1.0), (50.0, 2.0)], "ten": [(20.0, 3.0), (50.0, 1.0)]}
    drawn = ET.fromstring(figure([Panel("One", lines), Panel("Other", lines, log=True)], "people"))
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == 4
