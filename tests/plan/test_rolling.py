"""Period after period: what is planned when the first of them is over is the rest of the same plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from councils.plan.economy import Resource, Skill, Stock
from councils.plan.linear import Activity
from councils.plan.solve import solve
from tests.plan.economies import economy, need

WEEKS = ("1", "2", "3", "4")


def harvest():
    """Grain grows in the first week alone, and keeps nine tenths of it; ovens are built while there is time."""
    return economy(
        {
            "grow": {"makes": {"grain": 1}, "works": {"s": 1}, "occupies": {"field": 1}},
            "bake": {"makes": {"bread": 1}, "uses": {"grain": 1}, "works": {"s": 2}, "occupies": {"oven": 1}},
            "hand": {"makes": {"bread": 1}, "uses": {"grain": 1}, "works": {"s": 9}},
            "mason": {"makes": {}, "works": {"s": 3}, "builds": {"oven": 1}},
        },
        [need("bread", much, period=week) for week, much in zip(WEEKS, (4, 6, 9, 12), strict=True)],
        keeps={"grain": 0.9},
        periods=dict.fromkeys(WEEKS, ""),
        resources={
            "field": Resource("field", "Fields", "ha", 0, {"1": 60}),
            "oven": Resource("oven", "Ovens", "ovens", 5),
        },
        skills=(Skill("s", "Work"),),
        stocks=(Stock("grain", 3, at_end=2),),
    )


def later(plan):
    """The economy when the first period is over, by the plan, and the hours that were worked."""
    told, program = plan.economy, plan.program
    first, *rest = told.periods
    ran = [(c, x) for c, x in zip(program.columns, plan.activities.tolist(), strict=True) if c.period == first]
    stored, built = defaultdict(float), defaultdict(float)
    for column, much in ran:
        if column.kind is Activity.STORE:
            stored[column.code] += much * told.products[column.code].keeps
        elif column.kind is Activity.RUN:
            for code, each in told.techniques[column.code].builds.items():
                built[code] += each * much
    return replace(
        told,
        periods=dict.fromkeys(rest, ""),
        needs=tuple(n for n in told.needs if n.period != first),
        stocks=tuple(replace(s, quantity=stored[s.product]) for s in told.stocks),
        resources={code: replace(r, amount=r.amount + built[code]) for code, r in told.resources.items()},
    ), sum(much * told.techniques[c.code].hours for c, much in ran if c.kind is Activity.RUN)


def test_what_is_planned_later_is_the_rest_of_the_plan():
    plan, worked = solve(harvest()), 0.0
    whole = plan.certificate.stages[-1].value
    for _ in WEEKS[1:]:
        told, hours = later(plan)
        plan, worked = solve(told, start=plan), worked + hours
        assert plan.certificate.holds
        assert worked + plan.certificate.stages[-1].value == pytest.approx(whole, rel=1e-9)
    assert [stage.value for stage in plan.certificate.stages[:-1]] == [0.0]
