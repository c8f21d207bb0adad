"""What a person does about amendments: propose, second, take in, withdraw, put in order (R6).

The form begins with the words that the motion has now, shows what was changed before it is proposed, and loses nothing
when it is refused. The vote itself is that of any ballot (``motion_acts.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.perform import Performed
from councils.app.queries.question import Question, question
from councils.app.speaking import speak
from councils.core.act import Command, MatterId, Voice
from councils.core.amending import (
    AdoptAmendment,
    OrderAmendments,
    ProposeAmendment,
    SecondAmendment,
    WithdrawAmendment,
    in_order,
)
from councils.core.amendment import motion_of
from councils.core.refusal import Reason, Refused, refuse
from councils.core.wording import Wording
from councils.web.differing_words import difference
from councils.web.refusals import refused_page, status_of, told
from councils.web.views.motion import motion_page
from councils.web.visit import Visit, in_council, sign_in_first, sign_in_to_act, signed_in


class AmendmentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=50_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("The whole text, as it should read. Markdown works."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In a few sentences, for those who will vote on it."),
    )


@sign_in_first
@in_council
def amend(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    asked = question(visit.names.world, visit.council, matter)
    if visit.standing is None or asked is None or not asked.own:
        reason = Reason.NO_SUCH_MATTER if asked is None or not asked.own else Reason.NOT_ON_ROLL
        back = reverse("council", args=[visit.council.id])
        return refused_page(request, refuse(reason), (_("Back to the {council}"), back))
    now = asked.motion.wording
    if request.method != "POST":
        return form_page(request, visit, asked, AmendmentForm(initial={"title": now.title, "text": now.text}))
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return form_page(request, visit, asked, form)
    said = form.cleaned_data
    if "preview" in request.POST:
        changed = difference(now, Wording(said["title"], said["text"]))
        return form_page(request, visit, asked, form, preview=changed)
    outcome = speak(signed_in(request), visit.council.id, lambda voice: ProposeAmendment(voice, matter, **said))
    if isinstance(outcome, Refused):
        return form_page(request, visit, asked, form, outcome)
    messages.success(request, _("Your amendment is on the record."))
    return back_to(visit, matter)


def form_page(
    request: HttpRequest,
    visit: Visit,
    asked: Question,
    form: AmendmentForm,
    refused: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    page = reverse("motion", args=[visit.council.id, asked.motion.id])
    context = {
        "crumbs": visit.crumbs((asked.motion.proposal.title, page), (_("Propose an amendment"), "")),
        "council": visit.council,
        "motion": asked.motion,
        "form": form,
        **more,
    }
    if refused:
        context["refusal"] = told(refused)
    wrong = 422 if form.errors else 200
    return render(request, "councils/amend.html", context, status=status_of(refused) if refused else wrong)


def back_to(visit: Visit, motion: MatterId) -> HttpResponse:
    return redirect(reverse("motion", args=[visit.council.id, motion]) + "#amendments")


def done(request: HttpRequest, visit: Visit, motion: MatterId, outcome: Performed, text: str) -> HttpResponse:
    if isinstance(outcome, Refused):
        return motion_page(request, visit, motion, outcome)
    messages.success(request, text)
    return back_to(visit, motion)


def said(
    request: HttpRequest, visit: Visit, amendment: str, command: Callable[[Voice], Command], text: str
) -> HttpResponse:
    outcome = speak(signed_in(request), visit.council.id, command)
    return done(request, visit, motion_of(amendment), outcome, text)


@sign_in_to_act
@require_POST
@in_council
def second(request: HttpRequest, visit: Visit, amendment: str) -> HttpResponse:
    text = _("You have seconded this amendment.")
    return said(request, visit, amendment, lambda voice: SecondAmendment(voice, amendment), text)


@sign_in_to_act
@require_POST
@in_council
def withdraw(request: HttpRequest, visit: Visit, amendment: str) -> HttpResponse:
    text = _("You have withdrawn this amendment.")
    return said(request, visit, amendment, lambda voice: WithdrawAmendment(voice, amendment), text)


@sign_in_to_act
@require_POST
@in_council
def adopt(request: HttpRequest, visit: Visit, amendment: str) -> HttpResponse:
    text = _("Your {motion} reads otherwise now.")
    return said(request, visit, amendment, lambda voice: AdoptAmendment(voice, amendment), text)


@sign_in_to_act
@require_POST
@in_council
def arrange(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """Each amendment with the place that was chosen; of two in one place the earlier stays before the other."""
    motion = visit.council.motions.get(matter)
    if motion is None:
        return motion_page(request, visit, matter, refuse(Reason.NO_SUCH_MATTER))
    waiting = [a.id for a in in_order(visit.council, motion)]
    order = tuple(sorted(waiting, key=lambda name: place(request.POST.get(name, ""), len(waiting))))
    outcome = speak(signed_in(request), visit.council.id, lambda voice: OrderAmendments(voice, matter, order))
    return done(request, visit, matter, outcome, _("The order is on the record."))


def place(typed: str, last: int) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else last
