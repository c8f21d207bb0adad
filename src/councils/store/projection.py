"""Read models: what lists and overviews show, computed from a council's state and nothing else.

``council_row`` and ``matter_rows`` are pure; ``project`` writes what an act has changed, and ``rebuild`` writes all
anew from the ledger. A test holds that both give the same, for every kind of event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.due import next_due
from councils.core.election import vacancies
from councils.core.machines import Execution, Force, ReferralState
from councils.core.office import entitled, offices_of
from councils.core.run import Step
from councils.store.ledger import batched, load
from councils.store.models import Act, CouncilRow, MatterRow
from councils.store.rows import insert

Values = dict[str, Any]
Key = tuple[CouncilId, str, str]
NOTHING: Mapping[Key, Values] = {}


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


def project(steps: Iterable[Step], before: Callable[[CouncilId], Council | None]) -> None:
    """Write what an act has changed; ``before`` are the councils as they were."""
    after = {step.council: step.after for step in steps}
    known = [row for council in map(before, after) if council for row in matter_rows(council)]
    write(after.values(), {key(row): row for row in known})


TOGETHER = 500  # councils written with one statement


def write(councils: Iterable[Council], known: Mapping[Key, Values] = NOTHING) -> None:
    """The rows of these councils, as they are now; matters of which it is known that they say the same are left."""
    for some in batched(councils, TOGETHER):
        insert(CouncilRow, map(council_row, some), over=["id"])
        now = (row for council in some for row in matter_rows(council))
        insert(MatterRow, (row for row in now if known.get(key(row)) != row), over=["council", "matter", "sort"])


def key(row: Values) -> Key:
    return (row["council"], row["sort"], row["matter"])


def rebuild() -> int:
    """Throw the read models away and write them anew from the ledger; the number of councils."""
    MatterRow.objects.all().delete()
    CouncilRow.objects.all().delete()
    names = Act.objects.filter(version=1).order_by("seq").values_list("council", flat=True)
    write(found[1] for found in map(load, names) if found)
    return len(names)
