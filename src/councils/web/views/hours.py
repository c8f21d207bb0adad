"""Hours: those that a workplace tells of its members, and those told of oneself, to be confirmed (R18, R19).

A member sees their own; who speaks for the workplace sees those it told. Nobody else sees any.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.app import books
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries import books as queries
from councils.core.economy.books import HOUR, Hours, spelled
from councils.core.economy.declaring import speaks_for
from councils.core.refusal import Refused
from councils.store.models import WorkedHours
from councils.web.fields import typed
from councils.web.planning import NumberField, congress, planned
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/hours.html"
SAID = {
    "tell": gettext_lazy("Told. They count when the person has confirmed them."),
    "confirm": gettext_lazy("Confirmed. What is credited for them is on your account."),
    "dispute": gettext_lazy("The workplace reads that they are wrong, and why."),
    "withdraw": gettext_lazy("Taken back."),
}
WORDS = {
    Hours.TOLD: gettext_lazy("waits for their word"),
    Hours.CONFIRMED: gettext_lazy("confirmed"),
    Hours.DISPUTED: gettext_lazy("not right"),
}
TONES = {Hours.TOLD: "soft", Hours.CONFIRMED: "good", Hours.DISPUTED: "alarm"}


class HoursForm(forms.Form):
    """Who worked how long on which day."""

    use_required_attribute = False
    member = forms.ChoiceField(label=gettext_lazy("Who"))
    day = forms.DateField(label=gettext_lazy("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    hours = NumberField(
        label=gettext_lazy("Hours"),
        min_value=Decimal("0.01"),
        max_value=24,
        decimal_places=2,
        help_text=gettext_lazy("7.5 for seven and a half."),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = sorted(((member, visit.name(member)) for member in visit.council.roll), key=lambda each: each[1])
        self.fields["member"].choices = [("", _("Choose somebody")), *people]  # type: ignore[attr-defined]
        self.fields["day"].initial = timezone.localdate()


@never_cache
@sign_in_to_act
@in_council
@planned
def hours(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of the hours worked in an assembly or a workplace."""
    step = request.POST.get("do", "")
    form = HoursForm(typed(request) if step == "tell" else None, visit=visit)
    context = shown(visit, form)
    if request.method != "POST":
        return render(request, PAGE, context)
    if step == "tell" and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refused = act(request, visit, step, form)
    if isinstance(refused, Refused):
        return shown_again(request, PAGE, context, refused)
    messages.success(request, SAID.get(step, SAID["withdraw"]))
    return redirect("hours", visit.council.id)


def act(request: HttpRequest, visit: Visit, step: str, form: HoursForm) -> Refused | None:
    person, here = signed_in(request), visit.council.id
    if step == "tell":
        given = form.cleaned_data
        return books.tell_hours(person, here, given["member"], given["day"], int(given["hours"] * HOUR))
    number = int(request.POST.get("hours", "").strip() or 0) if request.POST.get("hours", "").isdecimal() else 0
    if step == "confirm":
        return books.confirm_hours(person, number)
    if step == "dispute":
        return books.dispute_hours(person, number, request.POST.get("reason", ""))
    return books.withdraw_hours(person, here, number)


def shown(visit: Visit, form: HoursForm) -> Context:
    council, root, today = visit.council, congress(visit), timezone.localdate()
    mine = queries.own(visit.person, root, today) if visit.person and visit.is_member else None
    tells = visit.is_member and visit.voice is not None and speaks_for(council, visit.voice)
    return {
        "council": council,
        "page": "hours",
        "mine": mine,
        "waiting": [line(visit, told) for told in mine.waiting] if mine else [],
        "left": spelled(mine.left) if mine else "",
        "share": percent(float(queries.together(root).factor)),
        "tells": tells,
        "hours_form": form,
        "told": [line(visit, told) for told in queries.told(council.id, today)] if tells else [],
        "back": books.BACK,
        "crumbs": visit.crumbs((_("Hours"), reverse("hours", args=[council.id]))),
    }


def line(visit: Visit, told: WorkedHours) -> Context:
    state, place = Hours(told.state), visit.other(told.workplace)
    return {
        "told": told,
        "workplace": place.name if place else told.workplace,
        "who": told.account.person.name if told.account.person else _("somebody who is erased"),
        "how_long": spelled(told.seconds),
        "state": WORDS[state],
        "tone": TONES[state],
        "waits": state is Hours.TOLD,
    }
