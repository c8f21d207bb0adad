"""Amendments: proposed, seconded, taken in, voted on, written in, and every refusal on the way (R6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.federation import Federation, planted, preset, with_levels, with_rules, with_seats

from councils.core.amending import (
    AdoptAmendment,
    OpenAmendmentVote,
    OrderAmendments,
    ProposeAmendment,
    PutAmendments,
    SecondAmendment,
    WithdrawAmendment,
)
from councils.core.charter import Kind, MandateKind, MotionRule
from councils.core.charter.limits import AmendmentOrder
from councils.core.machines import AmendmentState, MotionState
from councils.core.motion import OpenVote, Propose, Second, Withdraw
from councils.core.polling import CastVote
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.tally import Choice, Tally
from councils.ledger.verify import verify

CHARTER = with_seats(with_levels(preset(), "assembly", "congress"), 2)
TEXT = "Trams run by night.\n\nThey are free.\n\nThe depot pays."


def with_amendments(**rule: object):
    return replace(CHARTER, amendments=replace(CHARTER.amendments, **rule))


def deliberated(charter=CHARTER, kind: Kind = Kind.RESOLUTION) -> Federation:
    """A motion of assembly A, proposed by Am1, that is deliberated for three days from now."""
    federation = planted(charter, {"A": None, "B": None}, members=5)
    federation.elect("A", "chair", ["Am5"])
    federation.do("A", Propose("Am1", Proposal(kind, "Night trams", TEXT)))
    federation.do("A", Second("Am2", motion(federation)))
    return federation


def motion(federation: Federation, council: str = "A") -> str:
    return next(reversed(federation[council].motions))


def amend(federation: Federation, old: str, new: str, by: str = "Am3", *, second: bool = True) -> str:
    """Propose to write ``new`` for ``old``; seconded, unless asked otherwise."""
    found = federation["A"].motions[motion(federation)]
    text = found.proposal.text.replace(old, new)
    federation.do("A", ProposeAmendment(by, found.id, found.proposal.title, text, "Better so."))
    name = next(reversed(federation["A"].motions[found.id].amendments))
    if second:
        federation.do("A", SecondAmendment("Am4", name))
    return name


def states(federation: Federation) -> list[AmendmentState]:
    return [a.state for a in federation["A"].motions[motion(federation)].amendments.values()]


def text(federation: Federation) -> str:
    return federation["A"].motions[motion(federation)].proposal.text


@pytest.fixture(scope="module")
def on_the_table() -> Federation:
    return deliberated()


@pytest.fixture
def town(on_the_table) -> Federation:
    return on_the_table.copy()


def test_amendments_are_voted_on_before_the_motion(town):
    carried, lost = amend(town, "free", "cheap"), amend(town, "The depot", "The city")
    town.pass_days(3)
    both = town["A"].motions[motion(town)].state, states(town)
    town.vote("A", carried, Tally(3, 1, 0))
    town.vote("A", lost, Tally(1, 3, 0))
    town.pass_days(3)
    assert both == (MotionState.AMENDING, [AmendmentState.VOTING, AmendmentState.VOTING])
    assert states(town) == [AmendmentState.WRITTEN_IN, AmendmentState.LOST]
    assert text(town) == TEXT.replace("free", "cheap")
    assert town["A"].motions[motion(town)].state is MotionState.VOTING
    assert [v.wording.text for v in town["A"].motions[motion(town)].versions] == [TEXT, text(town)]


def test_each_vote_on_an_amendment_has_papers_of_its_own(town):
    name = amend(town, "free", "cheap")
    town.pass_days(3)
    town.vote("A", name, Tally(5, 0, 0))
    town.tick(town.now)
    papers = [set(town["A"].ballots[matter].roll) for matter in (name, motion(town))]
    assert not papers[0] & papers[1]


def test_amendment_overtaken_by_an_earlier_one_is_on_record(town):
    first, second, third = (amend(town, "free", word) for word in ("cheap", "dear", "late"))
    town.pass_days(3)
    for name, tally in ((first, Tally(4, 0, 0)), (second, Tally(0, 4, 0)), (third, Tally(4, 0, 0))):
        town.vote("A", name, tally)
    town.pass_days(3)
    assert states(town) == [AmendmentState.WRITTEN_IN, AmendmentState.LOST, AmendmentState.OVERTAKEN]
    assert (text(town), town["A"].motions[motion(town)].amendments[third].why) == (TEXT.replace("free", "cheap"), first)


def test_amendments_to_different_passages_are_both_written_in(town):
    for old, new in (("free", "cheap"), ("depot", "city")):
        amend(town, old, new)
    town.pass_days(3)
    for name in list(town["A"].motions[motion(town)].amendments):
        town.vote("A", name, Tally(5, 0, 0))
    town.tick(town.now)
    assert text(town) == TEXT.replace("free", "cheap").replace("depot", "city")


@pytest.mark.parametrize(("chair", "winner"), [(False, "cheap"), (True, "dear")])
def test_chair_sets_another_order_before_the_votes_open(town, chair, winner):
    first, second = amend(town, "free", "cheap"), amend(town, "free", "dear")
    if chair:
        town.do("A", OrderAmendments("Am5", motion(town), (second, first)))
    town.pass_days(3)
    for name in (first, second):
        town.vote("A", name, Tally(5, 0, 0))
    town.tick(town.now)
    assert text(town) == TEXT.replace("free", winner)


def test_furthest_reaching_amendment_goes_first_where_the_charter_says_so():
    federation = deliberated(with_amendments(order=AmendmentOrder.FURTHEST))
    names = [amend(federation, "free", "cheap"), amend(federation, TEXT, "Buses run by day.")]
    federation.pass_days(3)
    for name in names:
        federation.vote("A", name, Tally(5, 0, 0))
    federation.tick(federation.now)
    assert (text(federation), states(federation)[0]) == ("Buses run by day.", AmendmentState.OVERTAKEN)


def test_unseconded_amendment_lapses_and_the_motion_goes_on(town):
    amend(town, "free", "cheap", second=False)
    town.pass_days(3)
    assert (states(town), text(town)) == ([AmendmentState.LAPSED], TEXT)
    assert town["A"].motions[motion(town)].state is MotionState.VOTING


def test_friendly_amendment_is_taken_in_by_the_proposer_alone(town):
    name, other = amend(town, "free", "cheap"), amend(town, "free", "dear")
    stranger = town.refused("A", AdoptAmendment("Am2", name))
    town.do("A", AdoptAmendment("Am1", name))
    clash = town.refused("A", AdoptAmendment("Am1", other))
    assert (stranger.reason, clash.reason) == (Reason.NOT_THE_MOVER, Reason.AMENDMENTS_CLASH)
    assert (text(town), states(town)[0]) == (TEXT.replace("free", "cheap"), AmendmentState.ADOPTED)


def test_friendly_amendment_waits_for_the_vote_where_the_charter_says_so():
    federation = deliberated(with_amendments(friendly=False))
    name = amend(federation, "free", "cheap")
    assert federation.refused("A", AdoptAmendment("Am1", name)).reason is Reason.NOT_FRIENDLY


def test_amendments_are_withdrawn_alone_or_lapse_with_their_motion(town):
    own, other = amend(town, "free", "cheap"), amend(town, "free", "dear")
    town.do("A", WithdrawAmendment("Am3", own))
    town.do("A", Withdraw("Am1", motion(town)))
    assert states(town) == [AmendmentState.WITHDRAWN, AmendmentState.LAPSED]
    assert town.refused("A", WithdrawAmendment("Am3", other)).reason is Reason.NOT_IN_STATE


def test_referred_motion_is_amended_above_before_it_goes_down():
    charter = with_rules(CHARTER, mandate=MandateKind.IMPERATIVE)
    federation = planted(charter, {"A": None, "B": None}, members=4)
    chair, other, *_ = federation["C"].roll
    federation.do("C", Propose(chair, Proposal(Kind.DIRECTIVE, "Night trams", TEXT)))
    name = motion(federation, "C")
    federation.do("C", Second(other, name))
    federation.do("C", ProposeAmendment(other, name, "Night buses", TEXT, "Cheaper."))
    federation.do("C", SecondAmendment(chair, f"{name}.a1"))
    federation.pass_days(3)
    for delegate in federation["C"].roll:
        federation.do("C", CastVote(f"{name}.a1", delegate, Choice.YES))
    federation.tick(federation.now)
    below = federation["A"].referrals[name].title
    for council in "AB":
        federation.vote(council, name, Tally(yes=4))
    federation.pass_days(25)
    assert (below, federation["A"].directives[name].title) == ("Night buses", "Night buses")


def test_amendments_under_vote_are_voted_on_anew_in_the_merged_assembly():
    at_once = MotionRule(notice_days=0, voting_days=5)
    federation = deliberated(replace(CHARTER, motions={**CHARTER.motions, Kind.MERGER: at_once}))
    name = amend(federation, "free", "cheap")
    federation.pass_days(3)
    for council, other in ("AB", "BA"):
        matter = federation.propose(council, Kind.MERGER, target=other)
        federation.vote(council, matter, Tally(yes=5))
        federation.tick(federation.now)
    here = federation["A"].motions[name.rpartition(".")[0]].state
    there = next(m for m in federation["B"].motions.values() if m.origin)
    federation.vote("B", f"{there.id}.a1", Tally(yes=9))
    federation.pass_days(3)
    assert (here, len(federation["B"].ballots[f"{there.id}.a1"].roll)) == (MotionState.MOVED, 10)
    assert federation["B"].motions[there.id].proposal.text == TEXT.replace("free", "cheap")
    assert federation["A"].ballots[name].closed


def test_record_with_amendments_verifies(town):
    name = amend(town, "free", "cheap")
    town.pass_days(3)
    town.vote("A", name, Tally(5, 0, 0))
    town.pass_days(10)
    assert verify(town.export()).councils == town.states


def test_amendment_acts_are_refused_with_their_reasons(town):
    name, m = amend(town, "free", "cheap", second=False), motion(town)
    tried = (
        ProposeAmendment("Bm1", m, "T", "x", "So."),
        ProposeAmendment("Am1", "A:77", "T", "x", "So."),
        ProposeAmendment("Am1", m, " ", "x", "So."),
        ProposeAmendment("Am1", m, "T", "x", " "),
        ProposeAmendment("Am1", m, "Night trams", TEXT.replace("\n", "\r\n"), "So."),
        SecondAmendment("Am3", name),
        SecondAmendment("Bm1", name),
        SecondAmendment("Am4", f"{m}.a7"),
        WithdrawAmendment("Am4", name),
        AdoptAmendment("Am1", name),
        OrderAmendments("Am4", m, (name,)),
        OrderAmendments("Am5", m, ()),
        PutAmendments("Am4", m),
        PutAmendments("Am4", "A:77"),
        OpenAmendmentVote(name),
    )
    assert [town.refused("A", command).reason for command in tried] == [
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_MATTER,
        Reason.EMPTY_TEXT,
        Reason.EMPTY_TEXT,
        Reason.NOTHING_CHANGED,
        Reason.SECONDS_OWN,
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_THE_PROPOSER,
        Reason.NOT_IN_STATE,
        Reason.NOT_THE_OFFICER,
        Reason.ORDER_INCOMPLETE,
        Reason.TOO_EARLY,
        Reason.NO_SUCH_MATTER,
        Reason.ONLY_CAUSED,
    ]


def test_nothing_new_comes_in_the_last_day(town):
    name = amend(town, "free", "cheap")
    town.now = town["A"].motions[motion(town)].notice_until
    town.pass_days(-1)
    late = [
        town.refused("A", command).reason
        for command in (ProposeAmendment("Am4", motion(town), "T", "x", "So."), AdoptAmendment("Am1", name))
    ]
    town.now = town["A"].motions[motion(town)].notice_until
    first = town.refused("A", OpenVote("Am1", motion(town)))
    assert (late, first.reason) == ([Reason.TOO_LATE, Reason.TOO_LATE], Reason.AMENDMENTS_FIRST)


def test_motion_that_is_not_words_is_not_amended(town):
    town.do("C", Propose(town["C"].roll[0], Proposal(Kind.CHARTER, "Another charter", charter=CHARTER)))
    m = motion(town, "C")
    refused = town.refused("C", ProposeAmendment(town["C"].roll[1], m, "T", "x", "So."))
    assert refused.reason is Reason.NOT_OF_WORDS


def test_charter_without_amendments_refuses_them():
    federation = deliberated(with_amendments(allowed=False))
    refused = federation.refused("A", ProposeAmendment("Am3", motion(federation), "T", "x", "So."))
    assert refused.reason is Reason.NO_AMENDMENTS
