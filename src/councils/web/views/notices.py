"""What I am told by mail and by feed, and how often; and the page on which letters are ended without signing in.

A new mail address needs the password where there is one, since a forgotten password is set anew through it; the old
address is told. A mail program may end the letters by itself with one request (RFC 8058): a POST to the address in
the letter, whose secret is all it needs. Looking at that address only asks.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.posting import send_later
from councils.app.subscriptions import Pace, end_feed, new_feed, stop, subscribe, subscription
from councils.store.models import Person
from councils.web.fields import typed
from councils.web.views.home import has_password
from councils.web.visit import sign_in_first, signed_in

PACES = [
    (Pace.ONCE.value, gettext_lazy("At once")),
    (Pace.DAILY.value, gettext_lazy("Once a day, in the morning")),
    (Pace.WEEKLY.value, gettext_lazy("Once a week, on Monday morning")),
    (Pace.NONE.value, gettext_lazy("Not at all")),
]


class NoticesForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("My e-mail address"),
        required=False,
        help_text=gettext_lazy("For these letters, and to set a forgotten password anew. Nobody else sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Only to change the address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    waiting = forms.ChoiceField(
        label=gettext_lazy("What waits for me"),
        choices=PACES,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only when something is new, or ends within a day."),
    )
    decisions = forms.ChoiceField(
        label=gettext_lazy("What was decided where I take part"), choices=PACES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        row = subscription(person)
        kwargs["initial"] = {"email": person.email, "waiting": row.waiting, "decisions": row.decisions}
        super().__init__(*args, **kwargs)
        self.person = person
        if not has_password(person):
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        changed = "email" in given and given["email"] != self.person.email
        if changed and "password" in self.fields and not self.person.check_password(given.get("password", "")):
            self.add_error("password", _("To change the address, enter your password."))
        return given


@never_cache
@sign_in_first
def notices(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = NoticesForm(typed(request), person=person)
    if request.method == "POST" and form.is_valid():
        keep(person, form.cleaned_data)
        messages.success(request, _("Kept: you are told as you have chosen."))
        return redirect("notices")
    return shown(request, form, status=422 if form.is_bound else 200)


def shown(request: HttpRequest, form: NoticesForm, made: str = "", status: int = 200) -> HttpResponse:
    row = subscription(form.person)
    feeds = {name: request.build_absolute_uri(reverse(name, args=[made])) for name in FEEDS} if made else {}
    context = {"form": form, "feeds": feeds, "has_feed": bool(row.feed), "problem": row.problem}
    return render(request, "councils/notices.html", context, status=status)


FEEDS = ("personal_feed", "personal_calendar")


def keep(person: Person, chosen: dict[str, Any]) -> None:
    if chosen["email"] != person.email:
        old, person.email = person.email, chosen["email"]
        person.save(update_fields=["email"])
        if old and settings.MAIL:
            send_later(
                EmailMessage(
                    subject=_("Your address was changed"),
                    body=_("Letters to you no longer go to this address. If it was not you, change your password."),
                    to=[old],
                )
            )
    subscribe(person, Pace(chosen["waiting"]), Pace(chosen["decisions"]))


@never_cache
@require_POST
@sign_in_first
def feed(request: HttpRequest) -> HttpResponse:
    """Make the address of one's feeds anew, shown in the answer itself and nowhere else, or end it."""
    person = signed_in(request)
    if "end" in request.POST:
        end_feed(person)
        messages.success(request, _("The address is good no more. Whatever read it gets nothing now."))
        return redirect("notices")
    return shown(request, NoticesForm(person=person), made=new_feed(person))


@csrf_exempt
@never_cache
def stop_notices(request: HttpRequest, token: str) -> HttpResponse:
    done = request.method == "POST" and stop(token)
    wrong = request.method == "POST" and not done
    return render(request, "councils/stop_notices.html", {"done": done, "wrong": wrong}, status=404 if wrong else 200)
