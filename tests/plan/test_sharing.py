"""Prices of what is shared: what users answer is what they do, and plans that share are as good as any."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.sparse import csr_array

from councils.plan.cases.instances import generate
from councils.plan.leontief import solve
from councils.plan.leontief.sharing import HELD, response
from councils.plan.program import Program, program, with_shared
from councils.plan.solve import by_highs


def use_at(whole: Program, takes: np.ndarray, slope: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """What is used of each source if each costs so much: a product's price rises until as much is made as before."""
    change = np.zeros(whole.techniques)
    for product in range(whole.products):
        own = np.flatnonzero(whole.makes == product)
        dearer = takes[:, own].T @ prices

        def made(rise: float, own: np.ndarray = own, dearer: np.ndarray = dearer) -> float:
            return float(slope[own] @ (rise - dearer))

        change[own] = slope[own] * (brentq(made, -10.0, 10.0, xtol=1e-14) - dearer) if len(own) else 0.0
    return takes @ change


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_answers_are_what_use_changes_by(seed: int):
    rng = np.random.default_rng(seed)
    n, k, s = 4, 11, 3
    whole = program(rng.integers(0, n, k), np.ones(k), np.zeros((n, k)), np.full(k, inf), np.ones(n))
    takes, slope = np.where(rng.random((s, k)) < 0.6, rng.random((s, k)), 0.0), rng.uniform(0.1, 3.0, k)
    answers = response(whole, csr_array(takes), slope)
    alone = HELD * np.diag(np.diag((takes * slope) @ takes.T))
    for source in range(s):
        price = np.eye(s)[source]
        assert answers[:, source] - alone @ price == pytest.approx(-use_at(whole, takes, slope, price), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plans_that_share_resources_are_as_good_as_those_of_another_solver(seed: int):
    whole = generate(60, seed)
    free = solve(whole, gap=1e-4).solution
    rng = np.random.default_rng(seed)
    taken = np.where(rng.random((10, whole.techniques)) < 0.2, whole.labour, 0.0)
    shared = with_shared(whole, taken, 0.93 * (taken @ free.activities) + 1e-3)
    found = solve(shared, gap=1e-4)
    assert found.done
    least = float(shared.labour @ by_highs.solve(shared).activities)
    assert float(shared.labour @ found.solution.activities) == pytest.approx(least, rel=1e-4)


@pytest.mark.parametrize("seed", [1, 4])
def test_resources_hardly_lengthen_the_walk(seed: int):
    """In the second economy one technique takes much of some resources: their prices must not swing for ever."""
    whole = generate(2_000, seed)
    free = solve(whole).solution
    rng = np.random.default_rng(seed)
    taken = np.where(rng.random((10, whole.techniques)) < 0.2, rng.random((10, whole.techniques)), 0.0) * whole.labour
    found = solve(with_shared(whole, taken, 0.9 * (taken @ free.activities)))
    assert found.done
    assert found.iterations <= 80


def test_a_resource_that_nothing_can_be_made_without_and_one_that_nobody_takes():
    """Nothing replaces the techniques that take the first, so nobody answers to its price; there is just enough."""
    whole = program([0, 1], [1.0, 2.0], np.array([[0.0, 0.3], [0.2, 0.0]]), [inf, inf], [4.0, 1.0])
    free = solve(whole).solution.activities
    shared = with_shared(whole, np.array([[1.0, 0.0], [0.0, 0.0]]), [free[0] * 1.001, 5.0])
    assert solve(shared).done
