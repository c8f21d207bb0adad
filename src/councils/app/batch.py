"""Where acts are written: each in a transaction of its own, or many in one (R17).

Theory of operation. A ``Book`` is what ``perform`` needs of the database: the councils as they are, the end of the
record, and a place to write. Outside of a batch every act opens a book of its own. ``batch`` opens one for all acts
that are done inside it: they see each other at once, the record and the read models are written together at its end,
and the record is the same, byte for byte, as without it. An exception inside leaves nothing behind.

Lists and overviews (the read models) show nothing of a batch before its end; ``world`` does. A batch takes the record
for itself as long as it lasts, so it is for founding a city or reading one in, never for what a person waits for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import IntegrityError, transaction

from councils.app.papers import papers
from councils.app.signing import checkpoint
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.run import Step
from councils.ledger.entry import Entry, Tip, entries
from councils.store.ledger import STATES, DatabaseLedger, append, keep, record_end
from councils.store.order import take_end, take_turn
from councils.store.projection import project, write


class OvertakenError(IntegrityError):
    """Another writer was first: the act must be decided again, with the time as it is now."""


class Book:
    """Written to at once, within the transaction that is open."""

    def __init__(self) -> None:
        self.world = DatabaseLedger(papers)

    def wait(self, council: CouncilId, *, alone: bool) -> None:
        """Until it is the turn of an act in ``council`` (``store/order.py``)."""
        take_turn(council, alone=alone)

    def last_time(self) -> datetime | None:
        """When somebody acted last: the record never goes back in time, even where the clock of the server does."""
        return record_end()[1]

    def write(self, steps: tuple[Step, ...], at: datetime) -> None:
        """Write the steps of an act of ``at``; OvertakenError if another writer has written a later one meanwhile."""
        take_end()
        seq, last = record_end()
        if last and at < last:
            raise OvertakenError(f"the record has come to {last}, and this act is of {at}")
        tips = self.world.tips({step.council for step in steps})
        record = list(entries(STATES.codec, steps, at, seq, tips))
        append(record)
        project(steps, self.world.council)
        transaction.on_commit(lambda: keep(record, steps))
        transaction.on_commit(lambda: checkpoint(at), robust=True)  # the act stands, even where no head can be signed


class Batch(Book):
    """Held until ``close``. The world is told of every act, so that the next one sees it."""

    def __init__(self) -> None:
        super().__init__()
        take_end()
        self.seq, self.last = record_end()
        self.world = DatabaseLedger(papers, empty=not self.seq)
        self.record: list[Entry] = []
        self.changed: dict[CouncilId, Council] = {}

    def wait(self, council: CouncilId, *, alone: bool) -> None:  # noqa: ARG002 - nobody else is there
        """The end of the record is its own from the beginning."""
        self.world.begin()

    def last_time(self) -> datetime | None:
        return self.last

    def write(self, steps: tuple[Step, ...], at: datetime) -> None:
        record = list(entries(STATES.codec, steps, at, self.seq, self.world.tips({s.council for s in steps})))
        self.seq += len(record)
        self.last = at
        self.record.extend(record)
        for step, entry in zip(steps, record, strict=True):
            self.changed[step.council] = step.after
            self.world.read[step.council] = (Tip(entry.version, entry.hash), step.after)

    def close(self) -> None:
        append(self.record)
        write(self.changed.values())
        transaction.on_commit(self.keep)
        if self.last:
            last = self.last
            transaction.on_commit(lambda: checkpoint(last), robust=True)

    def keep(self) -> None:
        for name in self.changed:
            tip, council = self.world.read[name] or (Tip(), self.changed[name])
            STATES.keep(name, tip, council)


HELD: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def batch() -> Iterator[Batch]:
    """Do all acts inside in one transaction, and write them at its end. Inside another batch this is that one."""
    running = HELD.get()
    if running is not None:
        yield running
        return
    with transaction.atomic():
        opened = Batch()
        token = HELD.set(opened)
        try:
            yield opened
        finally:
            HELD.reset(token)
        opened.close()


@contextmanager
def book() -> Iterator[Book]:
    """Where an act is written now: the batch that is open, else a transaction for it alone."""
    running = HELD.get()
    if running is not None:
        yield running
        return
    with transaction.atomic():
        yield Book()


def world() -> DatabaseLedger:
    """The councils as they are now, also in the middle of a batch."""
    running = HELD.get()
    return running.world if running else DatabaseLedger(papers)
