"""Motions: from a draft to a decision (R6).

Theory of operation. A motion is proposed, seconded, deliberated for its notice period, and voted on. Where the charter
refers its kind, or councils below demand it (R7), the vote opens by referral and is counted from mandates. What being
carried causes is written in ``closing.py``: a directive goes down, an initiative goes up, an objection counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from councils.core.act import RULE, Caused, Command, CouncilId, Event, Events, MatterId, Outcome, Polled, Voice
from councils.core.amendment import Amendment, Version, lapsing
from councils.core.charter import Charter, Kind
from councils.core.charter.check import AGAIN
from councils.core.charter.limits import Consent
from councils.core.competence import Flag, decides, flags_of_the_rule, incompetent
from councils.core.council import Council
from councils.core.machines import CHARTER_CHANGE, MOTION, Change, MotionState, Suspension
from councils.core.proposal import Proposal, kind_above, out_of_place
from councils.core.referral import MotionReferred
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.core.vote.ballot import BallotOpened
from councils.core.vote.options import LEAVE
from councils.core.vote.poll import freeze
from councils.core.vote.verdict import Verdict
from councils.core.wording import Wording


class Side(StrEnum):
    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Argument:
    by: Voice
    side: Side
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Motion:
    id: MatterId
    proposal: Proposal
    by: Voice
    state: MotionState
    proposed: datetime
    seconders: frozenset[Voice] = frozenset()
    arguments: tuple[Argument, ...] = ()
    notice_until: datetime | None = None
    closes: datetime | None = None
    referred: bool = False
    demanded_by: frozenset[CouncilId] = frozenset()
    verdict: Verdict | None = None
    decided: datetime | None = None
    change: Change | None = None  # of the charter
    overtaken: str = ""  # why a carried change of the charter did not come into force
    flags: tuple[Flag, ...] = ()  # that it contradicts a decision above
    suspension: Suspension | None = None
    amendments: Mapping[MatterId, Amendment] = field(default_factory=dict)
    order: tuple[MatterId, ...] = ()  # of the amendments, where it is not the charter's
    versions: tuple[Version, ...] = ()  # from the first to the one that holds, where it was amended
    origin: MatterId = ""  # what it was in the assembly it has come from (R16)
    moved_to: CouncilId = ""
    reopens: MatterId = ""  # what was decided before on the same question (R6)
    reopened_as: MatterId = ""  # the motion that puts this one to the vote again
    repealed_by: MatterId = ""  # the motion since which it stands no longer

    @property
    def before_vote(self) -> bool:
        return self.state in (MotionState.DRAFT, MotionState.SECONDED, MotionState.DELIBERATION, MotionState.AMENDING)

    @property
    def wording(self) -> Wording:
        return Wording(self.proposal.title, self.proposal.text)

    @property
    def decided_title(self) -> str:
        """What it is called once it is carried: with the option that was chosen."""
        chosen, options = self.verdict.option if self.verdict else LEAVE, self.proposal.options
        return f"{self.proposal.title}: {options.sentence(chosen)}" if options and chosen else self.proposal.title

    @property
    def to_amend(self) -> bool:
        """Whether there are amendments to be voted on, or decided, before the vote on the motion."""
        return any(a.open for a in self.amendments.values())

    @property
    def open(self) -> bool:
        return self.before_vote or self.state is MotionState.VOTING


@dataclass(frozen=True, slots=True)
class Propose(Command):
    by: Voice
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class ReceiveInitiative(Caused):
    """Caused below: ``council`` has carried an initiative, which is a motion here without any seconder.

    One that carries a charter goes on up to the congress, where it is a charter motion (R15).
    """

    council: CouncilId
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Second(Command):
    by: Voice
    motion: MatterId


@dataclass(frozen=True, slots=True)
class Argue(Command):
    by: Voice
    motion: MatterId
    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    by: Voice
    motion: MatterId


@dataclass(frozen=True, slots=True)
class RecordDemand(Caused):
    """Caused below: ``council`` demands that this motion be referred down (R7)."""

    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class OpenVote(Polled):
    """Open the vote on a motion whose notice period is over."""

    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class MotionProposed(Event):
    motion: MatterId
    by: Voice
    proposal: Proposal
    at: datetime


@dataclass(frozen=True, slots=True)
class MotionSeconded(Event):
    motion: MatterId
    by: Voice


@dataclass(frozen=True, slots=True)
class DeliberationOpened(Event):
    motion: MatterId
    until: datetime


@dataclass(frozen=True, slots=True)
class ArgumentMade(Event):
    motion: MatterId
    by: Voice
    side: Side
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MotionWithdrawn(Event):
    motion: MatterId


@dataclass(frozen=True, slots=True)
class DemandRecorded(Event):
    motion: MatterId
    council: CouncilId


@dataclass(frozen=True, slots=True)
class MotionCarried(Event):
    motion: MatterId
    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True)
class MotionLost(Event):
    motion: MatterId
    verdict: Verdict
    at: datetime


def find(council: Council, matter: MatterId) -> Motion | Refused:
    return council.motions.get(matter) or refuse(Reason.NO_SUCH_MATTER)


def propose(council: Council, act: Propose, at: datetime) -> Outcome:
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not act.proposal.title.strip():
        return refuse(Reason.EMPTY_TEXT, what=gettext_noop("title"))
    misplaced = out_of_place(council, act.proposal, at)
    misplaced = misplaced or incompetent(council, act.proposal)
    if misplaced:
        return misplaced
    return proposed(council, act.by, act.proposal, at, next(council.matter_ids()))


def proposed(council: Council, by: Voice, proposal: Proposal, at: datetime, name: MatterId) -> Events:
    """A motion on the table; one that needs no seconder is deliberated at once."""
    begun: Events = (MotionProposed(name, by, proposal, at), *flags_of_the_rule(council, name, proposal, at))
    if by != RULE and council.charter.motion(proposal.kind).seconders:
        return begun
    return (*begun, DeliberationOpened(name, notice_end(council, proposal.kind, at)))


def notice_end(council: Council, kind: Kind, at: datetime) -> datetime:
    return at + timedelta(days=council.charter.motion(kind).notice_days)


def receive_initiative(council: Council, act: ReceiveInitiative, at: datetime) -> Outcome:
    kind = kind_above(council, act.proposal)
    goes_on = kind is Kind.RESOLUTION and not decides(council.charter, council.level, act.proposal.matter)
    if goes_on and council.parent is not None:
        kind = Kind.INITIATIVE
    proposal, name = replace(act.proposal, kind=kind), next(council.matter_ids())
    flags = flags_of_the_rule(council, name, proposal, at)
    deliberated = DeliberationOpened(name, notice_end(council, kind, at))
    return (MotionProposed(name, act.council, proposal, at), *flags, deliberated)


def second(council: Council, act: Second, at: datetime) -> Outcome:
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not MOTION.allows(motion.state, MotionSeconded):
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if act.by == motion.by:
        return refuse(Reason.SECONDS_OWN)
    if act.by in motion.seconders:
        return refuse(Reason.SECONDED_ALREADY)
    seconded = MotionSeconded(act.motion, act.by)
    kind = motion.proposal.kind
    if len(motion.seconders) + 1 < council.charter.motion(kind).seconders:
        return (seconded,)
    return (seconded, DeliberationOpened(act.motion, notice_end(council, kind, at)))


def argue(council: Council, act: Argue, at: datetime) -> Outcome:
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not motion.open:
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if not act.text.strip():
        return refuse(Reason.EMPTY_TEXT, what=gettext_noop("argument"))
    return (ArgumentMade(act.motion, act.by, act.side, act.text, at),)


def withdraw(council: Council, act: Withdraw, at: datetime) -> Outcome:
    motion = find(council, act.motion)
    if isinstance(motion, Refused):
        return motion
    if act.by != motion.by or not council.has_voice(act.by):
        return refuse(Reason.NOT_THE_PROPOSER)
    if not MOTION.allows(motion.state, MotionWithdrawn):
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if motion.notice_until is not None and at >= motion.notice_until:
        return refuse(Reason.TOO_LATE, when=f"{motion.notice_until:%Y-%m-%d %H:%M}")
    return (MotionWithdrawn(act.motion), *lapsing(motion.amendments.values(), "the motion was withdrawn"))


def record_demand(council: Council, act: RecordDemand, at: datetime) -> Outcome:
    """A demand counts until the vote opens, which it then does by referral (R7)."""
    motion = council.motions.get(act.motion)
    if motion is None or not motion.before_vote or act.council in motion.demanded_by:
        return ()
    return (DemandRecorded(act.motion, act.council),)


def is_referred(council: Council, motion: Motion) -> bool:
    """By the charter's kinds, or by the share of the councils below that demand it (R7)."""
    share = council.charter.referral.demand_share
    demanded = bool(motion.demanded_by) and len(motion.demanded_by) >= share * len(council.below)
    decided = anew(council, motion)
    was_referred = decided is not None and decided.id in council.referrals
    return bool(council.below) and (goes_down(council.charter, motion.proposal.kind) or demanded or was_referred)


