"""The two ways to make a pass: the same numbers to the last bit, on any number of threads, whatever the program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from councils.plan import leontief
from councils.plan.cases.instances import generate
from councils.plan.leontief.marginal import marginal
from councils.plan.leontief.sweeps import State, Sums, layout
from councils.plan.program import Program, program, with_unmet
from tests.plan.programs import programs

pytest.importorskip("numba")


def ways(whole: Program):
    from councils.plan.leontief.compiled import Compiled
    from councils.plan.leontief.plain import Plain

    here = layout(whole)
    return Plain(here), Compiled(here, threads=1), Compiled(here, threads=3)


def bits(*parts) -> list[bytes]:
    return [np.asarray(part + 0.0).tobytes() for part in parts]  # the sign of a nought says nothing


def every_pass(passes, whole: Program) -> list[bytes]:
    """A walk through all passes, and what each of them gives."""
    k, n = whole.techniques, whole.products
    x, v = np.minimum(passes.layout.cap, 1.0), np.linspace(0.5, 2.0, n)
    state, seen = State(x, v, passes.used(x), np.zeros(n)), []
    sums = Sums(np.zeros(k), np.zeros(n), 1.5)
    for step in (0.06, 0.3, 1.0):
        state = passes.cleared(state, step, np.linspace(1.0, 1.2, n), np.linspace(1.0, 0.2, k), sums)
        seen += bits(state.x, state.v, state.used, state.swing, sums.x, sums.v)
    seen += bits(passes.squared(state.v), passes.valued(whole.uses, state.v))
    lower, settled = passes.undercut(state.v, 1e-8)
    merit = passes.merit(state.v)
    seen += bits(lower, settled, passes.cheapest(state.v), merit)
    x, used, cap = state.x, passes.used(state.x), passes.layout.cap
    for _ in range(3):
        x, used, uncovered, settled = passes.answered(x, used, merit, cap, 1e-8)
        seen += bits(x, used, uncovered, settled)
    first = marginal(whole, state.x)
    much, missing, made = state.x[first.technique], np.linspace(-1.0, 2.0, n), np.full(len(first.making.product), 0.1)
    for within in (1e-2, 1e-2, 1e-6, 10.0):
        much, missing, settled = passes.turned(first.making, much, missing, made, within)
        seen += bits(much, missing, settled)
    return seen


@settings(max_examples=40, deadline=None)
@given(programs())
def test_compiled_passes_give_the_same_bits(whole):
    for case in (whole, with_unmet(whole, 50.0)):
        plain, one, three = (every_pass(passes, case) for passes in ways(case))
        assert plain == one == three


def test_a_whole_plan_is_the_same_to_the_last_bit_however_it_is_found():
    whole = generate(400, 3)
    found = [leontief.solve(whole, **how) for how in ({}, {"compiled": True, "threads": 1}, {"compiled": True})]
    assert len({(f.solution.activities.tobytes(), f.solution.values.tobytes()) for f in found}) == 1
    assert found[0].done


def test_a_product_of_many_techniques_is_added_up_in_the_same_order():
    """NumPy adds long columns in pairs; both ways add term by term."""
    rng = np.random.default_rng(1)
    whole = program(np.zeros(60, dtype=int), rng.uniform(1, 2, 60), np.zeros((1, 60)), rng.uniform(0, 1, 60), [20.0])
    plain, one, three = (every_pass(passes, whole) for passes in ways(whole))
    assert plain == one == three
