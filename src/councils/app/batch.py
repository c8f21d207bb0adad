"""Where acts are written: those of one moment together, or many in one batch (R17).

Theory of operation. A ``Book`` is what ``perform`` needs of the database: the councils as they are, the end of the
record, and a place to write. What is written in it waits until the book is closed, while its world shows it at once:
so an act and what it has made due are one transaction, and each council's row is written once. Outside of a batch every
act opens a book of its own. ``batch`` opens one for all acts that are done inside it, and the record is the same, byte
for byte, as without it. An exception inside leaves nothing behind.

Lists and overviews (the read models) show nothing of a batch before its end; ``world`` does. A batch takes the record
for itself as long as it lasts, so it is for founding a city or reading one in, never for what a person waits for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from councils.app.papers import papers
from councils.app.signing import checkpoint
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.run import Step
from councils.ledger.entry import Entry, Tip, entries
from councils.store.ledger import STATES, DatabaseLedger, End, append, record_end
from councils.store.order import has_many_writers, take_end, take_turn, writing
from councils.store.projection import project
from councils.store.rows import Values, insert


class OvertakenError(IntegrityError):
    """Another writer was first: the act must be decided again, with the time as it is now."""


class Book:
    """What is written within the transaction that is open.

    ``last`` is when somebody acted last: the record never goes back in time, even where the clock of the server does.
    ``before`` are the councils that were changed, as they were; ``beside`` are rows to be written with the record.
    """

    def __init__(self) -> None:
        self.world = DatabaseLedger(papers)
        self.end, self.seq, self.alone = End(), 0, False
        self.last: datetime | None = None
        self.record: list[Entry] = []
        self.before: dict[CouncilId, Council | None] = {}
        self.beside: list[tuple[type[Model], Values]] = []

    def wait(self, council: CouncilId, *, alone: bool) -> None:
        """Until it is the turn of an act in ``council`` (``store/order.py``)."""
        take_turn(council, alone=alone)
        self.begin(alone=alone)

    def begin(self, *, alone: bool) -> None:
        """See how far the record has come; ``alone``: nobody else will write."""
        self.alone = alone or not has_many_writers()
        self.end = self.world.begins(record_end())
        self.seq, self.last = self.end.seq, self.end.at

    def hold(self, at: datetime) -> None:
        """Take the end of the record; OvertakenError if another writer wrote a later act than ``at``."""
        if self.alone:
            return
        take_end()
        self.begin(alone=True)
        if self.last and at < self.last:
            raise OvertakenError(f"the record has come to {self.last}, and this act is of {at}")

    def write(self, steps: tuple[Step, ...], at: datetime) -> None:
        """Put down the steps of an act of ``at``, and show the world what it has changed."""
        if not self.record:
            self.hold(at)
        record = list(entries(STATES.codec, steps, at, self.seq, self.world.tips({s.council for s in steps})))
        self.record.extend(record)
        self.seq, self.last = record[-1].seq, at
        for step, entry in zip(steps, record, strict=True):
            self.before.setdefault(step.council, self.world.council(step.council))
            self.world.read[step.council] = (Tip(entry.version, entry.hash), step.after)

    def show(self) -> dict[CouncilId, tuple[Tip, Council]]:
        """Let the overviews show what was done so far; the councils that were changed, as they are."""
        after = {name: state for name in self.before if (state := self.world.current(name))}
        project((self.before[name], council) for name, (_, council) in after.items())
        self.before = {name: council for name, (_, council) in after.items()}
        return after

    def close(self) -> None:
        """Write the record, and what the overviews show of the councils changed."""
        for model in dict.fromkeys(model for model, _ in self.beside):
            insert(model, [row for kind, row in self.beside if kind is model])
        if not self.record:
            return
        append(self.record)
        after = self.show()
        STATES.coming = after
        last = self.record[-1]
        now = replace(self.end, seq=last.seq, at=last.at, hash=last.hash)
        transaction.on_commit(lambda: STATES.keep(after, self.end, now))
        transaction.on_commit(lambda: checkpoint(last.at, now), robust=True)  # the acts stand, even where no head is


class Batch(Book):
    """The end of the record is its own from the beginning."""

    def __init__(self) -> None:
        super().__init__()
        take_end()
        self.begin(alone=True)
        self.world.empty = not self.seq

    def wait(self, council: CouncilId, *, alone: bool) -> None:
        """Nobody else is there."""

    @contextmanager
    def part(self) -> Iterator[None]:
        """What an exception inside takes back of the book: what was done before it in this batch stays.

        Rows that were written meanwhile are the transaction's.
        """
        seq, last, before, read = self.seq, self.last, dict(self.before), dict(self.world.read)
        size, beside = len(self.record), len(self.beside)
        try:
            yield
        except BaseException:
            self.seq, self.last, self.before, self.world.read = seq, last, before, read
            del self.record[size:], self.beside[beside:]
            raise


HELD: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def batch() -> Iterator[Batch]:
    """Do all acts inside in one transaction, and write them at its end. Inside another batch this is that one."""
    running = HELD.get()
    if running is not None:
        yield running
        return
    with writing():
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
    with writing():
        opened = Book()
        yield opened
        opened.close()


def world() -> DatabaseLedger:
    """The councils as they are now, also in the middle of a batch."""
    running = HELD.get()
    return running.world if running else DatabaseLedger(papers)
