"""What can be declared: products, workplaces, techniques, resources, routes and stocks (R18).

Theory of operation. These are the planner's own words (``councils.plan.economy``), with numbers as people wrote them:
decimal, so that nothing is rounded on its way to the record. A declaration made again takes the place of the one
before; what exists no longer is declared with nothing: a technique that runs 0 times, an empty stock. A route has no
such nothing, and is taken back: as long as there is one, its product is kept apart by place.

Standard codes are those of the field: CPC for products, COICOP for what needs are for, ISIC for workplaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

from councils.core.act import CouncilId, later

Code = str
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST = Decimal(10) ** 12
"""Beyond this nothing is counted: whoever writes more has mistaken the unit."""
STANDARD = re.compile(r"(CPC|COICOP|ISIC|OWN):[0-9A-Za-z.]+")


@dataclass(frozen=True, slots=True)
class Product:
    """``keeps``: the share of it that is still there one period later, 0 for what cannot be stored; ``category`` and
    ``standard`` say what it is (``CPC:23490``) and what it is needed for (``COICOP:01.1.1``)."""

    code: Code
    name: str
    unit: str
    category: str = ""
    standard: str = ""
    keeps: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Site:
    """A workplace: its activity by ISIC, and the hours that can be worked there in a period (None: no limit)."""

    activity: str = ""
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Technique:
    """One way to make something. Per run: units of products, hours by skill, amounts of shared resources.

    ``most``: runs in a period; None where nothing but hours and resources limits it, 0 where it stands still.
    """

    code: Code
    name: str
    makes: Mapping[Code, Decimal]
    uses: Mapping[Code, Decimal] = field(default_factory=dict)
    works: Mapping[str, Decimal] = field(default_factory=dict)
    occupies: Mapping[Code, Decimal] = field(default_factory=dict)
    most: Decimal | None = None

    @property
    def hours(self) -> Decimal:
        """Of one run, all skills together."""
        return sum(self.works.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Resource:
    """What techniques share while it lasts: land, a machine's hours, a limit on emissions; ``amount`` in a period."""

    code: Code
    name: str
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there of a product."""

    product: Code
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Route:
    """A product can be brought from one council's place to another, for ``per_unit`` of the product ``carrier``."""

    product: Code
    origin: CouncilId
    goal: CouncilId
    carrier: Code = ""
    per_unit: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration: exactly one of these; ``ended`` where it is taken back."""

    product: Product | None = None
    site: Site | None = None
    technique: Technique | None = None
    resource: Resource | None = None
    stock: Stock | None = None
    route: Route | None = None
    ended: bool = later(default=False)

    @property
    def thing(self) -> Product | Site | Technique | Resource | Stock | Route | None:
        things = [getattr(self, name) for name in THINGS if getattr(self, name) is not None]
        return things[0] if len(things) == 1 else None

    @property
    def common(self) -> bool:
        """Whether it belongs to all: the catalogue and the ways between places, which are the planning office's."""
        return self.product is not None or self.route is not None


THINGS = tuple(f.name for f in fields(Declared) if f.name != "ended")


def countable(amount: Decimal) -> bool:
    """Whether there can be so much of anything."""
    return amount.is_finite() and 0 <= amount <= MOST


def unsound(declared: Declared) -> str:
    """Why nobody can mean this; empty if somebody can."""
    return next(_faults(declared), "")


def _faults(declared: Declared) -> Iterator[str]:
    if declared.ended and declared.route is None:
        yield "only a route is taken back; of anything else it is declared that there is nothing"
    match declared.thing:
        case Product() as product:
            yield from _product(product)
        case Site() as site:
            yield from _coded(site.activity)
            yield from _counted("hours", site.hours)
        case Technique() as technique:
            yield from _technique(technique)
        case Resource() as resource:
            yield from _named(resource.code, resource.name)
            yield from _counted(resource.name, resource.amount)
        case Stock() as stock:
            yield from _counted(stock.product, stock.quantity)
        case Route() as route:
            yield from _route(route)
        case _:
            yield "it declares nothing, or several things at once"


def _product(product: Product) -> Iterator[str]:
    yield from _named(product.code, product.name)
    yield from _coded(product.standard)
    if not product.unit.strip():
        yield "it has no unit"
    if not product.keeps.is_finite() or not 0 <= product.keeps <= 1:
        yield f"of what is stored {product.keeps} would be left, and it must be between 0 and 1"


def _route(route: Route) -> Iterator[str]:
    yield from _counted(route.carrier, route.per_unit)
    if route.origin == route.goal:
        yield "it leads from a place to itself"
    if bool(route.carrier) != bool(route.per_unit):
        yield "carriage is a product and how much of it each unit takes: both, or neither"


def _technique(technique: Technique) -> Iterator[str]:
    yield from _named(technique.code, technique.name)
    yield from _counted("runs", technique.most)
    for amounts in (technique.makes, technique.uses, technique.works, technique.occupies):
        for code, amount in amounts.items():
            yield from _counted(code, amount)
    if not any(technique.makes.values()):
        yield "it makes nothing"
    for code, made in technique.makes.items():
        if made <= technique.uses.get(code, Decimal(0)):
            yield f"of {code} it uses as much as it makes, or more"


def _named(code: Code, name: str) -> Iterator[str]:
    if not CODE.fullmatch(code):
        yield f"{code!r} is no code: small letters, digits and hyphens"
    if not name.strip():
        yield "it has no name"


def _coded(standard: str) -> Iterator[str]:
    if standard and not STANDARD.fullmatch(standard):
        yield f"{standard!r} is no standard code, such as CPC:23490"


def _counted(what: str, amount: Decimal | None) -> Iterator[str]:
    if amount is not None and not countable(amount):
        yield f"{what}: {amount} is no amount between 0 and {MOST:.0f}"
