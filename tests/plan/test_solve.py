"""Plans of every feature against what can be reckoned by hand, and their certificates against tampering."""

from __future__ import annotations

import dataclasses
import json
import random
import re

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from councils.plan.cases import cooperative
from councils.plan.economy import Direction, Resource, Route, Skill, Stock, Trade, Workplace
from councils.plan.files.plan_folder import read_plan, write_plan
from councils.plan.linear import Activity, linear
from councils.plan.results import Results, passed_on
from councils.plan.solve import solve
from councils.plan.solve.circling import straightened, without_circles
from councils.plan.staged_certificate import certify_stages, column_name
from tests.plan.economies import economy, need, random_economy

BREAD = {"bake": {"makes": {"bread": 1}, "uses": {"flour": 0.5}, "works": {"s": 0.1}}}
MILL = {"mill": {"makes": {"flour": 1}, "works": {"s": 0.2}}}


def planned(found, **asked):
    """{column: quantity} of a plan whose certificate holds."""
    plan = solve(found, **asked)
    assert plan.certificate.rejected == ()
    return {column_name(c): round(float(x), 6) for c, x in zip(plan.program.columns, plan.activities, strict=True) if x}


def copied(*parts):
    return {code: dict(given) for part in parts for code, given in part.items()}


def test_inputs_of_inputs_are_made():
    found = planned(economy(copied(BREAD, MILL), [need("bread", 100)], skills=(Skill("s", "s"),)))
    assert found == {"run bake 1": 100.0, "run mill 1": 50.0}


def test_the_cheaper_technique_is_used_up_first():
    ways = {**copied(BREAD), "mill": {**MILL["mill"], "most": 30}, "pound": {"makes": {"flour": 1}, "works": {"s": 9}}}
    assert planned(economy(ways, [need("bread", 100)])) == {
        "run bake 1": 100.0,
        "run mill 1": 30.0,
        "run pound 1": 20.0,
    }


def test_what_is_short_is_left_unmet_by_priority():
    ways = {**copied(BREAD), "mill": {**MILL["mill"], "most": 30}}
    found = planned(economy(ways, [need("bread", 40), need("bread", 40, 2, council="b")]))
    assert found == {"run bake 1": 60.0, "run mill 1": 30.0, "unmet 1 1": 20.0}


def test_fairness_shares_what_is_short_between_councils():
    ways = {**copied(BREAD), "mill": {**MILL["mill"], "most": 30}}
    found = planned(economy(ways, [need("bread", 40), need("bread", 80, council="b")]), fair=True)
    assert (found["unmet 0 1"], found["unmet 1 1"], found["unfair 1"]) == (20.0, 40.0, 0.5)


def test_fairness_shares_with_what_is_needed_by_no_one_council():
    ways = {**copied(BREAD), "mill": {**MILL["mill"], "most": 30}}
    wanted = [need("bread", 40), need("bread", 80, council="")]
    found = planned(economy(ways, wanted), fair=True)
    assert (found["unmet 0 1"], found["unmet 1 1"], found["unfair 1"]) == (20.0, 40.0, 0.5)


def test_fairness_shares_with_what_is_to_be_left_at_the_end():
    ways = {**copied(BREAD), "mill": {**MILL["mill"], "most": 30}}
    left = (Stock("bread", 0.0, "", 80.0),)
    found = planned(economy(ways, [need("bread", 40)], keeps={"bread": 1.0}, stocks=left), fair=True)
    assert (found["unmet 0 1"], found["unmet 1 1"], found["unfair 1"]) == (20.0, 40.0, 0.5)


def test_joint_products_come_together_and_what_is_left_over_is_left():
    cow = {"cow": {"makes": {"milk": 10, "manure": 30}, "works": {"s": 1}}}
    plan = solve(economy(cow, [need("milk", 20), need("manure", 45)]))
    left = {o.row.code: round(o.left, 6) for o in Results(plan).output()}
    assert left == {"milk": 0.0, "manure": 15.0}


