"""Every life cycle as one transition table: (state, event) -> state.

Theory of operation. A machine is the list of its moves and nothing else. ``evolve`` moves only through
``Machine.after``, so an event that has no arrow here cannot happen; ``decide`` asks ``Machine.allows`` before it
lets an act through. The diagrams in ``docs/rules`` are drawn from these tables.

Events are named by their class; a test holds every name against the classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from councils.core.act import Event

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """A life cycle. ``born`` maps the events that begin it to its first state."""

    name: str
    born: Mapping[str, S]
    moves: Mapping[tuple[S, str], S]

    def allows(self, state: S, event: type[Event]) -> bool:
        return (state, event.__name__) in self.moves

    def first(self, event: Event) -> S:
        return self.born[type(event).__name__]

    def after(self, state: S, event: Event) -> S:
        """The state after ``event``; KeyError if the table has no such move (a bug, never a refusal)."""
        return self.moves[state, type(event).__name__]


class Membership(StrEnum):
    APPLICANT = "applicant"
    MEMBER = "member"
    LEFT = "left"
    MOVED = "moved"  # of another assembly now, by a split or a merger


MEMBERSHIP = Machine(
    "membership",
    born={"MemberApplied": Membership.APPLICANT, "MembersReceived": Membership.MEMBER},
    moves={
        (Membership.APPLICANT, "MemberAdmitted"): Membership.MEMBER,
        (Membership.APPLICANT, "MemberLeft"): Membership.LEFT,
        (Membership.MEMBER, "MemberLeft"): Membership.LEFT,
        (Membership.LEFT, "MemberApplied"): Membership.APPLICANT,
        (Membership.APPLICANT, "MembersMoved"): Membership.MOVED,
        (Membership.MEMBER, "MembersMoved"): Membership.MOVED,
        (Membership.MOVED, "MemberApplied"): Membership.APPLICANT,
        (Membership.MOVED, "MembersReceived"): Membership.MEMBER,
        (Membership.LEFT, "MembersReceived"): Membership.MEMBER,
        (Membership.APPLICANT, "MembersReceived"): Membership.MEMBER,
        (Membership.MEMBER, "MembersReceived"): Membership.MEMBER,
    },
)


class Holding(StrEnum):
    HELD = "held"
    VACATED = "vacated"
    MOVED = "moved"  # held on in another council, by a split or a merger


OFFICE = Machine(
    "office",
    born={"OfficeFilled": Holding.HELD, "OfficeReceived": Holding.HELD, "TermReceived": Holding.VACATED},
    moves={
        (Holding.HELD, "OfficeRenewed"): Holding.HELD,
        (Holding.HELD, "OfficeVacated"): Holding.VACATED,
        (Holding.HELD, "OfficeMoved"): Holding.MOVED,
    },
)


class SpecialState(StrEnum):
    IN_FORCE = "in force"
    LAPSED = "lapsed"


SPECIAL_OFFICE = Machine(
    "special office",
    born={"SpecialOfficeMade": SpecialState.IN_FORCE},
    moves={(SpecialState.IN_FORCE, "SpecialOfficeLapsed"): SpecialState.LAPSED},
)


class ElectionState(StrEnum):
    NOMINATION = "nomination"
    VOTING = "voting"
    DECIDED = "decided"
    VOID = "void"


ELECTION = Machine(
    "election",
    born={"ElectionCalled": ElectionState.NOMINATION},
    moves={
        (ElectionState.NOMINATION, "CandidateStood"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "CandidateStoodDown"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "CandidateBarred"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "ElectionOpened"): ElectionState.VOTING,
        (ElectionState.NOMINATION, "ElectionDecided"): ElectionState.DECIDED,
        (ElectionState.NOMINATION, "ElectionVoid"): ElectionState.VOID,
        (ElectionState.VOTING, "MarksCast"): ElectionState.VOTING,
        (ElectionState.VOTING, "PaperCalled"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsEntered"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsDiffered"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsAgreed"): ElectionState.VOTING,
        (ElectionState.VOTING, "CandidateStoodDown"): ElectionState.VOTING,
        (ElectionState.VOTING, "CandidateBarred"): ElectionState.VOTING,
        (ElectionState.VOTING, "ElectionDecided"): ElectionState.DECIDED,
        (ElectionState.VOTING, "ElectionVoid"): ElectionState.VOID,
    },
)


class MotionState(StrEnum):
    DRAFT = "draft"
    SECONDED = "seconded"
    DELIBERATION = "deliberation"
    AMENDING = "amending"
    VOTING = "voting"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"  # goes on in the assembly that this one has gone over to


MOTION = Machine(
    "motion",
    born={"MotionProposed": MotionState.DRAFT},
    moves={
        (MotionState.DRAFT, "MotionSeconded"): MotionState.SECONDED,
        (MotionState.SECONDED, "MotionSeconded"): MotionState.SECONDED,
        (MotionState.DRAFT, "DeliberationOpened"): MotionState.DELIBERATION,
        (MotionState.SECONDED, "DeliberationOpened"): MotionState.DELIBERATION,
        (MotionState.DELIBERATION, "AmendmentsPut"): MotionState.AMENDING,
        (MotionState.DELIBERATION, "BallotOpened"): MotionState.VOTING,
        (MotionState.AMENDING, "BallotOpened"): MotionState.VOTING,
        (MotionState.VOTING, "MotionCarried"): MotionState.CARRIED,
        (MotionState.VOTING, "MotionLost"): MotionState.LOST,
        (MotionState.DRAFT, "MotionWithdrawn"): MotionState.WITHDRAWN,
        (MotionState.SECONDED, "MotionWithdrawn"): MotionState.WITHDRAWN,
        (MotionState.DELIBERATION, "MotionWithdrawn"): MotionState.WITHDRAWN,
        (MotionState.DRAFT, "MotionMoved"): MotionState.MOVED,
        (MotionState.SECONDED, "MotionMoved"): MotionState.MOVED,
        (MotionState.AMENDING, "MotionMoved"): MotionState.MOVED,
        (MotionState.DELIBERATION, "MotionMoved"): MotionState.MOVED,
    },
)


class AmendmentState(StrEnum):
    PROPOSED = "proposed"
    TABLED = "on the table"
    VOTING = "voting"
    CARRIED = "carried"
    LOST = "lost"
    WRITTEN_IN = "written in"
    OVERTAKEN = "overtaken"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


AMENDMENT = Machine(
    "amendment",
    born={"AmendmentProposed": AmendmentState.PROPOSED},
    moves={
        (AmendmentState.PROPOSED, "AmendmentSeconded"): AmendmentState.PROPOSED,
        (AmendmentState.PROPOSED, "AmendmentTabled"): AmendmentState.TABLED,
        (AmendmentState.PROPOSED, "AmendmentWithdrawn"): AmendmentState.WITHDRAWN,
        (AmendmentState.PROPOSED, "AmendmentLapsed"): AmendmentState.LAPSED,
        (AmendmentState.TABLED, "AmendmentWithdrawn"): AmendmentState.WITHDRAWN,
        (AmendmentState.TABLED, "AmendmentAdopted"): AmendmentState.ADOPTED,
        (AmendmentState.TABLED, "AmendmentLapsed"): AmendmentState.LAPSED,
        (AmendmentState.TABLED, "BallotOpened"): AmendmentState.VOTING,
        (AmendmentState.ADOPTED, "TextAmended"): AmendmentState.ADOPTED,
        (AmendmentState.VOTING, "AmendmentCarried"): AmendmentState.CARRIED,
        (AmendmentState.VOTING, "AmendmentLost"): AmendmentState.LOST,
        (AmendmentState.CARRIED, "TextAmended"): AmendmentState.WRITTEN_IN,
        (AmendmentState.CARRIED, "AmendmentOvertaken"): AmendmentState.OVERTAKEN,
    },
)


class Suspension(StrEnum):
    """Of a motion that was carried against a binding decision above."""

    WAITING = "waiting"
    LIFTED = "lifted"


SUSPENSION = Machine(
    "suspension",
    born={"MotionSuspended": Suspension.WAITING},
    moves={(Suspension.WAITING, "SuspensionLifted"): Suspension.LIFTED},
)


class ReferralState(StrEnum):
    RECEIVED = "received"
    VOTING = "voting"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


REFERRAL = Machine(
    "referral",
    born={"ReferralReceived": ReferralState.RECEIVED},
    moves={
        (ReferralState.RECEIVED, "BallotOpened"): ReferralState.VOTING,
        (ReferralState.VOTING, "PositionTaken"): ReferralState.ANSWERED,
        (ReferralState.VOTING, "NoPosition"): ReferralState.UNANSWERED,
    },
)


class MandateState(StrEnum):
    AWAITED = "awaited"
    GIVEN = "given"
    BREACHED = "breached"
    KEPT = "kept"
    NOT_GIVEN = "not given"


MANDATE = Machine(
    "mandate",
    born={"ReferralReceived": MandateState.AWAITED, "MotionReferred": MandateState.AWAITED},
    moves={
        (MandateState.AWAITED, "MandateGiven"): MandateState.GIVEN,
        (MandateState.AWAITED, "MandateNotGiven"): MandateState.NOT_GIVEN,
        (MandateState.GIVEN, "MandateBreached"): MandateState.BREACHED,
        (MandateState.BREACHED, "MandateBreached"): MandateState.BREACHED,
        (MandateState.GIVEN, "MandatesCounted"): MandateState.KEPT,
        (MandateState.BREACHED, "MandatesCounted"): MandateState.BREACHED,
        (MandateState.AWAITED, "MandatesCounted"): MandateState.NOT_GIVEN,
        (MandateState.NOT_GIVEN, "MandatesCounted"): MandateState.NOT_GIVEN,
    },
)


class RecallState(StrEnum):
    PETITION = "petition"
    QUALIFIED = "qualified"
    VOTING = "voting"
    RECALLED = "recalled"
    KEPT = "kept"
    LAPSED = "lapsed"
    MOOT = "moot"


RECALL = Machine(
    "recall",
    born={"PetitionOpened": RecallState.PETITION},
    moves={
        (RecallState.PETITION, "PetitionSigned"): RecallState.PETITION,
        (RecallState.PETITION, "PetitionQualified"): RecallState.QUALIFIED,
        (RecallState.PETITION, "PetitionLapsed"): RecallState.LAPSED,
        (RecallState.QUALIFIED, "BallotOpened"): RecallState.VOTING,
        (RecallState.VOTING, "Recalled"): RecallState.RECALLED,
        (RecallState.VOTING, "RecallRejected"): RecallState.KEPT,
        (RecallState.PETITION, "RecallMoot"): RecallState.MOOT,
        (RecallState.QUALIFIED, "RecallMoot"): RecallState.MOOT,
        (RecallState.VOTING, "RecallMoot"): RecallState.MOOT,
    },
)


class Force(StrEnum):
    """Whether a directive stands, in the council that gave it and in each that received it."""

    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


DIRECTIVE = Machine(
    "directive",
    born={"DirectiveIssued": Force.IN_FORCE, "DirectiveReceived": Force.IN_FORCE},
    moves={
        (Force.IN_FORCE, "DirectiveSuspended"): Force.SUSPENDED,
        (Force.SUSPENDED, "DirectiveUpheld"): Force.IN_FORCE,
        (Force.SUSPENDED, "DirectiveRevoked"): Force.REVOKED,
        (Force.IN_FORCE, "DirectiveRevoked"): Force.REVOKED,
    },
)


class Execution(StrEnum):
    """How far one council has come with a directive."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    REPORTED = "reported"
    OVERDUE = "overdue"
    COMPLETED = "completed"