def anew(council: Council, motion: Motion) -> Motion | None:
    """What a motion asks to be decided anew, where it does (R6)."""
    return council.motions.get(motion.proposal.target) if motion.proposal.kind in AGAIN else None


def goes_down(charter: Charter, kind: Kind) -> bool:
    """Whether a kind of motion is always referred; special powers are, where those below must consent (R14)."""
    special = kind is Kind.SPECIAL_OFFICE and charter.special.consent is Consent.BELOW
    return special or charter.motion(kind).referred


def open_vote(council: Council, act: OpenVote, at: datetime) -> Outcome:
    motion = find(council, act.matter)
    if isinstance(motion, Refused):
        return motion
    if not MOTION.allows(motion.state, BallotOpened) or motion.notice_until is None:
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if at < motion.notice_until:
        return refuse(Reason.TOO_EARLY, when=f"{motion.notice_until:%Y-%m-%d %H:%M}")
    if motion.to_amend:
        return refuse(Reason.AMENDMENTS_FIRST)
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    if is_referred(council, motion):
        closes = at + timedelta(days=council.charter.referral.days)
        proposal = motion.proposal
        referred = MotionReferred(motion.id, proposal.title, proposal.kind, closes, proposal.options)
        return (referred, BallotOpened(motion.id, roll, closes))
    rule = council.charter.motion(motion.proposal.kind)
    return (BallotOpened(motion.id, roll, at + timedelta(days=rule.voting_days)),)


