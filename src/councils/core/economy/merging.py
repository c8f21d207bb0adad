"""A workplace goes over into another, or leaves: what it has, what was ordered of it, what is on its way (R16, R18).

Theory of operation. After a merger there is one workplace where there were two: it has what both have declared, and is
to make what was ordered of both. It reckons that from what it takes on, and the congress from what it knows, by the
same functions (``together.py``), so that they cannot come to differ. All that the one that has gone had sent and got
is the other's, so that it can be confirmed and corrected: in one piece, and each council at the other end of a delivery
hears of it once, however many there were. Where a charter does not say so (``hands_over_all``) only what is on its way
to the one that has gone comes to the other. A split leaves all this where it is: the ovens stand where they stood, and
whoever has gone is asked for nothing until a plan asks them.

Of those who leave the federation nothing is known any more, and nothing is ordered; what they have reported stays, and
what they have goes with them (``leaving.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, Command, CouncilId, Event, Events, MatterId, Outcome, later
from councils.core.council import Council
from councils.core.directive import Directive, move, without
from councils.core.economy.declared import Declared
from councils.core.economy.deliveries import Delivery
from councils.core.economy.leaving import parted
from councils.core.economy.orders import Orders
from councils.core.economy.together import had_by_one, now, ordered_of_one
from councils.core.machines import Force


@dataclass(frozen=True, slots=True)
class ForgetDeclarations(Caused):
    """Caused below: ``council`` has gone: over ``into`` another one, or, where that is empty, away with all below."""

    council: CouncilId
    into: CouncilId = later("")


@dataclass(frozen=True, slots=True)
class TakeOnDeclarations(Caused):
    """Caused by a merger: what ``origin`` has is had here."""

    origin: CouncilId
    declared: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class TakeOnGoods(Caused):
    """Caused by a merger: what is on its way to the one that has gone over comes here."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class RedirectGoods(Caused):
    """Caused by a merger, where they were sent: they go to the council ``to`` now."""

    delivery: str
    to: CouncilId


@dataclass(frozen=True, slots=True)
class TakeOnDeliveries(Caused):
    """Caused by a merger: all that the one that has gone over has sent and got, and what is still on its way."""

    origin: CouncilId
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class RedirectDeliveries(Caused):
    """Caused by a merger, at the other ends: what came from and went to ``gone`` is ``into``'s."""

    gone: CouncilId
    into: CouncilId


@dataclass(frozen=True, slots=True)
class DeclarationsForgotten(Event):
    council: CouncilId
    into: CouncilId = later("")


@dataclass(frozen=True, slots=True)
class OrdersEnded(Event):
    """Nothing of this directive is asked of these councils any more: they have left."""

    directive: MatterId
    councils: tuple[CouncilId, ...]


@dataclass(frozen=True, slots=True)
class DeclarationsTakenOn(Event):
    origin: CouncilId
    declared: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class OrdersTakenOn(Event):
    """What ``origin`` was to make and send, and what it has reported, is this council's from now on."""

    directive: MatterId
    origin: CouncilId
    orders: Orders


@dataclass(frozen=True, slots=True)
class GoodsTakenOn(Event):
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class GoodsRedirected(Event):
    delivery: str
    to: CouncilId


@dataclass(frozen=True, slots=True)
class DeliveriesTakenOn(Event):
    origin: CouncilId
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class DeliveriesRedirected(Event):
    gone: CouncilId
    into: CouncilId


def handed_over(council: Council) -> Iterator[Command]:
    """What the council that this one has gone over into takes on of what is had here, and comes here."""
    own = council.economy
    shelves = (own.sites, own.resources, own.techniques, own.stocks, own.trades)
    things = [thing for shelf in shelves for thing in shelf.values()]
    if things:
        yield TakeOnDeclarations(council.id, tuple(map(Declared.of, things)))
    sent = tuple(council.deliveries.values())
    if not council.charter.structure.hands_over_all:
        yield from (TakeOnGoods(d) for d in sent if d.goal == council.merged_into and d.on_its_way)
    elif sent:
        yield TakeOnDeliveries(council.id, sent)


def other_ends(council: Council) -> Iterator[CouncilId]:
    """Those who have sent to this council, which has gone over, or got from it, but for the one that it is now."""
    if council.charter.structure.hands_over_all:
        ends = dict.fromkeys(name for d in council.deliveries.values() for name in (d.origin, d.goal))
        yield from (name for name in ends if name != council.merged_into)


def goods_redirected(council: Council, to: CouncilId) -> Events:
    if council.charter.structure.hands_over_all:
        return (DeliveriesRedirected(council.id, to),) if council.deliveries else ()
    coming = (d for d in council.deliveries.values() if d.goal == council.id and d.on_its_way)
    return tuple(GoodsRedirected(d.id, to) for d in coming)


