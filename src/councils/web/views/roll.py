"""The roll of an assembly, for its members; and the way into keeping it, for whoever was elected to (R2, R19)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.app.nouns import gettext as _
from councils.app.queries.roll import Line, exported, roll
from councils.app.rolls.importing import refused_to
from councils.core.charter import Admission
from councils.core.machines import Membership
from councils.core.office import officers
from councils.core.refusal import Reason, refuse
from councils.store.models import RollImport
from councils.web.refusals import refused_page
from councils.web.showing import office_title
from councils.web.visit import Visit, in_council, sign_in_first, signed_in

PAGE = 100


def kept_by_the_secretary(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever keeps the roll: its elected secretary or chair; any member while there is neither (R4)."""

    @wraps(view)
    def answer(request: HttpRequest, here: Visit, **rest: Any) -> HttpResponse:
        refused = refused_to(signed_in(request), here.council.id)
        return refused_page(request, refused) if refused else view(request, here, **rest)

    return never_cache(sign_in_first(in_council(answer)))


@never_cache
@sign_in_first
@in_council
def roll_page(request: HttpRequest, here: Visit) -> HttpResponse:
    if not here.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    query = request.GET.get("q", "").strip()
    found = [line for line in roll(here.council, Membership.MEMBER) if query.casefold() in line.name.casefold()]
    keeps = refused_to(signed_in(request), here.council.id) is None
    context = {
        "council": here.council,
        "crumbs": here.crumbs((_("The roll"), "")),
        "now": timezone.now(),
        "page_obj": Paginator([row(here, line) for line in found], PAGE).get_page(request.GET.get("page")),
        "query": f"&{urlencode({'q': query})}" if query else "",
        "q": query,
        "total": len(here.council.roll),
        "applicants": [row(here, line) for line in roll(here.council, Membership.APPLICANT)],
        "why_waiting": why_waiting(here),
        "keeps": keeps,
        "imports": RollImport.objects.filter(council=here.council.id).order_by("-made") if keeps else (),
    }
    return render(request, "councils/roll.html", context)


def row(here: Visit, line: Line) -> dict[str, Any]:
    return {"line": line, "offices": [office_title(here.council, office) for office in line.offices]}


def why_waiting(here: Visit) -> str:
    """Why somebody who has declared everything is not on the roll yet."""
    if here.council.charter.franchise.admission is not Admission.CONFIRMED:
        return ""
    confirming = sorted(here.name(voice) for voice in officers(here.council, "secretary", "chair", "co-chair"))
    if confirming:
        return _("Under the {charter}, their declaration is confirmed by the {secretary} or {chair}: %(names)s.") % {
            "names": ", ".join(confirming)
        }
    return _(
        "Under the {charter}, their declaration is confirmed; while no {secretary} or {chair} is elected, by any "
        "{member}."
    )


@kept_by_the_secretary
def roll_file(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """The roll as a CSV file, whose cells no spreadsheet takes for formulas."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="roll-{timezone.now():%Y-%m-%d}.csv"'
    answer.write("\ufeff")  # by which spreadsheets know UTF-8
    lines = [*roll(here.council, Membership.MEMBER), *roll(here.council, Membership.APPLICANT)]
    headings = (_("Name"), _("Number"), _("State"), _("Since"), _("Declared"), _("Not declared"))
    csv.writer(answer).writerows(exported(headings, lines))
    return answer
