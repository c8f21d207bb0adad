"""Deliveries of one council: on their way here and from here, and those that have arrived (R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.deliveries import Delivery
from councils.core.economy.orders import Send
from councils.core.machines import Force

ZERO = Decimal(0)
Find = Callable[[CouncilId], Council | None]
"""A council by its id, as ``DatabaseLedger.council``."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What an order asks to be sent, how much of it was sent, and how much has come; units."""

    directive: MatterId
    send: Send
    sent: Decimal
    arrived: Decimal

    @property
    def missing(self) -> Decimal:
        return max(self.send.quantity - self.sent, ZERO)


def awaited(council: Council) -> list[Delivery]:
    """What is on its way here, the first first: somebody here says what came."""
    return [d for d in council.deliveries.values() if d.goal == council.id and d.on_its_way]


def under_way(council: Council) -> list[Delivery]:
    """What was sent from here and is not confirmed yet."""
    return [d for d in council.deliveries.values() if d.origin == council.id and d.on_its_way]


def arrived(council: Council) -> list[Delivery]:
    """What has come here, and what has come from here to others; the latest first.

    Also what was never sent after all, by a correction.
    """
    return [d for d in reversed(list(council.deliveries.values())) if not d.on_its_way]


def sends(find: Find, council: Council, directive: MatterId) -> list[Sent]:
    """What the order asks this council to send, by its day.

    A plan orders goods from place to place, and whoever has them there sends them: so what a workplace below this
    council sends on its own order of the same plan counts as well, to whichever council at the other place. Where
    several lines ask for the same, what was sent counts for the earlier one first.
    """
    orders = council.orders.get(directive)
    own = orders.orders.get(council.id) if orders else None
    if own is None or not own.send:
        return []
    root = congress_of(find, council)
    origins = [council, *filter(None, (find(name) for name in workplaces(root, council, directive)))]
    sent = [d for here in origins for d in here.deliveries.values() if (d.origin, d.directive) == (here.id, directive)]
    goals = {name: place_of(find, root, name) for name in {d.goal for d in sent}}
    left_sent, left_there = (added(sent, goals, much) for much in (lambda d: d.quantity, lambda d: d.got or ZERO))
    found = []
    for send in sorted(own.send, key=lambda send: (send.due, send.product, send.to)):
        key = (send.product, send.to)
        on_the_way, there = min(left_sent[key], send.quantity), min(left_there[key], send.quantity)
        left_sent[key] -= on_the_way
        left_there[key] -= there
        found.append(Sent(directive, send, on_the_way, there))
    return found


def workplaces(root: Council, council: Council, directive: MatterId) -> list[CouncilId]:
    """The councils below this one that have an order of the same plan."""
    given, paths = root.orders.get(directive), root.economy.paths
    names = given.orders if given else ()
    return [name for name in names if name != council.id and council.id in paths.get(name, ())]


def congress_of(find: Find, council: Council) -> Council:
    """The root above, which has given all orders."""
    above = find(council.parent) if council.parent else None
    return congress_of(find, above) if above else council


def place_of(find: Find, root: Council, name: CouncilId) -> CouncilId:
    """The council directly below the congress that ``name`` stands under, or is."""
    found = find(name)
    if found is None or found.parent is None or found.parent == root.id:
        return name
    return place_of(find, root, found.parent)


def added(
    deliveries: Iterable[Delivery], goals: Mapping[CouncilId, CouncilId], much: Callable[[Delivery], Decimal]
) -> dict[tuple[Code, CouncilId], Decimal]:
    """Units, by product and the place of their goal."""
    sums: dict[tuple[Code, CouncilId], Decimal] = defaultdict(Decimal)
    for one in deliveries:
        sums[one.product, goals[one.goal]] += much(one)
    return sums


def to_send(find: Find, council: Council) -> list[Sent]:
    """What the orders in force ask this council to send, and it has not.

    A workplace is asked for what its place is to send of the products that it makes.
    """
    orders = [name for name in council.orders if name in council.directives]
    running = [name for name in orders if council.directives[name].force is Force.IN_FORCE]
    return [line for name in running for line in asked(find, council, name) if line.missing]


def asked(find: Find, council: Council, directive: MatterId) -> list[Sent]:
    own = council.orders[directive].orders.get(council.id)
    makes = {product for make in (own.make if own else ()) for product in make.makes}
    place = find(place_of(find, congress_of(find, council), council.id)) if makes else None
    if place is None or place.id == council.id:
        return sends(find, council, directive)
    its = [line for line in sends(find, place, directive) if line.send.product in makes]
    return [*sends(find, council, directive), *its]


def came(council: Council, product: Code) -> Decimal:
    """Units of a product that were confirmed to have come here, ever."""
    there = [d for d in council.deliveries.values() if d.goal == council.id and d.product == product]
    return sum((d.got for d in there if d.got is not None), ZERO)


def coming(council: Council, product: Code) -> Decimal:
    """Units of a product that are on their way here."""
    return sum((d.quantity for d in awaited(council) if d.product == product), ZERO)


def at_place(find: Find, council: Council) -> Council | None:
    """The place that a workplace is in, which a plan's goods for it are brought to; None where it is its own."""
    place = find(place_of(find, congress_of(find, council), council.id))
    return place if place is not None and place.id != council.id else None
