"""Found an assembly by decision, join another federation, leave one (R16).

Theory of operation. A congress is a council with none above it. By its own vote it asks a council of another
federation to take it in; that council votes as well, and when both have said yes, the whole tree below the congress
comes under the charter of the other, with everything it has: members, offices, motions, mandates, directives. A council
leaves by its own vote alone: it becomes a congress under the charter it has, and its seats above fall.

So that the councils stay a tree, what asks to join is looked for among all councils above the one it asks (``hear_of``
goes up to their congress), and who has asked takes in nobody meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core import split
from councils.core.act import Caused, CouncilId, Credential, Event, Events, MatterId, Outcome, later, later_mapping
from councils.core.charter import Charter
from councils.core.council import CharterVersion, Council, Request, level_names
from councils.core.economy.bringing import brought
from councils.core.economy.declared import Code
from councils.core.machines import Force
from councils.core.objection import DirectiveRevoked
from councils.core.office import DELEGATE, AlternateStruck, office_rule, seat_name
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, refuse
from councils.core.sentence import Phrase, gettext_noop, phrase
from councils.core.special import given_up
from councils.core.vacancy import elections_to_empty

LEFT = "left the federation"
COUNTED = gettext_noop("{product} is counted in {here} there, and in {there} here")


@dataclass(frozen=True, slots=True)
class HearOfJoining(Caused):
    """Caused by a motion of ``council`` to join ``host``; asked of the host and of all above it."""

    council: CouncilId
    name: str
    motion: MatterId
    host: CouncilId
    is_base: bool
    units: Mapping[Code, str] = later_mapping()  # what its catalogue counts in, where it plans


@dataclass(frozen=True, slots=True)
class ReceiveRequest(Caused):
    council: CouncilId
    name: str
    is_base: bool
    motion: MatterId


@dataclass(frozen=True, slots=True)
class ComeUnder(Caused):
    """Caused by the council that takes this one in, or by the one above that came along."""

    host: CouncilId
    level: str
    version: int
    charter: Charter
    motion: MatterId


@dataclass(frozen=True, slots=True)
class FoundingDecided(Event):
    council: CouncilId
    name: str
    motion: MatterId
    kind: str = later("")  # of its place


@dataclass(frozen=True, slots=True)
class JoiningHeardOf(Event):
    council: CouncilId
    name: str
    motion: MatterId
    host: CouncilId
    is_base: bool
    units: Mapping[Code, str] = later_mapping()


@dataclass(frozen=True, slots=True)
class JoiningAsked(Event):
    """This congress has decided to join ``host``, and waits for its decision."""

    host: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class RequestReceived(Event):
    council: CouncilId
    name: str
    is_base: bool
    motion: MatterId


@dataclass(frozen=True, slots=True)
class CouncilTakenIn(Event):
    council: CouncilId
    level: str
    motion: MatterId


@dataclass(frozen=True, slots=True)
class FederationJoined(Event):
    """This congress is one no more: ``parent`` is the council above."""

    parent: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class CameUnder(Event):
    """``charter`` is in force here from now on, and this council stands on another level by it."""

    level: str
    version: int
    charter: Charter
    motion: MatterId
    at: datetime


@dataclass(frozen=True, slots=True)
class FederationLeft(Event):
    """``seats`` are those in the council that was above, which fall."""

    parent: CouncilId
    seats: tuple[Credential, ...]
    motion: MatterId


def founding(council: Council, motion: MatterId, proposal: Proposal) -> Events:
    return (FoundingDecided(f"{council.id}~{council.offshoots + 1}", proposal.name, motion, proposal.place_kind),)


def hear_of(council: Council, act: HearOfJoining, at: datetime) -> Outcome:
    if council.id == act.council:
        return refuse(Reason.CANNOT_JOIN, why="it would stand below itself")
    if council.id == act.host and level_under(council, is_base=act.is_base) is None:
        return refuse(Reason.CANNOT_JOIN, why=f"the charter of {council.name} has no level for it")
    other = None if council.parent else counted_otherwise(council, act.units)
    if other:
        return refuse(Reason.CANNOT_JOIN, why=other)
    return (JoiningHeardOf(act.council, act.name, act.motion, act.host, act.is_base, act.units),)


def counted_otherwise(congress: Council, units: Mapping[Code, str]) -> Phrase | None:
    """Which product two federations that plan count in other units, if any: their needs could not be added up."""
    rule = congress.charter.planning
    return next(other_units(congress, units), None) if rule.office and rule.bringing else None


def other_units(congress: Council, units: Mapping[Code, str]) -> Iterator[Phrase]:
    """Every product that a congress counts in another unit."""
    known = congress.economy.products
    for code, there in units.items():
        if code in known and known[code].unit != there:
            yield phrase(COUNTED, product=code, here=known[code].unit, there=there)


def level_under(council: Council, *, is_base: bool) -> str | None:
    """The level on which a council can stand directly below ``council``; None where there is none."""
    levels = level_names(council.charter)
    here = levels.index(council.level)
    if here == 0:
        return None
    if is_base:
        return levels[0]
    if here > 1:
        return levels[here - 1]
    return council.level if council.level != levels[-1] else None


def asked(council: Council, motion: MatterId, host: CouncilId) -> Events:
    """Carried: the congress asks to join. It has stopped being one, or has asked elsewhere: nothing follows."""
    return () if council.parent is not None or council.joining else (JoiningAsked(host, motion),)


def receive_request(council: Council, act: ReceiveRequest, at: datetime) -> Outcome:
    return (RequestReceived(act.council, act.name, act.is_base, act.motion),)


def taken_in(council: Council, motion: MatterId, joining: CouncilId) -> Events:
    """Carried: whoever asked comes under this council, unless this one has asked elsewhere itself."""
    request = council.requests.get(joining)
    level = level_under(council, is_base=request.is_base) if request and not council.joining else None
    return (CouncilTakenIn(joining, level, motion),) if level else ()


def come_under(council: Council, act: ComeUnder, at: datetime) -> Outcome:
    """With everything below; offices that the other charter does not have fall, and delegates are to be elected."""
    came = CameUnder(act.level, act.version, act.charter, act.motion, at)
    if council.parent is not None:
        return (came, *offices_lost(on_came_under(council, came), at))
    if council.joining != act.host:
        return ()
    joined = FederationJoined(act.host, act.motion)
    after = on_came_under(on_federation_joined(council, joined), came)
    planning = act.charter.planning
    means = brought(council) if planning.office and planning.bringing else ()
    return (joined, came, *offices_lost(after, at), *elections_to_empty(after, at), *means)


def offices_lost(council: Council, at: datetime) -> Events:
    return given_up(council, lambda name: office_rule(council, name) is None, "office given up", at)


def leaving(council: Council, motion: MatterId, at: datetime) -> Events:
    """Carried: the seats above fall, and directives from above are not in force here any more.

    With the seats goes all that was to fill or to empty them: elections, recalls, alternates, a split under way.
    """
    if council.parent is None:
        return ()
    seats = council.holders(DELEGATE)
    return (
        FederationLeft(council.parent, tuple(seat_name(council, t) for t in seats), motion),
        *given_up(council, lambda name: name == DELEGATE, LEFT, at),
        *(AlternateStruck(DELEGATE, voice, LEFT) for voice in council.alternates.get(DELEGATE, ())),
        *split.lapsed(council),
        *(
            DirectiveRevoked(d.id)
            for d in council.directives.values()
            if d.issuer != council.id and d.force is not Force.REVOKED
        ),
    )


def on_founding_decided(council: Council, event: FoundingDecided) -> Council:
    return replace(council, offshoots=council.offshoots + 1)


def on_joining_asked(council: Council, event: JoiningAsked) -> Council:
    return replace(council, joining=event.host)


def on_request_received(council: Council, event: RequestReceived) -> Council:
    return replace(council, requests={**council.requests, event.council: Request(event.name, event.is_base)})


def on_council_taken_in(council: Council, event: CouncilTakenIn) -> Council:
    return replace(council, requests={name: n for name, n in council.requests.items() if name != event.council})


def on_federation_joined(council: Council, event: FederationJoined) -> Council:
    return replace(council, parent=event.parent, joining="")


def on_came_under(council: Council, event: CameUnder) -> Council:
    """Those below stand on other levels too, assemblies at the base."""
    version = CharterVersion(event.version, event.charter, event.at, event.motion)
    base = council.charter.levels[0].name
    here = replace(council, level=event.level, charter=event.charter, charters=(*council.charters, version))
    stands = {name: level_under(here, is_base=b.level == base) for name, b in council.below.items()}
    below = {name: replace(b, level=stands[name] or b.level) for name, b in council.below.items()}
    lines = {office: line for office, line in council.alternates.items() if office_rule(here, office)}
    return replace(here, below=below, alternates=lines)


def on_federation_left(council: Council, event: FederationLeft) -> Council:
    return replace(council, parent=None)
