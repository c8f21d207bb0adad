"""Motions and what is changed in them, on the way to a decision and after it (R6, R15, R20)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


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
