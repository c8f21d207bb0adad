"""Motions, from a draft to a decision, and every refusal on the way (R3, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.federation import Federation, planted, preset, recorded, with_levels, with_seats

from councils.core.charter import Charter, Kind, Majority
from councils.core.council import FoundCouncil
from councils.core.machines import MotionState
from councils.core.member import Admit, Apply, Leave
from councils.core.motion import Argue, OpenVote, Proposal, Propose, Second, Side, Withdraw
from councils.core.office import SeatDelegate
from councils.core.polling import CallHands, CastVote, CloseBallot, EnterCount
from councils.core.refusal import Reason
from councils.core.vacancy import Unseat
from councils.core.vote.ballot import Mode
from councils.core.vote.tally import Choice, Tally
from councils.core.vote.verdict import Position

CHARTER = with_seats(with_levels(preset(), "assembly", "congress"), 2)
WORD = Proposal(Kind.RESOLUTION, "Water for all")


def with_motion(kind: Kind, **rule: object) -> Charter:
    return replace(CHARTER, motions={**CHARTER.motions, kind: replace(CHARTER.motion(kind), **rule)})


@pytest.fixture(scope="module")
def planted_town() -> Federation:
    return planted(CHARTER, {"A": None, "B": None}, members=9)


@pytest.fixture
def town(planted_town) -> Federation:
    return planted_town.copy()


def voted(tally: Tally, **rule: object) -> Federation:
    """Assembly A of nine has voted so on a resolution under this rule."""
    federation = Federation(with_motion(Kind.RESOLUTION, **rule))
    federation.found("A")
    federation.join("A", 9)
    motion = federation.propose("A")
    federation.vote("A", motion, tally)
    federation.pass_days(7)
    return federation


# the way of a motion


@pytest.mark.parametrize(
    ("seconders", "states"),
    [
        (0, [MotionState.DELIBERATION]),
        (1, [MotionState.DRAFT, MotionState.DELIBERATION]),
        (2, [MotionState.DRAFT, MotionState.SECONDED, MotionState.DELIBERATION]),
    ],
)
def test_motion_needs_the_seconders_of_its_kind(seconders, states):
    federation = Federation(with_motion(Kind.RESOLUTION, seconders=seconders))
    federation.found("A")
    federation.join("A", 3)
    federation.do("A", Propose("Am1", WORD))
    passed = [federation["A"].motions["A:1"].state]
    for name in ("Am2", "Am3")[:seconders]:
        federation.do("A", Second(name, "A:1"))
        passed.append(federation["A"].motions["A:1"].state)
    assert passed == states


def test_vote_opens_by_the_clock_when_the_notice_is_over(town):
    town.do("A", Propose("Am1", WORD))
    name = next(reversed(town["A"].motions))
    town.do("A", Second("Am2", name))
    town.pass_days(2.9)
    before = town["A"].motions[name].state
    town.pass_days(0.1)
    assert (before, town["A"].motions[name].state) == (MotionState.DELIBERATION, MotionState.VOTING)


def test_argument_is_kept_with_its_side(town):
    town.do("A", Propose("Am1", WORD))
    name = next(reversed(town["A"].motions))
    town.do("A", Argue("Am2", name, Side.AGAINST, "The pipes are old."))
    assert [(a.by, a.side, a.text) for a in town["A"].motions[name].arguments] == [
        ("Am2", Side.AGAINST, "The pipes are old.")
    ]


def test_motion_can_be_withdrawn_until_its_vote_opens(town):
    town.do("A", Propose("Am1", WORD))
    name = next(reversed(town["A"].motions))
    town.do("A", Second("Am2", name))
    twin = town.copy()
    town.do("A", Withdraw("Am1", name))
    twin.now = twin["A"].motions[name].notice_until
    late = twin.refused("A", Withdraw("Am1", name))
    assert (town["A"].motions[name].state, late.reason) == (MotionState.WITHDRAWN, Reason.TOO_LATE)


def test_motion_of_who_left_stays_and_nobody_withdraws_it(town):
    town.do("A", Propose("Am9", WORD))
    name = next(reversed(town["A"].motions))
    town.do("A", Leave("Am9"))
    assert town.refused("A", Withdraw("Am9", name)).reason is Reason.NOT_THE_PROPOSER


@pytest.mark.parametrize(
    ("majority", "tally", "carried", "needed"),
    [
        (Majority.SIMPLE, Tally(3, 2, 4), True, 3),
        (Majority.SIMPLE, Tally(2, 2, 0), False, 3),
        (Majority.ABSOLUTE, Tally(5, 0, 0), True, 5),
        (Majority.ABSOLUTE, Tally(4, 0, 5), False, 5),
        (Majority.TWO_THIRDS, Tally(4, 2, 3), True, 4),
        (Majority.TWO_THIRDS, Tally(5, 3, 0), False, 6),
        (Majority.TWO_THIRDS, Tally(0, 0, 9), False, 1),
        (Majority.THREE_QUARTERS, Tally(6, 2, 0), True, 6),
        (Majority.THREE_QUARTERS, Tally(5, 2, 0), False, 6),
        (Majority.THREE_QUARTERS, Tally(0, 0, 3), False, 1),
    ],
)
def test_majority_is_that_of_the_kind(majority, tally, carried, needed):
    federation = voted(tally, majority=majority)
    verdict = federation["A"].motions["A:1"].verdict
    assert (verdict.carried, verdict.needed) == (carried, needed)


@pytest.mark.parametrize(("tally", "carried"), [(Tally(1, 0, 1), True), (Tally(1, 0, 0), False)])
def test_quorum_is_met_by_those_who_took_part(tally, carried):
    federation = voted(tally, quorum=Fraction(1, 5))
    verdict = federation["A"].motions["A:1"].verdict
    assert (verdict.carried, verdict.quorum) == (carried, 2)
    assert verdict.position is (Position.YES if carried else Position.NONE)


def test_roll_is_frozen_when_the_vote_opens(town):
    motion = town.propose("A")
    town.join("A", 1)
    town.do("A", Leave("Am9"))
    newcomer = town.refused("A", CastVote(motion, f"Am10/{motion}", Choice.YES))
    town.do("A", CastVote(motion, f"Am9/{motion}", Choice.YES))
    assert newcomer.reason is Reason.NOT_ON_THIS_ROLL
    assert len(town["A"].ballots[motion].roll) == 9


def test_ballot_closes_early_only_when_every_paper_is_in(town):
    motion = town.propose("A")
    early = town.refused("A", CloseBallot("clock", motion))
    town.vote("A", motion, Tally(8, 1, 0))
    town.do("A", CloseBallot("Am1", motion))
    assert (early.reason, town["A"].motions[motion].state) == (Reason.TOO_EARLY, MotionState.CARRIED)


def test_initiative_becomes_a_motion_above(town):
    motion = town.propose("A", Kind.INITIATIVE, "Trams by night")
    town.vote("A", motion, Tally(yes=9))
    town.tick(town.now)
    above = next(reversed(town["C"].motions.values()))
    assert (above.by, above.state, above.proposal.kind) == ("A", MotionState.DELIBERATION, Kind.RESOLUTION)
    assert above.proposal.title == "Trams by night"


# refusals


def test_motion_acts_are_refused_with_their_reasons(town):
    town.do("A", Propose("Am1", WORD))
    name = next(reversed(town["A"].motions))
    first = [
        town.refused("A", command).reason
        for command in (
            Propose("Bm1", WORD),
            Propose("Am1", Proposal(Kind.RESOLUTION, " ")),
            Second("Am1", name),
            Second("Bm1", name),
            Second("Am1", "A:77"),
            Argue("Bm1", name, Side.FOR, "Yes."),
            Argue("Am1", name, Side.FOR, " "),
            Argue("Am1", "A:77", Side.FOR, "Yes."),
            Withdraw("Am2", name),
            Withdraw("Am2", "A:77"),
            OpenVote("clock", name),
            OpenVote("clock", "A:77"),
        )
    ]
    town.do("A", Second("Am2", name))
    early = [town.refused("A", c).reason for c in (OpenVote("clock", name), OpenVote("Bm1", name), Second("Am3", name))]
    town.now = town["A"].motions[name].notice_until
    papers = town.refused("A", OpenVote("Am1", name, papers=("one", "two")))
    twice = town.refused("A", OpenVote("Am1", name, papers=("one",) * 9))
    town.do("A", OpenVote("Am1", name))
    voting = [town.refused("A", c).reason for c in (Withdraw("Am1", name), OpenVote("clock", name))]
    town.vote("A", name, Tally(yes=9))
    town.tick(town.now)
    over = town.refused("A", Argue("Am1", name, Side.FOR, "Yes."))
    assert first == [
        Reason.NOT_ON_ROLL,
        Reason.EMPTY_TEXT,
        Reason.SECONDS_OWN,
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_ON_ROLL,
        Reason.EMPTY_TEXT,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_THE_PROPOSER,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_IN_STATE,
        Reason.NO_SUCH_MATTER,
    ]
    assert early == [Reason.TOO_EARLY, Reason.NOT_ON_ROLL, Reason.NOT_IN_STATE]
    assert (papers.reason, papers.details) == (Reason.PAPERS_WRONG, {"roll": 9, "papers": 2})
    assert (twice.reason, over.reason) == (Reason.PAPERS_WRONG, Reason.NOT_IN_STATE)
    assert voting == [Reason.NOT_IN_STATE, Reason.NOT_IN_STATE]


def test_nobody_seconds_twice():
    federation = Federation(with_motion(Kind.RESOLUTION, seconders=2))
    federation.found("A")
    federation.join("A", 3)
    federation.do("A", Propose("Am1", WORD))
    federation.do("A", Second("Am2", "A:1"))
    assert federation.refused("A", Second("Am2", "A:1")).reason is Reason.SECONDED_ALREADY


@pytest.mark.parametrize(
    ("council", "proposal", "reason"),
    [
        ("A", Proposal(Kind.DIRECTIVE, "Plant trees"), Reason.NO_COUNCIL_BELOW),
        ("C", Proposal(Kind.DIRECTIVE, "Plant trees", to=("X",)), Reason.KIND_NOT_HERE),
        ("C", Proposal(Kind.INITIATIVE, "Trams"), Reason.NO_COUNCIL_ABOVE),
        ("C", Proposal(Kind.DEMAND, "Ask us", target="C:1"), Reason.NO_COUNCIL_ABOVE),
        ("A", Proposal(Kind.DEMAND, "Ask us", target="B:1"), Reason.KIND_NOT_HERE),
        ("A", Proposal(Kind.OBJECTION, "No trees", target="C:77"), Reason.NO_SUCH_DIRECTIVE),
        ("A", Proposal(Kind.RECONSIDERATION, "Again", target="C:77"), Reason.KIND_NOT_HERE),
        ("A", Proposal(Kind.CHARTER, "New charter", charter=CHARTER), Reason.KIND_NOT_HERE),
        ("C", Proposal(Kind.CHARTER, "New charter"), Reason.NO_CHARTER),
        ("C", Proposal(Kind.CHARTER, "New charter", charter=replace(CHARTER, offices=())), Reason.CHARTER_UNFIT),
        ("A", Proposal(Kind.INITIATIVE, "New", charter=with_levels(CHARTER, "x", "y")), Reason.CHARTER_UNFIT),
    ],
)
def test_motion_of_a_kind_that_cannot_be_here_is_refused(town, council, proposal, reason):
    assert town.refused(council, Propose(town[council].roll[0], proposal)).reason is reason


# caucuses change nothing (R3)


def test_labels_of_a_caucus_change_nothing():
    ends = []
    for caucus in ("", "bakers"):
        federation = planted(CHARTER, {"A": None, "B": None}, members=4)
        motion = federation.propose("A", caucus=caucus)
        federation.vote("A", motion, Tally(2, 1, 1))
        federation.pass_days(7)
        ends.append(federation["A"].motions[motion])
    assert replace(ends[1], proposal=ends[0].proposal) == ends[0]


# votes by show of hands


@pytest.fixture
def room(town) -> tuple[Federation, str]:
    """A has two tellers, Am1 and Am2, and a motion is open."""
    town.elect("A", "teller", ["Am1", "Am2"])
    return town, town.propose("A")


def test_two_tellers_who_agree_settle_the_count(room):
    town, motion = room
    town.do("A", CallHands("Am1", motion))
    town.do("A", EnterCount("Am1", motion, Tally(5, 2, 1)))
    steps = town.do("A", EnterCount("Am2", motion, Tally(5, 2, 1)))
    assert recorded(steps) == [
        ("A", "CountEntered"),
        ("A", "CountAgreed"),
        ("A", "BallotClosed"),
        ("A", "MotionCarried"),
    ]
    assert town["A"].ballots[motion].tally == Tally(5, 2, 1)


def test_two_tellers_who_differ_count_again(room):
    town, motion = room
    town.do("A", CallHands("Am1", motion))
    town.do("A", EnterCount("Am1", motion, Tally(5, 2, 1)))
    steps = town.do("A", EnterCount("Am2", motion, Tally(5, 3, 0)))
    assert recorded(steps) == [("A", "CountEntered"), ("A", "CountsDiffered")]
    assert town["A"].ballots[motion].counts == {}
    for teller in ("Am2", "Am1"):
        town.do("A", EnterCount(teller, motion, Tally(5, 3, 0)))
    assert town["A"].motions[motion].state is MotionState.CARRIED


def test_one_teller_twice_is_one_count(room):
    town, motion = room
    town.do("A", CallHands("Am1", motion))
    town.do("A", EnterCount("Am1", motion, Tally(5, 2, 1)))
    town.do("A", EnterCount("Am1", motion, Tally(5, 2, 1)))
    assert town["A"].motions[motion].state is MotionState.VOTING
    assert town["A"].ballots[motion].counts == {"Am1": Tally(5, 2, 1)}


def test_count_of_a_teller_who_was_recalled_is_no_tellers_count(room):
    town, motion = room
    town.do("A", CallHands("Am1", motion))
    town.do("A", EnterCount("Am1", motion, Tally(5, 2, 1)))
    town.do("A", Leave("Am1"))
    town.do("A", EnterCount("Am2", motion, Tally(5, 2, 1)))
    assert town["A"].motions[motion].state is MotionState.VOTING


def test_hands_are_called_only_where_two_tellers_can_count(town):
    town.elect("A", "teller", ["Am3"])
    motion = town.propose("A")
    assert town.refused("A", CallHands("Am3", motion)).reason is Reason.TOO_FEW_TELLERS


def test_hands_nobody_agreed_on_carry_nothing(room):
    town, motion = room
    town.do("A", CallHands("Am1", motion))
    town.do("A", EnterCount("Am1", motion, Tally(9, 0, 0)))
    town.pass_days(7)
    assert town["A"].motions[motion].state is MotionState.LOST


def test_hands_are_refused_with_their_reasons(room):
    town, motion = room
    before = [
        town.refused("A", command).reason
        for command in (
            CallHands("Am3", motion),
            CallHands("Am1", "A:77"),
            EnterCount("Am3", motion, Tally()),
            EnterCount("Am1", motion, Tally()),
            EnterCount("Am1", "A:77", Tally()),
        )
    ]
    twin = town.copy()
    twin.do("A", CastVote(motion, f"Am3/{motion}", Choice.YES))
    cast = twin.refused("A", CallHands("Am1", motion))
    town.do("A", CallHands("Am1", motion))
    after = [
        town.refused("A", command).reason
        for command in (
            CallHands("Am1", motion),
            CastVote(motion, f"Am3/{motion}", Choice.YES),
            EnterCount("Am1", motion, Tally(5, 3, 2)),
            EnterCount("Am1", motion, Tally(5, -1, 0)),
        )
    ]
    town.now += timedelta(days=7)
    late = [town.refused("A", c).reason for c in (EnterCount("Am1", motion, Tally(yes=9)), CallHands("Am1", motion))]
    assert before == [
        Reason.NOT_THE_OFFICER,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_THE_OFFICER,
        Reason.NOT_BY_VOTE,
        Reason.NO_SUCH_MATTER,
    ]
    assert cast.reason is Reason.VOTES_CAST
    assert after == [Reason.NOT_BY_VOTE, Reason.NOT_BY_VOTE, Reason.COUNT_OVER_ROLL, Reason.COUNT_OVER_ROLL]
    assert late == [Reason.TOO_LATE, Reason.TOO_LATE]
    assert town["A"].ballots[motion].mode is Mode.HANDS


# councils, members, and what nobody can do by themselves


def founding(name: str, parent: str | None, level: str, **more: object) -> FoundCouncil:
    return FoundCouncil(name, name, name, level, more.pop("charter", CHARTER), parent=parent, **more)


def test_founding_is_refused_where_the_council_cannot_stand(town):
    refusals = [
        town.refused(name, command)
        for name, command in (
            ("A", founding("A", "C", "assembly")),
            ("X", founding("Y", "C", "assembly")),
            ("X", founding("X", "Z", "assembly")),
            ("X", founding("X", "C", "congress")),
            ("X", founding("X", "A", "assembly")),
            ("X", founding("X", "X", "assembly")),
            ("X", founding("X", "X", "ward")),
            ("X", founding("X", "C", "ward")),
            ("X", founding("X", "C", "assembly", version=2)),
            ("X", founding("X", "C", "assembly", charter=with_seats(CHARTER, 3))),
            ("X", founding("X", "C", "assembly", population=-1)),
            ("", founding("", "C", "assembly")),
            ("X", founding("X", None, "congress", charter=replace(CHARTER, levels=()))),
        )
    ]
    assert [r.reason for r in refusals] == [
        Reason.ALREADY_FOUNDED,
        Reason.CANNOT_STAND,
        Reason.NO_SUCH_COUNCIL,
        *[Reason.CANNOT_STAND] * 10,
    ]


def test_nothing_happens_in_a_council_that_is_not_there(town):
    assert town.refused("X", Propose("Am1", WORD)).reason is Reason.NO_SUCH_COUNCIL


def test_what_only_follows_cannot_be_begun(town):
    seat = SeatDelegate("A", 9, town.now, 900)
    assert [town.refused("C", command).reason for command in (seat, Unseat("A.1", "Envy"))] == [Reason.ONLY_CAUSED] * 2


def test_membership_is_refused_with_its_reasons(town):
    grounds = ("resident",)
    assert [
        town.refused(council, command).reason
        for council, command in (
            ("C", Apply("Cm1", grounds)),
            ("A", Apply("Am1", grounds)),
            ("A", Apply("clock", grounds)),
            ("A", Apply("Am10", ())),
            ("A", Admit("Am1", "Am10")),
            ("A", Leave("Am10")),
        )
    ] == [
        Reason.NOT_A_BASE_ASSEMBLY,
        Reason.ON_ROLL_ALREADY,
        Reason.NOBODY,
        Reason.FRANCHISE,
        Reason.NO_APPLICATION,
        Reason.NOT_ON_ROLL,
    ]


def test_admission_is_confirmed_by_the_officers_or_while_there_are_none_by_members():
    franchise = replace(CHARTER.franchise, admission="confirmed")
    federation = Federation(replace(CHARTER, franchise=franchise))
    federation.found("A")
    for name in ("Am1", "Am2", "Am3"):
        federation.do("A", Apply(name, ("resident",)))
    stranger = federation.refused("A", Admit("Am9", "Am1"))
    federation.do("A", Admit("Am1", "Am1"))
    applicant = federation.refused("A", Admit("Am2", "Am2"))
    federation.do("A", Admit("Am1", "Am2"))
    federation.elect("A", "secretary", ["Am2"])
    member = federation.refused("A", Admit("Am1", "Am3"))
    federation.do("A", Admit("Am2", "Am3"))
    assert [r.reason for r in (stranger, applicant, member)] == [Reason.NOT_THE_OFFICER] * 3
    assert federation["A"].roll == ("Am1", "Am2", "Am3")


def test_who_left_can_come_back(town):
    town.do("A", Leave("Am9"))
    town.do("A", Apply("Am9", ("resident",)))
    assert town["A"].roll == tuple(f"Am{n}" for n in range(1, 10))
