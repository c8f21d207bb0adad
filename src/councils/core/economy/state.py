"""What a council knows of what is had, needed and made: of its own, and the congress of all below it (R18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from councils.core.act import CouncilId, MatterId
from councils.core.economy.declared import (
    Code,
    Declared,
    Picture,
    Product,
    Resource,
    Route,
    Site,
    Stock,
    Technique,
    Trade,
)
from councils.core.economy.replacing import Way, replaced
from councils.core.sentence import Phrase, gettext_noop, phrase

if TYPE_CHECKING:
    from councils.core.economy.needs import Needs
    from councils.core.economy.offer import PlanOffer
    from councils.core.economy.provision import Provision

NOTHING: Mapping[Any, Any] = {}
FINE = Decimal("0.000001")  # of an hour
OF_ANOTHER = gettext_noop("{resource} is a resource of another {council}")


def shelf() -> Any:
    return field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Economy:
    """Declarations by whoever made them. ``paths``: through which councils they came, up to below the congress.

    ``version`` counts the declarations that have changed something a plan is made of; ``plan`` is the motion whose
    plan is in force.
    """

    products: Mapping[Code, Product] = shelf()
    routes: Mapping[tuple[Code, CouncilId, CouncilId], Route] = shelf()
    sites: Mapping[CouncilId, Site] = shelf()
    techniques: Mapping[tuple[CouncilId, Code], Technique] = shelf()
    resources: Mapping[tuple[CouncilId, Code], Resource] = shelf()
    stocks: Mapping[tuple[CouncilId, Code], Stock] = shelf()
    trades: Mapping[tuple[CouncilId, Code], Trade] = shelf()
    paths: Mapping[CouncilId, tuple[CouncilId, ...]] = shelf()
    version: int = 0
    needs: Needs | None = None
    plan: MatterId = ""
    offer: PlanOffer | None = None
    adjustment: int = 0  # how often the plan in force was adjusted
    directive: MatterId = ""  # what its orders are called
    opening: Mapping[tuple[Code, CouncilId], Decimal] | None = None  # what it began with, where that was not declared
    retold: frozenset[tuple[CouncilId, Code]] = frozenset()  # whose stocks were told since it is in force
    provisions: Mapping[Code, Provision] = shelf()
    merged: Mapping[CouncilId, CouncilId] = shelf()  # who has gone over into whom, the first first
    values: Mapping[Code, Decimal] = shelf()  # hours in a unit, as plans of who has joined had them
    before: Mapping[Code, Decimal] = shelf()  # hours in a unit, as the last plan had them that has made it
    planning: frozenset[CouncilId] = frozenset()  # who has joined with orders of its own, which go on
    left: Mapping[CouncilId, tuple[str, ...]] = shelf()  # what did not come along when who joined or left, and why
    pictures: Mapping[Code, Picture] = shelf()

    def value(self, product: Code) -> Decimal | None:
        """Hours of work in a unit: by the plan in force, where that makes any, else by the last one that did; of what
        no plan has made and is in stock, what it would take to make it. None of what there is none of."""
        now = self.offer.values.get(product) if self.offer else None
        told = now or self.before.get(product) or self.values.get(product)
        if told or self.offer is None or (now is None and not self.in_stock(product)):
            return told
        return replaced(self.ways()).get(product, Decimal(0)).quantize(FINE)

    def ways(self) -> Iterator[Way]:
        """What can be made or traded, but for what stands still."""
        yield from (technique for technique in self.techniques.values() if technique.most != 0)
        yield from (trade for trade in self.trades.values() if trade.most != 0)

    def in_stock(self, product: Code) -> bool:
        return any(stock.quantity for (_, code), stock in self.stocks.items() if code == product)

    def followed(self) -> Mapping[Code, Decimal]:
        """What ``before`` is when another plan takes the place of the one in force."""
        now = self.offer.values if self.offer else {}
        return {**self.before, **{code: value for code, value in now.items() if value}}

    def place_of(self, council: CouncilId) -> CouncilId:
        """The council directly below the congress that this one stands under, or is."""
        return self.paths[council][-1]

    def taken(self, path: tuple[CouncilId, ...], declared: Declared) -> Economy:
        """This economy with one declaration more, changed or taken back; the first on the ``path`` has made it."""
        shelf, key = _place(path[0], declared)
        there = {**getattr(self, shelf), key: declared.thing}
        if declared.ended:
            del there[key]
        shelved: dict[str, Any] = {shelf: there}
        if declared.stock:
            shelved["retold"] = self.retold | {key}
        if declared.picture:
            return replace(self, **shelved)  # plans are made without looking at it
        return replace(self, version=self.version + 1, paths={**self.paths, path[0]: path}, **shelved)

    def known(self, by: CouncilId, declared: Declared) -> bool:
        """Whether exactly this has been declared before."""
        shelf, key = _place(by, declared)
        return not declared.ended and bool(getattr(self, shelf).get(key) == declared.thing)

    def unfit(self, by: CouncilId, declared: Declared) -> Phrase | None:
        """Why a declaration does not fit the catalogue; None if it does."""
        if declared.ended:
            shelf, key = _place(by, declared)
            there = key in getattr(self, shelf)
            return None if there else phrase("it is not declared, so it cannot be taken back")
        missing = sorted(products_of(declared) - self.products.keys())
        if missing:
            return phrase("the catalogue has no product {products}", products=", ".join(missing))
        missing = sorted(resources_of(declared) - {code for owner, code in self.resources})
        if missing:
            return phrase("nobody has declared a resource {resources}", resources=", ".join(missing))
        resource, product = declared.resource, declared.product
        if resource and any(c == resource.code and o != by for o, c in self.resources):
            return phrase(OF_ANOTHER, resource=resource.code)
        old = self.products.get(product.code) if product else None
        if product and old and old.unit != product.unit and self.uses(product.code):
            return phrase(
                "{product} is counted in {unit} by those who make or use it: what is counted otherwise needs a code of "
                "its own",
                product=old.code,
                unit=old.unit,
            )
        return None

    def without(self, gone: CouncilId) -> Economy:
        """What is left when a council has gone, with all that came through it."""
        paths = {council: path for council, path in self.paths.items() if gone not in path}
        stay: dict[str, Any] = {
            name: {key: thing for key, thing in getattr(self, name).items() if key[0] in paths}
            for name in ("techniques", "resources", "stocks", "trades")
        }
        sites = {council: site for council, site in self.sites.items() if council in paths}
        routes = {key: route for key, route in self.routes.items() if gone not in (route.origin, route.goal)}
        planning = frozenset(self.planning & paths.keys())
        return replace(
            self, version=self.version + 1, routes=routes, sites=sites, paths=paths, planning=planning, **stay
        )

    def uses(self, product: Code) -> bool:
        """Whether anything is declared in the unit of ``product``."""
        techniques = self.techniques.values()
        return (
            any(code == product for _, code in self.stocks)
            or any(product in {*t.makes, *t.uses} for t in techniques)
            or any(product in (t.product, t.money) for t in self.trades.values())
        )


UNTOLD = Economy()
"""Where nobody has declared anything."""


def _place(by: CouncilId, declared: Declared) -> tuple[str, Any]:
    match declared.thing:
        case Product() as product:
            return "products", product.code
        case Route() as route:
            return "routes", (route.product, route.origin, route.goal)
        case Technique() as technique:
            return "techniques", (by, technique.code)
        case Resource() as resource:
            return "resources", (by, resource.code)
        case Stock() as stock:
            return "stocks", (by, stock.product)
        case Trade() as trade:
            return "trades", (by, trade.code)
        case Picture() as picture:
            return "pictures", picture.product
        case _:
            return "sites", by


def products_of(declared: Declared) -> set[Code]:
    """The products that a declaration speaks of."""
    match declared.thing:
        case Technique() as technique:
            return {*technique.makes, *technique.uses}
        case Stock() as stock:
            return {stock.product}
        case Trade() as trade:
            return {trade.product, trade.money}
        case Route() as route:
            return {route.product, *filter(None, (route.carrier,))}
        case Picture() as picture:
            return {picture.product}
        case _:
            return set()


def resources_of(declared: Declared) -> set[Code]:
    """The resources that a declaration speaks of, as others'."""
    technique = declared.technique
    return {*technique.occupies, *technique.builds} if technique else set()
