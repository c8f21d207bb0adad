"""What time makes due in a council: the same for everyone, whoever looks at the clock, late or twice (R6, R7, R10-R12).

Each command here is one that any voice of the council may give once its time has come, as the clock does. So a clock
that runs late loses nothing, and one that runs twice is refused the second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from councils.core.act import CLOCK, Command
from councils.core.amending import PutAmendments
from councils.core.council import Council, remembered
from councils.core.directive import MarkOverdue
from councils.core.election import CloseElection, OpenElection
from councils.core.expiry import CallRenewal, EndTerm, expiries, renewals
from councils.core.machines import ElectionState, MotionState, RecallState
from councils.core.motion import OpenVote
from councils.core.polling import CloseBallot, complete
from councils.core.recall import LapsePetition
from councils.core.special import LapseOffice, ending
from councils.core.split import CarryOutSplit

Timed = (
    OpenElection
    | CloseElection
    | OpenVote
    | PutAmendments
    | CloseBallot
    | LapsePetition
    | MarkOverdue
    | CallRenewal
    | EndTerm
    | LapseOffice
    | CarryOutSplit
)
Agenda = Iterator[tuple[datetime, Timed]]


def agenda(council: Council) -> Agenda:
    """Every command that time will make due, with its time."""
    yield from elections(council)
    yield from votes(council)
    yield from terms(council)
    for recall in council.recalls.values():
        if recall.state is RecallState.PETITION:
            yield recall.until, LapsePetition(CLOCK, recall.id)
    for directive in council.directives.values():
        due = directive.next_due()
        if due is not None:
            yield due, MarkOverdue(CLOCK, directive.id)
    if council.split is not None:
        yield council.split.until, CarryOutSplit(CLOCK)


def elections(council: Council) -> Agenda:
    for election in council.elections.values():
        if election.state is ElectionState.NOMINATION:
            yield election.nominations_until, OpenElection(CLOCK, election.id)
        elif election.state is ElectionState.VOTING and election.closes is not None:
            yield council.founded if election.complete else election.closes, CloseElection(CLOCK, election.id)


@remembered("charter", "elections", "kind", "level", "parent", "special", "tenures")
def terms(council: Council) -> tuple[tuple[datetime, Timed], ...]:
    return (
        *((when, CallRenewal(CLOCK, office)) for when, office in renewals(council)),
        *((tenure.until, EndTerm(CLOCK, tenure.number)) for tenure in expiries(council)),
        *((special.office.until, LapseOffice(CLOCK, special.name)) for special in ending(council)),
    )


def votes(council: Council) -> Agenda:
    """A ballot to which nothing can be added is due at once, that is, since the founding."""
    for motion in council.motions.values():
        if motion.state is MotionState.DELIBERATION and motion.notice_until is not None:
            opens = PutAmendments(CLOCK, motion.id) if motion.to_amend else OpenVote(CLOCK, motion.id)
            yield motion.notice_until, opens
        elif motion.state is MotionState.AMENDING and motion.closes is not None and not motion.to_amend:
            yield motion.notice_until or motion.closes, OpenVote(CLOCK, motion.id)
    for ballot in council.ballots.values():
        if not ballot.closed:
            yield council.founded if complete(council, ballot) else ballot.closes, CloseBallot(CLOCK, ballot.matter)


def due(council: Council, at: datetime) -> list[tuple[datetime, Command]]:
    """The commands whose time has come, with that time.

    A clock that runs late carries them out in the order of their times, over all councils: so the assemblies answer
    before the council above them counts, however late it is.
    """
    return [(when, command) for when, command in agenda(council) if when <= at]


def next_due(council: Council) -> datetime | None:
    """When this council needs the clock next."""
    return min((when for when, _ in agenda(council)), default=None)
