"""Acts written together: one transaction, and what goes wrong with one of them touches none of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.conftest import START, Town
from tests.app.test_order import FOUND, PROVE, finish, python
from tests.databases import a_database

from councils.app.batch import HELD, batch
from councils.app.identity import council
from councils.app.perform import Performed, perform
from councils.app.record import export
from councils.app.repeating import Asked, OtherRequestError
from councils.app.together import UndoneError, Waiting, write
from councils.app.tokens import Scope, create_token
from councils.core.member import Apply
from councils.core.motion import Propose
from councils.core.proposal import Kind, Proposal
from councils.core.refusal import Refused
from councils.ledger.verify import verify
from councils.store.models import AccessToken, Act, CouncilRow, MatterRow, Person
from councils.store.projection import rebuild

pytestmark = pytest.mark.django_db


def proposed(name: str, title: str) -> Performed:
    here = council(name)
    assert here is not None
    return perform(name, Propose(here.roll[0], Proposal(Kind.RESOLUTION, title)), START)


def group(*works: Any) -> list[Waiting]:
    found = [Waiting(work) for work in works]
    write(found)
    return found


def overviews() -> list[tuple[Any, ...]]:
    fields = "council", "matter", "title", "state", "open", "deadline"
    matters = MatterRow.objects.order_by("council", "matter").values_list(*fields)
    return [*CouncilRow.objects.order_by("id").values_list(), *matters]


def failing() -> None:
    with batch():
        proposed("A12", "It is not to be")
        Person.objects.create(username="nor this one")
        raise ZeroDivisionError


def undone() -> None:
    proposed("A12", "Nor is this")
    raise UndoneError


def test_deed_that_undoes_itself_leaves_the_group_together(town: Town) -> None:
    acts = Act.objects.count()
    with CaptureQueriesContext(connection) as queries:
        first, bad, last = group(lambda: proposed("A11", "One"), undone, lambda: proposed("A12", "Two"))
    assert isinstance(bad.error, UndoneError)
    assert [step.events[0].motion for step in (*first.found, *last.found)] == ["A11:1", "A12:1"]
    assert len([query for query in queries if 'INSERT INTO "store_act"' in query["sql"]]) == 1
    assert verify(export()).acts == acts + 2


def test_same_request_twice_in_a_group_is_answered_once(town: Town) -> None:
    person = Person.objects.create(username="program")
    create_token(person, "program", [Scope.PROPOSE], 1)
    token = AccessToken.objects.get()
    same, other = Asked(token.pk, "key", "request"), Asked(token.pk, "key", "another request")

    def deed() -> str:
        return str(len(proposed("A11", "One")))

    first, again, different = group(lambda: same.first(deed), lambda: same.first(deed), lambda: other.first(deed))
    assert (first.found.body, first.found.again) == (again.found.body, False)
    assert again.found.again
    assert isinstance(different.error, OtherRequestError)
    here = council("A11")
    assert here is not None
    assert len(here.motions) == 1


def test_act_that_fails_is_taken_back_from_the_middle_of_a_group(town: Town) -> None:
    acts = Act.objects.count()
    first, bad, refused, last = group(
        lambda: proposed("A11", "One"),
        failing,
        lambda: perform("A12", Apply("", ("resident",)), START),
        lambda: proposed("A12", "Two"),
    )
    assert isinstance(bad.error, ZeroDivisionError)
    assert isinstance(refused.found, Refused)
    assert [step.events[0].motion for step in (*first.found, *last.found)] == ["A11:1", "A12:1"]
    assert Act.objects.count() == acts + 2
    assert not Person.objects.filter(username="nor this one").exists()
    assert verify(export()).acts == acts + 2


def test_group_shows_what_its_acts_show_one_by_one(town: Town) -> None:
    group(*(lambda title=title: proposed("A11", title) for title in ("One", "Two", "Three")))
    shown = overviews()
    rebuild()
    assert overviews() == shown


def test_group_writes_its_entries_at_once(town: Town) -> None:
    with CaptureQueriesContext(connection) as queries:
        group(*(lambda title=title: proposed("A11", title) for title in ("One", "Two", "Three")))
    assert len([query for query in queries if 'INSERT INTO "store_act"' in query["sql"]]) == 1


def test_group_that_cannot_be_written_is_done_one_by_one(town: Town) -> None:
    def spoiling() -> Performed:
        if HELD.get():
            HELD.get().record.append("no entry")  # type: ignore[union-attr,arg-type]
        return proposed("A11", "One")

    one, other = group(spoiling, lambda: proposed("A12", "Two"))
    assert [step.events[0].motion for step in (*one.found, *other.found)] == ["A11:1", "A12:1"]


CROWD = """
from threading import Thread
from django.db import connection
from councils.app.identity import council
from councils.app.perform import perform
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
done = []
def work(name):
    for number in range(6):
        done.append(perform(name, Propose(council(name).roll[0], Proposal(Kind.RESOLUTION, f"Motion {number}"))))
    connection.close()
threads = [Thread(target=work, args=(name,)) for name in ("A11", "A11", "A12", "A21") * 2]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
motions = [steps[0].events[0].motion for steps in done if not isinstance(steps, Refused)]
assert len(set(motions)) == 48, motions
"""


def test_threads_that_write_at_once_give_one_record(tmp_path: Path) -> None:
    assert finish(python(FOUND + CROWD + PROVE, a_database(tmp_path, "town"))) == [""]
