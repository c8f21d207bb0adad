"""Assemblies drawn on a territory: in one piece, nested, even; held against a count of their own."""

from __future__ import annotations

import importlib.util
import json
from itertools import product
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from councils.cli import main
from councils.core.place import Place, Places
from councils.core.place_csv import read_places
from councils.lab import compiled
from councils.lab.partition import atlas, drawing, exchange, trees
from councils.lab.partition.federation import codes_of, level_names, members_csv, places_csv, places_of
from councils.lab.partition.ground import BrokenGroundError, Ground, ground, lists, read_borders, selected, standing
from councils.lab.partition.heaps import Bounds, evenly, shared, units_left
from councils.lab.partition.levelling import Levelling, levelled
from councils.lab.partition.nesting import Partition, all_parts, dealt, nearest, partition, qualities
from councils.lab.partition.patches import Patches
from councils.lab.partition.settling import bring_near, in_heaps, pairs, travelled

DATA = Path(__file__).parents[1] / "data"


def department() -> tuple[Places, list[tuple[str, str]]]:
    places = read_places((DATA / "indre_et_loire.csv").read_text())
    assert isinstance(places, Places)
    borders = read_borders((DATA / "indre_et_loire_borders.csv").read_text(), places)
    assert isinstance(borders, list)
    return places, borders


def drawn(size: int, fan_out: int, *, divisible: bool = True) -> Partition:
    places, borders = department()
    stand = standing(places, borders, selected(places))
    return partition(stand, ground(stand, borders, ferry=50, divisible=divisible), size, fan_out)


def pieces_of(found: Partition, places: list[int]) -> int:
    """How many pieces these places lie in, by SciPy."""
    at = {n: i for i, n in enumerate(places)}
    pairs = [(at[a], at[b]) for a in places for b in found.ground.borders[a] if b in at]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    matrix = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(at), len(at)))
    return int(connected_components(matrix, directed=False)[0])


def holds(found: Partition) -> None:
    """Nobody is lost or counted twice, every area is in one piece and in one area above."""
    everyone = {n: int(p) for n, p in enumerate(np.rint(found.ground.total)) if p}
    for level in found.levels:
        met: dict[int, int] = {}
        for area in level.areas:
            assert pieces_of(found, list(area.people)) == 1
            for n, people in area.people.items():
                met[n] = met.get(n, 0) + people
        assert {n: people for n, people in met.items() if people} == everyone
    for below, above in zip(found.levels, found.levels[1:], strict=False):
        assert sorted(n for area in above.areas for n in area.below) == list(range(len(below.areas)))
        for area in above.areas:
            assert area.total == sum(below.areas[n].total for n in area.below)
    assert len(found.levels[-1].areas) == 1


@pytest.mark.parametrize(
    ("size", "fan_out"),
    [(500, 10), (500, 4), (200, 5), (1000, 5), (2000, 5), (20_000, 10), (300, 6), (500, 6), (700, 5)],
)
def test_department_is_drawn_in_one_piece_and_even(size, fan_out):
    found = drawn(size, fan_out)
    holds(found)
    assert min(q.even for q in qualities(found) if q.areas >= 30) >= 0.95
    assert [q.whole for q in qualities(found)] == [1.0] * len(found.levels)


def test_same_seed_draws_the_same():
    assert [level.areas for level in drawn(2000, 5).levels] == [level.areas for level in drawn(2000, 5).levels]


def test_repair_is_more_even_than_metis_and_no_farther():
    places, borders = department()
    stand = standing(places, borders, selected(places))
    base = ground(stand, borders, ferry=50)
    bounds = Bounds.around(5000, 0.1)

    def measured(*, repaired: bool) -> tuple[float, float]:
        parts = drawing.draw(base, bounds, seed=1, repaired=repaired).parts
        people = np.array([sum(part.values()) for part in parts])
        return float(np.mean(np.abs(people / 5000 - 1) <= 0.1 + 1e-9)), sum(inertia(base, part) for part in parts)

    (even, near), (plain, far) = measured(repaired=True), measured(repaired=False)
    assert even > max(plain, 0.95)
    assert near < far


