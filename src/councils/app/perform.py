"""The one way in which anything happens: transaction, decide, append, project (R17).

Theory of operation. ``perform`` reads the councils that an act concerns, lets the core decide, and writes the entries
and the read models in one transaction, its own or a batch's (``batch.py``). If another writer was first, nothing was
written, and it starts again from what is there now, this time with nobody else writing. What the act has made due (the
end of a ballot by its last vote) is an act of the clock in the same transaction: there is no moment in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import DatabaseError, IntegrityError, connection

from councils.app.batch import Book, book, world
from councils.app.books import lapse_all
from councils.app.clock import now as present
from councils.app.following import Second, follow
from councils.app.signing import checkpoint
from councils.app.together import together
from councils.app.turning_away import turned_away
from councils.app.twice import told_twice
from councils.core.act import Command, CouncilId
from councils.core.due import due
from councils.core.member import Leave
from councils.core.refusal import Refused
from councils.core.run import Step, run
from councils.store.models import CouncilRow
from councils.store.order import lost_the_race

ATTEMPTS = 3

Performed = tuple[Step, ...] | Refused


def perform(council: CouncilId, command: Command, at: datetime | None = None) -> Performed:
    """Carry out ``command`` with all its consequences, now (or ``at``); a refusal has written nothing."""
    when = at or present()
    return together(lambda: attempt(council, command, when))


def attempt(council: CouncilId, command: Command, at: datetime) -> Performed:
    within = connection.in_atomic_block
    for number in range(1, ATTEMPTS + 1):
        try:
            return once(council, command, at, alone=within or number > 1)
        except DatabaseError as error:
            conflict = isinstance(error, IntegrityError) or (lost_the_race(error) and not within)
            if not conflict or number == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def once(council: CouncilId, command: Command, at: datetime, *, alone: bool) -> Performed:
    with book() as page:
        page.wait(council, alone=alone)
        return whole(page, council, command, at)


def whole(page: Book, council: CouncilId, command: Command, at: datetime) -> Performed:
    """The act, what follows from it on the roll, and what it has made due; only the first two are returned."""
    now = max(at, page.last or at)
    steps = decided(page, council, command, now)
    if not isinstance(steps, Refused):
        steps = (*steps, *one_voice(page, follow(steps), now))
        settle(page, steps, at)
    return steps


def decided(page: Book, council: CouncilId, command: Command, now: datetime) -> Performed:
    page.world.begin()
    steps = run(page.world, council, command, now)
    if isinstance(steps, Refused):
        return steps
    refused = turned_away(council, command) or told_twice(page, council, command, now)
    if refused:
        return refused
    page.write(steps, now)
    return steps


def one_voice(page: Book, seconds: Iterable[Second], now: datetime) -> Iterator[Step]:
    """Who was of both assemblies that have become one leaves it under the id that is left over."""
    for second in seconds:
        left = decided(page, second.council, Leave(second.member), now)
        yield from () if isinstance(left, Refused) else left


def settle(page: Book, steps: Iterable[Step], at: datetime) -> None:
    """Do at once what has just become due in the councils changed: a ballot now complete, a vote without notice.

    What was due before is left to ``tick``, which goes by the time over all councils: a deadline here must not be
    taken before an earlier one in another council.
    """
    for council in {step.council: step.after for step in steps}.values():
        for when, command in due(council, at):
            if when <= council.founded or when >= at:
                whole(page, council.id, command, at)


def tick(at: datetime | None = None, limit: int = 500) -> int:
    """What time has made due, the oldest first, over all councils; how many acts that were. Old credits lapse (R18).

    Late or twice is harmless.
    """
    now, done = at or present(), 0
    while done < limit:
        waiting = overdue(now)
        carried = [
            c for c in (perform(name, command, now) for _, name, command in waiting) if not isinstance(c, Refused)
        ]
        if not carried:
            break
        done += len(carried)
    lapse_all(now)
    checkpoint(now)
    return done


def overdue(at: datetime) -> list[tuple[datetime, CouncilId, Command]]:
    names = CouncilRow.objects.filter(next_due__lte=at).values_list("id", flat=True)
    councils = [c for c in map(world().council, names) if c is not None]
    return sorted(((when, c.id, command) for c in councils for when, command in due(c, at)), key=lambda item: item[0])