@pytest.mark.parametrize("limited", ["resource", "skill", "workplace", "technique"])
def test_every_kind_of_capacity_is_kept(limited):
    run = {"makes": {"bread": 1}, "works": {"s": 1}, "occupies": {"oven": 1}}
    rest = {"resources": {"oven": Resource("oven", "oven", "h", 99)}, "skills": (Skill("s", "s"),)}
    if limited == "resource":
        rest["resources"] = {"oven": Resource("oven", "oven", "h", 7)}
    elif limited == "skill":
        rest["skills"] = (Skill("s", "s", "", 7),)
    elif limited == "workplace":
        rest["workplaces"] = {"w0": Workplace("w0", "w0", "", 7)}
    else:
        run["most"] = 7
    assert planned(economy({"bake": run}, [need("bread", 10)], **rest)) == {"run bake 1": 7.0, "unmet 0 1": 3.0}


def test_hours_are_of_a_place():
    ways = {
        "one": {"makes": {"bread": 1}, "works": {"s": 1}},
        "two": {"makes": {"bread": 1}, "works": {"s": 2}, "at": 1},
    }
    found = economy(ways, [need("bread", 10)], places=("Town", "Hill"), skills=(Skill("s", "s", "Town", 4),))
    assert planned(found) == {"run one@Town 1": 4.0, "run two@Hill 1": 6.0}


def test_stock_is_used_and_what_is_wanted_at_the_end_is_kept():
    found = economy(copied(MILL), [need("flour", 10)], stocks=(Stock("flour", 8, "", 3),))
    assert planned(found) == {"run mill 1": 5.0}


def test_imports_are_paid_with_exports():
    trade = (Trade("oil", Direction.IMPORT, 6, "money"), Trade("flour", Direction.EXPORT, 2, "money"))
    assert planned(economy(copied(MILL), [need("oil", 5)], trade=trade)) == {
        "run mill 1": 15.0,
        "import oil>money 1": 5.0,
        "export flour>money 1": 15.0,
    }


def test_what_is_carried_takes_a_carrier_and_loses_on_the_way():
    ways = {**copied(MILL), "van": {"makes": {"haulage": 1}, "works": {"s": 1}}}
    routes = (Route("flour", "Hill", "Town", "haulage", 0.1, 0.8),)
    found = economy(ways, [need("flour", 8, place="Town")], places=("Hill",), transport=routes)
    assert planned(found) == {"run mill@Hill 1": 10.0, "run van@Hill 1": 1.0, "carry flour@Hill>Town+haulage 1": 10.0}


def test_two_carriers_on_one_way_are_told_apart(tmp_path):
    ways = {**copied(MILL), "van": {"makes": {"haulage": 1}, "works": {"s": 1}, "most": 0.4}}
    routes = (Route("flour", "Hill", "Town", "haulage", 0.1), Route("flour", "Hill", "Town", most=5))
    rest = {"places": ("Hill",), "transport": routes, "skills": (Skill("s", "s"),)}
    found = economy(ways, [need("flour", 8, place="Town")], **rest)
    assert planned(found)["carry flour@Hill>Town+haulage 1"] == 3.0
    write_plan(solve(found), tmp_path)
    assert read_plan(tmp_path).certificate.holds


def test_what_keeps_is_made_before_and_stored():
    found = economy(
        {"mill": {**MILL["mill"], "most": 10}},
        [need("flour", 5), need("flour", 14.5, period="2")],
        keeps={"flour": 0.9},
        periods={"1": "", "2": ""},
    )
    assert planned(found) == {"run mill 1": 10.0, "run mill 2": 10.0, "store flour>2 1": 5.0}


def test_what_is_built_can_be_used_a_period_later():
    ways = {
        "bake": {"makes": {"bread": 1}, "works": {"s": 1}, "occupies": {"oven": 1}},
        "mason": {"makes": {}, "works": {"s": 5}, "builds": {"oven": 1}},
    }
    found = economy(
        ways,
        [need("bread", 4), need("bread", 6, period="2")],
        periods={"1": "", "2": ""},
        resources={"oven": Resource("oven", "oven", "h", 3)},
    )
    assert planned(found) == {"run bake 1": 3.0, "run bake 2": 6.0, "run mason 1": 3.0, "unmet 0 1": 1.0}


