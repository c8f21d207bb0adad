"""What was decided is decided anew: put to the vote again, or repealed (R6)."""

from dataclasses import replace

import pytest
from tests.federation import Federation, planted, preset, with_seats

from councils.core.charter import Kind, MotionRule
from councils.core.charter.limits import Majority, ReopeningRule
from councils.core.motion import Propose
from councils.core.polling import CastVote
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.tally import Choice
from councils.ledger.verify import verify

YES, NO = Choice.YES, Choice.NO


def charter(majority=Majority.SIMPLE, rest=30, **rules):
    default = preset()
    resolution = MotionRule(majority=majority, **rules)
    plain = MotionRule()
    motions = {
        **default.motions,
        Kind.RESOLUTION: resolution,
        Kind.DIRECTIVE: plain,
        Kind.REOPENING: plain,
        Kind.REPEAL: plain,
    }
    return replace(default, motions=motions, reopening=ReopeningRule(allowed=True, rest_days=rest))


def assembly(majority=Majority.SIMPLE, rest=30):
    federation = Federation(charter(majority, rest))
    federation.found("A")
    federation.join("A", 6)
    return federation


def decide(federation, council, matter, yes, no):
    papers = iter(sorted(federation[council].ballots[matter].roll))
    for choice, number in ((YES, yes), (NO, no)):
        for _ in range(number):
            federation.do(council, CastVote(matter, next(papers), choice))
    federation.close(council, matter)


def decided(federation, yes=4, no=1, **proposal):
    matter = federation.propose("A", **proposal)
    decide(federation, "A", matter, yes, no)
    return matter


def ask(federation, kind, target, council="A"):
    return federation.propose(council, kind=kind, target=target)


def test_repeal_ends_a_decision_and_names_itself():
    federation = assembly()
    matter = decided(federation)
    federation.pass_days(30)
    repeal = ask(federation, Kind.REPEAL, matter)
    decide(federation, "A", repeal, 3, 2)
    assert federation["A"].motions[matter].repealed_by == repeal


def test_lost_repeal_ends_nothing():
    federation = assembly()
    matter = decided(federation)
    federation.pass_days(30)
    decide(federation, "A", ask(federation, Kind.REPEAL, matter), 2, 3)
    assert federation["A"].motions[matter].repealed_by == ""


def test_decision_is_not_taken_back_by_less_than_it_was_made_with():
    federation = assembly(Majority.TWO_THIRDS)
    matter = decided(federation)
    federation.pass_days(30)
    for kind in (Kind.REPEAL, Kind.REOPENING):
        asked = ask(federation, kind, matter)
        decide(federation, "A", asked, 3, 2)
        verdict = federation["A"].motions[asked].verdict
        assert (verdict.carried, verdict.majority) == (False, Majority.TWO_THIRDS)


def test_lost_motion_is_put_to_the_vote_again():
    federation = assembly()
    matter = decided(federation, 1, 4)
    federation.pass_days(30)
    asked = ask(federation, Kind.REOPENING, matter)
    decide(federation, "A", asked, 4, 1)
    motions = federation["A"].motions
    again = motions[motions[matter].reopened_as]
    assert (again.reopens, again.proposal, again.state) == (matter, motions[matter].proposal, "deliberation")
    federation.pass_days(4)
    decide(federation, "A", again.id, 4, 1)
    assert federation["A"].motions[again.id].state == "carried"
    verify(federation.export())


@pytest.mark.parametrize(("yes", "state"), [(5, "carried"), (1, "lost")])
def test_decision_that_was_reopened_ends_with_the_new_one(yes, state):
    federation = assembly()
    matter = decided(federation)
    federation.pass_days(30)
    decide(federation, "A", ask(federation, Kind.REOPENING, matter), 4, 1)
    again = federation["A"].motions[matter].reopened_as
    federation.pass_days(4)
    decide(federation, "A", again, yes, 6 - yes)
    motions = federation["A"].motions
    assert (motions[again].state, motions[matter].repealed_by) == (state, again)


def test_directive_that_rests_on_a_repealed_decision_ends_below_with_the_reason():
    federation = planted(with_seats(charter(), 2, 2), {"A": None, "B": None}, members=4)
    matter = federation.propose("C", kind=Kind.DIRECTIVE)
    decide(federation, "C", matter, 3, 0)
    federation.pass_days(30)
    repeal = ask(federation, Kind.REPEAL, matter, "C")
    decide(federation, "C", repeal, 3, 0)
    ended = [federation[name].directives[matter] for name in "CAB"]
    assert [(d.force, d.ended_by) for d in ended] == [("revoked", repeal)] * 3
    verify(federation.export())


def test_what_the_base_decided_only_the_base_takes_back():
    rules = charter(referred=True)
    federation = planted(with_seats(rules, 2, 2), {"A": None, "B": None}, members=4)
    matter = federation.propose("C")
    for name in "AB":
        for paper in federation[name].ballots[matter].roll:
            federation.do(name, CastVote(matter, paper, YES))
    federation.pass_days(60)
    assert federation["C"].motions[matter].state == "carried"
    federation.pass_days(30)
    repeal = ask(federation, Kind.REPEAL, matter, "C")
    assert repeal in federation["A"].ballots


def acts(federation, matter):
    return Propose("Am1", Proposal(Kind.REPEAL, "Enough", target=matter))


def test_decision_rests_before_it_is_asked_about():
    federation = assembly()
    matter = decided(federation)
    assert federation.refused("A", acts(federation, matter)).reason is Reason.TOO_EARLY


def test_charter_can_do_without():
    federation = Federation(replace(charter(), reopening=ReopeningRule()))
    federation.found("A")
    federation.join("A", 6)
    matter = decided(federation)
    assert federation.refused("A", acts(federation, matter)).reason is Reason.NO_REOPENING


def test_only_a_decision_that_stands_is_repealed():
    federation = assembly(rest=0)
    lost, open_one = decided(federation, 1, 4), federation.propose("A")
    assert federation.refused("A", acts(federation, "A:99")).reason is Reason.NO_SUCH_MATTER
    for matter in (lost, open_one):
        assert federation.refused("A", acts(federation, matter)).reason is Reason.NOT_TO_DECIDE_ANEW


def test_decision_is_asked_about_once_at_a_time():
    federation = assembly(rest=0)
    matter = decided(federation)
    ask(federation, Kind.REPEAL, matter)
    assert federation.refused("A", acts(federation, matter)).reason is Reason.ASKED_ANEW_ALREADY
