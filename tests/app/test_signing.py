"""The server signs heads by itself, chained, and whoever holds one finds out what its operator does (R17, R19)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.app.conftest import START, Town
from tests.app.test_perform import finish, loaded, motion, python

from councils.app import signing
from councils.app.batch import OvertakenError, book
from councils.app.perform import tick
from councils.app.record import NoSuchHeadError, export, head_line, proof_since
from councils.app.signing import checkpoint, heads, public_key, renew_key, sign_head
from councils.core.due import agenda
from councils.core.election import CallElection
from councils.core.refusal import Refused
from councils.core.run import run
from councils.ledger.head import Head, genuine, misplaced
from councils.ledger.heads import continued
from councils.ledger.proof import check_proof, read_head
from councils.ledger.verify import Proof, verify
from councils.ledger.wrong import WrongError
from councils.settings.secret import secret_path
from councils.store.ledger import record_end
from councils.store.models import Act, SignedHead


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: object) -> None:
    """Keys beside a database of this test alone."""
    settings.DATABASE = replace(settings.DATABASE, keys=tmp_path / "own")  # type: ignore[attr-defined]


def test_head_is_signed_after_an_hour_and_not_before(town: Town) -> None:
    checkpoint(START)
    motion(town)
    checkpoint(START + timedelta(minutes=59))
    assert [head.size for head in heads()] == [record_end().seq - 2]
    checkpoint(START + timedelta(minutes=60))
    checkpoint(START + timedelta(days=9))
    assert [head.size for head in heads()] == [record_end().seq - 2, record_end().seq]


def test_head_is_signed_after_many_acts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint(START)
    monkeypatch.setattr(signing, "ACTS", 2)
    motion(town)
    checkpoint(START)
    assert len(heads()) == 2


def test_whoever_winds_the_clock_has_a_head_signed(town: Town) -> None:
    tick(START)
    assert [head.size for head in heads()] == [record_end().seq]


def test_act_has_a_head_signed_once_it_is_written(town: Town, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        motion(town)
    assert len(heads()) == 1


def test_act_stands_where_no_head_can_be_signed(town: Town, django_capture_on_commit_callbacks: object) -> None:
    secret_path(settings.DATABASE.keys, "signing").mkdir()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        motion(town)
    assert (len(loaded("A11").motions), heads()) == (1, [])


def test_heads_are_chained_and_go_into_the_export(town: Town) -> None:
    sign_head(START)
    motion(town)
    assert sign_head(START) == sign_head(START + timedelta(days=1))
    before, after = heads()
    assert (genuine(after), misplaced(after, before), after.previous) == (True, "", before.digest())
    lines = list(export())
    assert sum(line.startswith(b'{"checkpoint"') for line in lines) == 1
    assert verify(lines).head == after


def test_clock_that_goes_back_stops_on_the_record(town: Town) -> None:
    """In all councils together: what is written later is never dated earlier."""
    town.do("A11", CallElection(loaded("A11").roll[0], "chair"), START + timedelta(days=2))
    town.do("A12", CallElection(loaded("A12").roll[0], "chair"), START)
    assert sign_head(START).at == START + timedelta(days=2)
    times = list(Act.objects.order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert loaded("A12").elections["A12:1"].nominations_until == loaded("A11").elections["A11:1"].nominations_until
    verify(export())


def test_act_that_was_overtaken_is_not_written(town: Town) -> None:
    command = CallElection(loaded("A12").roll[0], "chair")
    with book() as page:
        steps = run(page.world, "A12", command, START)
        assert not isinstance(steps, Refused)
        town.do("A11", CallElection(loaded("A11").roll[0], "chair"), START + timedelta(seconds=1))
        with pytest.raises(OvertakenError):
            page.write(steps, START)


def test_renewed_key_is_announced_and_followed(town: Town) -> None:
    held, old = sign_head(START), public_key()
    announced = renew_key(START)
    assert (announced.key, announced.next, public_key() != old) == (old, public_key(), True)
    motion(town)
    lines = list(export())
    assert held_against(lines, held).keys == (old, public_key())
    assert check_proof(proof_since(held.size), held).key == public_key()


def test_renewal_that_was_broken_off_is_finished(town: Town) -> None:
    """The old key has announced the new one, and the server was killed before that took its place."""
    sign_head(START)
    following = signing.public(signing.secret(signing.database(), "signing-next"))
    sign_head(START, following=following)
    motion(town)
    assert sign_head(START).key == following
    verify(export())


def test_key_put_in_the_place_of_the_old_one_is_found(town: Town) -> None:
    held = sign_head(START)
    secret_path(settings.DATABASE.keys, "signing").unlink()
    motion(town)
    lines = list(export())
    with pytest.raises(WrongError, match="the key was exchanged, and the one before it did not announce that"):
        verify(lines)
    assert verify(lines, key=public_key()).keys == (held.key, public_key())


def test_proof_goes_from_a_head_that_was_signed(town: Town) -> None:
    held = read_head(head_line())
    motion(town)
    assert check_proof(proof_since(held.size), held) == heads()[-1]
    with pytest.raises(NoSuchHeadError):
        list(proof_since(held.size + 1))


def held_against(lines: list[bytes], held: Head) -> Proof:
    proof = verify(lines, sizes=[held.size])
    continued(proof.lines, held, proof.head, proof.roots.get(held.size), proof.keys)
    return proof


def test_papers_of_a_poll_say_nothing_by_their_order(town: Town) -> None:
    """In the order of the roll, which is public, they would say who is who."""
    motion(town)
    when, command = next(agenda(loaded("A11")))
    town.do("A11", command, when)
    frozen = [json.loads(line)["entry"]["act"][1].get("papers") for line in export() if line.startswith(b'{"entry"')]
    polls = [papers for papers in frozen if papers]
    assert polls == [sorted(papers) for papers in polls]
    assert [len(papers) for papers in polls] == [5]


# with the file in hand

FOUNDER = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0)
from councils.app.founding import found
from councils.app.membership import join
from councils.app.record import head_line
from councils.core.place import Place, Places
from councils.store.models import Person
from tests.federation import preset
found("One", preset(), Places([Place("A", "All", "town", "", 5)]))
for n in range(4):
    join(Person.objects.create(username=f"p{n}", name="P"), "A", ["resident"])
Path(sys.argv[2]).write_bytes(head_line())
"""

