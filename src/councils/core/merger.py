"""Merge two assemblies under the same council: each decides for itself (R16).

Theory of operation. A motion names the other assembly, which hears of it as soon as it is brought. Carried in one, it
is an offer to the other; carried in the other too, the one that offered first goes over into the one that agreed, with
all its members and what is theirs (``carrying.py``, ``handing_on.py``). It has no roll from then on, and is not asked
any more; votes that are open in it run to their end with those who were on their roll, and its record stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, CouncilId, Event, Events, MatterId, Outcome, later
from councils.core.carrying import going
from councils.core.council import Council
from councils.core.directive import without
from councils.core.economy.merging import goods_redirected
from councils.core.election import ElectionVoid
from councils.core.handing_on import all_handed_on
from councils.core.machines import Membership
from councils.core.refusal import Reason, refuse


@dataclass(frozen=True, slots=True)
class HearOfMerger(Caused):
    """Caused by a motion in ``council`` to merge with this one; refused where that cannot be."""

    council: CouncilId
    motion: MatterId
    parent: CouncilId | None


@dataclass(frozen=True, slots=True)
class ReceiveOffer(Caused):
    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class GoOver(Caused):
    """Caused by the other assembly, which has agreed: merge into it."""

    into: CouncilId


@dataclass(frozen=True, slots=True)
class ReleaseCouncil(Caused):
    """Caused below: ``council`` is not directly below this one any more; ``cause`` tells why."""

    council: CouncilId
    cause: str
    into: CouncilId = later("")  # the one that it has gone over into, if any


@dataclass(frozen=True, slots=True)
class MergerHeardOf(Event):
    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class MergerOffered(Event):
    """This assembly has decided to merge with ``council``, and waits for its decision."""

    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class OfferReceived(Event):
    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class MergerAgreed(Event):
    """``council``, which had offered it, goes over into this assembly."""

    council: CouncilId
    motion: MatterId


@dataclass(frozen=True, slots=True)
class AssemblyMerged(Event):
    into: CouncilId


@dataclass(frozen=True, slots=True)
class CouncilReleased(Event):
    council: CouncilId
    cause: str
    into: CouncilId = later("")


def hear_of(council: Council, act: HearOfMerger, at: datetime) -> Outcome:
    """Only assemblies beside each other merge, and only while both are there."""
    if not council.is_base or council.merged_into:
        return refuse(Reason.CANNOT_MERGE, why=f"{council.name} is no assembly with members of its own")
    if council.id == act.council or council.parent is None or council.parent != act.parent:
        return refuse(Reason.CANNOT_MERGE, why=f"{council.name} does not stand beside this assembly")
    return (MergerHeardOf(act.council, act.motion),)


def decided(council: Council, motion: MatterId, other: CouncilId) -> Events:
    """Carried: an offer, or the answer to one. What has gone over or is being split meanwhile merges no more."""
    if council.merged_into or council.split is not None:
        return ()
    return (MergerAgreed(other, motion),) if other in council.offers else (MergerOffered(other, motion),)


def receive_offer(council: Council, act: ReceiveOffer, at: datetime) -> Outcome:
    return () if council.merged_into else (OfferReceived(act.council, act.motion),)


def go_over(council: Council, act: GoOver, at: datetime) -> Outcome:
    """All that can move goes; elections to its offices are void, since there is nobody to hold them."""
    if council.merged_into or council.split is not None or act.into not in council.offering:
        return ()
    people = [name for name, m in council.members.items() if m.state in (Membership.MEMBER, Membership.APPLICANT)]
    return (
        AssemblyMerged(act.into),
        *all_handed_on(council, act.into),
        *goods_redirected(council, act.into),
        *going(council, people, act.into, council.population, at),
        *(ElectionVoid(e.id) for e in council.elections.values() if e.running),
    )


def release(council: Council, act: ReleaseCouncil, at: datetime) -> Outcome:
    return (CouncilReleased(act.council, act.cause, act.into),) if act.council in council.below else ()


def on_merger_offered(council: Council, event: MergerOffered) -> Council:
    return replace(council, offering=council.offering | {event.council})


def on_offer_received(council: Council, event: OfferReceived) -> Council:
    return replace(council, offers=council.offers | {event.council})


def on_merger_agreed(council: Council, event: MergerAgreed) -> Council:
    return replace(council, offers=council.offers - {event.council})


def on_assembly_merged(council: Council, event: AssemblyMerged) -> Council:
    return replace(council, merged_into=event.into)


def on_council_released(council: Council, event: CouncilReleased) -> Council:
    """Whoever objected there is not counted here any more, but for what comes from where they have gone over to."""
    gone = replace(council.below[event.council], represented=0)
    below = {name: b for name, b in council.below.items() if name != event.council}
    former = {**council.former, event.council: gone}
    directives = {name: without(d, [event.council]) for name, d in council.directives.items()}
    return replace(council, below=below, former=former, directives=directives)
