"""The plan in force against what was made, at every level and as it is reported (R18).

Theory of operation. The congress has given all orders, and hears of each report in the moment in which it is put on
record. So a council's part of plan and actual is read from the congress's state alone: the orders of those that stand
under it, line by line, and their sums. Nothing is gathered beforehand, and no other council is read, but for those that
have joined with a plan of their own, which goes on.

Beside the orders of the plan in force those of a plan before it may stand, which are finished meanwhile (`running`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from councils.app.identity import council
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.orders import Change, Make, Orders, summed
from councils.core.economy.rolling import lines as every_line
from councils.core.machines import Force

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One product (or resource) of what a council is to make (or build) with a technique in a period; units."""

    council: CouncilId
    make: Make
    product: Code
    made: Decimal

    @property
    def ordered(self) -> Decimal:
        return self.make.gives[self.product]

    @property
    def missing(self) -> Decimal:
        return max(self.ordered - self.made, ZERO)

    def late(self, day: date) -> bool:
        """Whether it should have been there before ``day``, and was not, by what was reported."""
        return self.make.due < day and bool(self.missing)


@dataclass(frozen=True, slots=True)
class Sum:
    """What was ordered and made, and of that what was due and is missing; units of a product, or hours."""

    ordered: Decimal = ZERO
    made: Decimal = ZERO
    late: Decimal = ZERO

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.ordered + other.ordered, self.made + other.made, self.late + other.late)


@dataclass(frozen=True, slots=True)
class Work:
    """Hours of a council: by its order, and as reported."""

    council: CouncilId
    ordered: Decimal
    worked: Decimal


@dataclass(frozen=True, slots=True)
class Running:
    """Orders that stand: who has given them, and their name there."""

    issuer: Council
    directive: MatterId

    @property
    def orders(self) -> Orders:
        return self.issuer.orders.get(self.directive, Orders({}))

    @property
    def title(self) -> str:
        known = self.issuer.directives.get(self.directive)
        return known.title if known else ""

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last on which something of them is due."""
        due = [line.due for line in every_line(self.orders.orders.values())]
        return (min(due), max(due)) if due else None


def running(congress: Council) -> list[Running]:
    """The orders of the plan in force, and those that are finished meanwhile: what is due first comes first."""
    issuers = [congress, *filter(None, map(council, sorted(congress.economy.planning)))]
    found = [
        Running(issuer, name)
        for issuer in issuers
        for name in issuer.orders
        if name in issuer.directives and issuer.directives[name].issuer == issuer.id
        if issuer.directives[name].force is not Force.REVOKED or (issuer, name) == (congress, in_force(congress))
    ]
    return sorted(found, key=lambda one: one.days or (date.max, date.max))


def in_force(congress: Council) -> MatterId:
    """The name of the orders of the plan in force; empty where there is none."""
    return congress.economy.directive


def under(congress: Council, here: Council, orders: Orders) -> list[CouncilId]:
    """Those of whom something is ordered, that stand under ``here`` or are it."""
    if here.parent is None:
        return list(orders.orders)
    paths = congress.economy.paths
    return [name for name in orders.orders if name == here.id or here.id in paths.get(name, ())]


def lines(orders: Orders, councils: Iterable[CouncilId]) -> Iterator[Line]:
    """By council, and in the order of their orders; one pass over what was reported."""
    for name in councils:
        done: dict[tuple[Code, int], list[dict[Code, Decimal]]] = defaultdict(list)
        for made in orders.made.get(name, ()):
            done[made.technique, made.period].append(dict(made.gives))
        for make in sorted(orders.orders[name].make, key=lambda make: (make.due, make.technique)):
            total = summed(done[make.technique, make.period])
            yield from (Line(name, make, product, total.get(product, ZERO)) for product in make.gives)


def by_product(found: Iterable[Line], day: date) -> dict[Code, Sum]:
    sums: dict[Code, Sum] = defaultdict(Sum)
    for line in found:
        sums[line.product] += Sum(line.ordered, line.made, line.missing if line.late(day) else ZERO)
    return dict(sums)


def by_council(found: Iterable[Line], day: date) -> dict[tuple[CouncilId, Code], Sum]:
    sums: dict[tuple[CouncilId, Code], Sum] = defaultdict(Sum)
    for line in found:
        sums[line.council, line.product] += Sum(line.ordered, line.made, line.missing if line.late(day) else ZERO)
    return dict(sums)


def work(orders: Orders, councils: Iterable[CouncilId]) -> list[Work]:
    return [
        Work(
            name,
            sum((make.hours for make in orders.orders[name].make), ZERO),
            sum((made.hours for made in orders.made.get(name, ())), ZERO),
        )
        for name in councils
    ]


def used(orders: Orders, name: CouncilId) -> dict[Code, Decimal]:
    """Units used for what was made, as reported."""
    return summed(made.uses for made in orders.made.get(name, ()))


def changes(orders: Orders, councils: Iterable[CouncilId]) -> list[Change]:
    """What they would rather do, the latest first."""
    names = set(councils)
    return [change for change in reversed(orders.changes) if change.council in names]