def on_motion_proposed(council: Council, event: MotionProposed) -> Council:
    change = CHARTER_CHANGE.first(event) if event.proposal.kind is Kind.CHARTER else None
    motion = Motion(event.motion, event.proposal, event.by, MOTION.first(event), event.at, change=change)
    return council.put("motions", event.motion, motion)


def move(council: Council, event: Event, matter: MatterId, **changes: object) -> Council:
    motion = council.motions[matter]
    moved = replace(motion, state=MOTION.after(motion.state, event), **changes)  # type: ignore[arg-type]
    if motion.change is not None and (motion.change, type(event).__name__) in CHARTER_CHANGE.moves:
        moved = replace(moved, change=CHARTER_CHANGE.after(motion.change, event))
    return council.put("motions", matter, moved)


def on_motion_seconded(council: Council, event: MotionSeconded) -> Council:
    seconders = council.motions[event.motion].seconders | {event.by}
    return move(council, event, event.motion, seconders=seconders)


def on_deliberation_opened(council: Council, event: DeliberationOpened) -> Council:
    return move(council, event, event.motion, notice_until=event.until)


def on_argument_made(council: Council, event: ArgumentMade) -> Council:
    motion = council.motions[event.motion]
    argument = Argument(event.by, event.side, event.text, event.at)
    return council.put("motions", event.motion, replace(motion, arguments=(*motion.arguments, argument)))


def on_motion_withdrawn(council: Council, event: MotionWithdrawn) -> Council:
    return move(council, event, event.motion)


def on_demand_recorded(council: Council, event: DemandRecorded) -> Council:
    motion = council.motions[event.motion]
    return council.put("motions", event.motion, replace(motion, demanded_by=motion.demanded_by | {event.council}))


def on_motion_decided(council: Council, event: MotionCarried | MotionLost) -> Council:
    return move(council, event, event.motion, verdict=event.verdict, decided=event.at)