def forget(council: Council, act: ForgetDeclarations, at: datetime) -> Outcome:
    forgotten = DeclarationsForgotten(act.council, act.into)
    if act.into:
        return (forgotten,)
    return (forgotten, *orders_ended(council, act.council), *parted(council, act.council))


def orders_ended(council: Council, gone: CouncilId) -> Iterator[OrdersEnded]:
    """Of the orders given here, those to a council that has left, and to all below it."""
    for directive, orders in given(council, revoked=False):
        those = tuple(name for name in orders.orders if gone in (name, *council.economy.paths.get(name, ())))
        if those:
            yield OrdersEnded(directive.id, those)


def given(council: Council, *, revoked: bool) -> Iterator[tuple[Directive, Orders]]:
    """The orders that this council has given, with those that are ``revoked`` or without them."""
    for name, orders in council.orders.items():
        directive = council.directives.get(name)
        if directive and directive.issuer == council.id and (revoked or directive.force is not Force.REVOKED):
            yield directive, orders


def take_on_declarations(council: Council, act: TakeOnDeclarations, at: datetime) -> Outcome:
    return (DeclarationsTakenOn(act.origin, act.declared),)


def take_on_goods(council: Council, act: TakeOnGoods, at: datetime) -> Outcome:
    return (GoodsTakenOn(act.delivery),)


def redirect_goods(council: Council, act: RedirectGoods, at: datetime) -> Outcome:
    return (GoodsRedirected(act.delivery, act.to),)


def take_on_deliveries(council: Council, act: TakeOnDeliveries, at: datetime) -> Outcome:
    return (DeliveriesTakenOn(act.origin, act.deliveries),)


def redirect_deliveries(council: Council, act: RedirectDeliveries, at: datetime) -> Outcome:
    return (DeliveriesRedirected(act.gone, act.into),)


def on_declarations_forgotten(council: Council, event: DeclarationsForgotten) -> Council:
    """Only the congress knows what those below have declared, has given them orders, and hears if they object."""
    if council.parent is not None:
        return council
    names = [event.council, *(name for name, path in council.economy.paths.items() if event.council in path)]
    directives = {name: without(d, names) for name, d in council.directives.items()}
    here = replace(council, directives=directives)
    if not event.into:
        return replace(here, economy=here.economy.without(event.council))
    issued = given(council, revoked=council.charter.structure.hands_over_all)
    orders = {d.id: ordered_of_one(orders, event.council, event.into) for d, orders in issued}
    economy = had_by_one(here.economy, event.council, event.into)
    return replace(here, economy=economy, orders={**here.orders, **orders})


def on_orders_ended(council: Council, event: OrdersEnded) -> Council:
    orders = council.orders[event.directive]
    stay = {name: order for name, order in orders.orders.items() if name not in event.councils}
    return council.put("orders", event.directive, replace(orders, orders=stay))


def on_declarations_taken_on(council: Council, event: DeclarationsTakenOn) -> Council:
    economy = council.economy
    for declared in event.declared:
        economy = economy.taken((event.origin,), declared)
    return replace(council, economy=had_by_one(economy, event.origin, council.id))


def on_orders_taken_on(council: Council, event: OrdersTakenOn) -> Council:
    own, theirs = council.orders.get(event.directive, Orders({})), event.orders
    both = replace(
        own,
        orders={**own.orders, **theirs.orders},
        made={**own.made, **theirs.made},
        changes=(*own.changes, *theirs.changes),
        corrections=(*own.corrections, *theirs.corrections),
        received=theirs.received and (own.received or not own.orders),
    )
    moved = move(council, event, event.directive)
    return moved.put("orders", event.directive, ordered_of_one(both, event.origin, council.id))


def on_goods_taken_on(council: Council, event: GoodsTakenOn) -> Council:
    """What this council has sent itself to the one that has gone over is known here already."""
    known = council.deliveries.get(event.delivery.id, event.delivery)
    return council.put("deliveries", known.id, replace(known, goal=council.id))


def on_goods_redirected(council: Council, event: GoodsRedirected) -> Council:
    delivery = council.deliveries[event.delivery]
    return council.put("deliveries", event.delivery, replace(delivery, goal=event.to))


def on_deliveries_taken_on(council: Council, event: DeliveriesTakenOn) -> Council:
    """In the order of their times; what one has sent to the other is known here already."""
    own = on_deliveries_redirected(council, DeliveriesRedirected(event.origin, council.id)).deliveries
    both = {**{d.id: d for d in event.deliveries}, **own}
    return replace(council, deliveries={d.id: d for d in sorted(both.values(), key=lambda d: d.sent)})


def on_deliveries_redirected(council: Council, event: DeliveriesRedirected) -> Council:
    gone, into = event.gone, event.into
    moved = {
        name: replace(d, origin=now(d.origin, gone, into), goal=now(d.goal, gone, into))
        for name, d in council.deliveries.items()
        if gone in (d.origin, d.goal)
    }
    return replace(council, deliveries={**council.deliveries, **moved})
