"""People by counts alone: the tables against binomials, both ways to the same bits, a long run against its end."""

from __future__ import annotations

import numpy as np
import pytest

from councils.lab.simulation.heads import Habit, Tables, alias, chances, step, top

HABIT = Habit(listen=0.3, anew=0.05, pull=0.4)


def test_chances_are_those_of_single_people():
    size, k, runs = 12, 5, 40_000
    chance = np.random.default_rng(1)
    said = np.arange(size) < k
    heard = said[chance.integers(0, size, (runs, size))]
    after = np.where(chance.random((runs, size)) < HABIT.listen, heard, said)
    after = np.where(chance.random((runs, size)) < HABIT.anew, chance.random((runs, size)) < HABIT.pull, after)
    counted = np.bincount(after.sum(axis=1), minlength=size + 1) / runs
    assert np.abs(counted - chances(size, HABIT)[k]).max() < 0.01


@pytest.mark.parametrize("k", [0, 1, 7, 20])
def test_alias_table_holds_its_distribution(k):
    row = chances(20, HABIT)[k]
    share, other = alias(row)
    held = share.copy()
    np.add.at(held, other, 1 - share)
    assert held / len(row) == pytest.approx(row, abs=1e-12)


def test_compiled_and_plain_give_the_same_heads():
    tables = Tables(150, HABIT)
    ways = [np.random.default_rng(2).integers(0, 151, 5000).astype(np.uint8) for _ in range(2)]
    for number in range(3):
        for heads, compiled in zip(ways, (True, False), strict=True):
            step(heads, tables, seed=7, number=number, compiled=compiled)
    assert ways[0].tolist() == ways[1].tolist()


def test_long_run_ends_where_people_are_pulled():
    tables, heads = Tables(50, HABIT), np.zeros(4000, dtype=np.uint8)
    for number in range(150):
        step(heads, tables, seed=1, number=number)
    assert float(heads.mean()) / 50 == pytest.approx(HABIT.pull, abs=0.01)
    assert top(heads, 50, 10) < HABIT.pull  # what most are against is lost on the way up


@pytest.mark.parametrize(("said", "share"), [([3, 3, 2, 0], 0.5), ([5, 5, 0, 5], 1.0), ([5, 0, 0, 5, 5], 0.5)])
def test_delegates_follow_majorities(said, share):
    assert top(np.array(said, dtype=np.uint8), 5, 3) == share


def test_size_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="from 1 to 255"):
        Tables(300, HABIT)


def test_hearing_half_contrary_is_throwing_a_coin():
    coin = Habit(listen=0.0, anew=0.1 + 0.9 * 0.3)
    assert chances(20, Habit(listen=0.3, anew=0.1, contrary=0.5)) == pytest.approx(chances(20, coin))


@pytest.mark.parametrize("contrary", [0.1, 0.8])
def test_contrarians_draw_to_one_half_as_fast_as_computed(contrary):
    """Without making up one's mind anew: the distance from half shrinks by 1 - 2 · listen · contrary a step."""
    size, heads = 20, np.arange(21)
    nearer = chances(size, Habit(listen=0.4, anew=0.0, contrary=contrary)) @ (heads - size / 2)
    assert nearer == pytest.approx((heads - size / 2) * (1 - 2 * 0.4 * contrary))
