"""How motions are amended: proposed, seconded, taken in or voted on, and written in (R6).

Theory of operation. While a motion is deliberated, amendments to it are proposed and seconded. When the deliberation
ends, all of them are voted on in the council itself, at the same time, each with papers of its own. When the last of
these votes has closed, those that were carried are written in, in an order that was known before: the charter's, or
the chair's. One that changes a passage which an earlier one has changed is overtaken. Then the vote on the motion
opens, on the words that it has now.

An amendment changes words. Where what would be decided is something else (a charter, an office, another council), the
motion cannot be amended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from councils.core.act import Caused, Command, Event, Events, MatterId, Outcome, Polled, Voice
from councils.core.amendment import (
    Amendment,
    AmendmentAdopted,
    AmendmentCarried,
    AmendmentLapsed,
    AmendmentLost,
    AmendmentOvertaken,
    AmendmentProposed,
    AmendmentSeconded,
    AmendmentsOrdered,
    AmendmentsPut,
    AmendmentTabled,
    AmendmentWithdrawn,
    TextAmended,
    Version,
    motion_of,
)
from councils.core.charter import Kind
from councils.core.charter.limits import AmendmentOrder
from councils.core.council import Council
from councils.core.machines import AMENDMENT, AmendmentState, MotionState
from councils.core.motion import Motion, find
from councils.core.motion import move as move_motion
from councils.core.office import officers
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.core.vote.ballot import BallotOpened
from councils.core.vote.poll import freeze
from councils.core.vote.verdict import judge
from councils.core.wording import Wording, merge, reach

OF_WORDS = (Kind.RESOLUTION, Kind.PROCEDURE, Kind.DIRECTIVE, Kind.INITIATIVE, Kind.OBJECTION, Kind.DEMAND)
"""The kinds of which the words are what is decided."""


@dataclass(frozen=True, slots=True)
class ProposeAmendment(Command):
    """Propose the whole new wording of a motion, and say why."""

    by: Voice
    motion: MatterId
    title: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SecondAmendment(Command):
    by: Voice
    amendment: MatterId


@dataclass(frozen=True, slots=True)
class WithdrawAmendment(Command):
    by: Voice
    amendment: MatterId


@dataclass(frozen=True, slots=True)
class AdoptAmendment(Command):
    """Take an amendment into one's own motion, without a vote, where the charter lets one."""

    by: Voice
    amendment: MatterId


@dataclass(frozen=True, slots=True)
class OrderAmendments(Command):
    """Whoever chairs proposes another order: all amendments that are to come, the first to be written in first."""

    by: Voice
    motion: MatterId
    order: tuple[MatterId, ...]


@dataclass(frozen=True, slots=True)
class PutAmendments(Command):
    """Put the amendments to a motion to the vote, when its deliberation is over."""

    by: Voice
    motion: MatterId


@dataclass(frozen=True, slots=True)
class OpenAmendmentVote(Polled, Caused):
    """Caused here: the amendments have been put."""

    matter: MatterId


def amendment_in(council: Council, matter: MatterId) -> Amendment | None:
    motion = council.motions.get(motion_of(matter))
    return motion.amendments.get(matter) if motion else None


def sought(council: Council, by: Voice, matter: MatterId) -> tuple[Motion, Amendment] | Refused:
    """The amendment, while somebody with a voice here can still do something about it."""
    amendment = amendment_in(council, matter)
    if amendment is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not council.has_voice(by):
        return refuse(Reason.NOT_ON_ROLL)
    return council.motions[motion_of(matter)], amendment


def propose(council: Council, act: ProposeAmendment, at: datetime) -> Outcome:
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    refusal = unamendable(council, motion) or too_late(council, motion, at, council.charter.amendments.closing_days)
    if refusal:
        return refusal
    for what, words in ((gettext_noop("title"), act.title), (gettext_noop("reason"), act.reason)):
        if not words.strip():
            return refuse(Reason.EMPTY_TEXT, what=what)
    wording = Wording(act.title, act.text)
    if not reach(motion.wording, wording):
        return refuse(Reason.NOTHING_CHANGED)
    name = f"{motion.id}.a{len(motion.amendments) + 1}"
    return proposed(council, AmendmentProposed(name, act.by, wording, act.reason, at))


def proposed(council: Council, event: AmendmentProposed) -> Events:
    """One that needs no seconder is on the table at once."""
    return (event,) if council.charter.amendments.seconders else (event, AmendmentTabled(event.amendment))


