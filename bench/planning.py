"""Needs, hours and goods: a million baskets summed up, one changed, hours booked, goods taken; and a large plan.

Households live all over Normandie, so that every sum goes up through all levels. What is declared, adopted and booked
is done through the use cases, in a federation of its own with a plan in force, made anew again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count, islice
from random import Random
from statistics import median

import numpy as np

from bench.france import REGION, START, part
from bench.measure import Took, doing, peak_memory, told, took
from bench.territory import Territory
from councils.app import books, households
from councils.app.batch import batch
from councils.app.founding import found
from councils.core.act import CouncilId
from councils.core.charter import Kind, MotionRule, OfficeRule
from councils.core.charter.limits import PlanningRule
from councils.core.economy.adopting import AdjustPlan
from councils.core.economy.declared import Declared, Product, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.place import Place, Places
from councils.core.proposal import Proposal
from councils.plan.federation import economy_of, offered
from councils.plan.solve import solve
from councils.store import baskets
from councils.store.models import CouncilRow, Household, NeededProduct, WorkedHours

HOUSEHOLDS, PRODUCTS = 1_000_000, 40
TIMES = 200
TOWN = Places([Place("t", "Town", "town", "", 6), *(Place(f"t{n}", f"Street {n}", "street", "t", 1) for n in range(6))])


def needs() -> None:
    """A million baskets of forty products: summed up from nothing, and then one of them changed."""
    doing(f"founding a region, and writing {HOUSEHOLDS:,} baskets of {PRODUCTS} products")
    territory = Territory(part(REGION), START)
    with batch():
        found("Region", territory.charter, territory.places, START)
    assemblies = list(CouncilRow.objects.filter(level="assembly").values_list("id", flat=True))
    numbers = baskets.numbered(f"p{n}" for n in range(PRODUCTS))
    rows = written(assemblies, sorted(numbers.values()))
    while some := list(islice(rows, 20_000)):
        Household.objects.bulk_create(some)
    spent = took(baskets.rebuild)
    told(f"needs: {HOUSEHOLDS:,} × {PRODUCTS} summed up to the congress (CPU)", spent.cpu, "s", 10)
    told("needs: memory at most", peak_memory(), "MB", 2048)
    total = sum(baskets.sums(territory.root).values())
    kept = sum(parts for h in sample(Household.objects.count()) for parts in baskets.unpack(h.basket).values())
    chance = Random(1)
    changed = [took(lambda h=h: baskets.write(h, {("p1", 2): chance.randrange(9000)})) for h in sample(TIMES)]
    told("needs: one changed basket in all sums above (CPU, median)", middle(changed) * 1000, "ms", 10)
    if not total > kept > 0 or NeededProduct.objects.count() != PRODUCTS:
        raise SystemExit("The sums are not those of the baskets.")


def written(assemblies: list[CouncilId], numbers: list[int]) -> Iterator[Household]:
    """Baskets with a quantity of each product, as they are packed."""
    chance = np.random.default_rng(1)
    lines = np.zeros(len(numbers), dtype=baskets.PACKED)
    lines["number"], lines["priority"] = numbers, households.STANDING
    for at in range(HOUSEHOLDS):
        lines["parts"] = chance.integers(1, 20_000, len(numbers))
        yield Household(council=assemblies[at * len(assemblies) // HOUSEHOLDS], basket=lines.tobytes())


def sample(number: int) -> list[Household]:
    """Some households, all over."""
    chance = Random(2)
    last = Household.objects.order_by("-pk").values_list("pk", flat=True)[0]
    picked = {last - chance.randrange(HOUSEHOLDS) for _ in range(min(number, 2 * TIMES))}
    return list(Household.objects.filter(pk__in=picked))[:TIMES]


def middle(runs: list[Took]) -> float:
    return median(run.cpu for run in runs)


def accounts() -> None:
    """Hours told and confirmed, goods taken: with one plan there has been, and with many."""
    town = planned()
    keys = count()
    for plans in (1, 500):
        for _ in range(plans - 1 if plans > 1 else 0):
            adjust(town)
        for what, spent in booked(town, keys).items():
            told(f"accounts, after {plans} plans: {what} (CPU, median)", spent * 1000, "ms", 5)


def booked(town: Territory, keys: Iterator[int]) -> dict[str, float]:
    row = town.roll["t1"]
    person, today = row.person, town.now.date()
    spent: dict[str, list[Took]] = {"hours told": [], "hours confirmed": [], "goods taken": []}
    for at in range(TIMES):
        day = today - timedelta(days=at % 31)
        much = 60 + next(keys)  # not what was told a moment ago, which is told once
        hours = took(lambda d=day, m=much: books.tell_hours(person, "t1", row.member, d, m, town.now))
        spent["hours told"].append(hours)
        number = WorkedHours.objects.latest("pk").pk
        spent["hours confirmed"].append(took(lambda n=number: books.confirm_hours(person, n, town.now)))
        key = str(next(keys))
        taken = took(lambda k=key: books.take(person, "t1", "bread", Decimal("0.001"), k, town.now))
        spent["goods taken"].append(taken)
    return {what: middle(runs) for what, runs in spent.items()}


def planning(places: Places) -> Territory:
    """A federation whose charter has a planning office, which nobody holds yet."""
    town = Territory(places, START)
    rule = PlanningRule("planner", floor=1, adjust_share=town.charter.planning.adjust_share)
    offices = (*town.charter.offices, OfficeRule("planner", "Planner", levels=("congress",)))
    motions = {**town.charter.motions, Kind.PLAN: MotionRule(notice_days=1, seconders=0, referred=True)}
    town.charter = replace(town.charter, planning=rule, offices=offices, motions=motions)
    town.prepare()
    return town


def planned() -> Territory:
    """A town in which one street bakes bread for itself, with a plan in force."""
    town = planning(TOWN)
    bread = Product("bread", "Bread", "loaf")
    baking = Technique("baking", "Baking", {"bread": Decimal(10)}, {}, {"baker": Decimal("0.5")})
    voice = town.council("t").roll[0]
    town.act("t", Declare(voice, Declared(product=bread)))
    town.act("t1", Declare(town.council("t1").roll[0], Declared(technique=baking)))
    households.need(town.roll["t1"].person, "t1", {("bread", households.STANDING): Decimal(100)})
    town.act("t", CallNeeds(voice, Horizon(town.now.date() + timedelta(days=40), 7, 4)))
    offer = offered(town.council("t"), solve(economy_of(town.council("t"))))
    question = town.ask(Proposal(Kind.PLAN, "Bread", plan=offer))
    town.open(question)
    town.answer(question)
    town.decide()
    if town.council("t").economy.offer is None:
        raise SystemExit("The plan was not carried.")
    return town


def adjust(town: Territory) -> None:
    congress = town.council("t")
    assert congress.economy.offer is not None
    town.act("t", AdjustPlan(congress.roll[0], congress.economy.offer))
