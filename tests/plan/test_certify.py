"""A certificate holds for what HiGHS finds, to HiGHS's own objective, and for nothing that was tampered with."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from councils.plan.cases.instances import generate
from councils.plan.certify import Flaw, certify, shortfall
from councils.plan.leontief.repair import covered, lowered, without_dust
from councils.plan.program import Program, Solution, program, with_unmet
from councils.plan.solve.by_highs import Unsolved, solve
from tests.plan.programs import programs

# Bread takes flour, and flour is made by a mill that can make 10 units, or dearly by hand.
BREAD, FLOUR = 0, 1
BAKERY = program([BREAD, FLOUR, FLOUR], [1.0, 0.5, 2.0], [[0, 0, 0], [2, 0, 0]], [inf, 10, inf], [8, 0])
BEST = Solution(np.array([8.0, 10.0, 6.0]), np.array([5.0, 2.0]))


def flaws(whole: Program, solution: Solution, **limits: float) -> set[Flaw]:
    return {rejection.flaw for rejection in certify(whole, solution, **limits).rejected}


def optimum(whole: Program) -> float | None:
    """Hours of the best plan by SciPy's own way to a solver, from a dense matrix; None where there is none."""
    net = -whole.inputs.toarray()
    net[whole.makes, np.arange(whole.techniques)] += 1.0
    caps = [(0, None if np.isinf(most) else most) for most in whole.cap]
    found = linprog(whole.labour, A_ub=-net, b_ub=-whole.needs, bounds=caps)
    return found.fun if found.status == 0 else None


def test_bakery_is_certified_at_its_optimum():
    certificate = certify(BAKERY, BEST)
    assert (certificate.hours, certificate.bound, certificate.gap, certificate.rejected) == (25.0, 25.0, 0.0, ())


@pytest.mark.parametrize(
    ("activities", "values", "flaw"),
    [
        ([8, 10, 5.9], [5, 2], {Flaw.NEED_UNMET}),
        ([7.99, 10, 6], [5, 2], {Flaw.NEED_UNMET}),
        ([8, 10.1, 5.9], [5, 2], {Flaw.OVER_CAPACITY}),
        ([8, 17, -1], [5, 2], {Flaw.OVER_CAPACITY, Flaw.NEGATIVE_ACTIVITY}),
        ([8, 0, 16], [5, 2], {Flaw.GAP}),
        ([8, 10, 6], [4.9, 2], {Flaw.GAP}),
        ([8, 10, 6], [5.1, 2], {Flaw.VALUE_TOO_HIGH, Flaw.GAP}),
        ([8, 10, 6], [5, -2], {Flaw.NEGATIVE_VALUE, Flaw.VALUE_TOO_HIGH, Flaw.GAP}),
        ([8, 10, float("nan")], [5, 2], {Flaw.NOT_A_NUMBER}),
        ([8, 10, 6], [inf, 2], {Flaw.NOT_A_NUMBER}),
        ([8, 10], [5, 2], {Flaw.SHAPE}),
    ],
)
def test_tampered_bakery_is_rejected_for_what_was_done(activities, values, flaw):
    assert flaws(BAKERY, Solution(np.array(activities, float), np.array(values, float))) == flaw


def test_small_need_that_comes_to_nothing_is_found_beside_large_ones():
    needs = np.array([1e6, 1e-3])
    whole = program([0, 1], [1.0, 1.0], np.zeros((2, 2)), [inf, inf], needs)
    assert flaws(whole, Solution(np.array([1e6, 0.0]), np.ones(2))) == {Flaw.NEED_UNMET}


def test_need_of_what_is_mostly_used_up_is_measured_by_the_need():
    """A thousandth of the need is missing, though only a billionth of what goes through."""
    whole = program([0, 1], [1.0, 1.0], [[0, 1e6], [0, 0]], [inf, inf], [1.0, 1.0])
    assert flaws(whole, Solution(np.array([1e6 + 0.999, 1.0]), np.array([1.0, 1e6 + 1]))) == {Flaw.NEED_UNMET}


