"""The roll follows the members when their assembly is split or merged (R2, R16).

Theory of operation. The record says which ids have come from one assembly to another; who stands behind them only the
roll knows, so it is written on in the same transaction. The old row stays: its secret is the paper for the polls that
are open there yet, and by it the names of those who held office are told. Erasing a person removes all of them.

The federation's own number of a member goes along. The lists that were read in for an assembly that has merged, and its
invitations, are kept where it has gone over.

Whoever was of both assemblies has two ids in one then, and would have two voices. One of them leaves by an ordinary act
right after: that without office, or else the one that has come. Its row stays too, as a former one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councils.app import books, households
from councils.core.act import CouncilId, MemberId
from councils.core.carrying import MembersMoved
from councils.core.council import Council
from councils.core.joining import FederationJoined, FederationLeft
from councils.core.machines import Membership as State
from councils.core.run import Step
from councils.store import baskets
from councils.store.models import Invitation, Membership, RollImport


@dataclass(frozen=True, slots=True)
class Second:
    """A second id of somebody in one assembly, which is to leave it."""

    council: CouncilId
    member: MemberId


def follow(steps: tuple[Step, ...]) -> list[Second]:
    """Write the roll on after an act; the ids that are left over, and have to leave."""
    books.follow(steps)
    needs_follow(steps)
    moves = [(step.council, event) for step in steps for event in step.events if isinstance(event, MembersMoved)]
    if not moves:
        return []
    after = {step.council: step.after for step in steps}
    for origin, event in moves:
        if after[origin].merged_into:
            hand_over(origin, event.to)
    return [second for origin, event in moves for second in followed(origin, event, after[event.to])]


def needs_follow(steps: tuple[Step, ...]) -> None:
    """What is needed by those who have joined a federation, or left one, counts there, or does so no more (R16)."""
    for step in steps:
        for event in step.events:
            if isinstance(event, FederationJoined | FederationLeft):
                baskets.carry(step.council, event.parent, comes=isinstance(event, FederationJoined))


def hand_over(origin: CouncilId, to: CouncilId) -> None:
    """Whoever keeps the roll where ``origin`` has gone over gives out, and takes back, what was begun there."""
    for rows in (Invitation.objects, RollImport.objects):
        rows.filter(council=origin).update(council=to)


def followed(origin: CouncilId, event: MembersMoved, here: Council) -> Iterator[Second]:
    """Write the rows of those who have come to ``here``."""
    coming = (*event.members, *event.applicants)
    gone = Membership.objects.filter(council=origin, member__in=coming)
    people, numbers = dict(gone.values_list("person", "member")), dict(gone.values_list("person", "number"))
    known: dict[int, list[Membership]] = {}
    for row in Membership.objects.filter(council=here.id, person__in=people):
        known.setdefault(row.person_id, []).append(row)
    new = [
        Membership(person_id=p, council=here.id, member=m, number=numbers[p])
        for p, m in people.items()
        if p not in known
    ]
    Membership.objects.bulk_create(new)
    households.follow(people, origin, here.id)
    for person, rows in known.items():
        yield from come_again(here, rows, people[person])


def come_again(here: Council, rows: list[Membership], member: MemberId) -> Iterator[Second]:
    """``member`` is somebody who has been here before, perhaps under another id."""
    before = next((row for row in rows if not row.former), rows[0])
    ours = next((row for row in rows if row.member == member), None)
    mine = ours or Membership(person_id=before.person_id, council=here.id, member=member)
    if before.member == member:
        return
    stays = before if is_here(here, before.member) and not rather(here, member, before.member) else mine
    for row in (before, mine):  # the one that steps back first: one at a time is not a former one
        row.former = row is not stays
    for row in sorted((before, mine), key=lambda row: not row.former):
        row.save()
    yield from (Second(here.id, row.member) for row in (before, mine) if row.former and is_here(here, row.member))


def is_here(here: Council, member: MemberId) -> bool:
    known = here.members.get(member)
    return known is not None and known.state in (State.MEMBER, State.APPLICANT)


def rather(here: Council, one: MemberId, other: MemberId) -> bool:
    """Whether ``one`` holds an office here, or is a member, and ``other`` is not."""
    return rank(here, one) > rank(here, other)


def rank(here: Council, member: MemberId) -> tuple[bool, int]:
    return here.has_voice(member), len(here.held_by(member))
