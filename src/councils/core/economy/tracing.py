"""What is sent is known to the congress: it fits the catalogue and the order, and counts for it (R12, R18).

Theory of operation. Whoever goods are for passes on, level by level, that they are expected, and later how much came.
The congress has the catalogue and all orders, and refuses what does not fit, and with it the sending: a product that
nobody knows, another unit, a place that the order does not name. A plan orders goods from place to place, so what
anyone in a place sends on an order counts for the place. An order of which nothing is made, but goods sent from what
there is, is completed when all of them have come, and is so no more when a correction says that they have not.

Deliveries of records from before units were told are not passed on, and count for nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from councils.core.act import Caused, CouncilId, Event, MatterId, Outcome
from councils.core.council import Council
from councils.core.directive import move
from councils.core.economy.bringing import judges
from councils.core.economy.declared import Code
from councils.core.economy.deliveries import ExpectGoods, GoodsExpected
from councils.core.economy.orders import Orders, Passing, Send
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import Phrase, phrase


@dataclass(frozen=True, slots=True)
class HearOfGoods(Caused):
    """Caused below: the first on the ``path`` expects this; the last one is directly below this council."""

    path: tuple[CouncilId, ...]
    delivery: str
    origin: CouncilId
    product: Code
    unit: str
    quantity: Decimal
    directive: MatterId


@dataclass(frozen=True, slots=True)
class HearOfArrival(Caused):
    """Caused below: how much was sent, and how much came, as it is told now."""

    delivery: str
    directive: MatterId
    quantity: Decimal
    got: Decimal | None


@dataclass(frozen=True, slots=True)
class SettleOrder(Caused):
    """Caused by the council that gave the order: whether all that was to be sent has come."""

    directive: MatterId
    done: bool


@dataclass(frozen=True, slots=True)
class GoodsHeardOf(Event):
    path: tuple[CouncilId, ...]
    delivery: str
    origin: CouncilId
    product: Code
    unit: str
    quantity: Decimal
    directive: MatterId


@dataclass(frozen=True, slots=True)
class ArrivalHeardOf(Event):
    delivery: str
    directive: MatterId
    quantity: Decimal
    got: Decimal | None


@dataclass(frozen=True, slots=True)
class AllReceived(Event):
    """Everything that the order asked to be sent has come."""

    directive: MatterId


@dataclass(frozen=True, slots=True)
class ReceivedNoMore(Event):
    """By a correction something is missing again."""

    directive: MatterId


def expect(council: Council, act: ExpectGoods, at: datetime) -> Outcome:
    """The congress itself is asked when it is the one that goods are sent to."""
    if council.merged_into:
        gone = {"council": council.name, "into": council.merged_into}
        why = phrase("{council} has gone over into {into}, so it is sent there", **gone)
        return refuse(Reason.CANNOT_SEND, why=why)
    path = (council.id,)
    about = HearOfGoods(path, act.delivery, act.origin, act.product, act.unit, act.quantity, act.directive)
    refused = unfit(council, about) if act.unit and judges(council, act.directive) else None
    return refused or (GoodsExpected(act.delivery, act.origin, act.product, act.quantity, act.directive, at, act.unit),)


def hear_of_goods(council: Council, act: HearOfGoods, at: datetime) -> Outcome:
    refused = unfit(council, act) if judges(council, act.directive) else None
    return refused or (
        GoodsHeardOf(act.path, act.delivery, act.origin, act.product, act.unit, act.quantity, act.directive),
    )


def unfit(congress: Council, act: HearOfGoods) -> Refused | None:
    why = misfit(congress, act)
    return refuse(Reason.CANNOT_SEND, why=why) if why else None


def misfit(congress: Council, act: HearOfGoods) -> Phrase | None:
    """Why this cannot be sent by the catalogue and the order."""
    product = congress.economy.products.get(act.product)
    if product is None:
        return phrase("the catalogue has no product {product}", product=act.product)
    if product.unit != act.unit:
        return phrase(
            "{product} is counted in {unit}, not in {other}", product=product.name, unit=product.unit, other=act.unit
        )
    if not act.directive:
        return None
    orders = congress.orders.get(act.directive)
    if orders is None:
        return phrase("the {congress} that it is for has given no order {order}", order=act.directive)
    origin, goal = place_of(congress, act.origin), act.path[-1]
    carried = any(route.product == act.product for route in congress.economy.routes.values())
    asked = {send.to for send in sends(orders, origin) if send.product == act.product}
    if carried and goal not in asked | {origin}:
        called = {name: congress.below[name].name if name in congress.below else name for name in (origin, goal)}
        return phrase(
            "no delivery of the order brings {product} from {origin} to {goal}",
            product=product.name,
            origin=called[origin] or act.origin,
            goal=called[goal],
        )
    return None


def place_of(congress: Council, name: CouncilId) -> CouncilId:
    """The council directly below the congress that ``name`` stands under, or is; empty where that is not known."""
    if name in congress.below:
        return name
    path = congress.economy.paths.get(name, ("",))
    return path[-1]


def sends(orders: Orders, place: CouncilId) -> tuple[Send, ...]:
    return orders.orders[place].send if place in orders.orders else ()


def hear_of_arrival(council: Council, act: HearOfArrival, at: datetime) -> Outcome:
    heard = (ArrivalHeardOf(act.delivery, act.directive, act.quantity, act.got),)
    if not judges(council, act.directive):
        return heard
    orders = council.orders.get(act.directive)
    return heard if orders and act.delivery in orders.passing else ()


def settled(council: Council, event: ArrivalHeardOf) -> tuple[CouncilId, bool] | None:
    """The place that has sent it, and whether all has come that it was to send; None where it was to make something."""
    orders = council.orders[event.directive]
    origin = orders.passing[event.delivery].origin
    order = orders.orders.get(origin)
    if order is None or order.make:
        return None
    return origin, all_received(orders, origin)


def all_received(orders: Orders, place: CouncilId) -> bool:
    """Whether all that is to be sent from ``place`` has come: of each product to each place, as much as was asked."""
    left: dict[tuple[Code, CouncilId], Decimal] = defaultdict(Decimal)
    for send in sends(orders, place):
        left[send.product, send.to] += send.quantity if send.arrives is None else send.arrives
    for one in orders.passing.values():
        if one.origin == place and (one.product, one.goal) in left:
            left[one.product, one.goal] -= one.got or Decimal(0)
    return all(much <= 0 for much in left.values())


def settle(council: Council, act: SettleOrder, at: datetime) -> Outcome:
    directive, orders = council.directives.get(act.directive), council.orders.get(act.directive)
    if directive is None or directive.execution is None or orders is None or orders.received is act.done:
        return ()
    return (AllReceived(act.directive) if act.done else ReceivedNoMore(act.directive),)


def on_goods_heard_of(council: Council, event: GoodsHeardOf) -> Council:
    orders = council.orders.get(event.directive)
    if orders is None or not judges(council, event.directive):
        return council
    passing = Passing(place_of(council, event.origin), event.path[-1], event.product, event.quantity)
    return council.put("orders", event.directive, replace(orders, passing={**orders.passing, event.delivery: passing}))


def on_arrival_heard_of(council: Council, event: ArrivalHeardOf) -> Council:
    if not judges(council, event.directive):
        return council
    orders = council.orders[event.directive]
    passing = replace(orders.passing[event.delivery], quantity=event.quantity, got=event.got)
    return council.put("orders", event.directive, replace(orders, passing={**orders.passing, event.delivery: passing}))


def on_settled(council: Council, event: AllReceived | ReceivedNoMore) -> Council:
    moved = move(council, event, event.directive)
    orders = replace(moved.orders[event.directive], received=isinstance(event, AllReceived))
    return moved.put("orders", event.directive, orders)
