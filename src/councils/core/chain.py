"""What councils tell each other of one person who holds several offices by virtue of one another (R11).

Theory of operation. Where the charter makes offices of different councils incompatible, each council of a chain must
know what its holder has in the others. Upwards it is told with the seat (``SeatDelegate``), downwards by
``TellOffices``; each passes on what it was told itself. Where the charter limits terms, the seat also names the
earlier seats of the same person. Only tenures that rest on one another are told, and these links are on the record
anyway; where the charter asks for neither, nothing is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, Credential, Event, Outcome, Voice
from councils.core.charter.limits import Reach
from councils.core.council import Council
from councils.core.office import DELEGATE, Held, Tenure, own_names, seat_name
from councils.core.rotation import held_here


@dataclass(frozen=True, slots=True)
class TellOffices(Caused):
    """Caused above: what is held there, and further up, by virtue of tenure ``number``."""

    number: int
    offices: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class OfficesTold(Event):
    number: int
    offices: tuple[Held, ...]


def watched(council: Council) -> bool:
    """Whether the charter asks what one person holds in several councils."""
    return any(rule.reach is Reach.CHAIN for rule in council.charter.incompatible)


def earlier_seats(council: Council, tenure: Tenure) -> tuple[Credential, ...]:
    if not council.charter.rotation:
        return ()
    known = own_names(council, tenure.holder)
    others = [t for t in council.tenures.values() if t.office == DELEGATE and t.number != tenure.number]
    return tuple(seat_name(council, t) for t in others if t.holder in known)


def held_below(council: Council, voice: Voice) -> tuple[Held, ...]:
    """What the council above is told: all that its delegate holds here and further down."""
    if not watched(council):
        return ()
    sent = council.delegates.get(voice)
    return (*(sent.offices if sent else ()), *held_here(council, voice))


def held_above(council: Council, voice: Voice) -> tuple[Held, ...]:
    """What the council below is told: all that its delegate holds here and further up."""
    above = (held for t in council.held_by(voice) if t.office == DELEGATE for held in t.above)
    return (*held_here(council, voice), *above)


def tell(council: Council, act: TellOffices, at: datetime) -> Outcome:
    tenure = council.tenures.get(act.number)
    if tenure is None or not tenure.held or tenure.above == act.offices:
        return ()
    return (OfficesTold(act.number, act.offices),)


def on_offices_told(council: Council, event: OfficesTold) -> Council:
    return council.put("tenures", event.number, replace(council.tenures[event.number], above=event.offices))
