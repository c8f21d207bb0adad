"""The rest of the plan in force is made anew: by itself where little changes, by a vote where much does (R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import BAKING, called, declare, declared, planned, planning_charter

from councils.app import households, replanning
from councils.app.queries import plans
from councils.app.queries.waiting import waiting
from councils.app.speaking import speak
from councils.app.turning_away import reckoned_as_before
from councils.core.charter import Charter, Kind
from councils.core.charter.limits import Remaking
from councils.core.economy.needs import Collective
from councils.core.economy.offer import PlanOffer
from councils.core.economy.rolling import rest_of
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused
from councils.core.vote.tally import Choice
from councils.web.views.plan import broken


@pytest.fixture(scope="module")
def rules() -> Charter:
    rule = planning_charter()
    planning = replace(rule.planning, periods=8, remaking=Remaking.CLOCK, rolling=True, adjust_share=Fraction(1, 10))
    return replace(rule, planning=planning)


@pytest.fixture
def begun(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The plan is in force, and five of its eight weeks are still to come."""
    monkeypatch.setattr("tests.web.planned.PERIODS", 8)
    replanning.PREPARED.clear()
    return planned(called(declared(city)))


def text(enter: Enter, city: City, address: str, number: int = 0) -> str:
    return enter(city.voices("T")[number]).get(address).content.decode().split("<main")[1]


def offer(city: City) -> PlanOffer:
    found = city["T"].economy.offer
    assert found is not None
    return found


def loaves(city: City) -> list[Decimal]:
    """By week, as they are ordered now."""
    orders = city["T"].orders[city["T"].economy.directive].orders["A21"]
    return [make.makes["bread"] for make in orders.make if make.technique == "baking"]


def test_what_changes_little_takes_effect_by_itself_and_what_has_begun_goes_on(begun: City, enter: Enter) -> None:
    before = loaves(begun)
    assert replanning.replan(begun.at) == 0  # nothing has changed
    declare(begun, "A21", technique=replace(BAKING, works={"baker": Decimal("0.52")}))
    shown = text(enter, begun, "/councils/T/plan/rest/")
    assert "So it takes effect by itself" in shown
    assert "Orchard" in shown.split("Who works more, who less")[-1]
    assert replanning.replan(begun.at) == 1
    assert (begun["T"].economy.adjustment, loaves(begun)) == (1, before)
    assert replanning.replan(begun.at) == 0
    looked = plans.look_in_force(begun["T"])
    assert looked is not None
    assert looked.horizon.start > begun.at.date()
    assert begun["A21"].directives[begun["T"].economy.directive].acknowledged is None
    assert "The rest of it" in text(enter, begun, "/councils/T/plan/")


def test_households_that_need_more_get_it_from_the_next_week_on(begun: City) -> None:
    assert replanning.replan(begun.at) == 0
    assert households.need(begun.people["A11"][0], "A11", {("bread", households.STANDING): Decimal(110)}) is None
    assert replanning.replan(begun.at) == 1
    gone = len([much for much in loaves(begun) if much == 400])
    assert 0 < gone < 8
    assert loaves(begun) == [400] * gone + [410] * (8 - gone)


def test_what_a_council_needs_as_a_whole_is_planned_for_at_once(begun: City) -> None:
    assert replanning.replan(begun.at) == 0
    day = begun.at.date()
    need = Collective("bread", Decimal(10), day + timedelta(days=1), day + timedelta(days=99))
    matter = begun.propose("T", Proposal(Kind.NEED, "Bread for the clinic", need=need))
    begun.pass_days(1)
    for person in begun.voices("T"):
        begun.vote(person, "T", matter, Choice.YES)
    assert replanning.replan(begun.at) == 1
    assert loaves(begun)[-1] == 410


