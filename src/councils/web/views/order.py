"""An order: the directive that a plan gives to one council (R12, R13, R18).

In the council that carries it out it shows what to make and what there is for it, what is sent where, and what was
reported; whoever answers for the council accepts it, reports, corrects a report, or says what it would rather do. In
the congress, which gave it, plan and actual of all workplaces stand beside each other. The address is that of any
directive.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.catalogue import names
from councils.app.queries.deliveries import at_place, came, coming, sends
from councils.app.queries.production import Line, by_product, changes, lines, used, work
from councils.app.queries.waiting import unanswered
from councils.app.speaking import speak
from councils.app.stating import take_stock
from councils.core.act import Command, Voice
from councils.core.council import Council
from councils.core.directive import Acknowledge, Directive, answers_for
from councils.core.economy.correcting import CorrectMade
from councils.core.economy.declaring import speaks_for
from councils.core.economy.orders import Make, Orders, ProposeChange, ReportMade
from councils.core.machines import Execution, Force
from councils.core.refusal import Refused
from councils.core.report import ReportExecution
from councils.web import orders as tables
from councils.web.fields import typed
from councils.web.order_forms import ChangeForm, CorrectMadeForm, MadeForm
from councils.web.pictures import seen
from councils.web.planning import amount, congress, things
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.views import directive as directives
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/order.html"

SAID = {
    "acknowledge": gettext_lazy("Accepted. The {congress} knows that it can count on it."),
    "report": gettext_lazy("Your {report} is on the record, and plan and actual have followed."),
    "words": gettext_lazy("Your {report} is on the record, for everybody to read."),
    "correct": gettext_lazy(
        "It is corrected, and plan and actual have followed; what was told before stays beside it."
    ),
    "change": gettext_lazy("Your proposal is with the planning office, for everybody to read."),
}


@sign_in_to_act
@in_council
def directive(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """The page of any directive: that of an order, where it is one."""
    found = visit.council.directives.get(matter)
    if found is None or matter not in visit.council.orders:
        return directives.directive(request, visit, matter)
    return order(request, visit, found)


def order(request: HttpRequest, visit: Visit, found: Directive) -> HttpResponse:
    step = request.POST.get("do", "")
    made = all_forms(request, visit, found, step)
    context = shown(request, visit, found, made)
    if request.method != "POST":
        return render(request, PAGE, context)
    form = made.get(step)
    if form is not None and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refused = act(request, visit, found, form)
    if isinstance(refused, Refused):
        return shown_again(request, PAGE, context, refused)
    messages.success(request, SAID.get(step, SAID["acknowledge"]))
    return redirect("directive", visit.council.id, found.id)


def all_forms(request: HttpRequest, visit: Visit, found: Directive, step: str) -> dict[str, Any]:
    """Every form of the page; the one that was sent with what was typed."""
    council, economy = visit.council, congress(visit).economy
    orders = council.orders[found.id]
    own = makes_of(council, orders)
    which = request.POST.get("which", "") if step == "report" else request.GET.get("report", "")
    make = chosen(council, orders, which)
    made: dict[str, Any] = {
        "words": directives.ReportForm(typed(request) if step == "words" else None, auto_id="words_%s"),
    }
    if make is not None:
        made["report"] = MadeForm(
            typed(request) if step == "report" else None,
            make=make,
            told=orders.made.get(council.id, ()),
            products=things(economy),
            stocks=visit.voice is not None and speaks_for(council, visit.voice),
            auto_id="report_%s",
        )
        parts = tables.choices(economy, council.id, own)
        made["change"] = ChangeForm(
            typed(request) if step == "change" else None, choices=parts, initial={"which": which}, auto_id="change_%s"
        )
    correction = correcting(request, visit, found, step)
    return made if correction is None else {**made, "correct": correction}


def correcting(request: HttpRequest, visit: Visit, found: Directive, step: str) -> CorrectMadeForm | None:
    """The form for the report that the address, or what was sent, names."""
    council, economy = visit.council, congress(visit).economy
    orders = council.orders[found.id]
    told = orders.made.get(council.id, ())
    text = request.POST.get("number", "") if step == "correct" else request.GET.get("correct", "")
    number = int(text) if text.isdecimal() and text.isascii() else 0
    make = (
        orders.find(council.id, told[number - 1].technique, told[number - 1].period)
        if 0 < number <= len(told)
        else None
    )
    if make is None or not (step == "correct" or directives.may_correct(visit, found)):
        return None
    data = typed(request) if step == "correct" else None
    return CorrectMadeForm(data, number=number, make=make, told=told, products=things(economy), auto_id="correct_%s")


def makes_of(council: Council, orders: Orders) -> tuple[Make, ...]:
    own = orders.orders.get(council.id)
    return own.make if own else ()


def chosen(council: Council, orders: Orders, which: str) -> Make | None:
    """The part of the order that is reported on: the one named, else the first of which something is missing."""
    own = sorted(makes_of(council, orders), key=lambda make: (make.due, make.technique))
    named = [make for make in own if which == f"{make.technique}@{make.period}"]
    missing = {(technique, period) for technique, period, _ in orders.missing(council.id)} if own else set()
    open_yet = [make for make in own if (make.technique, make.period) in missing]
    return next(iter((*named, *open_yet, *own)), None)


def act(request: HttpRequest, visit: Visit, found: Directive, form: forms.Form | None) -> Refused | None:
    person, council = signed_in(request), visit.council.id
    if isinstance(form, CorrectMadeForm):
        said = {"report": form.number, "made": form.reported(), "reason": form.cleaned_data["reason"]}
        corrected = speak(person, council, lambda voice: CorrectMade(voice, found.id, **said))
        return corrected if isinstance(corrected, Refused) else None
    if isinstance(form, MadeForm):
        reported = form.reported()
        done = speak(person, council, partial(report, found, reported)) if reported else None
        taken = done if isinstance(done, Refused) else take_stock(person, council, form.counted_stock())
        return taken if isinstance(taken, Refused) else None
    done = speak(person, council, command(found, form))
    return done if isinstance(done, Refused) else None


def report(found: Directive, reported: Any, voice: Voice) -> Command:
    return ReportMade(voice, found.id, reported)


def command(found: Directive, form: forms.Form | None) -> Callable[[Voice], Command]:
    if form is None:
        return lambda voice: Acknowledge(voice, found.id)
    given = form.cleaned_data
    if isinstance(form, ChangeForm):
        technique, period = form.chosen()
        return lambda voice: ProposeChange(voice, found.id, technique, period, given["runs"], given["reason"])
    return lambda voice: ReportExecution(voice, found.id, given["text"], 0, given["completed"])


def shown(request: HttpRequest, visit: Visit, found: Directive, made: dict[str, Any]) -> Context:
    council, root = visit.council, congress(visit)
    base = directives.shown(request, visit, found, directives.PlanForm(), directives.ReportForm())
    orders, economy, today = council.orders[found.id], root.economy, timezone.localdate()
    picture = seen(root)
    everywhere = found.issuer == council.id
    of = list(orders.orders) if everywhere else [council.id]
    every = list(lines(orders, of))
    asked = changes(orders, of)
    to_send = sends(visit.names.world.council, council, found.id)
    called = names([*of, *(change.council for change in asked), *(line.send.to for line in to_send)])
    makes = {(name, m.technique, m.period): m for name in of if name in orders.orders for m in orders.orders[name].make}
    context = {
        "forms": made,
        "opened": next((name for name, form in made.items() if form.is_bound), ""),
        "next": next_step(visit, found),
        "may_send": visit.voice is not None and speaks_for(council, visit.voice) and any(s.missing for s in to_send),
        "changes": tables.change_rows(economy, asked, called, makes),
        "what_to_send": tables.what_to_send(economy.products, to_send, called, today, picture),
        "steps": steps(found, base["steps"]),
        "by_product": tables.products_table(things(economy), by_product(every, today), picture) if everywhere else None,
        "production_url": reverse("production", args=[council.id]),
    }
    if not everywhere:
        part = made["report"].part if "report" in made else ""
        context |= own_part(visit, root, orders, every, part)
    return base | context


def own_part(visit: Visit, root: Council, orders: Orders, every: list[Line], which: str) -> Context:
    """What the council itself was asked for; ``which`` part of it is reported on."""
    council, economy, picture = visit.council, root.economy, seen(root)
    own, told = makes_of(council, orders), orders.made.get(council.id, ())
    place = at_place(visit.names.world.council, council)
    hours = work(orders, [council.id])[0] if own else None
    parts = tables.choices(economy, council.id, own)
    return {
        "what_to_make": tables.what_to_make(economy, every, timezone.localdate(), picture) if every else None,
        "inputs": tables.inputs(
            economy, own, used(orders, council.id), got(council), (place.name, got(place)) if place else None, picture
        ),
        "told": tables.told_rows(economy, council.id, told, own, orders.corrections),
        "parts": parts,
        "report_title": dict(parts).get(which, ""),
        "hours_ordered": amount(hours.ordered) if hours else "",
        "hours_worked": amount(hours.worked) if hours else "",
    }


def got(council: Council) -> tables.Got:
    return lambda code: (coming(council, code), came(council, code))


def next_step(visit: Visit, found: Directive) -> str:
    """What this person can do for the council now: accept, report, or nothing."""
    if visit.voice is None or found.execution is None or found.force is not Force.IN_FORCE:
        return ""
    if not answers_for(visit.council, visit.voice):
        return ""
    if unanswered(found):
        return "acknowledge"
    return "" if found.execution is Execution.COMPLETED else "report"


def steps(found: Directive, all_steps: list[Context]) -> list[Context]:
    """Those of a directive, without a plan in words: an order says what is to be done."""
    if not all_steps:
        return []
    accepted, planned, reported, completed = all_steps
    accepted["label"] = _("Accepted")
    if found.acknowledged is None and not unanswered(found):
        accepted |= {"label": _("Answered with a proposal"), "state": "done", "detail": ""}
        planned["state"] = "current"
    if found.execution in (Execution.REPORTED, Execution.COMPLETED):
        reported["state"] = "done"
    elif planned["state"] in ("current", "alarm"):
        reported |= {"state": planned["state"], "detail": planned.get("detail", "")}
    if found.execution is Execution.REPORTED:
        completed["state"] = "current"
    return [accepted, reported, completed]
