"""Directives go down, are carried out and reported; enough objections bring them back (R12, R13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.federation import Federation, planted, preset, recorded, with_seats

from councils.core.charter import Kind
from councils.core.charter.limits import Deadlines
from councils.core.directive import Acknowledge, MarkOverdue, PlanExecution, Progress, Revision
from councils.core.machines import Execution, Force, MotionState, Objection
from councils.core.motion import Proposal, Propose, Withdraw
from councils.core.polling import CloseBallot
from councils.core.refusal import Reason
from councils.core.report import CorrectReport, ReportExecution
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify

TREE = {"W1": {"A1": None, "A2": None}, "W2": {"A3": None}}
ASSEMBLIES = ("A1", "A2", "A3")
CHARTER = with_seats(preset(), 2, 1)
CHARTER = replace(
    CHARTER,
    motions={**CHARTER.motions, Kind.RECONSIDERATION: replace(CHARTER.motion(Kind.RECONSIDERATION), referred=False)},
)


@pytest.fixture(scope="module")
def issued_once() -> tuple[Federation, str]:
    federation = planted(CHARTER, TREE, members=5)
    directive = federation.propose("C", Kind.DIRECTIVE, "Plant trees", unit="trees")
    for name in ASSEMBLIES:
        federation.vote(name, directive, Tally(yes=5))
    federation.pass_days(21)
    return federation, directive


@pytest.fixture
def issued(issued_once) -> tuple[Federation, str]:
    """The congress has carried a directive: every assembly is to plant trees."""
    return issued_once[0].copy(), issued_once[1]


def objecting(federation: Federation, council: str, directive: str) -> None:
    motion = federation.propose(council, Kind.OBJECTION, "Not in winter", target=directive)
    federation.vote(council, motion, Tally(yes=len(federation[council].roll)))
    federation.do(council, CloseBallot("clock", motion))


def forces(federation: Federation, directive: str) -> set[Force]:
    return {council.directives[directive].force for council in federation.states.values()}


def test_directive_comes_down_to_every_assembly(issued):
    federation, directive = issued
    execution = {name: c.directives[directive].execution for name, c in federation.states.items()}
    assert execution == {
        "C": None,
        "W1": None,
        "W2": None,
        "A1": Execution.RECEIVED,
        "A2": Execution.RECEIVED,
        "A3": Execution.RECEIVED,
    }
    assert federation["C"].directives[directive].progress == Progress(assemblies=3)


def test_directive_may_address_some_councils_only():
    federation = planted(CHARTER, TREE, members=5)
    directive = federation.propose("C", Kind.DIRECTIVE, "Mend the bridge", to=("W2",))
    for name in ASSEMBLIES:
        federation.vote(name, directive, Tally(yes=5))
    federation.pass_days(21)
    assert {name for name, c in federation.states.items() if directive in c.directives} == {"C", "W2", "A3"}


def test_directive_is_acknowledged_planned_reported_and_completed(issued):
    federation, directive = issued
    states = []
    for command in (
        Acknowledge("A1m1", directive),
        PlanExecution("A1m1", directive, "Twenty oaks along the canal."),
        ReportExecution("A1m1", directive, "Half of them.", 10),
        ReportExecution("A1m1", directive, "All.", 10, completed=True),
    ):
        federation.do("A1", command)
        states.append(federation["A1"].directives[directive].execution)
    assert states == [Execution.ACKNOWLEDGED, Execution.PLANNED, Execution.REPORTED, Execution.COMPLETED]
    assert [r.quantity for r in federation["A1"].directives[directive].reports] == [10, 10]


def test_reports_sum_up_at_the_centre(issued):
    federation, directive = issued
    for name, trees in (("A1", 20), ("A3", 7)):
        federation.do(name, Acknowledge(f"{name}m1", directive))
        federation.do(name, ReportExecution(f"{name}m1", directive, "Planted.", trees, completed=name == "A3"))
    assert federation["W1"].directives[directive].progress == Progress(2, 1, 0, 1, 0, 0, 20)
    assert federation["C"].directives[directive].progress == Progress(3, 2, 0, 2, 1, 0, 27)


def test_assembly_that_does_nothing_is_shown_overdue(issued):
    federation, directive = issued
    early = federation.refused("A1", MarkOverdue("clock", directive))
    federation.do("A2", Acknowledge("A2m1", directive))
    federation.pass_days(7)
    assert [federation[name].directives[directive].execution for name in ASSEMBLIES] == [
        Execution.OVERDUE,
        Execution.ACKNOWLEDGED,
        Execution.OVERDUE,
    ]
    assert federation["C"].directives[directive].progress.overdue == 2
    federation.pass_days(23)
    assert federation["C"].directives[directive].progress.overdue == 3
    assert early.reason is Reason.TOO_EARLY


def test_overdue_assembly_can_still_report(issued):
    federation, directive = issued
    federation.pass_days(60)
    federation.do("A1", ReportExecution("A1m1", directive, "Late, but done.", 5, completed=True))
    assert federation["C"].directives[directive].progress == Progress(3, 0, 0, 1, 1, 2, 5)


def reported(issued) -> tuple[Federation, str]:
    """A1 has reported twice."""
    federation, directive = issued
    federation.do("A1", Acknowledge("A1m1", directive))
    for text, trees in (("Begun.", 200), ("Done.", 7)):
        federation.do("A1", ReportExecution("A1m1", directive, text, trees, completed=text == "Done."))
    return federation, directive


def test_report_that_was_wrong_is_corrected_and_the_sums_follow(issued):
    federation, directive = reported(issued)
    federation.elect("A1", "secretary", ["A1m5"])
    at = federation.now
    federation.do("A1", CorrectReport("A1m5", directive, 1, "Begun.", 20, "A slip of the pen."))
    first, last = federation["A1"].directives[directive].reports
    assert (first.by, first.text, first.quantity, last.quantity) == ("A1m1", "Begun.", 20, 7)
    assert first.revisions == (Revision("A1m5", "Begun.", 200, "A slip of the pen.", at),)
    assert federation["C"].directives[directive].progress.quantity == 27
    federation.do("A1", CorrectReport("A1m5", directive, 1, "Begun, all oaks.", 20, "To be clear."))
    assert [r.quantity for r in federation["A1"].directives[directive].reports[0].revisions] == [200, 20]
    assert verify(federation.export()).councils == federation.states


@pytest.mark.parametrize(
    ("council", "change", "reason"),
    [
        ("A1", {"directive": "C:77"}, Reason.NO_SUCH_DIRECTIVE),
        ("W1", {"by": "A1.1"}, Reason.NOT_ADDRESSED),
        ("A1", {"by": "A1m4"}, Reason.NOT_THE_OFFICER),
        ("A1", {"report": 3}, Reason.NO_SUCH_REPORT),
        ("A1", {"report": 0}, Reason.NO_SUCH_REPORT),
        ("A1", {"quantity": 200}, Reason.TOLD_ALREADY),
        ("A1", {"quantity": -1}, Reason.NO_AMOUNT),
        ("A1", {"reason": " "}, Reason.NOTHING_TOLD),
        ("A1", {"text": " "}, Reason.NOTHING_TOLD),
    ],
)
def test_correction_that_says_nothing_or_is_not_theirs_is_refused(issued, council, change, reason):
    federation, directive = reported(issued)
    federation.elect("A1", "secretary", ["A1m5"])
    act = CorrectReport("A1m1", directive, 1, "Begun.", 20, "A slip of the pen.")
    assert federation.refused(council, replace(act, **change)).reason is reason


def test_nothing_is_reported_that_cannot_be_counted(issued):
    federation, directive = issued
    federation.do("A1", Acknowledge("A1m1", directive))
    for trees in (-1, 10**13):
        refused = federation.refused("A1", ReportExecution("A1m1", directive, "Planted.", trees))
        assert refused.reason is Reason.NO_AMOUNT


def test_delegate_or_officer_reports_and_nobody_else(issued):
    federation, directive = issued
    federation.elect("A1", "secretary", ["A1m5"])
    member = federation.refused("A1", Acknowledge("A1m4", directive))
    federation.do("A1", Acknowledge("A1m5", directive))
    federation.do("A1", PlanExecution("A1m2", directive, "Oaks."))
    assert member.reason is Reason.NOT_THE_OFFICER


def test_directive_acts_are_refused_with_their_reasons(issued):
    federation, directive = issued
    assert [
        federation.refused(council, command).reason
        for council, command in (
            ("A1", Acknowledge("A1m1", "C:77")),
            ("A1", MarkOverdue("clock", "C:77")),
            ("A1", MarkOverdue("A2m1", directive)),
            ("W1", Acknowledge("A1.1", directive)),
            ("A1", PlanExecution("A1m1", directive, "Oaks.")),
            ("A1", ReportExecution("A1m1", directive, "Oaks.")),
        )
    ] == [
        Reason.NO_SUCH_DIRECTIVE,
        Reason.NO_SUCH_DIRECTIVE,
        Reason.NOT_ON_ROLL,
        Reason.NOT_ADDRESSED,
        Reason.NOT_ACCEPTED,
        Reason.NOT_ACCEPTED,
    ]
    federation.do("A1", Acknowledge("A1m1", directive))
    empty = [
        federation.refused("A1", PlanExecution("A1m1", directive, " ")),
        federation.refused("A1", ReportExecution("A1m1", directive, "")),
    ]
    federation.pass_days(30)
    again = federation.refused("A1", MarkOverdue("clock", directive))
    assert [r.reason for r in (*empty, again)] == [Reason.NOTHING_TOLD, Reason.NOTHING_TOLD, Reason.NOT_IN_STATE]


def test_objections_are_weighed_by_members_on_the_way_up(issued):
    federation, directive = issued
    federation = federation.copy()
    federation.do("A1", Acknowledge("A1m1", directive))
    charter = federation["C"].charter
    assert charter.directive.objection_share * 15 == 5
    objecting(federation, "A1", directive)
    assert federation["W1"].directives[directive].objecting == {"A1": 5}
    assert federation["C"].directives[directive].objecting == {"W1": 5}
    assert forces(federation, directive) == {Force.SUSPENDED}


def test_too_few_objections_stand_beside_the_directive():
    charter = replace(
        CHARTER, directive=replace(CHARTER.directive, objection_share=CHARTER.directive.objection_share * 2)
    )
    federation = planted(charter, TREE, members=5)
    directive = federation.propose("C", Kind.DIRECTIVE, "Plant trees")
    for name in ASSEMBLIES:
        federation.vote(name, directive, Tally(yes=5))
    federation.pass_days(21)
    objecting(federation, "A1", directive)
    assert forces(federation, directive) == {Force.IN_FORCE}
    assert federation["C"].directives[directive].objection is Objection.STANDING
    objecting(federation, "W1", directive)
    assert federation["C"].directives[directive].objecting == {"W1": 10}
    assert forces(federation, directive) == {Force.SUSPENDED}


def test_suspended_directive_is_not_carried_out_and_never_overdue(issued):
    federation, directive = issued
    objecting(federation, "A3", directive)
    refusal = federation.refused("A1", Acknowledge("A1m1", directive))
    assert (refusal.reason, refusal.details) == (Reason.DIRECTIVE_STOPPED, {"state": "suspended"})
    assert federation["A1"].directives[directive].next_due() is None
    federation.pass_days(1)
    assert federation["C"].directives[directive].progress.overdue == 0


def reconsidered(federation: Federation, directive: str, tally: Tally) -> MotionState:
    objecting(federation, "A3", directive)
    motion = next(reversed(federation["C"].motions.values()))
    assert (motion.proposal.kind, motion.proposal.target, motion.by) == (Kind.RECONSIDERATION, directive, "rule")
    federation.pass_days(3)
    federation.vote("C", motion.id, tally)
    federation.pass_days(7)
    return federation["C"].motions[motion.id].state


def test_upheld_directive_is_in_force_again_and_objections_are_settled(issued):
    federation, directive = issued
    assert reconsidered(federation, directive, Tally(2, 0, 0)) is MotionState.CARRIED
    assert forces(federation, directive) == {Force.IN_FORCE}
    assert federation["C"].directives[directive].objection is Objection.SETTLED
    objecting(federation, "A1", directive)
    assert forces(federation, directive) == {Force.IN_FORCE}


def suspended_for_nine_days(federation: Federation, directive: str) -> dict[str, tuple[timedelta, timedelta]]:
    """Upheld, after A1 acknowledged and A2 missed its day: by how much each assembly's deadlines have moved."""
    federation.do("A1", Acknowledge("A1m1", directive))
    federation.pass_days(federation["C"].charter.directive.acknowledge_days + 1)
    before = {name: federation[name].directives[directive] for name in ASSEMBLIES}
    objecting(federation, "A3", directive)
    motion = next(reversed(federation["C"].motions.values()))
    federation.pass_days(9)
    federation.vote("C", motion.id, Tally(2, 0, 0))
    federation.do("C", CloseBallot("clock", motion.id))
    assert forces(federation, directive) == {Force.IN_FORCE}
    after = {name: federation[name].directives[directive] for name in ASSEMBLIES}
    return {
        name: (after[name].acknowledge_by - was.acknowledge_by, after[name].report_by - was.report_by)
        for name, was in before.items()
    }


