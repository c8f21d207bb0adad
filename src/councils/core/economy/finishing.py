"""Orders that run out: what a plan has begun is finished when the next one takes its place (R12, R18).

Theory of operation. A plan that is carried begins on a day. Until then the orders of the one before stand, under their
own name: they are *shortened*, to what is due before that day, and end where nothing is left of them. So a bakery that
has taken flour for this week bakes this week's bread, reports it on the order that asked for it, and begins with the
new order when its first period does. An order of which nothing is due any more between today and that day ends at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from councils.core.act import Caused, Event, MatterId, Outcome
from councils.core.council import Council
from councils.core.directive import ExecutionCompleted
from councils.core.economy.orders import Order, Orders
from councils.core.economy.rolling import lines
from councils.core.machines import EXECUTION, Force
from councils.core.objection import DirectiveRevoked


@dataclass(frozen=True, slots=True)
class ShortenOrder(Caused):
    """Caused above: of this order only what is due before the day ``until`` is asked for."""

    directive: MatterId
    until: date


@dataclass(frozen=True, slots=True)
class OrdersShortened(Event):
    """In the council that gave them, all orders of this name; elsewhere its own."""

    directive: MatterId
    until: date


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
        days = [line.due for line in lines(orders.orders.values())]
        if not any(today <= day < until for day in days):
            yield DirectiveRevoked(name, by)
        elif max(days) >= until:
            yield OrdersShortened(name, until)


def shorten(council: Council, act: ShortenOrder, at: datetime) -> Outcome:
    """Whoever has made all that is left of it has done so."""
    if act.directive not in council.orders:
        return ()
    shortened = OrdersShortened(act.directive, act.until)
    orders = on_orders_shortened(council, shortened).orders[act.directive]
    state = council.directives[act.directive].execution
    done = orders.made.get(council.id) and not orders.missing(council.id)
    completed = done and state is not None and EXECUTION.allows(state, ExecutionCompleted)
    return (shortened, ExecutionCompleted(act.directive)) if completed else (shortened,)


def on_orders_shortened(council: Council, event: OrdersShortened) -> Council:
    orders: Orders = council.orders[event.directive]
    left = {name: before(order, event.until) for name, order in orders.orders.items()}
    return council.put("orders", event.directive, replace(orders, orders=left))


def before(order: Order, until: date) -> Order:
    """What of an order is due before a day."""
    make = tuple(one for one in order.make if one.due < until)
    return replace(order, make=make, send=tuple(one for one in order.send if one.due < until))