def test_whole_runs_are_whole():
    found = economy({"bake": {"makes": {"bread": 50}, "works": {"s": 3}, "whole": True}}, [need("bread", 120)])
    plan = solve(found)
    assert plan.activities.tolist() == [3.0, 0.0]
    assert plan.certificate.holds
    assert plan.certificate.stages[-1].bound == pytest.approx(7.2)  # of 9: what wholeness costs at most


def test_a_resource_can_be_spared_before_labour():
    ways = {
        "quick": {"makes": {"heat": 1}, "works": {"s": 1}, "occupies": {"co2": 1}},
        "clean": {"makes": {"heat": 1}, "works": {"s": 2}},
    }
    found = economy(ways, [need("heat", 5)], resources={"co2": Resource("co2", "co2", "kg", 100)})
    assert planned(found) == {"run quick 1": 5.0}
    assert planned(found, least=("co2",)) == {"run clean 1": 5.0}


@pytest.mark.parametrize("seed", range(16))
def test_any_economy_has_a_plan_with_a_certificate(seed):
    plan = solve(random_economy(seed), fair=seed % 3 == 0, least=("land",) if seed % 4 == 0 else ())
    assert plan.certificate.rejected == ()
    assert plan.certificate.gap <= 1e-6


@pytest.mark.parametrize("seed", range(16))
def test_a_plan_that_begins_with_another_one_is_as_good_as_one_from_nothing(seed):
    """Yesterday some needed more, some needed less, and there were other techniques."""
    today, draw, asked = random_economy(seed), random.Random(seed), {"fair": seed % 3 == 0}
    needs = tuple(dataclasses.replace(n, quantity=n.quantity * draw.choice([0.1, 1.0, 3.0])) for n in today.needs)
    techniques = {code: t for code, t in today.techniques.items() if draw.random() < 0.8}
    yesterday = solve(dataclasses.replace(today, needs=needs, techniques=techniques), fair=seed % 2 == 0)
    plan, other = solve(today, start=yesterday, **asked), solve(today, **asked)
    assert plan.certificate.rejected == ()
    for found, cold in zip(plan.certificate.stages, other.certificate.stages, strict=True):
        assert found.value == pytest.approx(cold.value, rel=2e-6, abs=2e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_stages_are_what_another_way_of_solving_finds(seed):
    """All stages in one, by weights so far apart that a lower one never outweighs a higher."""
    program = linear(random_economy(seed))
    plan = solve(random_economy(seed))
    for number, stage in enumerate(program.stages):
        before = [s.cost for s in program.stages[:number]]
        rows = np.vstack([-program.matrix.toarray(), *before])
        reached = [float(cost @ plan.activities) + 1e-9 for cost in before]
        bounds = [(0, most if np.isfinite(most) else None) for most in program.most]
        found = linprog(stage.cost, A_ub=rows, b_ub=[*-program.need, *reached], bounds=bounds, method="highs-ipm")
        assert float(stage.cost @ plan.activities) == pytest.approx(found.fun, abs=1e-5, rel=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_labour_values_account_for_every_hour(seed):
    found = dataclasses.replace(random_economy(seed), stocks=(), trade=())
    results = Results(solve(found))
    ends = sum(o.value * (o.delivered + o.left) for o in results.output())
    assert ends == pytest.approx(results.hours, rel=1e-7)


@pytest.mark.parametrize("factor", [1e-7, 1e-3, 1e7])
def test_units_may_be_of_any_size(factor):
    """The same bread in other units: the same hours, with a certificate."""
    ways = {
        "bake": {"makes": {"bread": factor}, "uses": {"flour": 0.5}, "works": {"s": 0.1}},
        "mill": {**MILL["mill"], "most": 30},
    }
    plan = solve(economy(ways, [need("bread", 100 * factor), need("flour", 8, 2)]))
    assert plan.certificate.rejected == ()
    assert Results(plan).hours == pytest.approx(12)
    assert [met.need.product for met in Results(plan).unmet()] == ["bread", "flour"]


def scarce():
    found = cooperative()
    stones = dataclasses.replace(found.resources["millstone"], amount=9.0)
    return dataclasses.replace(found, resources={**found.resources, "millstone": stones})


@pytest.fixture(scope="module")
def plan():
    return solve(scarce())


@pytest.mark.parametrize("at", range(0, 115, 6))
@pytest.mark.parametrize("by", [1.01, 0.98])
def test_a_plan_whose_activities_were_changed_is_rejected_or_worse(plan, at, by):
    x = plan.activities.copy()
    if not x[at]:
        x[at] = by
    else:
        x[at] *= by
    found = certify_stages(plan.program, x, [(p.rows, p.held) for p in plan.prices])
    assert found.rejected or found.stages[-1].value == pytest.approx(plan.certificate.stages[-1].value, rel=1e-6)


def test_prices_that_were_raised_prove_nothing_more(plan):
    for factor in (1.5, 100.0):
        prices = [(p.rows * factor, p.held) for p in plan.prices]
        found = certify_stages(plan.program, plan.activities, prices)
        for stage, true in zip(found.stages, plan.certificate.stages, strict=True):
            assert stage.bound <= true.value + 1e-6


@pytest.mark.parametrize("wrong", [np.nan, -1.0, np.inf])
def test_what_is_no_quantity_is_rejected(plan, wrong):
    x = plan.activities.copy()
    x[3] = wrong
    assert certify_stages(plan.program, x, [(p.rows, p.held) for p in plan.prices]).rejected


def test_a_plan_reads_back_from_its_folder(plan, tmp_path):
    write_plan(plan, tmp_path)
    again = read_plan(tmp_path)
    assert again.activities.tolist() == plan.activities.tolist()
    assert again.certificate == plan.certificate
    assert again.economy == plan.economy


def test_a_plan_that_was_changed_in_its_folder_is_found_out(plan, tmp_path):
    write_plan(plan, tmp_path)
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "holds": True}))
    text = (tmp_path / "activities.csv").read_text()
    (tmp_path / "activities.csv").write_text(re.sub(r"(?m)^unmet 3[34] 1,[^,]*,", r"unmet 33 1,20,", text, count=1))
    (rejected,) = read_plan(tmp_path).certificate.rejected
    assert str(rejected).startswith("product meals 1: 0.4")


