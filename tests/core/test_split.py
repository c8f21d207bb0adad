"""An assembly is split: who goes takes along what is theirs, and nothing is lost (R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.federation import Federation, planted, preset, recorded, with_levels, with_rules, with_seats

from councils.core.act import Voice
from councils.core.charter import Charter, Kind, MotionRule
from councils.core.charter.limits import ReopeningRule
from councils.core.directive import Acknowledge, PlanExecution
from councils.core.election import CallElection
from councils.core.machines import Execution, Force, MotionState, RecallState
from councils.core.motion import Propose, Second
from councils.core.office import DELEGATE, seat_name
from councils.core.polling import CallHands, CastVote, EnterCount
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition, SignPetition
from councils.core.refusal import Reason
from councils.core.report import ReportExecution
from councils.core.special import SpecialOffice
from councils.core.split import CarryOutSplit, ChoosePart
from councils.core.vote.tally import Choice, Tally
from councils.ledger.verify import verify

BASE = with_rules(with_seats(with_levels(preset(), "assembly", "ward", "congress"), 3, 3), days=60)
CHARTER = replace(
    BASE,
    motions={
        **BASE.motions,
        Kind.MERGER: MotionRule(notice_days=0, voting_days=5),
        Kind.SPLIT: MotionRule(notice_days=0, voting_days=5),
        Kind.RESOLUTION: MotionRule(referred=True),
    },
)
TREE = {"W": {"A": None, "B": None}}
PART = "A~1"
GOING = ("Am1", "Am2", "Am3", "Am7")  # Am1 is the delegate who sits in the congress, Am2 another delegate


@pytest.fixture
def town() -> Federation:
    return planted(CHARTER, TREE, members=8)


def decided(federation: Federation, going: tuple[Voice, ...] = GOING) -> None:
    """The motion is carried, and these members have said that they go."""
    matter = federation.propose("A", Kind.SPLIT, name="Upper A")
    federation.vote("A", matter, Tally(yes=8))
    federation.tick(federation.now)
    for member in going:
        federation.do("A", ChoosePart(member, goes=True))


def split(federation: Federation, going: tuple[Voice, ...] = GOING) -> None:
    decided(federation, going)
    federation.pass_days(14)


def with_motion(charter: Charter, kind: Kind) -> Charter:
    return replace(charter, motions={**charter.motions, kind: MotionRule(notice_days=0, voting_days=5)})


def carried(federation: Federation, council: str, kind: Kind, **more: object) -> None:
    matter = federation.propose(council, kind, **more)
    federation.vote(council, matter, Tally(yes=len(federation[council].roll)))
    federation.tick(federation.now)


def opened(federation: Federation, council: str, holder: Voice) -> str:
    """A petition that nobody has signed yet."""
    name = next(federation[council].matter_ids())
    federation.do(council, OpenPetition(federation[council].roll[-1], holder, DELEGATE, "They do not answer."))
    return name


def signed(federation: Federation, council: str, petition: str) -> None:
    recall = federation[council].recalls[petition]
    for paper in sorted(recall.roll)[: recall.needed]:
        federation.do(council, SignPetition(petition, paper))


def test_split_shares_out_the_roll(town: Federation) -> None:
    split(town)
    assert town[PART].roll == GOING
    assert town["A"].roll == ("Am4", "Am5", "Am6", "Am8")
    assert (town[PART].name, town[PART].level, town[PART].parent) == ("Upper A", "assembly", "W")
    assert list(town["W"].below) == ["A", "B", PART]


def test_split_leaves_every_delegate_in_every_seat(town: Federation) -> None:
    """Alternates who stay fill the seats that the old assembly has lost to the new one."""
    split(town)
    assert set(town["C"].delegates) == {"W.1", "W.2", "W.3"}
    assert {name: d.council for name, d in town["W"].delegates.items()} == {
        "A.1": PART,
        "A.2": PART,
        "A.3": PART,
        "A.4": "A",
        "A.5": "A",
        "A.6": "A",
        "B.1": "B",
        "B.2": "B",
        "B.3": "B",
    }
    assert [t.holder for t in town[PART].holders(DELEGATE)] == ["Am1", "Am2", "Am3"]


def test_split_calls_elections_to_what_is_left_empty(town: Federation) -> None:
    town.do("A", CallElection("Am1", "chair"))
    split(town, GOING[:3])
    assert {e.office for e in town["A"].elections.values() if e.running} == set()
    assert {e.office for e in town[PART].elections.values() if e.running} == {"chair", "secretary", "teller"}


def test_motion_not_voted_on_goes_on_in_both_parts(town: Federation) -> None:
    town.do("A", Propose("Am1", Proposal(Kind.RESOLUTION, "Bread", "For all.")))
    matter = next(reversed(town["A"].motions))
    decided(town)
    town.do("A", Second("Am4", matter))
    town.now = town["A"].split.until
    town.do("A", CarryOutSplit("clock"))
    here, there = town["A"].motions[matter], next(m for m in town[PART].motions.values() if m.origin == matter)
    assert (there.proposal, there.by, there.seconders, there.notice_until, there.state) == (
        *(here.proposal, here.by, here.seconders, here.notice_until),
        MotionState.DELIBERATION,
    )


def test_what_asks_to_decide_anew_stays_with_what_was_decided() -> None:
    town = planted(replace(CHARTER, reopening=ReopeningRule(allowed=True)), TREE, members=8)
    decided = town.propose("A", Kind.PROCEDURE)
    town.vote("A", decided, Tally(yes=8))
    town.pass_days(60)
    town.do("A", Propose("Am1", Proposal(Kind.REPEAL, "No more", target=decided)))
    split(town)
    assert [m.proposal.kind for m in town[PART].motions.values()] == []
    assert [m.proposal.kind for m in town["A"].motions.values() if m.open] == [Kind.REPEAL]


def test_vote_that_is_open_ends_where_it_began(town: Federation) -> None:
    decided(town)
    town.now = town["A"].split.until
    matter = town.propose("A", Kind.RESOLUTION)
    roll = town["A"].ballots[matter].roll
    town.do("A", CarryOutSplit("clock"))
    assert town["A"].ballots[matter].roll == roll
    town.vote("A", matter, Tally(yes=8))
    town.tick(town.now)
    assert town["A"].motions[matter].verdict.took_part == 8


@pytest.mark.parametrize("merged", [False, True])
def test_hands_are_counted_by_the_tellers_who_have_gone_over(town: Federation, *, merged: bool) -> None:
    """Nobody else is left to count them: the vote would be lost with everybody's hands."""
    town.elect("A", "teller", ["Am1", "Am2"])
    if merged:
        matter = town.propose("A", Kind.RESOLUTION)
        town.do("A", CallHands("Am1", matter))
        carried(town, "A", Kind.MERGER, target="B")
        carried(town, "B", Kind.MERGER, target="A")
    else:
        decided(town)
        town.now = town["A"].split.until
        matter = town.propose("A", Kind.RESOLUTION)
        town.do("A", CallHands("Am1", matter))
        town.do("A", CarryOutSplit("clock"))
    assert town.refused("A", EnterCount("Am4", matter, Tally(yes=7))).reason is Reason.NOT_THE_OFFICER
    for teller in ("Am1", "Am2"):
        town.do("A", EnterCount(teller, matter, Tally(yes=7)))
    assert town["A"].motions[matter].state is MotionState.CARRIED
    assert verify(town.export()).councils == town.states


