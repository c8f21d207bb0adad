"""Directives: what is to be done, how far everybody has come, what stands against it (R12, R13)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.shapes import Who, address, who
from councils.app.queries.carried_out import Told, text_of
from councils.app.queries.carried_out import reports as reports_of
from councils.core.council import Council
from councils.core.directive import Directive, Progress
from councils.core.refusal import Reason, refuse

router = Router(tags=["directives"])


class DirectiveLine(Schema):
    """``execution`` is null in the councils that pass it on."""

    directive: str
    title: str
    issuer: str
    force: str
    execution: str | None
    report_by: datetime
    href: str


class RevisionShape(Schema):
    """What a report said before it was corrected, and why it was."""

    by: Who
    text: str
    quantity: int
    reason: str
    at: datetime


class ReportShape(Schema):
    """``number``: among the reports of its council on this directive, from 1; it is named by it in a correction."""

    council: str
    number: int
    by: Who
    text: str
    quantity: int
    at: datetime
    revisions: list[RevisionShape]


class WordsShape(Schema):
    """What a council that has gone over to this one had said of the directive, and how far it had come."""

    council: str
    execution: str
    acknowledged: datetime | None
    plan: str


class DirectiveShape(Schema):
    """``progress`` is the sum of this council and all below; ``objecting`` are members, by the council they are in."""

    directive: str
    council: str
    issuer: str
    title: str
    text: str
    unit: str
    force: str
    repealed_by: str
    execution: str | None
    received: datetime
    acknowledge_by: datetime
    acknowledged: datetime | None
    report_by: datetime
    plan: str
    progress: Progress
    below: dict[str, Progress]
    objected: bool
    objecting: dict[str, int]
    brought: list[WordsShape]
    reports: str


@router.get("/councils/{council}/directives", response=Page[DirectiveLine], url_name="directives")
def directives(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Given here, or to be carried out or passed on here."""
    here = looker(request).council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.directives.values(), lambda d: d.id, lambda d: directive_line(here, d))


def directive_line(here: Council, found: Directive) -> DirectiveLine:
    return DirectiveLine(
        directive=found.id,
        title=found.title,
        issuer=found.issuer,
        force=str(found.force),
        execution=str(found.execution) if found.execution else None,
        report_by=found.report_by,
        href=address("directive", here.id, found.id),
    )


@router.get("/councils/{council}/directives/{matter}", response=DirectiveShape, url_name="directive")
def directive(request: HttpRequest, council: Name, matter: Name) -> DirectiveShape:
    """One directive, as this council has it."""
    asking = looker(request)
    here, found = directed(asking, council, matter)
    return DirectiveShape(
        directive=found.id,
        council=here.id,
        issuer=found.issuer,
        title=found.title,
        text=text_of(asking.names.world, found),
        unit=found.unit,
        force=str(found.force),
        repealed_by=found.ended_by,
        execution=str(found.execution) if found.execution else None,
        received=found.received,
        acknowledge_by=found.acknowledge_by,
        acknowledged=found.acknowledged,
        report_by=found.report_by,
        plan=found.plan,
        progress=found.progress,
        below=dict(found.below),
        objected=found.objected,
        objecting=dict(found.objecting),
        brought=[
            WordsShape(
                council=words.origin,
                execution=str(words.execution),
                acknowledged=words.acknowledged,
                plan=words.plan,
            )
            for words in found.brought
        ],
        reports=address("reports", here.id, found.id),
    )


def directed(asking: Looker, council: str, matter: str) -> tuple[Council, Directive]:
    here = asking.council(council)
    found = here.directives.get(matter)
    if found is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_DIRECTIVE)))
    return here, found


@router.get("/councils/{council}/directives/{matter}/reports", response=Page[ReportShape], url_name="reports")
def reports(
    request: HttpRequest, response: HttpResponse, council: Name, matter: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Every report of this council and of all below it, in the order of their times."""
    asking = looker(request)
    here, found = directed(asking, council, matter)
    told = reports_of(asking.names.world, here, found.id)
    pager = Pager(request, response, limit, cursor)
    return pager.of(told, report_key, lambda one: report_shape(asking, one))


def report_key(one: Told) -> str:
    return f"{one.report.at.isoformat(timespec='microseconds')} {one.council.id}"


def report_shape(asking: Looker, one: Told) -> ReportShape:
    return ReportShape(
        council=one.council.id,
        number=one.number,
        by=who(asking.names, one.council, one.report.by),
        text=one.report.text,
        quantity=one.report.quantity,
        at=one.report.at,
        revisions=[
            RevisionShape(
                by=who(asking.names, one.council, before.by),
                text=before.text,
                quantity=before.quantity,
                reason=before.reason,
                at=before.at,
            )
            for before in one.report.revisions
        ],
    )
