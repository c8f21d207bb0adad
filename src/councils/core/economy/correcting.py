"""What was told wrongly is told anew: a report of what was made, what was sent, what came (R12, R18).

Theory of operation. A correction is an act of its own. It names what it corrects and gives its reason; from then on
every sum counts what it says, and what was said before is kept beside it. Who told something corrects it: a workplace
its reports, by whoever answers for it, also of an order that has ended; of a delivery the sender what was sent, and
those who got it what came. The other side, and the congress that gave the order, hear of it at once. An order that
is not carried out any more by what is told now goes on, and one that is by now is completed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from councils.core.act import Caused, Command, CouncilId, Event, MatterId, Outcome, Voice, later
from councils.core.council import Council
from councils.core.directive import ExecutionCompleted, answering, move
from councils.core.economy.declared import MOST, countable
from councils.core.economy.declaring import not_its_voice
from councils.core.economy.deliveries import Delivery, Retold, absurd
from councils.core.economy.ordering import unmade
from councils.core.economy.orders import Correction, Made
from councils.core.economy.rolling import built
from councils.core.machines import DELIVERY, Execution
from councils.core.refusal import Reason, Refused, refuse
from councils.core.report import unreasoned


@dataclass(frozen=True, slots=True)
class CorrectMade(Command):
    """``report``: the number, from 1, of the report on this order that was wrong; ``made``: what it should say."""

    by: Voice
    directive: MatterId
    report: int
    made: Made
    reason: str


@dataclass(frozen=True, slots=True)
class RecordMadeAnew(Caused):
    """Caused below."""

    directive: MatterId
    council: CouncilId
    report: int
    made: Made
    reason: str


@dataclass(frozen=True, slots=True)
class MadeCorrected(Event):
    directive: MatterId
    by: Voice
    report: int
    made: Made
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MadeRecordedAnew(Event):
    directive: MatterId
    council: CouncilId
    report: int
    made: Made
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectGoods(Command):
    """``quantity``: what was sent, where the council has sent it; what came, where it was for the council.

    ``came``: what came, also where the council has sent it: both sides are the same one since a merger.
    """

    by: Voice
    delivery: str
    quantity: Decimal
    reason: str
    came: bool = later(default=False)


@dataclass(frozen=True, slots=True)
class NoteCorrection(Caused):
    """Caused by the other side."""

    delivery: str
    quantity: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class GoodsCorrected(Event):
    delivery: str
    by: Voice
    quantity: Decimal
    reason: str
    at: datetime
    came: bool = later(default=False)


@dataclass(frozen=True, slots=True)
class CorrectionNoted(Event):
    """The other side has corrected what it had told."""

    delivery: str
    quantity: Decimal
    reason: str


def correct_made(council: Council, act: CorrectMade, at: datetime) -> Outcome:
    directive, orders = answering(council, act), council.orders.get(act.directive)
    if isinstance(directive, Refused):
        return directive
    if orders is None:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    told = orders.made.get(council.id, ())
    if not 0 < act.report <= len(told):
        return refuse(Reason.NO_SUCH_REPORT, number=act.report)
    before = told[act.report - 1]
    refused = unreasoned(act.reason, same=before == act.made)
    nothing = made_anew(council, act.directive, council.id, act.report, Made(before.technique, before.period, {}))
    refused = refused or unmade(nothing, act.directive, act.made)
    if refused:
        return refused
    corrected = MadeCorrected(act.directive, act.by, act.report, act.made, act.reason, at)
    in_words = directive.execution is Execution.COMPLETED and bool(orders.missing(council.id))
    done = in_words or not on_made_corrected(council, corrected).orders[act.directive].missing(council.id)
    return (corrected, ExecutionCompleted(act.directive)) if done else (corrected,)


def record_made_anew(council: Council, act: RecordMadeAnew, at: datetime) -> Outcome:
    return (MadeRecordedAnew(act.directive, act.council, act.report, act.made, act.reason),)


def correct_goods(council: Council, act: CorrectGoods, at: datetime) -> Outcome:
    delivery = council.deliveries.get(act.delivery)
    if delivery is None:
        return refuse(Reason.NO_SUCH_DELIVERY)
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    before = told_by(council, delivery, came=act.came)
    if before is None or not DELIVERY.allows(delivery.state, GoodsCorrected):
        return refuse(Reason.NOT_IN_STATE, state=delivery.state)
    refused = None if act.by == delivery.told_by else not_its_voice(council, act.by)
    if refused:
        return refused
    if not countable(act.quantity):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    refused = unreasoned(act.reason, same=before == act.quantity)
    if not sent_by(council, delivery, came=act.came):
        refused = refused or absurd(council, delivery, act.quantity)
    return refused or (GoodsCorrected(act.delivery, act.by, act.quantity, act.reason, at, act.came),)


def told_by(council: Council, delivery: Delivery, *, came: bool = False) -> Decimal | None:
    """What this council has told of a delivery: how much it sent, or how much ``came`` here; None before it has."""
    if came and delivery.goal != council.id:
        return None
    return delivery.quantity if sent_by(council, delivery, came=came) else delivery.got


def sent_by(council: Council, delivery: Delivery, *, came: bool) -> bool:
    """Whether what is told here of a delivery is how much was sent; where both sides are here, as ``came`` says."""
    return delivery.origin == council.id and not came


def note_correction(council: Council, act: NoteCorrection, at: datetime) -> Outcome:
    return (CorrectionNoted(act.delivery, act.quantity, act.reason),)


def on_made_corrected(council: Council, event: MadeCorrected) -> Council:
    moved = move(council, event, event.directive)
    return made_anew(moved, event.directive, council.id, event.report, event.made, event.reason)


def on_made_recorded_anew(council: Council, event: MadeRecordedAnew) -> Council:
    before = council.orders[event.directive].made[event.council][event.report - 1]
    anew = made_anew(council, event.directive, event.council, event.report, event.made, event.reason)
    return built(anew, before.builds, event.made.builds)


def made_anew(
    council: Council, directive: MatterId, by: CouncilId, number: int, made: Made, reason: str = ""
) -> Council:
    """Report ``number`` of the council ``by`` says what it should have said."""
    orders = council.orders[directive]
    told = orders.made[by]
    after = {**orders.made, by: (*told[: number - 1], made, *told[number:])}
    corrections = (*orders.corrections, Correction(by, number, told[number - 1], reason))
    return council.put("orders", directive, replace(orders, made=after, corrections=corrections))


def on_goods_corrected(council: Council, event: GoodsCorrected) -> Council:
    return retold(council, event, sent=sent_by(council, council.deliveries[event.delivery], came=event.came))


def on_correction_noted(council: Council, event: CorrectionNoted) -> Council:
    return retold(council, event, sent=council.deliveries[event.delivery].origin != council.id)


def retold(council: Council, event: GoodsCorrected | CorrectionNoted, *, sent: bool) -> Council:
    delivery = council.deliveries[event.delivery]
    before = delivery.quantity if sent else delivery.got
    assert before is not None  # ``correct_goods`` has seen to it
    corrections = (*delivery.corrections, Retold(sent, before, event.quantity, event.reason))
    known = replace(delivery, state=DELIVERY.after(delivery.state, event), corrections=corrections)
    after = replace(known, quantity=event.quantity) if sent else replace(known, got=event.quantity)
    return council.put("deliveries", event.delivery, after)
