"""Techniques that set values and make what is missing: what they prove is right, and what they make is enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.plan.cases.instances import generate
from councils.plan.certify import lower_bound, overpriced, shortfall
from councils.plan.leontief import solve
from councils.plan.leontief.marginal import between, marginal
from councils.plan.leontief.repair import lowered, repaired
from councils.plan.leontief.sharing import Keeping
from councils.plan.leontief.sweeps import sweeps
from councils.plan.program import with_shared
from councils.plan.solve import by_highs


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_values_that_are_somewhat_wrong_are_put_right_by_the_plan(seed: int):
    whole = generate(60, seed)
    exact = by_highs.solve(whole)
    wrong = exact.values * np.random.default_rng(seed).uniform(0.99, 1.01, whole.products)
    right = lowered(whole, marginal(whole, exact.activities).settled(sweeps(whole), wrong))
    least = float(whole.labour @ exact.activities)
    assert (
        0
        <= least - lower_bound(whole, whole.priced(right))
        < 0.3 * (least - lower_bound(whole, whole.priced(lowered(whole, wrong))))
    )


@given(seed=st.integers(0, 2**32 - 1))
def test_values_between_two_prove_as_much_as_either(seed: int):
    whole, rng = generate(30, 1), np.random.default_rng(seed)
    one, other = (lowered(whole, rng.lognormal(1.0, 0.5, whole.products)) for _ in range(2))
    found = between(whole, whole.priced(one), whole.priced(other))
    assert found.cost == pytest.approx(whole.cost(found.values), rel=1e-12)
    assert not overpriced(whole, whole.priced(found.values)).any()
    assert lower_bound(whole, found) >= max(
        lower_bound(whole, whole.priced(one)), lower_bound(whole, whole.priced(other))
    ) * (1 - 1e-3)


def test_what_is_missing_is_made_as_far_as_limits_go():
    whole = generate(200, 1)
    plan = solve(whole).solution.activities
    more = replace(whole, needs=whole.needs * 1.01)
    begun = more.needs - more.net(plan)
    made, missing = marginal(more, plan).covering(sweeps(more), plan, begun)
    assert missing == pytest.approx(more.needs - more.net(made), abs=1e-9)
    assert np.abs(missing).sum() < 0.05 * np.abs(begun).sum()
    assert (made >= 0).all()
    assert (made <= more.cap).all()


def test_plans_are_moved_to_within_what_is_shared():
    whole, rng = generate(500, 1), np.random.default_rng(1)
    plan = solve(whole).solution
    taken = np.where(rng.random((4, whole.techniques)) < 0.2, whole.labour, 0.0)
    shared = with_shared(whole, taken, 0.999 * (taken @ plan.activities))
    passes, worth = sweeps(shared), np.append(plan.values, np.full(4, 0.01))
    begin = np.append(plan.activities, taken @ plan.activities)
    keeping = Keeping(passes.layout, begin, worth, inside=1e-6)
    first = marginal(shared, begin)
    made, lacking = repaired(passes, begin, worth, within=1e-9, first=first, keeping=keeping)
    assert (made <= shared.cap).all()
    assert shortfall(shared, made).max() < 1e-6
    assert not lacking.any()
