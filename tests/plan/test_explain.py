"""What is said of a plan: the chain of what is scarce, the remedy, the trail of a product, two plans side by side."""

from __future__ import annotations

import dataclasses

import pytest

from councils.plan.cases import cooperative
from councils.plan.economy import Direction, Resource, Route, Skill, Stock, Trade
from councils.plan.explain import binding, chains, summary, workplaces
from councils.plan.explain.trail import differences, links, trail, tree_lines
from councils.plan.results import Results
from councils.plan.solve import solve
from tests.plan.economies import economy, need, random_economy


@pytest.fixture(scope="module")
def whole():
    return Results(solve(cooperative()))


@pytest.fixture(scope="module")
def short():
    found = cooperative()
    stones = dataclasses.replace(found.resources["millstone"], amount=9.0)
    return Results(solve(dataclasses.replace(found, resources={**found.resources, "millstone": stones}), fair=True))


def row(results, code, place=""):
    return next(r for r in results.program.rows if (r.code, r.place) == (code, place))


def test_the_chain_goes_to_what_is_scarce(short):
    told = [chain.told(short.plan.economy) for chain in chains(short)]
    assert told[0].startswith("Bread for ")
    assert told[0].endswith(
        ": 10% short ← Flour in Town ← Flour in Upper valley ← Hours of the millstones, all 9 hours"
    )
    assert len(told) == 7


FLOUR = {"makes": {"flour": 1}, "works": {"s": 1}}
TWO = {"1": "week 1", "2": "week 2"}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (
            economy(
                {"bake": {"makes": {"bread": 1}, "uses": {"flour": 1}, "works": {"s": 1}}},
                [need("bread", 8)],
                trade=(Trade("flour", Direction.IMPORT, 2, "money"), Trade("coat", Direction.EXPORT, 6, "money")),
                stocks=(Stock("coat", 2),),
            ),
            "bread for a: 25% short ← flour ← money ← coat ← all 2 kg in stock are used",
        ),
        (
            economy(
                {
                    "bake": {"makes": {"bread": 1}, "works": {"s": 1}, "occupies": {"oven": 1}},
                    "mason": {"makes": {}, "works": {"m": 5}, "builds": {"oven": 1}},
                },
                [need("bread", 3), need("bread", 8, period="2")],
                periods=TWO,
                resources={"oven": Resource("oven", "Ovens", "ovens", 3)},
                skills=(Skill("s", "Work"), Skill("m", "Masonry", "", 10)),
            ),
            "bread for a, week 2: 38% short ← more of Ovens, week 2 ← Masonry, all 10 hours, week 1",
        ),
        (
            economy(
                {"press": {**FLOUR, "makes": {"flour": 1, "oil": 2}, "uses": {"seed": 1}}},
                [need("oil", 30)],
                resources={},
                trade=(Trade("seed", Direction.IMPORT, 1, "money", 12),),
                stocks=(Stock("money", 100),),
            ),
            "oil for a: 20% short ← seed ← importing seed, all 12 kg",
        ),
        (
            economy(
                {
                    "mill": {**FLOUR, "at": 0},
                    "van": {"makes": {"km": 1}, "works": {"s": 1}, "most": 1},
                },
                [need("flour", 20, place="Town")],
                places=("Hill",),
                transport=(Route("flour", "Hill", "Town", "km", 0.1),),
            ),
            "flour for a: 50% short ← km ← w0: van, all 1 kg",
        ),
        (
            economy({"mill": {**FLOUR, "most": 1e12}}, [need("flour", 2e12)]),
            "flour for a: 50% short ← w0: mill, all 1,000,000,000,000 kg",
        ),
        (
            economy(
                {"mill": {**FLOUR}},
                [need("flour", 2, place="Town")],
                places=("Hill",),
                transport=(Route("flour", "Town", "Hill"),),
            ),
            "flour for a: 100% short ← nobody makes it there or brings it",
        ),
        (
            economy({"mill": {**FLOUR, "makes": {"flour": 10}, "whole": True, "most": 0.9}}, [need("flour", 2)]),
            "flour for a: 100% short ← there are only whole runs",
        ),
    ],
)
def test_the_chain_goes_through_trade_time_and_places(found, told):
    assert [chain.told(found) for chain in chains(Results(solve(found)))] == [told]


def test_a_chain_that_leads_round_in_a_circle_finds_its_way_out():
    """Nearly all of a tool's price is steel and nearly all of steel's is tools; the scarce ore is a small part."""
    ways = {
        "forge": {"makes": {"tool": 1}, "uses": {"steel": 0.9}, "works": {"s": 1}},
        "smelt": {"makes": {"steel": 1}, "uses": {"tool": 0.9, "ore": 0.1}, "works": {"s": 1}},
        "dig": {"makes": {"ore": 1}, "works": {"s": 1}, "most": 1},
    }
    found = economy(ways, [need("tool", 20)])
    (chain,) = chains(Results(solve(found)))
    assert chain.told(found).endswith("← steel ← ore ← w0: dig, all 1 kg")


