"""Split an assembly that has outgrown its size (R16).

Theory of operation. The assembly decides by a motion that names the new one. Then every member says, until a day that
the charter sets, whether they go with the new assembly or stay; who says nothing stays. On that day the clock carries
the split out: the new assembly is founded beside the old one, under the same council, and those who go take along what
is theirs (``carrying.py``, ``handing_on.py``). If a part would be smaller than the charter allows, nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from councils.core.act import Command, CouncilId, Event, Events, MatterId, MemberId, Outcome, Voice
from councils.core.carrying import going
from councils.core.council import Council, Split
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, refuse


@dataclass(frozen=True, slots=True)
class ChoosePart(Command):
    """Go with the new assembly, or stay; can be changed until the split is carried out."""

    by: MemberId
    goes: bool


@dataclass(frozen=True, slots=True)
class CarryOutSplit(Command):
    by: Voice


@dataclass(frozen=True, slots=True)
class SplitDecided(Event):
    motion: MatterId
    part: CouncilId
    name: str
    choose_until: datetime


@dataclass(frozen=True, slots=True)
class PartChosen(Event):
    member: MemberId
    goes: bool


@dataclass(frozen=True, slots=True)
class SplitLapsed(Event):
    """``going`` and ``staying`` are the members of the parts, of which one would have had fewer than ``least``.

    ``least`` is 0 where the assembly has left the council above meanwhile, under which both were to stand.
    """

    part: CouncilId
    going: int
    staying: int
    least: int


@dataclass(frozen=True, slots=True)
class AssemblySplit(Event):
    """The new assembly is founded; who goes and what goes along follows in ``MembersMoved``."""

    part: CouncilId
    name: str
    motion: MatterId


def decided(council: Council, motion: MatterId, proposal: Proposal, at: datetime) -> Events:
    """Carried; two splits are never under way at once, so a second one has no effect, nor has one after leaving."""
    if council.split is not None or council.merged_into or council.parent is None:
        return ()
    until = at + timedelta(days=council.charter.structure.choose_days)
    return (SplitDecided(motion, f"{council.id}~{council.offshoots + 1}", proposal.name, until),)


def choose_part(council: Council, act: ChoosePart, at: datetime) -> Outcome:
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if council.split is None:
        return refuse(Reason.NO_SPLIT)
    if at >= council.split.until:
        return refuse(Reason.TOO_LATE, when=f"{council.split.until:%Y-%m-%d %H:%M}")
    return (PartChosen(act.by, act.goes),)


def carry_out(council: Council, act: CarryOutSplit, at: datetime) -> Outcome:
    split = council.split
    if split is None:
        return refuse(Reason.NO_SPLIT)
    if at < split.until:
        return refuse(Reason.TOO_EARLY, when=f"{split.until:%Y-%m-%d %H:%M}")
    members = tuple(name for name in council.roll if name in split.going)
    staying = len(council.roll) - len(members)
    least = max(1, council.charter.levels[0].minimum)
    if council.parent is None:
        return lapsed(council)
    if min(len(members), staying) < least:
        return (SplitLapsed(split.part, len(members), staying, least),)
    population = council.population * len(members) // len(council.roll)  # their share of it
    return (
        AssemblySplit(split.part, split.name, split.motion),
        *going(council, members, split.part, population, at),
    )


def lapsed(council: Council) -> Events:
    """The end of a split that is under way in an assembly with none above it any more."""
    if council.split is None:
        return ()
    goes = len(council.split.going & set(council.roll))
    return (SplitLapsed(council.split.part, goes, len(council.roll) - goes, 0),)


def on_split_decided(council: Council, event: SplitDecided) -> Council:
    return replace(
        council,
        split=Split(event.part, event.name, event.motion, event.choose_until),
        offshoots=council.offshoots + 1,
    )


def on_part_chosen(council: Council, event: PartChosen) -> Council:
    assert council.split is not None  # ``choose_part`` has seen to it
    known = council.split.going
    return replace(
        council,
        split=replace(council.split, going=known | {event.member} if event.goes else known - {event.member}),
    )


def on_split_over(council: Council, event: SplitLapsed | AssemblySplit) -> Council:
    return replace(council, split=None)
