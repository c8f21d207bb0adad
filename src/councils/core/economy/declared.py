"""What can be declared: products and their pictures, workplaces, techniques, resources, routes and stocks (R18).

Theory of operation. These are the planner's own words (``councils.plan.economy``), with numbers as people wrote them:
decimal, so that nothing is rounded on its way to the record. A declaration made again takes the place of the one
before; what exists no longer is declared with nothing: a technique that runs 0 times, an empty stock. A route has no
such nothing, and is taken back: as long as there is one, its product is kept apart by place. So is a picture.

Standard codes are those of the field: CPC for products, COICOP for what needs are for, ISIC for workplaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from councils.core.act import CouncilId, later, later_mapping
from councils.core.sentence import Phrase, phrase

Code = str
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST = Decimal(10) ** 12
"""Beyond this nothing is counted: whoever writes more has mistaken the unit."""
STANDARD = re.compile(r"(CPC|COICOP|ISIC|OWN):[0-9A-Za-z.]+")
IMAGE = re.compile(r"[0-9a-f]{64}")
LONGEST_ALT = 300


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
class Picture:
    """What a product looks like. ``image`` is the SHA-256 of what is kept beside the record (``app/pictures.py``), and
    ``alt`` says in words what is to be seen; empty where the product's name says it. ``width``, ``height``: pixels."""

    product: Code
    image: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A workplace: its activity by ISIC, and the hours that can be worked there in a period (None: no limit)."""

    activity: str = ""
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Technique:
    """One way to make something. Per run: units of products, hours by skill, amounts of shared resources.

    ``most``: runs in a period; None where nothing but hours and resources limits it, 0 where it stands still.
    ``builds``: what a run adds to resources, for the periods that follow; ``whole``: there are only whole runs.
    """

    code: Code
    name: str
    makes: Mapping[Code, Decimal]
    uses: Mapping[Code, Decimal] = field(default_factory=dict)
    works: Mapping[str, Decimal] = field(default_factory=dict)
    occupies: Mapping[Code, Decimal] = field(default_factory=dict)
    most: Decimal | None = None
    builds: Mapping[Code, Decimal] = later_mapping()
    whole: bool = later(default=False)

    @property
    def gives(self) -> Mapping[Code, Decimal]:
        """What one run makes and builds; no code is both."""
        return {**self.makes, **self.builds}

    @property
    def hours(self) -> Decimal:
        """Of one run, all skills together."""
        return sum(self.works.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class InPeriod:
    """``amount`` in the period that ``day`` falls in."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Resource:
    """What techniques share while it lasts: land, a machine's hours, a limit on emissions; ``amount`` in a period.

    ``amounts``: in periods where it is another. They are told by a day, since numbers of periods begin anew with each
    call for needs; of several days in one period the least amount counts.
    """

    code: Code
    name: str
    unit: str
    amount: Decimal
    amounts: tuple[InPeriod, ...] = later(())

    def grown(self, more: Decimal) -> Resource:
        """With so much more of it in all periods, or less, where ``more`` is negative; at least nothing."""
        amounts = tuple(replace(one, amount=max(one.amount + more, Decimal(0))) for one in self.amounts)
        return replace(self, amount=max(self.amount + more, Decimal(0)), amounts=amounts)


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there of a product; and how much is to be there ``at_end`` of a plan, a need with its priority."""

    product: Code
    quantity: Decimal
    at_end: Decimal = later(Decimal(0))
    priority: int = later(1)


@dataclass(frozen=True, slots=True)
class Route:
    """A product can be brought from one council's place to another, for ``per_unit`` of the product ``carrier``.

    ``keeps``: the share that arrives; ``most``: the most units in a period, None without a limit.
    """

    product: Code
    origin: CouncilId
    goal: CouncilId
    carrier: Code = ""
    per_unit: Decimal = Decimal(0)
    keeps: Decimal = later(Decimal(1))
    most: Decimal | None = later(None)


class Direction(StrEnum):
    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Trade:
    """A council can buy a product from outside, or sell it there: ``price`` units of the product ``money`` for each.

    ``most``: the most units in a period, None without a limit.
    """

    product: Code
    direction: Direction
    price: Decimal
    money: Code
    most: Decimal | None = None

    @property
    def code(self) -> Code:
        """What it is called beside the techniques of its council: ``import:wheat:euro``; no technique is called so."""
        return f"{self.direction}:{self.product}:{self.money}"

    @property
    def gives(self) -> Mapping[Code, Decimal]:
        """What one unit traded gives, and in `takes` what it takes: as a technique makes and uses."""
        bought = self.direction is Direction.IMPORT
        return {self.product: Decimal(1)} if bought else {self.money: self.price}

    @property
    def takes(self) -> Mapping[Code, Decimal]:
        bought = self.direction is Direction.IMPORT
        return {self.money: self.price} if bought else {self.product: Decimal(1)}


Thing = Product | Site | Technique | Resource | Stock | Route | Trade | Picture


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration: exactly one of these; ``ended`` where it is taken back."""

    product: Product | None = None
    site: Site | None = None
    technique: Technique | None = None
    resource: Resource | None = None
    stock: Stock | None = None
    route: Route | None = None
    trade: Trade | None = later(None)
    ended: bool = later(default=False)
    picture: Picture | None = later(None)

    @property
    def thing(self) -> Thing | None:
        things = [getattr(self, name) for name in THINGS if getattr(self, name) is not None]
        return things[0] if len(things) == 1 else None

    @classmethod
    def of(cls, thing: Thing) -> Declared:
        """The declaration of one thing."""
        return cls(**{type(thing).__name__.lower(): thing})  # type: ignore[arg-type]

    @property
    def common(self) -> bool:
        """Whether it belongs to all: the catalogue and the ways between places, which are the planning office's."""
        return any(one is not None for one in (self.product, self.picture, self.route))


