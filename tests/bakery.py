"""A small federation that plans: two wards, a mill, a bakery and a farm, and households that need bread."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from councils.core.charter import Charter, Kind, OfficeRule
from councils.core.charter.limits import PlanningRule
from councils.core.council import Council
from councils.core.economy.declared import Declared, Product, Route, Site, Stock, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Horizon, Need, Stated, added, silent
from councils.core.economy.offer import PlanOffer
from councils.core.vote.tally import Tally
from councils.plan.federation import economy_of, offered, vouch
from councils.plan.solve import solve
from tests.federation import Federation, planted, preset, with_seats

HORIZON = Horizon(date(2026, 6, 1), 7, 2)
WARDS = {"N": ("N1", "N2", "mill"), "S": ("S1", "S2", "bakery", "farm")}
NEEDS = {"N1": 60, "N2": 40, "S1": 100, "S2": 20}
"""Loaves in a week."""
HOUSEHOLDS = {"N1": 12, "N2": 8, "S1": 20, "S2": 6}

CHARTER = replace(
    with_seats(preset(), 1, 1),
    offices=(*preset().offices, OfficeRule("planner", "Planner", levels=("congress",))),
    planning=PlanningRule("planner", floor=5, adjust_share=Fraction(1, 10)),
)


def d(number: float | str) -> Decimal:
    return Decimal(str(number))


BREAD = Product("bread", "Bread", "loaf", "food", "CPC:23490")
FLOUR = Product("flour", "Flour", "kg", "food", "CPC:23110", d("0.9"))
WHEAT = Product("wheat", "Wheat", "kg", "food", "CPC:01112", d("0.95"))
BAKING = Technique("baking", "Baking", {"bread": d(10)}, {"flour": d(6)}, {"baker": d("0.5")}, most=d(30))
MILLING = Technique("milling", "Milling", {"flour": d(100)}, {"wheat": d(125)}, {"miller": d(1)}, most=d(3))
FARMING = Technique("farming", "Farming", {"wheat": d(1000)}, {}, {"farmer": d(20)})


class Loaves:
    """The world's answer to a call for needs, as the platform gives it from the households' baskets."""

    def __init__(self, federation: Federation) -> None:
        self.federation = federation

    def __call__(self, council: Council, horizon: Horizon) -> Stated:
        if council.is_base:
            hushed = council.parent is not None and council.id in self.silent(council.parent)
            return Stated(held_back=True) if hushed else self.sum(council.id, horizon)
        return added(self.sum(name, horizon) for name in sorted(self.silent(council.id)))

    def silent(self, ward: str) -> frozenset[str]:
        here = {name: HOUSEHOLDS.get(name, 0) for name in self.federation[ward].below}
        return silent(here, self.federation[ward].charter.planning.floor)

    def sum(self, name: str, horizon: Horizon) -> Stated:
        loaves = NEEDS.get(name, 0)
        periods = range(1, horizon.periods + 1)
        needs = tuple(Need("bread", p, 1, common=False, quantity=d(loaves)) for p in periods if loaves)
        return Stated(HOUSEHOLDS.get(name, 0), needs)


def federation(charter: Charter = CHARTER, **rules: object) -> Federation:
    """Everything is declared, and needs are not called for yet; ``rules`` of planning, where they are others."""
    charter = replace(charter, planning=replace(charter.planning, **rules))  # type: ignore[arg-type]
    made = planted(charter, {ward: dict.fromkeys(places) for ward, places in WARDS.items()}, members=3)
    made.stated, made.planner = Loaves(made), vouch
    for product in (WHEAT, FLOUR, BREAD):
        declare(made, "C", product=product)
    declare(made, "mill", site=Site("ISIC:1061", d(40)), technique=MILLING)
    declare(made, "bakery", site=Site("ISIC:1071", d(80)), technique=BAKING, stock=Stock("flour", d(10)))
    declare(made, "farm", technique=FARMING)
    for product in ("bread", "flour", "wheat"):
        for way in (("N", "S"), ("S", "N")):
            declare(made, "C", route=Route(product, *way))
    return made


def declare(made: Federation, council: str, **things: object) -> None:
    for name, thing in things.items():
        made.do(council, Declare(made[council].roll[0], Declared(**{name: thing})))  # type: ignore[arg-type]


def called(made: Federation) -> Federation:
    made.do("C", CallNeeds(made["C"].roll[0], HORIZON))
    return made


def plan(made: Federation, **asked: bool) -> PlanOffer:
    """A plan for what is declared now, as it is put to the vote."""
    return offered(made["C"], solve(economy_of(made["C"]), **asked))  # type: ignore[arg-type]


def carry(made: Federation, kind: Kind, council: str = "C", **what: object) -> str:
    """A motion that everybody votes for, in the council itself or, where it goes down, in every assembly."""
    name = made.propose(council, kind, f"A {kind}", **what)
    for state in [c for c in made.states.values() if c.is_base and name in c.ballots]:
        made.vote(state.id, name, Tally(yes=len(state.roll)))
    ballot = made[council].ballots[name]
    if not ballot.closed and name not in made[council].referrals and not made[council].is_base:
        made.vote(council, name, Tally(yes=len(ballot.roll)))
    made.now = max(made.now, ballot.closes)
    made.tick(made.now)
    return name


def adopted(made: Federation) -> str:
    return carry(called(made), Kind.PLAN, plan=plan(made))


@cache
def ordered_once() -> tuple[Federation, str]:
    made = federation()
    return made, adopted(made)


def ordered() -> tuple[Federation, str]:
    """A plan is in force: the mill, the bakery and the farm have orders, and S is to send bread and wheat to N."""
    made, name = ordered_once()
    return made.copy(), name
