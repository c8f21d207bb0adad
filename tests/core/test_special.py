"""Special powers: an office for a purpose, until a day, and no longer (R14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.federation import Federation, planted, preset, recorded, with_seats

from councils.core.act import CLOCK
from councils.core.charter import Kind, MotionRule, SpecialRule
from councils.core.charter.limits import Consent
from councils.core.due import due
from councils.core.election import CallElection
from councils.core.machines import ElectionState, MotionState, SpecialState
from councils.core.motion import Propose
from councils.core.office import office_rule
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.special import LapseOffice, SpecialOffice
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify

RULE = MotionRule(notice_days=1, voting_days=2, seconders=1)
CHARTER = replace(
    with_seats(preset(), 2, 2),
    motions={Kind.SPECIAL_OFFICE: RULE, Kind.INITIATIVE: RULE},
    special=SpecialRule(longest_days=120, alternates=1),
)
OWN = replace(CHARTER, special=replace(CHARTER.special, consent=Consent.COUNCIL))


@pytest.fixture
def town() -> Federation:
    return planted(CHARTER, {"W": {"A": None}})


def watch(federation: Federation, days: int = 100, **more: object) -> SpecialOffice:
    said = {"title": "Flood watch", "purpose": "Keep the dykes.", "powers": "Call people to the dykes.", **more}
    return SpecialOffice(until=federation.now + timedelta(days=days), **said)  # type: ignore[arg-type]


def made(federation: Federation, council: str = "A", days: int = 100, yes: int = 6) -> str:
    """The name of the office that ``council`` has voted for."""
    office = watch(federation, days)
    motion = federation.propose(council, Kind.SPECIAL_OFFICE, "A flood watch", office=office)
    federation.vote("A", motion, Tally(yes=yes))
    federation.pass_days(22)
    return f"special.{motion.partition(':')[2]}"


def test_carried_motion_makes_the_office_and_calls_its_election(town):
    name = made(town)
    special = town["A"].special[name]
    assert (special.in_force, special.office.title, special.motion) == (True, "Flood watch", f"A:{name[8:]}")
    assert [e.office for e in town["A"].elections.values() if e.office == name] == [name]


def test_lost_motion_makes_nothing(town):
    made(town, yes=0)
    assert town["A"].special == {}


def test_holder_is_elected_until_the_last_day_and_no_longer(town):
    name = made(town)
    town.elect("A", name, ["Am1", "Am2"])
    (tenure,) = town["A"].holders(name)
    assert (tenure.holder, tenure.until) == ("Am1", town["A"].special[name].office.until)
    assert town["A"].alternates[name] == ("Am2",)


def test_office_lapses_by_itself_with_its_holder_and_its_line(town):
    name = made(town)
    town.elect("A", name, ["Am1", "Am2"])
    town.now = town["A"].special[name].office.until
    steps = town.do("A", LapseOffice(CLOCK, name))
    assert recorded(steps) == [("A", "SpecialOfficeLapsed"), ("A", "OfficeVacated")]
    assert town["A"].special[name].state is SpecialState.LAPSED
    assert (town["A"].holders(name), town["A"].alternates.get(name)) == ((), None)
    assert office_rule(town["A"], name) is None


@pytest.mark.parametrize("late", [0, 1, 400])
def test_clock_that_is_late_or_runs_twice_lapses_it_once(town, late):
    name = made(town)
    town.elect("A", name, ["Am1"])
    town.now = town["A"].special[name].office.until + timedelta(days=late)
    town.tick(town.now)
    town.tick(town.now)
    assert town.refused("A", LapseOffice(CLOCK, name)).reason is Reason.NOT_IN_STATE
    assert [n for e in town.record for n, _ in e.events].count("SpecialOfficeLapsed") == 1
    assert due(town["A"], town.now) == []


def test_election_and_recall_of_an_office_that_lapses_end_with_it(town):
    name = made(town)
    town.elect("A", name, ["Am1"])
    town.now = town["A"].special[name].office.until - timedelta(days=1)
    town.petition("A", "Am1", name)
    town.do("A", CallElection("Am2", name))
    town.pass_days(1)
    assert [r.open for r in town["A"].recalls.values()] == [False]
    assert [e.state for e in town["A"].elections.values() if e.office == name][-1] is ElectionState.VOID


def test_holder_is_recalled_like_anyone(town):
    name = made(town)
    town.elect("A", name, ["Am1", "Am2"])
    town.recall("A", "Am1", name)
    assert [t.holder for t in town["A"].holders(name)] == ["Am2"]


def test_nothing_renews_it_but_a_new_vote_which_makes_another(town):
    first = made(town)
    town.elect("A", first, ["Am1"])
    town.now = town["A"].special[first].office.until
    town.tick(town.now)
    refusal = town.refused("A", CallElection("Am1", first))
    second = made(town)
    assert refusal.reason is Reason.NO_SUCH_OFFICE
    assert second != first
    assert [s.state for s in town["A"].special.values()] == [SpecialState.LAPSED, SpecialState.IN_FORCE]


def test_those_below_decide_whether_a_higher_council_has_one(town):
    """By this charter its motions are not referred; special powers are all the same."""
    name = made(town, "C")
    assert town["C"].motions[f"C:{name[8:]}"].referred
    assert town["C"].special[name].in_force


def test_council_decides_for_itself_where_the_charter_says_so():
    federation = planted(OWN, {"W": {"A": None}})
    motion = federation.propose("C", Kind.SPECIAL_OFFICE, "A flood watch", office=watch(federation))
    assert not federation["C"].motions[motion].referred


def test_initiative_from_below_asks_for_one_above(town):
    motion = town.propose("A", Kind.INITIATIVE, "A flood watch above", office=watch(town))
    town.vote("A", motion, Tally(yes=6))
    town.pass_days(3)
    above = next(iter(town["W"].motions.values()))
    assert above.proposal.kind is Kind.SPECIAL_OFFICE


def test_office_whose_last_day_comes_before_the_decision_is_not_made(town):
    office = watch(town, days=2)
    motion = town.propose("A", Kind.SPECIAL_OFFICE, "A short watch", office=office)
    town.vote("A", motion, Tally(yes=5))
    town.pass_days(5)
    assert town["A"].motions[motion].state is MotionState.CARRIED
    assert town["A"].special == {}


@pytest.mark.parametrize(
    ("days", "said", "reason"),
    [
        (121, {}, Reason.SPECIAL_TOO_LONG),
        (0, {}, Reason.SPECIAL_TOO_LONG),
        (-3, {}, Reason.SPECIAL_TOO_LONG),
        (9, {"purpose": " "}, Reason.SPECIAL_UNSAID),
        (9, {"powers": ""}, Reason.SPECIAL_UNSAID),
        (9, {"title": ""}, Reason.SPECIAL_UNSAID),
        (9, {"seats": 0}, Reason.SPECIAL_UNSAID),
    ],
)
def test_office_without_purpose_or_end_is_refused(town, days, said, reason):
    proposal = Proposal(Kind.SPECIAL_OFFICE, "A flood watch", office=watch(town, days, **said))
    refusal = town.refused("A", Propose("Am1", proposal))
    assert (refusal.rule, refusal.reason) == ("R14", reason)


def test_office_of_just_the_longest_time_is_proposed(town):
    town.do("A", Propose("Am1", Proposal(Kind.SPECIAL_OFFICE, "A flood watch", office=watch(town, 120))))


def test_charter_without_special_powers_has_none():
    federation = planted(replace(CHARTER, special=SpecialRule()), {"W": {"A": None}})
    proposal = Proposal(Kind.SPECIAL_OFFICE, "A flood watch", office=watch(federation))
    refusals = [federation.refused("A", Propose("Am1", p)) for p in (proposal, replace(proposal, office=None))]
    assert [r.reason for r in refusals] == [Reason.NO_SPECIAL_OFFICES] * 2


def test_record_with_a_special_office_verifies(town):
    name = made(town, "C")
    town.now = town["C"].special[name].office.until
    town.tick(town.now)
    assert verify(town.export()).councils == town.states
