"""The city plans: Harbour has a mill, Orchard a bakery, and the households of Mill Street need bread (R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from tests.web.city import City
from tests.web.city import charter as city_charter

from councils.app import households
from councils.core.charter import Charter, Kind, MotionRule, OfficeRule
from councils.core.charter.limits import PlanningRule
from councils.core.economy.declared import Declared, Product, Resource, Route, Site, Stock, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.motion import Proposal
from councils.core.vote.tally import Choice
from councils.plan.federation import economy_of, offered
from councils.plan.solve import solve
from councils.store.models import Person

HOME, MILL, BAKERY = "A11", "A12", "A21"
d = Decimal
WHEAT = Product("wheat", "Wheat", "kg", "cereals", "CPC:01112", d("0.95"))
FLOUR = Product("flour", "Flour", "kg", "cereals", "CPC:23110", d("0.9"))
BREAD = Product("bread", "Bread", "loaf", "food", "CPC:23490")
MILLING = Technique("milling", "Milling", {"flour": d(100)}, {"wheat": d(125)}, {"miller": d(1)}, most=d(3))
OVEN = Resource("oven", "Oven", "hour", d(40))
BAKING = Technique(
    "baking", "Baking", {"bread": d(10)}, {"flour": d(6)}, {"baker": d("0.5")}, {"oven": d("0.25")}, most=d(30)
)
LOAVES = 20  # that each of three households needs in a week


def planning(rules: Charter | None = None) -> Charter:
    """The city's charter, or another, under which people plan; what is planned is voted on by the congress alone."""
    told = rules or city_charter()
    offices = (*told.offices, OfficeRule("planner", "Planner", levels=("congress",)))
    motions = {**told.motions, **dict.fromkeys((Kind.PLAN, Kind.PROVISION), MotionRule(notice_days=1, voting_days=2))}
    return replace(told, offices=offices, motions=motions, planning=PlanningRule("planner", floor=3))


def speaker(city: City, council: str) -> Person:
    """Who speaks for the council: its chair."""
    held = city[council].holders("chair")
    return next(p for p in city.voices(council) if not held or held[0].holder == voice_of(p, council))


def voice_of(person: Person, council: str) -> str:
    from councils.app.identity import standing

    return str(getattr(standing(person, council), "voice", ""))


def declare(city: City, council: str, **things: object) -> None:
    for name, thing in things.items():
        made = Declared(**{name: thing})  # type: ignore[arg-type]
        city.say(speaker(city, council), council, partial(Declare, declared=made))


def declared(city: City) -> City:
    """What there is, and nothing else."""
    for product in (WHEAT, FLOUR, BREAD):
        declare(city, "T", product=product)
    for code in ("wheat", "flour", "bread"):
        for way in (("W1", "W2"), ("W2", "W1")):
            declare(city, "T", route=Route(code, *way))
    declare(city, MILL, site=Site("ISIC:1061", d(40)), technique=MILLING, stock=Stock("wheat", d(900)))
    declare(city, BAKERY, site=Site("ISIC:1071", d(80)), resource=OVEN)
    declare(city, BAKERY, technique=BAKING, stock=Stock("flour", d(10)))
    return city


def needed(city: City, first_day: date | None = None) -> City:
    """Three households of Mill Street need bread, and the congress has called for needs, for two weeks."""
    for person in city.people[HOME][:3]:
        assert households.need(person, HOME, {("bread", households.STANDING): d(LOAVES)}) is None
    start = first_day or city.at.date() + timedelta(days=1)
    city.say(speaker(city, "T"), "T", partial(CallNeeds, horizon=Horizon(start, 7, 2)))
    return city


def adopted(city: City, first_day: date | None = None) -> str:
    """A plan is carried and in force; its name is that of its orders."""
    needed(declared(city), first_day)
    return carried(city)


def carried(city: City) -> str:
    offer = offered(city["T"], solve(economy_of(city["T"])))
    matter = city.propose("T", Proposal(Kind.PLAN, "Bread for two weeks", plan=offer))
    city.pass_days(city.charter.motion(Kind.PLAN).notice_days)
    for person in city.voices("T"):
        city.vote(person, "T", matter, Choice.YES)
    return matter
