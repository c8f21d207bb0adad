"""Two assemblies merge: each decides, and one goes over into the other with all it has (R16)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.federation import Federation, planted, preset, with_levels, with_rules, with_seats

from councils.core.carrying import SizeRecorded
from councils.core.charter import Admission, Kind, MotionRule
from councils.core.charter.limits import ReopeningRule
from councils.core.directive import Acknowledge, PlanExecution, Words
from councils.core.evolve import evolve
from councils.core.machines import ElectionState, Execution, Force, Membership, MotionState
from councils.core.member import Admit, Apply
from councils.core.motion import Propose
from councils.core.objection import objecting
from councils.core.office import DELEGATE
from councils.core.polling import CastVote
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.report import CorrectReport, ReportExecution
from councils.core.vote.tally import Choice, Tally
from councils.ledger.verify import verify

BASE = with_rules(with_seats(with_levels(preset(), "assembly", "ward", "congress"), 2, 2), days=60)
CHARTER = replace(
    BASE,
    motions={
        **BASE.motions,
        Kind.MERGER: MotionRule(notice_days=0, voting_days=5),
        Kind.RESOLUTION: MotionRule(referred=True),
    },
)
TREE = {"W": {"A": None, "B": None, "D": None}, "V": {"E": None}}


@pytest.fixture
def town() -> Federation:
    return planted(CHARTER, TREE, members=5)


def wants(federation: Federation, council: str, other: str) -> None:
    matter = federation.propose(council, Kind.MERGER, target=other)
    federation.vote(council, matter, Tally(yes=5))
    federation.tick(federation.now)


def merge(federation: Federation) -> None:
    """A asks B, and B agrees: A goes over."""
    wants(federation, "A", "B")
    wants(federation, "B", "A")


def test_merger_brings_all_members_over(town: Federation) -> None:
    merge(town)
    assert town["A"].roll == ()
    assert town["B"].roll == tuple(f"{council}m{n}" for council in "BA" for n in range(1, 6))
    assert list(town["W"].below) == ["B", "D"]
    assert town["W"].below["B"].represented == 10


def test_merger_leaves_delegates_in_their_seats(town: Federation) -> None:
    merge(town)
    assert {name: d.council for name, d in town["W"].delegates.items()} == {
        **dict.fromkeys(["A.1", "A.2", "B.1", "B.2"], "B"),
        **dict.fromkeys(["D.1", "D.2"], "D"),
    }
    assert {t.holder for t in town["B"].holders(DELEGATE)} == {"Am1", "Am2", "Bm1", "Bm2"}


def test_one_vote_alone_merges_nobody(town: Federation) -> None:
    wants(town, "A", "B")
    assert (len(town["A"].roll), town["B"].offers) == (5, {"A"})


def test_later_question_is_asked_of_the_merged_assembly_alone(town: Federation) -> None:
    merge(town)
    question = town.propose("W", Kind.RESOLUTION)
    assert question not in town["A"].referrals
    town.vote("B", question, Tally(no=10))
    town.tick(town.now)
    assert town["W"].referrals[question].mandates["B"].answer.represented == 10
    for seat in ("A.1", "A.2", "B.1", "B.2"):
        assert town.refused("W", CastVote(question, seat, Choice.YES)).reason is Reason.AGAINST_MANDATE


def test_question_under_way_is_answered_by_both(town: Federation) -> None:
    question = town.propose("W", Kind.RESOLUTION)
    merge(town)
    town.vote("A", question, Tally(no=5))
    town.vote("B", question, Tally(yes=5))
    town.tick(town.now)
    assert town.refused("W", CastVote(question, "A.1", Choice.YES)).reason is Reason.AGAINST_MANDATE
    town.do("W", CastVote(question, "B.1", Choice.YES))
    town.do("W", CastVote(question, "A.1", Choice.NO))
    assert town["W"].represented == 15


def test_motion_not_voted_on_goes_on_in_the_other(town: Federation) -> None:
    town.do("A", Propose("Am1", Proposal(Kind.RESOLUTION, "Bread", "For all.")))
    matter = next(iter(town["A"].motions))
    merge(town)
    assert town["A"].motions[matter].state is MotionState.MOVED
    assert [m.proposal.title for m in town["B"].motions.values() if m.origin == matter] == ["Bread"]


def test_reports_come_over_and_are_counted_once(town: Federation) -> None:
    directive = town.propose("C", Kind.DIRECTIVE, unit="trees")
    for council in "ABDE":
        town.vote(council, directive, Tally(yes=5))
    town.pass_days(60)
    for council in "AB":
        town.do(council, Acknowledge(f"{council}m1", directive))
        town.do(council, ReportExecution(f"{council}m1", directive, "Some.", 10))
    merge(town)
    assert [r.quantity for r in town["B"].directives[directive].reports] == [10, 10]
    assert town["C"].directives[directive].progress.quantity == 20
    assert town["C"].directives[directive].progress.assemblies == 3


@pytest.mark.parametrize("both", [False, True])
def test_corrections_of_reports_come_over_with_them(town: Federation, both: bool) -> None:
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A", "B") if both else ("A",))
    town.do("A", Acknowledge("Am1", directive))
    for text, number in (("Begun.", 100), ("Done.", 5)):
        town.do("A", ReportExecution("Am1", directive, text, number))
    for number in (90, 10):
        town.do("A", CorrectReport("Am2", directive, 1, "Begun.", number, "Counted again."))
    before = town["A"].directives[directive].reports
    merge(town)
    assert town["B"].directives[directive].reports == before
    assert verify(town.export()).councils == town.states


@pytest.mark.parametrize("reported", [False, True])
def test_directive_that_was_overdue_before_anyone_acknowledged_it_comes_over(town: Federation, reported: bool) -> None:
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A",))
    town.pass_days(30)
    assert town["A"].directives[directive].execution is Execution.OVERDUE
    town.do("A", PlanExecution("Am1", directive, "Late, but so."))
    if reported:
        town.do("A", ReportExecution("Am1", directive, "Some.", 10))
    merge(town)
    found = town["B"].directives[directive]
    assert found.execution is town["A"].directives[directive].execution
    assert [r.quantity for r in found.reports] == ([10] if reported else [])
    assert verify(town.export()).councils == town.states


def test_directive_that_is_overdue_again_after_reports_comes_over_to_who_does_not_know_it(town: Federation) -> None:
    """By a plan that came to nothing: a step that no directive takes by itself after a report."""
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A",))
    town.do("A", Acknowledge("Am1", directive))
    town.do("A", ReportExecution("Am1", directive, "Some.", 10))
    town.do("A", PlanExecution("Am1", directive, "More of it."))
    town.pass_days(60)
    merge(town)
    found = town["B"].directives[directive]
    assert (found.execution, [r.quantity for r in found.reports]) == (Execution.OVERDUE, [10])
    assert town["W"].directives[directive].below["B"].overdue == 1
    assert verify(town.export()).councils == town.states


def test_directive_that_is_planned_anew_after_reports_can_still_be_overdue_where_it_comes_over(
    town: Federation,
) -> None:
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A",))
    town.do("A", Acknowledge("Am1", directive))
    town.do("A", ReportExecution("Am1", directive, "Some.", 10))
    town.do("A", PlanExecution("Am1", directive, "More of it."))
    merge(town)
    found = town["B"].directives[directive]
    assert (found.execution, found.plan, found.progress.quantity) == (Execution.PLANNED, "More of it.", 10)
    town.pass_days(60)
    assert town["B"].directives[directive].execution is Execution.OVERDUE
    assert verify(town.export()).councils == town.states


def test_what_was_reported_on_a_revoked_directive_still_counts_when_the_assembly_has_gone_over(
    town: Federation,
) -> None:
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A",))
    town.do("A", Acknowledge("Am1", directive))
    town.do("A", ReportExecution("Am1", directive, "Some.", 10))
    carried(town, "A", Kind.OBJECTION, target=directive)
    for _ in ("asked anew", "answered"):
        town.pass_days(60)
    assert town["A"].directives[directive].force is Force.REVOKED
    merge(town)
    town.do("B", CorrectReport("Am1", directive, 1, "Some.", 9, "Counted again."))
    assert (town["W"].directives[directive].progress.quantity, town["W"].directives[directive].own.quantity) == (9, 0)
    assert verify(town.export()).councils == town.states


def test_what_both_had_said_of_a_directive_is_kept(town: Federation) -> None:
    """Where the other had it too, its words are kept beside one's own; and go on with the next merger."""
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A", "B"))
    town.do("A", Acknowledge("Am1", directive))
    town.do("A", PlanExecution("Am1", directive, "By the river."))
    said = town["A"].directives[directive]
    town.do("A", ReportExecution("Am1", directive, "Some.", 10))
    merge(town)
    found = town["B"].directives[directive]
    assert found.brought == (Words("A", Execution.REPORTED, said.acknowledged, "By the river."),)
    assert (found.execution, found.plan, found.progress.quantity) == (Execution.RECEIVED, "", 10)
    town.do("B", Acknowledge("Bm1", directive))
    carried(town, "B", Kind.MERGER, target="D")
    carried(town, "D", Kind.MERGER, target="B")
    assert town["D"].directives[directive].brought == found.brought
    assert verify(town.export()).councils == town.states


