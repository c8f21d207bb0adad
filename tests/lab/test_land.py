"""Scenarios on a map: against distances over its borders, the spread over all communes of France, and the compass."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.federation import preset

from councils.cli import main
from councils.core.place import Place, Places
from councils.lab.published.spreading import spread
from councils.lab.simulation.land import Land, grid, land
from councils.lab.simulation.model import Model
from councils.lab.simulation.network import Network, Territory
from councils.lab.simulation.play import Individuals, play
from councils.lab.simulation.scenario import Scenario, Shock, parse_scenario
from councils.lab.simulation.scenario_keys import ShockKind
from councils.lab.validation import PARIS, communes

TOWN = Place("T", "Town", "town", "", 0, None, None)


def at(code: str, people: int, lat: float | None = None, lon: float | None = None) -> Place:
    return Place(code, code, "quarter", "T", people, lat, lon)


def test_examples_go_over_the_borders_of_french_communes_step_by_step():
    """One assembly of three in each commune: as many are in it after each step as are reached over the graph."""
    edges, numbers = communes()
    size, codes = 3, list(numbers)
    places = Places([TOWN, *(at(code, size) for code in codes)])
    map_ = land(places, [(codes[a], codes[b]) for a, b in edges.tolist()])
    model = Model(size * len(codes), size, 200)
    territory = Territory(model, Network(start=PARIS, chance=1.0), 1, map_)
    expected = spread(edges, len(codes), numbers[PARIS], 1.0, seed=1)
    found = [int(territory.inside.sum())]
    for step in range(1, len(expected)):
        territory.go(step)
        found.append(int(territory.inside.sum()))
    assert found == expected.tolist()


def cross() -> Land:
    """A city of nine assemblies of ten, with a village on each of its four sides, and far to the east."""
    around = [at("N", 10, 1, 0), at("E", 10, 0, 1), at("S", 10, -1, 0), at("W", 10, 0, -1), at("F", 10, 0, 9)]
    places = Places([TOWN, at("C", 90, 0, 0), *around])
    return land(places, [*(("C", code) for code in "NESW"), ("E", "F")])


def test_a_city_meets_each_neighbour_on_that_side():
    map_ = cross()
    first = {code: int(map_.of(code, 10).argmax()) for code in "CNESWF"}
    edges = {tuple(pair) for pair in map_.edges(10).tolist()}
    city = first["C"]
    sides = {"N": city + 1, "W": city + 3, "E": city + 5, "S": city + 7}  # three rows of three, north above
    meet = {tuple(sorted((first[code], side))) for code, side in sides.items()} | {
        tuple(sorted((first["E"], first["F"])))
    }
    assert edges == meet | {(a + city, b + city) for a, b in grid(9).tolist()}


def test_small_places_share_an_assembly_and_its_borders():
    places = Places([TOWN, at("A", 4), at("B", 5), at("C", 21), at("D", 0), at("E", 10)])
    map_ = land(places, [("A", "C"), ("B", "E"), ("D", "E")])
    assert map_.people.tolist() == [4, 5, 21, 0, 10]
    assert map_.of("T", 10).tolist() == [True] * 4
    assert map_.of("C", 10).tolist() == [True, True, True, False]
    assert map_.edges(10).tolist() == [[0, 1], [0, 2], [0, 3]]


SCENARIO = """charter = "open-assemblies"
steps = 6
[territory]
places = "places.csv"
borders = "borders.csv"
assembly = 10
council = 14
[network]
start = "W"
chance = 1.0
back = false
[[shocks]]
step = 6
kind = "leave"
region = "F"
"""


def written(folder: Path, scenario: str = SCENARIO) -> str:
    lines = ["N,10,1,0", "E,10,0,1", "S,10,-1,0", "W,10,0,-1", "F,10,0,9", "C,90,0,0"]
    rows = [f"{code},{code},quarter,T,{rest}" for code, rest in (line.split(",", 1) for line in lines)]
    (folder / "places.csv").write_text(
        "code,name,level,parent_code,population,lat,lon\nT,Town,town,,140,,\n" + "\n".join(rows) + "\n"
    )
    (folder / "borders.csv").write_text("a,b\nC,N\nC,E\nC,S\nC,W\nE,F\n")
    (folder / "town.toml").write_text(scenario)
    return str(folder / "town.toml")


def test_a_scenario_is_played_on_places_and_borders(tmp_path):
    """From the west over the row in the middle of the city, and on to the east; then the last place leaves."""
    done = CliRunner().invoke(main, ["lab", "simulate", written(tmp_path), "--csv", str(tmp_path / "town.csv")])
    assert done.exit_code == 0, done.output
    lines = (tmp_path / "town.csv").read_text().splitlines()
    at_ = lines[0].split(",").index("inside")
    assert [round(14 * float(line.split(",")[at_])) for line in lines[1:]] == [1, 2, 5, 8, 13, 14, 13]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"W"', '"X"', "town.toml:9: There is no place 'X' on the map. Name a place of the file"),
        ('borders = "borders.csv"\n', "", "town.toml:8: The place 'W' needs a map. Write borders"),
        ('places = "places.csv"', "people = 140", "town.toml:5: There are borders of no places."),
        ('kind = "leave"', 'kind = "cut"', "town.toml:12: A shock of the kind 'cut' needs 'stock'."),
        ('region = "F"', 'region = "G"', "town.toml:15: There is no place 'G' on the map."),
        ("back = false", "leaving = true", "leaving is true."),
        ('start = "W"', "start = 0", 'Write the number of a region, from 1, or the code of a place: "75056".'),
        ('"borders.csv"', '"places.csv"', "places.csv:1: There are not two columns."),
    ],
)
def test_a_map_that_makes_no_sense_is_told(tmp_path, before, after, said):
    assert before in SCENARIO
    done = CliRunner().invoke(main, ["lab", "simulate", written(tmp_path, SCENARIO.replace(before, after))])
    assert (done.exit_code, said in done.output) == (1, True), done.output


def test_people_are_the_same_with_a_map_and_without():
    """A map says who borders on whom, and nothing else."""
    scenario = parse_scenario("steps = 3\n[territory]\npeople = 140\nassembly = 10\n")
    assert isinstance(scenario, Scenario)
    on_map = Scenario(scenario.title, scenario.model, steps=3, land=cross())
    assert play(on_map, preset()).rows == play(scenario, preset()).rows
    assert np.all(Territory(scenario.model, Network(), 1, cross()).inside)


CUT = """steps = 9
days = 10
[territory]
places = "places.csv"
borders = "borders.csv"
assembly = 10
council = 4
[[shocks]]
step = 3
kind = "cut"
region = "C"
stock = 60
own = 0.0
[[shocks]]
step = 5
kind = "join"
region = "T"
[[shocks]]
step = 6
kind = "cut"
region = "C"
stock = 15
"""


def test_a_place_is_cut_off_by_its_code_relieved_by_one_above_it_and_leaves_when_its_stock_is_used_up(tmp_path):
    """Nine of 14 assemblies; 60 days are more than the 20 until it is relieved, 15 are one step and a half."""
    done = CliRunner().invoke(main, ["lab", "simulate", written(tmp_path, CUT), "--csv", str(tmp_path / "out.csv")])
    assert done.exit_code == 0, done.output
    lines = [line.split(",") for line in (tmp_path / "out.csv").read_text().splitlines()]
    cut, inside = ([round(14 * float(line[lines[0].index(name)])) for line in lines[1:]] for name in ("cut", "inside"))
    assert cut == [0, 0, 0, 9, 9, 0, 9, 0, 0, 0]
    assert inside == [14] * 7 + [5] * 3


def test_nobody_sits_for_a_place_that_is_cut_off_in_a_council_that_reaches_beyond_it():
    """Councils of four: of the city's nine assemblies those that fill a council on their own keep it."""
    map_ = cross()
    scenario = Scenario("T", Model(140, assembly=10, council=4), steps=1, land=map_)
    going = Individuals(scenario, preset(), 1)
    going.befall(Shock(1, ShockKind.CUT, region="C", stock=90), 0)
    going.go()
    cut = map_.of("C", 10)
    whole = [cut[start : start + 4].all() for start in range(0, 14, 4)]
    assert any(whole)
    assert np.isnan(going.society.y[0]).tolist() == [bool(c and not whole[n // 4]) for n, c in enumerate(cut)]
    assert np.isnan(going.society.y[1]).tolist() == whole


def test_a_campaign_reaches_those_who_live_in_a_place():
    scenario = Scenario("T", Model(140, assembly=10, council=4), land=cross())
    going = Individuals(scenario, preset(), 1)
    before = going.society.x.copy()
    going.befall(Shock(1, ShockKind.COMMITTED, region="E", share=1.0, opinion=1.0), 0)
    hit = np.flatnonzero(going.society.x == 1.0)
    assert len(hit) == 10
    assert set(hit // 10) == set(np.flatnonzero(cross().of("E", 10)))
    assert np.array_equal(np.delete(before, hit), np.delete(going.society.x, hit))
