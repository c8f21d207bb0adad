"""Deliveries: goods that one council sends to another, which says what it got (R18).

Theory of operation. Whoever sends says what and how much; the council it is for expects it from then on, and the
congress sees to it that it fits (``tracing.py``). Anyone who
takes part there confirms how much came, and the sender hears of it. So each delivery is told twice, by those who made
and by those who got it, and a difference is on record. What was told wrongly is corrected (``correcting.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from councils.core.act import Caused, Command, CouncilId, Event, MatterId, Outcome, Voice, later
from councils.core.council import Council
from councils.core.economy.declared import MOST, Code, countable
from councils.core.economy.declaring import planless, speaks_for
from councils.core.economy.orders import ABSURD
from councils.core.machines import DELIVERY, Carriage
from councils.core.office import speaking_offices
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop, phrase


@dataclass(frozen=True, slots=True)
class Retold:
    """A correction: of what was ``sent``, or else of what came; what was said before, what since then, and why."""

    sent: bool
    before: Decimal
    after: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """``got`` is what came, once somebody there has said so; ``directive`` the order it was sent on, if any.

    ``told_by``: the voice in this council that has told its side of it.
    """

    id: str
    origin: CouncilId
    goal: CouncilId
    product: Code
    quantity: Decimal
    directive: MatterId
    state: Carriage
    sent: datetime
    got: Decimal | None = None
    note: str = ""
    told_by: Voice = ""
    unit: str = ""
    corrections: tuple[Retold, ...] = ()

    @property
    def on_its_way(self) -> bool:
        """Whether something was sent, and nobody has said yet what came."""
        return self.state is Carriage.SENT and bool(self.quantity)

    @property
    def differs(self) -> bool:
        return self.got is not None and self.got != self.quantity


@dataclass(frozen=True, slots=True)
class SendGoods(Command):
    """``unit``: that ``quantity`` is in, for checking by the catalogue; empty only before units were told."""

    by: Voice
    to: CouncilId
    product: Code
    quantity: Decimal
    directive: MatterId = ""
    unit: str = later("")


@dataclass(frozen=True, slots=True)
class ExpectGoods(Caused):
    """Caused by the sender; refused where there is no such council, and so is the sending."""

    delivery: str
    origin: CouncilId
    product: Code
    quantity: Decimal
    directive: MatterId
    unit: str = later("")


@dataclass(frozen=True, slots=True)
class ConfirmGoods(Command):
    """``quantity`` is what came."""

    by: Voice
    delivery: str
    quantity: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoteArrival(Caused):
    delivery: str
    quantity: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class GoodsSent(Event):
    delivery: str
    by: Voice
    to: CouncilId
    product: Code
    quantity: Decimal
    directive: MatterId
    at: datetime
    unit: str = later("")


@dataclass(frozen=True, slots=True)
class GoodsExpected(Event):
    delivery: str
    origin: CouncilId
    product: Code
    quantity: Decimal
    directive: MatterId
    at: datetime
    unit: str = later("")


@dataclass(frozen=True, slots=True)
class GoodsConfirmed(Event):
    delivery: str
    by: Voice
    quantity: Decimal
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GoodsArrived(Event):
    delivery: str
    quantity: Decimal
    note: str


def send(council: Council, act: SendGoods, at: datetime) -> Outcome:
    refused = planless(council)
    if refused:
        return refused
    if not speaks_for(council, act.by):
        return refuse(Reason.NOT_THE_OFFICER, office=speaking_offices(council))
    if not (countable(act.quantity) and act.quantity):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    if act.to == council.id:
        return refuse(Reason.CANNOT_DELIVER, why=phrase("it would be sent to where it is"))
    if act.directive and act.directive not in council.orders:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    number = sum(d.origin == council.id for d in council.deliveries.values()) + 1
    name = f"{council.id}>{number}"
    return (GoodsSent(name, act.by, act.to, act.product, act.quantity, act.directive, at, act.unit),)


def confirm(council: Council, act: ConfirmGoods, at: datetime) -> Outcome:
    delivery = council.deliveries.get(act.delivery)
    if delivery is None or delivery.goal != council.id:
        return refuse(Reason.NO_SUCH_DELIVERY)
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not DELIVERY.allows(delivery.state, GoodsConfirmed):
        return refuse(Reason.ARRIVED_ALREADY, got=f"{delivery.got.normalize():f}" if delivery.got is not None else "–")
    if not countable(act.quantity):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    doubted = absurd(council, delivery, act.quantity)
    if doubted:
        return doubted
    if act.quantity != delivery.quantity and not act.note.strip():
        return refuse(Reason.NOTHING_TOLD, what=gettext_noop("note on what is different"))
    return (GoodsConfirmed(act.delivery, act.by, act.quantity, act.note, at),)


def absurd(council: Council, delivery: Delivery, came: Decimal) -> Refused | None:
    """Whether so much cannot have come of what was sent, where the charter doubts it."""
    if not council.charter.planning.doubting or came <= ABSURD * delivery.quantity:
        return None
    return refuse(Reason.ABSURD_ARRIVAL, times=ABSURD, sent=f"{delivery.quantity.normalize():f}")


def note_arrival(council: Council, act: NoteArrival, at: datetime) -> Outcome:
    return (GoodsArrived(act.delivery, act.quantity, act.note),)


def on_goods_sent(council: Council, event: GoodsSent) -> Council:
    return put(council, event, council.id, event.to)


def on_goods_expected(council: Council, event: GoodsExpected) -> Council:
    return put(council, event, event.origin, council.id)


def put(council: Council, event: GoodsSent | GoodsExpected, origin: CouncilId, goal: CouncilId) -> Council:
    delivery = Delivery(
        id=event.delivery,
        origin=origin,
        goal=goal,
        product=event.product,
        quantity=event.quantity,
        directive=event.directive,
        state=DELIVERY.first(event),
        sent=event.at,
        told_by=event.by if isinstance(event, GoodsSent) else "",
        unit=event.unit,
    )
    return council.put("deliveries", event.delivery, delivery)


def on_goods_there(council: Council, event: GoodsConfirmed | GoodsArrived) -> Council:
    delivery = council.deliveries[event.delivery]
    teller = event.by if isinstance(event, GoodsConfirmed) else delivery.told_by
    moved = replace(delivery, state=DELIVERY.after(delivery.state, event), told_by=teller)
    there = replace(moved, got=event.quantity, note=event.note)
    return council.put("deliveries", event.delivery, there)
