"""Places that join, leave and are cut off inside a scenario: against balls, parts that hang together, and sums."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner
from tests.federation import preset

from councils.cli import main
from councils.lab.sensitivity import sampled
from councils.lab.simulation.engine import Engine
from councils.lab.simulation.land import grid
from councils.lab.simulation.model import Model
from councils.lab.simulation.network import Network, Territory
from councils.lab.simulation.play import Individuals, play
from councils.lab.simulation.question import Question
from councils.lab.simulation.scenario import Scenario, Shock, parse_scenario
from councils.lab.simulation.scenario_keys import WHY_NOT, ShockKind
from councils.lab.sweep import swept

CHARTER = preset()
SQUARE = Scenario("T", Model(49 * 4, assembly=4, council=50), steps=14, network=Network(start=1, chance=1.0))
REGIONS = Scenario("T", Model(48 * 5, assembly=5, council=4, noise=0.1, term=6), steps=12)
"""48 assemblies under 12, 3 and one: regions of 16."""


def test_example_goes_as_far_as_the_steps():
    rows = play(SQUARE, CHARTER).rows
    within = [sum(n // 7 + n % 7 <= step for n in range(49)) for step in range(15)]
    assert [round(row["inside"] * 49) for row in rows] == within


@pytest.mark.parametrize("seed", range(3))
def test_reach_is_what_hangs_together_with_the_start(seed):
    scenario = replace(SQUARE, seed=seed, steps=60, network=replace(SQUARE.network, ready=0.6))
    ready = Territory(scenario.model, scenario.network, seed).ready
    reached, waiting = {0}, [0]
    while waiting:
        at = waiting.pop()
        for one, other in grid(49).tolist():
            beside = {one: other, other: one}.get(at)
            if beside is not None and ready[beside] and beside not in reached:
                reached.add(beside)
                waiting.append(beside)
    assert play(scenario, CHARTER).rows[-1]["inside"] == len(reached) / 49


def test_places_come_and_go_the_same_on_any_number_of_threads_and_processes():
    scenario = replace(REGIONS, network=Network(start=2, chance=0.3, leaving=0.1, ready=0.8))
    first = play(scenario, CHARTER)
    assert play(scenario, CHARTER, threads=3) == first
    shares = [row["inside"] for row in first.rows]
    assert max(shares) > shares[0]
    assert any(after < before for before, after in pairwise(shares))
    sweep = sampled(scenario, CHARTER, [("noise", 0.0, 0.1)], "top", method="morris", samples=2)
    assert swept(sweep, processes=2) == swept(sweep, processes=1)


def test_empty_seats_are_the_same_to_numba_and_numpy():
    ends = []
    for compiled in (True, False):
        going = Individuals(replace(REGIONS, network=Network(start=1, chance=0.2, leaving=0.2)), CHARTER, 1)
        asks = going.engine.base, going.engine.above
        going.engine = Engine(REGIONS.model, recall=asks, compiled=compiled, chain=True)
        for _ in range(12):
            going.go()
        ends.append((going.row(), [y.tobytes() for y in going.society.y]))
    assert ends[0] == ends[1]


def test_region_that_leaves_changes_nothing_for_the_others():
    """Those of region 1 live as if there were no others, to the bit; after it comes back all sit at the top again."""
    gone = Individuals(replace(REGIONS, shocks=()), CHARTER, 1)
    alone = Individuals(replace(REGIONS, model=replace(REGIONS.model, people=16 * 5)), CHARTER, 1)
    for region in (2, 3):
        gone.befall(Shock(1, ShockKind.LEAVE, region=region), 0)
    for _ in range(8):
        gone.go()
        alone.go()
    assert gone.society.x[:80].tobytes() == alone.society.x.tobytes()
    for level in (0, 1):
        assert gone.society.y[level][: len(alone.society.y[level])].tobytes() == alone.society.y[level].tobytes()
    assert np.isnan(gone.society.y[2]).tolist() == [False, True, True]
    assert (gone.row()["inside"], gone.row()["elections"] > 0) == (16 / 48, True)
    gone.befall(Shock(9, ShockKind.JOIN, region=3), 0)
    gone.go()
    assert np.isnan(gone.society.y[2]).tolist() == [False, True, False]
    assert np.isnan(gone.society.y[0]).sum() == 16


@pytest.mark.parametrize(("stock", "own", "ration"), [(30, 0.5, 1.0), (14, 0.0, 1.0), (20, 0.25, 0.75)])
def test_region_that_is_cut_off_holds_out_as_long_as_its_scarcest_store(stock, own, ration):
    """Grain and fuel last stock / (ration - own), medicine, of which half is made, stock / (ration - own / 2)."""
    days = int(min(stock / (ration - own), stock / (ration - own / 2)))
    cut = Shock(3, ShockKind.CUT, region=2, stock=stock, own=own, ration=ration)
    rows = play(replace(REGIONS, days=1, steps=days + 6, shocks=(cut,)), CHARTER).rows
    assert [row["step"] for row in rows if row["cut"] > 0] == list(range(3, 3 + days))
    assert [row["inside"] for row in rows[-2:]] == [32 / 48] * 2
    relieved = play(
        replace(REGIONS, days=1, steps=days + 6, shocks=(cut, Shock(2 + days, ShockKind.JOIN, region=2))), CHARTER
    )
    assert {row["inside"] for row in relieved.rows} == {1.0}


def test_no_question_reaches_those_who_are_cut_off():
    asks = (Question(2, line=0.01),)
    cut = Shock(1, ShockKind.CUT, region=1, stock=90)
    town = replace(REGIONS, days=30, steps=5, questions=asks)
    ends = [play(replace(town, shocks=shocks), long()).decisions[0] for shocks in ((), (cut,))]
    assert [end.said[0] for end in ends] == [(48, 0, 0, 0), (32, 0, 0, 16)]
    assert [end.said[2] for end in ends] == [(3, 0, 0, 0), (2, 0, 0, 1)]


def long():
    return replace(CHARTER, referral=replace(CHARTER.referral, days=90))


TOWN = """[territory]
people = 240
assembly = 5
council = 4
[network]
start = 2
chance = 0.3
[[shocks]]
step = 2
kind = "cut"
region = 1
stock = 30
"""


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("start = 2", "start = 4", 6, "There is no region 4."),
        ("region = 1\n", "", 8, "A shock of the kind 'cut' needs 'region'."),
        ("step = 2\n", "step = 200\n", 9, "This comes before step 200, and the scenario has 104."),
        ("stock = 30", "stok = 30", 12, "The key 'stok' is unknown."),
        ("chance = 0.3", "chance = 3", 7, "chance is 3."),
        (
            "[territory]",
            'engine = "counts"\n[territory]',
            7,
            f"People by counts have no network.start: {WHY_NOT['network']}.",
        ),
    ],
)
def test_wrong_territory_is_told_by_line(before, after, line, said):
    assert isinstance(parse_scenario(TOWN), Scenario)
    problems = parse_scenario(TOWN.replace(before, after))
    assert (line, said) in [(problem.line, problem.message) for problem in problems]


def test_whoever_left_comes_back_by_example_where_all_were_in_it():
    ways = [
        play(replace(REGIONS, network=Network(chance=c, leaving=0.3)), CHARTER).rows[-1]["inside"] for c in (0, 0.9)
    ]
    assert ways[0] < 0.1 < 0.5 < ways[1]


def test_a_federation_that_all_have_left_is_told(tmp_path):
    leave = "".join(f'[[shocks]]\nstep = 1\nkind = "leave"\nregion = {region}\n' for region in (1, 2, 3))
    (tmp_path / "t.toml").write_text(f"steps = 2\n[territory]\npeople = 240\nassembly = 5\ncouncil = 4\n{leave}")
    told = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "t.toml"), "--svg", str(tmp_path / "t.svg")])
    assert (told.exit_code, "to nowhere (all seats are empty)" in told.output) == (0, True), told.output


def test_whoever_left_for_good_stays_away():
    stay = partial(Network, start=1, chance=0.0, leaving=0.5)
    rows = play(replace(REGIONS, network=stay(back=False)), CHARTER).rows
    assert rows[-1]["inside"] < 0.05