def unamendable(council: Council, motion: Motion) -> Refused | None:
    """Why this motion has no amendments, whatever the time."""
    proposal = motion.proposal
    if not council.charter.amendments.allowed:
        return refuse(Reason.NO_AMENDMENTS)
    if proposal.options is not None:
        return refuse(Reason.OPTIONS_NOT_AMENDED)
    if proposal.kind not in OF_WORDS or proposal.charter is not None or proposal.office is not None:
        return refuse(Reason.NOT_OF_WORDS)
    return None


def too_late(council: Council, motion: Motion, at: datetime, days: int = 0) -> Refused | None:
    """Amendments come while a motion is deliberated, until so many days before the end of it."""
    if motion.state is not MotionState.DELIBERATION or motion.notice_until is None:
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    until = motion.notice_until - timedelta(days=days)
    return refuse(Reason.TOO_LATE, when=f"{until:%Y-%m-%d %H:%M}") if at >= until else None


def second(council: Council, act: SecondAmendment, at: datetime) -> Outcome:
    found = sought(council, act.by, act.amendment)
    if isinstance(found, Refused):
        return found
    motion, amendment = found
    if not AMENDMENT.allows(amendment.state, AmendmentSeconded):
        return refuse(Reason.NOT_IN_STATE, state=amendment.state)
    late = too_late(council, motion, at)
    if late:
        return late
    if act.by == amendment.by:
        return refuse(Reason.SECONDS_OWN)
    if act.by in amendment.seconders:
        return refuse(Reason.SECONDED_ALREADY)
    seconded = AmendmentSeconded(act.amendment, act.by)
    enough = len(amendment.seconders) + 1 >= council.charter.amendments.seconders
    return (seconded, AmendmentTabled(act.amendment)) if enough else (seconded,)


def withdraw(council: Council, act: WithdrawAmendment, at: datetime) -> Outcome:
    found = sought(council, act.by, act.amendment)
    if isinstance(found, Refused):
        return found
    motion, amendment = found
    if act.by != amendment.by:
        return refuse(Reason.NOT_THE_PROPOSER)
    if not AMENDMENT.allows(amendment.state, AmendmentWithdrawn):
        return refuse(Reason.NOT_IN_STATE, state=amendment.state)
    return too_late(council, motion, at) or (AmendmentWithdrawn(act.amendment),)


def adopt(council: Council, act: AdoptAmendment, at: datetime) -> Outcome:
    """It must have its seconders, so that nobody rewrites a motion alone, and early enough to be read."""
    found = sought(council, act.by, act.amendment)
    if isinstance(found, Refused):
        return found
    motion, amendment = found
    rule = council.charter.amendments
    if not rule.friendly:
        return refuse(Reason.NOT_FRIENDLY)
    if act.by != motion.by:
        return refuse(Reason.NOT_THE_MOVER)
    if not AMENDMENT.allows(amendment.state, AmendmentAdopted):
        return refuse(Reason.NOT_IN_STATE, state=amendment.state)
    late = too_late(council, motion, at, rule.closing_days)
    if late:
        return late
    wording = merge(amendment.base, amendment.wording, motion.wording)
    if wording is None:
        return refuse(Reason.AMENDMENTS_CLASH)
    return (AmendmentAdopted(amendment.id), TextAmended(amendment.id, wording, at))


def arrange(council: Council, act: OrderAmendments, at: datetime) -> Outcome:
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if act.by not in officers(council, "chair", "co-chair"):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{chair}"))
    late = too_late(council, motion, at)
    if late:
        return late
    coming = [a.id for a in motion.amendments.values() if a.to_come]
    if sorted(act.order) != sorted(coming):
        return refuse(Reason.ORDER_INCOMPLETE, all=", ".join(coming) or "-")
    return (AmendmentsOrdered(act.motion, act.by, act.order),)


def in_order(council: Council, motion: Motion) -> list[Amendment]:
    """The amendments that are open, in the chair's order as far as there is one, then in the charter's."""
    found = [a for a in motion.amendments.values() if a.open]
    if council.charter.amendments.order is AmendmentOrder.FURTHEST:
        found.sort(key=lambda a: -reach(a.base, a.wording))
    return sorted(found, key=lambda a: motion.order.index(a.id) if a.id in motion.order else len(motion.order))


def put(council: Council, act: PutAmendments, at: datetime) -> Outcome:
    """Those that nobody has seconded lapse; for the others the vote opens."""
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if motion.state is not MotionState.DELIBERATION or motion.notice_until is None or not motion.to_amend:
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if at < motion.notice_until:
        return refuse(Reason.TOO_EARLY, when=f"{motion.notice_until:%Y-%m-%d %H:%M}")
    found = in_order(council, motion)
    alone = (AmendmentLapsed(a.id, "not seconded") for a in found if a.state is AmendmentState.PROPOSED)
    tabled = tuple(a.id for a in found if a.state is AmendmentState.TABLED)
    closes = at + timedelta(days=council.charter.amendments.voting_days)
    return (*alone, AmendmentsPut(motion.id, tabled, closes)) if tabled else tuple(alone)