def test_referral_under_way_binds_the_whole_delegation(town: Federation) -> None:
    """Who was on the roll when the question came answers it, and binds all that they had sent."""
    decided(town)
    town.now = town["A"].split.until
    question = town.propose("C")
    town.do("A", CarryOutSplit("clock"))
    town.vote("A", question, Tally(no=8))
    town.tick(town.now)
    given = town["W"].referrals[question].mandates["A"].answer
    assert (given.position, given.represented, given.base) == ("no", 8, Tally(no=8))
    refusal = town.refused("W", CastVote(question, "A.1", Choice.YES))
    assert refusal.reason is Reason.AGAINST_MANDATE
    town.do("W", CastVote(question, "A.1", Choice.NO))


def test_next_question_goes_to_both_parts(town: Federation) -> None:
    split(town)
    question = town.propose("C")
    assert question in town["A"].referrals
    assert question in town[PART].referrals
    town.vote(PART, question, Tally(yes=4))
    town.vote("A", question, Tally(no=4))
    town.tick(town.now)
    assert [town["W"].referrals[question].mandates[name].answer.represented for name in ("A", PART)] == [4, 4]
    town.do("W", CastVote(question, "A.1", Choice.YES))  # sent by the new assembly, under the name the seat has
    assert town.refused("W", CastVote(question, "A.2", Choice.NO)).reason is Reason.AGAINST_MANDATE


