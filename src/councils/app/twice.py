"""What adds up is not told twice by mistake: a form sent again, a program that asks again without a key (R12, R18).

Theory of operation. A report or a delivery that is told once more counts once more. Whoever presses a button twice,
sends the same file again or has a program that got no answer means one, and says exactly the same. So exactly the same
act of the same person is turned away: where it comes from a page, if it was told since that page was shown; else if it
was told in the last ten minutes. An ``Idempotency-Key`` says which of two it is (``repeating.py``), so what comes with
one is not doubted. No rule asks this: the record shows who told what, and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from councils.app.batch import Book
from councils.core.act import Command, CouncilId
from councils.core.economy.deliveries import SendGoods
from councils.core.economy.orders import ReportMade
from councils.core.refusal import Reason, Refused, refuse
from councils.core.report import ReportExecution
from councils.ledger.codec import canonical
from councils.store.ledger import STATES, record_end
from councils.store.models import Act

ADDING = (ReportMade, SendGoods, ReportExecution)
DOUBTED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shown:
    """When a page was shown: by the clock, and by how far the record had come, which has its own time."""

    seq: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.seq}@{self.at.timestamp():.6f}"


MEANT = Shown(2**62, datetime.max.replace(tzinfo=UTC))
"""What is told now is told on purpose, whatever was told before."""
SINCE: ContextVar[Shown | None] = ContextVar("since", default=None)
"""Since when the same again is not meant; None: in the time in which it is doubted."""


@contextmanager
def since(shown: Shown | None) -> Iterator[None]:
    """Here what is told comes from a page that was shown then, or else from none."""
    token = SINCE.set(shown)
    try:
        yield
    finally:
        SINCE.reset(token)


def shown_now() -> Shown:
    return Shown(record_end().seq, timezone.now())


def read_shown(text: str) -> Shown | None:
    """As a form has it; None where it is no moment."""
    seq, _sign, at = text.partition("@")
    try:
        return Shown(int(seq), datetime.fromtimestamp(float(at), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def told_since(now: datetime) -> datetime:
    """Of what is on no record: since when the same is the same."""
    shown = SINCE.get()
    return shown.at if shown else now - DOUBTED


def told_twice(page: Book, council: CouncilId, command: Command, now: datetime) -> Refused | None:
    """Whether exactly this was told already, in this book or before."""
    shown = SINCE.get()
    if not isinstance(command, ADDING) or shown == MEANT:
        return None
    said = STATES.codec.write(command)
    here = (entry for entry in page.record if entry.council == council and entry.act == said)
    known = Act.objects.filter(council=council, act=canonical(said).decode())
    since_then = known.filter(seq__gt=shown.seq) if shown else known.filter(at__gt=now - DOUBTED)
    twice = any(not shown or entry.seq > shown.seq for entry in here) or since_then.exists()
    return refuse(Reason.TOLD_TWICE) if twice else None
