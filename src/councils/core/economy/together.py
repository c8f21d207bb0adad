"""What two workplaces have, and what was ordered of them, reckoned as of one (R16, R18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import TypeVar

from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Route, Site, Stock, Technique, Trade
from councils.core.economy.offer import PlanOffer
from councils.core.economy.orders import Make, Order, Orders, summed
from councils.core.economy.state import Economy

Thing = TypeVar("Thing")
Shelf = Mapping[tuple[CouncilId, Code], Thing]


def had_by_one(economy: Economy, gone: CouncilId, into: CouncilId) -> Economy:
    """What is known when ``gone`` has gone over ``into`` another council.

    The same technique of both runs as often as in both together; a different one of the same code gets a code of its
    own. Stocks are added up. Where both trade the same at different prices, the terms of the one that stays hold.
    """
    paths = dict(economy.paths)
    if gone in paths:
        paths[into] = (into, *paths.pop(gone)[1:])
    sites = dict(economy.sites)
    if gone in sites:
        site = sites.pop(gone)
        sites[into] = site_of_both(sites[into], site) if into in sites else site
    return replace(
        economy,
        version=economy.version + 1,
        paths=paths,
        sites=sites,
        routes=ways_of_one(economy.routes, gone, into),
        techniques=techniques_of_one(economy.techniques, gone, into),
        resources=shelf_of_one(economy.resources, gone, into, lambda one, _: one),  # no code is used twice
        stocks=shelf_of_one(economy.stocks, gone, into, stock_of_both),
        trades=shelf_of_one(economy.trades, gone, into, trade_of_both),
        retold=frozenset((now(owner, gone, into), code) for owner, code in economy.retold),
        merged={**economy.merged, gone: into},
    )


def techniques_of_one(known: Shelf[Technique], gone: CouncilId, into: CouncilId) -> Shelf[Technique]:
    there = {key: technique for key, technique in known.items() if key[0] != gone}
    for (owner, code), technique in known.items():
        if owner != gone:
            continue
        names = (code if n == 1 else f"{code}-{n}" for n in count(1))
        name = next(name for name in names if not differs(there.get((into, name)), technique))
        other = there.get((into, name))
        most = limit_of_both(other.most, technique.most) if other else technique.most
        there[into, name] = replace(other or technique, code=name, most=most)
    return there


def differs(one: Technique | None, other: Technique) -> bool:
    """Whether these are two techniques, and not one that both have."""
    return one is not None and replace(one, code=other.code, name=other.name, most=other.most) != other


def shelf_of_one(
    known: Shelf[Thing], gone: CouncilId, into: CouncilId, of_both: Callable[[Thing, Thing], Thing]
) -> Shelf[Thing]:
    there = {key: thing for key, thing in known.items() if key[0] != gone}
    for (owner, code), thing in known.items():
        if owner == gone:
            there[into, code] = of_both(there[into, code], thing) if (into, code) in there else thing
    return there


def ways_of_one(
    routes: Mapping[tuple[Code, CouncilId, CouncilId], Route], gone: CouncilId, into: CouncilId
) -> Mapping[tuple[Code, CouncilId, CouncilId], Route]:
    """What was brought from and to ``gone`` is so now ``into``, if that has no such way already."""
    named = (replace(r, origin=now(r.origin, gone, into), goal=now(r.goal, gone, into)) for r in routes.values())
    there = {(r.product, r.origin, r.goal): r for r in named if r.origin != r.goal}
    return {**there, **{key: route for key, route in routes.items() if key in there}}


def ordered_of_one(orders: Orders, gone: CouncilId, into: CouncilId) -> Orders:
    """What was ordered, and reported, when ``gone`` has gone over ``into`` another council; what was its comes last."""
    given: dict[CouncilId, Order] = {}
    for order in sorted(orders.orders.values(), key=lambda order: order.council == gone):
        here = order_now(order, gone, into)
        given[here.council] = order_of_both(given[here.council], here) if here.council in given else here
    earlier = orders.made.get(into, ())
    made = {name: told for name, told in orders.made.items() if name != gone}
    if gone in orders.made:
        made[into] = (*earlier, *orders.made[gone])
    return replace(
        orders,
        orders=given,
        made=made,
        changes=tuple(replace(change, council=now(change.council, gone, into)) for change in orders.changes),
        corrections=tuple(
            replace(c, council=into, number=c.number + len(earlier)) if c.council == gone else c
            for c in orders.corrections
        ),
        passing={
            name: replace(one, origin=now(one.origin, gone, into), goal=now(one.goal, gone, into))
            for name, one in orders.passing.items()
        },
    )


def as_now(economy: Economy, offer: PlanOffer) -> PlanOffer:
    """A plan with the orders of those who have merged since as of one."""
    orders = Orders({order.council: order for order in offer.orders})
    for gone, into in economy.merged.items():
        orders = ordered_of_one(orders, gone, into)
    return replace(offer, orders=tuple(orders.orders.values()))


def order_now(order: Order, gone: CouncilId, into: CouncilId) -> Order:
    """What one council is asked now; it sends nothing to itself."""
    council = now(order.council, gone, into)
    sends = (replace(send, to=now(send.to, gone, into)) for send in order.send)
    return Order(council, order.make, tuple(send for send in sends if send.to != council))


def now(name: CouncilId, gone: CouncilId, into: CouncilId) -> CouncilId:
    return into if name == gone else name


def order_of_both(one: Order, other: Order) -> Order:
    makes = {(make.technique, make.period): make for make in one.make}
    for make in other.make:
        key = make.technique, make.period
        makes[key] = make_of_both(makes[key], make) if key in makes else make
    return Order(one.council, tuple(makes.values()), (*one.send, *other.send))


def make_of_both(one: Make, other: Make) -> Make:
    return replace(
        one,
        runs=one.runs + other.runs,
        makes=summed((one.makes, other.makes)),
        uses=summed((one.uses, other.uses)),
        hours=one.hours + other.hours,
        due=max(one.due, other.due),
        builds=summed((one.builds, other.builds)),
    )


def site_of_both(one: Site, other: Site) -> Site:
    return Site(one.activity or other.activity, limit_of_both(one.hours, other.hours))


def stock_of_both(one: Stock, other: Stock) -> Stock:
    quantity, at_end = one.quantity + other.quantity, one.at_end + other.at_end
    return Stock(one.product, quantity, at_end, min(one.priority, other.priority))


def trade_of_both(one: Trade, other: Trade) -> Trade:
    return replace(one, most=limit_of_both(one.most, other.most)) if one.price == other.price else one


def limit_of_both(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Of two together; None is no limit."""
    return None if one is None or other is None else one + other
