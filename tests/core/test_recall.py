"""Recall at any moment, and everything that falls with it (R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.federation import Federation, planted, preset, recorded, with_levels, with_seats

from councils.core.charter import Kind
from councils.core.election import CallElection, Mark, OpenElection, Stand
from councils.core.machines import ElectionState, RecallState
from councils.core.member import Leave
from councils.core.motion import Propose
from councils.core.office import Tenure
from councils.core.polling import CastVote, CloseBallot, EnterCount
from councils.core.proposal import Proposal
from councils.core.recall import LapsePetition, OpenPetition, SignPetition
from councils.core.refusal import Reason
from councils.core.vote.tally import Choice, Tally

CHAIN = with_seats(with_levels(preset(), "assembly", "ward", "district", "region", "congress"), 4, 3, 2, 1)
"""Every council sends one delegate fewer than it has, so that one is left over as alternate."""


@pytest.fixture(scope="module")
def chain() -> Federation:
    """C > R > D > W > B: the member Bm1 sits in all four councils above, and chairs the congress."""
    federation = planted(CHAIN, {"R": {"D": {"W": {"B": None}}}})
    federation.elect("C", "chair", ["R.1"])
    return federation


@pytest.fixture
def tall(chain) -> Federation:
    return chain.copy()


@pytest.fixture(scope="module")
def planted_town() -> Federation:
    """Two assemblies of ten under a congress; each sends two and has four alternates at most three in line."""
    charter = with_seats(with_levels(preset(), "assembly", "congress"), 2)
    return planted(charter, {"A": None, "B": None}, members=10)


@pytest.fixture
def town(planted_town) -> Federation:
    return planted_town.copy()


def holders(federation: Federation, council: str, office: str = "delegate") -> set[str]:
    return {tenure.holder for tenure in federation[council].holders(office)}


def test_recall_falls_through_four_levels_and_fills_from_the_base_up(tall):
    steps = tall.recall("B", "Bm1")
    fallen = [("W", "B.1"), ("D", "W.1"), ("R", "D.1"), ("C", "R.1")]
    assert [(c, e) for c, e in recorded(steps) if c != "B"] == [
        ("W", "DelegateUnseated"),
        ("W", "OfficeVacated"),
        ("D", "DelegateUnseated"),
        ("D", "OfficeVacated"),
        ("R", "DelegateUnseated"),
        ("R", "OfficeVacated"),
        ("C", "DelegateUnseated"),
        ("C", "OfficeVacated"),
        ("C", "ElectionCalled"),
        ("W", "DelegateSeated"),
        ("W", "OfficeFilled"),
        ("D", "DelegateSeated"),
        ("D", "OfficeFilled"),
        ("R", "DelegateSeated"),
        ("R", "OfficeFilled"),
        ("C", "DelegateSeated"),
    ]
    assert [name for council, name in fallen if name in tall[council].delegates] == []
    assert holders(tall, "B") == {"Bm2", "Bm3", "Bm4", "Bm5"}
    assert holders(tall, "W") == {"B.2", "B.3", "B.4"}
    assert holders(tall, "D") == {"W.2", "W.3"}
    assert holders(tall, "R") == {"D.2"}
    assert set(tall["C"].delegates) == {"R.2"}


def test_recalled_congress_chair_keeps_the_seat_but_not_the_chair(tall):
    tall.recall("C", "R.1", "chair")
    assert tall["C"].holders("chair") == ()
    assert set(tall["C"].delegates) == {"R.1"}
    assert [(e.office, e.state) for e in tall["C"].elections.values()][-1] == ("chair", ElectionState.NOMINATION)


def test_recall_in_the_middle_leaves_the_seats_below(tall):
    tall.recall("D", "W.1")
    assert set(tall["R"].delegates) == {"D.2", "D.3"}
    assert holders(tall, "B") == {"Bm1", "Bm2", "Bm3", "Bm4"}
    assert set(tall["D"].delegates) == {"W.1", "W.2", "W.3"}
    assert tall["C"].holders("chair") == ()


def test_leaving_member_falls_like_a_recalled_one(tall):
    twin = tall.copy()
    twin.recall("B", "Bm1")
    tall.now = twin.now
    tall.do("B", Leave("Bm1"))
    for council in "WDRC":
        assert tall[council].delegates.keys() == twin[council].delegates.keys()
        assert holders(tall, council) == holders(twin, council)
    assert tall["C"].tenures[1].ended == "left"
    assert twin["C"].tenures[1].ended == "recalled: B:2"


def test_recall_during_an_open_vote_voids_the_vote_and_seats_the_alternate(town):
    question = town.propose("C", Kind.PROCEDURE)
    town.do("C", CastVote(question, "A.1", Choice.YES))
    name = town.petition("A", "Am1")
    for paper in sorted(town["A"].ballots[name].roll):
        town.do("A", CastVote(name, paper, Choice.YES))
    steps = town.do("A", CloseBallot("clock", name))
    assert ("C", "VoteVoided") in recorded(steps)
    assert town["C"].ballots[question].votes == {}
    assert set(town["C"].ballots[question].roll) == {"A.2", "A.3", "B.1", "B.2"}


def test_recalled_alternate_is_not_called(town):
    town.recall("A", "Am3")
    assert holders(town, "A") == {"Am1", "Am2"}
    assert town["A"].alternates["delegate"] == ("Am4", "Am5")
    town.recall("A", "Am1")
    assert holders(town, "A") == {"Am2", "Am4"}


def test_recalled_person_may_be_elected_again(town):
    for name in ("Am3", "Am4", "Am5", "Am1"):
        town.recall("A", name)
    election = town.election("A", "delegate")
    assert election.renewal is False
    town.elect("A", "delegate", ["Am1"])
    assert holders(town, "A") == {"Am1", "Am2"}
    assert set(town["C"].delegates) == {"A.2", "A.3", "B.1", "B.2"}


@pytest.mark.parametrize(("share", "needed"), [("1/10", 1), ("1/5", 2), ("1/4", 3), ("1", 10), ("1/100", 1)])
def test_petition_needs_just_its_share_of_the_roll(share, needed):
    charter = with_seats(with_levels(preset(), "assembly", "congress"), 1)
    charter = replace(charter, recall=replace(charter.recall, petition_share=Fraction(share)))
    federation = planted(charter, {"A": None}, members=10)
    federation.do("A", OpenPetition("Am2", "Am1", "delegate", "Silence."))
    recall = federation["A"].recalls["A:2"]
    papers = sorted(recall.roll)
    for paper in papers[: needed - 1]:
        federation.do("A", SignPetition(recall.id, paper))
        assert federation["A"].recalls[recall.id].state is RecallState.PETITION
    steps = federation.do("A", SignPetition(recall.id, papers[needed - 1]))
    assert recorded(steps) == [("A", "PetitionSigned"), ("A", "PetitionQualified"), ("A", "BallotOpened")]


def test_papers_of_the_vote_are_not_those_of_the_petition(town):
    name = town.petition("A", "Am1")
    recall, ballot = town["A"].recalls[name], town["A"].ballots[name]
    assert recall.roll.papers.isdisjoint(ballot.roll.papers)
    assert len(recall.roll) == len(ballot.roll) == 10


def test_petition_lapses_at_its_time(town):
    town.do("A", OpenPetition("Am2", "Am1", "delegate", "Silence."))
    early = town.refused("A", LapsePetition("clock", "A:2"))
    town.pass_days(30)
    late = town.refused("A", SignPetition("A:2", "Am2/A:2"))
    assert town["A"].recalls["A:2"].state is RecallState.LAPSED
    assert (early.reason, late.reason) == (Reason.TOO_EARLY, Reason.NOT_IN_STATE)


def test_signature_after_the_time_is_refused_however_late_the_clock(town):
    town.do("A", OpenPetition("Am2", "Am1", "delegate", "Silence."))
    town.now = town["A"].recalls["A:2"].until
    assert town.refused("A", SignPetition("A:2", "Am2/A:2")).reason is Reason.TOO_LATE


def test_second_recall_of_the_same_office_is_refused_while_one_runs(town):
    town.petition("A", "Am1")
    refusal = town.refused("A", OpenPetition("Am3", "Am1", "delegate", "Again."))
    assert refusal.reason is Reason.RECALL_RUNNING


def test_rejected_recall_keeps_the_delegate_and_can_be_brought_again(town):
    name = town.petition("A", "Am1")
    town.vote("A", name, Tally(3, 5, 0))
    town.close("A", name)
    assert town["A"].recalls[name].state is RecallState.KEPT
    assert holders(town, "A") == {"Am1", "Am2"}
    again = town.petition("A", "Am1")
    assert town["A"].recalls[again].state is RecallState.VOTING


def test_recall_without_quorum_is_rejected(town):
    name = town.petition("A", "Am1")
    town.vote("A", name, Tally(yes=1))
    town.close("A", name)
    assert town["A"].recalls[name].state is RecallState.KEPT


@pytest.mark.parametrize("qualified", [False, True])
def test_recall_is_moot_when_the_person_leaves(town, qualified):
    if qualified:
        name = town.petition("A", "Am1")
    else:
        name = "A:2"
        town.do("A", OpenPetition("Am2", "Am1", "delegate", "Silence."))
    town.do("A", Leave("Am1"))
    assert town["A"].recalls[name].state is RecallState.MOOT
    town.pass_days(60)
    assert town["A"].recalls[name].state is RecallState.MOOT


def test_ballot_of_a_moot_recall_is_closed_to_everyone(town):
    name = town.petition("A", "Am1")
    town.do("A", Leave("Am1"))
    vote = town.refused("A", CastVote(name, f"Am2/{name}", Choice.YES))
    town.now = town["A"].ballots[name].closes
    close = town.refused("A", CloseBallot("clock", name))
    count = town.refused("A", EnterCount("Am2", name, Tally()))
    assert [r.reason for r in (vote, close, count)] == [Reason.NOT_IN_STATE] * 3


def test_renewal_makes_the_recall_of_who_was_not_elected_moot(town):
    town.now = town["A"].tenures[1].until - timedelta(days=20)
    town.do("A", CallElection("Am1", "delegate"))
    for holder in ("Am1", "Am2", "Am4"):
        town.do("A", OpenPetition("Am9", holder, "delegate", "Silence."))
    town.elect("A", "delegate", ["Am2", "Am3", "Am4"])
    assert [r.state for r in town["A"].recalls.values()] == [
        RecallState.MOOT,
        RecallState.PETITION,
        RecallState.PETITION,
    ]


def test_fallen_delegate_stands_down_and_loses_the_vote_in_an_open_election(tall):
    tall.recall("C", "R.1", "chair")
    election = tall.election("C", "chair")
    tall.do("C", Stand("R.1", election.id))
    tall.now = election.nominations_until
    tall.do("C", OpenElection("clock", election.id))
    tall.do("C", Mark(election.id, "R.1", ("R.1",)))
    tall.do("B", Leave("Bm1"))
    running = tall["C"].elections[election.id]
    assert (running.candidates, running.ballots, set(running.roll)) == ({}, {}, {"R.2"})
    tall.pass_days(7)
    assert tall["C"].elections[election.id].state is ElectionState.VOID


def test_alternate_may_sign_and_vote_in_place_of_who_fell(town):
    town.elect("C", "chair", ["B.1"])
    town.do("C", OpenPetition("A.1", "B.1", "chair", "Not a word about bread."))
    name = next(reversed(town["C"].recalls))
    town.do("A", Leave("Am1"))
    assert set(town["C"].recalls[name].roll) == {"A.2", "A.3", "B.1", "B.2"}
    town.do("C", SignPetition(name, "A.3"))
    assert town["C"].recalls[name].state is RecallState.VOTING


def test_signature_of_who_fell_does_not_count(town):
    charter = replace(town.charter, recall=replace(town.charter.recall, petition_share=Fraction(1, 2)))
    federation = planted(charter, {"A": None, "B": None}, members=10)
    federation.elect("C", "chair", ["B.1"])
    federation.do("C", OpenPetition("A.1", "B.1", "chair", "Not a word about bread."))
    name = next(reversed(federation["C"].recalls))
    federation.do("C", SignPetition(name, "A.1"))
    federation.do("A", Leave("Am1"))
    assert federation["C"].recalls[name].signatures == frozenset()


def test_only_who_takes_part_can_petition_and_only_with_grounds(town):
    stranger = town.refused("A", OpenPetition("Bm1", "Am1", "delegate", "Silence."))
    groundless = town.refused("A", OpenPetition("Am2", "Am1", "delegate", "  "))
    nobody = town.refused("A", OpenPetition("Am2", "Am9", "delegate", "Silence."))
    unknown = town.refused("A", SignPetition("A:77", "Am2/A:77"))
    assert [r.reason for r in (stranger, groundless, nobody, unknown)] == [
        Reason.NOT_ON_ROLL,
        Reason.NO_GROUNDS,
        Reason.NOT_IN_OFFICE,
        Reason.NO_SUCH_MATTER,
    ]


def test_petition_is_signed_once_and_by_its_roll_only(town):
    charter = replace(town.charter, recall=replace(town.charter.recall, petition_share=Fraction(1, 2)))
    federation = planted(charter, {"A": None}, members=10)
    federation.do("A", OpenPetition("Am2", "Am1", "delegate", "Silence."))
    federation.do("A", SignPetition("A:2", "Am2/A:2"))
    twice = federation.refused("A", SignPetition("A:2", "Am2/A:2"))
    stranger = federation.refused("A", SignPetition("A:2", "Bm2/A:2"))
    assert [r.reason for r in (twice, stranger)] == [Reason.SIGNED_ALREADY, Reason.NOT_ON_THIS_ROLL]


def test_seat_over_the_norm_calls_no_election_when_it_falls():
    """The roll has shrunk: the assembly has more delegates than it would get now."""
    charter = with_levels(preset(), "assembly", "congress")
    charter = replace(charter, norms=(replace(charter.norms[0], level="assembly", per=4, fraction_over=3),))
    charter = replace(charter, offices=tuple(replace(o, alternates=0) for o in charter.offices))
    federation = planted(charter, {"A": None}, members=8)
    assert holders(federation, "A") == {"Am1", "Am2"}
    for name in ("Am5", "Am6", "Am7"):
        federation.do("A", Leave(name))
    federation.recall("A", "Am1")
    assert holders(federation, "A") == {"Am2"}
    assert [e for e in federation["A"].elections.values() if e.running] == []


def test_motion_of_a_fallen_delegate_stays_before_the_council(town):
    town.do("C", Propose("A.1", Proposal(Kind.PROCEDURE, "Shorter speeches")))
    town.do("A", Leave("Am1"))
    assert [m.by for m in town["C"].motions.values()] == ["A.1"]


def test_tenure_says_how_it_ended(town):
    town.recall("A", "Am1")
    tenure: Tenure = town["C"].tenures.get(1) or town["A"].tenures[1]
    assert (tenure.held, tenure.ended) == (False, "recalled: A:2")