def open_vote(council: Council, act: OpenAmendmentVote, at: datetime) -> Outcome:
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    closes = council.motions[motion_of(act.matter)].closes
    assert closes is not None  # the amendments have been put
    return (BallotOpened(act.matter, roll, closes),)


def conclude(council: Council, amendment: Amendment, at: datetime) -> Events:
    """The vote on an amendment closes; with the last one, what was carried is written in."""
    ballot, rule = council.ballots[amendment.id], council.charter.amendments
    closed = ballot.closing
    motion = council.motions[motion_of(amendment.id)]
    if motion.state is not MotionState.AMENDING:  # it is deliberated where the members are now
        return (closed,)
    verdict = judge(ballot.tally, len(ballot.roll), rule.quorum, rule.majority)
    decided = (AmendmentCarried if verdict.carried else AmendmentLost)(amendment.id, verdict)
    after = move(council, decided, amendment.id, verdict=verdict).motions[motion.id]
    return (closed, decided) if after.to_amend else (closed, decided, *written_in(after, at))


def written_in(motion: Motion, at: datetime) -> Events:
    """Those that were carried, one after the other, each merged into what has become of the text."""
    steps = [(v.amendment, v.wording) for v in motion.versions] or [("", motion.wording)]
    events: list[Event] = []
    carried = [a for name in motion.order if (a := motion.amendments[name]).state is AmendmentState.CARRIED]
    for amendment in carried:
        ways = [(name, merge(amendment.base, amendment.wording, wording)) for name, wording in steps]
        merged = ways[-1][1]
        if merged is None:
            first = next(i for i, (_, way) in enumerate(ways) if all(later is None for _, later in ways[i:]))
            events.append(AmendmentOvertaken(amendment.id, ways[first][0]))
        else:
            events.append(TextAmended(amendment.id, merged, at))
            steps.append((amendment.id, merged))
    return tuple(events)


def move(council: Council, event: Event, matter: MatterId, **changes: object) -> Council:
    motion = council.motions[motion_of(matter)]
    amendment = motion.amendments[matter]
    moved = replace(amendment, state=AMENDMENT.after(amendment.state, event), **changes)  # type: ignore[arg-type]
    return council.put("motions", motion.id, replace(motion, amendments={**motion.amendments, matter: moved}))


def on_proposed(council: Council, event: AmendmentProposed) -> Council:
    motion = council.motions[motion_of(event.amendment)]
    amendment = Amendment(
        id=event.amendment,
        by=event.by,
        base=event.base or motion.wording,
        wording=event.wording,
        reason=event.reason,
        state=AMENDMENT.first(event),
        proposed=event.at,
    )
    known = {**motion.amendments, event.amendment: amendment}
    return council.put("motions", motion.id, replace(motion, amendments=known))


def on_seconded(council: Council, event: AmendmentSeconded) -> Council:
    amendment = amendment_in(council, event.amendment)
    assert amendment is not None
    return move(council, event, event.amendment, seconders=amendment.seconders | {event.by})


def on_moved(
    council: Council, event: AmendmentTabled | AmendmentWithdrawn | AmendmentAdopted | AmendmentOvertaken
) -> Council:
    why = event.by if isinstance(event, AmendmentOvertaken) else ""
    return move(council, event, event.amendment, why=why)


def on_lapsed(council: Council, event: AmendmentLapsed) -> Council:
    return move(council, event, event.amendment, why=event.why)


def on_decided(council: Council, event: AmendmentCarried | AmendmentLost) -> Council:
    return move(council, event, event.amendment, verdict=event.verdict)


def on_ordered(council: Council, event: AmendmentsOrdered) -> Council:
    return council.put("motions", event.motion, replace(council.motions[event.motion], order=event.order))


def on_put(council: Council, event: AmendmentsPut) -> Council:
    return move_motion(council, event, event.motion, order=event.order, closes=event.closes)


def on_text_amended(council: Council, event: TextAmended) -> Council:
    moved = move(council, event, event.amendment)
    motion = moved.motions[motion_of(event.amendment)]
    before = motion.versions or (Version(motion.wording, "", motion.proposed),)
    proposal = replace(motion.proposal, title=event.wording.title, text=event.wording.text)
    versions = (*before, Version(event.wording, event.amendment, event.at))
    return moved.put("motions", motion.id, replace(motion, proposal=proposal, versions=versions))