def test_recall_begun_before_falls_on_the_delegate_where_they_are(town: Federation) -> None:
    decided(town)
    town.now = town["A"].split.until
    recall = town.petition("A", "Am1")
    town.do("A", CarryOutSplit("clock"))
    town.vote("A", recall, Tally(yes=8))
    steps = town.close("A", recall)
    assert recorded(steps)[:6] == [
        ("A", "BallotClosed"),
        ("A", "Recalled"),
        (PART, "OfficeVacated"),
        (PART, "ElectionCalled"),
        ("W", "DelegateUnseated"),
        ("W", "OfficeVacated"),
    ]
    assert town["A"].recalls[recall].state is RecallState.RECALLED
    assert "A.1" not in town["W"].delegates


def test_petition_signed_after_it_is_voted_on_where_the_delegate_is(town: Federation) -> None:
    """Those vote whom the delegate speaks for now, and not those who have stayed behind."""
    decided(town)
    town.now = town["A"].split.until
    petition = opened(town, "A", "Am1")
    town.do("A", CarryOutSplit("clock"))
    signed(town, "A", petition)
    assert town["A"].recalls[petition].state is RecallState.MOVED
    assert petition not in town["A"].ballots
    recall = next(r for r in town[PART].recalls.values() if r.origin == petition)
    assert (recall.state, recall.grounds) == (RecallState.VOTING, town["A"].recalls[petition].grounds)
    town.vote(PART, recall.id, Tally(yes=4))
    town.close(PART, recall.id)
    assert "A.1" not in town["W"].delegates
    assert verify(town.export()).councils == town.states


def test_petition_goes_on_with_a_delegate_who_goes_over_twice(town: Federation) -> None:
    decided(town)
    town.now = town["A"].split.until
    petition = opened(town, "A", "Am1")
    town.do("A", CarryOutSplit("clock"))
    carried(town, PART, Kind.MERGER, target="B")
    carried(town, "B", Kind.MERGER, target=PART)
    signed(town, "A", petition)
    assert [r.state for r in town[PART].recalls.values()] == [RecallState.MOVED]
    assert [(r.holder, r.state) for r in town["B"].recalls.values()] == [("Am1", RecallState.VOTING)]
    assert verify(town.export()).councils == town.states


def test_office_is_brought_once_by_who_goes_over_twice_to_the_same_assembly(town: Federation) -> None:
    """Am1 goes from A to its part, on to the part of that one, is recalled there, and comes back the long way round."""
    split(town)
    carried(town, PART, Kind.SPLIT, name="Uppermost A")
    town.do(PART, ChoosePart("Am1", goes=True))
    town.do(PART, ChoosePart("Am2", goes=True))
    town.pass_days(14)
    furthest = f"{PART}~1"
    town.recall(furthest, "Am1")
    for council, other in ((furthest, "A"), ("A", PART)):
        carried(town, council, Kind.MERGER, target=other)
        carried(town, other, Kind.MERGER, target=council)
    assert set(town[PART].roll) == {f"Am{n}" for n in range(1, 9)}
    assert "Am1" not in {t.holder for t in town[PART].holders(DELEGATE)}
    assert set(town["W"].delegates) >= {seat_name(town[PART], t) for t in town[PART].holders(DELEGATE)}
    assert verify(town.export()).councils == town.states


def test_alternate_recalled_by_a_vote_begun_before_waits_no_longer(town: Federation) -> None:
    decided(town, ("Am1", "Am2", "Am3", "Am4"))
    town.now = town["A"].split.until
    recall = town.petition("A", "Am4")
    assert "Am4" in town["A"].alternates[DELEGATE]
    town.do("A", CarryOutSplit("clock"))
    town.vote("A", recall, Tally(yes=8))
    town.close("A", recall)
    assert town["A"].recalls[recall].state is RecallState.RECALLED
    assert "Am4" not in town[PART].alternates[DELEGATE]
    assert verify(town.export()).councils == town.states


