"""Questions go down to every assembly and come back as mandates (R7, R8, R9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.federation import Federation, planted, preset, recorded, with_rules, with_seats

from councils.core.charter import Binding, Counting, Kind, MandateKind, NoMandate, Tie, Unvoted
from councils.core.council import FoundCouncil
from councils.core.machines import MandateState, MotionState, RecallState, ReferralState
from councils.core.motion import OpenVote, Proposal, Propose, Second
from councils.core.polling import CallHands, CastVote, CloseBallot, EnterCount
from councils.core.recall import SignPetition
from councils.core.referral import delegations
from councils.core.refusal import Reason
from councils.core.vote.tally import Choice, Tally
from councils.core.vote.verdict import Position

SEATS = with_seats(preset(), 3, 2)
TREE = {"W1": {"A1": None, "A2": None}, "W2": {"A3": None}, "A4": None}
"""A4 stands directly under the congress: three of its delegates sit there beside two from each ward."""

YES, NO, SPLIT, TIED, SILENT = Tally(6, 2, 1), Tally(1, 7, 0), Tally(4, 2, 0), Tally(3, 3, 1), Tally(1, 0, 0)
ALL_YES = dict.fromkeys(("A1", "A2", "A3", "A4"), YES)
YES_, NO_, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN

PLANTED: dict[str, Federation] = {}


def asked(votes: dict[str, Tally], days: float = 19, **rules: object) -> tuple[Federation, str]:
    """The congress's question after ``days``, when the assemblies have voted so; 19 is when the wards have answered."""
    charter = with_rules(SEATS, **rules)
    key = repr(charter.referral)
    if key not in PLANTED:
        PLANTED[key] = planted(charter, TREE, members=9)
    federation = PLANTED[key].copy()
    question = federation.propose("C")
    for name, tally in votes.items():
        federation.vote(name, question, tally)
    federation.pass_days(days)
    return federation, question


def asked_for_long(votes: dict[str, Tally]) -> tuple[Federation, str]:
    """A question with 60 days to answer it, just asked."""
    federation = planted(with_rules(SEATS, days=60), TREE, members=9)
    question = federation.propose("C")
    for name, tally in votes.items():
        federation.vote(name, question, tally)
    return federation, question


def party(federation: Federation, council: str, question: str, sender: str):
    return next(p for p in delegations(federation[council], question) if p.council == sender)


def decided(federation: Federation, question: str) -> MotionState:
    federation.pass_days(30)
    return federation["C"].motions[question].state


# how a question goes down


def test_referral_reaches_every_council_with_an_earlier_deadline():
    federation, question = asked({}, days=0)
    closes = federation["C"].ballots[question].closes
    earlier = {name: (closes - c.ballots[question].closes).days for name, c in federation.states.items()}
    assert earlier == {"C": 0, "W1": 2, "W2": 2, "A4": 2, "A1": 4, "A2": 4, "A3": 4}
    assert closes - federation.now == timedelta(days=21)


def test_levels_answer_one_after_the_other_also_on_the_same_day():
    federation = planted(with_rules(SEATS, days=1, step_days=0), TREE, members=9)
    question = federation.propose("C")
    for name in ALL_YES:
        federation.vote(name, question, Tally(6, 1, 0))
    federation.pass_days(1)
    assert federation["C"].motions[question].state is MotionState.CARRIED
    assert str(federation["C"].referrals[question].countings.base.counted) == "24 / 4 / 0"


def test_assembly_directly_under_the_congress_binds_its_delegates_there():
    federation, question = asked(ALL_YES | {"A4": NO})
    assert party(federation, "C", question, "A4").bound == Tally(no=3)
    assert decided(federation, question) is MotionState.CARRIED
    assert str(federation["C"].referrals[question].countings.delegates.counted) == "4 / 3 / 0"


def test_kind_that_the_charter_does_not_refer_is_decided_above():
    federation = asked({}, days=0)[0]
    motion = federation.propose("C", Kind.PROCEDURE)
    assert motion not in federation["C"].referrals
    assert motion not in federation["A1"].ballots


