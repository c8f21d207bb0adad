"""What a seat rests on, and what rests on it: the chain of tenures from the assembly to the congress (R4, R10).

Theory of operation. A seat in a council is a tenure of the council below; whoever holds that tenure holds, by virtue of
it, tenures above. ``down`` follows the chain to the assembly, ``falls`` up: all that is emptied when a tenure ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from councils.core.act import Credential, MatterId, Voice, sender
from councils.core.council import Council
from councils.core.office import DELEGATE, Tenure, come_over, office_rule, seat_name
from councils.core.vacancy import line, next_in_line
from councils.store.ledger import DatabaseLedger


@dataclass(frozen=True, slots=True)
class Link:
    """One tenure, in the council that gave it."""

    council: Council
    tenure: Tenure

    @property
    def seat(self) -> Credential:
        """The name of its holder in the council above, where it is a seat there."""
        return seat_name(self.council, self.tenure)

    @property
    def is_seat(self) -> bool:
        return self.tenure.office == DELEGATE and self.council.parent is not None


@dataclass(frozen=True, slots=True)
class Fall:
    """A tenure that would fall: the votes it would void in the council above, and who would step in."""

    link: Link
    void: tuple[MatterId, ...]
    successor: Voice | None


def link_of(world: DatabaseLedger, seat: Credential) -> Link | None:
    """The tenure behind a seat, whether it is still held or not, in the council in which it is now."""
    council = world.council(sender(seat))
    number = seat.rpartition(".")[2]
    tenure = council.tenures.get(int(number)) if council and number.isdecimal() else None
    while council and tenure and tenure.moved_to:
        council = world.council(tenure.moved_to)
        tenure = come_over(council, seat) if council else None
    return Link(council, tenure) if council and tenure else None


def down(world: DatabaseLedger, link: Link) -> list[Link]:
    """From ``link`` down to the tenure that an assembly gave; ``link`` is the first."""
    chain = [link]
    while not chain[-1].council.is_base and (below := link_of(world, chain[-1].tenure.holder)):
        chain.append(below)
    return chain


def by_virtue(world: DatabaseLedger, link: Link) -> list[Link]:
    """The tenures that are or were held in the council above by virtue of ``link``."""
    above = world.council(link.council.parent) if link.is_seat and link.council.parent else None
    return [Link(above, t) for t in above.tenures.values() if t.holder == link.seat] if above else []


def up(world: DatabaseLedger, link: Link) -> Iterator[Link]:
    """``link``, and all that is held above by virtue of it now, in the order in which it would fall."""
    waiting = deque([link])
    while waiting:
        here = waiting.popleft()
        yield here
        waiting.extend(held for held in by_virtue(world, here) if held.tenure.held)


def falls(world: DatabaseLedger, link: Link) -> list[Fall]:
    """What a recall of ``link`` would empty, from here up to the congress, and who would step in."""
    return [Fall(here, votes_at_stake(world, here), successor(here)) for here in up(world, link)]


def votes_at_stake(world: DatabaseLedger, link: Link) -> tuple[MatterId, ...]:
    above = world.council(link.council.parent) if link.is_seat and link.council.parent else None
    if above is None:
        return ()
    return tuple(b.matter for b in above.ballots.values() if not b.closed and link.seat in b.votes)


def successor(link: Link) -> Voice | None:
    """The alternate who is next in line; None where an election would be called."""
    falling, office = link.tenure.holder, office_rule(link.council, link.tenure.office)
    waiting = [voice for voice in line(link.council, link.tenure.office) if voice != falling]
    return next_in_line(link.council, office, waiting, falling) if office else None
