"""A directive: whether it stands, how far it is carried out, who objects (R12, R13)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


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
        (Execution.ACKNOWLEDGED, "MadeReported"): Execution.REPORTED,
        (Execution.PLANNED, "ExecutionReported"): Execution.REPORTED,
        (Execution.PLANNED, "MadeReported"): Execution.REPORTED,
        (Execution.REPORTED, "ExecutionReported"): Execution.REPORTED,
        (Execution.REPORTED, "MadeReported"): Execution.REPORTED,
        (Execution.OVERDUE, "ExecutionReported"): Execution.REPORTED,
        (Execution.OVERDUE, "MadeReported"): Execution.REPORTED,
        (Execution.REPORTED, "ExecutionCompleted"): Execution.COMPLETED,
        (Execution.RECEIVED, "AllReceived"): Execution.COMPLETED,
        (Execution.ACKNOWLEDGED, "AllReceived"): Execution.COMPLETED,
        (Execution.PLANNED, "AllReceived"): Execution.COMPLETED,
        (Execution.REPORTED, "AllReceived"): Execution.COMPLETED,
        (Execution.OVERDUE, "AllReceived"): Execution.COMPLETED,
        (Execution.COMPLETED, "AllReceived"): Execution.COMPLETED,
        (Execution.COMPLETED, "ReceivedNoMore"): Execution.REPORTED,
        (Execution.RECEIVED, "OrdersTakenOn"): Execution.RECEIVED,
        (Execution.ACKNOWLEDGED, "OrdersTakenOn"): Execution.ACKNOWLEDGED,
        (Execution.PLANNED, "OrdersTakenOn"): Execution.PLANNED,
        (Execution.REPORTED, "OrdersTakenOn"): Execution.REPORTED,
        (Execution.OVERDUE, "OrdersTakenOn"): Execution.OVERDUE,
        (Execution.COMPLETED, "OrdersTakenOn"): Execution.REPORTED,
        (Execution.RECEIVED, "MadeCorrected"): Execution.RECEIVED,
        (Execution.ACKNOWLEDGED, "MadeCorrected"): Execution.REPORTED,
        (Execution.PLANNED, "MadeCorrected"): Execution.REPORTED,
        (Execution.REPORTED, "MadeCorrected"): Execution.REPORTED,
        (Execution.OVERDUE, "MadeCorrected"): Execution.REPORTED,
        (Execution.COMPLETED, "MadeCorrected"): Execution.REPORTED,
        (Execution.RECEIVED, "ChangeProposed"): Execution.ACKNOWLEDGED,
        (Execution.ACKNOWLEDGED, "ChangeProposed"): Execution.ACKNOWLEDGED,
        (Execution.PLANNED, "ChangeProposed"): Execution.PLANNED,
        (Execution.REPORTED, "ChangeProposed"): Execution.REPORTED,
        (Execution.OVERDUE, "ChangeProposed"): Execution.ACKNOWLEDGED,
        (Execution.RECEIVED, "OrderChanged"): Execution.RECEIVED,
        (Execution.ACKNOWLEDGED, "OrderChanged"): Execution.RECEIVED,
        (Execution.PLANNED, "OrderChanged"): Execution.RECEIVED,
        (Execution.REPORTED, "OrderChanged"): Execution.RECEIVED,
        (Execution.OVERDUE, "OrderChanged"): Execution.RECEIVED,
        (Execution.COMPLETED, "OrderChanged"): Execution.RECEIVED,
        (Execution.RECEIVED, "ExecutionCompleted"): Execution.COMPLETED,
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
