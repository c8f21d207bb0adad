"""Who writes when: one order of all acts, in which only those wait for each other who have to (R17).

Theory of operation. SQLite has one writer at a time, from the beginning of a transaction to its end. Whoever comes
meanwhile looks again every now and then, longer and longer; so the writers of one process stand in a queue of their own
before (``writing``). PostgreSQL has many, and two locks that last as long as the transaction:

- ``take_turn`` is the lock of one council. Acts of that council come one after the other and need not be decided twice.
- ``take_end`` is the lock of the end of the record, taken when an act is decided and only its writing is left. Under it
  the act gets its numbers, is written and committed; so numbers have no holes, and no reader sees a later act before an
  earlier one. An act that is decided as part of a longer transaction takes it first: after that nobody else can write,
  and whatever it reads is the last word.

A transaction that has the end never asks for the turn of a council, so nobody waits in a circle. What makes two acts of
one council conflict is not a lock at all but the constraint that a version exists once: the locks save work, and give
the order. Both need READ COMMITTED: what is read after a lock must be what was committed before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any
from zlib import crc32

from django.db import DatabaseError, connection, transaction

from councils.core.act import CouncilId

COUNCILS = 0x436F756E  # the first of the two keys of a council's lock
END = 0x636F756E63696C73  # the one key of the lock of the end
AGAIN = {"40P01", "40001"}  # deadlock, and what cannot be put into an order: the other one was let through


QUEUE = RLock()
"""Whose turn it is among the writers of this process, on SQLite."""


def has_many_writers() -> bool:
    return connection.vendor == "postgresql"


def take_turn(council: CouncilId, *, alone: bool) -> None:
    """Wait until no other act of ``council`` is under way; with ``alone``, until no other act at all is."""
    if alone:
        take_end()
    elif has_many_writers():
        lock("pg_advisory_xact_lock(%s, %s)", COUNCILS, key(council))


def key(council: CouncilId) -> int:
    """Two councils with the same key wait for each other now and then, and nothing else happens."""
    return crc32(council.encode()) - 2**31


def take_end() -> None:
    """Wait for the end of the record, and keep it until the transaction ends. To have it already costs nothing."""
    if has_many_writers():
        lock("pg_advisory_xact_lock(%s)", END)


def lock(call: str, *keys: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", keys)


def lost_the_race(error: DatabaseError) -> bool:
    """Whether the database gave way to another transaction, so that the same may be tried again."""
    return getattr(error.__cause__, "sqlstate", None) in AGAIN


def keep_still(tables: Iterable[str]) -> None:
    """Let nobody write to ``tables`` until the transaction ends; reading goes on. In SQLite that is so by itself."""
    if has_many_writers():
        names = ", ".join(connection.ops.quote_name(name) for name in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes. Who has waited too long asks the database, which says that it is busy."""
    queue = not has_many_writers() and not connection.in_atomic_block
    came = queue and QUEUE.acquire(timeout=connection.settings_dict["OPTIONS"]["timeout"])
    try:
        with transaction.atomic():
            yield
    finally:
        if came:
            QUEUE.release()


@contextmanager
def only_reading() -> Iterator[None]:
    """As ``one_moment``, where nothing will be written: on SQLite too others go on writing meanwhile."""
    if has_many_writers() or connection.in_atomic_block:
        with one_moment():
            yield
        return
    connection.ensure_connection()
    sqlite: Any = connection
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with one_moment():
            yield
    finally:
        sqlite.transaction_mode = usual


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction in which everything is read as of one moment, while on PostgreSQL others go on writing."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if has_many_writers() and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