def test_deadlines_stand_still_while_a_directive_is_suspended_but_for_those_that_were_missed(issued):
    federation, directive = issued
    moved = suspended_for_nine_days(federation, directive)
    assert moved == dict.fromkeys(ASSEMBLIES, (timedelta(0), timedelta(days=9)))
    assert federation["A1"].directives[directive].suspended is None


def test_directive_that_is_upheld_leaves_the_time_that_was_left(issued):
    federation, directive = issued
    federation.pass_days(federation["C"].charter.directive.acknowledge_days - 4)
    reconsidered(federation, directive, Tally(2, 0, 0))  # objecting takes three days
    overdue = []
    for days in (0.9, 0.1):
        federation.pass_days(days)
        overdue.append(federation["C"].directives[directive].progress.overdue)
    assert overdue == [0, 3]


def test_deadlines_run_on_where_the_charter_says_so_as_in_older_records():
    charter = replace(CHARTER, directive=replace(CHARTER.directive, deadlines=Deadlines.RUN_ON))
    federation = planted(charter, TREE, members=5)
    directive = federation.propose("C", Kind.DIRECTIVE, "Plant trees")
    for name in ASSEMBLIES:
        federation.vote(name, directive, Tally(yes=5))
    federation.pass_days(21)
    moved = suspended_for_nine_days(federation, directive)
    assert moved == dict.fromkeys(ASSEMBLIES, (timedelta(0), timedelta(0)))
    told = [event for entry in federation.record for event in entry.events]
    assert ("DirectiveSuspended", {"directive": directive}) in told
    assert ("DirectiveUpheld", {"directive": directive}) in told


