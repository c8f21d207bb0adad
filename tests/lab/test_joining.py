"""Spread by example against what is known at its limits: plain spread, percolation, an epidemic's final size."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.federation import preset

from councils.lab.experiments import spread
from councils.lab.joining import Ways, join_by_example
from councils.lab.published.spreading import final_size, largest_part
from councils.lab.validation import PARIS, communes


def chance(seed=1):
    return np.random.Generator(np.random.Philox(key=[seed, 5]))


@pytest.mark.parametrize(("follow", "steps"), [(1.0, (25, 56, 98)), (0.3, (42, 95, 163))])
def test_where_nobody_leaves_france_joins_as_published(follow, steps):
    edges, numbers = communes()
    everyone, ways = np.ones(len(numbers), bool), Ways(follow)
    runs = [join_by_example(edges, everyone, numbers[PARIS], ways, chance(seed)) for seed in range(3)]
    reached = [np.mean([run.steps_to(share * run.counts[-1]) for run in runs]) for share in (0.1, 0.5, 0.9)]
    assert reached == pytest.approx(steps, rel=0.05)


def test_reach_among_those_ready_is_the_part_that_hangs_together():
    edges, numbers = communes()
    ready = chance().random(len(numbers)) < 0.55
    found = join_by_example(edges, ready, numbers[PARIS], Ways(1.0), chance())
    ready[numbers[PARIS]] = True
    assert found.ever.sum() / ready.sum() == pytest.approx(largest_part(edges, ready), abs=1e-9)


@pytest.mark.parametrize("reproduction", [1.5, 3.0])
def test_where_all_border_on_all_and_leave_for_good_it_is_an_epidemic(reproduction):
    size, leaving = 300, 0.05
    edges = np.array(list(combinations(range(size), 2)))
    ways = Ways(reproduction * leaving / size, leaving, back=False, steps=3000)
    ever = [join_by_example(edges, np.ones(size, bool), 0, ways, chance(seed)).ever.mean() for seed in range(30)]
    large = [share for share in ever if share > 0.1]  # the others ended before they began
    assert np.mean(large) == pytest.approx(final_size(reproduction), abs=0.05)


def test_places_that_come_back_are_fewer_the_more_leave():
    point = spread.points()[0] | {"chance": 0.3, "ready": 1.0, "back": True}
    held = [spread.measure(preset(), 1, point | {"leaving": leaving}, chance())["held"] for leaving in (0.0, 0.1, 0.4)]
    assert held == sorted(held, reverse=True)
    assert held[2] < 0.8 * held[0]
