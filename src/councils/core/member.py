"""Members of a base assembly: who takes part, by the charter's franchise (R2).

A person declares the conditions that the franchise names; the record keeps which ones were declared, and no fact about
the person. Nothing here excludes anybody: one joins by declaring, and leaves by one's own act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from councils.core.act import CLOCK, RULE, Command, CouncilId, Event, MatterId, MemberId, Outcome, Voice
from councils.core.charter import Admission
from councils.core.council import Council
from councils.core.machines import MEMBERSHIP, Membership
from councils.core.office import officers
from councils.core.refusal import Reason, refuse
from councils.core.sentence import gettext_noop
from councils.core.vacancy import fall


@dataclass(frozen=True, slots=True)
class Member:
    state: Membership
    grounds: tuple[str, ...]
    since: datetime
    moved_to: CouncilId = ""  # the assembly that they have gone over to, with a split or a merger (R16)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by office, said where they have come from
    stood: frozenset[MatterId] = frozenset()  # elections here, before they came over with that

    @property
    def active(self) -> bool:
        return self.state is Membership.MEMBER


@dataclass(frozen=True, slots=True)
class Apply(Command):
    """Ask to take part, declaring ``grounds``: tokens of the franchise's conditions."""

    member: MemberId
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admit(Command):
    by: Voice
    member: MemberId


@dataclass(frozen=True, slots=True)
class Leave(Command):
    member: MemberId


@dataclass(frozen=True, slots=True)
class MemberApplied(Event):
    member: MemberId
    grounds: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberAdmitted(Event):
    member: MemberId
    by: Voice


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    member: MemberId


def apply(council: Council, act: Apply, at: datetime) -> Outcome:
    if not council.is_base:
        return refuse(Reason.NOT_A_BASE_ASSEMBLY)
    if council.merged_into:
        return refuse(Reason.MERGED, council=council.merged_into)
    known = council.members.get(act.member)
    if known and not MEMBERSHIP.allows(known.state, MemberApplied):
        return refuse(Reason.ON_ROLL_ALREADY)
    if act.member in ("", CLOCK, RULE):
        return refuse(Reason.NOBODY)
    franchise = council.charter.franchise
    missing = [c.said for c in franchise.requires if c.token not in act.grounds]
    if missing:
        return refuse(Reason.FRANCHISE, missing="; ".join(missing))
    applied = MemberApplied(act.member, act.grounds, at)
    if franchise.admission is Admission.DECLARATION:
        return (applied, MemberAdmitted(act.member, RULE))
    return (applied,)


def admit(council: Council, act: Admit, at: datetime) -> Outcome:
    """The secretary or chair confirms; while neither office is filled, any member does; the first admit themselves."""
    applicant = council.members.get(act.member)
    if not applicant or not MEMBERSHIP.allows(applicant.state, MemberAdmitted):
        return refuse(Reason.NO_APPLICATION)
    confirming = officers(council, "secretary", "chair", "co-chair") or set(council.roll) or set(council.members)
    if act.by not in confirming:
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{secretary} or {chair}"))
    return (MemberAdmitted(act.member, act.by),)


def leave(council: Council, act: Leave, at: datetime) -> Outcome:
    """Whoever leaves takes along every office held here, and so all that was held above by virtue of it."""
    member = council.members.get(act.member)
    if not member or not MEMBERSHIP.allows(member.state, MemberLeft):
        return refuse(Reason.NOT_ON_ROLL)
    left = MemberLeft(act.member)
    return (left, *fall(on_member_moved(council, left), act.member, cause="left", at=at))


def on_member_applied(council: Council, event: MemberApplied) -> Council:
    known = council.members.get(event.member)
    state = MEMBERSHIP.after(known.state, event) if known else MEMBERSHIP.first(event)
    return council.put("members", event.member, Member(state, event.grounds, event.at))


def on_member_moved(council: Council, event: MemberAdmitted | MemberLeft) -> Council:
    member = council.members[event.member]
    moved = council.put("members", event.member, replace(member, state=MEMBERSHIP.after(member.state, event)))
    if isinstance(event, MemberAdmitted):
        return moved
    left = {office: tuple(v for v in line if v != event.member) for office, line in council.alternates.items()}
    return replace(moved, alternates=left)
