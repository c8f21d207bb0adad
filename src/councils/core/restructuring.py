"""What a change of the tree of councils causes in other councils (R16): the part of ``react.py`` that is about it.

Each function is a reaction: the state of a council after an act, one of its events, and the commands that this gives to
others. What the members of a split or merged assembly bring along is told to their new one piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from councils.core.act import Command, CouncilId, Event
from councils.core.carrying import (
    Dismiss,
    DismissalPassedOn,
    MembersMoved,
    MembersReceived,
    MoveSeats,
    OfficeMoved,
    RecordSize,
    received_from,
)
from councils.core.charter import Kind
from councils.core.council import AdmitCouncil, Council, FoundCouncil
from councils.core.economy.merging import RedirectDeliveries, handed_over, other_ends
from councils.core.handing_on import handed_on
from councils.core.joining import (
    LEFT,
    CameUnder,
    ComeUnder,
    CouncilTakenIn,
    FederationJoined,
    FederationLeft,
    FoundingDecided,
    HearOfJoining,
    JoiningAsked,
    JoiningHeardOf,
    ReceiveRequest,
)
from councils.core.merger import (
    AssemblyMerged,
    GoOver,
    HearOfMerger,
    MergerAgreed,
    MergerOffered,
    ReceiveOffer,
    ReleaseCouncil,
)
from councils.core.motion import MotionProposed
from councils.core.objection import RecordObjection, objecting
from councils.core.office import DELEGATE
from councils.core.recall import Recalled, RecallHandedOn, TakeOnRecall
from councils.core.split import AssemblySplit
from councils.core.vacancy import FillSeat, Unseat

Consequence = tuple[CouncilId, Command]
Consequences = list[Consequence]


def to_parent(council: Council, command: Command) -> Consequences:
    return [] if council.parent is None else [(council.parent, command)]


def asked_beforehand(council: Council, event: MotionProposed) -> Consequences:
    """The other council of a merger or joining hears of it at once, and says if it cannot be."""
    other = event.proposal.target
    if event.proposal.kind is Kind.MERGER:
        return [(other, HearOfMerger(council.id, event.motion, council.parent))]
    if event.proposal.kind is Kind.JOINING:
        brings = council.economy.products.values() if council.charter.planning.bringing else ()
        units = {product.code: product.unit for product in brings}
        return [(other, HearOfJoining(council.id, council.name, event.motion, other, council.is_base, units))]
    return []


def founding_decided(council: Council, event: FoundingDecided) -> Consequences:
    base = council.charter.levels[0].name
    command = founding(council, event.council, event.name, council.id, base)
    return [(event.council, replace(command, kind=event.kind))]


def assembly_split(council: Council, event: AssemblySplit) -> Consequences:
    assert council.parent is not None  # only an assembly below a council is split
    return [(event.part, founding(council, event.part, event.name, council.parent, council.level))]


def founding(council: Council, name: CouncilId, title: str, parent: CouncilId, level: str) -> FoundCouncil:
    """A council at the place of ``council``; those who come over to it bring their share of the population."""
    return FoundCouncil(
        council=name,
        name=title,
        place=council.place,
        level=level,
        charter=council.charter,
        version=council.version,
        parent=parent,
        kind=council.kind if level == council.level else "",
    )


def members_moved(council: Council, event: MembersMoved) -> Consequences:
    """The new assembly receives them and what is theirs; the council above is told how many are left."""
    gone = bool(council.merged_into)
    return [
        (event.to, received_from(council, event)),
        *((event.to, command) for command in handed_on(council, len(event.members))),
        *([] if gone else [*to_parent(council, size(council)), *objections(council)]),
    ]


def size(council: Council) -> RecordSize:
    return RecordSize(council.id, council.population, council.represented)


def objections(council: Council) -> Consequences:
    """The members who object, now that there are fewer here."""
    return [
        told
        for d in council.directives.values()
        if d.objected
        for told in to_parent(council, RecordObjection(d.id, council.id, objecting(council, d.id), council.represented))
    ]


def members_received(council: Council, event: MembersReceived) -> Consequences:
    """Their delegates are counted for this council from now on."""
    brought = [t for t in council.tenures.values() if t.held and t.office == DELEGATE and t.origin]
    seats = {t.origin: t.number for t in brought if t.holder in {m.member for m in event.members}}
    return [*to_parent(council, MoveSeats(council.id, event.origin, seats)), *to_parent(council, size(council))]


def office_moved(council: Council, event: OfficeMoved) -> Consequences:
    return [(council.id, FillSeat(event.office, council.tenures[event.number].until))]


def recalled(council: Council, event: Recalled) -> Consequences:
    """Who has gone over with an office since the recall began is dismissed where they hold it now."""
    cause = f"recalled: {event.recall}"
    moved = [t for t in council.tenures.values() if t.moved_to and (t.holder, t.office) == (event.holder, event.office)]
    if not moved and event.holder in council.members and council.members[event.holder].moved_to:
        return [(council.members[event.holder].moved_to, Dismiss("", cause, event.holder, event.office))]
    return [(t.moved_to, Dismiss(t.origin or f"{council.id}.{t.number}", cause)) for t in moved]


def recall_handed_on(council: Council, event: RecallHandedOn) -> Consequences:
    recall = council.recalls[event.recall]
    return [(event.to, TakeOnRecall(council.id, recall.id, recall.holder, recall.office, recall.grounds))]


def passed_on(council: Council, event: DismissalPassedOn) -> Consequences:
    return [(event.to, Dismiss(event.origin, event.cause, event.holder, event.office))]


def offered(council: Council, event: MergerOffered) -> Consequences:
    return [(event.council, ReceiveOffer(council.id, event.motion))]


def agreed(council: Council, event: MergerAgreed) -> Consequences:
    return [(event.council, GoOver(council.id))]


def merged(council: Council, event: AssemblyMerged) -> Consequences:
    release = ReleaseCouncil(council.id, f"merged into {event.into}", event.into)
    redirect = RedirectDeliveries(council.id, event.into)
    return [
        *to_parent(council, release),
        *((event.into, command) for command in handed_over(council)),
        *((name, redirect) for name in other_ends(council)),
    ]


def heard_of(council: Council, event: JoiningHeardOf) -> Consequences:
    """Asked all the way up, so that nothing comes to stand below itself."""
    asked = HearOfJoining(event.council, event.name, event.motion, event.host, event.is_base, event.units)
    return to_parent(council, asked)


def joining_asked(council: Council, event: JoiningAsked) -> Consequences:
    return [(event.host, ReceiveRequest(council.id, council.name, council.is_base, event.motion))]


def taken_in(council: Council, event: CouncilTakenIn) -> Consequences:
    come = ComeUnder(council.id, event.level, council.version, council.charter, event.motion)
    return [(event.council, come)]


def joined(council: Council, event: FederationJoined) -> Consequences:
    admit = AdmitCouncil(
        council.id, council.name, council.population, council.kind, council.level, council.charter, council.version
    )
    return [*to_parent(council, admit), *to_parent(council, size(council))]


def came_under(council: Council, event: CameUnder) -> Consequences:
    return [
        (name, ComeUnder(council.id, below.level, event.version, event.charter, event.motion))
        for name, below in council.below.items()
    ]


def left(council: Council, event: FederationLeft) -> Consequences:
    """The seats above fall, and whoever objected here to a directive from above is none of those concerned any more."""
    objected = [d.id for d in council.directives.values() if d.issuer != council.id and objecting(council, d.id)]
    return [
        *((event.parent, Unseat(seat, LEFT)) for seat in event.seats),
        *((event.parent, RecordObjection(directive, council.id, 0, 0)) for directive in objected),
        (event.parent, ReleaseCouncil(council.id, LEFT)),
    ]


RESTRUCTURING: Mapping[type[Event], Callable[[Council, Any], Consequences]] = {
    MotionProposed: asked_beforehand,
    FoundingDecided: founding_decided,
    AssemblySplit: assembly_split,
    MembersMoved: members_moved,
    MembersReceived: members_received,
    OfficeMoved: office_moved,
    Recalled: recalled,
    RecallHandedOn: recall_handed_on,
    DismissalPassedOn: passed_on,
    MergerOffered: offered,
    MergerAgreed: agreed,
    AssemblyMerged: merged,
    JoiningHeardOf: heard_of,
    JoiningAsked: joining_asked,
    CouncilTakenIn: taken_in,
    FederationJoined: joined,
    CameUnder: came_under,
    FederationLeft: left,
}