THINGS = tuple(f.name for f in fields(Declared) if f.name != "ended")


def countable(amount: Decimal) -> bool:
    """Whether there can be so much of anything."""
    return amount.is_finite() and 0 <= amount <= MOST


def unsound(declared: Declared) -> Phrase | None:
    """Why nobody can mean this; None if somebody can."""
    return next(_faults(declared), None)


def _ended(thing: Thing | None) -> Iterator[Phrase]:
    if isinstance(thing, Product):
        yield phrase("a product stays in the catalogue, since what was made and needed is told by it")
    elif not isinstance(thing, Route | Trade | Picture):
        yield phrase(
            "only a route, trade or picture is taken back; of anything else it is declared that there is nothing"
        )


def _faults(declared: Declared) -> Iterator[Phrase]:
    yield from _ended(declared.thing) if declared.ended else ()
    match declared.thing:
        case Product() as product:
            yield from _product(product)
        case Site() as site:
            yield from _coded(site.activity)
            yield from _counted(phrase("hours"), site.hours)
        case Technique() as technique:
            yield from _technique(technique)
        case Resource() as resource:
            yield from _resource(resource)
        case Stock() as stock:
            yield from _stock(stock)
        case Route() as route:
            yield from _route(route)
        case Trade() as trade:
            yield from _trade(trade)
        case Picture() as picture:
            yield from _picture(picture)
        case _:
            yield phrase("it declares nothing, or several things at once")


def _product(product: Product) -> Iterator[Phrase]:
    yield from _named(product.code, product.name)
    yield from _coded(product.standard)
    if not product.unit.strip():
        yield phrase("it has no unit")
    if not product.keeps.is_finite() or not 0 <= product.keeps <= 1:
        yield phrase(
            "of what is stored {share} would be left, and it must be between 0 and 1", share=f"{product.keeps}"
        )


def _picture(picture: Picture) -> Iterator[Phrase]:
    if not IMAGE.fullmatch(picture.image):
        yield phrase("an image is named by its SHA-256: 64 digits from 0 to 9 and a to f")
    if picture.width < 1 or picture.height < 1:
        yield phrase("an image has a width and a height")
    if len(picture.alt) > LONGEST_ALT:
        yield phrase("what is to be seen is said in {most} characters at most", most=LONGEST_ALT)


def _resource(resource: Resource) -> Iterator[Phrase]:
    yield from _named(resource.code, resource.name)
    for amount in (resource.amount, *(one.amount for one in resource.amounts)):
        yield from _counted(resource.name, amount)
    days = [one.day for one in resource.amounts]
    for day in sorted({day for day in days if days.count(day) > 1}):
        yield phrase("{what}: two amounts are told for {day}", what=resource.name, day=f"{day}")


def _stock(stock: Stock) -> Iterator[Phrase]:
    yield from _counted(stock.product, stock.quantity)
    yield from _counted(stock.product, stock.at_end)
    if stock.priority < 1:
        yield phrase("priorities begin with 1")


def _trade(trade: Trade) -> Iterator[Phrase]:
    yield from _counted(trade.money, trade.price)
    yield from _counted(trade.product, trade.most)
    if trade.product == trade.money:
        yield phrase("it is paid with itself")


def _route(route: Route) -> Iterator[Phrase]:
    yield from _counted(route.carrier, route.per_unit)
    yield from _counted(route.product, route.most)
    if not route.keeps.is_finite() or not 0 < route.keeps <= 1:
        yield phrase(
            "of what is brought {share} would arrive, and it must be more than 0, at most 1", share=f"{route.keeps}"
        )
    if route.origin == route.goal:
        yield phrase("it leads from a place to itself")
    if bool(route.carrier) != bool(route.per_unit):
        yield phrase("carriage is a product and how much of it each unit takes: both, or neither")


def _technique(technique: Technique) -> Iterator[Phrase]:
    yield from _named(technique.code, technique.name)
    yield from _counted(phrase("runs"), technique.most)
    for amounts in (technique.makes, technique.uses, technique.works, technique.occupies, technique.builds):
        for code, amount in amounts.items():
            yield from _counted(code, amount)
    if not any((*technique.makes.values(), *technique.builds.values())):
        yield phrase("it makes nothing")
    for code in technique.makes.keys() & technique.builds.keys():
        yield phrase("{code} would be both made and built: give the resource another code", code=code)
    for code, made in technique.makes.items():
        if made <= technique.uses.get(code, Decimal(0)):
            yield phrase("of {code} it uses as much as it makes, or more", code=code)


def _named(code: Code, name: str) -> Iterator[Phrase]:
    if not CODE.fullmatch(code):
        yield phrase("“{code}” is no code: small letters, digits and hyphens", code=code)
    if not name.strip():
        yield phrase("it has no name")


def _coded(standard: str) -> Iterator[Phrase]:
    if standard and not STANDARD.fullmatch(standard):
        yield phrase("“{standard}” is no standard code, such as CPC:23490", standard=standard)


def _counted(what: str | Phrase, amount: Decimal | None) -> Iterator[Phrase]:
    if amount is not None and not countable(amount):
        yield phrase(
            "{what}: {amount} is no amount between 0 and {most}", what=what, amount=f"{amount}", most=f"{MOST:.0f}"
        )
