"""Many acts in one transaction: the same record and the same read models as one by one, and nothing after a failure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.app.conftest import START, TOWN
from tests.federation import preset

from councils.app.batch import HELD, batch
from councils.app.founding import found
from councils.app.identity import council
from councils.app.membership import join
from councils.app.perform import perform, tick
from councils.app.speaking import speak
from councils.app.voting import cast_vote
from councils.core.act import Command
from councils.core.motion import Propose, Second
from councils.core.proposal import Kind, Proposal
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.store.models import Act, CouncilRow, MatterRow, Person

pytestmark = pytest.mark.django_db


class TakenBackError(Exception):
    pass


def live(people: list[Person]) -> None:
    """A founding, joins, a motion, its vote, and a refusal."""
    charter = preset()
    found("Town", charter, TOWN, START)
    grounds = tuple(c.token for c in charter.franchise.requires)
    for number, person in enumerate(people):
        join(person, "A11", grounds, member=f"m{number}", secret=bytes([number]) * 32, at=START)
    assert isinstance(join(people[0], "A12", (), member="m9", secret=bytes(32), at=START), Refused)
    speak(people[0], "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "Water for all")), START)
    speak(people[1], "A11", lambda voice: Second(voice, "A11:1"), START)
    opens = START + timedelta(days=charter.motion(Kind.RESOLUTION).notice_days)
    assert perform("A11", due_first("A11"), opens)
    for person in people:
        cast_vote(person, "A11", "A11:1", Choice.YES, opens)


def due_first(name: str) -> Command:
    from councils.core.due import agenda

    here = council(name)
    assert here is not None
    return next(agenda(here))[1]


def written(how: Callable[[], AbstractContextManager[Any]]) -> tuple[Any, ...]:
    """The record and the read models after ``live``, which is taken back at the end."""
    people = [Person.objects.create(username=f"p{n}", name=f"Person {n}") for n in range(3)]
    with transaction.atomic():
        with how():
            live(people)
        there = (
            list(Act.objects.order_by("seq").values_list("hash", flat=True)),
            list(CouncilRow.objects.order_by("id").values()),
            list(MatterRow.objects.order_by("council", "matter").values("council", "matter", "state", "open")),
        )
        transaction.set_rollback(True)
    Person.objects.all().delete()
    return there


def test_batch_writes_the_record_that_single_acts_write():
    singly, together = written(nullcontext), written(batch)
    assert len(singly[0]) == 11 + 3 + 2 + 1 + 3 + 1  # founded and joined above, joined, moved, opened, voted, closed
    assert singly == together


def test_what_was_taken_back_is_not_remembered():
    written(batch)
    written(nullcontext)
    assert (council("A11"), HELD.get()) == (None, None)


def fail() -> None:
    with batch():
        found("Town", preset(), TOWN, START)
        assert council("A11") is not None
        raise TakenBackError


def test_batch_that_fails_writes_nothing():
    with pytest.raises(TakenBackError):
        fail()
    assert (Act.objects.count(), CouncilRow.objects.count(), council("A11")) == (0, 0, None)


def test_batch_inside_a_batch_is_the_same():
    with batch() as outer, batch() as inner:
        found("Town", preset(), TOWN, START)
        assert inner is outer
        assert Act.objects.count() == 0
    assert Act.objects.count() == 6 + 5
    assert tick(START) == 0
