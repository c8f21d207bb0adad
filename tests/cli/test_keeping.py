"""`move`, `backup`, `restore`: between both kinds of database nothing is lost, and what cannot be is told."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from tests import ready
from tests.databases import SERVER, ask, postgresql, postgresql_database

LIVING = """
import os, sys
from councils.cli.database import open_database, set_up
from councils.store.address import address
place = address(sys.argv[1], os.environ["COUNCILS_KEYS"])
set_up(place, new=True)
open_database(place)
from django.test import Client
from tests.app.conftest import START, TOWN
from tests.federation import preset
from councils.app.founding import found
from councils.app.membership import invite, join
from councils.app.record import sign_head
from councils.app.speaking import speak
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.store.models import Image, Person
found("Town", preset(), TOWN, START)
people = [Person.objects.create(username=f"p{n}", name=f"Zoë {n} 🌹", email="a@b.example") for n in range(3)]
for person in people:
    join(person, "A11", ["resident"])
speak(people[0], "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "Water “for all”", "Line\\nline")))
invite(people[0], "A11", "Cleo")
Client().force_login(people[0])
Image.objects.create(digest="0" * 64, content=bytes(range(256)) * 9)
sign_head()
"""
ACT = """
import os, sys
from councils.cli.database import set_up
from councils.store.address import address
set_up(address(sys.argv[1], os.environ["COUNCILS_KEYS"]), new=False)
from councils.app.membership import join
from councils.store.models import Person
join(Person.objects.create(username="late", name="Late"), "A11", ["resident"])
"""
AHEAD = """
from datetime import timedelta
from django.utils import timezone
from tests.federation import preset
from councils.app.founding import found
from councils.core.place import Place, Places
from councils.store.models import Act
isle = Places([Place("I", "Isle", "town", "", 100), Place("I1", "Quay", "part", "I", 50)])
found("Isle", preset(), isle, timezone.now() + timedelta(days=30), beside=True)
join(Person.objects.create(username="later", name="Later"), "A11", ["resident"])
(last, before) = Act.objects.order_by("-seq").values_list("council", "at")[:2]
assert (last[0], before[0], last[1]) == ("A11", "I", before[1]), (last, before)
"""
BASKETS = """
import os, sys
from councils.cli.database import set_up
from councils.store.address import address
set_up(address(sys.argv[1], os.environ["COUNCILS_KEYS"]), new=False)
from councils.store import baskets
from councils.store.models import Household
for number, council in enumerate(("A11", "A11", "A12", "A21")):
    baskets.write(Household.objects.create(council=council), {("bread", 2): 1000, (f"cake{number}", 1): 500})
"""
KILLED = """
import os, signal, sys
from councils.cli.database import set_up
from councils.store.address import address
set_up(address(sys.argv[1], os.environ["COUNCILS_KEYS"]), new=False)
from councils.app.moving import move
done = []
there = address(sys.argv[2], os.environ["COUNCILS_KEYS"])
move(there, lambda n: done.append(n) if len(done) < 20 else os.kill(os.getpid(), signal.SIGKILL))
"""


def python(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [ready.python(), "-c", code, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def councils(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """``more`` goes to its environment."""
    command, environment = [ready.python(), "-m", "councils", *map(str, words)], {**os.environ, **more}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)


def contents(backup: Path) -> dict[str, object]:
    with ZipFile(backup) as archive:
        return json.loads(archive.read("contents.json"))["tables"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCILS_KEYS", str(tmp_path_factory.mktemp("keys")))
        if SERVER in os.environ:
            yield os.environ[SERVER]
            return
        with postgresql() as started:
            yield started


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory, server: str) -> Path:
    """A federation in SQLite with something in every table, and its backup beside it."""
    database = tmp_path_factory.mktemp("living") / "town.sqlite3"
    made = python(LIVING, database)
    assert made.returncode == 0, made.stderr
    assert councils("backup", database.with_suffix(".zip"), "--db", database).returncode == 0
    return database


@pytest.fixture
def town(living: Path, tmp_path: Path) -> Path:
    """The federation of ``living``, to do something with."""
    own = tmp_path / "town.sqlite3"
    with closing(sqlite3.connect(living)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    return own


def test_move_to_postgresql_and_back_keeps_every_row(living: Path, town: Path, server: str, tmp_path: Path) -> None:
    there = postgresql_database(server, "town")
    moved = councils("move", "--db", town, "--to", there, "--json")
    assert (moved.returncode, json.loads(moved.stdout)["ok"]) == (0, True), moved.stderr
    late = python(ACT, town)
    assert (late.returncode, "has moved" in late.stderr) == (1, True)
    assert "serve it there" in councils("serve", "--db", town, "--port", 8339).stderr
    assert python(ACT, there).returncode == 0
    back = councils("move", "--db", there, "--to", tmp_path / "back.sqlite3")
    assert (back.returncode, (tmp_path / "back.sqlite3").stat().st_mode & 0o777) == (0, 0o600), back.stderr
    assert python(ACT.replace('"late"', '"later"'), tmp_path / "back.sqlite3").returncode == 0
    assert ask(str(tmp_path / "back.sqlite3"), "SELECT count(*) FROM store_person") == 5


def test_backup_is_restored_into_the_other_kind_and_is_the_same(living: Path, server: str, tmp_path: Path) -> None:
    backup, there = living.with_suffix(".zip"), postgresql_database(server, "town")
    assert backup.stat().st_mode & 0o777 == 0o600
    restored = councils("restore", backup, "--db", there)
    assert restored.returncode == 0, restored.stderr
    assert "decided again" in restored.stdout
    assert councils("backup", tmp_path / "again.zip", "--db", there).returncode == 0
    assert contents(tmp_path / "again.zip") == contents(backup)
    again = councils("restore", backup, "--db", there)
    assert (again.returncode, "There is something in" in again.stderr) == (1, True)


def test_backup_made_by_a_clock_that_is_behind_the_record_is_restored(town: Path, tmp_path: Path) -> None:
    """Another federation came beside it when the clock was ahead: what was done since is dated as its founding."""
    assert python(ACT + AHEAD, town).returncode == 0
    assert councils("backup", tmp_path / "ahead.zip", "--db", town).returncode == 0
    restored = councils("restore", tmp_path / "ahead.zip", "--db", tmp_path / "new.sqlite3")
    assert (restored.returncode, restored.stderr) == (0, "")


def test_backup_of_before_households_were_counted_in_sums_is_restored_with_them(town: Path, tmp_path: Path) -> None:
    assert python(BASKETS, town).returncode == 0
    assert councils("backup", tmp_path / "now.zip", "--db", town).returncode == 0
    older(tmp_path / "now.zip", tmp_path / "then.zip", "store_needsum", "households")
    restored = councils("restore", tmp_path / "then.zip", "--db", tmp_path / "new.sqlite3")
    assert restored.returncode == 0, restored.stderr
    households = "SELECT council || product, households FROM store_needsum ORDER BY 1"
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as new, closing(sqlite3.connect(town)) as old:
        told = dict(new.execute(households))
        assert (told, told["Tbread"]) == (dict(old.execute(households)), 4)


def older(backup: Path, to: Path, table: str, field: str) -> None:
    """The backup as it was before a table had a field."""
    with ZipFile(backup) as now, ZipFile(to, "w") as then:
        told = json.loads(now.read("contents.json"))
        at = told["tables"][table]["fields"].index(field)
        told["tables"][table]["fields"].pop(at)
        rows = [json.loads(line) for line in now.read(f"tables/{table}.jsonl").splitlines()]
        lines = b"".join(msgspec.json.encode(row[:at] + row[at + 1 :]) + b"\n" for row in rows)
        told["tables"][table]["sha256"] = sha256(lines).hexdigest()
        written = {"contents.json": json.dumps(told).encode(), f"tables/{table}.jsonl": lines}
        for name in now.namelist():
            then.writestr(name, written.get(name) or now.read(name))


def test_every_table_of_ours_is_in_a_backup(living: Path) -> None:
    with closing(sqlite3.connect(living)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    theirs = {"django_migrations", "django_content_type", "store_moved", "store_counted", "sqlite_sequence"}
    mine = {name for name in names - theirs if not name.startswith("auth_")}
    assert set(contents(living.with_suffix(".zip"))) == mine


def test_damaged_backup_is_refused_and_leaves_nothing(living: Path, tmp_path: Path) -> None:
    whole = bytearray(living.with_suffix(".zip").read_bytes())
    with ZipFile(living.with_suffix(".zip")) as archive:
        most = max(archive.infolist(), key=lambda kept: kept.compress_size)
    whole[most.header_offset + 30 + len(most.filename) + most.compress_size // 2] ^= 0xFF  # 30: the header before it
    (tmp_path / "bad.zip").write_bytes(whole)
    done = councils("restore", tmp_path / "bad.zip", "--db", tmp_path / "new.sqlite3")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def test_encrypted_backup_is_refused_and_leaves_nothing(living: Path, tmp_path: Path) -> None:
    """A backup that some other program packed anew, with a password."""
    (tmp_path / "closed.zip").write_bytes(encrypted(living.with_suffix(".zip").read_bytes()))
    done = councils("restore", tmp_path / "closed.zip", "--db", tmp_path / "new.sqlite3")
    assert (done.returncode, "Traceback" in done.stderr, "encrypted" in done.stderr) == (1, False, True), done.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def encrypted(packed: bytes) -> bytes:
    """The archive with the mark of a password on each part."""
    marked = bytearray(packed)
    with ZipFile(BytesIO(packed)) as archive:
        for part in archive.infolist():
            marked[part.header_offset + 6] |= 1
        at = archive.start_dir
    while marked[at : at + 4] == b"PK\x01\x02":
        marked[at + 8] |= 1
        at += 46 + sum(int.from_bytes(marked[at + 28 + 2 * n : at + 30 + 2 * n], "little") for n in range(3))
    return bytes(marked)


@pytest.mark.parametrize("others", [False, True])
def test_move_and_backup_stop_where_the_key_is_elsewhere(town: Path, tmp_path: Path, *, others: bool) -> None:
    """A new one would be taken along silently, and everyone who verifies would be told that it was exchanged."""
    keys = {"COUNCILS_KEYS": str(tmp_path / "elsewhere")}
    if others:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "town.signing").write_bytes(bytes(32))
    for command in (["move", "--to", tmp_path / "new.sqlite3"], ["backup", tmp_path / "new.zip"]):
        done = councils(*command, "--db", town, **keys)
        assert (done.returncode, "COUNCILS_KEYS" in done.stderr) == (1, True), done.stderr
        assert str(tmp_path / "elsewhere" / "town.signing") in done.stderr
    assert not (tmp_path / "new.zip").exists()
    assert [path.name for path in tmp_path.glob("elsewhere/*")] == ["town.signing"] * others
    assert councils("key", "--renew", "--db", town, **keys).returncode == 0
    assert councils("backup", tmp_path / "new.zip", "--db", town, **keys).returncode == 0


def test_move_killed_halfway_leaves_here_everything_and_there_nothing(town: Path, server: str) -> None:
    there = postgresql_database(server, "town")
    assert python(KILLED, town, there).returncode == -signal.SIGKILL
    assert ask(there, "SELECT count(*) FROM store_act") == 0
    assert "holds no federation" in councils("serve", "--db", there, "--port", 8339).stderr
    assert python(ACT, town).returncode == 0


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n" + ACT.replace(
    'username="late", name="Late"', 'username="late", name="L" * 600_000'
)


def test_full_disk_loses_nothing_and_is_named(town: Path) -> None:
    before = ask(str(town), "SELECT count(*) FROM store_act")
    assert python(FULL, town).returncode == 1
    assert ask(str(town), "SELECT count(*) FROM store_act") == before
    assert python(ACT, town).returncode == 0


def test_locked_database_is_named_after_its_time(town: Path) -> None:
    with closing(sqlite3.connect(town, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = councils("invite", "A12", "--db", f"sqlite:///{town}?timeout=0.2")
    assert (done.returncode, "keeps it locked" in done.stderr) == (1, True), done.stderr


def test_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = councils("status", "--db", f"postgres://me:secret@/town?host={tmp_path}")
    assert (done.returncode, "cannot be reached" in done.stderr, "secret" in done.stderr) == (1, True, False)
