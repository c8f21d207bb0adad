"""All of planning as files: what can be taken away, as CSV, in one workbook, as Valueflows; and told from files."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries import plans
from councils.app.queries.flows import plan_document, production_document
from councils.app.queries.tables import OWN, PUBLIC, Asked, table
from councils.app.telling import READ, Told, tell_files
from councils.core.refusal import Refused
from councils.web.downloads import attached, download
from councils.web.list_file import ListForm, list_form
from councils.web.planning import congress, planned
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/tables.html"
COLUMNS = gettext_lazy("CSV, XLSX or ODS, with the columns of those above.")
WORDS = {
    "needs": gettext_lazy("What the households need, in sums"),
    "production": gettext_lazy("Plan and actual, line by line"),
    "hours": gettext_lazy("Hours of work by the plan, and as reported"),
    "reports": gettext_lazy("What was reported on the orders that stand"),
    "deliveries": gettext_lazy("Deliveries from here and to here"),
    "goods": gettext_lazy("How each good is had, and the work in it"),
    "books": gettext_lazy("The books of all"),
    "basket": gettext_lazy("What your household needs"),
    "told_hours": gettext_lazy("The hours that were told of the people here"),
    "account": gettext_lazy("Your credits, and what you have taken"),
}


@never_cache
@sign_in_to_act
@in_council
@planned
def tables(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of files."""
    sent = request.method == "POST"
    form = list_form(request, sent=sent)
    form.fields["file"].help_text = COLUMNS
    context = shown(visit, form)
    if not sent:
        return render(request, PAGE, context)
    if form.is_valid():
        done = tell_files(signed_in(request), visit.council.id, form.texts)
        if isinstance(done, Refused):
            return shown_again(request, PAGE, context, done)
        if isinstance(done, Told):
            files = ", ".join(sorted(name for name, number in done.told.items() if number))
            told = _("Told from %(files)s.") % {"files": files}
            messages.success(request, told if files else _("There is nothing new in it, so nothing was told."))
            return redirect("tables", visit.council.id)
        form.tell(done)
    return render(request, PAGE, {**context, "form": form}, status=422)


def shown(visit: Visit, form: ListForm) -> Context:
    asked = asked_by(visit)
    own = {name: WORDS[name] for name in OWN if len(table(asked, name)) > 1 or name == "basket"} if asked.member else {}
    root = asked.root
    return {
        "council": visit.council,
        "page": "tables",
        "public": {name: WORDS[name] for name in PUBLIC},
        "own": own,
        "plans": [
            {"title": motion.proposal.title, "url": reverse("plan_valueflows", args=[root.id, motion.id])}
            for motion in plans.current_plans(root)
        ],
        "read": READ.values() if asked.member else (),
        "file_form": form,
        "crumbs": visit.crumbs((_("Files"), "")),
    }


def asked_by(visit: Visit) -> Asked:
    return Asked(visit.council, congress(visit), visit.person)


@never_cache
@in_council
@planned
def table_file(request: HttpRequest, visit: Visit, name: str, form: str) -> HttpResponse:  # noqa: ARG001
    """One table; or all that whoever asks may see, as a workbook ``all.xlsx``."""
    every: Mapping[str, object] = {**PUBLIC, **OWN}
    wanted = list(every) if (name, form) == ("all", "xlsx") else [name]
    if any(each not in every for each in wanted):
        raise Http404
    asked = asked_by(visit)
    found = {each: table(asked, each) for each in wanted}
    sheets = {each: rows for each, rows in found.items() if len(rows) > 1 or each not in OWN or len(wanted) == 1}
    return download(sheets, f"{name}-{visit.council.id}" if name == "all" or name in PUBLIC else name, form)


@in_council
@planned
def production_valueflows(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """What was ordered, made, worked and sent here and below, as Valueflows in JSON-LD."""
    return linked(production_document(congress(visit), visit.council), f"production-{visit.council.id}")


@in_council
@planned
def plan_valueflows(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:  # noqa: ARG001
    """The plan of a motion as Valueflows in JSON-LD; that in force as it was made anew last."""
    seen = plans.look_now(congress(visit), matter)
    if seen is None:
        raise Http404
    motion, looked = seen
    return linked(plan_document(looked, motion.proposal.title), f"plan-{matter.replace(':', '-')}")


def linked(document: Mapping[str, object], name: str) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return attached(text.encode(), f"{name}.jsonld", "application/ld+json")
