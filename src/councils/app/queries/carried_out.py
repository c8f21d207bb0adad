"""How is a directive carried out? What the councils below have reported, the latest first (R12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councils.core.act import MatterId
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.directive import Directive, Report
from councils.core.motion import Motion
from councils.store.ledger import DatabaseLedger


@dataclass(frozen=True, slots=True)
class Told:
    """``number``: of the report among those of its council, from 1."""

    council: Council
    report: Report
    number: int


def reports(world: DatabaseLedger, council: Council, matter: MatterId) -> list[Told]:
    """Every report on ``matter`` in ``council`` and under it; only councils that have reported are read."""
    return sorted(walk(world, council, matter), key=lambda told: told.report.at)[::-1]


def walk(world: DatabaseLedger, council: Council, matter: MatterId) -> Iterator[Told]:
    directive = council.directives[matter]
    yield from (Told(council, report, n) for n, report in enumerate(directive.reports, start=1))
    for name, progress in directive.below.items():
        below = world.council(name) if progress.reported else None
        if below is not None and matter in below.directives:
            yield from walk(world, below, matter)


def text_of(world: DatabaseLedger, directive: Directive) -> str:
    """The text that was carried, in the council that gave the directive."""
    motion = issued_by(world, directive)
    return motion.proposal.text if motion else ""


def issued_by(world: DatabaseLedger, directive: Directive) -> Motion | None:
    """The motion that it rests on; the orders of a plan that was adjusted rest on that which carried the plan."""
    issuer = world.council(directive.issuer)
    motions = issuer.motions if issuer else {}
    return motions.get(directive.id) or motions.get(directive.id.rpartition(".")[0])


def reconsiderations(world: DatabaseLedger, directive: Directive) -> list[Motion]:
    """The motions that objections have brought back, in the council that gave the directive (R13)."""
    issuer = world.council(directive.issuer)
    motions = issuer.motions.values() if issuer else ()
    return [m for m in motions if m.proposal.kind is Kind.RECONSIDERATION and m.proposal.target == directive.id]
