"""Many writers at once: those of one council come one after the other, those of different councils do not wait."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests import ready
from tests.databases import SERVER, a_database, ask

SET_UP = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from tests.app.conftest import START, TOWN
"""
FOUND = (
    SET_UP
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.federation import preset
from councils.app.founding import found
from councils.app.membership import join
from councils.store.models import Person
found("Town", preset(), TOWN, START)
for place in TOWN.leaves():
    for n in range(2):
        join(Person.objects.create(username=f"{place.code}-{n}"), place.code, ["resident"], at=START)
"""
)
WRITE = (
    SET_UP
    + """
from councils.app.identity import council
from councils.app.membership import join
from councils.app.perform import perform
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.store.models import Person
for n in range(int(sys.argv[3])):
    done = perform(sys.argv[2], Propose(council(sys.argv[2]).roll[0], Proposal(Kind.RESOLUTION, f"Motion {n}")))
    assert not isinstance(done, Refused), done
    newcomer = Person.objects.create(username=f"{sys.argv[2]}-new-{n}-{os.getpid()}")
    assert not isinstance(join(newcomer, sys.argv[2], ["resident"]), Refused)
"""
)
PROVE = (
    SET_UP
    + """
from councils.app.record import export
from councils.ledger.verify import verify
from councils.store.models import CouncilRow, MatterRow
from councils.store.projection import rebuild
verify(export())
rows = lambda: [list(m.objects.order_by("pk").values()) for m in (CouncilRow,)]
before, matters = rows(), MatterRow.objects.count()
rebuild()
assert (rows(), MatterRow.objects.count()) == (before, matters)
"""
)
TAKE = (
    SET_UP
    + """
from councils.core.economy.books import spent
from councils.store import books
from councils.store.models import GoodsTaken, Person
person = Person.objects.get(username="A11-0")
for n in range(40):
    with books.account_of(person, "T") as account:
        lots = books.lots(account)
        left = spent(lots, 100)
        if left is not None:
            key = f"{sys.argv[2]} {n}"
            goods = GoodsTaken(account=account, product="bread", day=START, quantity=1, seconds=100, key=key)
            books.hand_out(goods, lots, left, START)
"""
)
WORK = (
    SET_UP
    + """
from fractions import Fraction
from councils.store import books
from councils.store.models import Person
with books.account_of(Person.objects.get(username="A11-0"), "T") as account:
    hours = account.hours.create(workplace="A11", day=START, seconds=5050, state="told", told=START)
with books.hours_held(hours.pk) as told:
    books.confirm(told, Fraction(1), START.date(), START)
"""
)
BALANCE = (
    SET_UP
    + """
from councils.core.economy.books import Account
from councils.store import books
from councils.store.models import GoodsTaken
assert books.audit("T") == []
assert (GoodsTaken.objects.count(), books.totals("T")[Account.MEMBER]) == (50, 50)
"""
)
CITY = (
    SET_UP
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.web.city import build
from tests.web.works import declared, planning, speaker
city = declared(build(planning()))
office = speaker(city, "T")
office.username = "office"
office.save()
"""
)
SHOW = (
    SET_UP
    + """
from tests.images import image
from councils.app import pictures
from councils.core.refusal import Refused
from councils.store.models import Person
office = Person.objects.get(username="office")
for n in range(8):
    size = (10 + n % 4, 10 + int(sys.argv[2]))
    done = [pictures.show(office, "T", product, image("PNG", size)) for product in ("bread", "flour")]
    done.append(pictures.take_back(office, "T", "bread"))
    reasons = {one.reason.name for one in done if isinstance(one, Refused)}
    assert reasons <= {"DECLARED_ALREADY", "NO_SUCH_PICTURE", "UNSOUND_DECLARATION"}, reasons
"""
)
SHOWN = (
    SET_UP
    + """
from councils.app.identity import council
from councils.store.models import Image
shown = {picture.image for picture in council("T").economy.pictures.values()}
assert set(Image.objects.values_list("digest", flat=True)) == shown and shown, shown
"""
)


def python(code: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen([ready.python(), "-c", code, *map(str, words)], stderr=subprocess.PIPE, text=True)


def finish(*processes: subprocess.Popen[str], seconds: float = 60) -> list[str]:
    """What went wrong in each of them: nothing, where all is well."""
    ended = [process.communicate(timeout=seconds)[1][-2000:] for process in processes]
    return [errors if process.returncode else "" for process, errors in zip(processes, ended, strict=True)]


def test_writers_of_many_councils_give_one_record_without_holes(tmp_path: Path) -> None:
    database = a_database(tmp_path, "town")
    assert finish(python(FOUND, database)) == [""]
    writers = [python(WRITE, database, name, 6) for name in ("A11", "A11", "A12", "A21")]
    assert finish(*writers) == [""] * 4
    assert ask(database, "SELECT count(*) FROM store_act") == ask(database, "SELECT max(seq) FROM store_act")
    assert ask(database, "SELECT count(*) FROM store_matterrow WHERE sort = 'motion'") == 24
    assert finish(python(PROVE, database)) == [""]


@pytest.mark.skipif(SERVER not in os.environ, reason="SQLite has one writer at a time")
def test_writers_wait_for_their_own_council_only(tmp_path: Path) -> None:
    import psycopg

    from councils.store.order import COUNCILS, key

    database = a_database(tmp_path, "town")
    assert finish(python(FOUND, database)) == [""]
    with psycopg.connect(database) as deciding:
        deciding.execute("SELECT pg_advisory_xact_lock(%s, %s)", (COUNCILS, key("A11")))
        waiting = python(WRITE.replace("newcomer", "break\n    newcomer", 1), database, "A11", 1)
        assert finish(python(WRITE.replace("newcomer", "break\n    newcomer", 1), database, "A21", 1)) == [""]
        assert waiting.poll() is None
    assert finish(waiting) == [""]


def test_two_devices_of_one_member_spend_no_credit_twice(tmp_path: Path) -> None:
    database = a_database(tmp_path, "town")
    assert finish(python(FOUND + WORK.removeprefix(SET_UP), database)) == [""]
    assert finish(*[python(TAKE, database, device) for device in ("phone", "till")]) == ["", ""]
    assert finish(python(BALANCE, database)) == [""]


def test_two_who_change_the_same_pictures_leave_just_those_that_are_shown(tmp_path: Path) -> None:
    database = a_database(tmp_path, "town")
    assert finish(python(CITY, database)) == [""]
    assert finish(*[python(SHOW, database, number) for number in (0, 1)]) == ["", ""]
    assert finish(python(SHOWN, database)) == [""]
    assert finish(python(PROVE, database)) == [""]
