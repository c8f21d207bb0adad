"""The one way in which anything happens: atomic, in order, by one writer at a time."""

from __future__ import annotations

import subprocess
import time
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction
from tests import ready
from tests.app.conftest import START, TOWN, Town
from tests.databases import a_database, ask

from councils.app.identity import council
from councils.app.perform import perform, tick
from councils.app.record import export
from councils.core.charter import Kind
from councils.core.election import CallElection, Stand
from councils.core.motion import Propose, Second
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused
from councils.ledger.entry import Tip
from councils.ledger.verify import verify
from councils.store.ledger import STATES, load
from councils.store.models import Act, CharterText, CouncilRow, MatterRow, SignedHead
from councils.store.projection import rebuild


def motion(town: Town, title: str = "A bench by the mill") -> str:
    by, other = (m.member for name in ("A11-1", "A11-2") for m in town.people[name].memberships.all())
    town.do("A11", Propose(by, Proposal(Kind.RESOLUTION, title)))
    matter = f"A11:{len(loaded('A11').motions)}"
    town.do("A11", Second(other, matter))
    return matter


def loaded(name: str):
    found = council(name)
    assert found is not None
    return found


def test_refusal_writes_nothing(town: Town) -> None:
    before = Act.objects.count()
    assert perform("A11", CallElection("a stranger", "chair"), START) == Refused(Reason.NOT_ON_ROLL)
    assert Act.objects.count() == before


def test_export_of_the_database_verifies(town: Town) -> None:
    motion(town)
    proof = verify(export())
    assert proof.checked["MemberAdmitted"] == 15
    assert proof.councils["A11"] == loaded("A11")


def test_state_folded_from_the_database_is_the_state_kept(town: Town) -> None:
    motion(town)
    warm = {place.code: load(place.code) for place in TOWN}
    STATES.clear()
    assert {name: load(name) for name in warm} == warm


def test_state_that_is_just_being_committed_is_the_state_folded(town: Town) -> None:
    motion(town)  # whose commit is still to come, as for another thread that reads it between commit and keeping
    coming = STATES.coming["A11"]
    assert loaded("A11") is coming[1]
    STATES.clear()
    assert load("A11") == coming
    STATES.clear()
    STATES.coming = {"A11": (Tip(coming[0].version, "of another record"), coming[1])}
    assert load("A11") == coming
    assert loaded("A11") is not coming[1]


def test_rebuilt_read_models_are_the_incremental_ones(town: Town) -> None:
    motion(town)
    tick(START + timedelta(days=30))
    before = rows()
    assert rebuild() == 6
    assert rows() == before


def rows() -> tuple[list, list]:
    matters = MatterRow.objects.order_by("council", "sort", "matter").values(
        "council", "matter", "sort", "title", "state"
    )
    return list(CouncilRow.objects.order_by("id").values()), list(matters)


def test_time_on_the_record_never_goes_back(town: Town) -> None:
    town.do("A11", CallElection(loaded("A11").roll[0], "chair"), START + timedelta(days=2))
    town.do("A11", CallElection(loaded("A11").roll[0], "secretary"), START)
    times = list(Act.objects.filter(council="A11").order_by("version").values_list("at", flat=True))
    assert times == sorted(times)


def test_clock_run_twice_does_nothing_the_second_time(town: Town) -> None:
    town.do("A11", CallElection(loaded("A11").roll[0], "chair"))
    town.do("A11", Stand(loaded("A11").roll[0], "A11:1", "For the bench"))
    assert tick(START + timedelta(days=8)) == 1
    assert tick(START + timedelta(days=8)) == 0


@pytest.mark.parametrize("table", [Act, SignedHead])
def test_ledger_refuses_to_be_changed_or_emptied(town: Town, table: type) -> None:
    list(export())
    for touch in (lambda: table.objects.update(at=START), lambda: table.objects.all().delete()):
        with pytest.raises(DatabaseError, match="the record only grows"), transaction.atomic():
            touch()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows")
@pytest.mark.parametrize("table", [Act, CharterText, SignedHead])
def test_ledger_refuses_to_have_a_row_replaced(town: Town, table: type) -> None:
    list(export())
    name = table._meta.db_table
    with (
        pytest.raises(DatabaseError, match="the record only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name} LIMIT 1")


WRITER = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from councils.app.identity import council
from councils.app.perform import perform
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
for n in range(int(sys.argv[3])):
    done = perform("A", Propose(council("A").roll[0], Proposal(Kind.RESOLUTION, f"{sys.argv[2]} {n}")))
    assert not isinstance(done, Refused), done
"""

FOUNDER = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from councils.app.founding import found
from councils.app.membership import join
from councils.core.place import Place, Places
from councils.store.models import Person
from tests.federation import preset
found("One", preset(), Places([Place("A", "All", "town", "", 5)]))
join(Person.objects.create(username="p", name="P"), "A", ["resident"])
"""


def python(code: str, *args: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([ready.python(), "-c", code, *map(str, args)], stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> str:
    _, errors = process.communicate(timeout=60)
    return errors.decode()[-2000:] if process.returncode else ""


def test_two_processes_writing_one_council_lose_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path, "one")
    assert finish(python(FOUNDER, database)) == ""
    writers = [python(WRITER, database, name, 25) for name in ("left", "right")]
    assert [finish(writer) for writer in writers] == ["", ""]
    assert finish(python(READER, database)) == ""


READER = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from councils.app.identity import council
from councils.app.record import export
from councils.ledger.verify import verify
titles = sorted(m.proposal.title for m in council("A").motions.values())
assert titles == sorted(f"{name} {n}" for name in ("left", "right") for n in range(25)), titles
verify(export())
"""


def test_writer_killed_in_the_middle_leaves_whole_acts(tmp_path: Path) -> None:
    database = a_database(tmp_path, "one")
    assert finish(python(FOUNDER, database)) == ""
    before = written(database)
    writer = python(WRITER, database, "left", 100_000)
    while written(database) < before + 5:
        assert writer.poll() is None
        time.sleep(0.02)
    writer.kill()
    writer.communicate()
    assert finish(python(KILLED, database)) == ""


def written(database: str) -> int:
    """How many acts another process has committed so far."""
    return ask(database, "SELECT count(*) FROM store_act")


KILLED = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from councils.app.identity import council
from councils.app.record import export
from councils.ledger.verify import verify
from councils.store.models import MatterRow
verify(export())
assert 0 < len(council("A").motions) == MatterRow.objects.filter(sort="motion").count()
"""


def test_acts_are_kept_in_canonical_bytes(town: Town) -> None:
    texts = [text for act in Act.objects.all() for text in (act.act, act.events)]
    assert [msgspec.json.encode(msgspec.json.decode(text), order="sorted").decode() for text in texts] == texts