@given(programs())
def test_highs_is_certified_where_another_way_to_it_finds_the_same(whole):
    best, found = optimum(whole), solve(whole)
    if best is None:
        assert found is Unsolved.NO_PLAN
    else:
        assert isinstance(found, Solution)
        certificate = certify(whole, found, gap=1e-7)
        assert (certificate.rejected, certificate.hours) == ((), pytest.approx(best, rel=1e-6, abs=1e-9))


@given(programs(), st.floats(1.0, 1e3))
def test_there_is_always_a_plan_once_needs_may_stay_unmet(whole, hours):
    open_to_less = with_unmet(whole, hours)
    found = solve(open_to_less)
    assert isinstance(found, Solution)
    assert flaws(open_to_less, found, gap=1e-6) == set()


@given(programs(), st.integers(0, 2**32 - 1))
def test_bound_of_any_values_is_below_every_plan(whole, seed):
    """Whatever values are written down, once lowered they prove something true."""
    best = optimum(whole)
    values = lowered(whole, np.random.default_rng(seed).lognormal(0, 2, whole.products))
    bound = certify(whole, Solution(np.zeros(whole.techniques), values)).bound
    assert best is None or bound <= best * (1 + 1e-7) + 1e-9


@given(programs(), st.integers(0, 2**32 - 1))
def test_any_activities_become_a_plan_once_needs_may_stay_unmet(whole, seed):
    open_to_less = with_unmet(whole, 1e3)
    rng = np.random.default_rng(seed)
    x = covered(open_to_less, rng.lognormal(0, 2, open_to_less.techniques), rng.lognormal(0, 1, whole.products))
    assert flaws(open_to_less, Solution(x, np.zeros(whole.products)), gap=inf) == set()


@given(programs(), st.integers(0, 2**32 - 1))
def test_nobody_lacks_what_is_left_out_as_dust(whole, seed):
    """Whatever is made, and however little of it beside what others make."""
    rng = np.random.default_rng(seed)
    x = rng.choice([0.0, 1e-20, 1e-17, 1.0, 1e3], whole.techniques)
    lacked = shortfall(whole, x)
    assert (shortfall(whole, without_dust(whole, x)) <= lacked + 1e-6).all()


def test_what_is_used_by_dust_alone_is_not_missing():
    """The flour for a loaf of which a part in 10^20 is baked another way, and the grain for that flour."""
    takes = np.zeros((3, 4))
    takes[1, 1] = takes[2, 2] = 1.0
    whole = program([0, 0, 1, 2], np.ones(4), takes, np.full(4, np.inf), [1.0, 0.0, 0.0])
    x = np.array([1.0, 1e-20, 1e-20, 0.0])
    assert shortfall(whole, x)[2] == 1.0
    assert not shortfall(whole, without_dust(whole, x)).any()


@given(programs(), st.data())
def test_less_of_what_is_needed_is_noticed(whole, data):
    """Take a thousandth away from whatever makes a product of which nothing is left over."""
    best = solve(with_unmet(whole, 1e3))
    whole = with_unmet(whole, 1e3)
    tight = (whole.net(best.activities) <= whole.needs * (1 + 1e-9)) & (whole.needs > 0)
    busy = np.flatnonzero((best.activities > 1e-6) & tight[whole.makes] & (whole.net_per_unit > 1e-6))
    if len(busy):
        x = best.activities.copy()
        k = data.draw(st.sampled_from(list(busy)))
        x[k] -= min(x[k], 1e-3 * whole.needs[whole.makes[k]] / whole.net_per_unit[k])
        assert Flaw.NEED_UNMET in flaws(whole, Solution(x, best.values))


@pytest.mark.parametrize(
    "wrong",
    [{"makes": np.array([0, 2, 1], np.int32)}, {"labour": np.array([-1.0, 1, 1])}, {"needs": np.array([np.nan, 0])}],
)
def test_program_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"makes|labour|needs"):
        replace(BAKERY, **wrong)


def test_invented_economies_are_the_same_every_time_and_can_meet_their_needs():
    first, again = generate(200, 7), generate(200, 7)
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in ("labour", "cap", "needs"))
    found = solve(first)
    assert isinstance(found, Solution)
    assert flaws(first, found, gap=1e-7) == set()
