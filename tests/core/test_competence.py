"""Who decides what, and what a decision above means for those below (R20)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.federation import Federation, planted, preset, recorded, with_seats

from councils.core.act import RULE
from councils.core.charter import Kind, MotionRule
from councils.core.charter.check import check_charter
from councils.core.charter.limits import CompetenceRule, MatterRule
from councils.core.competence import FlagContradiction
from councils.core.machines import MotionState, Suspension
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify

QUICK = MotionRule(notice_days=1, voting_days=2)
MATTERS = (
    MatterRule("rents", "Rents"),
    MatterRule("trains", "Trains", ("congress",)),
    MatterRule("yards", "Yards", ("assembly",)),
)
CHARTER = replace(
    with_seats(preset(), 2, 2),
    motions=dict.fromkeys(Kind, QUICK),
    matters=MATTERS,
)
BINDING = replace(CHARTER, competence=CompetenceRule(binding=True, flag_share=Fraction(1, 3)))
TREE = {"W": {"A": None}}


@pytest.fixture(scope="module")
def planted_town() -> Federation:
    return planted(CHARTER, TREE)


@pytest.fixture
def town(planted_town) -> Federation:
    return planted_town.copy()


@pytest.fixture(scope="module")
def planted_bound() -> Federation:
    return planted(BINDING, TREE)


@pytest.fixture
def bound(planted_bound) -> Federation:
    return planted_bound.copy()


def carried(federation: Federation, council: str, title: str = "No rents rise", **more: object) -> str:
    motion = federation.propose(council, title=title, **{"matter": "rents", **more})
    federation.vote(council, motion, Tally(yes=len(federation[council].roll)))
    federation.pass_days(3)
    return motion


def refusal(federation: Federation, council: str, proposal: Proposal):
    return federation.refused(council, Propose(federation[council].roll[0], proposal))


# who decides what


@pytest.mark.parametrize(("council", "matter"), [("A", "trains"), ("W", "trains"), ("W", "yards"), ("C", "yards")])
def test_matter_is_refused_where_it_does_not_belong_with_the_place_where_it_does(town, council, matter):
    no = refusal(town, council, Proposal(Kind.RESOLUTION, "Late trains", matter=matter))
    where = {"trains": "Congress", "yards": "Assembly"}[matter]
    assert (no.rule, no.reason, no.details["levels"]) == ("R20", Reason.NO_COMPETENCE, where)


@pytest.mark.parametrize(("council", "matter"), [("C", "trains"), ("A", "yards"), ("W", "rents"), ("A", "")])
def test_matter_is_brought_where_it_belongs(town, council, matter):
    town.do(council, Propose(town[council].roll[0], Proposal(Kind.RESOLUTION, "In place", matter=matter)))


def test_kind_that_a_level_does_not_bring_is_refused(town):
    rule = replace(QUICK, levels=("congress",))
    federation = planted(replace(CHARTER, motions={**CHARTER.motions, Kind.DIRECTIVE: rule}), TREE)
    no = refusal(federation, "W", Proposal(Kind.DIRECTIVE, "Plant trees"))
    assert (no.reason, no.details["what"]) == (Reason.NO_COMPETENCE, "directive")


def test_initiative_goes_up_to_the_level_that_decides(town):
    motion = town.propose("A", Kind.INITIATIVE, "More trains", matter="trains")
    town.vote("A", motion, Tally(yes=6))
    town.pass_days(3)
    in_ward = next(iter(town["W"].motions.values()))
    assert in_ward.proposal.kind is Kind.INITIATIVE
    town.pass_days(1)
    town.vote("W", in_ward.id, Tally(yes=2))
    town.pass_days(2)
    in_congress = next(iter(town["C"].motions.values()))
    assert (in_congress.proposal.kind, in_congress.proposal.matter) == (Kind.RESOLUTION, "trains")


def test_initiative_in_a_matter_of_those_below_is_refused(town):
    assert refusal(town, "W", Proposal(Kind.INITIATIVE, "Yards", matter="yards")).reason is Reason.NO_COMPETENCE


def test_matter_that_the_charter_does_not_know_is_refused(town):
    no = refusal(town, "A", Proposal(Kind.RESOLUTION, "Moon", matter="moon"))
    assert (no.reason, no.details["known"]) == (Reason.NO_SUCH_KIND_OF_MATTER, "rents, trains, yards")


# decisions above are known below


def test_decision_in_a_matter_is_told_to_every_council_below(town):
    decision = carried(town, "C")
    assert [town[name].decisions[decision].title for name in ("W", "A")] == ["No rents rise"] * 2
    assert town["C"].decisions == {}


def test_decision_in_no_matter_is_told_to_nobody(town):
    decision = carried(town, "C", matter="")
    assert (town["C"].motions[decision].state, town["A"].decisions) == (MotionState.CARRIED, {})


def test_later_decision_of_the_same_level_changes_the_earlier_and_one_below_does_not(town):
    first = carried(town, "C")
    carried(town, "W", "Rents rise here", touches=(first,))
    assert town["A"].decisions[first].changed_by == ""
    second = carried(town, "C", "Rents rise", touches=(first,))
    assert town["A"].decisions[first].changed_by == second


# contradictions


def flags(federation: Federation, motion: str) -> list[tuple[str, str]]:
    return [(flag.decision, flag.by) for flag in federation["A"].motions[motion].flags]


def test_motion_that_changes_a_decision_above_is_flagged_by_the_rule(town):
    decision = carried(town, "C")
    motion = town.propose("A", title="Rents rise here", touches=(decision,))
    assert flags(town, motion) == [(decision, RULE)]


def test_motion_that_changes_what_a_decision_above_has_changed_is_flagged(town):
    first = carried(town, "C")
    second = carried(town, "C", "Rents rise", touches=(first,))
    motion = town.propose("A", title="Never", touches=(first,))
    assert flags(town, motion) == [(second, RULE)]


def test_decision_that_comes_while_a_motion_is_open_flags_it(town):
    first = carried(town, "C")
    town.do("C", Propose("W.1", Proposal(Kind.RESOLUTION, "Rents rise", matter="rents", touches=(first,))))
    other = next(reversed(town["C"].motions))
    motion = town.propose("A", title="Never", touches=(first,))
    second = carried(town, "C", "Rents rise", touches=(first,))
    assert second != other
    assert flags(town, motion) == [(first, RULE), (second, RULE)]


def test_motion_on_a_decision_of_its_own_council_contradicts_nothing(town):
    own = carried(town, "A")
    assert flags(town, town.propose("A", title="Anew", touches=(own,))) == []


def test_member_flags_a_contradiction_and_says_why(town):
    decision = carried(town, "C")
    motion = town.propose("A", title="Repairs are paid by the tenants")
    town.do("A", FlagContradiction("Am2", motion, decision, "It is a rise by another name."))
    (flag,) = town["A"].motions[motion].flags
    assert (flag.decision, flag.by, flag.why) == (decision, "Am2", "It is a rise by another name.")


def test_flags_are_refused_with_their_reasons(town):
    decision = carried(town, "C")
    over = carried(town, "A", "Over")
    motion = town.propose("A", title="Repairs", touches=(decision,))
    assert [
        town.refused("A", act).reason
        for act in (
            FlagContradiction("nobody", motion, decision, "So."),
            FlagContradiction("Am2", "A:99", decision, "So."),
            FlagContradiction("Am2", over, decision, "So."),
            FlagContradiction("Am2", motion, "C:99", "So."),
            FlagContradiction("Am2", motion, over, "So."),
            FlagContradiction("Am2", motion, decision, "So."),
        )
    ] == [
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_IN_STATE,
        Reason.NO_SUCH_DECISION,
        Reason.NO_SUCH_DECISION,
        Reason.FLAGGED_ALREADY,
    ]
    other = town.propose("A", title="Other repairs")
    assert town.refused("A", FlagContradiction("Am2", other, decision, " ")).reason is Reason.UNREASONED


def test_motion_cannot_change_what_nobody_knows(town):
    no = refusal(town, "A", Proposal(Kind.RESOLUTION, "Rents", touches=("C:99",)))
    assert (no.reason, no.details["decision"]) == (Reason.NO_SUCH_DECISION, "C:99")


def test_flag_hinders_nothing_where_the_charter_does_not_say_so(town):
    decision = carried(town, "C")
    motion = carried(town, "A", "Rents rise here", touches=(decision,))
    assert (town["A"].motions[motion].state, town["A"].motions[motion].suspension) == (MotionState.CARRIED, None)


# where decisions above are binding


def test_motion_carried_against_a_binding_decision_waits_until_that_is_changed(bound):
    decision = carried(bound, "C")
    motion = carried(bound, "W", "Ask for more", touches=(decision,))
    assert bound["W"].motions[motion].suspension is Suspension.WAITING
    change = bound.propose("C", title="Rents rise", matter="rents", touches=(decision,))
    bound.vote("C", change, Tally(yes=2))
    steps = bound.close("C", change)
    assert ("W", "SuspensionLifted") in recorded(steps)
    assert bound["W"].motions[motion].suspension is Suspension.LIFTED
    assert verify(bound.export()).councils == bound.states


def test_what_waits_has_no_consequence_before(bound):
    decision = carried(bound, "C")
    motion = bound.propose("W", Kind.DIRECTIVE, "Raise the rents", matter="rents", touches=(decision,))
    bound.vote("W", motion, Tally(yes=2))
    bound.pass_days(3)
    assert (bound["W"].motions[motion].suspension, dict(bound["A"].directives)) == (Suspension.WAITING, {})
    carried(bound, "C", "Rents rise", touches=(decision,))
    assert list(bound["A"].directives) == [motion]


@pytest.mark.parametrize(("flagging", "suspension"), [(1, None), (2, Suspension.WAITING)])
def test_flags_of_people_bind_when_the_share_of_the_roll_has_raised_them(bound, flagging, suspension):
    decision = carried(bound, "C")
    motion = bound.propose("A", title="Repairs")
    for voice in bound["A"].roll[:flagging]:
        bound.do("A", FlagContradiction(voice, motion, decision, "A rise by another name."))
    bound.vote("A", motion, Tally(yes=6))
    bound.pass_days(3)
    assert bound["A"].motions[motion].suspension is suspension


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"matters": (MatterRule("rents", "Rents", ("guild",)),)}, ("matters", 0, "levels", 0)),
        ({"matters": (MatterRule("rents", "Rents"), MatterRule("rents", "More"))}, ("matters", 1, "name")),
        ({"motions": {Kind.DIRECTIVE: MotionRule(levels=("guild",))}}, ("motions", "directive", "levels", 0)),
    ],
)
def test_charter_that_names_unknown_levels_is_told_where(change, path):
    assert [fault.path for fault in check_charter(replace(preset(), **change))] == [path]
