"""What waits for me: tasks, what my delegates did against what we told them, my councils; leaving, and being erased."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from councils.app.identity import Standing, standings
from councils.app.membership import erase as erase_person
from councils.app.membership import leave as leave_council
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.applications import Application, applications
from councils.app.queries.deliveries import congress_of
from councils.app.queries.federations import federation_of, several
from councils.app.queries.names import Names
from councils.app.queries.sent import Sent, sent
from councils.app.queries.tenures import Link, falls
from councils.app.queries.visibility import names_for
from councils.app.queries.waiting import Task, waiting
from councils.core.act import CouncilId
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Person
from councils.web.fields import typed
from councils.web.offices import uncalled
from councils.web.planning import of_product
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context, holder_name, holder_url, link_title, mandate_row, office_title, plain_grounds
from councils.web.visit import Visit, in_council, sign_in_first, signed_in

LINES = 4  # votes shown of each seat; the rest is on the delegate's page

KINDS = {
    "vote": gettext_lazy("Vote"),
    "amend": gettext_lazy("Vote on an amendment"),
    "mandate": gettext_lazy("Vote: it becomes a {mandate}"),
    "recall": gettext_lazy("Vote on a {recall}"),
    "sign": gettext_lazy("{Petition} for {recall}"),
    "elect": gettext_lazy("Election"),
    "stand": gettext_lazy("Candidates wanted"),
    "second": gettext_lazy("Second a {motion}"),
    "count": gettext_lazy("Enter your count"),
    "count_election": gettext_lazy("Enter your count of an election"),
    "acknowledge": gettext_lazy("Acknowledge a {directive}"),
    "plan": gettext_lazy("Plan how to carry out a {directive}"),
    "report": gettext_lazy("Report on a {directive}"),
    "accept": gettext_lazy("Answer an order of the plan"),
    "report_made": gettext_lazy("Report what was made"),
    "send": gettext_lazy("Send what the plan asks for"),
    "receive": gettext_lazy("Say what has come"),
    "hours": gettext_lazy("Confirm your hours"),
    "admit": gettext_lazy("Confirm who joins"),
    "part": gettext_lazy("Say which part you go with"),
    "replan": gettext_lazy("Make the rest of the plan anew"),
}
DONE = {
    "vote": gettext_lazy("You have voted"),
    "amend": gettext_lazy("You have voted"),
    "mandate": gettext_lazy("You have voted"),
    "recall": gettext_lazy("You have voted"),
    "elect": gettext_lazy("You have voted"),
    "sign": gettext_lazy("You have signed"),
    "stand": gettext_lazy("You stand"),
    "second": gettext_lazy("You have seconded it"),
    "count": gettext_lazy("Your count is in"),
    "count_election": gettext_lazy("Your count is in"),
    "part": gettext_lazy("You go with the new {assembly}"),
}
PAGES = {
    "recall": "recall",
    "sign": "recall",
    "elect": "election",
    "stand": "election",
    "count": "counts",
    "count_election": "paper_election",
}
DIRECTIVES = ("acknowledge", "plan", "report", "accept", "report_made")


@sign_in_first
def home(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    now = timezone.now()
    found = waiting(person)
    voices = tuple(standings(person))
    names = names_for(voices)
    applied = applications(person)
    context = {
        "tasks": [*founders(applied), *(task_row(task, names, now) for task in found if not task.done)],
        "done": [task_row(task, names, now) for task in found if task.done],
        **mine(voices, names),
        "applications": applied,
    }
    return render(request, "councils/home.html", context)


def founders(applied: list[Application]) -> list[Context]:
    """The first of an assembly have nobody yet who confirms them: they confirm each other."""
    return [
        {
            "kind": f"{KINDS['admit']} · {one.council.name}",
            "title": _("You are among the first here: confirm each other"),
            "url": reverse("admissions", args=[one.council.id]),
        }
        for one in applied
        if one.may_confirm
    ]


def task_row(task: Task, names: Names, now: datetime) -> Context:
    late = bool(task.until and task.until < now)
    row: Context = {
        "kind": f"{KINDS[task.sort]} · {task.council.name}",
        "title": task_title(task, names),
        "detail": task_detail(task, names),
        "url": task_url(task),
        "due": task.until,
        "overdue": late,
        "state": "overdue" if late and task.sort in (*DIRECTIVES, "send") else "",
    }
    return {**row, "kind": f"{DONE[task.sort]} · {task.council.name}"} if task.done and task.sort in DONE else row


def task_title(task: Task, names: Names) -> str:
    if task.sort in ("recall", "sign"):
        holder = task.council.recalls[task.matter].holder
        return _("{Recall} of %(name)s") % {"name": names.of(task.council, holder)}
    if task.sort in ("elect", "stand", "count_election"):
        return office_title(task.council, task.title)
    if task.sort == "receive":
        delivery = task.council.deliveries[task.matter]
        return of_product(
            congress_of(names.world.council, task.council).economy.products, delivery.product, delivery.quantity
        )
    return _("Somebody asks to join") if task.sort == "admit" else task.title


def task_detail(task: Task, names: Names) -> str:
    recall = task.council.recalls.get(task.matter)
    if recall is not None:
        return plain_grounds(names, task.council, recall)
    if task.sort == "receive":
        return _("from %(council)s") % {"council": called(names, task.council.deliveries[task.matter].origin)}
    return names.of(task.council, task.matter) if task.sort == "admit" else ""


def called(names: Names, name: CouncilId) -> str:
    found = names.world.council(name)
    return found.name if found else name


def task_url(task: Task) -> str:
    if task.sort == "admit":
        return reverse("admissions", args=[task.council.id])
    if task.sort == "hours":
        return reverse("hours", args=[task.council.id])
    if task.sort == "replan":
        return reverse("plan_rest", args=[task.council.id])
    if task.sort == "part":
        return f"{reverse('council', args=[task.council.id])}#split"
    if task.sort in ("send", "receive"):
        part = "to-send" if task.sort == "send" else task.matter
        return f"{reverse('deliveries', args=[task.council.id])}#{quote(part)}"
    page = "directive" if task.sort in DIRECTIVES else PAGES.get(task.sort, "motion")
    return reverse(page, args=[task.council.id, task.matter])


def mine(voices: tuple[Standing, ...], names: Names) -> Context:
    """The person's councils with what they are there, and the delegates of their assemblies."""
    others = several()
    assemblies = [standing.council for standing in voices if standing.council.is_base]
    return {
        "places": [place_row(standing, beside=others) for standing in voices],
        "assemblies": [
            {"council": assembly, "sent": [sent_row(seat, names) for seat in sent(names.world, assembly)]}
            for assembly in assemblies
        ],
    }


