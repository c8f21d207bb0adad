"""The worked example comes out exactly, in every number of its tables and every step of its recall (R5-R10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.federation import Federation, end, preset, recorded, with_rules
from tests.worked_example import (
    ASSEMBLIES,
    CONGRESS,
    COUNTS,
    MEMBERS,
    RESULTS,
    WARDS,
    D,
    asked,
    assembled,
    play,
)

from councils.core.act import credential
from councils.core.charter import Binding
from councils.core.machines import ElectionState, MandateState, MotionState, ReferralState
from councils.core.polling import CastVote
from councils.core.referral import delegations
from councils.core.refusal import Reason
from councils.core.vote.tally import Choice, Tally, Weight
from councils.ledger.verify import verify

BINDINGS = list(Binding)


@pytest.fixture(scope="module")
def gathered() -> dict[Binding, Federation]:
    return {binding: assembled(with_rules(preset(), binding=binding)) for binding in BINDINGS}


@pytest.fixture(scope="module")
def played(gathered) -> dict[Binding, tuple[Federation, str]]:
    return {binding: play(federation.copy()) for binding, federation in gathered.items()}


def test_seats_follow_the_norms(played):
    federation, _ = played[Binding.BLOCK]
    assert {name: len(federation[name].holders("delegate")) for name in ASSEMBLIES} == {
        name: row.delegates for name, row in ASSEMBLIES.items()
    }
    assert {ward: len(federation[ward].holders("delegate")) for ward in WARDS} == dict.fromkeys(WARDS, 2)
    assert {ward: federation[ward].represented for ward in WARDS} == MEMBERS


@pytest.mark.parametrize("binding", BINDINGS)
def test_assemblies_bind_their_delegates(played, binding):
    federation, question = played[binding]
    for ward, rows in WARDS.items():
        parties = {party.council: party for party in delegations(federation[ward], question)}
        for name, row in rows.items():
            answer = federation[name].referrals[question].answer
            assert answer is not None
            assert answer.counted == Weight.of(row.votes)
            assert answer.position == row.position
            assert parties[name].seats == row.delegates
            assert parties[name].bound == (row.block if binding is Binding.BLOCK else row.divided)


@pytest.mark.parametrize("binding", BINDINGS)
def test_wards_bind_theirs(played, binding):
    federation, question = played[binding]
    parties = {party.council: party for party in delegations(federation[CONGRESS], question)}
    for ward, result in RESULTS[binding].items():
        answer = federation[ward].referrals[question].answer
        assert answer is not None
        assert (answer.counted, answer.position) == (Weight.of(result.counted), result.position)
        assert (parties[ward].seats, parties[ward].bound) == (2, result.bound)
        assert parties[ward].represented == MEMBERS[ward]


@pytest.mark.parametrize("binding", BINDINGS)
def test_congress_counts_in_three_ways(played, binding):
    federation, question = played[binding]
    countings = federation[CONGRESS].referrals[question].countings
    expected = COUNTS[binding]
    counted = (countings.delegates, countings.members, countings.base)
    assert [(v.yes, v.no, v.abstain) for v in counted] == [expected.delegates, expected.members, expected.base]
    assert tuple(v.carried for v in counted) == expected.carried


def test_block_vote_is_carried_against_the_heads_and_flagged(played):
    federation, question = played[Binding.BLOCK]
    assert federation[CONGRESS].motions[question].state is MotionState.CARRIED
    assert federation[CONGRESS].referrals[question].countings.disagree is True


def test_divided_vote_is_lost_in_all_countings(played):
    federation, question = played[Binding.DIVIDED]
    assert federation[CONGRESS].motions[question].state is MotionState.LOST
    assert federation[CONGRESS].referrals[question].countings.disagree is False


def test_missed_quorum_is_reported_as_such(played):
    federation, question = played[Binding.BLOCK]
    answer = federation["A23"].referrals[question].answer
    mandate = federation["W2"].referrals[question].mandates["A23"]
    assert (answer.position, answer.took_part, answer.needed, answer.represented) == ("none", 6, 12, 60)
    assert answer.base == Tally()
    assert federation["A23"].referrals[question].state is ReferralState.UNANSWERED
    assert mandate.state is MandateState.NOT_GIVEN


def test_record_of_the_example_verifies(played):
    federation, _ = played[Binding.BLOCK]
    proof = verify(federation.export())
    assert proof.councils == federation.states


RECALL = [
    ("A11", "BallotClosed"),
    ("A11", "Recalled"),
    ("A11", "OfficeVacated"),
    ("W1", "DelegateUnseated"),
    ("W1", "OfficeVacated"),
    ("C", "DelegateUnseated"),
    ("C", "VoteVoided"),
    ("C", "OfficeVacated"),
    ("C", "ElectionCalled"),
    ("A11", "OfficeFilled"),
    ("W1", "DelegateSeated"),
    ("W1", "OfficeFilled"),
    ("C", "DelegateSeated"),
]


@pytest.fixture(scope="module")
def congress(gathered) -> tuple[Federation, str, str]:
    """D chairs the congress, and has voted in one ballot that is closed and in one that is open."""
    federation = gathered[Binding.BLOCK].copy()
    chair = federation.elect(CONGRESS, "chair", [credential("W1", 1)])
    assert federation[CONGRESS].elections[chair].result.elected == ("W1.1",)
    closed = asked(federation)
    federation.pass_days(20)
    federation.do(CONGRESS, CastVote(closed, "W1.1", Choice.ABSTAIN))
    federation.pass_days(1)
    question = asked(federation)
    return federation, closed, question


def until_wards_have_answered(federation: Federation, question: str) -> None:
    federation.pass_days((federation[CONGRESS].ballots[question].closes - federation.now - timedelta(days=2)).days)


@pytest.fixture
def before(congress) -> tuple[Federation, str, str]:
    """The petition is signed by a tenth; the vote stands at 50 / 20; the congress's ballot has D's vote."""
    federation, question = congress[0].copy(), congress[2]
    federation.pass_days(13)
    name = federation.petition("A11", D)
    assert len(federation["A11"].recalls[name].signatures) == 12
    federation.vote("A11", name, Tally(50, 20, 0))
    until_wards_have_answered(federation, question)
    federation.do(CONGRESS, CastVote(question, "W1.1", Choice.ABSTAIN))
    return federation, question, name


def test_recall_falls_and_fills_in_this_order(before):
    federation, _, name = before
    steps = federation.close("A11", name)
    assert recorded(steps) == RECALL
    assert federation["A11"].alternates["delegate"] == ("A11m7",)
    assert {t.holder for t in federation["A11"].holders("delegate")} == {"A11m2", "A11m3", "A11m4", "A11m5", "A11m6"}
    assert {t.holder for t in federation["W1"].holders("delegate")} == {"A11.2", "A11.3"}
    assert federation[CONGRESS].holders("chair") == ()
    assert set(federation[CONGRESS].delegates) == {"W1.2", "W1.3", "W2.1", "W2.2", "W3.1", "W3.2", "W4.1", "W4.2"}


def test_alternate_votes_in_the_open_ballot_bound_by_the_mandate(before):
    federation, question, name = before
    federation.close("A11", name)
    against = federation.refused(CONGRESS, CastVote(question, "W1.3", Choice.YES))
    gone = federation.refused(CONGRESS, CastVote(question, "W1.1", Choice.ABSTAIN))
    federation.do(CONGRESS, CastVote(question, "W1.3", Choice.ABSTAIN))
    assert (against.reason, gone.reason) == (Reason.AGAINST_MANDATE, Reason.NOT_ON_THIS_ROLL)
    assert federation[CONGRESS].ballots[question].votes == {"W1.3": Choice.ABSTAIN}


def test_closed_ballots_keep_the_recalled_delegate(before, congress):
    federation, _, name = before
    closed = congress[1]
    ballot, trail = federation[CONGRESS].ballots[closed], delegations(federation[CONGRESS], closed)
    federation.close("A11", name)
    assert federation[CONGRESS].ballots[closed] == ballot
    assert delegations(federation[CONGRESS], closed) == trail
    assert ballot.votes["W1.1"] is Choice.ABSTAIN


def test_next_alternate_steps_in_when_the_first_was_recalled(before):
    federation, _, name = before
    federation.recall("A11", "A11m6")
    federation.close("A11", name)
    assert {t.holder for t in federation["A11"].holders("delegate")} == {"A11m2", "A11m3", "A11m4", "A11m5", "A11m7"}
    assert federation["A11"].alternates["delegate"] == ()


def test_no_alternate_leaves_a_vacancy_and_calls_an_election(before):
    federation, _, name = before
    for alternate in ("A11m6", "A11m7"):
        federation.recall("A11", alternate)
    steps = federation.close("A11", name)
    assert [e for c, e in recorded(steps) if c == "A11"] == [
        "BallotClosed",
        "Recalled",
        "OfficeVacated",
        "ElectionCalled",
    ]
    assert len(federation["A11"].holders("delegate")) == 4
    assert [(e.office, e.state) for e in federation["A11"].elections.values()][-1] == (
        "delegate",
        ElectionState.NOMINATION,
    )


@pytest.mark.parametrize("other", ["A11m2", "A11m3", "A11m6", "A11m7"])
def test_two_recalls_in_one_moment_end_the_same_in_both_orders(before, other):
    federation, _, first = before
    second = federation.petition("A11", other)
    federation.vote("A11", second, Tally(60, 1, 0))
    federation.now = max(federation["A11"].ballots[name].closes for name in (first, second))
    twin = federation.copy()
    for ledger, order in ((federation, (first, second)), (twin, (second, first))):
        for name in order:
            ledger.close("A11", name)
    assert end(federation) == end(twin)


def test_record_of_the_recall_verifies(before):
    federation, _, name = before
    federation.close("A11", name)
    assert verify(federation.export()).councils == federation.states
