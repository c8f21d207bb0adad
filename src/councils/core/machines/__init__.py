"""Every life cycle as one transition table: (state, event) -> state.

Theory of operation. A machine is the list of its moves and nothing else. ``evolve`` moves only through
``Machine.after``, so an event that has no arrow here cannot happen; ``decide`` asks ``Machine.allows`` before it
lets an act through. The diagrams in ``docs/rules`` are drawn from these tables.

Events are named by their class; a test holds every name against the classes. The tables stand by noun in the modules
beside this one, through which everybody else has them.
"""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.delivery import DELIVERY, Carriage
from councils.core.machines.directive import DIRECTIVE, EXECUTION, OBJECTION, Execution, Force, Objection
from councils.core.machines.election import ELECTION, ElectionState
from councils.core.machines.machine import Machine
from councils.core.machines.mandate import MANDATE, REFERRAL, MandateState, ReferralState
from councils.core.machines.member import MEMBERSHIP, Membership
from councils.core.machines.motion import (
    AMENDMENT,
    CHARTER_CHANGE,
    MOTION,
    SUSPENSION,
    AmendmentState,
    Change,
    MotionState,
    Suspension,
)
from councils.core.machines.office import OFFICE, SPECIAL_OFFICE, Holding, SpecialState
from councils.core.machines.recall import RECALL, RecallState

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
    DELIVERY,
)  # type: ignore[assignment]
