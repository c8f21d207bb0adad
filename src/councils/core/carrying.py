"""What comes over with the members when their assembly is split or merged (R16).

Theory of operation. Members come over under the ids they have, and with them every office they hold, their places in
line as alternates, the motions that are not voted on yet, and the directives to carry out. One council writes what goes
(``going``); what follows from that in ``react.py`` tells the other council what it receives, piece by piece.

A tenure keeps its name in the council above, so nobody who sits there notices but by being counted, from the next poll
on, for the council that they now come from. A poll that is open stays where it was opened, with the roll that it was
frozen with: everyone on it votes in it to its end, nobody twice, and whoever it recalls falls where they are now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import (
    Caused,
    CouncilId,
    Credential,
    Event,
    Events,
    MatterId,
    MemberId,
    Outcome,
    Voice,
    later,
    later_mapping,
)
from councils.core.council import Council
from councils.core.electing import groups_of
from councils.core.machines import MEMBERSHIP, OFFICE, Membership
from councils.core.member import Member, MemberApplied
from councils.core.motion import Motion
from councils.core.office import AlternateStruck, Held, Tenure, come_over, seat_name, vacates
from councils.core.recall import RecallMoot, running_recalls
from councils.core.refusal import Reason, refuse
from councils.core.vacancy import elections_to_empty, fall, stand_downs


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member, or an applicant, as they come over; ``since`` is when they applied.

    ``groups``: those that they said they belong to when they stood for an office with reserved seats, by office.
    """

    member: MemberId
    grounds: tuple[str, ...]
    since: datetime
    groups: Mapping[str, tuple[str, ...]] = later_mapping()


@dataclass(frozen=True, slots=True)
class Brought:
    """A tenure as it comes over; ``origin`` is its name in the council above, and stays so.

    Terms that are over come along where the charter limits them (R11): ``ended`` says why they are, ``left`` when.
    """

    office: str
    holder: Voice
    since: datetime
    until: datetime
    by: MatterId
    origin: Credential
    terms: int = 1
    ended: str = ""
    left: datetime | None = None
    above: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiveMembers(Caused):
    """Caused by a split or a merger: these members are of this assembly now, with all they hold."""

    origin: CouncilId
    members: tuple[Newcomer, ...]
    applicants: tuple[Newcomer, ...]
    tenures: tuple[Brought, ...]
    alternates: Mapping[str, tuple[Voice, ...]]
    population: int


@dataclass(frozen=True, slots=True)
class MoveSeats(Caused):
    """Caused below: delegates whom ``origin`` had sent are sent by ``council`` now, as these of its tenures."""

    council: CouncilId
    origin: CouncilId
    seats: Mapping[Credential, int]


@dataclass(frozen=True, slots=True)
class RecordSize(Caused):
    """Caused below."""

    council: CouncilId
    population: int
    represented: int


@dataclass(frozen=True, slots=True)
class Dismiss(Caused):
    """Caused by a recall in the council that had elected them; their tenure has come over under the name ``origin``.

    Of an alternate, who has come over with no tenure, ``origin`` is empty: it is ``holder``, in line for ``office``.
    """

    origin: Credential
    cause: str
    holder: MemberId = later("")
    office: str = later("")


@dataclass(frozen=True, slots=True)
class MembersMoved(Event):
    """They are of the assembly ``to`` from now on. ``alternates`` are their places in line, by office.

    ``earlier`` are tenures that had gone over to it with one of them before, who has been here again since.
    """

    to: CouncilId
    members: tuple[MemberId, ...]
    applicants: tuple[MemberId, ...]
    alternates: Mapping[str, tuple[Voice, ...]]
    population: int
    earlier: tuple[int, ...] = later(())


@dataclass(frozen=True, slots=True)
class OfficeMoved(Event):
    office: str
    number: int
    to: CouncilId


@dataclass(frozen=True, slots=True)
class MembersReceived(Event):
    origin: CouncilId
    members: tuple[Newcomer, ...]
    population: int


@dataclass(frozen=True, slots=True)
class OfficeReceived(Event):
    number: int
    tenure: Brought


@dataclass(frozen=True, slots=True)
class TermReceived(Event):
    """A term that is over."""

    number: int
    tenure: Brought


@dataclass(frozen=True, slots=True)
class AlternatesReceived(Event):
    office: str
    alternates: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class SeatsMoved(Event):
    council: CouncilId
    origin: CouncilId
    seats: Mapping[Credential, int]


@dataclass(frozen=True, slots=True)
class SizeRecorded(Event):
    council: CouncilId
    population: int
    represented: int