def test_base_assembly_decides_its_own_motions_itself():
    federation = asked({}, days=0)[0]
    motion = federation.propose("A1", Kind.RESOLUTION)
    federation.vote("A1", motion, YES)
    federation.pass_days(7)
    assert federation["A1"].motions[motion].state is MotionState.CARRIED
    assert motion not in federation["A1"].referrals


def test_council_founded_meanwhile_was_not_asked():
    federation, question = asked_for_long(ALL_YES)
    federation.do("W3", FoundCouncil("W3", "W3", "W3", "ward", federation.charter, 1, "C"))
    federation.found("A5", "W3")
    federation.join("A5", 3)
    federation.elect("A5", "delegate", ["A5m1"])
    federation.elect("W3", "delegate", ["A5.1"])
    assert "W3" not in federation["C"].referrals[question].mandates
    assert federation.refused("C", CastVote(question, "W3.1", YES_)).reason is Reason.NOT_ON_THIS_ROLL
    federation.pass_days(40)
    assert federation["C"].motions[question].state is MotionState.CARRIED


# when it comes back


def test_answer_goes_up_as_soon_as_everybody_has_voted():
    federation, question = asked({"A1": Tally(9, 0, 0)}, days=1)
    assert federation["A1"].referrals[question].state is ReferralState.ANSWERED
    assert federation["W1"].referrals[question].mandates["A1"].state is MandateState.GIVEN


def test_late_clock_gives_the_same_decision():
    daily, question = asked(ALL_YES | {"A1": NO, "A3": SILENT}, days=0)
    late = daily.copy()
    for _ in range(60):
        daily.pass_days(1)
    late.pass_days(60)
    late_motion, motion = late["C"].motions[question], daily["C"].motions[question]
    assert late_motion.verdict == motion.verdict
    assert {n: late[n].referrals[question] for n in late.states} == {
        n: daily[n].referrals[question] for n in late.states
    }


def test_clock_that_runs_twice_does_nothing_more():
    federation, _ = asked(ALL_YES, days=60)
    entries = len(federation.record)
    federation.tick(federation.now)
    assert len(federation.record) == entries


def test_answer_after_the_ballot_above_has_closed_changes_nothing():
    federation, question = asked({"A4": NO}, days=0)
    for name in ("A1", "A2"):
        federation.vote(name, question, YES)
    federation.now += timedelta(days=21)
    federation.do("A4", CloseBallot("clock", question))
    federation.do("C", CloseBallot("clock", question))
    before = federation["C"]
    for name in ("A1", "A2", "W1"):
        federation.do(name, CloseBallot("clock", question))
    assert federation["W1"].referrals[question].state is ReferralState.ANSWERED
    assert federation["C"] == before
    assert before.motions[question].state is MotionState.LOST


def test_vote_of_an_assembly_can_be_changed_until_it_closes():
    federation, question = asked({"A1": Tally(no=5)}, days=0)
    for paper in sorted(federation["A1"].ballots[question].roll)[:5]:
        federation.do("A1", CastVote(question, paper, YES_))
    federation.pass_days(17)
    late = federation.refused("A1", CastVote(question, paper, NO_))
    assert federation["A1"].referrals[question].answer.base == Tally(yes=5)
    assert late.reason is Reason.NOT_IN_STATE


def test_vote_after_the_deadline_is_refused_however_late_the_clock():
    federation, question = asked({}, days=0)
    federation.now += timedelta(days=18)
    refusal = federation.refused("A1", CastVote(question, f"A1m1/{question}", YES_))
    assert refusal.reason is Reason.TOO_LATE


# what a mandate binds to


def test_delegate_cannot_vote_before_the_mandate_is_there():
    federation, question = asked(ALL_YES, days=0)
    refusal = federation.refused("C", CastVote(question, "W1.1", YES_))
    assert (refusal.reason, refusal.details["council"]) == (Reason.NO_MANDATE_YET, "W1")


