"""Who a person is in each council: a member below, and above whatever they are by election.

Theory of operation. A person is a member of assemblies by the roll. A tenure as delegate is a seat in the council
above; a tenure held there by that seat is a seat in the next. Nothing else gives a voice: no flag, no operator.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from councils.app.batch import world
from councils.app.papers import paper
from councils.core.act import CouncilId, Paper, Voice
from councils.core.council import Council
from councils.core.machines import Membership as State
from councils.core.office import DELEGATE, seat_name
from councils.core.polling import poll
from councils.core.vote.ballot import Ballot
from councils.store.ledger import DatabaseLedger
from councils.store.models import Membership, Person
from councils.store.rows import fetch


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's voice in one council, with the assembly it rests on."""

    council: Council
    voice: Voice
    membership: Membership

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(t.office for t in self.council.held_by(self.voice))

    def paper(self, poll: str) -> Paper:
        """What this person votes or signs with: a paper in an assembly, the credential above."""
        return paper(self.membership.secret, poll) if self.council.is_base else self.voice

    def ballot_paper(self, ballot: Ballot) -> Paper:
        """What this person votes with in ``ballot``.

        A vote on a recall that opened before it had papers of its own goes on with those of the petition.
        """
        older = self.paper(ballot.matter)
        return older if older in ballot.roll else self.paper(poll(self.council, ballot.matter))


def council(name: CouncilId) -> Council | None:
    return world().council(name)


def successor(name: CouncilId) -> CouncilId:
    """The assembly that ``name`` has merged into, or ``name`` where it goes on by itself (R16)."""
    found = council(name)
    return successor(found.merged_into) if found and found.merged_into else name


def standings(person: Person | None) -> list[Standing]:
    """Every council in which ``person`` has a voice, from their assemblies up."""
    return voices(person)[0]


def voices(person: Person | None) -> tuple[list[Standing], list[Standing]]:
    """Every council in which ``person`` has a voice, and the assemblies that they have gone over from.

    In these they have no voice any more, but their paper is on the rolls that were frozen before (R16).
    """
    if person is None or not person.pk:
        return [], []
    now = world()
    found: list[Standing] = []
    earlier: list[Standing] = []
    for membership in memberships_of(person):
        base = now.council(membership.council)
        if base is None or membership.member not in base.members:
            continue
        here = Standing(base, membership.member, membership)
        if base.has_voice(here.voice):
            found.extend(climb(now, here))
        elif membership.former or base.members[here.voice].state is State.MOVED:
            earlier.append(here)
    return found, earlier


def memberships_of(person: Person) -> list[Membership]:
    """All that a person is and was, the first first; read with the person, where whoever read them has asked for it."""
    read = getattr(person, "_prefetched_objects_cache", {}).get("memberships")
    found = fetch(Membership, "person_id = %s ORDER BY id", person.pk) if read is None else read
    return sorted(found, key=lambda membership: membership.pk)


def climb(now: DatabaseLedger, here: Standing) -> Iterator[Standing]:
    yield here
    parent = now.council(here.council.parent) if here.council.parent else None
    if parent is None:
        return
    for tenure in here.council.held_by(here.voice):
        seat = seat_name(here.council, tenure)
        if tenure.office == DELEGATE and parent.has_voice(seat):
            yield from climb(now, Standing(parent, seat, here.membership))


def standing(person: Person | None, name: CouncilId) -> Standing | None:
    """The person's voice in the council ``name``, if they have one."""
    return next((s for s in standings(person) if s.council.id == name), None)


def papers_in(person: Person | None, name: CouncilId) -> list[Standing]:
    """What the person may vote with in ``name``: their voice there, and those they had before they went over."""
    now, earlier = voices(person)
    return [s for s in (*now, *earlier) if s.council.id == name]


def with_paper(standings: Iterable[Standing], roll: Container[Paper], poll: str) -> Standing | None:
    """The one whose paper is on the ``roll``; the first where none is."""
    own = list(standings)
    return next((s for s in own if s.paper(poll) in roll), own[0] if own else None)


def with_ballot_paper(standings: Iterable[Standing], ballot: Ballot) -> Standing | None:
    own = list(standings)
    return next((s for s in own if s.ballot_paper(ballot) in ballot.roll), own[0] if own else None)