def test_recall_from_special_powers_ends_with_them() -> None:
    """Nor does anybody wait, in the new assembly, for powers that only the old one has given (R14)."""
    special = replace(CHARTER.special, longest_days=100)
    town = planted(with_motion(replace(CHARTER, special=special), Kind.SPECIAL_OFFICE), TREE, members=8)
    flood = SpecialOffice("Flood", "Dry cellars", "Orders pumps", town.now + timedelta(days=90))
    carried(town, "A", Kind.SPECIAL_OFFICE, office=flood)
    (office,) = town["A"].special
    town.elect("A", office, ["Am1", "Am2", "Am3"])
    decided(town)
    town.now = town["A"].split.until
    recall = town.petition("A", "Am1", office)
    town.do("A", CarryOutSplit("clock"))
    assert town["A"].recalls[recall].state is RecallState.MOOT
    assert office not in town[PART].alternates


@pytest.mark.parametrize("first", [Kind.SPLIT, Kind.LEAVING])
def test_assembly_that_leaves_is_not_split_any_more(first: Kind) -> None:
    """Both are open at once: the new assembly would have no council to stand under."""
    town = planted(with_motion(CHARTER, Kind.LEAVING), TREE, members=8)
    motions = {Kind.SPLIT: town.propose("A", Kind.SPLIT, name="Upper A"), Kind.LEAVING: town.propose("A", Kind.LEAVING)}
    for kind in (first, *(kind for kind in motions if kind is not first)):
        town.vote("A", motions[kind], Tally(yes=8))
        town.tick(town.now)
    assert town["A"].split is None
    town.pass_days(30)
    assert (town["A"].parent, town.council(PART)) == (None, None)
    assert verify(town.export()).councils == town.states


def test_assembly_that_leaves_recalls_nobody_from_seats_it_has_lost() -> None:
    """Nor does it keep a line of alternates, who would step in years later where it joins another federation."""
    town = planted(with_motion(CHARTER, Kind.LEAVING), TREE, members=8)
    leaving = town.propose("A", Kind.LEAVING)
    voted, signing = town.petition("A", "Am1"), opened(town, "A", "Am2")
    town.vote("A", leaving, Tally(yes=8))
    town.tick(town.now)
    assert {town["A"].recalls[name].state for name in (voted, signing)} == {RecallState.MOOT}
    assert town["A"].alternates[DELEGATE] == ()
    assert verify(town.export()).councils == town.states


def test_recall_after_it_is_of_the_new_assembly(town: Federation) -> None:
    split(town)
    town.recall(PART, "Am1")
    assert "A.1" not in town["W"].delegates
    assert not town["C"].delegates or "W.1" not in town["C"].delegates


def test_who_comes_after_a_fallen_delegate_votes_in_their_place(town: Federation) -> None:
    """Also in a poll that was open above when the assembly was split: its seat there is one of the old assembly."""
    decided(town)
    town.now = town["A"].split.until
    question = town.propose("C")
    town.do("A", CarryOutSplit("clock"))
    town.recall(PART, "Am2")
    town.elect(PART, DELEGATE, ["Am7"])
    assert f"{PART}.4" in town["W"].delegates
    assert town["W"].ballots[question].roll.sender(f"{PART}.4") == "A"


def test_directive_is_carried_out_by_both_from_where_it_was(town: Federation) -> None:
    directive = town.propose("C", Kind.DIRECTIVE, unit="trees")
    for council in ("A", "B"):
        town.vote(council, directive, Tally(yes=8))
    town.pass_days(60)
    assert directive in town["A"].directives
    town.do("A", Acknowledge("Am1", directive))
    town.do("A", PlanExecution("Am1", directive, "Oaks."))
    town.do("A", ReportExecution("Am1", directive, "Some.", 12))
    split(town)
    assert town["C"].directives[directive].progress.quantity == 12
    assert (town[PART].directives[directive].plan, town[PART].directives[directive].reports) == ("Oaks.", ())
    assert town["C"].directives[directive].progress.assemblies == 3
    town.do(PART, ReportExecution("Am1", directive, "More.", 5, completed=True))
    assert town["C"].directives[directive].progress.quantity == 17
    assert town[PART].directives[directive].execution is Execution.COMPLETED


