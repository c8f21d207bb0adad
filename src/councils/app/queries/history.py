"""When did it happen? Events of one council as they stand on the record, with their time.

A council's state says what is; when an office fell vacant, or which vote was a breach, is told by the record alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from councils.core.act import CouncilId, Event, MatterId
from councils.core.office import OfficeVacated
from councils.core.recall import Recalled
from councils.core.vote.ballot import BallotClosed
from councils.store.ledger import event as read_event
from councils.store.models import Act


@dataclass(frozen=True, slots=True)
class Happened:
    """``number`` is the place of the act in its council's record."""

    council: CouncilId
    number: int
    at: datetime
    event: Event


def happened(council: CouncilId, kind: type[Event]) -> Iterator[Happened]:
    """Every event of ``kind`` in ``council``, the oldest first."""
    acts = Act.objects.filter(council=council, events__contains=f'"{kind.__name__}"').order_by("version")
    for act in acts:
        yield from (found for found in events_of(act) if isinstance(found.event, kind))


def events_of(act: Act) -> Iterator[Happened]:
    for named in msgspec.json.decode(act.events):
        yield Happened(act.council, act.version, act.at, read_event(named))


def ended(council: CouncilId, number: int) -> datetime | None:
    """When the tenure ``number`` ended before its time, or with it."""
    for found in happened(council, OfficeVacated):
        if isinstance(found.event, OfficeVacated) and found.event.number == number:
            return found.at
    return None


def closed_at(council: CouncilId, matter: MatterId) -> datetime | None:
    """When the ballot on ``matter`` was closed, which is before its time where everybody had voted."""
    for found in happened(council, BallotClosed):
        if isinstance(found.event, BallotClosed) and found.event.matter == matter:
            return found.at
    return None


def aftermath(council: CouncilId, recall: MatterId) -> list[Happened]:
    """All that a recall has caused, in the order of the record: in this council, and in those above (R10)."""
    root = root_of(council, recall)
    if root is None:
        return []
    found = list(events_of(root))
    causes = {root.seq}
    for act in Act.objects.filter(seq__gt=root.seq).order_by("seq").iterator(chunk_size=50):
        if act.cause not in causes:  # an act and its consequences stand together
            break
        causes.add(act.seq)
        found.extend(events_of(act))
    return found


def root_of(council: CouncilId, recall: MatterId) -> Act | None:
    """The act that closed the vote on ``recall``, if it was carried."""
    acts = Act.objects.filter(council=council, events__contains=f'"{Recalled.__name__}"').order_by("version")
    for act in acts:
        if any(isinstance(h.event, Recalled) and h.event.recall == recall for h in events_of(act)):
            return act
    return None
