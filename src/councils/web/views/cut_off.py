"""What if this region is on its own: what it can make, what runs out and when, day by day (R18)."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.planning import ready
from councils.app.queries.cut_off import AHEAD, around, on_their_own
from councils.core.council import Council
from councils.lab.plot import Panel
from councils.plan.what_if.alone import Alone
from councils.web.plan_words import reckoned
from councils.web.planning import amount, congress, planned
from councils.web.plots import plot
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, in_council

LINES = 6  # that a plot can tell apart


@in_council
@planned
def cut_off(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For the places that are chosen: this one, if none is."""
    root = congress(visit)
    asked = [name for name in request.GET.getlist("place") if name in root.below]
    places = asked or around(root, visit.council)
    days = request.GET.get("days", "")
    ahead = int(days) if days in map(str, AHEAD) else AHEAD[1]
    found = on_their_own(root, places, ahead)
    context: Context = {
        "council": visit.council,
        "congress": root,
        "page": "plan",
        "called": root.name if len(places) == len(root.below) else ", ".join(root.below[name].name for name in places),
        "places": [(name, below.name, name in places) for name, below in sorted(root.below.items())],
        "ahead": [(number, number == ahead) for number in AHEAD],
        "days": ahead,
        "called_for": ready(root),
        "asked": found is not None,
        "table": table(root, found, ahead) if found else None,
        "plot": drawn(root, found) if found else None,
        "met": sum(one.lasts == ahead for one in found or ()),
        "products": len(found or ()),
        "crumbs": visit.crumbs(
            (_("Plan"), reverse("plan", args=[visit.council.id])),
            (_("On its own"), reverse("cut_off", args=[visit.council.id])),
        ),
    }
    return render(request, "councils/cut_off.html", context)


def table(root: Council, found: Sequence[Alone], ahead: int) -> Context:
    """Product by product: how long all of it is had, and how much of it day by day."""
    products = root.economy.products
    marks = [day for day in (1, 3, 7, 14, 21, 28) if day <= ahead]
    labels = [_("Product"), _("Needed a day"), _("All of it until day")]
    labels += [_("Day %(day)s") % {"day": day} for day in marks]
    columns = [{"label": label, "number": at > 0} for at, label in enumerate(labels)]
    rows = [
        [
            {"text": products[one.product].name, "detail": products[one.product].unit},
            amount(reckoned(one.needed)),
            _("all") if one.lasts == ahead else one.lasts or "–",
            *(percent(one.met[day - 1]) for day in marks),
        ]
        for one in found
    ]
    return {
        "caption": _("What is had of what is needed; what runs out first stands first"),
        "columns": columns,
        "rows": rows,
    }


def drawn(root: Council, found: Sequence[Alone]) -> Context | None:
    """The share that is met of what runs out, day by day: what is met on the first day before what never is."""
    running = sorted((one for one in found if one.lasts < len(one.met)), key=lambda one: (not one.lasts, one.product))
    if not any(any(one.met) for one in running):
        return None
    lines = {
        root.economy.products[one.product].name: [(day, 100 * share) for day, share in enumerate(one.met, 1)]
        for one in running[:LINES]
    }
    return plot(Panel(_("Percent of the need that is met"), lines, across=_("Day"), even=True, top=100))