def test_what_one_more_gives_is_told_by_the_hundredth_where_the_unit_is_too_large():
    found = economy({"mill": {**FLOUR, "most": 1e-6}}, [need("flour", 2e-6)])
    assert list(binding(Results(solve(found)))) == [
        "w0: mill, all 1e-06 kg; a hundredth more would meet 0.5% of a need of priority 1"
    ]


def test_without_one_more_unit_the_plan_is_worse_by_what_was_said(short):
    """What one more hour of the millstones is said to give is what it gives."""
    found = short.plan.economy
    scarce = next(c for c in short.capacities() if getattr(c.of, "code", "") == "millstone")
    stones = dataclasses.replace(found.resources["millstone"], amount=9.5)
    more = Results(solve(dataclasses.replace(found, resources={**found.resources, "millstone": stones}), fair=True))
    number = [stage.name for stage in short.program.stages].index("priority 1")
    gained = short.plan.certificate.stages[number].value - more.plan.certificate.stages[number].value
    assert gained == pytest.approx(scarce.unmet_less * 0.5, rel=1e-6)


def test_what_binds_is_told_with_what_one_more_gives(whole):
    assert list(binding(whole)) == [
        "Hours of the turbine, all 80 hours; one more would save 0.093 hours",
        "The power station: A hundred kWh from the heat pump, all 40 runs; one more would save 0.128 hours",
        "The power station: Solar panels for a hundred kWh, all 12 runs; one more would save 0.281 hours",
    ]


def test_every_workplace_is_told_what_it_does(whole):
    told = workplaces(whole)
    assert len(told) == 13
    assert told["The mill"] == ["A hundred kilos of wheat ground: 4.96 times, 5.952 hours"]


def test_the_branches_of_a_trail_add_up(whole):
    def adds_up(node):
        assert node.hours == pytest.approx(node.direct + sum(branch.hours for branch in node.inputs) + node.rest)
        for branch in node.inputs:
            adds_up(branch)

    node = trail(whole, row(whole, "meals"), part=0.001)
    adds_up(node)
    assert node.hours == whole.value(row(whole, "meals"))
    assert next(tree_lines(whole, node)).startswith("Cooked meals, 1 meal: 0.191")


def test_what_comes_along_with_something_else_has_no_work():
    herd = {"herd": {"makes": {"meat": 12.0, "milk": 90.0}, "works": {"s": 9.0}}}
    results = Results(solve(economy(herd, [need("milk", 900), need("meat", 30)])))
    meat, milk = (list(tree_lines(results, trail(results, row(results, code)))) for code in ("meat", "milk"))
    assert meat == ["meat, 1 kg: no work, since it comes along with something else"]
    assert milk[0] == "milk, 1 kg: 0.1 hours"


def test_a_bound_of_parts_of_runs_that_says_nothing_is_not_told():
    kiln = {"fire": {"makes": {"brick": 100.0}, "works": {"s": 8.0}, "whole": True}}
    lines = [list(summary(Results(solve(economy(kiln, [need("brick", much)]))))) for much in (10, 90)]
    assert [line[1].split("; ")[1] for line in lines] == [
        "how much less work would do with whole runs is not proved.",
        "no plan that leaves no more unmet takes less than 7.2 hours.",
    ]


def test_what_whole_runs_leave_unproved_of_needs_is_told():
    kiln = {"fire": {"makes": {"brick": 100.0}, "works": {"s": 8.0}, "whole": True, "most": 1.5}}
    lines = list(summary(Results(solve(economy(kiln, [need("brick", 150)])))))
    assert lines[-1] == "It is not proved that no more could be met: up to 33% of a need might be."


def test_work_in_other_units_than_hours_is_told_in_these():
    found = dataclasses.replace(economy({"bake": {**FLOUR, "works": {"s": 1}}}, [need("flour", 2)]), work_unit="jobs")
    assert next(summary(Results(solve(found)))) == "2.0 jobs; 1 of 1 needs are met in full."


@pytest.mark.parametrize("seed", range(6))
def test_the_work_in_a_product_is_its_value(seed):
    results = Results(solve(random_economy(seed)))
    for output in results.output():
        if output.made > 0:
            work = sum(link.hours for link in links(results, output.row) if link.source is None)
            assert work == pytest.approx(output.value, rel=1e-7, abs=1e-9)


def test_two_plans_are_held_side_by_side(whole, short):
    found = differences(whole, short)
    first = found["unmet"][0]  # whose bread it is does not matter to the plan: all places count alike
    assert (first.what.split(" for ")[0], first.before) == ("Bread", 0.0)
    (hours,) = found["hours"]
    assert (hours.before, hours.after) == (whole.hours, short.hours)
    assert differences(whole, whole) == {}


@pytest.mark.parametrize("seed", range(10))
def test_every_unmet_need_has_a_chain(seed):
    results = Results(solve(random_economy(seed)))
    assert [chain.met for chain in chains(results)] == results.unmet()
    for chain in chains(results):
        assert chain.told(results.plan.economy)
