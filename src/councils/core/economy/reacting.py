"""What declarations, needs, orders and deliveries cause in other councils (R12, R13, R18): a part of ``react.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from councils.core.act import CouncilId, Event
from councils.core.council import Council
from councils.core.directive import DirectiveIssued, DirectiveReceived, ReceiveDirective
from councils.core.economy.adopting import PlanAdopted, directive_of
from councils.core.economy.bringing import FinishOrders, HearOfMeans, MeansBrought, MeansHeardOf, judges
from councils.core.economy.correcting import CorrectionNoted, GoodsCorrected, NoteCorrection
from councils.core.economy.declaring import (
    DeclarationHeardOf,
    DeclarationMade,
    HearOfDeclaration,
)
from councils.core.economy.deliveries import ExpectGoods, GoodsConfirmed, GoodsExpected, GoodsSent, NoteArrival
from councils.core.economy.finishing import OrdersShortened, ShortenOrder
from councils.core.economy.leaving import MeansParted, TakeAlong
from councils.core.economy.merging import (
    DeclarationsForgotten,
    ForgetDeclarations,
    GoodsTakenOn,
    OrdersEnded,
    RedirectGoods,
)
from councils.core.economy.needs import NeedsRecorded, NeedsStated, RecordNeeds, StateNeeds
from councils.core.economy.orders import ChangeProposed, Order, RecordChange
from councils.core.economy.remaking import ChangeOrder, PlanRemade
from councils.core.economy.tracing import (
    ArrivalHeardOf,
    GoodsHeardOf,
    HearOfArrival,
    HearOfGoods,
    SettleOrder,
    all_received,
    settled,
)
from councils.core.machines import Force
from councils.core.merger import CouncilReleased
from councils.core.objection import ChangeForce
from councils.core.restructuring import Consequences, to_parent


def declared(council: Council, event: DeclarationMade) -> Consequences:
    return to_parent(council, HearOfDeclaration((council.id,), event.declared))


def heard_of(council: Council, event: DeclarationHeardOf) -> Consequences:
    return to_parent(council, HearOfDeclaration((*event.path, council.id), event.declared))


def released(council: Council, event: CouncilReleased) -> Consequences:
    return [(council.id, ForgetDeclarations(event.council, event.into))] if council.charter.planning.office else []


def forgotten(council: Council, event: DeclarationsForgotten) -> Consequences:
    return to_parent(council, ForgetDeclarations(event.council, event.into))


def orders_ended(council: Council, event: OrdersEnded) -> Consequences:
    return [(name, ChangeForce(event.directive, Force.REVOKED)) for name in event.councils]


def goods_taken_on(council: Council, event: GoodsTakenOn) -> Consequences:
    origin = council.deliveries[event.delivery.id].origin
    return [] if origin == council.id else [(origin, RedirectGoods(event.delivery.id, council.id))]


def needs_stated(council: Council, event: NeedsStated) -> Consequences:
    if not event.asked:
        return needs_told(council)
    return [(name, StateNeeds(event.call, event.horizon)) for name in event.asked]


def needs_recorded(council: Council, event: NeedsRecorded) -> Consequences:
    needs = council.economy.needs
    return needs_told(council) if needs and needs.complete else []


def needs_told(council: Council) -> Consequences:
    needs = council.economy.needs
    assert needs is not None  # they have just been stated
    return to_parent(council, RecordNeeds(needs.call, council.id, needs.total))


def ordered(council: Council, event: DirectiveIssued) -> Consequences:
    return [(order.council, received(council.id, event, order)) for order in event.orders]


def orders_shortened(council: Council, event: OrdersShortened) -> Consequences:
    """From whoever gave them: who has something left hears of it, for the others they end; sent may be all by that."""
    told, orders = council.directives[event.directive], council.orders[event.directive]
    if told.issuer != council.id:
        return []
    left = [order for order in orders.orders.values() if order.make or order.send]
    ended = [name for name in orders.orders if name not in {order.council for order in left}]
    found: Consequences = [(order.council, ShortenOrder(told.id, event.until, event.days)) for order in left]
    found += [(name, ChangeForce(told.id, Force.REVOKED)) for name in ended]
    sent = [order.council for order in left if not order.make]
    return [*found, *((name, SettleOrder(told.id, all_received(orders, name))) for name in sent)]


def means_brought(council: Council, event: MeansBrought) -> Consequences:
    return to_parent(council, HearOfMeans((council.id,), event.means))


def means_heard_of(council: Council, event: MeansHeardOf) -> Consequences:
    return to_parent(council, HearOfMeans((*event.path, council.id), event.means))


def means_parted(council: Council, event: MeansParted) -> Consequences:
    return [(event.council, TakeAlong(event.means, event.left))]


def plan_adopted(council: Council, event: PlanAdopted) -> Consequences:
    needs = council.economy.needs
    until = needs.horizon.start if needs and council.charter.planning.finishing else None
    return [(name, FinishOrders(directive_of(event), until)) for name in sorted(council.economy.planning)]


def plan_remade(council: Council, event: PlanRemade) -> Consequences:
    """Those of whom something else is asked hear of it; a place that has only sent may be done by that."""
    told, orders = council.directives[event.directive], council.orders[event.directive]
    about = (told.id, council.id, told.title, event.acknowledge_by, told.report_by)
    changed: Consequences = [(order.council, ChangeOrder(*about, order)) for order in event.orders]
    sent = [order.council for order in event.orders if not order.make]
    settled = [(name, SettleOrder(told.id, all_received(orders, name))) for name in sent]
    before = [(name, FinishOrders(told.id, event.start)) for name in sorted(council.economy.planning)]
    return [*changed, *settled, *before]


def received(
    issuer: CouncilId, event: DirectiveIssued | DirectiveReceived, order: Order | None = None
) -> ReceiveDirective:
    return ReceiveDirective(
        event.directive, issuer, event.title, event.unit, event.acknowledge_by, event.report_by, order
    )


def change_proposed(council: Council, event: ChangeProposed) -> Consequences:
    return [(council.directives[event.directive].issuer, RecordChange(event.directive, event.change))]


def goods_sent(council: Council, event: GoodsSent) -> Consequences:
    expected = ExpectGoods(event.delivery, council.id, event.product, event.quantity, event.directive, event.unit)
    return [(event.to, expected)]


def goods_expected(council: Council, event: GoodsExpected) -> Consequences:
    return goods_heard_of(council, event) if event.unit else []


def goods_heard_of(council: Council, event: GoodsExpected | GoodsHeardOf) -> Consequences:
    if judges(council, event.directive):
        return []
    path = (*(event.path if isinstance(event, GoodsHeardOf) else ()), council.id)
    what = (event.delivery, event.origin, event.product, event.unit, event.quantity, event.directive)
    return to_parent(council, HearOfGoods(path, *what))


def goods_confirmed(council: Council, event: GoodsConfirmed) -> Consequences:
    """Whoever has sent it hears of it; by a merger that may be this council itself."""
    origin = council.deliveries[event.delivery].origin
    told = NoteArrival(event.delivery, event.quantity, event.note)
    return [*([] if origin == council.id else [(origin, told)]), *arrived(council, event)]


def arrived(council: Council, event: GoodsConfirmed | GoodsCorrected | CorrectionNoted) -> Consequences:
    """Told upwards by the council that goods are for, as far as they were sent on an order."""
    delivery = council.deliveries[event.delivery]
    if delivery.goal != council.id or not (delivery.unit and delivery.directive):
        return []
    if judges(council, delivery.directive):
        return []
    return to_parent(council, HearOfArrival(delivery.id, delivery.directive, delivery.quantity, delivery.got))


def arrival_heard_of(council: Council, event: ArrivalHeardOf) -> Consequences:
    if not judges(council, event.directive):
        return to_parent(council, HearOfArrival(event.delivery, event.directive, event.quantity, event.got))
    told = settled(council, event)
    return [(told[0], SettleOrder(event.directive, told[1]))] if told else []


def goods_corrected(council: Council, event: GoodsCorrected) -> Consequences:
    delivery = council.deliveries[event.delivery]
    told = NoteCorrection(event.delivery, event.quantity, event.reason)
    others = {delivery.origin, delivery.goal} - {council.id}
    return [*((name, told) for name in others), *arrived(council, event)]


ECONOMY: Mapping[type[Event], Callable[[Council, Any], Consequences]] = {
    DeclarationMade: declared,
    DeclarationHeardOf: heard_of,
    CouncilReleased: released,
    DeclarationsForgotten: forgotten,
    OrdersEnded: orders_ended,
    OrdersShortened: orders_shortened,
    GoodsTakenOn: goods_taken_on,
    NeedsStated: needs_stated,
    NeedsRecorded: needs_recorded,
    ChangeProposed: change_proposed,
    MeansBrought: means_brought,
    MeansHeardOf: means_heard_of,
    MeansParted: means_parted,
    PlanAdopted: plan_adopted,
    PlanRemade: plan_remade,
    GoodsSent: goods_sent,
    GoodsConfirmed: goods_confirmed,
    GoodsCorrected: goods_corrected,
    CorrectionNoted: arrived,
    GoodsExpected: goods_expected,
    GoodsHeardOf: goods_heard_of,
    ArrivalHeardOf: arrival_heard_of,
}
