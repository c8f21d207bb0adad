"""What did the holder of an office report back? Their reports on directives, in both councils they act in (R12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from councils.app.queries.tenures import Link
from councils.core.act import MatterId, Voice
from councils.core.council import Council
from councils.core.directive import Report
from councils.store.ledger import DatabaseLedger


@dataclass(frozen=True, slots=True)
class Reported:
    council: Council
    directive: MatterId
    title: str
    report: Report


def reported_by(world: DatabaseLedger, link: Link, until: datetime) -> list[Reported]:
    """The reports made by ``link``'s holder while in office, the latest first."""
    above = world.council(link.council.parent) if link.is_seat and link.council.parent else None
    found = [*of(link.council, link.tenure.holder), *(of(above, link.seat) if above else ())]
    in_office = [one for one in found if link.tenure.since <= one.report.at <= until]
    return sorted(in_office, key=lambda one: one.report.at)[::-1]


def of(council: Council, voice: Voice) -> Iterator[Reported]:
    for directive in council.directives.values():
        for report in directive.reports:
            if report.by == voice:
                yield Reported(council, directive.id, directive.title, report)
