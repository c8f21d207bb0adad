"""What the rest of a plan begins with: not what was in stock before the plan, but what it has left by then (R18).

Theory of operation. A stock is declared by whoever has it, and nobody counts theirs every day. So where the charter has
plans roll on, the rest of a plan in force begins with what that plan stores at the end of the periods that have begun
(its activities ``store flour@N>2 1``, less what does not keep); or, where somebody at that place has told their stock
of the product since the plan came into force, with what they have told. What was built, an oven, a terrace, is there
from the report on: the congress counts it to the resource, and a correction of the report takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.needs import Horizon
from councils.core.economy.offer import PlanOffer
from councils.core.economy.orders import Make, Order, Send
from councils.core.economy.state import Economy

SMALLEST = Decimal("0.000001")
Openings = Mapping[tuple[Code, CouncilId], Decimal]
"""Units by product and place; of what is not kept apart by place, with none."""


def lines(orders: Iterable[Order]) -> Iterable[Make | Send]:
    for order in orders:
        yield from order.make
        yield from order.send


def first_day(orders: Iterable[Order], days: int) -> date | None:
    """Of the first period, of ``days``, as any line of an order tells it; None where nothing is ordered."""
    line = next(iter(lines(orders)), None)
    return None if line is None else line.due - timedelta(days=days * line.period - 1)


def rest_of(offer: PlanOffer, days: int, today: date) -> Horizon | None:
    """The periods of a plan, of ``days`` each, that begin after ``today``; None where there are none."""
    first = first_day(offer.orders, days)
    if first is None:
        return None
    gone = max(0, (today - first).days // days + 1)
    last = max(line.due for line in lines(offer.orders))
    left = ((last - first).days + 1) // days - gone
    return Horizon(first + timedelta(days=days * gone), days, left) if left > 0 else None


def to_come(offer: PlanOffer, start: date) -> PlanOffer:
    """What a plan asks for from the day ``start`` on."""
    orders = tuple(
        replace(
            order,
            make=tuple(make for make in order.make if make.due >= start),
            send=tuple(send for send in order.send if send.due >= start),
        )
        for order in offer.orders
    )
    return replace(offer, orders=tuple(order for order in orders if order.make or order.send))


def periods_gone(offer: PlanOffer, horizon: Horizon) -> int | None:
    """How many periods of a plan are before ``horizon``; None where no period of it begins on that day."""
    first = first_day(offer.orders, horizon.days)
    if first is None or horizon.start < first or (horizon.start - first).days % horizon.days:
        return None
    return (horizon.start - first).days // horizon.days


def openings(council: Council) -> Openings | None:
    """What there is at the beginning of the periods that needs were called for; None: what was declared."""
    economy, needs = council.economy, council.economy.needs
    if economy.offer is None or needs is None or not council.charter.planning.rolling:
        return None
    gone = periods_gone(economy.offer, needs.horizon)
    known = economy.opening if gone == 0 else left_after(economy, gone) if gone else None
    return None if known is None else {**known, **retold(economy)}


def left_after(economy: Economy, gone: int) -> Openings:
    """What the plan in force stores at the end of so many of its periods, as far as it keeps."""
    assert economy.offer is not None  # ``openings`` has seen to it
    ends = f" {gone}"
    found: dict[tuple[Code, CouncilId], Decimal] = {}
    for name, much in economy.offer.activities.items():
        if name.startswith("store ") and name.endswith(ends):
            code, _, place = name[6 : -len(ends)].rpartition(">")[0].partition("@")
            kept = Decimal(much) * economy.products[code].keeps if code in economy.products else Decimal(0)
            found[code, place] = kept.quantize(SMALLEST)
    return found


def retold(economy: Economy) -> dict[tuple[Code, CouncilId], Decimal]:
    """What was told of stocks since the plan in force is, where anybody has."""
    carried = {route.product for route in economy.routes.values()}
    found: dict[tuple[Code, CouncilId], Decimal] = {}
    for owner, product in sorted(economy.retold & economy.stocks.keys()):
        at = (product, economy.place_of(owner) if product in carried else "")
        found[at] = found.get(at, Decimal(0)) + economy.stocks[owner, product].quantity
    return found


def built(council: Council, before: Mapping[Code, Decimal], after: Mapping[Code, Decimal]) -> Council:
    """The congress once it has heard that ``after`` was built, and not ``before``: units by resource."""
    economy = council.economy
    more = {code: after.get(code, Decimal(0)) - before.get(code, Decimal(0)) for code in {*before, *after}}
    grown = {key: r for key, r in economy.resources.items() if more.get(r.code)}
    if council.parent is not None or not council.charter.planning.rolling or not grown:
        return council
    told = {key: r.grown(more[r.code]) for key, r in grown.items()}
    resources = {**economy.resources, **told}
    return replace(council, economy=replace(economy, version=economy.version + 1, resources=resources))
