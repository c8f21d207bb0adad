"""My access tokens: made with a name, a purpose and an end, shown once, listed with their last use, revoked at once.

A password is asked for where there is one, so that a borrowed phone is not enough to leave something behind.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.tokens import MOST_TOKENS, Scope, create_token, revoke_token, scopes_of, tokens_of
from councils.store.models import AccessToken, Person
from councils.web.fields import typed
from councils.web.views.home import has_password
from councils.web.visit import sign_in_first, signed_in

SCOPES = {
    Scope.READ: gettext_lazy("Read what I may see: the votes of my {assembly}, what waits for me"),
    Scope.VOTE: gettext_lazy("Vote, and mark candidates"),
    Scope.PROPOSE: gettext_lazy("Propose, second, argue, withdraw"),
    Scope.RECALL: gettext_lazy("Open and sign {petitions} for {recall}"),
    Scope.STAND: gettext_lazy("Call elections, stand, stand down"),
    Scope.PLANNING: gettext_lazy("Declare, plan, report and deliver for my {councils}"),
    Scope.OFFICE: gettext_lazy("Act in my {offices}: count hands, acknowledge, plan and report, confirm who joins"),
    Scope.MEMBERSHIP: gettext_lazy("Join and leave {assemblies}"),
}
DAYS = [
    ("7", gettext_lazy("a week")),
    ("30", gettext_lazy("a month")),
    ("90", gettext_lazy("three months")),
    ("365", gettext_lazy("a year")),
]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=100,
        help_text=gettext_lazy("A name by which you know it again, such as the program or the computer."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may the program do?"),
        choices=[(scope.value, text) for scope, text in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What everybody may read needs no token. Choose as little as will do."),
    )
    days = forms.ChoiceField(label=gettext_lazy("For how long?"), choices=DAYS, initial="30", widget=forms.RadioSelect)
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not has_password(person):
            del self.fields["password"]

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.person.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given


@never_cache
@sign_in_first
def tokens(request: HttpRequest) -> HttpResponse:
    """A new token is shown in the answer itself and nowhere else, since only its digest is kept."""
    person = signed_in(request)
    form = TokenForm(typed(request), person=person)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = create(person, form)
    rows = [row(token, timezone.now()) for token in tokens_of(person)]
    status = 422 if form.is_bound and form.errors else 200
    shown = TokenForm(person=person) if made else form
    return render(request, "councils/tokens.html", {"form": shown, "made": made, "tokens": rows}, status=status)


def create(person: Person, form: TokenForm) -> str:
    chosen = form.cleaned_data
    made = create_token(person, chosen["name"], map(Scope, chosen["scopes"]), int(chosen["days"]))
    if made is None:
        form.add_error(None, _("You have %(most)s tokens, and cannot have more. Revoke one.") % {"most": MOST_TOKENS})
    return made or ""


def row(token: AccessToken, now: datetime) -> dict[str, Any]:
    return {
        "token": token,
        "scopes": [SCOPES[scope] for scope in Scope if scope in scopes_of(token)],
        "expired": token.expires <= now,
    }


@require_POST
@sign_in_first
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    if revoke_token(signed_in(request), number):
        messages.success(request, _("The token is revoked. Whatever used it can do nothing any more."))
    return redirect("tokens")