@dataclass(frozen=True, slots=True)
class DismissalPassedOn(Event):
    """The tenure, or the alternate, has come over to yet another council."""

    origin: Credential
    cause: str
    to: CouncilId
    holder: MemberId = later("")
    office: str = later("")


def going(council: Council, people: Collection[MemberId], to: CouncilId, population: int, at: datetime) -> Events:
    """These members and applicants leave for ``to``, with all they hold; candidates among them stand down here."""
    members = tuple(name for name in people if council.members[name].active)
    applicants = tuple(name for name in people if council.members[name].state is Membership.APPLICANT)
    lines = {office: tuple(v for v in line if v in members) for office, line in council.alternates.items()}
    brings = {office: line for office, line in lines.items() if line and office not in council.special}
    earlier = tuple(t.number for t in council.tenures.values() if t.holder in members and t.moved_to == to)
    return (
        MembersMoved(to, members, applicants, brings, population, earlier),
        *(event for member in members for t in council.held_by(member) for event in along(council, t, to, at)),
        *(AlternateStruck(office, voice, f"moved to {to}") for office, line in lines.items() for voice in line),
        *(event for member in members for event in stand_downs(council, member)),
        *(RecallMoot(r.id) for m in members for r in running_recalls(council, m) if r.office in council.special),
    )


def along(council: Council, tenure: Tenure, to: CouncilId, at: datetime) -> Events:
    """The office is held on there; powers for a purpose were given for this council, and end with leaving it (R14)."""
    if tenure.office in council.special:
        return (vacates(council, tenure, f"moved to {to}", at),)
    return (OfficeMoved(tenure.office, tenure.number, to),)


def received_from(council: Council, event: MembersMoved) -> ReceiveMembers:
    """What ``event``, which has happened in ``council``, brings to the other assembly."""
    theirs = [t for t in council.tenures.values() if t.holder in event.members and t.number not in event.earlier]
    moved = [t for t in theirs if t.moved_to == event.to or (council.charter.rotation and t.ended)]
    return ReceiveMembers(
        council.id,
        tuple(newcomer(council, name) for name in event.members),
        tuple(newcomer(council, name) for name in event.applicants),
        tuple(brought(council, t) for t in moved),
        event.alternates,
        event.population,
    )


def brought(council: Council, t: Tenure) -> Brought:
    return Brought(t.office, t.holder, t.since, t.until, t.by, seat_name(council, t), t.terms, t.ended, t.left, t.above)


def newcomer(council: Council, name: MemberId) -> Newcomer:
    said = {rule.name: groups_of(council, rule.name).get(name) for rule in council.charter.offices if rule.reserved}
    denied = council.charter.structure.hands_over_all  # that they belong to any is said as well
    groups = {office: tuple(sorted(told)) for office, told in said.items() if told or (denied and told is not None)}
    return Newcomer(name, council.members[name].grounds, council.members[name].since, groups)


def receive_members(council: Council, act: ReceiveMembers, at: datetime) -> Outcome:
    """They are here, and hold here what they held. An office with an empty seat and nobody in line is elected to."""
    number = len(council.tenures)
    events: Events = (
        MembersReceived(act.origin, act.members, act.population),
        *(MemberApplied(m.member, m.grounds, m.since) for m in act.applicants if may_apply(council, m)),
        *(
            TermReceived(number + i, tenure) if tenure.ended else OfficeReceived(number + i, tenure)
            for i, tenure in enumerate(act.tenures, start=1)
        ),
        *(AlternatesReceived(office, line) for office, line in act.alternates.items()),
    )
    here = settled_in(council, events)
    twice = [t for t in here.tenures.values() if t.held and holds_before(here, t)]
    return (*events, *(vacates(here, t, "held already", at) for t in twice), *elections_to_empty(here, at))


def may_apply(council: Council, newcomer: Newcomer) -> bool:
    known = council.members.get(newcomer.member)
    return known is None or MEMBERSHIP.allows(known.state, MemberApplied)


def holds_before(council: Council, tenure: Tenure) -> bool:
    """Whether the holder, who was of both assemblies, has this office here by another tenure."""
    return any(t.office == tenure.office and t.number < tenure.number for t in council.held_by(tenure.holder))


def settled_in(council: Council, events: Events) -> Council:
    """The council as it is when they have come, as far as offices are concerned."""
    for event in events:
        if isinstance(event, MembersReceived):
            council = on_members_received(council, event)
        elif isinstance(event, OfficeReceived | TermReceived):
            council = on_office_received(council, event)
        elif isinstance(event, AlternatesReceived):
            council = on_alternates_received(council, event)
    return council


def move_seats(council: Council, act: MoveSeats, at: datetime) -> Outcome:
    return (SeatsMoved(act.council, act.origin, act.seats),)