def test_what_changes_much_waits_for_a_vote_and_the_office_is_told(begun: City, enter: Enter) -> None:
    before = offer(begun)
    declare(begun, "A21", technique=replace(BAKING, most=Decimal(20)))
    assert replanning.replan(begun.at) == 0
    assert begun["T"].economy.offer == before
    shown = text(enter, begun, "/councils/T/plan/rest/")
    assert "So it goes to a vote" in shown
    assert "can run “Baking” 20 times" in shown
    assert "200 unmet" not in shown
    office = [person for person in begun.voices("T") if any(task.sort == "replan" for task in waiting(person))]
    form = {"do": "bring", "title": "Less bread, shared"}
    answers = [enter(p).post("/councils/T/plan/rest/", form, follow=True) for p in office or begun.voices("T")]
    assert any("This is what the" in answer.content.decode() for answer in answers)
    (motion,) = plans.under_vote(begun["T"])
    assert motion.proposal.kind is Kind.PLAN
    assert begun["T"].economy.offer == before


def test_call_for_needs_that_waits_for_its_plan_is_left_alone(begun: City) -> None:
    begun.pass_days(1)
    called(begun)
    asked = begun["T"].economy.needs
    declare(begun, "A21", technique=replace(BAKING, works={"baker": Decimal("0.52")}))
    assert replanning.replan(begun.at) == 0
    assert begun["T"].economy.needs == asked


def test_breakdown_is_told_by_name_and_is_none_of_what_is_to_come_once_that_is_made_anew(
    begun: City, enter: Enter
) -> None:
    runs = max(make.runs for make in offer(begun).orders[0].make if make.technique == "baking")
    declare(begun, "A21", technique=replace(BAKING, most=(runs * Decimal("0.97")).quantize(Decimal("0.0001"))))
    assert "Orchard can run “Baking”" in text(enter, begun, "/councils/T/plan/rest/")
    rest = rest_of(offer(begun), 7, begun.at.date())
    assert rest is not None
    assert broken(begun["T"], {}, rest.start) == ["A21: Baking"]
    replanning.PREPARED.clear()
    assert replanning.replan(begun.at) == 1
    assert broken(begun["T"], {}, rest.start) == []
    assert broken(begun["T"], {}, begun.at.date()) == ["A21: Baking"]  # the week that has begun


def test_whoever_speaks_for_the_planning_sees_the_rest_while_nobody_holds_its_office(begun: City) -> None:
    """As calls for needs and plans: the office is vacant, and the chair does its work."""
    rule = replace(begun["T"].charter.planning, remaking=Remaking.OFFICE)
    congress = replace(begun["T"], charter=replace(begun["T"].charter, planning=rule))
    holders = begun["T"].holders("planner")
    vacant = replace(congress, tenures={n: t for n, t in congress.tenures.items() if t not in holders})
    assert replanning.prepare(vacant, begun.at) is not None


def test_page_says_why_there_is_no_rest(city: City, enter: Enter) -> None:
    called(declared(city))
    assert "No plan is in force. Bring one as a motion." in text(enter, city, "/councils/T/plan/rest/")


def test_why_the_rest_cannot_be_made_anew_is_told(begun: City) -> None:
    assert replanning.unprepared(replace(begun["T"], directives={})).reason is Reason.NO_PLAN_IN_FORCE
    later = begun.at + timedelta(weeks=20)
    assert replanning.prepared(begun["T"], later) is None
    assert replanning.unprepared(begun["T"], later).reason is Reason.NOTHING_TO_COME


def test_plan_that_is_reckoned_as_before_is_turned_away(begun: City) -> None:
    for old in (replace(offer(begun), stocked=False), replace(offer(begun), fair=True, shared=False)):
        proposal = Proposal(Kind.PLAN, "As ever", plan=old)
        refused = reckoned_as_before(Propose(begun["T"].roll[0], proposal))
        assert refused is not None
        assert refused.reason is Reason.NOT_CERTIFIED
    assert reckoned_as_before(Propose(begun["T"].roll[0], Proposal(Kind.PLAN, "Now", plan=offer(begun)))) is None


def test_nobody_decides_to_need_what_the_catalogue_does_not_have(begun: City) -> None:
    day = begun.at.date()
    need = Collective("cake", Decimal(1), day, day + timedelta(days=30))
    member = begun.people["A11"][0]
    refused = speak(member, "A11", lambda voice: Propose(voice, Proposal(Kind.NEED, "Cake", need=need)))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_SUCH_PRODUCT
    bread = Proposal(Kind.NEED, "Bread", need=replace(need, product="bread"))
    assert not isinstance(speak(member, "A11", lambda voice: Propose(voice, bread)), Refused)
