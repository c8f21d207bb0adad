"""HiGHS where it has it hard: numbers of very different size, and work that is stopped."""

from __future__ import annotations

import dataclasses
import signal
from itertools import count

import numpy as np
import pytest

from councils.plan.cases.instances import generate
from councils.plan.cases.named import named
from councils.plan.economy import Skill
from councils.plan.highs.careful import solve_carefully
from councils.plan.highs.stages import Prices, StoppedError, UnsolvedError, solve_stages
from councils.plan.linear import linear
from councils.plan.results import Results
from councils.plan.solve import Method, solve
from councils.plan.solve.exactly import carefully, certified, is_plan, nothing_proved, solve_exactly
from councils.plan.solve.so_far import all_unmet, best_of, by_our_own_method
from tests.plan.economies import economy, far_apart, need, random_economy, with_by_products


def joint(products):
    """Nothing for our own method: some techniques make two products."""
    return with_by_products(named(generate(products, 1), title="x"))


@pytest.mark.parametrize(("seed", "decades"), [*((s, 9) for s in range(12)), *((s, 18) for s in range(4))])
def test_numbers_of_very_different_size_have_a_plan_with_a_certificate(seed, decades):
    plan = solve(
        far_apart(random_economy(seed), seed, decades=decades),
        fair=seed % 3 == 0,
        least=("land",) if seed % 4 == 0 else (),
    )
    assert plan.certificate.rejected == ()


def test_most_of_them_are_proved_to_a_millionth():
    plans = [solve(far_apart(random_economy(seed), seed, decades=6)) for seed in range(40)]
    assert sum(plan.gap <= 1e-6 for plan in plans) >= 36


@pytest.mark.parametrize("seed", range(8))
def test_more_care_comes_to_the_same_as_the_usual_way(seed):
    program = linear(random_economy(seed), fair=seed % 2 == 0, least=("land",) if seed % 4 == 0 else ())
    usual, (x, prices) = solve_stages(program)[0], solve_carefully(program)
    assert certified(program, x, prices, gap=1e-6).rejected == ()
    for stage in program.stages:
        assert float(stage.cost @ x) == pytest.approx(float(stage.cost @ usual), rel=2e-6, abs=2e-6)


def test_a_small_need_is_not_lost_beside_a_large_one_of_the_same_product():
    mill = {"mill": {"makes": {"flour": 1}, "works": {"s": 1}, "most": 40}}
    for large in (1e6, 1e9, 1e12):
        plan = solve(
            economy({c: dict(t) for c, t in mill.items()}, [need("flour", large, 2), need("flour", 5, 1, council="b")])
        )
        first, second = Results(plan).needs()
        assert plan.certificate.rejected == ()
        assert (second.unmet, round(first.need.quantity - first.unmet, 3)) == (0.0, 35.0)
        assert Results(plan).hours == pytest.approx(40.0, rel=1e-6)


def test_what_is_fixed_stays_so_and_what_cannot_be_is_no_plan():
    bake = {"makes": {"bread": 2}, "works": {"s": 1}}
    ways = {"bake": bake, "crumble": {"makes": {"crumbs": 1}, "uses": {"bread": 1}, "works": {"s": 1}}}
    program = linear(economy(ways, [need("bread", 6)], skills=(Skill("s", "s"),)))
    assert solve_carefully(program, fixed=np.array([4.0, np.nan, np.nan]))[0].tolist() == [4.0, 0.0, 0.0]
    with pytest.raises(UnsolvedError):
        solve_carefully(program, fixed=np.array([1.0, 3.0, np.nan]))


def test_whole_runs_are_whole_where_numbers_are_far_apart():
    for seed in range(3):
        found = far_apart(random_economy(seed), seed, decades=9)
        some = {c: dataclasses.replace(t, whole=at % 2 == 0) for at, (c, t) in enumerate(found.techniques.items())}
        program = linear(dataclasses.replace(found, techniques=some))
        assert is_plan(program, solve_exactly(program)[0])
        assert is_plan(program, carefully(program, stop=lambda: False)[0])


def after(steps):
    """A stop that says yes once it was asked so often."""
    asked = count()
    return lambda: next(asked) >= steps


@pytest.mark.parametrize("steps", [0, 10, 60])
def test_highs_that_is_stopped_gives_the_best_plan_so_far(steps):
    plan = solve(joint(120), stop=after(steps))
    assert plan.certificate.rejected == ()
    assert plan.gap > 1e-6


def test_what_takes_long_tells_what_no_plan_is_below_and_can_be_stopped():
    told = []
    plan = solve(joint(1000), progress=told.append, stop=lambda: any(step.bound > 0 for step in told))
    assert plan.certificate.rejected == ()
    assert 0 < told[-1].bound < np.inf
    assert [step.steps % 500 for step in told] == [0] * len(told)


def test_portions_change_nothing_in_the_plan():
    found = joint(800)
    told = []
    plan = solve(found, progress=told.append)
    assert told
    assert told[-1].bound == pytest.approx(plan.certificate.stages[-1].value, rel=0.2)
    assert plan.certificate.rejected == ()
    assert plan.gap == 1e-6


def whole(products):
    found = joint(products)
    some = {c: dataclasses.replace(t, whole=at % 20 == 0) for at, (c, t) in enumerate(found.techniques.items())}
    return dataclasses.replace(found, techniques=some)


def test_branch_and_bound_that_is_stopped_gives_the_best_whole_runs_so_far():
    told = []
    plan = solve(whole(60), progress=told.append, stop=lambda: any(step.cost < np.inf for step in told))
    assert plan.certificate.rejected == ()
    assert told[-1].whole
    assert plan.certificate.stages[0].value < 1e-6  # all needs are met, as they can be


def test_a_fair_plan_that_is_stopped_says_how_much_the_worst_served_go_without():
    found = random_economy(3)
    plan = solve(found, fair=True, method=Method.HIGHS, stop=lambda: True)
    assert plan.certificate.rejected == ()
    assert plan.program.stages[0].name.startswith("fairness")


def test_what_was_found_before_the_stop_is_told():
    program = linear(joint(60))
    with pytest.raises(StoppedError) as raised:
        solve_stages(program, stop=lambda: True)
    assert (raised.value.found, len(raised.value.prices)) == ((), 2)


def test_ctrl_c_in_the_middle_of_highs_is_handed_on_when_it_has_ended():
    """Raised where HiGHS asks, it would end the process."""
    with pytest.raises(KeyboardInterrupt):
        solve_stages(linear(joint(60)), stop=lambda: bool(signal.raise_signal(signal.SIGINT)))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_goes_wrong_while_highs_works_is_told_when_it_has_ended():
    def wrong():
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        solve_stages(linear(joint(60)), stop=wrong)


def test_our_own_plan_of_any_program_keeps_to_it():
    for seed in (1, 2, 24):
        program = linear(random_economy(seed), fair=seed % 2 == 0)
        assert is_plan(program, by_our_own_method(program, np.zeros(len(program.rows)))[0])
        assert is_plan(program, all_unmet(program))


def test_of_plans_the_best_is_taken_and_of_prices_those_that_prove_most():
    program = linear(random_economy(1))
    x, prices = solve_stages(program)
    too_high = tuple(Prices(p.rows * 3.0, p.held) for p in prices)
    best, proof = best_of(program, [all_unmet(program), x], [nothing_proved(program), prices, too_high])
    assert best is x
    assert certified(program, best, proof, gap=1e-6).holds
