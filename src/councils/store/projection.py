"""Read models: what lists and overviews show, computed from a council's state and nothing else.

``council_row`` and ``matter_rows`` are pure; ``project`` writes what an act has changed, and ``rebuild`` writes all
anew from the ledger. A test holds that both give the same, for every kind of event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from councils.core.council import Council
from councils.core.due import next_due
from councils.core.election import vacancies
from councils.core.machines import Execution, Force, ReferralState
from councils.core.office import entitled, offices_of
from councils.core.run import Step
from councils.store.ledger import load
from councils.store.models import Act, CouncilRow, MatterRow

Values = dict[str, Any]


def council_row(council: Council) -> Values:
    matters = list(matter_rows(council))
    offices = offices_of(council)
    return {
        "id": council.id,
        "name": council.name,
        "level": council.level,
        "parent": council.parent or "",
        "place": council.place,
        "population": council.population,
        "members": council.represented,
        "delegates": len(council.delegates),
        "seats": sum(entitled(council, rule) for rule in offices),
        "vacant": sum(vacancies(council, rule) for rule in offices),
        "open_matters": sum(row["open"] for row in matters),
        "turnout": turnout(council),
        "next_due": next_due(council),
    }


def turnout(council: Council) -> float | None:
    """Of the last ballot that closed: the share of its roll that took part."""
    closed = [b for b in council.ballots.values() if b.closed and len(b.roll)]
    last = max(closed, key=lambda b: b.closes, default=None)
    return last.tally.total / len(last.roll) if last else None


def matter_rows(council: Council) -> Iterator[Values]:
    for motion in council.motions.values():
        deadline = motion.closes or motion.notice_until
        yield row(council, "motion", motion.id, motion.proposal.title, motion.state, motion.open, deadline)
    for referral in council.referrals.values():
        if referral.state is not None:
            waiting = referral.state in (ReferralState.RECEIVED, ReferralState.VOTING)
            yield row(council, "referral", referral.question, referral.title, referral.state, waiting, referral.closes)
    for election in council.elections.values():
        deadline = election.closes or election.nominations_until
        yield row(council, "election", election.id, election.office, election.state, election.running, deadline)
    for recall in council.recalls.values():
        yield row(council, "recall", recall.id, recall.office, recall.state, recall.open, recall.until)
    for directive in council.directives.values():
        state = directive.force if directive.execution is None else directive.execution
        busy = directive.force is not Force.REVOKED and directive.execution not in (None, Execution.COMPLETED)
        yield row(council, "directive", directive.id, directive.title, state, busy, directive.report_by)


def row(
    council: Council, sort: str, matter: str, title: str, state: str, is_open: bool, deadline: datetime | None
) -> Values:
    return {
        "council": council.id,
        "matter": matter,
        "sort": sort,
        "title": title,
        "state": str(state),
        "open": is_open,
        "deadline": deadline,
    }


def project(steps: Iterable[Step]) -> None:
    """Write what an act has changed."""
    write({step.council: step.after for step in steps}.values())


MATTER_FIELDS = ("council", "matter", "sort", "title", "state", "open", "deadline")
COUNCIL_FIELDS = (
    *("name", "level", "parent", "place", "population", "members", "delegates", "seats", "vacant"),
    *("open_matters", "turnout", "next_due"),
)
TOGETHER = 500  # councils written with one statement


def write(councils: Iterable[Council]) -> None:
    """The rows of these councils, as they are now; those that say the same already are left alone."""
    waiting = list(councils)
    for start in range(0, len(waiting), TOGETHER):
        some = waiting[start : start + TOGETHER]
        CouncilRow.objects.bulk_create(
            [CouncilRow(**council_row(council)) for council in some],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=COUNCIL_FIELDS,
        )
        write_matters(some)


def write_matters(councils: list[Council]) -> None:
    names = [council.id for council in councils]
    rows = MatterRow.objects.filter(council__in=names).values(*MATTER_FIELDS)
    written = {(row["council"], row["sort"], row["matter"]): row for row in rows}
    now = (row for council in councils for row in matter_rows(council))
    MatterRow.objects.bulk_create(
        [MatterRow(**r) for r in now if written.get((r["council"], r["sort"], r["matter"])) != r],
        update_conflicts=True,
        unique_fields=["council", "matter", "sort"],
        update_fields=["title", "state", "open", "deadline"],
    )


def rebuild() -> int:
    """Throw the read models away and write them anew from the ledger; the number of councils."""
    MatterRow.objects.all().delete()
    CouncilRow.objects.all().delete()
    names = Act.objects.filter(version=1).order_by("seq").values_list("council", flat=True)
    write(found[1] for found in map(load, names) if found)
    return len(names)
