"""A federation that joins another brings what it has: catalogue, declarations, and the orders of its plan (R16, R18).

Theory of operation. The congress that comes under another one knows all that was declared below it, and hands it up in
one piece; the congress of the whole takes what fits its own catalogue, and says of the rest why it does not. A product
of one code has to have one unit on both sides: that is looked at when the joining is proposed (``joining.hear_of``).
How goods are had (``provision.py``) is kept of those that only the newcomers had.

A plan in force among the newcomers is not broken off: who gave its orders goes on hearing what is reported, sent and
received on them (`judges`), until a plan of the whole asks those who carry them out for something else. From then on
they run out, as those of any plan before (``finishing.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from councils.core.act import Caused, CouncilId, Event, Events, MatterId, Outcome, later
from councils.core.council import Council
from councils.core.economy.declared import Code, Declared, Picture, Product, Thing
from councils.core.economy.finishing import running_out
from councils.core.economy.provision import Provision
from councils.core.economy.state import NOTHING, Economy, products_of, resources_of
from councils.core.machines import Force
from councils.core.sentence import gettext_noop, phrase

OWNED = ("sites", "resources", "stocks", "trades", "techniques")
"""The shelves of what somebody has, so that what is named is there before what names it."""
OTHERWISE = gettext_noop("{code} means another thing here")
Path = tuple[CouncilId, ...]


@dataclass(frozen=True, slots=True)
class Had:
    """A declaration by the first on the ``path``; the last one is directly below whoever brings it."""

    path: Path
    declared: Declared


@dataclass(frozen=True, slots=True)
class Means:
    """What a federation brings along; ``planning``: by which ways to whoever has given orders that are in force.

    ``values``: hours of work in a unit of a product, by the plan in force there.
    """

    products: tuple[Product, ...] = ()
    provisions: tuple[Provision, ...] = ()
    had: tuple[Had, ...] = ()
    planning: tuple[Path, ...] = ()
    values: Mapping[Code, Decimal] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = later(())


@dataclass(frozen=True, slots=True)
class HearOfMeans(Caused):
    """Caused below: the first on the ``path`` has joined with ``means``; the last one is directly below this one."""

    path: Path
    means: Means


@dataclass(frozen=True, slots=True)
class FinishOrders(Caused):
    """Caused above: the plan ``by`` of the whole begins on the day ``until``; None: what is in force ends at once."""

    by: MatterId
    until: date | None


@dataclass(frozen=True, slots=True)
class MeansBrought(Event):
    """By the council that has joined: only what it has itself is known here from now on."""

    means: Means


@dataclass(frozen=True, slots=True)
class MeansHeardOf(Event):
    """In the congress, ``means`` are what was taken, and ``left`` says of the rest why not."""

    path: Path
    means: Means
    left: tuple[str, ...] = ()


def brought(council: Council) -> Events:
    """What a congress hands up as it comes under another one."""
    means = means_in(council)
    return (MeansBrought(means),) if means != Means() else ()


def means_in(council: Council) -> Means:
    """All that is known in a congress of what there is below it."""
    economy = council.economy
    had = (Had(economy.paths[owner], Declared.of(thing)) for owner, thing in owned(economy))
    orders = [d for d in (council.directives.get(name) for name in council.orders) if d and d.issuer == council.id]
    own = [(council.id,)] if any(d.force is not Force.REVOKED for d in orders) else []
    return Means(
        tuple(economy.products.values()),
        tuple(economy.provisions.values()),
        tuple(had),
        (*own, *(economy.paths[name] for name in sorted(economy.planning))),
        work_in(economy),
        tuple(economy.pictures.values()),
    )


def owned(economy: Economy) -> Iterator[tuple[CouncilId, Thing]]:
    """What somebody has, with whoever has it; what is named before what names it."""
    for shelf in OWNED:
        for key, thing in getattr(economy, shelf).items():
            yield (key if shelf == "sites" else key[0]), thing


def work_in(economy: Economy) -> Mapping[Code, Decimal]:
    """Hours in a unit of each product that is known: by the plan in force, or by one of before."""
    return {**economy.values, **(economy.offer.values if economy.offer else {})}


def hear_of_means(council: Council, act: HearOfMeans, at: datetime) -> Outcome:
    if council.parent is not None:
        return (MeansHeardOf(act.path, act.means),)
    fit, left = sifted(council.economy, act.path, act.means)
    return (MeansHeardOf(act.path, fit, left),)


def sifted(economy: Economy, path: Path, means: Means) -> tuple[Means, tuple[str, ...]]:
    """What of ``means`` fits what is known already, and why the rest does not."""
    new = tuple(product for product in means.products if product.code not in economy.products)
    codes = {product.code for product in new}
    lacking = {p.code for p in means.products if p.code not in codes and economy.products[p.code].unit != p.unit}
    fit = Means(
        new,
        tuple(provision for provision in means.provisions if provision.product in codes),
        values={code: value for code, value in means.values.items() if code not in lacking},
        pictures=tuple(picture for picture in means.pictures if picture.product in codes),
    )
    there, had, left = with_means(economy, path, fit), [], []
    for one in means.had:
        owner, resource = one.path[0], one.declared.resource
        twice = sorted(lacking & named(one.declared))
        why = phrase(OTHERWISE, code=twice[0]) if twice else there.unfit(owner, one.declared)
        if why is None:
            there = there.taken(longer(one.path, path), one.declared)
            had.append(one)
            continue
        left.append(f"{owner}: {why}")
        if resource:
            lacking.add(resource.code)  # who shares it does not mean that of others
    return replace(fit, had=tuple(had), planning=means.planning), tuple(left)


def with_means(economy: Economy, path: Path, means: Means) -> Economy:
    """``economy`` with what the first on the ``path`` brings, which fits; its ways lead to here."""
    for product in means.products:
        economy = economy.taken(path, Declared(product=product))
    for picture in means.pictures:
        economy = economy.taken(path, Declared(picture=picture))
    for had in means.had:
        economy = economy.taken(had.path, had.declared)
    ways = {way[0]: way for way in means.planning}
    return replace(
        economy,
        paths={**economy.paths, **ways},
        provisions={**economy.provisions, **{p.product: p for p in means.provisions}},
        values={**economy.values, **means.values},
        planning=frozenset(economy.planning | ways.keys()),
    )


def from_here(means: Means, path: Path) -> Means:
    """``means``, which the first on the ``path`` brings, with all ways as they lead to here."""
    had = tuple(replace(one, path=longer(one.path, path)) for one in means.had)
    return replace(means, had=had, planning=tuple(longer(way, path) for way in means.planning))


def longer(path: Path, more: Path) -> Path:
    """The way on from the council that ``more`` begins with, which may be the only one on ``path``."""
    return (*(name for name in path if name != more[0]), *more)


def named(declared: Declared) -> set[Code]:
    """The codes of all that a declaration speaks of."""
    return products_of(declared) | resources_of(declared)


def finish(council: Council, act: FinishOrders, at: datetime) -> Outcome:
    """What was ordered here before the joining runs out; of whoever has left since nothing is asked."""
    if council.parent is None:
        return ()
    return tuple(running_out(council, act.by, at.date(), act.until or at.date()))


def judges(council: Council, directive: MatterId) -> bool:
    """Whether what is sent on an order is looked at here: by the congress, or by who gave it before joining another."""
    if council.parent is None:
        return True
    told = council.directives.get(directive) if council.charter.planning.bringing else None
    return told is not None and told.issuer == council.id


def on_means_brought(council: Council, event: MeansBrought) -> Council:
    """The catalogue, the ways and paths stay: what is sent on its orders is looked up in them."""
    economy = council.economy
    own: dict[str, Any] = {
        shelf: {key: thing for key, thing in getattr(economy, shelf).items() if key[0] == council.id}
        for shelf in OWNED
        if shelf != "sites"
    }
    sites = {name: site for name, site in economy.sites.items() if name == council.id}
    none: dict[str, Any] = {"plan": "", "offer": None, "adjustment": 0, "directive": "", "opening": None}
    told: dict[str, Any] = {"provisions": NOTHING, "values": NOTHING, "retold": frozenset(), "planning": frozenset()}
    left = replace(economy, sites=sites, **own, **none, **told)
    return replace(council, economy=left)


def on_means_heard_of(council: Council, event: MeansHeardOf) -> Council:
    if council.parent is not None:
        return council
    economy = with_means(council.economy, event.path, from_here(event.means, event.path))
    if event.left:
        economy = replace(economy, left={**economy.left, event.path[0]: event.left})
    return replace(council, economy=economy)
