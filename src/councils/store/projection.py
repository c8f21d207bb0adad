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
from councils.store.ledger import batched, load
from councils.store.models import Act, CouncilRow, MatterRow
from councils.store.rows import insert

Values = dict[str, Any]
Key = tuple[str, str]


def council_row(council: Council, matters: Iterable[Values]) -> Values:
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


TOGETHER = 500  # councils written with one statement


def project(changed: Iterable[tuple[Council | None, Council]]) -> None:
    """Write what acts have changed: each council as it was, if it was, and as it is. What says the same is left."""
    for some in batched(changed, TOGETHER):
        councils, matters = [], []
        for before, after in some:
            known = {key(row): row for row in matter_rows(before)} if before else {}
            now = list(matter_rows(after))
            councils.append(council_row(after, now))
            matters += [row for row in now if known.get(key(row)) != row]
        insert(CouncilRow, councils, over=["id"])
        insert(MatterRow, matters, over=["council", "matter", "sort"])


def key(row: Values) -> Key:
    return (row["sort"], row["matter"])


def rebuild() -> int:
    """Throw the read models away and write them anew from the ledger; the number of councils."""
    MatterRow.objects.all().delete()
    CouncilRow.objects.all().delete()
    names = Act.objects.filter(version=1).order_by("seq").values_list("council", flat=True)
    project((None, found[1]) for found in map(load, names) if found)
    return len(names)
