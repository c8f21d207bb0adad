"""Who a person is in each council: a member below, and above whatever they are by election.

Theory of operation. A person is a member of assemblies by the roll. A tenure as delegate is a seat in the council
above; a tenure held there by that seat is a seat in the next. Nothing else gives a voice: no flag, no operator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councils.app.batch import world
from councils.app.papers import paper
from councils.core.act import CouncilId, Paper, Voice
from councils.core.council import Council
from councils.core.office import DELEGATE, seat_name
from councils.core.polling import poll
from councils.core.vote.ballot import Ballot
from councils.store.ledger import DatabaseLedger
from councils.store.models import Membership, Person


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


def standings(person: Person | None) -> list[Standing]:
    """Every council in which ``person`` has a voice, from their assemblies up."""
    if person is None or not person.pk:
        return []
    now = world()
    found: list[Standing] = []
    for membership in sorted(person.memberships.all(), key=lambda m: m.pk):
        base = now.council(membership.council)
        if base and base.has_voice(membership.member):
            found.extend(climb(now, Standing(base, membership.member, membership)))
    return found


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
