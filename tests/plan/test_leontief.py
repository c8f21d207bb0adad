"""Our own method against HiGHS: the same hours to within the gap that it proves itself, and a plan whatever happens."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.plan.cases.instances import generate, uncapped
from councils.plan.certify import certify
from councils.plan.leontief import Progress, solve
from councils.plan.leontief.beginning import cold
from councils.plan.leontief.sweeps import sweeps
from councils.plan.leontief.walk import SETTLE, Walk
from councils.plan.program import Program, Solution, program, with_shared, with_unmet
from councils.plan.solve import by_highs
from councils.plan.step import never
from tests.plan.programs import programs


def with_imports(whole: Program) -> Program:
    """Every product can be had without limit, at a price: what makes every program solvable."""
    n = whole.products
    return program(
        np.concatenate([whole.makes, np.arange(n)]),
        np.concatenate([whole.labour, np.full(n, 5.0)]),
        np.hstack([whole.inputs.toarray(), np.zeros((n, n))]),
        np.concatenate([whole.cap, np.full(n, inf)]),
        whole.needs,
    )


@given(programs(), st.booleans())
def test_every_plan_is_one_and_no_bound_is_above_the_best(whole, imports):
    """Tiny economies of few strong loops are not what the method is for: how near it comes is promised below."""
    whole = with_imports(whole) if imports else with_unmet(whole, 1e3)
    best = float(whole.labour @ by_highs.solve(whole).activities)
    found = certify(whole, solve(whole, iterations=60).solution, gap=inf)
    assert found.rejected == ()
    assert found.bound <= best * (1 + 1e-6) + 1e-9
    assert best <= found.hours * (1 + 1e-6) + 1e-9


@given(st.integers(0, 1000))
def test_invented_economies_are_planned_to_the_gap_asked_for(seed):
    whole = generate(60, seed)
    best = float(whole.labour @ by_highs.solve(whole).activities)
    found = solve(whole, gap=1e-3)
    assert found.done
    assert found.certificate.bound <= best * (1 + 1e-9) <= found.certificate.hours * (1 + 1e-8)


@pytest.mark.parametrize(
    ("whole", "hours"),
    [
        (program([0], [2.0], [[0.0]], [inf], [0.0]), 0.0),  # nobody needs anything
        (program([0], [2.0], [[0.5]], [inf], [1.0]), 4.0),  # half of it goes into itself
        (program([0, 0], [1.0, 3.0], [[0.0, 0.0]], [0.0, inf], [1.0]), 3.0),  # the cheap one cannot run
        (with_unmet(program([0], [1.0], [[0.0]], [3.0], [5.0]), 100.0), 203.0),  # two of five stay unmet
        (with_unmet(program([0], [1.0], [[0.0], [1.0]], [inf], [1.0, 0.0]), 7.0), 7.0),  # its input is made by nobody
        (with_unmet(program([0], [1.0], [[1.5]], [inf], [1.0]), 7.0), 7.0),  # it eats more than it makes
    ],
)
def test_edges_of_what_can_be_asked_for_are_answered(whole, hours):
    assert solve(whole, iterations=300).certificate.hours == pytest.approx(hours, rel=1e-4)


def test_same_program_has_the_same_plan_to_the_last_bit():
    once, again = (solve(generate(100, 5), iterations=50).solution for _ in range(2))
    assert once.activities.tobytes() == again.activities.tobytes()
    assert once.values.tobytes() == again.values.tobytes()


def test_work_that_is_stopped_gives_the_best_plan_so_far():
    whole, told = generate(200, 2), []
    found = solve(whole, gap=0.0, progress=told.append, stop=lambda: len(told) == 3)
    assert certify(whole, found.solution, gap=inf).rejected == ()
    assert found.certificate.gap == told[-1].gap


def test_progress_tells_a_gap_that_never_grows_again():
    told: list[Progress] = []
    solve(generate(200, 2), gap=0.0, iterations=120, progress=told.append)
    gaps = [step.gap for step in told]
    assert len(gaps) > 4
    assert gaps == sorted(gaps, reverse=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_nearly_right_is_made_exact(seed):
    """To nine digits, as by the simplex method."""
    whole = generate(150, seed)
    best = float(whole.labour @ by_highs.solve(whole).activities)
    found = solve(whole, gap=1e-9)
    assert found.done
    assert found.certificate.hours == pytest.approx(best, rel=1e-8)


@pytest.mark.parametrize("seed", [1, 2])
def test_needs_beyond_all_capacity_are_planned_as_exactly(seed):
    """Every technique is limited, and nothing is certain to be met."""
    chance, whole = np.random.default_rng(seed), generate(100, seed)
    output = whole.made(solve(whole).solution.activities)[whole.makes]
    limited = replace(whole, cap=np.minimum(whole.cap, chance.uniform(0.1, 0.6, whole.techniques) * output))
    scarce = with_unmet(limited, 1e3)
    best = float(scarce.labour @ by_highs.solve(scarce).activities)
    found = solve(scarce, gap=1e-6)
    assert found.done
    assert found.certificate.hours == pytest.approx(best, rel=1e-5)
    assert found.certificate.bound == pytest.approx(best, rel=1e-5)


def test_plan_of_yesterday_shortens_the_work_of_today():
    whole = generate(300, 4)
    yesterday = solve(whole, gap=5e-5).solution
    changed = np.where(np.arange(300) % 100 == 0, 1.1, 1.0) * whole.needs
    today = replace(whole, needs=changed)
    cold, warm = solve(today, gap=1e-4), solve(today, gap=1e-4, start=yesterday)
    assert warm.done
    assert warm.iterations < cold.iterations


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plans_are_made_anew_day_after_day_without_going_round(seed: int):
    """What each day leaves of the gap is little, and the next day begins there."""
    today, rng = generate(2_000, seed), np.random.default_rng(seed)
    plan = solve(today).solution
    for _ in range(8):
        changes = np.where(rng.random(2_000) < 0.01, rng.uniform(0.5, 1.5, 2_000), 1.0)
        today = replace(today, needs=today.needs * changes)
        found = solve(today, start=plan, iterations=100)
        assert found.done
        plan = found.solution


@given(st.integers(1, 50))
def test_program_without_techniques_leaves_everything_unmet(n):
    none = with_unmet(program([], [], np.zeros((n, 0)), [], np.ones(n)), 2.0)
    assert solve(none).certificate.hours == pytest.approx(2.0 * n)


def test_later_iterations_count_for_more():
    passes = sweeps(generate(40, 3))
    one_by_one, at_once = (Walk(passes, cold(passes), warm=False) for _ in range(2))
    seen = []
    for at in range(1, 31):
        one_by_one.average(until=at, stop=never)
        seen.append(one_by_one.state)
    counts = np.arange(1, 21)
    found = at_once.average(until=30, stop=never)
    assert found.activities == pytest.approx(np.average([s.x for s in seen[SETTLE:]], axis=0, weights=counts), rel=1e-9)
    assert found.values == pytest.approx(np.average([s.v for s in seen[SETTLE:]], axis=0, weights=counts), rel=1e-9)


def test_start_of_other_size_is_refused():
    with pytest.raises(ValueError, match="start"):
        solve(generate(10, 1), start=Solution(np.zeros(3), np.zeros(3)))


@pytest.mark.parametrize("seed", [1, 2])
def test_shared_resources_are_kept_by_their_prices(seed):
    """Four resources that a fifth of the techniques take, a tenth less of each than would be used without a limit."""
    chance, whole = np.random.default_rng(seed), generate(120, seed)
    free = solve(whole).solution.activities
    taken = np.where(chance.random((4, whole.techniques)) < 0.2, whole.labour * chance.uniform(0.5, 1.5), 0.0)
    shared = with_shared(whole, taken, 0.9 * taken @ free)
    best = float(shared.labour @ by_highs.solve(shared).activities)
    found = solve(shared, gap=1e-3)
    assert found.done
    assert found.certificate.bound <= best * (1 + 1e-9) <= found.certificate.hours * (1 + 1e-8)
    used = taken @ found.solution.activities[: whole.techniques]
    assert (used <= 0.9 * taken @ free * (1 + 1e-6)).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_where_all_is_limited_a_plan_is_made_finer_and_never_worse(seed: int):
    """Scarcity makes values a million times the work: nothing goes round for hardly any work because of that."""
    whole = generate(300, seed)
    output = np.repeat(uncapped(replace(whole, cap=np.full(whole.techniques, inf))), 3)
    most = np.random.default_rng(seed).uniform(0.2, 1.3, whole.techniques) * output
    closed = with_unmet(replace(whole, cap=np.minimum(whole.cap, most)), 1e6)
    found, exact = solve(closed), by_highs.solve(closed)
    finer = solve(closed, gap=1e-6, start=found.solution)
    least = float(closed.labour @ exact.activities)
    assert found.done
    assert finer.done
    assert least * (1 - 1e-9) <= finer.certificate.hours <= min(found.certificate.hours, least * (1 + 2e-6))


@given(st.sampled_from([-1.0, 0.0, 1e3, inf]))
def test_prices_that_prove_nothing_are_no_start_to_believe(times):
    whole = generate(60, 1)
    good = solve(whole).solution
    wrong = Solution(good.activities, np.nan_to_num(good.values * times, posinf=1e9))
    assert solve(whole, gap=1e-3, start=wrong).done
