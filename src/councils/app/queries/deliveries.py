"""Deliveries of one council: on their way here and from here, and those that have arrived (R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.deliveries import Delivery
from councils.core.economy.orders import Send
from councils.core.machines import Carriage, Force

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sent:
    """What an order asks to be sent, and how much of it is on its way or there; units."""

    directive: MatterId
    send: Send
    sent: Decimal
    arrived: Decimal

    @property
    def missing(self) -> Decimal:
        return max(self.send.quantity - self.sent, ZERO)


def awaited(council: Council) -> list[Delivery]:
    """What is on its way here, the first first: somebody here says what came."""
    return [d for d in council.deliveries.values() if d.goal == council.id and d.state is Carriage.SENT]


def under_way(council: Council) -> list[Delivery]:
    """What was sent from here and is not confirmed yet."""
    return [d for d in council.deliveries.values() if d.origin == council.id and d.state is Carriage.SENT]


def arrived(council: Council) -> list[Delivery]:
    """What has come here, and what has come from here to others; the latest first."""
    return [d for d in reversed(list(council.deliveries.values())) if d.state is Carriage.ARRIVED]


def sends(council: Council, directive: MatterId) -> list[Sent]:
    """What the order asks this council to send, by its day.

    Where several lines ask for the same goods for the same council, what was sent counts for the earlier one first.
    """
    orders = council.orders.get(directive)
    own = orders.orders.get(council.id) if orders else None
    mine = [d for d in council.deliveries.values() if d.origin == council.id and d.directive == directive]
    left_sent, left_there = added(mine), added(d for d in mine if d.state is Carriage.ARRIVED)
    found = []
    for send in sorted(own.send if own else (), key=lambda send: (send.due, send.product, send.to)):
        key = (send.product, send.to)
        sent, there = min(left_sent[key], send.quantity), min(left_there[key], send.quantity)
        left_sent[key] -= sent
        left_there[key] -= there
        found.append(Sent(directive, send, sent, there))
    return found


def added(deliveries: Iterable[Delivery]) -> dict[tuple[Code, CouncilId], Decimal]:
    """Units sent, by product and goal."""
    sums: dict[tuple[Code, CouncilId], Decimal] = defaultdict(Decimal)
    for one in deliveries:
        sums[one.product, one.goal] += one.quantity
    return sums


def to_send(council: Council) -> list[Sent]:
    """What the orders in force ask this council to send, and it has not."""
    orders = [name for name in council.orders if name in council.directives]
    running = [name for name in orders if council.directives[name].force is Force.IN_FORCE]
    return [line for name in running for line in sends(council, name) if line.missing]


def came(council: Council, product: Code) -> Decimal:
    """Units of a product that were confirmed to have come here, ever."""
    there = [d for d in council.deliveries.values() if d.goal == council.id and d.product == product]
    return sum((d.got for d in there if d.got is not None), ZERO)