def record_size(council: Council, act: RecordSize, at: datetime) -> Outcome:
    below = council.below.get(act.council)
    if below is None or (below.population, below.represented) == (act.population, act.represented):
        return ()
    return (SizeRecorded(act.council, act.population, act.represented),)


def dismiss(council: Council, act: Dismiss, at: datetime) -> Outcome:
    """Recalled by those who had elected them: the tenure falls here, wherever it has come to."""
    if not act.origin:
        return dismiss_alternate(council, act, at)
    tenure = come_over(council, act.origin)
    if tenure is None:
        return refuse(Reason.NOT_IN_OFFICE)
    if tenure.moved_to:
        return (DismissalPassedOn(act.origin, act.cause, tenure.moved_to),)
    if not tenure.held:
        return ()
    return fall(council, tenure.holder, cause=act.cause, at=at, office=tenure.office)


def dismiss_alternate(council: Council, act: Dismiss, at: datetime) -> Outcome:
    """Their place in line falls, or the office where they have been called to it meanwhile."""
    onward = council.members[act.holder].moved_to
    if onward:
        return (DismissalPassedOn("", act.cause, onward, act.holder, act.office),)
    return fall(council, act.holder, cause=act.cause, at=at, office=act.office)


def on_members_moved(council: Council, event: MembersMoved) -> Council:
    known = {name: council.members[name] for name in (*event.members, *event.applicants)}
    gone = {name: replace(m, state=MEMBERSHIP.after(m.state, event), moved_to=event.to) for name, m in known.items()}
    return replace(council, members={**council.members, **gone}, population=council.population - event.population)


def on_office_moved(council: Council, event: OfficeMoved) -> Council:
    tenure = council.tenures[event.number]
    gone = replace(tenure, state=OFFICE.after(tenure.state, event), moved_to=event.to)
    return council.put("tenures", event.number, gone)


def on_members_received(council: Council, event: MembersReceived) -> Council:
    come = {m.member: arrived(council, m, event) for m in event.members}
    return replace(council, members={**council.members, **come}, population=council.population + event.population)


def arrived(council: Council, newcomer: Newcomer, event: MembersReceived) -> Member:
    stood = (e.id for e in council.elections.values() if newcomer.groups and newcomer.member in e.candidates)
    state = received(council, newcomer, event)
    return Member(state, newcomer.grounds, newcomer.since, groups=newcomer.groups, stood=frozenset(stood))


def received(council: Council, newcomer: Newcomer, event: MembersReceived) -> Membership:
    known = council.members.get(newcomer.member)
    return MEMBERSHIP.after(known.state, event) if known else MEMBERSHIP.first(event)


def on_office_received(council: Council, event: OfficeReceived | TermReceived) -> Council:
    brought = event.tenure
    tenure = Tenure(
        number=event.number,
        office=brought.office,
        holder=brought.holder,
        since=brought.since,
        until=brought.until,
        by=brought.by,
        state=OFFICE.first(event),
        origin=brought.origin,
        terms=brought.terms,
        ended=brought.ended,
        left=brought.left,
        above=brought.above,
    )
    return council.put("tenures", event.number, tenure)


def on_alternates_received(council: Council, event: AlternatesReceived) -> Council:
    line = (*council.alternates.get(event.office, ()), *event.alternates)
    holders = {t.holder for t in council.holders(event.office)}
    return council.put("alternates", event.office, tuple(v for v in dict.fromkeys(line) if v not in holders))


def on_seats_moved(council: Council, event: SeatsMoved) -> Council:
    moved = {
        name: replace(council.delegates[name], council=event.council, number=number)
        for name, number in event.seats.items()
        if name in council.delegates
    }
    motions = {name: addressed(m, event) for name, m in council.motions.items()}
    here = replace(council, delegates={**council.delegates, **moved}, motions=motions)
    if council.below[event.council].represented:  # it was here before, and has taken others in
        return here
    return here.put("below", event.council, replace(council.below[event.council], origin=event.origin))


def addressed(motion: Motion, event: SeatsMoved) -> Motion:
    """What would be laid on those of one assembly goes with them, as long as it is not decided."""
    to = motion.proposal.to
    if not motion.open or event.origin not in to or event.council in to:
        return motion
    return replace(motion, proposal=replace(motion.proposal, to=(*to, event.council)))


def on_size_recorded(council: Council, event: SizeRecorded) -> Council:
    below = replace(council.below[event.council], population=event.population, represented=event.represented)
    referrals = {key: replace(r, resized=r.resized | {event.council}) for key, r in council.referrals.items()}
    return replace(council, referrals=referrals).put("below", event.council, below)