EXECUTION = Machine(
    "execution of a directive",
    born={"DirectiveReceived": Execution.RECEIVED},
    moves={
        (Execution.RECEIVED, "DirectiveAcknowledged"): Execution.ACKNOWLEDGED,
        (Execution.OVERDUE, "DirectiveAcknowledged"): Execution.ACKNOWLEDGED,
        (Execution.ACKNOWLEDGED, "ExecutionPlanned"): Execution.PLANNED,
        (Execution.PLANNED, "ExecutionPlanned"): Execution.PLANNED,
        (Execution.REPORTED, "ExecutionPlanned"): Execution.PLANNED,
        (Execution.OVERDUE, "ExecutionPlanned"): Execution.PLANNED,
        (Execution.ACKNOWLEDGED, "ExecutionReported"): Execution.REPORTED,
        (Execution.PLANNED, "ExecutionReported"): Execution.REPORTED,
        (Execution.REPORTED, "ExecutionReported"): Execution.REPORTED,
        (Execution.OVERDUE, "ExecutionReported"): Execution.REPORTED,
        (Execution.REPORTED, "ExecutionCompleted"): Execution.COMPLETED,
        (Execution.RECEIVED, "ExecutionOverdue"): Execution.OVERDUE,
        (Execution.ACKNOWLEDGED, "ExecutionOverdue"): Execution.OVERDUE,
        (Execution.PLANNED, "ExecutionOverdue"): Execution.OVERDUE,
    },
)


