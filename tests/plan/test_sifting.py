"""Goods that are brought from place to place and kept from period to period: what is left out is left out rightly."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from bench.network import network, with_needs

from councils.plan.economy import Economy, Route
from councils.plan.leontief.passing import passed
from councils.plan.linear import linear
from councils.plan.program import program
from councils.plan.solve import Method, by_highs, solve
from councils.plan.solve.large import form
from councils.plan.solve.one_period import average, in_each
from tests.plan.economies import economy, need


def invented(seed: int) -> Economy:
    """Thirty products, eight workplaces with limited hours in four places, three periods."""
    return with_needs(network(30, 8, 4, 3, seed))


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_network_with_limited_hours_is_planned_as_by_highs(seed):
    told = invented(seed)
    own, best = solve(told, method=Method.OWN), solve(told, method=Method.HIGHS)
    assert own.certificate.holds, own.certificate.rejected
    for one, other in zip(own.certificate.stages, best.certificate.stages, strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_rounds_end_where_the_plan_does(seed):
    """What a place needs itself is little beside what it passes on: its row was left short time and again, until hours
    and bound were a thousand times nearer than was asked for."""
    plan = solve(with_needs(network(60, 10, 10, 4, seed)), method=Method.OWN, gap=1e-4)
    assert plan.certificate.holds, plan.certificate.rejected
    assert plan.certificate.gap > 1e-6


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_needs_beyond_all_limited_hours_leave_as_little_unmet_as_by_highs(seed):
    told = with_needs(network(40, 6, 10, 3, seed))
    more = dataclasses.replace(told, needs=tuple(dataclasses.replace(n, quantity=1.4 * n.quantity) for n in told.needs))
    own, best = solve(more, method=Method.OWN), solve(more, method=Method.HIGHS)
    assert own.certificate.holds, own.certificate.rejected
    assert best.certificate.stages[0].value > 0.01
    for one, other in zip(own.certificate.stages, best.certificate.stages, strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-4)


@pytest.mark.parametrize("asked", [0, 10, 50, 100, 200, 400])
def test_who_stops_gets_a_plan(asked):
    """However early: all needs are met, or said to be unmet, and the certificate says how far from the best that is."""
    times = itertools.count()
    plan = solve(with_needs(network(60, 10, 10, 4, 2)), method=Method.OWN, stop=lambda: next(times) >= asked)
    assert plan.certificate.holds, plan.certificate.rejected


def test_what_is_made_with_limited_hours_alone_is_made():
    """As long as there are enough of them: every product takes hours, and nothing has a way without a limit."""
    told = economy(
        {
            "grow": {"makes": {"a": 1}, "works": {"s": 1}},
            "make": {"makes": {"b": 1}, "uses": {"a": 2}, "works": {"s": 1}},
        },
        [need("b", 5)],
    )
    limited = {code: dataclasses.replace(w, hours=20.0) for code, w in told.workplaces.items()}
    plan = solve(dataclasses.replace(told, workplaces=limited), method=Method.OWN)
    assert plan.certificate.holds
    assert [stage.value for stage in plan.certificate.stages] == pytest.approx([0.0, 15.0], rel=1e-4)


def test_what_is_only_passed_on_is_left_out_exactly():
    """Flour is brought over two places, for carts; bread is baked there, where hours are limited."""
    inputs = np.zeros((5, 6))  # flour here, there, yonder; carts; bread
    inputs[0, 1] = inputs[1, 2] = 1.0
    inputs[3, 1], inputs[3, 2] = 0.1, 0.2
    inputs[2, 4], inputs[2, 5] = 0.6, 0.7
    whole = program([0, 1, 2, 3, 4, 4], [1, 0, 0, 2, 1, 2], inputs, [np.inf] * 4 + [8.0, np.inf], [0, 3, 1, 0, 10])
    part = passed(whole, np.arange(6))
    found, best = part.solution(by_highs.solve(part.program)), by_highs.solve(whole)
    assert (part.stay.tolist(), part.ways.tolist()) == ([0, 3, 4], [1, 2])
    np.testing.assert_allclose(found.activities, best.activities, rtol=1e-12)
    np.testing.assert_allclose(found.values, best.values, rtol=1e-12)


def test_ways_that_go_round_are_not_passed_on():
    inputs = np.array([[0.0, 1.0], [1.0, 0.0]])
    part = passed(program([0, 1], [0, 0], inputs, [np.inf, np.inf], [1, 1]), np.arange(2))
    assert part.stay.tolist() == [0, 1]


def test_a_plan_for_one_period_is_taken_over_into_each():
    told = invented(1)
    one, whole = linear(average(told)), linear(told)
    activities, prices = in_each(whole, one, np.arange(1.0, 1 + len(one.columns)), np.ones(len(one.rows)))
    runs = [x for column, x in zip(whole.columns, activities, strict=True) if column.code == "k0"]
    assert (runs, set(prices.tolist())) == ([1.0] * 3, {1.0})
    assert sum(need.quantity for need in average(told).needs) * 3 == pytest.approx(sum(n.quantity for n in told.needs))


def test_routes_from_everywhere_to_everywhere_come_to_the_same():
    """Nothing is brought on from where it was only brought to, as ways grow with the distance."""
    told = invented(3)
    places, known = sorted({r.goal for r in told.transport}), {(r.product, r.origin, r.goal) for r in told.transport}
    longest = max(r.per_unit for r in told.transport)
    more = [
        Route(product, a, b, "p0", longest)
        for product in sorted(told.carried)
        for a in places
        for b in places
        if a != b and (product, a, b) not in known
    ]
    all_ways = dataclasses.replace(told, transport=(*told.transport, *more))
    one, other = solve(told, method=Method.OWN), solve(all_ways, method=Method.OWN)
    assert other.certificate.holds
    assert other.certificate.stages[-1].value == pytest.approx(one.certificate.stages[-1].value, rel=1e-4)
    assert form(linear(all_ways)).program.techniques > form(linear(told)).program.techniques
