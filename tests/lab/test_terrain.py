"""Experiments on territories of people's own: as their usual country where that is the same, else against sums."""

from __future__ import annotations

import json
from itertools import chain, combinations

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.federation import preset, with_seats

from councils.cli import main
from councils.core.place import Place, Places
from councils.lab.experiments import capture, experiments, franchise, nesting, sensitivity, spread
from councils.lab.experiments.terrain import Terrain, parents, terrain
from councils.lab.simulation.tree import UnfitError, tree


def country(people: list[int]) -> Terrain:
    """Places in a row from west to east, each bordering on the next."""
    places = [Place("T", "Town", "town", "", sum(people))]
    places += [Place(f"P{n}", f"Place {n}", "quarter", "T", some, 54.0, float(n)) for n, some in enumerate(people)]
    return terrain(Places(places), [(f"P{n}", f"P{n + 1}") for n in range(len(people) - 1)])


def chance() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[1, 2]))


@pytest.mark.parametrize(
    ("of", "people", "point"),
    [
        (franchise, [150] * 100, {"workers": 0.7, "gap": 0.2, "ratio": 2.0}),
        (franchise, [15_000], {"workers": 0.7, "gap": 0.2, "ratio": 2.0}),
        (nesting, [21] * 25, {"assembly": 21, "fan_out": 5, "levels": 2, "counting": "delegates", "binding": "block"}),
        *(
            (capture, [50] * 100, {"assembly": 50, "fan_out": 10, "levels": 2, "tie": "abstain"} | how)
            for how in (
                {"placement": "best", "mandate": "bound"},
                {"placement": "together", "mandate": "bound"},
                {"placement": "spread", "mandate": "free, recall"},
            )
        ),
    ],
)
def test_a_country_like_the_usual_one_gives_its_numbers(of, people, point):
    assert of.measure(preset(), 60, point, chance(), country(people)) == of.measure(preset(), 60, point, chance())


@given(st.lists(st.integers(0, 900), min_size=1, max_size=9).filter(any), st.integers(1, 300))
def test_assemblies_hold_everyone_and_are_even_within_a_place(people, size):
    rolls, at = country(people).rolls(size).tolist(), 0
    for some in filter(None, people):
        mine = rolls[at : (at := at + -(-some // size))]
        assert (sum(mine), max(mine) <= size, max(mine) - min(mine) <= 1) == (some, True, True)
    assert at == len(rolls)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=9), st.integers(2, 4))
def test_those_who_count_most_hold_the_top_for_the_least(costs, fan_out):
    """Against all sets of assemblies, where each council has one seat above."""
    charter = with_seats(preset(), 1)
    grown = tree(charter, np.full(len(costs), 20), list(parents(len(costs), fan_out)))
    chosen = capture.spared(grown, np.array(costs)) == 0

    def holds(some: set[int]) -> bool:
        mine = np.array([n in some for n in range(len(costs))])
        for parent in grown.parent:
            mine = 2 * np.bincount(parent, mine) > np.bincount(parent)
        return bool(mine[0])

    every = chain.from_iterable(combinations(range(len(costs)), k) for k in range(len(costs) + 1))
    assert holds(set(np.flatnonzero(chosen)))
    assert sum(np.array(costs)[chosen]) == min(sum(costs[n] for n in some) for some in map(set, every) if holds(some))


def test_examples_go_from_place_to_place():
    """Sure to be followed, over a row of nine from its largest: one more on each side in every step."""
    row = spread.measure(preset(), 1, SURE, chance(), country([1, 1, 1, 9, 1, 1, 1, 1, 1]))
    assert [row[name] for name in ("start", "tenth", "half", "held")] == ["Place 3", 0.0, 2.0, 1.0]


SURE = {"part": "spread", "chance": 1.0, "ready": 1.0, "leaving": 0.0, "back": True}


def test_what_makes_no_sense_on_a_territory_is_said():
    alone = country([90])
    for name in ("capture", "nesting"):
        assert {p["assembly"] for p in experiments()[name].on(alone).points()} <= {20, 21, 50, 75}
    for measure in (
        lambda: experiments()["nesting"].on(country([20])).points(),
        lambda: sensitivity.measure(preset(), 2, {}, chance(), alone),
        lambda: experiments()["history"].on(alone).measure(preset(), 2, {"of": "yours"}, chance()),
    ):
        with pytest.raises(UnfitError, match="one assembly"):
            measure()
    unknown = terrain(Places([Place("T", "Town", "town", "", 900)]))
    with pytest.raises(UnfitError, match="add their file"):
        experiments()["spread"].on(unknown).points()


def test_command_asks_of_ones_own_places(tmp_path):
    (tmp_path / "p.csv").write_text("code,name,level,parent_code,population\nT,Town,town,,90\nA,Quay,q,T,90\n")
    line = ["lab", "run", "nesting", "--runs", "2", "--processes", "1", "--places", str(tmp_path / "p.csv"), "--json"]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert {(row["assembly"], row["levels"]) for row in rows} == {(21, 1), (75, 1)}
    other = CliRunner().invoke(main, [*line[:-1], "--start", "X"])
    assert (other.exit_code, "There is no place with the code 'X'." in other.output) == (1, True)
