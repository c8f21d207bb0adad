"""The rest of the plan in force, made anew: what changes and for whom, before it takes effect (R18).

Everybody who may see the council sees it. Where little changes it takes effect by itself or by the planning office, as
the charter says; the rest goes to a vote.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils.app import replanning
from councils.app.nouns import gettext as _
from councils.app.queries import plans
from councils.app.queries.plans import Looked
from councils.app.refusals import words as refusal_words
from councils.app.replanning import Anew
from councils.core.charter.limits import Remaking
from councils.core.council import Council
from councils.core.economy.offer import PlanOffer
from councils.core.economy.remaking import carried
from councils.core.refusal import Refused
from councils.web import plan_words as words
from councils.web.planning import amount, congress, planned
from councils.web.reckoned import reckoned
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.views.plan import may_plan, named, to_its_motion
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/plan_rest.html"


@sign_in_to_act
@in_council
@planned
@reckoned
def rest(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rest of the plan in force as it would be now; it is put in force, or brought to the vote."""
    root = congress(visit)
    if request.method != "POST":
        return render(request, PAGE, context(visit, root))
    title = request.POST.get("title", "").strip()[:200]
    if request.POST.get("do") == "bring":
        title = title or _("The rest of the plan, made anew")
        done = replanning.bring(signed_in(request), root, title, request.POST.get("text", "").strip()[:50_000])
    else:
        done = replanning.put_in_force(signed_in(request), root)
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context(visit, root), done)
    brought = to_its_motion(request, root, done)
    if brought is None:
        messages.success(
            request, _("The rest of the plan is made anew. Those of whom something else is asked hear of it.")
        )
    return brought or redirect("plan", visit.council.id)


def context(visit: Visit, root: Council) -> Context:
    anew = replanning.prepared(root)
    crumbs = visit.crumbs(
        (_("Plan"), reverse("plan", args=[visit.council.id])),
        (_("The rest, made anew"), reverse("plan_rest", args=[visit.council.id])),
    )
    shared: Context = {"council": visit.council, "congress": root, "page": "plan", "crumbs": crumbs}
    if anew is None:
        return {**shared, "anew": None, "why": refusal_words(replanning.unprepared(root))}
    return {**shared, "anew": told(root, anew, may=may_plan(visit, root))}


def told(root: Council, anew: Anew, *, may: bool) -> Context:
    """What changes, for whom, and who decides on it."""
    called, looked = named(anew.then), Looked(anew.then, anew.offer)
    found = plans.changes(anew.before, anew.horizon, anew.offer, anew.horizon)
    hours = carried(root).hours
    return {
        "days": words.horizon_words(anew.horizon),
        "obstacle": words.obstacle_words(anew.then, called, anew.obstacle) if anew.obstacle else "",
        "worthwhile": anew.worthwhile,
        "small": anew.small,
        "by_itself": root.charter.planning.remaking is Remaking.CLOCK,
        "changed": amount(words.reckoned(float(anew.changed)).quantize(words.TENTH)),
        "share": percent(float(anew.changed), float(hours)),
        "most": percent(float(anew.most), float(hours)),
        "before": amount(total(anew.before)),
        "after": amount(total(anew.offer)),
        "short": [words.short_words(looked, called, short) for short in looked.short()],
        "changes": words.changes_table(root, called, found[: plans.TOLD]),
        "more_changes": max(len(found) - plans.TOLD, 0),
        "holds": anew.plan.certificate.holds,
        "may": may,
    }


def total(offer: PlanOffer) -> Decimal:
    """Hours of work that the orders ask for."""
    hours = (make.hours for order in offer.orders for make in order.make)
    return sum(hours, Decimal(0)).quantize(words.TENTH)
