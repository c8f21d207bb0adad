"""A directive in one council: what is to be done, how far everybody has come, what stands against it (R12, R13).

Three views of one thing. The council that gave it and those between see the sum of the councils below them. A council
that carries it out has its steps and, for those who may act for it, the form of the step that comes next. Everywhere
the reports can be read, and the members who object stand against the number that would suspend it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.perform import Performed
from councils.app.queries.carried_out import Told, issued_by, reconsiderations, reports
from councils.app.speaking import speak
from councils.core.act import Command, MatterId, Voice
from councils.core.council import Council
from councils.core.directive import Acknowledge, Directive, PlanExecution, Progress, Words, answers_for
from councils.core.machines import Execution, Force, Objection
from councils.core.objection import objecting
from councils.core.refusal import Reason, Refused, refuse
from councils.core.report import ReportExecution
from councils.web.fields import RuledText
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context, day
from councils.web.visit import Visit, council_url, signed_in

PAGE = "councils/directive.html"
PER_PAGE = 20


class PlanForm(forms.Form):
    use_required_attribute = False
    text = RuledText(
        label=gettext_lazy("How we will carry it out here"),
        max_length=10_000,
        help_text=gettext_lazy("Markdown. Who does what, by when."),
    )


class ReportForm(forms.Form):
    use_required_attribute = False
    text = RuledText(
        label=gettext_lazy("What was done"),
        max_length=10_000,
        help_text=gettext_lazy("Markdown. Since the last report; also what did not work, and why."),
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"), required=False, min_value=0, max_value=2**53, help_text=""
    )
    completed = forms.BooleanField(label=gettext_lazy("With this it is completed here."), required=False)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["quantity"].label = _("How many: %(unit)s") % {"unit": unit}
        else:
            del self.fields["quantity"]


def ended_by(issuer: Council, found: Directive) -> Context | None:
    """The motion that repealed what it rests on (R6)."""
    motion = issuer.motions.get(found.ended_by)
    if motion is None:
        return None
    return {"title": motion.proposal.title, "url": reverse("motion", args=[issuer.id, motion.id])}


def directive(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """A directive that is no order (``order.py``)."""
    found = visit.council.directives.get(matter)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_DIRECTIVE))
    plan, report = PlanForm(prefix="plan", initial={"text": found.plan}), ReportForm(prefix="report", unit=found.unit)
    if request.method != "POST":
        return render(request, PAGE, shown(request, visit, found, plan, report))
    step = request.POST.get("do", "")
    if step == "plan":
        plan = PlanForm(request.POST, prefix="plan")
    elif step == "report":
        report = ReportForm(request.POST, prefix="report", unit=found.unit)
    form: forms.Form = plan if step == "plan" else report
    context = shown(request, visit, found, plan, report)
    if step != "acknowledge" and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    done = act(request, visit, found, step, form)
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    messages.success(request, SAID.get(step, SAID["report"]))
    return redirect("directive", visit.council.id, matter)


SAID = {
    "acknowledge": gettext_lazy("Acknowledged. Next: say how you will carry it out here."),
    "plan": gettext_lazy("Your plan is on the record, for everybody to read."),
    "report": gettext_lazy("Your {report} is on the record, for everybody to read."),
}


def act(request: HttpRequest, visit: Visit, found: Directive, step: str, form: forms.Form) -> Performed:
    return speak(signed_in(request), visit.council.id, command(found, step, form))


def command(found: Directive, step: str, form: forms.Form) -> Callable[[Voice], Command]:
    if step == "acknowledge":
        return lambda voice: Acknowledge(voice, found.id)
    given = form.cleaned_data
    if step == "plan":
        return lambda voice: PlanExecution(voice, found.id, given["text"])
    quantity = given.get("quantity") or 0
    return lambda voice: ReportExecution(voice, found.id, given["text"], quantity, given["completed"])


def shown(request: HttpRequest, visit: Visit, found: Directive, plan: PlanForm, report: ReportForm) -> Context:
    council, world = visit.council, visit.names.world
    issuer = world.council(found.issuer) or council
    motion = issued_by(world, found)
    told = Paginator(reports(world, council, found.id), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "has_aside": True,
        "council": council,
        "directive": found,
        "issuer": issuer,
        "ended_by": ended_by(issuer, found),
        "is_issuer": issuer.id == council.id,
        "carries_out": found.execution is not None,
        "text": motion.proposal.text if motion else "",
        "crumbs": visit.crumbs((found.title, "")),
        "facts": facts(issuer, found, motion.id if motion else found.id),
        "steps": steps(found) if found.execution is not None else [],
        "next": next_step(visit, found),
        "show_plan": plan.is_bound or next_step(visit, found) == "plan",
        "show_report": report.is_bound or next_step(visit, found) == "report",
        "plan_form": plan,
        "report_form": report,
        **summed_up(visit, found),
        "page_obj": told,
        "reports": [report_row(visit, one, council) for one in told],
        "may_correct": may_correct(visit, found),
        "brought": [brought(visit, found, words) for words in found.brought],
        "threshold": objections(issuer, found),
        "objecting": [council_name(visit, name, n) for name, n in issuer_directive(issuer, found).objecting.items()],
        "reconsiderations": [
            {"title": m.proposal.title, "url": reverse("motion", args=[issuer.id, m.id]), "state": str(m.state)}
            for m in reconsiderations(world, found)
        ],
        "object_url": object_url(visit, found),
        "was_upheld": found.force is Force.IN_FORCE and found.objection is Objection.SETTLED,
    }


def brought(visit: Visit, found: Directive, words: Words) -> Context:
    """What an assembly that has gone over to this one had said (R16)."""
    origin = visit.names.world.council(words.origin)
    return {
        "name": origin.name if origin else words.origin,
        "url": reverse("directive", args=[words.origin, found.id]),
        "state": str(words.execution),
        "acknowledged": words.acknowledged,
        "plan": words.plan,
    }


def facts(issuer: Council, found: Directive, motion: MatterId) -> list[Context]:
    motion_url = reverse("motion", args=[issuer.id, motion])
    rows: list[Context] = [
        {
            "term": _("Carried by"),
            "value": issuer.name,
            "url": council_url(issuer.id),
            "action_text": _("See the decision"),
            "action_url": motion_url,
        },
        {"term": _("Given on"), "value": day(found.received)},
        {"term": _("Acknowledge by"), "value": deadline(found, found.acknowledge_by), "rule": "R12"},
        {"term": _("{Report} by"), "value": deadline(found, found.report_by), "rule": "R12"},
    ]
    return [*rows, {"term": _("Counted in"), "value": found.unit}] if found.unit else rows


def deadline(found: Directive, due: datetime) -> str:
    """The day; of a directive that is suspended, how much time there would still be (R13)."""
    if found.suspended is None or due < found.suspended:
        return day(due)
    left = round((due - found.suspended) / timedelta(days=1))
    return ngettext("%(n)s day after it is upheld", "%(n)s days after it is upheld", left) % {"n": left}


def steps(found: Directive) -> list[Context]:
    """How far this council has come: components/directive_progress.html."""
    done = [
        (_("Acknowledged"), found.acknowledged is not None, found.acknowledged, found.acknowledge_by),
        (_("Planned"), bool(found.plan), None, found.report_by),
        (_("Reported"), bool(found.reports), found.reports[-1].at if found.reports else None, found.report_by),
        (_("Completed"), found.execution is Execution.COMPLETED, None, None),
    ]
    rows, first = [], True
    for label, is_done, at, due in done:
        row: Context = {"label": label, "state": "done" if is_done else "todo", "at": at}
        if not is_done and first:
            stopped = found.force is not Force.IN_FORCE
            late = due is not None and (found.execution is Execution.OVERDUE or due < timezone.now())
            row["state"] = "alarm" if late and not stopped else "current"
            row["detail"] = _("by %(date)s") % {"date": day(due)} if due and not stopped else ""
            first = False
        rows.append(row)
    return rows


def next_step(visit: Visit, found: Directive) -> str:
    """What this person can do for the council now: acknowledge, plan, report, or nothing."""
    council, voice = visit.council, visit.voice
    if voice is None or found.execution is None or found.force is not Force.IN_FORCE:
        return ""
    if not answers_for(council, voice):
        return ""
    if found.acknowledged is None:
        return "acknowledge"
    return "" if found.execution is Execution.COMPLETED else "report" if found.plan else "plan"


def summed_up(visit: Visit, found: Directive) -> Context:
    """The table of the councils directly below, and its sum: for the centre, and for those between."""
    rows = [below_row(visit, found, name, progress) for name, progress in found.below.items()]
    total = found.now_due
    numbers = [total.assemblies, total.acknowledged, total.planned, total.reported, total.completed, total.overdue]
    columns = [
        _("{Council}"),
        _("{Assemblies}"),
        _("Acknowledged"),
        _("Planned"),
        _("Reported"),
        _("Completed"),
        _("Overdue"),
    ]
    if found.unit:
        columns.append(found.unit.capitalize())
        numbers.append(total.quantity)
    return {
        "total": total,
        "table": {
            "caption": _("How far the {councils} have come"),
            "columns": [{"label": label, "number": place > 0} for place, label in enumerate(columns)],
            "rows": rows,
            "total": [_("Together"), *numbers],
        },
        "has_below": bool(rows),
    }


def below_row(visit: Visit, found: Directive, name: str, progress: Progress) -> list[Any]:
    below = visit.other(name)
    cell = {"text": below.name if below else name, "url": reverse("directive", args=[name, found.id])}
    row: list[Any] = [
        cell,
        progress.assemblies,
        progress.acknowledged,
        progress.planned,
        progress.reported,
        progress.completed,
    ]
    row.append(progress.overdue if found.force is Force.IN_FORCE else 0)
    return [*row, progress.quantity] if found.unit else row


def may_correct(visit: Visit, found: Directive) -> bool:
    """Whether this visitor answers for what the council has reported on it."""
    return visit.voice is not None and found.execution is not None and answers_for(visit.council, visit.voice)


def report_row(visit: Visit, told: Told, here: Council) -> Context:
    return {
        "council": told.council,
        "elsewhere": told.council.id != here.id,
        "by": visit.name(told.report.by, told.council),
        "text": told.report.text,
        "quantity": told.report.quantity,
        "at": told.report.at,
        "number": told.number,
        "revisions": [(visit.name(before.by, told.council), before) for before in told.report.revisions],
    }


def issuer_directive(issuer: Council, found: Directive) -> Directive:
    return issuer.directives.get(found.id, found)


def council_name(visit: Visit, name: str, members: int) -> Context:
    below = visit.other(name)
    return {"name": below.name if below else name, "members": members}


def objections(issuer: Council, found: Directive) -> Context:
    """Members who object against the number that suspends the directive, in the council that gave it."""
    share = issuer.charter.directive.objection_share
    have = objecting(issuer, found.id) if found.id in issuer.directives else 0
    return {
        "have": have,
        "need": max(1, ceil(share * issuer.represented)),
        "label": _("{Members} who object"),
        "rule": "R13",
        "detail": _("Counted by the {members} of the {councils} whose {objections} were carried."),
    }


def object_url(visit: Visit, found: Directive) -> str:
    """Where a motion to object begins, for whoever has a voice in a council that can still object."""
    if found.objected or found.objection is Objection.SETTLED:
        return ""
    if visit.standing is None or found.issuer == visit.council.id:
        return ""
    query = urlencode({"kind": "objection", "target": found.id})
    return f"{reverse('propose', args=[visit.council.id])}?{query}"