def test_imperative_mandate_refuses_a_vote_against_it():
    federation, question = asked(ALL_YES)
    refusal = federation.refused("C", CastVote(question, "W1.1", NO_))
    federation.do("C", CastVote(question, "W1.1", YES_))
    assert refusal.reason is Reason.AGAINST_MANDATE
    assert str(refusal) == (
        "R8: W1 bound its delegation to 2 yes, 0 no and 0 abstentions; the mandate is imperative. "
        "Vote as you were told, or ask those who sent you to decide anew."
    )


def test_divided_delegation_runs_out_of_places():
    federation, question = asked({"A1": SPLIT}, days=17, binding=Binding.DIVIDED)
    assert party(federation, "W1", question, "A1").bound == Tally(2, 1, 0)
    for delegate in ("A1.1", "A1.2"):
        federation.do("W1", CastVote(question, delegate, YES_))
    refusal = federation.refused("W1", CastVote(question, "A1.3", YES_))
    federation.do("W1", CastVote(question, "A1.3", NO_))
    swap = federation.refused("W1", CastVote(question, "A1.1", NO_))
    assert [r.reason for r in (refusal, swap)] == [Reason.AGAINST_MANDATE] * 2


def test_answerable_breach_counts_is_recorded_and_opens_a_petition_below():
    federation, question = asked(ALL_YES, days=17, mandate=MandateKind.ANSWERABLE)
    steps = federation.do("W1", CastVote(question, "A1.2", NO_))
    assert recorded(steps) == [("W1", "VoteCast"), ("W1", "MandateBreached"), ("A1", "PetitionOpened")]
    recall = next(iter(federation["A1"].recalls.values()))
    assert (recall.holder, recall.office, recall.by, recall.breach) == ("A1m2", "delegate", "rule", question)
    federation.pass_days(2)
    assert federation["W1"].referrals[question].mandates["A1"].state is MandateState.BREACHED
    assert str(federation["W1"].referrals[question].answer.counted) == "5 / 1 / 0"


def test_second_breach_opens_no_second_petition():
    federation, question = asked(ALL_YES, days=17, mandate=MandateKind.ANSWERABLE)
    federation.do("W1", CastVote(question, "A1.2", NO_))
    steps = federation.do("W1", CastVote(question, "A1.2", ABSTAIN))
    assert recorded(steps) == [("W1", "VoteCast"), ("W1", "MandateBreached")]
    assert len(federation["A1"].recalls) == 1


def test_delegate_recalled_for_a_breach_takes_the_vote_along():
    federation, question = asked(ALL_YES, days=1, mandate=MandateKind.ANSWERABLE)
    federation.do("W1", CastVote(question, "A1.2", NO_))
    recall = next(iter(federation["A1"].recalls.values()))
    federation.do("A1", SignPetition(recall.id, min(recall.roll)))
    federation.vote("A1", recall.id, Tally(yes=9))
    federation.do("A1", CloseBallot("clock", recall.id))
    assert federation["A1"].recalls[recall.id].state is RecallState.RECALLED
    assert federation["W1"].ballots[question].votes == {}
    assert party(federation, "W1", question, "A1").seats == 3


def test_free_delegate_votes_before_and_against_what_was_told():
    federation, question = asked(ALL_YES, days=0, mandate=MandateKind.FREE)
    federation.do("W1", CastVote(question, "A1.1", NO_))
    federation.pass_days(17)
    steps = federation.do("W1", CastVote(question, "A1.2", NO_))
    federation.pass_days(2)
    assert recorded(steps) == [("W1", "VoteCast")]
    assert str(federation["W1"].referrals[question].answer.counted) == "0 / 2 / 0"


def test_free_delegate_of_a_silent_council_does_not_count():
    federation, question = asked(ALL_YES | {"A1": SILENT}, days=0, mandate=MandateKind.FREE)
    federation.do("W1", CastVote(question, "A1.1", NO_))
    federation.pass_days(17)
    refusal = federation.refused("W1", CastVote(question, "A1.2", NO_))
    federation.pass_days(2)
    assert refusal.reason is Reason.NO_MANDATE
    assert federation["W1"].referrals[question].answer.position is Position.NONE


# what silence, ties and absence come to


