"""The matters of one council as lists: motions, questions from above, elections, recalls, directives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.core.council import Council
from councils.core.directive import Directive
from councils.core.election import Election
from councils.core.machines import Execution, Force, RecallState, ReferralState
from councils.core.motion import Motion
from councils.core.office import named_office
from councils.core.recall import Recall
from councils.web.kinds import NAMES
from councils.web.showing import plain_grounds
from councils.web.visit import Visit

Row = dict[str, Any]


def row(title: str, url: str, state: str, kind: str = "", until: datetime | None = None, detail: str = "") -> Row:
    return {"title": title, "url": url, "state": state, "kind": kind, "until": until, "detail": detail}


def newest_first(rows: Iterable[tuple[datetime, Row]]) -> list[Row]:
    return [item for _when, item in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def motions(council: Council) -> tuple[list[Row], list[Row]]:
    """Those that are open, the most pressing first, and those that are decided, the newest first."""
    running = [m for m in council.motions.values() if m.open]
    done = [(m.decided or m.proposed, motion_row(council, m)) for m in council.motions.values() if not m.open]
    running.sort(key=lambda m: (m.closes is None, m.closes or m.notice_until or m.proposed))
    return [motion_row(council, m) for m in running], newest_first(done)


def motion_row(council: Council, motion: Motion) -> Row:
    until = (motion.closes or motion.notice_until) if motion.open else None
    url = reverse("motion", args=[council.id, motion.id])
    item = row(motion.proposal.title, url, motion.state, str(NAMES[motion.proposal.kind]), until)
    countings = council.referrals[motion.id].countings if motion.id in council.referrals else None
    if countings and countings.disagree:
        item["detail"] = _("the countings disagree")
        item["alarm"] = True
    item["decided"] = motion.decided
    return item


def questions(council: Council) -> tuple[list[Row], list[Row]]:
    """Questions from above: those that wait for an answer, and those that were answered."""
    waiting: list[tuple[datetime, Row]] = []
    done: list[tuple[datetime, Row]] = []
    for asked in council.referrals.values():
        if asked.state is None:
            continue
        is_open = asked.state in (ReferralState.RECEIVED, ReferralState.VOTING)
        url = reverse("motion", args=[council.id, asked.question])
        item = row(asked.title, url, asked.state, str(NAMES[asked.kind]), asked.closes if is_open else None)
        if asked.answer is not None and asked.answer.valid:
            item["position"] = asked.answer.position.value
        (waiting if is_open else done).append((asked.closes, item))
    return list(reversed(newest_first(waiting))), newest_first(done)


def elections(council: Council) -> tuple[list[Row], list[Row]]:
    """Those that are running, and those that were held, each the newest first."""
    running = [e for e in council.elections.values() if e.running]
    held = [e for e in council.elections.values() if not e.running]
    return (
        newest_first((e.nominations_until, election_row(council, e)) for e in running),
        newest_first((e.nominations_until, election_row(council, e)) for e in held),
    )


def election_row(council: Council, election: Election) -> Row:
    office = named_office(council, election.office)
    title = _("Election: %(office)s") % {"office": office.title if office else election.office}
    until = (election.closes or election.nominations_until) if election.running else None
    kind = _("all seats anew") if election.renewal else _("vacant seats")
    return row(title, reverse("election", args=[council.id, election.id]), election.state, kind, until)


def recalls(visit: Visit) -> list[Row]:
    return newest_first((r.until, recall_row(visit, r)) for r in visit.council.recalls.values())


def recall_row(visit: Visit, recall: Recall) -> Row:
    title = _("{Recall} of %(name)s") % {"name": visit.name(recall.holder)}
    office = named_office(visit.council, recall.office)
    state = "kept in office" if recall.state is RecallState.KEPT else str(recall.state)
    url = reverse("recall", args=[visit.council.id, recall.id])
    kind = office.title if office else recall.office
    why = plain_grounds(visit.names, visit.council, recall)
    return row(title, url, state, kind, recall.until if recall.open else None, why)


def directives(council: Council) -> list[Row]:
    """Given here, or to be carried out or passed on here."""
    found: list[tuple[datetime, Row]] = []
    for directive in council.directives.values():
        stopped = directive.force is not Force.IN_FORCE or directive.execution is None
        state = str(directive.force if stopped else directive.execution)
        due = None if directive.execution in (None, Execution.COMPLETED) else directive.report_by
        kind = _("given here") if directive.issuer == council.id else _("from above")
        if directive.id in council.orders:
            kind = _("orders of the plan") if directive.issuer == council.id else _("order of the plan")
        url = reverse("directive", args=[council.id, directive.id])
        item = row(directive.title, url, state, kind, due if directive.force is Force.IN_FORCE else None)
        late = directive.now_due.overdue
        if late and directive.execution is None:
            item |= {"detail": _("%(n)s overdue") % {"n": late}, "alarm": True}
        elif is_late(council, directive):
            item |= {"detail": _("late with what it is to make"), "alarm": True}
        found.append((directive.received, item))
    return newest_first(found)


def is_late(council: Council, directive: Directive) -> bool:
    """Whether something was to be made here for the plan by now, and was not."""
    orders = council.orders.get(directive.id)
    running = directive.force is Force.IN_FORCE and orders is not None and council.id in orders.orders
    return bool(running and orders and orders.late(council.id, timezone.localdate()))
