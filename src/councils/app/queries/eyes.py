"""With whose eyes to look at a demonstration: somebody invented for whom there is something to do (never elsewhere).

Each search goes through open matters until one fits, first near ``near``, the council that the looker is at. People who
have set a password of their own are real, and nobody looks with their eyes.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils import timezone

from councils.app.batch import world
from councils.app.papers import paper
from councils.app.queries.federations import root_of, roots
from councils.app.queries.names import Names
from councils.core.act import CouncilId, Voice
from councils.core.charter import MandateKind
from councils.core.council import Council
from councils.core.machines import MandateState
from councils.core.office import COORDINATOR, DELEGATE
from councils.core.vote.ballot import Ballot, Mode
from councils.store.models import CouncilRow, Membership, Person

TELLER = "teller"


def invented() -> QuerySet[Person]:
    """The people of the demonstration: those without a password of their own."""
    return Person.objects.filter(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX), is_active=True)


def councils(near: CouncilId) -> Iterator[Council]:
    """Councils with open matters, those at or around ``near`` first."""
    rows = CouncilRow.objects.filter(open_matters__gt=0).values_list("id", "parent")
    ordered = sorted(rows, key=lambda row: (row[0] != near, row[1] != near, row[0]))
    found = world()
    yield from (council for name, _ in ordered if (council := found.council(name)) is not None)


def open_ballots(council: Council) -> list[Ballot]:
    """Those on questions from above first: they become mandates."""
    waiting = [b for b in council.ballots.values() if not b.closed]
    return sorted(waiting, key=lambda b: (b.matter not in council.referrals, b.matter))


def member(near: CouncilId = "") -> Person | None:
    """A member of an assembly who has something to vote on now."""
    fallback = invented().filter(memberships__isnull=False).order_by("pk").first()
    found = (m for c in councils(near) if c.is_base for b in open_ballots(c) for m in unvoted(c, b))
    return next(found, fallback)


def unvoted(council: Council, ballot: Ballot) -> Iterator[Person]:
    """Those of the ballot's roll who have not voted, members without an office first."""
    if ballot.mode is not Mode.ELECTRONIC:
        return
    busy = {t.holder for t in council.tenures.values() if t.held}
    rows = Membership.objects.filter(council=council.id, person__in=invented()).select_related("person").order_by("pk")
    papers = [(row, paper(row.secret, ballot.matter)) for row in rows]
    free = [row for row, mine in papers if mine in ballot.roll and mine not in ballot.votes]
    yield from (row.person for row in sorted(free, key=lambda row: row.member in busy))


def delegate(near: CouncilId = "") -> Person | None:
    """A delegate whose mandate is given and imperative, in a ballot that is open; else any delegate."""
    bound = (p for c in councils(near) if not c.is_base for p in bound_delegates(c))
    return next(bound, None) or office_holder(DELEGATE, near)


def bound_delegates(council: Council) -> Iterator[Person]:
    if council.charter.referral.mandate is not MandateKind.IMPERATIVE:
        return
    for ballot in open_ballots(council):
        referral = council.referrals.get(ballot.matter)
        for seat in sorted(ballot.roll, key=lambda seat: (seat in ballot.votes, seat)):
            mandate = referral.mandates.get(ballot.roll.sender(seat)) if referral else None
            if mandate and mandate.state is MandateState.GIVEN and (found := behind(council, seat)):
                yield found


def teller(near: CouncilId = "") -> Person | None:
    """A teller with a count to enter, rather where the other one waits for it; else any teller."""
    hands = [(c, ballot) for c in councils(near) for ballot in open_ballots(c) if ballot.mode is Mode.HANDS]
    hands.sort(key=lambda each: (each[0].id != near, not each[1].counts))
    counting = (
        found
        for c, ballot in hands
        for tenure in c.holders(TELLER)
        if tenure.holder not in ballot.counts and (found := behind(c, tenure.holder))
    )
    return next(counting, None) or office_holder(TELLER, near)


def coordinator(near: CouncilId = "") -> Person | None:
    """Who speaks for a workplace whose order is late; else any coordinator."""
    today = timezone.localdate()
    found = world()
    congress = found.council(root_of(near) if near else next((row.pk for row in roots()), ""))
    orders = congress.orders.get(congress.economy.plan) if congress else None
    late = [name for name in orders.orders if orders.late(name, today)] if orders else []
    places = [place for name in sorted(late, key=lambda name: name != near) if (place := found.council(name))]
    speaking = (behind(place, tenure.holder) for place in places for tenure in place.holders(COORDINATOR))
    return next((person for person in speaking if person), None) or office_holder(COORDINATOR, near)


def planner(near: CouncilId = "") -> Person | None:
    """Somebody of the planning office."""
    congress = world().council(root_of(near) if near else next((row.pk for row in roots()), ""))
    office = congress.charter.planning.office if congress else ""
    return office_holder(office, congress.id) if congress and office else None


def office_holder(office: str, near: CouncilId) -> Person | None:
    rows = CouncilRow.objects.values_list("id", "parent")
    found = world()
    for name, _ in sorted(rows, key=lambda row: (row[0] != near, row[1] != near, row[0])):
        council = found.council(name)
        for tenure in council.holders(office) if council else ():
            if council and (person := behind(council, tenure.holder)):
                return person
    return None


def behind(council: Council, voice: Voice) -> Person | None:
    """Who stands behind a voice, if they are invented."""
    member, base = Names(world=world()).person(council, voice)
    if base is None:
        return None
    return invented().filter(memberships__council=base.id, memberships__member=member).first()
