"""Carry a federation from one database into another, and prove that all of it has arrived (R17).

Theory of operation. The other database must be empty. All tables are written to it in one transaction; before that
ends, every table is read back and must have the very lines that were sent, and the record is verified there as anyone
would verify it, under the root that it has here. So the other one has everything or nothing, whenever it is
interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import Max, Model
from django.utils import timezone

from councils.app.signing import record_name, signing_key
from councils.ledger.export import lines as export_lines
from councils.ledger.export import vouch
from councils.ledger.head import Head
from councils.ledger.verify import Proof, verify
from councils.ledger.wrong import WrongError
from councils.plan.vouching import vouch as plans
from councils.store.address import Address
from councils.store.ledger import record
from councils.store.models import Act, CharterText
from councils.store.tables import Content, content, count_on, fill, holds_anything, table

OTHER = "other"

Progress = Callable[[int], None]


class NotCarriedError(Exception):
    """Why nothing was carried over, with the remedy. The database it came from is as it was."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What has arrived: rows by table, and the proof of the record there."""

    rows: dict[str, int]
    proof: Proof


@contextmanager
def other(address: Address) -> Iterator[str]:
    """The other database, with its tables, and empty; a file that was not there is removed again if anything fails."""
    new = address.file is not None and not address.file.exists()
    if address.file:
        address.file.parent.mkdir(parents=True, exist_ok=True)
    address.make_private()
    defaults = connections.databases["default"] | {"CONN_HEALTH_CHECKS": False}
    connections.databases[OTHER] = defaults | address.django()
    try:
        call_command("migrate", database=OTHER, verbosity=0, interactive=False)
        must_be_empty(address)
        yield OTHER
    except BaseException:
        connections[OTHER].close()
        if new and address.file:
            for end in ("", "-wal", "-shm"):
                Path(f"{address.file}{end}").unlink(missing_ok=True)
        raise
    finally:
        connections[OTHER].close()
        getattr(connections[OTHER], "close_pool", lambda: None)()
        del connections[OTHER], connections.databases[OTHER]


def must_be_empty(address: Address) -> None:
    if holds_anything(OTHER):
        raise NotCarriedError(f"There is something in {address} already. Give a database that is empty.")


def carry(
    parts: Iterable[tuple[type[Model], Sequence[str], Iterable[bytes], tuple[int, str] | None]],
    expected: Head,
    progress: Progress,
) -> Carried:
    """Write ``parts`` (a table, its fields, its lines, and what they must come to) to the other database, and prove it.

    Must be called in a transaction of that database; NotCarriedError means that it has to be taken back.
    """
    sent: dict[type[Model], tuple[Content, Sequence[str]]] = {}
    for model, named, written, promised in parts:
        was = Content()
        sent[model] = was, named
        fill(model, named, counted(was.of(written), progress), OTHER)
        if promised is not None and promised != was.told:
            raise NotCarriedError(f"{table(model)} is damaged: it is not what was written down for it.")
    count_on(OTHER)
    for model, (was, named) in sent.items():
        if content(model, OTHER, named).told != was.told:
            raise NotCarriedError(f"{table(model)} did not arrive as it was sent.")
    return Carried({table(model): was.rows for model, (was, _) in sent.items()}, proved(expected, progress))


def counted(written: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for line in written:
        yield line
        progress(1)


def head(using: str, key: bytes) -> Head:
    """The head of the record in a database, not kept there; not before its last act, where our clock is behind."""
    now = timezone.now()
    last: datetime | None = Act.objects.using(using).aggregate(last=Max("at"))["last"]
    hashes = Act.objects.using(using).order_by("seq").values_list("hash", flat=True)
    return vouch(record_name(using), hashes, documents(using), max(now, last or now), key)


def documents(using: str) -> list[dict[str, object]]:
    texts = CharterText.objects.using(using).order_by("place").values_list("document", flat=True)
    return [msgspec.json.decode(text) for text in texts]


def proved(expected: Head, progress: Progress) -> Proof:
    """The record in the other database, verified; it must be the one that ``expected`` is the head of."""
    try:
        acts = record(Act.objects.using(OTHER).order_by("seq"))
        return verify(export_lines(documents(OTHER), acts, expected), lambda _: progress(1), planner=plans)
    except WrongError as error:
        raise NotCarriedError(f"The record does not verify: {error}") from error


def here() -> Head:
    return head("default", signing_key())


def whole() -> transaction.Atomic:
    """All or nothing, in the other database."""
    return transaction.atomic(using=OTHER)
