"""Orders that run out: what a plan has begun is finished when the next one takes its place (R12, R18).

Theory of operation. A plan that is carried begins on a day. Until then the orders of the one before stand, under their
own name: they are *shortened*, to what is due before that day, and end where nothing is left of them. So a bakery that
has taken flour for this week bakes this week's bread, reports it on the order that asked for it, and begins with the
new order when its first period does. An order of which nothing is due any more between today and that day ends at once.

Where a plan begins in the middle of a period of the one before, that period is *parted* (the charter's ``parting``): of
what it asks for stands the share of its days before that, due on the last of them, and the rest is asked for by the
new plan. So what has begun is finished, and no day's bread is ordered twice. Of whole runs the last is finished, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from councils.core.act import Caused, Event, MatterId, Outcome, later
from councils.core.council import Council
from councils.core.directive import ExecutionCompleted
from councils.core.economy.orders import Make, Order, Orders, Send
from councils.core.economy.rolling import SMALLEST, lines
from councils.core.machines import EXECUTION, Force
from councils.core.objection import DirectiveRevoked


@dataclass(frozen=True, slots=True)
class ShortenOrder(Caused):
    """Caused above: of this order only what is due before the day ``until`` is asked for.

    ``days`` of a period, of which the share before that day stands; 0: a period that ends later is not asked for.
    """

    directive: MatterId
    until: date
    days: int = later(0)


@dataclass(frozen=True, slots=True)
class OrdersShortened(Event):
    """In the council that gave them, all orders of this name; elsewhere its own."""

    directive: MatterId
    until: date
    days: int = later(0)


def begins(council: Council, today: date) -> date:
    """The day from which on the plan that needs were called for last takes the place of the one before."""
    needs = council.economy.needs
    return needs.horizon.start if needs and council.charter.planning.finishing else today


def running_out(
    council: Council, by: MatterId, today: date, until: date
) -> Iterator[OrdersShortened | DirectiveRevoked]:
    """What becomes of the orders in force here when those of ``by`` take their place from the day ``until`` on."""
    for name, orders in council.orders.items():
        directive = council.directives.get(name)
        if directive is None or directive.issuer != council.id or directive.force is Force.REVOKED:
            continue
        days = orders.days if council.charter.planning.parting else 0
        stands = lines(before(order, until, days) for order in orders.orders.values())
        if not any(today <= line.due for line in stands):
            yield DirectiveRevoked(name, by)
        elif max(line.due for line in lines(orders.orders.values())) >= until:
            yield OrdersShortened(name, until, days)


def shorten(council: Council, act: ShortenOrder, at: datetime) -> Outcome:
    """Whoever has made all that is left of it has done so."""
    if act.directive not in council.orders:
        return ()
    shortened = OrdersShortened(act.directive, act.until, act.days)
    orders = on_orders_shortened(council, shortened).orders[act.directive]
    state = council.directives[act.directive].execution
    done = orders.made.get(council.id) and not orders.missing(council.id)
    completed = done and state is not None and EXECUTION.allows(state, ExecutionCompleted)
    return (shortened, ExecutionCompleted(act.directive)) if completed else (shortened,)


def on_orders_shortened(council: Council, event: OrdersShortened) -> Council:
    orders: Orders = council.orders[event.directive]
    left = {name: before(order, event.until, event.days) for name, order in orders.orders.items()}
    return council.put("orders", event.directive, replace(orders, orders=left))


def before(order: Order, until: date, days: int) -> Order:
    """What of an order is due before a day, with the share of a period of so many ``days`` that the day is in."""
    make = (part_made(one, until, Fraction(kept(one, until, days), days or 1)) for one in order.make)
    send = (part_sent(one, until, Fraction(kept(one, until, days), days or 1)) for one in order.send)
    return replace(order, make=tuple(filter(None, make)), send=tuple(filter(None, send)))


def kept(line: Make | Send, until: date, days: int) -> int:
    """How many of the ``days`` of a line's period are before a day: all, none, or some."""
    return days or 1 if line.due < until else max(0, days - 1 - (line.due - until).days)


def part_made(make: Make, until: date, share: Fraction) -> Make | None:
    if share == 1 or not share:
        return make if share else None
    runs = part(make.runs, share)
    of_runs = Fraction(runs) / Fraction(make.runs)
    makes, uses, builds = (
        {code: exactly(Fraction(much) * of_runs) for code, much in amounts.items()}
        for amounts in (make.makes, make.uses, make.builds)
    )
    hours, due = exactly(Fraction(make.hours) * of_runs), until - timedelta(days=1)
    return replace(make, runs=runs, makes=makes, uses=uses, builds=builds, hours=hours, due=due)


def part_sent(send: Send, until: date, share: Fraction) -> Send | None:
    if share == 1 or not share:
        return send if share else None
    arrives = None if send.arrives is None else part(send.arrives, share)
    return replace(send, quantity=part(send.quantity, share), arrives=arrives, due=until - timedelta(days=1))


def part(much: Decimal, share: Fraction) -> Decimal:
    """A share of so many runs or units; of whole ones, whole ones, with the last that is begun."""
    of_it = Fraction(much) * share
    return Decimal(ceil(of_it)) if much == much.to_integral_value() else exactly(of_it)


def exactly(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(SMALLEST)