def carried(federation: Federation, council: str, kind: Kind, **more: object) -> str:
    """Decided by everyone who is asked, in every assembly."""
    matter = federation.propose(council, kind, **more)
    for here in list(federation.states.values()):
        if here.is_base and matter in here.ballots:
            federation.vote(here.id, matter, Tally(yes=len(here.ballots[matter].roll)))
    federation.pass_days(60)
    return matter


def test_objection_comes_over_with_those_who_object_and_is_counted_once(town: Federation) -> None:
    """Of B, into which they go, nobody has been asked; when B objects too, nobody is counted twice."""
    directive = carried(town, "C", Kind.DIRECTIVE)
    carried(town, "A", Kind.OBJECTION, target=directive)
    merge(town)
    assert (town["W"].directives[directive].objecting, town["B"].directives[directive].objected) == ({"B": 5}, False)
    assert town["C"].directives[directive].objecting == {"W": 5}
    carried(town, "B", Kind.OBJECTION, target=directive)
    assert town["C"].directives[directive].objecting == {"W": 10}
    assert verify(town.export()).councils == town.states


def test_objection_is_counted_where_both_had_objected(town: Federation) -> None:
    directive = carried(town, "C", Kind.DIRECTIVE)
    for council in "AB":
        carried(town, council, Kind.OBJECTION, target=directive)
    merge(town)
    assert town["C"].directives[directive].objecting == {"W": 10}


