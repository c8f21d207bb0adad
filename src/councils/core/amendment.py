"""Amendments: other words for a motion that is deliberated (R6).

An amendment holds the whole new wording and the one it was written against, so that what it changes can be shown and
merged (``wording.py``). Its life cycle is ``machines.AMENDMENT``; who may do what is decided in ``amending.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from councils.core.act import Event, MatterId, Voice
from councils.core.machines import AmendmentState
from councils.core.vote.verdict import Verdict
from councils.core.wording import Wording

TO_COME = (AmendmentState.PROPOSED, AmendmentState.TABLED)
OPEN = (*TO_COME, AmendmentState.VOTING)


@dataclass(frozen=True, slots=True)
class Amendment:
    """``base`` is what the motion said when it was written; ``why`` it lapsed, in a few words."""

    id: MatterId
    by: Voice
    base: Wording
    wording: Wording
    reason: str
    state: AmendmentState
    proposed: datetime
    seconders: frozenset[Voice] = frozenset()
    verdict: Verdict | None = None
    why: str = ""

    @property
    def to_come(self) -> bool:
        """Whether its vote has not opened, and is still to."""
        return self.state in TO_COME

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Version:
    """What a motion has said since ``amendment`` changed it; since it was proposed, where there is none."""

    wording: Wording
    amendment: MatterId
    since: datetime


@dataclass(frozen=True, slots=True)
class AmendmentProposed(Event):
    """``base`` where it was written against other words than those the motion has now."""

    amendment: MatterId
    by: Voice
    wording: Wording
    reason: str
    at: datetime
    base: Wording | None = None


@dataclass(frozen=True, slots=True)
class AmendmentSeconded(Event):
    amendment: MatterId
    by: Voice


@dataclass(frozen=True, slots=True)
class AmendmentTabled(Event):
    """It has the seconders that the charter asks for, and will be voted on."""

    amendment: MatterId


@dataclass(frozen=True, slots=True)
class AmendmentWithdrawn(Event):
    amendment: MatterId


@dataclass(frozen=True, slots=True)
class AmendmentLapsed(Event):
    """There will be no vote on it; ``why`` in a few words."""

    amendment: MatterId
    why: str


@dataclass(frozen=True, slots=True)
class AmendmentAdopted(Event):
    """Whoever proposed the motion has taken it in, without a vote."""

    amendment: MatterId


@dataclass(frozen=True, slots=True)
class AmendmentsOrdered(Event):
    """The chair's order, in place of the charter's."""

    motion: MatterId
    by: Voice
    order: tuple[MatterId, ...]


@dataclass(frozen=True, slots=True)
class AmendmentsPut(Event):
    """The votes on these are open, in the order in which those that are carried are written in."""

    motion: MatterId
    order: tuple[MatterId, ...]
    closes: datetime


@dataclass(frozen=True, slots=True)
class AmendmentCarried(Event):
    amendment: MatterId
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AmendmentLost(Event):
    amendment: MatterId
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TextAmended(Event):
    """This is what the motion says from now on."""

    amendment: MatterId
    wording: Wording
    at: datetime


@dataclass(frozen=True, slots=True)
class AmendmentOvertaken(Event):
    """Carried, but ``by`` was written in before it and changes the same passage."""

    amendment: MatterId
    by: MatterId


def motion_of(amendment: MatterId) -> MatterId:
    """``75111:4.a1`` is the first amendment to 75111:4."""
    return amendment.rpartition(".")[0]


def lapsing(amendments: Iterable[Amendment], why: str) -> tuple[AmendmentLapsed, ...]:
    """Those that are still to come will have no vote."""
    return tuple(AmendmentLapsed(a.id, why) for a in amendments if a.to_come)
