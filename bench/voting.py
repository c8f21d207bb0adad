"""From needs to a plan that is ready to be voted on, in a federation with the network of ``network.py``.

Every place of the network is a council below the congress, and every workplace an assembly in its place, with one
household for its part of what the place needs. What there is to plan with was declared before; what is measured begins
with the call for needs and ends when the plan stands before the congress as a motion, its certificate checked once
more: sums of needs, the economy of the record, the plan, its orders, and the act that brings it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import numpy as np

from bench.measure import doing, told, took
from bench.network import Network, network
from bench.planning import planning
from bench.territory import Territory
from councils.app.batch import batch
from councils.app.planning import LABOUR, Variant, variant
from councils.core.act import CouncilId
from councils.core.charter import Kind
from councils.core.economy.declared import Declared, Product, Route, Site, Technique, Thing
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.place import Place, Places
from councils.core.proposal import Proposal
from councils.plan.economy import Technique as Planned
from councils.store import baskets
from councils.store.models import BasketChange, Household

PRODUCTS, WORKPLACES, PLACES, PERIODS = 1_000, 100, 20, 8
CONGRESS, DAYS, PRIORITY = "t", 7, 2


def measured() -> None:
    """One line for each part, and one for all of it."""
    name = f"network: {PRODUCTS:,} products × {WORKPLACES} workplaces × {PLACES} places × {PERIODS} periods"
    doing(f"founding a federation of {WORKPLACES} workplaces in {PLACES} places, and declaring all it has")
    made = network(PRODUCTS, WORKPLACES, PLACES, PERIODS, 1)
    town = founded(made)
    horizon = Horizon(town.now.date() + timedelta(days=40), DAYS, PERIODS)
    fill(made, horizon)
    parts = {"needs asked for and summed up": took(lambda: ask(town, horizon))}
    found: list[Variant] = []
    parts["planned, with certificate and orders"] = took(lambda: plan(town, found))
    parts["brought, the certificate reckoned once more"] = took(lambda: bring(town, found[0]))
    for what, part in parts.items():
        told(f"network: {what} (CPU)", part.cpu, "s")
    told(f"{name} (CPU)", sum(part.cpu for part in parts.values()), "s", 30.0)


def ask(town: Territory, horizon: Horizon) -> None:
    town.act(CONGRESS, CallNeeds(town.council(CONGRESS).roll[0], horizon))


def plan(town: Territory, found: list[Variant]) -> None:
    made = variant(town.council(CONGRESS), LABOUR)
    if made is None or not made.plan.certificate.holds:
        raise SystemExit("The plan of the network has no certificate.")
    found.append(made)


def bring(town: Territory, made: Variant) -> None:
    town.ask(Proposal(Kind.PLAN, "Plan", plan=made.offer))


def founded(made: Network) -> Territory:
    """The federation, with all declared that there is to plan with."""
    towns = [Place(town, town, "town", CONGRESS, WORKPLACES // PLACES) for town in made.places]
    sites = made.economy.workplaces.values()
    homes = [Place(site.code, site.name, "ward", site.place, 1) for site in sites]
    town = planning(Places([Place(CONGRESS, "Region", "region", "", WORKPLACES), *towns, *homes]))
    with batch():
        for council, thing in declarations(made):
            town.act(council, Declare(town.council(council).roll[0], Declared.of(thing)))
    return town


def declarations(made: Network) -> Iterator[tuple[CouncilId, Thing]]:
    economy = made.economy
    for p in economy.products.values():
        yield CONGRESS, Product(p.code, p.name, p.unit, keeps=number(p.keeps))
    for site in economy.workplaces.values():
        yield site.code, Site(hours=number(site.hours))
    for technique in economy.techniques.values():
        yield technique.workplace, declared(technique)
    for r in economy.transport:
        yield CONGRESS, Route(r.product, r.origin, r.goal, r.carrier, number(r.per_unit))


def declared(technique: Planned) -> Technique:
    makes, uses, works = (
        {code: number(much) for code, much in part.items()}
        for part in (technique.makes, technique.uses, technique.works)
    )
    most = None if np.isinf(technique.most) else number(technique.most)
    return Technique(technique.code, technique.name, makes, uses, works, most=most)


def number(much: float) -> Decimal:
    """As people write it."""
    return Decimal(repr(much))


def fill(made: Network, horizon: Horizon) -> None:
    """Each assembly's household needs its part of what its place does: in each period as much as in the first, and on
    its last day so much more or less."""
    codes = list(made.economy.products)
    numbers = baskets.numbered(codes)
    wanted = np.round(made.needs * baskets.PARTS).astype(np.int64)
    of_place = dict(zip(made.places, wanted, strict=True))
    each = WORKPLACES // PLACES
    for site in made.economy.workplaces.values():
        first, *later = (of_place[site.place] // each).T
        basket = {(code, PRIORITY): int(much) for code, much in zip(codes, first, strict=True)}
        home = Household.objects.create(council=site.code, basket=baskets.packed(basket, numbers))
        BasketChange.objects.bulk_create(
            BasketChange(household=home, product=codes[p], priority=PRIORITY, day=horizon.last_day(at), quantity=much)
            for at, needs in enumerate(later, start=2)
            for p, much in enumerate((needs - first).tolist())
            if much
        )
    baskets.rebuild()