def test_objection_to_what_the_other_has_not_received_is_not_laid_on_its_members(town: Federation) -> None:
    directive = carried(town, "W", Kind.DIRECTIVE, to=("A",))
    carried(town, "A", Kind.OBJECTION, target=directive)
    merge(town)
    assert (town["B"].directives[directive].objected, town["W"].directives[directive].objecting) == (False, {"B": 5})


def test_council_that_objects_counts_with_no_more_than_there_are_in_it(town: Federation) -> None:
    directive = carried(town, "C", Kind.DIRECTIVE)
    objection = town.propose("V", Kind.OBJECTION, target=directive)
    town.vote("V", objection, Tally(yes=len(town["V"].roll)))
    town.pass_days(5)
    assert objecting(town["C"], directive) == 5
    fewer = evolve(town["C"], SizeRecorded("V", population=0, represented=3))
    assert objecting(fewer, directive) == 3


@pytest.mark.parametrize("leaves", [False, True])
def test_directive_that_was_being_voted_on_goes_to_those_who_are_there(leaves: bool) -> None:
    """To the assembly that A has gone over into; to nobody where A has left."""
    quick = MotionRule(notice_days=0, voting_days=5)
    motions = {**CHARTER.motions, **dict.fromkeys((Kind.LEAVING, Kind.DIRECTIVE), quick)}
    town = planted(replace(CHARTER, motions=motions), TREE, members=5)
    directive = town.propose("W", Kind.DIRECTIVE, to=("A",))
    if leaves:
        town.vote("A", town.propose("A", Kind.LEAVING), Tally(yes=5))
        town.tick(town.now)
    else:
        merge(town)
    town.vote("W", directive, Tally(yes=len(town["W"].ballots[directive].roll)))
    town.pass_days(5)
    assert town["W"].motions[directive].state is MotionState.CARRIED
    assert [name for name in "ABD" if directive in town[name].directives] == ([] if leaves else ["B"])
    assert verify(town.export()).councils == town.states


