"""Plan and actual: what the orders that stand ask for, and what was made, at any council, as it is reported (R18).

There is one part for each plan whose orders stand: that in force, and those that are finished until it begins.
"""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.queries.catalogue import names
from councils.app.queries.production import (
    Line,
    Running,
    by_council,
    by_product,
    changes,
    in_force,
    lines,
    running,
    under,
    work,
)
from councils.app.queries.tables import Asked, table
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.web import orders as tables
from councils.web.downloads import download
from councils.web.pictures import seen
from councils.web.planning import congress, of_product, planned, things
from councils.web.showing import Context
from councils.web.visit import Visit, in_council

PAGE = "councils/production.html"
LIVE = "councils/production_live.html"
MOST_LATE = 50  # lines that are told one by one
MOST = 300  # rows of a table; all of them are in the file


@in_council
@planned
def production(request: HttpRequest, visit: Visit) -> HttpResponse:
    root = congress(visit)
    economy = root.economy
    motion = root.motions.get(economy.plan)
    context: Context = {
        "council": visit.council,
        "congress": root,
        "page": "production",
        "plan": motion and {"title": motion.proposal.title, "url": reverse("motion", args=[root.id, motion.id])},
        "adjustment": economy.adjustment,
        "crumbs": visit.crumbs((_("Plan and actual"), "")),
    }
    return render(request, PAGE, context | live(visit, root))


@in_council
@planned
def production_live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tables alone, for the page that asks again; 204 while nothing has changed."""
    context = live(visit, congress(visit))
    if context["stamp"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, LIVE, context)


@in_council
@planned
def production_file(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Every line of plan and actual, here and below; in a workbook the hours as well."""
    asked = Asked(visit.council, congress(visit), visit.person)
    return download(
        {name: table(asked, name) for name in ("production", "hours")}, f"production-{visit.council.id}", form
    )


def live(visit: Visit, root: Council) -> Context:
    """What was ordered here and below, and what was made of it, with a stamp by which the page knows a change."""
    found = [
        part(root, one, councils)
        for one in running(root)
        if (councils := under(root, visit.council, one.orders)) or one.directive == in_force(root)
    ]
    for number, one in enumerate(found, start=1):
        one["again"] = f"-{number}" if number > 1 else ""
    stamp = sha256("".join(one.pop("state") for one in found).encode()).hexdigest()[:16]
    any_told = any(one["by_product"] for one in found)
    return {
        "plans": found,
        "stamp": stamp,
        "live_url": f"{reverse('production_live', args=[visit.council.id])}?seen={stamp}" if any_told else "",
    }


def part(root: Council, one: Running, councils: list[CouncilId]) -> Context:
    """Of one plan, with a ``state`` by which a change is known."""
    today, orders, matter = timezone.localdate(), one.orders, one.directive
    told = list(lines(orders, councils))
    asked, hours = changes(orders, councils), work(orders, councils)
    products, called = things(root.economy), names(councils)
    late = sorted((line for line in told if line.late(today)), key=lambda line: line.make.due)
    makes = {(name, m.technique, m.period): m for name in councils for m in orders.orders[name].make}
    by_workplace = list(by_council(told, today).items())
    return {
        "title": one.title,
        "in_force": (one.issuer, matter) == (root, in_force(root)),
        "days": one.days,
        "by_product": tables.products_table(products, by_product(told, today), seen(root)),
        "by_council": tables.councils_table(products, dict(by_workplace[:MOST]), called, matter),
        "more": max(len(by_workplace) - MOST, 0),
        "hours": tables.work_table(hours, called),
        "late": [late_row(root, line, called, matter) for line in late[:MOST_LATE]],
        "more_late": max(len(late) - MOST_LATE, 0),
        "changes": tables.change_rows(root.economy, asked, called, makes),
        "state": repr((matter, today, [(line.council, line.made) for line in told], hours, len(asked))),
    }


def late_row(root: Council, line: Line, called: tables.Called, matter: str) -> Context:
    return {
        "council": called.get(line.council, line.council),
        "url": reverse("directive", args=[line.council, matter]),
        "what": of_product(things(root.economy), line.product, line.missing),
        "due": line.make.due,
    }
