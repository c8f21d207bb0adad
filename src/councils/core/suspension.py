"""A motion that was carried against a decision above, where the charter makes these binding (R20).

Theory of operation. It is carried, and nothing follows from it yet. When the last decision in its way has been changed
above, what it causes follows in the same breath: the people here have voted, and need not vote again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, Event, Events, MatterId, Outcome
from councils.core.closing import MotionSuspended, consequence
from councils.core.competence import obstacles
from councils.core.council import Council
from councils.core.machines import SUSPENSION, Suspension


@dataclass(frozen=True, slots=True)
class LiftSuspensions(Caused):
    """Caused here: a decision above has changed."""


@dataclass(frozen=True, slots=True)
class SuspensionLifted(Event):
    motion: MatterId


def waiting(council: Council) -> list[MatterId]:
    """Motions that wait, and have nothing in their way any more."""
    return [
        motion.id
        for motion in council.motions.values()
        if motion.suspension is Suspension.WAITING and not motion.repealed_by and not obstacles(council, motion.id)
    ]


def lift(council: Council, act: LiftSuspensions, at: datetime) -> Outcome:
    found: Events = ()
    for name in waiting(council):
        found = (*found, SuspensionLifted(name), *consequence(council, council.motions[name], at))
    return found


def on_suspension(council: Council, event: MotionSuspended | SuspensionLifted) -> Council:
    motion = council.motions[event.motion]
    state = SUSPENSION.first(event) if motion.suspension is None else SUSPENSION.after(motion.suspension, event)
    return council.put("motions", event.motion, replace(motion, suspension=state))