class Objection(StrEnum):
    """How far the objections to a directive have come, in the council that gave it."""

    NONE = "none"
    STANDING = "standing"
    SUFFICIENT = "sufficient"
    SETTLED = "settled"


OBJECTION = Machine(
    "objection",
    born={"DirectiveIssued": Objection.NONE, "DirectiveReceived": Objection.NONE},
    moves={
        (Objection.NONE, "ObjectionRaised"): Objection.STANDING,
        (Objection.NONE, "ObjectionRecorded"): Objection.STANDING,
        (Objection.STANDING, "ObjectionRaised"): Objection.STANDING,
        (Objection.STANDING, "ObjectionRecorded"): Objection.STANDING,
        (Objection.NONE, "DirectiveSuspended"): Objection.SUFFICIENT,
        (Objection.STANDING, "DirectiveSuspended"): Objection.SUFFICIENT,
        (Objection.SUFFICIENT, "ObjectionRaised"): Objection.SUFFICIENT,
        (Objection.SUFFICIENT, "ObjectionRecorded"): Objection.SUFFICIENT,
        (Objection.SUFFICIENT, "DirectiveUpheld"): Objection.SETTLED,
        (Objection.SUFFICIENT, "DirectiveRevoked"): Objection.SETTLED,
        (Objection.NONE, "DirectiveRevoked"): Objection.SETTLED,
        (Objection.STANDING, "DirectiveRevoked"): Objection.SETTLED,
        (Objection.SETTLED, "ObjectionRaised"): Objection.SETTLED,
        (Objection.SETTLED, "ObjectionRecorded"): Objection.SETTLED,
    },
)


class Change(StrEnum):
    """A change of the charter, from its motion to its being in force."""

    PROPOSED = "proposed"
    IN_FORCE = "in force"
    OVERTAKEN = "overtaken"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


CHARTER_CHANGE = Machine(
    "charter change",
    born={"MotionProposed": Change.PROPOSED},
    moves={
        (Change.PROPOSED, "CharterAmended"): Change.IN_FORCE,
        (Change.PROPOSED, "CharterOvertaken"): Change.OVERTAKEN,
        (Change.PROPOSED, "MotionLost"): Change.REJECTED,
        (Change.PROPOSED, "MotionWithdrawn"): Change.WITHDRAWN,
    },
)

MACHINES: tuple[Machine[StrEnum], ...] = (
    MEMBERSHIP,
    OFFICE,
    SPECIAL_OFFICE,
    ELECTION,
    MOTION,
    AMENDMENT,
    SUSPENSION,
    REFERRAL,
    MANDATE,
    RECALL,
    DIRECTIVE,
    EXECUTION,
    OBJECTION,
    CHARTER_CHANGE,
)  # type: ignore[assignment]