def test_directive_that_is_not_upheld_is_revoked_everywhere(issued):
    federation, directive = issued
    assert reconsidered(federation, directive, Tally(1, 1, 0)) is MotionState.LOST
    assert forces(federation, directive) == {Force.REVOKED}
    assert federation.refused("A1", Acknowledge("A1m1", directive)).details == {"state": "revoked"}


def test_reconsideration_is_withdrawn_by_nobody(issued):
    federation, directive = issued
    objecting(federation, "A3", directive)
    motion = next(reversed(federation["C"].motions))
    assert federation.refused("C", Withdraw("rule", motion)).reason is Reason.NOT_THE_PROPOSER


def test_council_objects_once(issued):
    federation, directive = issued
    objecting(federation, "A1", directive)
    refusal = federation.refused("A1", Propose("A1m1", Proposal(Kind.OBJECTION, "Again", target=directive)))
    assert refusal.reason is Reason.OBJECTED_ALREADY


def test_two_objections_open_at_once_count_once(issued):
    federation, directive = issued
    motions = [federation.propose("A1", Kind.OBJECTION, "Not in winter", target=directive) for _ in range(2)]
    for motion in motions:
        federation.vote("A1", motion, Tally(yes=5))
        federation.do("A1", CloseBallot("clock", motion))
    assert federation["C"].directives[directive].objecting == {"W1": 5}


def test_directive_of_a_ward_stays_in_the_ward(issued):
    federation = issued[0]
    directive = federation.propose("W1", Kind.DIRECTIVE, "Open the library")
    for name in ("A1", "A2"):
        federation.vote(name, directive, Tally(yes=5))
    federation.pass_days(21)
    assert {name for name, c in federation.states.items() if directive in c.directives} == {"W1", "A1", "A2"}
    steps = federation.do("A1", Acknowledge("A1m1", directive))
    assert recorded(steps) == [("A1", "DirectiveAcknowledged"), ("W1", "ProgressRecorded")]


def test_directive_names_its_times(issued):
    federation, directive = issued
    found = federation["A1"].directives[directive]
    assert found.acknowledge_by - found.received == timedelta(days=7)
    assert found.report_by - found.received == timedelta(days=30)
