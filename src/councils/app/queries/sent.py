"""What did those whom we sent do? The delegates of an assembly, with what they were told and what they did (R8, R10).

Each delegate whom an assembly has sent holds a seat in the council above, and perhaps, by virtue of it, one in the
next: all of it stands on the assembly's own vote, and so the assembly sees all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from councils.app.queries.mandates import Line, Verdict, lines
from councils.app.queries.tenures import Link, up
from councils.core.council import Council
from councils.core.office import DELEGATE
from councils.store.ledger import DatabaseLedger


@dataclass(frozen=True, slots=True)
class Sent:
    """One seat above: ``link`` is the tenure that it is; ``first`` the one that the assembly itself gave."""

    first: Link
    link: Link
    lines: tuple[Line, ...]

    @property
    def breaches(self) -> int:
        return sum(line.verdict is Verdict.BREACH for line in self.lines)

    @property
    def kept(self) -> int:
        return sum(line.verdict is Verdict.KEPT for line in self.lines)


def sent(world: DatabaseLedger, assembly: Council) -> list[Sent]:
    """Every seat that is held now by somebody whom ``assembly`` has sent; breaches first."""
    first = [Link(assembly, tenure) for tenure in assembly.holders(DELEGATE)]
    seats = [(link, held) for link in first for held in up(world, link) if held.is_seat]
    found = [Sent(link, held, tuple(lines(world, held))) for link, held in seats]
    return sorted(found, key=lambda seat: (-seat.breaches, seat.first.tenure.number, seat.link.council.id))