def test_an_unknown_line_in_a_plan_is_told(plan, tmp_path):
    write_plan(plan, tmp_path)
    with (tmp_path / "activities.csv").open("a") as file:
        file.write("run steal 1,3,3\nrun bake_bread@Town 1,x,0\n")
    lines = len((tmp_path / "activities.csv").read_text().splitlines())
    assert [str(flaw).split(". ")[0] for flaw in read_plan(tmp_path)] == [
        f"activities.csv:{lines}: There is no number here"
    ]


def test_nothing_is_unmet_where_all_can_be_met():
    results = Results(solve(cooperative()))
    assert results.unmet() == []
    assert {c.kind for c, x in zip(results.program.columns, results.x, strict=True) if x} >= {
        Activity.RUN,
        Activity.CARRY,
        Activity.IMPORT,
        Activity.EXPORT,
    }


def free_ways(*places):
    """Flour is carried from each of these places to each other one, without work or loss."""
    return tuple(Route("flour", a, b) for a in places for b in places if a != b)


def test_nothing_is_sent_round_where_that_costs_nothing():
    found = economy(
        copied(MILL), [need("flour", 5, place="Town")], places=("Hill",), transport=free_ways("Hill", "Town", "Lake")
    )
    plan = solve(found)
    ways = {(c.place, c.to): at for at, c in enumerate(plan.program.columns) if c.kind is Activity.CARRY}
    round_trip = plan.activities.copy()
    for a, b, much in (("Hill", "Town", 3.0), ("Town", "Lake", 4.0), ("Lake", "Hill", 3.0), ("Lake", "Town", 1.0)):
        round_trip[ways[a, b]] += much
    assert without_circles(plan.program, round_trip).tolist() == plan.activities.tolist()
    assert planned(found) == {"run mill@Hill 1": 5.0, "carry flour@Hill>Town 1": 5.0}


