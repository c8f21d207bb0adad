"""Federations join and part, assemblies are founded, by votes of those concerned (R16)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.federation import Federation, plant, planted, preset, with_levels, with_rules, with_seats

from councils.core.charter import Charter, Kind, MotionRule, OfficeRule
from councils.core.election import CallElection
from councils.core.machines import Force
from councils.core.member import Apply
from councils.core.motion import Propose
from councils.core.office import DELEGATE
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify

QUICK = MotionRule(notice_days=0, voting_days=5, seconders=0)
GRAVE = (Kind.JOINING, Kind.ADMISSION, Kind.LEAVING, Kind.FOUNDING)


def charter(name: str, *levels: str) -> Charter:
    found = with_rules(with_seats(with_levels(preset(), *levels), 2), days=30)
    motions = {**found.motions, **dict.fromkeys(GRAVE, QUICK), Kind.RESOLUTION: replace(QUICK, referred=True)}
    return replace(found, name=name, title=name.title(), motions=motions)


CITY = charter("city", "assembly", "ward", "congress")
TOWN = charter("town", "commune", "town")


@pytest.fixture
def both() -> Federation:
    """The city C, and beside it the town T with a congress of its own."""
    federation = planted(CITY, {"W": {"A": None, "B": None}}, members=4)
    federation.charter = TOWN
    plant(federation, "T", {"D": None, "E": None}, None, 1, 4)
    return federation


def carried(federation: Federation, council: str, kind: Kind, **more: object) -> str:
    matter = federation.propose(council, kind, **more)
    for name in federation.states:
        if matter in federation[name].ballots and (
            federation[name].is_base or matter not in federation[name].referrals
        ):
            federation.vote(name, matter, Tally(yes=len(federation[name].roll)))
    federation.pass_days(30)
    return matter


def join(federation: Federation) -> None:
    carried(federation, "T", Kind.JOINING, target="C")
    federation.charter = CITY
    carried(federation, "C", Kind.ADMISSION, target="T")


def test_federation_joins_when_both_have_said_yes(both: Federation) -> None:
    join(both)
    assert (both["T"].parent, list(both["C"].below)) == ("C", ["W", "T"])
    assert both["C"].below["T"].represented == 8


def test_federation_comes_under_the_other_charter_on_its_levels(both: Federation) -> None:
    join(both)
    assert {name: both[name].charter.name for name in "TDE"} == dict.fromkeys("TDE", "city")
    assert {name: both[name].level for name in "TDE"} == {"T": "ward", "D": "assembly", "E": "assembly"}


def test_federation_keeps_members_and_delegates(both: Federation) -> None:
    before = both["D"].roll, both["T"].roll
    join(both)
    assert (both["D"].roll, both["T"].roll) == before
    assert {e.office for e in both["T"].elections.values() if e.running} >= {DELEGATE}


def test_question_of_the_congress_goes_down_to_those_who_joined(both: Federation) -> None:
    join(both)
    both.elect("T", DELEGATE, both["T"].roll)
    question = carried(both, "C", Kind.RESOLUTION)
    assert both["C"].motions[question].verdict.carried
    assert both["C"].referrals[question].mandates["T"].answer.base == Tally(yes=8)


def test_asking_alone_joins_nothing(both: Federation) -> None:
    carried(both, "T", Kind.JOINING, target="C")
    assert (both["T"].parent, list(both["C"].requests)) == (None, ["T"])


def test_admission_is_refused_to_who_has_not_asked(both: Federation) -> None:
    refusal = both.refused("C", Propose("W.1", Proposal(Kind.ADMISSION, "Come in", target="T")))
    assert refusal.reason is Reason.KIND_NOT_HERE


def test_who_has_asked_admits_nobody(both: Federation) -> None:
    """Else two congresses could each come to stand below the other."""
    both.charter = CITY
    plant(both, "S", {"U": {"F": None}}, None, 2, 4)
    carried(both, "S", Kind.JOINING, target="C")
    carried(both, "C", Kind.JOINING, target="S")
    carried(both, "C", Kind.ADMISSION, target="S")
    assert both["S"].parent is None


@pytest.mark.parametrize("target", ["C", "W", "A"])
def test_nothing_joins_what_stands_below_itself(both: Federation, target: str) -> None:
    refusal = both.refused("C", Propose("W.1", Proposal(Kind.JOINING, "Round", target=target)))
    assert refusal.reason is Reason.CANNOT_JOIN


def test_nothing_joins_where_the_charter_has_no_level_for_it(both: Federation) -> None:
    refusal = both.refused("C", Propose("W.1", Proposal(Kind.JOINING, "Down", target="T")))
    assert refusal.reason is Reason.CANNOT_JOIN


def test_two_congresses_that_ask_each_other_stay_a_tree(both: Federation) -> None:
    both.charter = CITY
    plant(both, "S", {"U": {"F": None}}, None, 2, 4)
    carried(both, "S", Kind.JOINING, target="C")
    carried(both, "C", Kind.JOINING, target="S")
    for council, other in (("C", "S"), ("S", "C")):
        carried(both, council, Kind.ADMISSION, target=other)
    assert [both[name].parent for name in "SC"] == [None, None]


def test_council_leaves_with_all_below(both: Federation) -> None:
    join(both)
    both.elect("T", DELEGATE, both["T"].roll)
    carried(both, "T", Kind.LEAVING)
    assert (both["T"].parent, list(both["C"].below), list(both["C"].delegates)) == (None, ["W"], ["W.1", "W.2"])
    assert both["T"].roll == ("D.1", "D.2", "E.1", "E.2")
    assert both["T"].holders(DELEGATE) == ()


def test_directives_of_the_federation_are_no_more_in_force_for_who_has_left(both: Federation) -> None:
    join(both)
    both.elect("T", DELEGATE, both["T"].roll)
    directive = carried(both, "C", Kind.DIRECTIVE, unit="trees")
    both.pass_days(40)
    carried(both, "T", Kind.LEAVING)
    assert {both[name].directives[directive].force for name in "TDE"} == {Force.REVOKED}
    assert {both[name].directives[directive].force for name in "CWA"} == {Force.IN_FORCE}


def test_who_has_left_objects_to_nothing_any_more(both: Federation) -> None:
    join(both)
    both.elect("T", DELEGATE, both["T"].roll)
    directive = carried(both, "C", Kind.DIRECTIVE)
    both.pass_days(40)
    carried(both, "D", Kind.OBJECTION, target=directive)
    assert both["C"].directives[directive].objecting == {"T": 4}
    carried(both, "T", Kind.LEAVING)
    carried(both, "A", Kind.OBJECTION, target=directive)
    assert both["C"].directives[directive].objecting == {"W": 4}
    assert both["T"].parent is None


def test_assembly_that_leaves_a_ward_is_no_more_among_those_who_object(both: Federation) -> None:
    directive = carried(both, "C", Kind.DIRECTIVE)
    both.pass_days(40)
    carried(both, "A", Kind.OBJECTION, target=directive)
    carried(both, "A", Kind.LEAVING)
    assert (both["C"].directives[directive].objecting, both["C"].represented) == ({"W": 0}, 4)
    assert verify(both.export()).councils == both.states


def test_who_has_left_decides_for_itself(both: Federation) -> None:
    join(both)
    carried(both, "T", Kind.LEAVING)
    matter = carried(both, "T", Kind.RESOLUTION)
    assert both["T"].motions[matter].verdict.carried


def test_congress_cannot_leave(both: Federation) -> None:
    refusal = both.refused("C", Propose("W.1", Proposal(Kind.LEAVING, "Go")))
    assert refusal.reason is Reason.KIND_NOT_HERE


def test_assembly_is_founded_by_decision(both: Federation) -> None:
    both.charter = CITY
    carried(both, "W", Kind.FOUNDING, name="Harbour")
    assert (both["W~1"].name, both["W~1"].level, both["W~1"].parent) == ("Harbour", "assembly", "W")
    both.do("W~1", Apply("m1", ("resident",)))
    assert both["W~1"].roll == ("m1",)


def test_workplace_is_founded_by_decision_and_has_the_offices_of_its_kind() -> None:
    offices = (*CITY.offices, OfficeRule("coordinator", "Coordinator", kinds=("workplace",)))
    there = planted(replace(CITY, offices=offices), {"W": {"A": None, "B": None}}, members=4)
    carried(there, "W", Kind.FOUNDING, name="Bakery", place_kind="workplace")
    assert (there["W~1"].kind, there["W"].below["W~1"].kind) == ("workplace", "workplace")
    for name in ("m1", "m2"):
        there.do("W~1", Apply(name, ("resident",)))
    there.elect("W~1", "coordinator", ["m2"])
    assert there["W~1"].holders("coordinator")[0].holder == "m2"
    assert there.refused("A", CallElection(there["A"].roll[0], "coordinator")).reason is Reason.NO_SUCH_OFFICE
    assert verify(there.export()).councils == there.states


@pytest.mark.parametrize(("council", "name"), [("A", "Harbour"), ("W", " ")])
def test_founding_is_refused(both: Federation, council: str, name: str) -> None:
    proposal = Proposal(Kind.FOUNDING, "Found", name=name)
    refusal = both.refused(council, Propose(both[council].roll[0], proposal))
    assert refusal.reason in (Reason.KIND_NOT_HERE, Reason.EMPTY_TEXT)


def test_two_federations_join_a_third_and_one_leaves_again(both: Federation) -> None:
    both.charter = replace(TOWN, title="Hamlet")
    plant(both, "S", {"F": None, "G": None}, None, 1, 3)
    for name in ("T", "S"):
        carried(both, name, Kind.JOINING, target="C")
    both.charter = CITY
    for name in ("T", "S"):
        carried(both, "C", Kind.ADMISSION, target=name)
        both.elect(name, DELEGATE, both[name].roll)
    question = carried(both, "C", Kind.RESOLUTION)
    mandates = both["C"].referrals[question].mandates
    assert [mandates[name].answer.base.yes for name in ("W", "T", "S")] == [8, 8, 6]
    carried(both, "T", Kind.LEAVING)
    assert (list(both["C"].below), both["C"].represented) == (["W", "S"], 14)
    assert verify(both.export()).councils == both.states


def with_once(charter: Charter, *, once: bool) -> Charter:
    return replace(charter, structure=replace(charter.structure, numbers_once=once))


@pytest.mark.parametrize(("once", "versions"), [(True, [1, 2, 3, 1, 4]), (False, [1, 2, 3, 1, 2])])
def test_who_has_left_gives_its_next_charter_a_number_it_has_not_had(once: bool, versions: list[int]) -> None:
    """As older records, and the charters in them, go on saying: one after the last, so that it may come twice."""
    rule = {Kind.CHARTER: QUICK}
    city, town = (with_once(replace(c, motions={**c.motions, **rule}), once=once) for c in (CITY, TOWN))
    both = planted(city, {"W": {"A": None, "B": None}}, members=4)
    both.charter = town
    plant(both, "T", {"D": None, "E": None}, None, 1, 4)
    for title in ("Spring", "Summer"):
        carried(both, "T", Kind.CHARTER, charter=replace(town, title=title))
    carried(both, "T", Kind.JOINING, target="C")
    both.charter = city
    carried(both, "C", Kind.ADMISSION, target="T")
    carried(both, "T", Kind.LEAVING)
    carried(both, "T", Kind.CHARTER, charter=replace(city, title="Our own"))
    assert [each.version for each in both["T"].charters] == versions
    assert both["D"].charters[-1] == both["T"].charters[-1]
    assert verify(both.export()).councils == both.states


def test_record_of_joining_and_leaving_verifies(both: Federation) -> None:
    join(both)
    carried(both, "T", Kind.LEAVING)
    assert verify(both.export()).councils == both.states