def kilometres_of(base: Ground) -> list[tuple[float, float]]:
    return [(x, y) for x, y in drawing.flat(base.points).tolist()]


def inertia(base: Ground, part: dict[int, int]) -> float:
    xy, weight = drawing.flat(base.points)[list(part)], np.array(list(part.values()))
    middle = np.average(xy, axis=0, weights=weight)
    return float((weight * np.hypot(*(xy - middle).T)).sum())


def test_more_parts_than_metis_draws_at_once_are_about_as_many_and_even():
    wide = 130
    units = wide * wide
    number = np.arange(units).reshape(wide, wide)
    edges = [
        *zip(number[:, 1:].flat, number[:, :-1].flat, strict=True),
        *zip(number[1:].flat, number[:-1].flat, strict=True),
    ]
    places = Ground(
        np.ones(units, dtype=np.int64),
        np.ones(units),
        np.array([(at // wide / 50, at % wide / 50) for at in range(units)]),
        lists(units, edges),
    )
    found = drawing.draw(places, Bounds.around(4.0, 0.1), seed=1, loose=True)
    sizes = [sum(part.values()) for part in all_parts(found)]
    assert len(sizes) > drawing.MANY
    assert abs(len(sizes) - units / 4) < 0.01 * units / 4
    assert sizes.count(4) > 0.95 * len(sizes)


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[Place], Ground]:
    wide, high = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    cells = list(product(range(wide), range(high)))
    people = draw(st.lists(st.integers(0, 900), min_size=len(cells), max_size=len(cells)).filter(any))
    places = [
        Place(f"{x}:{y}", f"{x}:{y}", "cell", "all", n, x / 50, y / 50) for (x, y), n in zip(cells, people, strict=True)
    ]
    at = {cell: n for n, cell in enumerate(cells)}
    edges = [(at[x, y], at[cell]) for x, y in cells for cell in ((x + 1, y), (x, y + 1)) if cell in at]
    borders = [(places[a].code, places[b].code) for a, b in edges]
    base = ground(places, borders)
    assert base.borders == lists(len(cells), edges)
    return places, base


@given(grids(), st.integers(2, 700), st.integers(2, 12))
def test_any_ground_is_drawn_whole_and_nested(grid, size, fan_out):
    places, base = grid
    found = partition(places, base, size, fan_out)
    holds(found)
    text = places_csv(places_of(found, level_names(["assembly", "ward", "congress"], len(found.levels)), "All"))
    read = read_places(text)
    assert isinstance(read, Places)
    assert read.root.population == sum(place.population for place in places)
    assert {leaf.code for leaf in read.leaves()} == set(codes_of(found, 0)) == assemblies(found)


def assemblies(found: Partition) -> set[str]:
    return {line.split(",")[2] for line in members_csv(found, codes_of(found, 0)).splitlines()[1:]}


def test_whole_places_are_never_divided():
    found = drawn(140_000, 4, divisible=False)
    holds(found)
    assert sum(len(area.people) for area in found.levels[0].areas) == len(found.places)


def test_size_below_the_largest_whole_place_is_explained():
    with pytest.raises(BrokenGroundError, match=r"Tours \(37261\) has 1[0-9]{2},[0-9]{3} people .* no assembly of 500"):
        drawn(500, 4, divisible=False)


TOWN = Places(
    [
        Place("T", "Town", "town", "", 60),
        *(Place(code, code, "quarter", "T", 10, 50 + n, 1.0) for n, code in enumerate("ABC")),
        Place("W", "West", "quarter", "T", 30),
        Place("W1", "W1", "street", "W", 30),
    ]
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a,b\nA,B\nA,X\n", 3, "There is no place with the code 'X'."),
        ("a,b\nA,A\n", 2, "A borders on itself."),
        ("a,b\nA,B\nB,C\nA,B\n", 4, "This border is on line 2 already."),
        ("a,b\nA,B\nB,A\nB,C\n", 4, "B borders on C, but C not on B; other borders are told from both sides."),
        ("a,b\nA,W\nB,W1\n", 3, "W1 lies in W, and both have borders."),
        ("a,b\nA,B,C\n", 2, "3 cells instead of 2."),
        ("a;b\nA;B\n", 1, "The cells are separated by semicolons."),
        ("a\nA\n", 1, "There are not two columns."),
        ("A,B\nB,C\n", 1, "The first line is a border, and no heading."),
        ("a,b\n", 2, "There are no borders."),
    ],
)
def test_wrong_borders_are_told_by_line(text, line, said):
    (problem,) = read_borders(text, TOWN)
    assert (problem.line, problem.message) == (line, said)


@pytest.mark.parametrize(("far", "even"), [(float("inf"), True), (1000.0, False)])
def test_parts_stay_uneven_rather_than_let_people_travel_further_than_metis_does(far, even):
    """A city of thirty areas, and villages at a distance that lack six hundred people: the city has them."""
    count, people = np.array([30_000, 200, 200]), np.ones(3)
    points = np.array([(48.0, 2.0), (48.3, 2.0), (48.31, 2.0)])
    city = Ground(count, people, points, ((1,), (0, 2), (1,)))
    given = (city, Bounds.around(1000, 0.1), kilometres_of(city), [0], [{1: 200, 2: 200}])
    parts = levelled(*given, far=far, give=False)
    assert (sum(parts[0].values()) >= 900) is even


def test_borders_of_a_larger_territory_are_left_out():
    """Whoever draws a département has the borders of the country; where all are of others, something is wrong."""
    assert read_borders("a,b\nA,B\nB,X\nX,Y\nY,Z\n", TOWN) == [("A", "B")]
    (problem,) = read_borders("a,b\nX,Y\n", TOWN)
    assert problem.line == 2


def test_a_federation_on_the_meridian_of_greenwich_can_be_founded():
    """Six hundred-thousandths of a degree east were written with an exponent, which no file of places may have."""
    town = Place("T", "Town", "town", "", 10, 44.8, 6e-05)
    read = read_places(places_csv([town, Place("A", "A", "quarter", "T", 10)]))
    assert isinstance(read, Places), read
    assert read["T"].lon == 6e-05


def test_places_that_nothing_borders_on_are_named():
    borders = read_borders("a,b\nA,B\nC,W\n", TOWN)
    stand = standing(TOWN, borders, selected(TOWN))
    with pytest.raises(BrokenGroundError, match=r"in 2 pieces.*C \(C\), West \(W\)"):
        ground(stand, borders)
    with pytest.raises(BrokenGroundError, match="within 50 km"):
        ground(stand, borders, ferry=50)
    assert ground(stand, borders, ferry=120).borders == ((1,), (0, 2), (1, 3), (2,))


def test_nobody_chosen_is_refused():
    with pytest.raises(BrokenGroundError, match="no place with the code Z"):
        selected(TOWN, ["Z"])
    with pytest.raises(BrokenGroundError, match="Nobody lives"):
        selected(TOWN, ["A"], ["A"])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_compiled_cuts_are_those_of_plain_python(number, monkeypatch):
    base = partition_ground()
    starts = np.cumsum([0, *map(len, base.borders)])
    others = np.array([m for here in base.borders for m in here])
    arrays = (starts, others, base.total, drawing.flat(base.points), np.full(len(base), -1))
    group = np.array(sorted(reached(base, 40)))
    share = base.total[group].sum() / number
    given = (group, number, 0.5 * share, 1.5 * share, 20, 1871, *arrays)
    plain = in_plain_python(trees, monkeypatch).cut(*given)
    assert len(plain) == len(group)
    assert np.array_equal(trees.cut(*given), plain)


@pytest.mark.parametrize("freely", [True, False])
def test_compiled_exchanges_are_those_of_plain_python(freely, monkeypatch):
    base = partition_ground()
    starts = np.cumsum([0, *map(len, base.borders)])
    others = np.array([m for here in base.borders for m in here])
    parts = drawing.draw(base, Bounds.around(20_000, 0.1), seed=1, repaired=False).parts
    free, both = np.full(len(base), freely), (exchange, in_plain_python(exchange, monkeypatch))
    done: list[list[tuple[float, list[list[int]]]]] = [[], []]
    for a, b in pairs(parts, range(len(parts)), base.borders)[:12]:
        v = sorted(parts[a].keys() | parts[b].keys())
        for module, found in zip(both, done, strict=True):
            units = np.array([[part.get(n, 0) for n in v] for part in (parts[a], parts[b])])
            arrays = (base.people, free, drawing.flat(base.points), starts, others, np.full(len(base), -1))
            saved = module.exchange(np.array(v), units, units > 0, *arrays, 18_000.0, 22_000.0, 50.0)
            found.append((saved, units.tolist()))
    assert done[0] == done[1]
    assert sum(saved for saved, _ in done[0]) > 0


def partition_ground() -> Ground:
    places, borders = department()
    return ground(standing(places, borders, selected(places)), borders, ferry=50)


def reached(base: Ground, many: int) -> set[int]:
    found, waiting = [0], [0]
    while len(found) < many:
        for other in base.borders[waiting.pop(0)]:
            if other not in found and len(found) < many:
                found.append(other)
                waiting.append(other)
    return set(found)


def in_plain_python(loops: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The same with nothing compiled, in a module of its own."""
    monkeypatch.setattr(compiled, "COMPILED", False)
    monkeypatch.setattr(compiled, "splitmix", compiled.plain_splitmix)
    spec = importlib.util.spec_from_file_location("plain_loops", loops.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SQUARES = {  # A | B over one C that surrounds a hole held by D
    "type": "Topology",
    "arcs": [
        [[0, 0], [2, 0]],
        [[2, 0], [2, 2]],
        [[2, 2], [0, 2], [0, 0]],
        [[2, 0], [4, 0], [4, 2], [2, 2]],
        [[0.5, 0.5], [0.5, 1], [1, 1], [1, 0.5], [0.5, 0.5]],
    ],
    "objects": {
        "cells": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1, 2], [4]], "properties": {"code": "A"}},
                {"type": "Polygon", "arcs": [[3, -2]], "properties": {"code": "B"}},
                {"type": "Polygon", "arcs": [[-5]], "properties": {"code": "D"}},
            ],
        }
    },
}


@pytest.mark.parametrize(
    ("group", "outlines", "holes", "surface"),
    [("AB", 1, 1, 7.75), ("A", 1, 1, 3.75), ("AD", 1, 0, 4), ("BD", 2, 0, 4.25)],
)
def test_outline_of_places_together_has_their_surface(group, outlines, holes, surface):
    read = atlas.read_atlas(json.dumps(SQUARES))
    polygons = list(atlas.outline(read, group))
    assert [len(polygons), sum(map(len, polygons)) - len(polygons)] == [outlines, holes]
    assert abs(sum(atlas.turn(read, ring) for polygon in polygons for ring in polygon)) / 2 == surface


@pytest.mark.parametrize(
    "text", ["", "[]", '{"type": "Topology"}', '{"arcs": [], "objects": {}}', '{"arcs":[3],"objects":{}}']
)
def test_map_that_is_none_is_told(text):
    assert [problem.line for problem in atlas.read_atlas(text)] == [1]


def test_drawing_is_a_federation_that_can_be_checked(tmp_path):
    places, borders = str(DATA / "indre_et_loire.csv"), str(DATA / "indre_et_loire_borders.csv")
    out, who = tmp_path / "federation.csv", tmp_path / "who.csv"
    line = ["lab", "partition", "--places", places, "--borders", borders, "--size", "5000", "--ferry", "50"]
    done = CliRunner().invoke(main, [*line, "--output", str(out), "--members", str(who), "--json"])
    assert done.exit_code == 0, done.output
    assert [level["whole"] for level in json.loads(done.stdout)["levels"]] == [1.0, 1.0, 1.0]
    checked = CliRunner().invoke(main, ["places", "check", str(out)])
    assert "all is well" in checked.output
    assert who.read_text().startswith("code,name,assembly,people\n")


@pytest.mark.parametrize("people", [[1500, 1050, 1050, 1050, 350], [500, 950, 1000, 1550]])
def test_people_are_passed_on_from_part_to_part_until_all_are_even(people):
    """A chain of places: what is too much at one end, or missing there, comes over all between them."""
    chain = lists(len(people), zip(range(len(people) - 1), range(1, len(people)), strict=True))
    base = Ground(np.array(people), np.ones(len(people)), np.zeros((len(people), 2)), chain)
    parts = Levelling(base, Bounds.around(1000, 0.1), (), [{n: p} for n, p in enumerate(people)]).done()
    assert [sum(part.get(n, 0) for part in parts) for n in range(len(people))] == people
    assert all(900 <= sum(part.values()) <= 1100 for part in parts)
    assert all(max(part) - min(part) == len(part) - 1 for part in parts)


def test_a_heap_is_parted_into_the_number_that_is_nearest_to_the_size():
    bounds = Bounds.around(50090.0, 0.1)
    assert evenly(420, 2103778 / 420, bounds) == 42


@pytest.mark.parametrize(
    ("parts", "bounds", "evened"), [((6, 5, 5, 4), (4.5, 5.5), (5, 5, 5, 5)), ((4, 5, 5, 6), (4.5, 7.0), (5, 5, 5, 5))]
)
def test_part_too_large_and_one_with_room_reach_each_other_over_others(parts, bounds, evened):
    """Four parts in a row: the two in the middle are as they should be, and have to pass on what they get."""
    near = [[m for m in (n - 1, n + 1) if 0 <= m < 20] for n in range(20)]
    label = [part for part, size in enumerate(parts) for _ in range(size)]
    patches = Patches([1.0] * 20, near, [(float(n), 0.0) for n in range(20)], label, bounds=bounds)
    patches.carry()
    assert patches.part == [part for part, size in enumerate(evened) for _ in range(size)]


@pytest.mark.parametrize("sizes", [(2, 3, 2, 3, 2), (4, 3, 4, 3, 4), (3, 4, 4, 4)])
def test_parts_become_one_more_or_one_fewer_where_their_number_is_wrong(sizes):
    """In a row: three lack one each, and make one part fewer; or have one too many each, and make one more."""
    total = sum(sizes)
    near = [[m for m in (n - 1, n + 1) if 0 <= m < total] for n in range(total)]
    label = [part for part, size in enumerate(sizes) for _ in range(size)]
    patches = Patches([1.0] * total, near, [(float(n), 0.0) for n in range(total)], label, bounds=(2.7, 3.3))
    patches.carry()
    assert len(patches.strained()) == 3
    patches.renumber()
    assert sorted(patches.people.values()) == [3.0] * (total // 3)


def test_what_is_too_much_goes_through_a_place_that_is_divided_by_number():
    """Six councils on one side of a town of twenty, four on the other: the town's own are moved up by one."""
    count = np.array([20, *[1] * 10])
    borders = [(n, n + 1) for n in (*range(1, 6), *range(7, 10))] + [(0, 1), (0, 7)]
    points = np.array([(48.0, 2.0), *((48.0 + n / 10, 2.0 - n / 10) for n in range(10))])
    town = Ground(count, np.ones(11), points, lists(11, borders))
    drawn = drawing.draw(town, Bounds.around(5.0, 0.1), seed=1, loose=True)
    assert sorted(sum(part.values()) for part in all_parts(drawn)) == [5] * 6


def test_number_of_assemblies_lets_councils_above_have_just_as_many_as_they_should():
    """172 assemblies make 34 councils of five, of which two have six; of 171, one has; of 170, none."""
    assert [nearest(n, 5) for n in (170, 171, 172, 173, 174)] == [170, 170, 171, 174, 175]
    assert nearest(110, 3) == 111
    assert nearest(172, 10) == 172


def test_councils_of_one_place_are_dealt_so_that_those_above_are_even():
    """The large and the small ones come one after the other, and were taken so: 15 % more people than in the other."""
    people = [1600] * 10 + [1400] * 10 + [1500]
    base = Ground(np.array([20, 1]), np.array([1500.0, 1500.0]), np.zeros((2, 2)), ((1,), (0,)))
    found = dealt([{0: 10}, {0: 10, 1: 1}], base, [list(range(20)), [20]], people)
    assert sorted(area for part in found for area in part) == list(range(21))
    assert [len(part) for part in found] == [10, 11]
    one, other = (sum(people[area] for area in part) for part in found)
    assert (one, other) == (15800, 15700)  # no two numbers are nearer to each other


def test_places_are_exchanged_where_neither_could_go_alone():
    """Two parts in a row of four that are full: the second and the third place lie in each other's."""
    near, xy = [[1, 2], [0, 2, 3], [0, 1, 3], [1, 2]], [(0.0, 0.0), (9.0, 0.0), (1.0, 0.0), (10.0, 0.0)]
    patches = Patches([1.0] * 4, near, xy, [0, 0, 1, 1], bounds=(1.9, 2.1))
    patches.compact(1)
    assert patches.part == [0, 1, 0, 1]


@given(grids(), st.integers(20, 700), st.booleans())
def test_people_brought_near_travel_less_and_parts_stay_even_and_whole(grid, size, give):
    """Whatever was drawn: nobody is lost, nobody's part gets further out of bounds, or falls to pieces."""
    _, base = grid
    bounds, points = Bounds.around(size, 0.1), kilometres_of(base)
    drawn = drawing.draw(base, bounds, seed=1, repaired=False)
    kept = [units_left(int(count), 1.0, bounds) for count in base.count]
    heaped = [n for n, left in enumerate(kept) if left < base.count[n]]
    parts = [part for part in drawn.parts if pieces(base, part) == 1]
    before = [strain(part, bounds) for part in parts]
    mass, far, left = in_heaps(base, range(len(base)), parts), travelled(parts, base, points), set(heaped)
    now = [dict(part) for part in parts]
    bring_near(base, bounds, points, heaped, now, give=give)
    assert travelled(now, base, points) <= far + 1e-6
    assert all(strain(part, bounds) <= was + 1e-6 for part, was in zip(now, before, strict=True))
    assert [pieces(base, part) for part in now] == [1] * len(now)
    after = in_heaps(base, range(len(base)), now)
    if give:
        assert all(after[n] >= mass[n] for n in after)
        assert all(n in left and evenly(after[n], 1.0, bounds) for n in after if after[n] != mass[n])
    else:
        assert after == mass


def strain(part: dict[int, int], bounds: Bounds) -> float:
    people = sum(part.values())
    return max(bounds.low - people, people - bounds.high, 0.0)


def pieces(base: Ground, part: dict[int, int]) -> int:
    return len({frozenset(walked(base, n, part)) for n in part})


def walked(base: Ground, start: int, within: dict[int, int]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for other in base.borders[waiting.pop()]:
            if other in within and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def test_more_people_to_a_unit_than_a_part_divides_into_leave_no_less_than_nothing():
    """444 councils of two thousand in parts of three: 148 whole parts take one more than there are."""
    bounds = Bounds.around(5964.737, 0.1)
    assert units_left(443, 2000.09, bounds) == 2
    assert sum(shared(443, 2000.09, bounds)) == 443


def test_who_shares_an_area_with_others_goes_to_one_of_their_own_place_where_it_has_room():
    """Of a town of 2,300 two parts of a thousand are whole, and the rest is with a village of 700 that can do with
    two hundred of them."""
    base = Ground(np.array([2300, 700]), np.ones(2), np.array([(48.0, 2.0), (48.2, 2.0)]), ((1,), (0,)))
    parts = [{0: 300, 1: 700}]
    bring_near(base, Bounds.around(1000, 0.1), kilometres_of(base), [0], parts, give=True)
    assert parts == [{0: 200, 1: 700}]
