"""The city with a plan in force: Orchard bakes 300 loaves a week for households, and 100 for the town's school."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from tests.web.city import City, charter, decide

from councils.app import households
from councils.app.speaking import speak
from councils.core.act import Command, Voice
from councils.core.charter import Charter, Kind, MotionRule, OfficeRule
from councils.core.charter.limits import PlanningRule
from councils.core.economy.declared import Declared, Product, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Collective, Horizon
from councils.core.motion import Proposal
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.plan.federation import economy_of, offered
from councils.plan.solve import solve

BREAD = Product("bread", "Bread", "loaf", "food", "CPC:23490")
FLOUR = Product("flour", "Flour", "kg", "food", "CPC:23110")
CARE = Product("care", "Care", "h", "care")
BAKING = Technique("baking", "Baking", {"bread": Decimal(10)}, {"flour": Decimal(6)}, {"baker": Decimal("0.5")})
MILLING = Technique("milling", "Milling", {"flour": Decimal(100)}, {}, {"miller": Decimal(5)})
LOAF = Decimal("0.08")  # hours of work in a loaf: 0.05 of baking and 0.6 kg of flour at 0.05
WEEK, PERIODS = 7, 2


def planning_charter() -> Charter:
    offices = (*charter().offices, OfficeRule("planner", "Planner", levels=("congress",)))
    motions = {
        **charter().motions,
        **dict.fromkeys((Kind.PLAN, Kind.NEED, Kind.PROVISION), MotionRule(notice_days=1, voting_days=7)),
    }
    rule = PlanningRule("planner", period_days=WEEK, periods=2, floor=1, credit_days=90, adjust_share=Fraction(1, 10))
    return replace(charter(), offices=offices, motions=motions, planning=rule)


def first_to(city: City, council: str, command: Callable[[Voice], Command]) -> None:
    """Whoever of a council may do this does it."""
    tried = (speak(person, council, command, city.at) for person in city.voices(council))
    assert any(not isinstance(done, Refused) for done in tried)


def declare(city: City, council: str, **thing: object) -> None:
    first_to(city, council, lambda voice: Declare(voice, Declared(**thing)))  # type: ignore[arg-type]


def carry(city: City, proposal: Proposal) -> str:
    """Bring a motion to the congress, which everybody votes for."""
    matter = city.propose("T", proposal)
    city.pass_days(city.charter.motion(proposal.kind).notice_days)
    for assembly in city.people:
        if matter in city[assembly].ballots:
            decide(city, assembly, matter, Choice.YES)
    if matter not in city["T"].referrals:
        for person in city.voices("T"):
            city.vote(person, "T", matter, Choice.YES)
    city.pass_days(30)
    return matter


def declared(city: City) -> City:
    """Bread and flour can be made; three households need 100 loaves a week each, and the school as many."""
    for product in (FLOUR, BREAD, CARE):
        declare(city, "T", product=product)
    for technique in (MILLING, BAKING):
        declare(city, "A21", technique=technique)
    for person in city.people["A11"][:3]:
        assert households.need(person, "A11", {("bread", households.STANDING): Decimal(100)}) is None
    day = city.at.date()
    need = Collective("bread", Decimal(100), day, day + timedelta(days=365), priority=1)
    carry(city, Proposal(Kind.NEED, "Bread for the school", need=need))
    return city


def called(city: City) -> City:
    first_to(city, "T", lambda voice: CallNeeds(voice, Horizon(city.at.date() + timedelta(days=1), WEEK, PERIODS)))
    return city


def planned(city: City) -> City:
    offer = offered(city["T"], solve(economy_of(city["T"])))
    carry(city, Proposal(Kind.PLAN, "Bread for all", plan=offer))
    assert city["T"].economy.offer == offer
    return city