LOOK = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=sys.argv[1])
import django
django.setup()
from pathlib import Path
from councils.app.record import export
from councils.ledger.heads import continued
from councils.ledger.proof import read_head
from councils.ledger.verify import verify
from councils.ledger.wrong import WrongError
from councils.app.signing import sign_head
held = read_head(Path(sys.argv[2]).read_bytes())
try:
    sign_head()
    proof = verify(export(), sizes=[held.size])
    continued(proof.lines, held, proof.head, proof.roots.get(held.size), proof.keys)
except WrongError as error:
    print(error.what, file=sys.stderr)
    sys.exit(1)
"""

TRIGGERS = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'"
ATTACKS = {
    "UPDATE store_act SET at = datetime(at, '-1 day') WHERE seq = 3": "time on the record never goes back",
    "DELETE FROM store_act WHERE seq > 3": "acts were removed from the end",
    "UPDATE store_chartertext SET document = replace(document, 'Open', 'Shut')": "holds no charter with the digest",
    "UPDATE store_signedhead SET head = replace(head, 'One', 'Two')": "the signature of the head is not genuine",
}


def test_operator_with_the_file_is_found_by_whoever_holds_a_head(tmp_path: Path) -> None:
    """The triggers are dropped, a row is changed or removed, and the server signs what is there now with its key."""
    database, held = tmp_path / "one.sqlite3", tmp_path / "held.json"
    assert finish(python(FOUNDER, database, held)) == ""
    looks = []
    for number, attack in enumerate(ATTACKS):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in tmp_path.glob("one.*"):
            (folder / file.name).write_bytes(file.read_bytes())
        with closing(sqlite3.connect(folder / "one.sqlite3")) as file, file:
            for (drop,) in file.execute(TRIGGERS).fetchall():
                file.execute(drop)
            assert file.execute(attack).rowcount
            if "store_signedhead" not in attack:
                file.execute("DELETE FROM store_signedhead")
        looks.append(python(LOOK, folder / "one.sqlite3", held))
    said = [finish(look) for look in looks]
    assert [what in text for what, text in zip(ATTACKS.values(), said, strict=True)] == [True] * len(ATTACKS), said


def test_signed_heads_are_numbered_in_order(town: Town) -> None:
    sign_head(START)
    motion(town)
    sign_head(START)
    assert list(SignedHead.objects.order_by("size").values_list("pk", flat=True)) == [1, 2]