def place_row(standing: Standing, *, beside: bool) -> Context:
    """``beside``: whether it must be said which federation it is in."""
    council = standing.council
    held = [Link(council, tenure) for tenure in council.held_by(standing.voice)]
    return {
        "council": council,
        "is_base": council.is_base,
        "federation": federation_of(council.id) if beside else None,
        "offices": [{"title": office_title(council, t.tenure.office), "url": holder_url(t)} for t in held],
        "vacant": ", ".join(rule.title for rule in uncalled(council)),
    }


def sent_row(seat: Sent, names: Names) -> Context:
    return {
        "name": holder_name(names, seat.link),
        "title": link_title(names, seat.link),
        "url": holder_url(seat.link),
        "kept": seat.kept,
        "breaches": seat.breaches,
        "mandates": [mandate_row(line) for line in seat.lines[:LINES]],
        "more": len(seat.lines) > LINES,
    }


@sign_in_first
@in_council
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Leave an assembly: what that ends is named before."""
    if not visit.is_member or visit.voice is None:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    if request.method == "POST":
        left = leave_council(signed_in(request), visit.council.id)
        if isinstance(left, Refused):
            return shown_again(request, "councils/leave.html", leaving(visit), left)
        messages.success(request, _("You have left %(council)s.") % {"council": visit.council.name})
        return redirect("home")
    return render(request, "councils/leave.html", leaving(visit))


def leaving(visit: Visit) -> Context:
    held = [Link(visit.council, t) for t in visit.council.held_by(visit.voice or "")]
    fallen = [fall.link for link in held for fall in falls(visit.names.world, link)]
    return {
        "council": visit.council,
        "crumbs": visit.crumbs((_("Leave"), "")),
        "falls": [link_title(visit.names, link) for link in fallen],
    }


class EraseForm(forms.Form):
    """The password where there is one, so that a borrowed phone is not enough."""

    understood = forms.BooleanField(label=gettext_lazy("I want to be erased, and know that it cannot be undone."))
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.person = person
        if not has_password(person):
            del self.fields["password"]

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.person.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given


def has_password(person: Person) -> bool:
    return bool(person.password) and person.has_usable_password()


@sign_in_first
def erase(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = EraseForm(typed(request), person=person)
    if request.method == "POST" and form.is_valid():
        logout(request)
        erase_person(person)
        messages.success(request, _("You are erased. Whoever you were here, nobody can read it any more."))
        return redirect("federation")
    status = 422 if form.is_bound else 200
    voices = tuple(standings(person))
    names = names_for(voices)
    held = [Link(s.council, tenure) for s in voices for tenure in s.council.held_by(s.voice)]
    offices = [link_title(names, link) for link in held]
    return render(request, "councils/erase.html", {"form": form, "offices": offices}, status=status)
