"""Recall: those who sent a person call them back, at any moment (R10).

Theory of operation. A petition is opened against the holder of an office, or an alternate to it, by a member or by the
rule itself where a mandate was breached. When the charter's share of the roll has signed, the vote opens at once;
when the vote is carried, the recall is in force in the same transaction (``closing.py``, ``vacancy.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from councils.core.act import RULE, Caused, Command, CouncilId, Event, MatterId, Outcome, Paper, Polled, Voice, later
from councils.core.council import Council
from councils.core.machines import RECALL, RecallState
from councils.core.office import DELEGATE
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import BallotOpened
from councils.core.vote.poll import freeze, frozen
from councils.core.vote.roll import Roll


def vote_poll(recall: MatterId) -> str:
    """What the papers of the vote on a recall are made for.

    The petition's are made for ``recall`` itself; with the same ones, the record would say of everyone who signed how
    they voted (R19).
    """
    return f"{recall}/vote"


OPEN = (RecallState.PETITION, RecallState.QUALIFIED, RecallState.VOTING)


@dataclass(frozen=True, slots=True)
class Recall:
    id: MatterId
    holder: Voice
    office: str
    grounds: str
    by: Voice
    state: RecallState
    roll: Roll
    needed: int
    until: datetime
    signatures: frozenset[Paper] = frozenset()
    breach: MatterId = ""
    origin: MatterId = ""

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class OpenPetition(Polled):
    by: Voice
    holder: Voice
    office: str
    grounds: str


@dataclass(frozen=True, slots=True)
class RecordBreach(Polled, Caused):
    """Caused above: the delegate of tenure ``number`` has voted against an answerable mandate (R8)."""

    number: int
    breach: MatterId


@dataclass(frozen=True, slots=True)
class SignPetition(Command):
    recall: MatterId
    paper: Paper


@dataclass(frozen=True, slots=True)
class OpenRecallVote(Polled, Caused):
    """Caused here: the petition has qualified."""

    matter: MatterId

    @property
    def poll(self) -> str:
        return vote_poll(self.matter)


@dataclass(frozen=True, slots=True)
class TakeOnRecall(Polled, Caused):
    """Caused by the assembly ``origin``, where enough have signed: office and vote have come over here."""

    origin: CouncilId
    recall: MatterId
    holder: Voice
    office: str
    grounds: str

    @property
    def poll(self) -> str:
        return ""  # a new matter here, whatever it was there


@dataclass(frozen=True, slots=True)
class LapsePetition(Command):
    by: Voice
    recall: MatterId


@dataclass(frozen=True, slots=True)
class PetitionOpened(Event):
    recall: MatterId
    holder: Voice
    office: str
    grounds: str
    by: Voice
    roll: tuple[Paper, ...]
    needed: int
    until: datetime
    breach: MatterId
    origin: MatterId = later("")  # the petition in another assembly that enough have signed (R16)


@dataclass(frozen=True, slots=True)
class PetitionSigned(Event):
    recall: MatterId
    paper: Paper


@dataclass(frozen=True, slots=True)
class PetitionQualified(Event):
    recall: MatterId


@dataclass(frozen=True, slots=True)
class RecallHandedOn(Event):
    """Enough have signed; the holder has gone over to the assembly ``to`` meanwhile, which votes on the recall."""

    recall: MatterId
    to: CouncilId


@dataclass(frozen=True, slots=True)
class PetitionLapsed(Event):
    recall: MatterId


@dataclass(frozen=True, slots=True)
class Recalled(Event):
    recall: MatterId
    holder: Voice
    office: str


@dataclass(frozen=True, slots=True)
class RecallRejected(Event):
    recall: MatterId


@dataclass(frozen=True, slots=True)
class RecallMoot(Event):
    """The person has left the office in another way; its ballot, if it was open, is not counted."""

    recall: MatterId


def open_petition(council: Council, act: OpenPetition, at: datetime) -> Outcome:
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not act.grounds.strip():
        return refuse(Reason.NO_GROUNDS)
    return petition(council, act, at)


def petition(council: Council, act: OpenPetition, at: datetime, breach: MatterId = "") -> Outcome:
    holds = any(t.office == act.office for t in council.held_by(act.holder))
    if not holds and act.holder not in council.alternates.get(act.office, ()):
        return refuse(Reason.NOT_IN_OFFICE)
    if running_recalls(council, act.holder, act.office):
        return refuse(Reason.RECALL_RUNNING)
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    rule = council.charter.recall
    needed = max(1, ceil(rule.petition_share * len(roll)))
    until = at + timedelta(days=rule.petition_days)
    name = next(council.matter_ids())
    return (PetitionOpened(name, act.holder, act.office, act.grounds, act.by, roll, needed, until, breach),)


def running_recalls(council: Council, holder: Voice, office: str | None = None) -> tuple[Recall, ...]:
    """The recalls of ``holder`` under way here, from any office or from ``office``."""
    return tuple(r for r in council.recalls.values() if r.open and r.holder == holder and office in (None, r.office))


def record_breach(council: Council, act: RecordBreach, at: datetime) -> Outcome:
    """A breach opens a petition by itself, unless one is running; the members decide what comes of it."""
    tenure = council.tenures[act.number]
    opened = petition(
        council,
        OpenPetition(RULE, tenure.holder, DELEGATE, f"Breach of mandate in {act.breach}", papers=act.papers),
        at,
        breach=act.breach,
    )
    return () if isinstance(opened, Refused) else opened


def sign(council: Council, act: SignPetition, at: datetime) -> Outcome:
    recall = council.recalls.get(act.recall)
    if recall is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not RECALL.allows(recall.state, PetitionSigned):
        return refuse(Reason.NOT_IN_STATE, state=recall.state)
    if at >= recall.until:
        return refuse(Reason.TOO_LATE, when=f"{recall.until:%Y-%m-%d %H:%M}")
    if act.paper not in recall.roll:
        return refuse(Reason.NOT_ON_THIS_ROLL)
    if act.paper in recall.signatures:
        return refuse(Reason.SIGNED_ALREADY)
    signed = PetitionSigned(act.recall, act.paper)
    if len(recall.signatures) + 1 >= recall.needed:
        return (signed, qualified(council, recall))
    return (signed,)


def qualified(council: Council, recall: Recall) -> PetitionQualified | RecallHandedOn:
    """Enough have signed: those vote whom the holder speaks for, in the assembly that they have come to (R16)."""
    member = council.members.get(recall.holder)
    return RecallHandedOn(recall.id, member.moved_to) if member and member.moved_to else PetitionQualified(recall.id)


def take_on_recall(council: Council, act: TakeOnRecall, at: datetime) -> Outcome:
    """The vote is on at once, or goes on with whoever has gone over once more; not where one is under way already."""
    onward = council.members[act.holder].moved_to
    holds = any(t.office == act.office for t in council.held_by(act.holder))
    waits = act.holder in council.alternates.get(act.office, ())
    if running_recalls(council, act.holder, act.office) or not (onward or holds or waits):
        return ()
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    name = next(council.matter_ids())
    opened = PetitionOpened(name, act.holder, act.office, act.grounds, RULE, roll, 0, at, "", act.recall)
    return (opened, RecallHandedOn(name, onward) if onward else PetitionQualified(name))


def open_recall_vote(council: Council, act: OpenRecallVote, at: datetime) -> Outcome:
    recall = council.recalls.get(act.matter)
    if recall is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not RECALL.allows(recall.state, BallotOpened):
        return refuse(Reason.NOT_IN_STATE, state=recall.state)
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    return (BallotOpened(act.matter, roll, at + timedelta(days=council.charter.recall.voting_days)),)


def lapse(council: Council, act: LapsePetition, at: datetime) -> Outcome:
    recall = council.recalls.get(act.recall)
    if recall is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not RECALL.allows(recall.state, PetitionLapsed):
        return refuse(Reason.NOT_IN_STATE, state=recall.state)
    if at < recall.until:
        return refuse(Reason.TOO_EARLY, when=f"{recall.until:%Y-%m-%d %H:%M}")
    return (PetitionLapsed(act.recall),)


def on_petition_opened(council: Council, event: PetitionOpened) -> Council:
    recall = Recall(
        id=event.recall,
        holder=event.holder,
        office=event.office,
        grounds=event.grounds,
        by=event.by,
        state=RECALL.first(event),
        roll=frozen(council, event.roll),
        needed=event.needed,
        until=event.until,
        breach=event.breach,
        origin=event.origin,
    )
    return council.put("recalls", event.recall, recall)


def move(council: Council, event: Event, matter: MatterId) -> Council:
    recall = council.recalls[matter]
    return council.put("recalls", matter, replace(recall, state=RECALL.after(recall.state, event)))


def on_petition_signed(council: Council, event: PetitionSigned) -> Council:
    moved = move(council, event, event.recall)
    recall = moved.recalls[event.recall]
    return moved.put("recalls", event.recall, replace(recall, signatures=recall.signatures | {event.paper}))


RecallStep = PetitionQualified | RecallHandedOn | PetitionLapsed | Recalled | RecallRejected


def on_recall_moved(council: Council, event: RecallStep) -> Council:
    return move(council, event, event.recall)


def on_recall_moot(council: Council, event: RecallMoot) -> Council:
    moved = move(council, event, event.recall)
    ballot = moved.ballots.get(event.recall)
    return moved if ballot is None else moved.put("ballots", event.recall, replace(ballot, closed=True))