def test_council_without_valid_decision_does_not_count():
    federation, question = asked(ALL_YES | {"A1": SILENT}, days=17)
    refusal = federation.refused("W1", CastVote(question, "A1.1", YES_))
    federation.pass_days(2)
    assert (refusal.reason, refusal.details["effect"]) == (Reason.NO_MANDATE, "do not count")
    assert str(federation["W1"].referrals[question].answer.counted) == "3 / 0 / 0"


@pytest.mark.parametrize("kind", [MandateKind.IMPERATIVE, MandateKind.ANSWERABLE])
def test_council_without_valid_decision_abstains(kind):
    federation, question = asked(ALL_YES | {"A1": SILENT}, days=17, no_mandate=NoMandate.ABSTAIN, mandate=kind)
    refusal = federation.refused("W1", CastVote(question, "A1.1", YES_))
    federation.do("W1", CastVote(question, "A1.1", ABSTAIN))
    federation.pass_days(2)
    assert (refusal.reason, refusal.details["effect"]) == (Reason.NO_MANDATE, "abstain")
    assert str(federation["W1"].referrals[question].answer.counted) == "3 / 0 / 3"


def test_council_without_valid_decision_leaves_its_delegates_free():
    federation, question = asked(ALL_YES | {"A1": SILENT}, days=17, no_mandate=NoMandate.FREE)
    federation.do("W1", CastVote(question, "A1.1", NO_))
    federation.pass_days(2)
    assert str(federation["W1"].referrals[question].answer.counted) == "3 / 1 / 0"


@pytest.mark.parametrize(("tie", "counted"), [(Tie.ABSTAIN, "3 / 0 / 3"), (Tie.NO, "3 / 3 / 0")])
def test_tie_below_becomes_what_the_charter_says(tie, counted):
    federation, question = asked(ALL_YES | {"A1": TIED}, tie=tie)
    assert str(federation["W1"].referrals[question].answer.counted) == counted


@pytest.mark.parametrize(
    ("unvoted", "counted"), [(Unvoted.FOLLOWS_MANDATE, "6 / 0 / 0"), (Unvoted.ABSENT, "1 / 0 / 0")]
)
def test_seat_that_did_not_vote_follows_its_mandate_or_is_absent(unvoted, counted):
    federation, question = asked(ALL_YES, days=17, unvoted=unvoted)
    federation.do("W1", CastVote(question, "A1.1", YES_))
    federation.pass_days(2)
    assert str(federation["W1"].referrals[question].answer.counted) == counted


def test_nobody_voting_anywhere_decides_nothing():
    federation, question = asked({})
    assert decided(federation, question) is MotionState.LOST
    assert federation["C"].motions[question].verdict.position is Position.NONE


# how a higher council counts

CLOSE = {"A1": Tally(5, 4, 0), "A2": Tally(5, 4, 0), "A3": Tally(5, 4, 0), "A4": Tally(0, 9, 0)}
"""Four congress delegates of seven for it; 27 of 36 members; but 15 to 21 heads."""


@pytest.mark.parametrize(
    ("counting", "state"),
    [
        (Counting.DELEGATES, MotionState.CARRIED),
        (Counting.MEMBERS, MotionState.CARRIED),
        (Counting.BASE, MotionState.LOST),
    ],
)
def test_charter_says_which_counting_decides(counting, state):
    federation, question = asked(CLOSE, counting=counting)
    assert decided(federation, question) is state
    countings = federation["C"].referrals[question].countings
    assert [str(v.counted) for v in (countings.delegates, countings.members, countings.base)] == [
        "4 / 3 / 0",
        "27 / 9 / 0",
        "15 / 21 / 0",
    ]
    assert countings.disagree is True


@pytest.mark.parametrize("counting", list(Counting))
def test_council_that_misses_its_quorum_decides_nothing_in_any_counting(counting):
    votes = {"A1": Tally(yes=9), "A2": Tally(yes=9)}
    federation, question = asked(votes, counting=counting, council_quorum=Fraction(1, 2))
    assert decided(federation, question) is MotionState.LOST
    countings = federation["C"].referrals[question].countings
    assert (countings.delegates.quorum, countings.delegates.took_part) == (4, 2)
    assert [v.carried for v in (countings.delegates, countings.members, countings.base)] == [False] * 3


