"""Goods that can go there and back for hardly anything: our own method plans with them, and HiGHS says the same."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from councils.plan.cases.instances import generate
from councils.plan.economy import Economy, Need, Product, Route, Technique, Workplace
from councils.plan.leontief import beginning
from councils.plan.leontief.repair import ways_out
from councils.plan.leontief.sweeps import sweeps
from councils.plan.linear import Activity, linear
from councils.plan.solve import Method, solve
from councils.plan.solve.circling import without_circles
from councils.plan.solve.large import form

PLACES, PERIODS = 4, 2
LEAST_SENT = 1e-7


def scattered(seed: int, haulage: float, *, products: int = 25) -> Economy:
    """An invented economy, its techniques in places all over; what is made goes to every other place."""
    whole, draw = generate(products, seed), np.random.default_rng(seed)
    work = {f"w{k}": Workplace(f"w{k}", f"w{k}", f"a{k % PLACES}") for k in range(8)}
    techniques, made = {}, set()
    for k in range(whole.techniques):
        at = slice(whole.inputs.indptr[k], whole.inputs.indptr[k + 1])
        uses = dict(zip((f"p{p}" for p in whole.inputs.indices[at]), whole.inputs.data[at].tolist(), strict=True))
        product, place = f"p{whole.makes[k]}", f"w{draw.integers(8)}"
        made.add((product, work[place].place))
        works = {"s": float(whole.labour[k])}
        techniques[f"t{k}"] = Technique(f"t{k}", "t", place, {product: 1.0}, uses, works, most=float(whole.cap[k]))
    carrier = "p0" if haulage else ""
    routes = (Route(p, a, f"a{n}", carrier, haulage) for p, a in sorted(made) for n in range(PLACES) if f"a{n}" != a)
    needs = (
        Need(f"c{n}", "", f"p{p}", float(whole.needs[p] * draw.uniform(0.5, 1.5)) / PLACES, 1, f"a{n}", str(period))
        for period in range(1, PERIODS + 1)
        for n in range(PLACES)
        for p in np.flatnonzero(whole.needs > 0)
    )
    return Economy(
        "scattered",
        {f"p{p}": Product(f"p{p}", "p", "u", float(draw.choice([0.0, 0.9, 1.0]))) for p in range(products)},
        techniques,
        tuple(needs),
        work,
        transport=tuple(routes),
        periods={str(n): "" for n in range(1, PERIODS + 1)},
    )


@pytest.mark.parametrize(("seed", "haulage"), [(1, 0.001), (2, 0.05), (3, 0.0)])
def test_what_goes_there_and_back_is_planned_as_highs_plans_it(seed: int, haulage: float) -> None:
    whole = scattered(seed, haulage)
    own, exact = solve(whole, method=Method.OWN), solve(whole, method=Method.HIGHS)
    assert own.certificate.holds, own.certificate.rejected
    best = exact.certificate.stages[-1].value
    assert own.certificate.stages[-1].value == pytest.approx(best, rel=1e-4)
    assert own.certificate.stages[-1].bound <= best * (1 + 1e-9)
    assert without_circles(own.program, own.activities) == pytest.approx(own.activities, abs=1e-9)


@pytest.mark.parametrize("haulage", [0.0, 1e-6])
def test_values_of_what_goes_round_are_those_of_making_it(haulage: float) -> None:
    """With no limits at all the values are the prices at which HiGHS meets a little of every need."""
    whole = scattered(4, haulage)
    whole = replace(whole, techniques={code: replace(t, most=inf) for code, t in whole.techniques.items()})
    exact = solve(whole, method=Method.HIGHS)
    program = form(linear(whole)).program
    values = beginning.uncapped_values(sweeps(program))
    assert program.needs @ values == pytest.approx(exact.certificate.stages[-1].value, rel=0.02)


def test_ways_out_never_come_back() -> None:
    program = form(linear(scattered(5, 0.0))).program
    ways = ways_out(sweeps(program))
    carried = {}  # from where each product comes, where it comes from elsewhere as it is
    for product, technique in enumerate(ways.tolist()):
        at = slice(program.inputs.indptr[technique], program.inputs.indptr[technique + 1])
        if technique >= 0 and not program.labour[technique]:
            (carried[product],) = program.inputs.indices[at].tolist()
    for product in carried:
        seen = [product]
        while seen[-1] in carried:
            seen.append(carried[seen[-1]])
            assert seen[-1] not in seen[:-1]


def test_nothing_that_is_open_may_stay_unmet_and_the_rest_may() -> None:
    whole = linear(scattered(6, 0.001))
    reduced = form(whole)
    kinds = {whole.columns[at].kind for at in reduced.kept}
    assert Activity.UNMET not in kinds
    assert (ways_out(sweeps(reduced.program))[reduced.program.needs > 0] >= 0).all()


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_what_is_carried_for_nothing_goes_the_straight_way(seed: int) -> None:
    plan = solve(scattered(seed, 0.0), method=Method.HIGHS)
    assert plan.certificate.holds, plan.certificate.rejected
    least = LEAST_SENT * plan.activities.max()
    sent = {
        (c.code, c.period, c.place, c.to): x
        for c, x in zip(plan.program.columns, plan.activities.tolist(), strict=True)
        if c.kind is Activity.CARRY and x > least
    }
    every = {(c.code, c.period, c.place, c.to) for c in plan.program.columns if c.kind is Activity.CARRY}
    by_way_of = [
        (way, to)
        for way in sent
        for _, _, _, to in (other for other in sent if other[:3] == (*way[:2], way[3]))
        if (*way[:3], to) in every
    ]
    assert sent
    assert by_way_of == []