def test_nothing_is_sent_by_way_of_others_nor_to_where_it_only_lies_about():
    ways = free_ways("Hill", "Town", "Lake")
    some = tuple(
        dataclasses.replace(way, most=2.0) if (way.origin, way.goal) == ("Hill", "Town") else way for way in ways
    )
    none = tuple(way for way in ways if (way.origin, way.goal) != ("Hill", "Town"))
    for transport, straight in ((ways, 5.0), (some, 2.0), (none, 0.0)):
        found = economy(
            copied(MILL), [need("flour", 5, place="Town"), need("flour", 1, place="Lake")], places=("Hill",),
            transport=transport,
        )  # fmt: skip
        program = linear(found)
        at = {(c.place, c.to): at for at, c in enumerate(program.columns) if c.kind is Activity.CARRY}
        x = np.zeros(len(program.columns))
        x[[c.kind is Activity.RUN for c in program.columns]] = 9.0
        x[[at["Hill", "Lake"], at["Lake", "Town"]]] = 9.0, 8.0  # of 8, Town needs 5
        sent = straightened(program, x)
        told = {way: float(sent[column]) for way, column in at.items() if sent[column]}
        expected = {("Hill", "Town"): straight, ("Hill", "Lake"): 6.0 - straight, ("Lake", "Town"): 5.0 - straight}
        assert told == {way: much for way, much in expected.items() if much}


def test_what_is_lost_on_the_way_or_takes_work_is_left_as_it_is():
    lossy = tuple(dataclasses.replace(way, keeps=0.5) for way in free_ways("Hill", "Town", "Lake"))
    program = linear(economy(copied(MILL), [need("flour", 1, place="Town")], places=("Hill",), transport=lossy))
    x = np.ones(len(program.columns))
    x[[c.place == "Town" or c.to == "Hill" for c in program.columns]] = 0.0
    assert straightened(program, x).tolist() == x.tolist()


def test_nothing_is_bought_to_be_sold_again_for_no_more():
    def left(bought, sold):
        trade = (Trade("oil", Direction.IMPORT, bought, "money"), Trade("oil", Direction.EXPORT, sold, "money"))
        program = linear(economy(copied(MILL), [need("flour", 1)], trade=trade))
        x = np.array([7.0 if c.kind in (Activity.IMPORT, Activity.EXPORT) else 0.0 for c in program.columns])
        return without_circles(program, x).max()

    assert (left(3, 2), left(2, 2), left(2, 3)) == (0.0, 0.0, 7.0)


def test_what_only_goes_round_is_worth_no_work():
    recipes = csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    assert passed_on(recipes, np.array([0.0, 0.0, 2.0])).tolist() == [0.0, 0.0, 2.0]


def test_what_is_kept_of_a_stock_has_the_work_in_it_of_what_is_made():
    """Six of ten jars are eaten first; then the other four, beside six that are made."""
    ways = {"boil": {"makes": {"jam": 1}, "works": {"s": 0.5}}}
    eaten = [need("jam", 6), need("jam", 10, period="2")]
    found = economy(ways, eaten, keeps={"jam": 1.0}, periods={"1": "", "2": ""}, stocks=(Stock("jam", 10),))
    plan = solve(found)
    assert [round(value, 9) for value in Results(plan).values] == [0.5, 0.5]
    before = dataclasses.replace(plan, stocked=False)
    assert [round(value, 9) for value in Results(before).values] == [0.0, 0.3]
