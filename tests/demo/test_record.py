"""The record of the demonstration: the same for the same seed, verified, in order, and all of it in the past."""

import json
from datetime import datetime
from itertools import pairwise

import pytest
from tests.demonstration import AT, SEED

from councils.app.batch import HELD
from councils.core.due import next_due
from councils.demo.city import STEPS, build
from councils.store.models import Act, Federation, Person


class EnoughError(Exception):
    """The test has seen enough."""


def beginning(seed: int, steps: int) -> list[str]:
    """The hashes of the first part of a record; nothing of it is kept."""
    hashes: list[str] = []

    def look(step: int) -> None:
        if step == steps:
            running = HELD.get()
            assert running is not None
            hashes.extend(entry.hash for entry in running.record)
            raise EnoughError

    with pytest.raises(EnoughError):
        build(AT, seed, look)
    return hashes


def entries(city):
    return [json.loads(line)["entry"] for line in city.lines if line.startswith(b'{"entry"')]


@pytest.mark.django_db
def test_same_seed_and_moment_make_the_same_record(city):
    hashes = beginning(SEED, 25)
    assert len(hashes) > 3000
    assert hashes == [entry["hash"] for entry in entries(city)][: len(hashes)]


@pytest.mark.django_db
def test_another_seed_makes_another_record(city):
    hashes = beginning(SEED + 1, 2)
    assert hashes != [entry["hash"] for entry in entries(city)][: len(hashes)]


@pytest.mark.django_db
def test_a_build_that_fails_leaves_nothing_behind():
    beginning(SEED, 1)
    assert (Act.objects.count(), Federation.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert HELD.get() is None


def test_record_is_verified(city):
    assert city.proof.acts == len(entries(city)) > 15_000


def test_every_act_is_in_the_past_and_in_order(city):
    times = [datetime.fromisoformat(entry["at"]) for entry in entries(city)]
    assert all(before <= after for before, after in pairwise(times))
    assert times[-1] <= AT
    assert 260 <= (AT - times[0]).days <= 280


def test_nothing_is_left_for_the_clock(city):
    """The first page that somebody opens changes nothing."""
    assert all((next_due(council) or AT) >= AT for council in city)


def test_progress_is_told_in_even_steps():
    from councils.demo.city import ACTS, Steps

    for acts in (ACTS // 2, ACTS, 2 * ACTS):
        told: list[int] = []
        steps = Steps(told.append)
        for _ in range(acts):
            steps.act()
        steps.end()
        assert told == list(range(1, STEPS + 1))