# demands from below


def demanding(federation: Federation, council: str, motion: str) -> None:
    federation.now = federation["C"].motions[motion].notice_until - timedelta(days=1)
    charter = federation.charter
    name = next(federation[council].matter_ids())
    voices = federation[council].roll
    federation.do(council, Propose(voices[0], Proposal(Kind.DEMAND, "Ask us", target=motion)))
    federation.do(council, Second(voices[1], name))
    federation.now = federation[council].motions[name].notice_until
    assert charter.motion(Kind.DEMAND).notice_days == 0
    federation.do(council, OpenVote("clock", name))
    federation.vote(council, name, Tally(yes=len(voices)))
    federation.do(council, CloseBallot("clock", name))


@pytest.fixture
def demands() -> Federation:
    quick = replace(SEATS.motion(Kind.DEMAND), notice_days=0)
    slow = replace(SEATS.motion(Kind.PROCEDURE), notice_days=20)
    charter = replace(SEATS, motions={**SEATS.motions, Kind.DEMAND: quick, Kind.PROCEDURE: slow})
    charter = with_rules(charter, demand_share=Fraction(2, 3))
    return planted(charter, TREE, members=9)


def put_before_the_congress(federation: Federation) -> str:
    name = next(federation["C"].matter_ids())
    federation.do("C", Propose("W1.1", Proposal(Kind.PROCEDURE, "Meet on Sundays")))
    federation.do("C", Second("W1.2", name))
    return name


def test_share_of_councils_below_demands_a_referral(demands):
    motion = put_before_the_congress(demands)
    for council in ("W1", "A4"):
        demanding(demands, council, motion)
    demands.pass_days(2)
    assert demands["C"].motions[motion].referred is True
    assert motion in demands["A3"].ballots


def test_too_few_demands_change_nothing(demands):
    motion = put_before_the_congress(demands)
    demanding(demands, "W1", motion)
    demanding(demands, "W1", motion)
    demands.pass_days(2)
    assert demands["C"].motions[motion].demanded_by == {"W1"}
    assert demands["C"].motions[motion].referred is False


def test_demand_counts_while_the_motion_looks_for_seconders(demands):
    demands.do("C", Propose("W1.1", Proposal(Kind.PROCEDURE, "Meet on Sundays")))
    motion = next(reversed(demands["C"].motions))
    for council in ("W1", "A4"):
        name = demands.propose(council, Kind.DEMAND, target=motion)
        demands.vote(council, name, Tally(yes=len(demands[council].roll)))
        demands.tick(demands.now)
    demands.do("C", Second("W1.2", motion))
    demands.pass_days(20)
    assert demands["C"].motions[motion].referred is True


def test_demand_that_comes_too_late_or_names_nothing_is_passed_over(demands):
    late = put_before_the_congress(demands)
    demands.pass_days(21)
    for target in (late, "C:77"):
        name = demands.propose("W1", Kind.DEMAND, target=target)
        demands.vote("W1", name, Tally(yes=6))
        demands.tick(demands.now)
        assert demands["W1"].motions[name].state is MotionState.CARRIED
    assert demands["C"].motions[late].demanded_by == frozenset()


# hands are for rooms, not for mandates


def test_show_of_hands_is_refused_where_delegates_are_bound():
    federation, question = asked(ALL_YES)
    federation.elect("C", "chair", ["W1.1"])
    question = federation.propose("C")
    refusal = federation.refused("C", CallHands("W1.1", question))
    assert refusal.reason is Reason.NOT_BY_VOTE


def test_assembly_may_answer_by_show_of_hands():
    federation, _ = asked({}, days=0)
    federation.elect("A1", "teller", ["A1m1", "A1m2"])
    question = federation.propose("C")
    federation.do("A1", CallHands("A1m1", question))
    for teller in ("A1m1", "A1m2"):
        federation.do("A1", EnterCount(teller, question, Tally(5, 3, 0)))
    assert federation["W1"].referrals[question].mandates["A1"].answer.base == Tally(5, 3, 0)
