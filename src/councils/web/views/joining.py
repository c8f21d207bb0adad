"""How people come in: an invitation makes an account, a declaration makes a member (R2).

Theory of operation. The franchise is all that is asked: the person declares its conditions, and the rules decide. A
link that is used, expired or mistyped leads to a page that says how to get another, and guessing links is limited. No
page here says whether somebody has an account.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from councils.app import membership
from councils.app.accounts import Account, NotOpened, open_account
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.applications import applications, confirming
from councils.app.queries.names import Names
from councils.core.charter import Charter
from councils.core.machines import Membership
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.store.models import Invitation, Person
from councils.web.context import viewer
from councils.web.fields import RuledChoices, typed
from councils.web.limits import exhausted, failed, too_many
from councils.web.refusals import refused_page, shown_again
from councils.web.visit import Visit, in_council, sign_in_first, signed_in, visit

GUESSES = 10  # wrong links, or user names that cannot be had, from one address in a minute


class DeclarationForm(forms.Form):
    """The franchise's conditions; whether all that are asked for were declared, the rules decide."""

    grounds = RuledChoices(label=gettext_lazy("I declare"))
    use_required_attribute = False

    def __init__(self, charter: Charter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conditions = charter.franchise.requires
        grounds = self.fields["grounds"]
        assert isinstance(grounds, forms.MultipleChoiceField)
        grounds.choices = [(condition.token, condition.said) for condition in conditions]
        if not conditions:
            del self.fields["grounds"]

    @property
    def declared(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get("grounds", ()))


class AccountForm(DeclarationForm):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        help_text=gettext_lazy(
            "As your {assembly} knows you. Its {members} see it, and everybody once you stand in an election."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("User name"),
        min_length=3,
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("To sign in with: letters, digits, and . + - _ @. Nobody else sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy(
            "To set a forgotten password anew, and to tell you once a day what waits for you; you can choose otherwise."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("name", "username", "password", "email", "grounds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts()[:1])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given:
            person = Person(username=given.get("username", ""), name=given.get("name", ""))
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given

    def account(self) -> Account:
        given = self.cleaned_data
        return Account(given["username"], given["name"], given["password"], given["email"])


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: an account for whoever has none, a declaration for whoever is signed in."""
    if exhausted(request, "invitation", GUESSES):
        return too_many(request)
    found = membership.find_invitation(token)
    here = visit(request, found.council) if found else None
    if found is None or here is None:
        failed(request, "invitation")
        return render(request, "councils/invitation_over.html", status=404)
    return accept(request, here, found) if viewer(request) else make_account(request, here, found, token)


def make_account(request: HttpRequest, here: Visit, found: Invitation, token: str) -> HttpResponse:
    """The name is that of the slip or the list, which can be corrected: so a later list knows the person again."""
    form = AccountForm(here.council.charter, typed(request), initial={"name": found.name})
    context = {"form": form, "council": here.council, "new": True}
    if not form.is_bound or not form.is_valid():
        return render(request, "councils/invitation.html", context, status=422 if form.is_bound else 200)
    opened = open_account(token, form.account(), form.declared)
    if isinstance(opened, Refused):
        return shown_again(request, "councils/invitation.html", context, opened)
    if opened is NotOpened.LINK:
        return render(request, "councils/invitation_over.html", status=404)
    if isinstance(opened, NotOpened):
        failed(request, "invitation")
        form.add_error("username", _("This user name cannot be had. Choose another one."))
        return render(request, "councils/invitation.html", context, status=422)
    login(request, opened)
    return welcome(request, here)


def accept(request: HttpRequest, here: Visit, found: Invitation) -> HttpResponse:
    form = DeclarationForm(here.council.charter, typed(request))
    context = {"form": form, "council": here.council, "new": False}
    if request.method != "POST" or not form.is_valid():
        return render(request, "councils/invitation.html", context, status=422 if form.is_bound else 200)
    joined = membership.accept_invitation(found, signed_in(request), form.declared)
    if joined is None:
        return render(request, "councils/invitation_over.html", status=404)
    if isinstance(joined, Refused):
        return shown_again(request, "councils/invitation.html", context, joined)
    return welcome(request, here)


def welcome(request: HttpRequest, here: Visit) -> HttpResponse:
    now = visit(request, here.council.id) or here
    name = {"council": here.council.name}
    if now.standing:
        messages.success(request, _("Welcome! You take part in %(council)s from now on.") % name)
    else:
        messages.success(request, _("%(council)s has your application. You take part when it is confirmed.") % name)
    return redirect("home")


@sign_in_first
@in_council
def join(request: HttpRequest, here: Visit) -> HttpResponse:
    """Join an assembly with an account that one has: declare what its franchise asks."""
    context: dict[str, Any] = {"council": here.council, "crumbs": here.crumbs((_("Join"), ""))}
    if not here.council.is_base:
        return refused_page(request, refuse(Reason.NOT_A_BASE_ASSEMBLY), *assemblies_below(here))
    if here.standing:
        return refused_page(request, refuse(Reason.ON_ROLL_ALREADY), (_("See what waits for you"), reverse("home")))
    form = DeclarationForm(here.council.charter, typed(request))
    context["form"] = form
    if request.method == "POST" and form.is_valid():
        joined = membership.join(signed_in(request), here.council.id, form.declared)
        if isinstance(joined, Refused):
            return shown_again(request, "councils/join.html", context, joined)
        return welcome(request, here)
    return render(request, "councils/join.html", context, status=422 if form.is_bound else 200)


def assemblies_below(here: Visit) -> list[tuple[str, str]]:
    """Where one can join instead: the assemblies directly below."""
    below = [here.other(name) for name in here.council.below]
    return [(c.name, reverse("join", args=[c.id])) for c in below if c and c.is_base]


class InviteForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("For whom?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A note for the roll of invitations. The link works for whoever has it, once."),
    )


@never_cache
@sign_in_first
@in_council
def invite(request: HttpRequest, here: Visit) -> HttpResponse:
    """A member makes a link. It is shown in the answer itself and nowhere else, since only its digest is kept."""
    if not here.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    form = InviteForm(typed(request))
    context: dict[str, Any] = {"council": here.council, "form": form, "crumbs": here.crumbs((_("Invite"), ""))}
    if request.method == "POST" and form.is_valid():
        made = membership.invite(signed_in(request), here.council.id, form.cleaned_data["name"])
        if isinstance(made, Refused):
            return shown_again(request, "councils/invite.html", context, made)
        context["link"] = request.build_absolute_uri(reverse("invitation", args=[made]))
        context["days"] = membership.INVITATION_DAYS
    return render(request, "councils/invite.html", context, status=422 if form.errors else 200)


@sign_in_first
@in_council
def admissions(request: HttpRequest, here: Visit) -> HttpResponse:
    """Who has applied, for those who confirm."""
    own = [one.member for one in applications(signed_in(request)) if one.council.id == here.council.id]
    mine = here.voice if here.is_member else next(iter(own), None)
    if mine is None:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    if mine not in confirming(here.council):
        return refused_page(request, refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{secretary} or {chair}")))
    if request.method == "POST":
        done = membership.admit(signed_in(request), here.council.id, request.POST.get("member", ""))
        if isinstance(done, Refused):
            return shown_again(request, "councils/admissions.html", applicants(here), done)
        messages.success(request, _("Confirmed: they take part from now on."))
        return redirect("admissions", here.council.id)
    return render(request, "councils/admissions.html", applicants(here))


def applicants(here: Visit) -> dict[str, Any]:
    waiting = [(m, row) for m, row in here.council.members.items() if row.state is Membership.APPLICANT]
    names = Names(frozenset({here.council.id}))  # whoever confirms has to know whom
    conditions = {c.token: c.said for c in here.council.charter.franchise.requires}
    return {
        "council": here.council,
        "crumbs": here.crumbs((_("Who asks to join"), "")),
        "applicants": [
            {
                "member": member,
                "name": names.of(here.council, member),
                "since": row.since,
                "grounds": [conditions.get(token, token) for token in row.grounds],
            }
            for member, row in waiting
        ],
    }