def test_directive_that_was_carried_out_late_and_never_acknowledged_is_done_in_both_parts(town: Federation) -> None:
    directive = town.propose("C", Kind.DIRECTIVE, unit="trees")
    for council in ("A", "B"):
        town.vote(council, directive, Tally(yes=8))
    for _ in ("decided", "overdue"):
        town.pass_days(60)
    assert town["A"].directives[directive].execution is Execution.OVERDUE
    town.do("A", ReportExecution("Am1", directive, "All.", 12, completed=True))
    split(town)
    assert town[PART].directives[directive].execution is Execution.COMPLETED
    assert town["C"].directives[directive].progress.quantity == 12
    assert verify(town.export()).councils == town.states


def test_directive_that_was_being_voted_on_goes_to_both_parts() -> None:
    town = planted(with_motion(CHARTER, Kind.DIRECTIVE), TREE, members=8)
    decided(town)
    town.pass_days(13)
    directive = town.propose("W", Kind.DIRECTIVE, to=("A",))
    town.pass_days(1)
    town.vote("W", directive, Tally(yes=len(town["W"].ballots[directive].roll)))
    town.pass_days(5)
    assert [name for name in ("A", "B", PART) if directive in town[name].directives] == ["A", PART]


def test_directive_that_is_suspended_waits_in_both_parts_alike(town: Federation) -> None:
    directive = town.propose("C", Kind.DIRECTIVE)
    for council in ("A", "B"):
        town.vote(council, directive, Tally(yes=8))
    town.pass_days(town.charter.referral.days)
    objection = town.propose("B", Kind.OBJECTION, target=directive)
    town.vote("B", objection, Tally(yes=8))
    town.pass_days(0)
    split(town)
    matter = next(m.id for m in town["C"].motions.values() if m.proposal.kind is Kind.RECONSIDERATION)
    for council in ("A", "B"):
        town.vote(council, matter, Tally(yes=8))
    town.pass_days(town.charter.referral.days)
    carrying_out = [town[name].directives[directive] for name in ("A", PART)]
    assert {d.force for d in carrying_out} == {Force.IN_FORCE}
    assert carrying_out[0].report_by == carrying_out[1].report_by > town.now


def test_split_shares_out_the_population(town: Federation) -> None:
    town = Federation(CHARTER)
    town.found("C", None, 2)
    town.found("W", "C", 1)
    town.found("A", "W", 0, population=2401)
    town.join("A", 8)
    split(town, ("Am1", "Am2", "Am3"))
    assert (town["A"].population, town[PART].population) == (1501, 900)
    assert (town["W"].below["A"].population, town["W"].below[PART].population) == (1501, 900)


def test_split_lapses_where_a_part_would_be_too_small(town: Federation) -> None:
    split(town, ())
    assert town.council(PART) is None
    assert town["A"].split is None


def test_split_can_be_decided_again_after_it_has_lapsed(town: Federation) -> None:
    split(town, ())
    decided(town)
    town.pass_days(14)
    assert town["A~2"].roll == GOING


@pytest.mark.parametrize(
    ("council", "proposal", "reason"),
    [
        ("A", Proposal(Kind.SPLIT, "Split"), Reason.EMPTY_TEXT),
        ("W", Proposal(Kind.SPLIT, "Split", name="X"), Reason.KIND_NOT_HERE),
    ],
)
def test_split_is_refused(town: Federation, council: str, proposal: Proposal, reason: Reason) -> None:
    assert town.refused(council, Propose(town[council].roll[0], proposal)).reason is reason


def test_choice_of_a_part_is_refused_where_there_is_none(town: Federation) -> None:
    assert town.refused("A", ChoosePart("Am1", goes=True)).reason is Reason.NO_SPLIT
    assert town.refused("A", CarryOutSplit("clock")).reason is Reason.NO_SPLIT
    decided(town)
    assert town.refused("A", ChoosePart("Bm1", goes=True)).reason is Reason.NOT_ON_ROLL
    assert town.refused("A", CarryOutSplit("clock")).reason is Reason.TOO_EARLY
    town.now = town["A"].split.until
    assert town.refused("A", ChoosePart("Am1", goes=False)).reason is Reason.TOO_LATE


def test_second_split_is_refused_while_one_is_under_way(town: Federation) -> None:
    decided(town)
    refusal = town.refused("A", Propose("Am1", Proposal(Kind.SPLIT, "Again", name="X")))
    assert refusal.reason is Reason.KIND_NOT_HERE


def test_record_of_a_split_verifies(town: Federation) -> None:
    split(town)
    assert verify(town.export()).councils == town.states