@pytest.mark.parametrize("kind", [Kind.REOPENING, Kind.REPEAL])
def test_what_asks_to_decide_anew_ends_where_the_decision_is_not_known(kind: Kind) -> None:
    """It would be voted on in B by a smaller majority than the decision was made by, and change nothing."""
    charter = replace(CHARTER, reopening=ReopeningRule(allowed=True))
    town = planted(charter, TREE, members=5)
    decided = carried(town, "A", Kind.PROCEDURE)
    matter = next(town["A"].matter_ids())
    town.do("A", Propose("Am1", Proposal(kind, "Again?", target=decided)))
    merge(town)
    assert town["A"].motions[matter].state is MotionState.MOVED
    assert [m.proposal.kind for m in town["B"].motions.values()] == [Kind.MERGER]


def test_recall_begun_before_falls_on_the_delegate_where_they_are(town: Federation) -> None:
    recall = town.petition("A", "Am1")
    merge(town)
    town.vote("A", recall, Tally(yes=5))
    town.close("A", recall)
    assert "A.1" not in town["W"].delegates
    assert "Am1" not in {t.holder for t in town["B"].holders(DELEGATE)}


def test_applicants_come_over(town: Federation) -> None:
    charter = replace(CHARTER, franchise=replace(CHARTER.franchise, admission=Admission.CONFIRMED))
    town = Federation(charter)
    for name, parent, level in (("C", None, 2), ("W", "C", 1), ("A", "W", 0), ("B", "W", 0)):
        town.found(name, parent, level)
    for council in "AB":
        for n in range(5):
            town.do(council, Apply(f"{council}{n}", ("resident",)))
            town.do(council, Admit(f"{council}0", f"{council}{n}"))
    town.do("A", Apply("new", ("resident",)))
    merge(town)
    assert (town["B"].members["new"].state, town["A"].members["new"].state) == (Membership.APPLICANT, Membership.MOVED)
    town.do("B", Admit("B0", "new"))


def test_election_in_the_assembly_that_goes_over_is_void(town: Federation) -> None:
    wants(town, "A", "B")
    election = town.election("A", "chair").id
    wants(town, "B", "A")
    assert town["A"].elections[election].state is ElectionState.VOID


def test_nobody_joins_an_assembly_that_has_gone_over(town: Federation) -> None:
    merge(town)
    assert town.refused("A", Apply("Am9", ("resident",))).reason is Reason.MERGED


@pytest.mark.parametrize("other", ["A", "W", "E", "X", ""])
def test_merger_is_refused_with_what_does_not_stand_beside(town: Federation, other: str) -> None:
    refusal = town.refused("A", Propose("Am1", Proposal(Kind.MERGER, "Merge", target=other)))
    assert refusal.reason in (Reason.CANNOT_MERGE, Reason.NO_SUCH_COUNCIL)


def test_both_offering_at_once_merge_once(town: Federation) -> None:
    """Both votes are open together: the first that closes is the offer, the second the answer."""
    first = town.propose("A", Kind.MERGER, target="B")
    second = town.propose("B", Kind.MERGER, target="A")
    town.vote("A", first, Tally(yes=5))
    town.vote("B", second, Tally(yes=5))
    town.tick(town.now)
    assert (town["A"].merged_into, town["B"].merged_into) == ("B", "")


def test_record_of_a_merger_verifies(town: Federation) -> None:
    merge(town)
    assert verify(town.export()).councils == town.states
