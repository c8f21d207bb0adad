"""From an application to the roll, and off it (R2, R16)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class Membership(StrEnum):
    APPLICANT = "applicant"
    MEMBER = "member"
    LEFT = "left"
    MOVED = "moved"  # of another assembly now, by a split or a merger


MEMBERSHIP = Machine(
    "membership",
    born={"MemberApplied": Membership.APPLICANT, "MembersReceived": Membership.MEMBER},
    moves={
        (Membership.APPLICANT, "MemberAdmitted"): Membership.MEMBER,
        (Membership.APPLICANT, "MemberLeft"): Membership.LEFT,
        (Membership.MEMBER, "MemberLeft"): Membership.LEFT,
        (Membership.LEFT, "MemberApplied"): Membership.APPLICANT,
        (Membership.APPLICANT, "MembersMoved"): Membership.MOVED,
        (Membership.MEMBER, "MembersMoved"): Membership.MOVED,
        (Membership.MOVED, "MemberApplied"): Membership.APPLICANT,
        (Membership.MOVED, "MembersReceived"): Membership.MEMBER,
        (Membership.LEFT, "MembersReceived"): Membership.MEMBER,
        (Membership.APPLICANT, "MembersReceived"): Membership.MEMBER,
        (Membership.MEMBER, "MembersReceived"): Membership.MEMBER,
    },
)
