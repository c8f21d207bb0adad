"""How people come in: invitations, declarations, confirmation; and what guessing gets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.city import City
from tests.web.conftest import Enter

from councils.app.membership import issue_invitation
from councils.store.models import Invitation, Person

GIVEN = {
    "name": "Nadia Haddad",
    "username": "nadia",
    "password": "rue Servan at seven",
    "email": "",
    "grounds": ["resident"],
}


def link(city: City, council: str = "A11") -> str:
    return reverse("invitation", args=[issue_invitation(council)])


def test_an_invitation_makes_an_account_and_a_member(city: City, enter: Enter) -> None:
    browser = enter()
    answer = browser.post(link(city), GIVEN, follow=True)
    assert answer.redirect_chain == [(reverse("home"), 302)]
    person = Person.objects.get(username="nadia")
    assert person.password.startswith("argon2$")
    assert len(city["A11"].roll) == 13
    assert "Nadia Haddad" in answer.content.decode()


def test_form_begins_with_the_name_of_the_invitation(city: City, enter: Enter) -> None:
    page = enter().get(reverse("invitation", args=[issue_invitation("A11", "Nadia Haddad")])).content.decode()
    assert 'name="name" value="Nadia Haddad"' in page


def test_an_invitation_works_once(city: City, enter: Enter) -> None:
    address = link(city)
    enter().post(address, GIVEN)
    again = enter().post(address, {**GIVEN, "username": "another"})
    assert again.status_code == 404
    assert "This link does not work" in again.content.decode()
    assert not Person.objects.filter(username="another").exists()


def test_an_expired_invitation_is_told_like_a_mistyped_one(city: City, enter: Enter) -> None:
    token = issue_invitation("A11", at=timezone.now() - timedelta(days=31))
    expired = enter().get(reverse("invitation", args=[token]))
    mistyped = enter().get(reverse("invitation", args=["mistyped"]))
    assert (expired.status_code, mistyped.status_code) == (404, 404)
    assert without_token(expired.content) == without_token(mistyped.content)


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_what_the_franchise_asks_must_be_declared_and_nothing_typed_is_lost(city: City, enter: Enter) -> None:
    address = link(city)
    answer = enter().post(address, {**GIVEN, "grounds": []})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "#r2" in page
    assert 'value="Nadia Haddad"' in page
    assert not Person.objects.filter(username="nadia").exists()
    assert enter().get(address).status_code == 200


def test_a_user_name_that_is_taken_gets_the_answer_that_any_other_unfit_one_gets(city: City, enter: Enter) -> None:
    answer = enter().post(link(city), {**GIVEN, "username": "A11-1"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"username": ["This user name cannot be had. Choose another one."]}


@pytest.mark.parametrize("password", ["short", "password1234", "nadia haddad"])
def test_a_weak_password_is_not_taken(city: City, enter: Enter, password: str) -> None:
    answer = enter().post(link(city), {**GIVEN, "password": password})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])


@pytest.mark.usefixtures("still")
def test_guessing_links_is_stopped(city: City, enter: Enter) -> None:
    address = link(city)
    for number in range(10):
        enter().get(reverse("invitation", args=[f"guess-{number}"]))
    answer = enter().get(address)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.usefixtures("still")
def test_trying_user_names_is_stopped(city: City, enter: Enter) -> None:
    address = link(city)
    for number in range(1, 11):
        enter().post(address, {**GIVEN, "username": f"A11-{number}"})
    assert enter().post(address, GIVEN).status_code == 429


def test_whoever_is_signed_in_joins_with_a_declaration_alone(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][6]).post(link(city, "A12"), {"grounds": ["resident"]})
    assert answer.status_code == 302
    assert len(city["A12"].roll) == 9


def test_a_member_invites_with_a_link_that_is_shown_once_and_kept_as_a_digest(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][6]).post(reverse("invite", args=["A11"]), {"name": "Nadia"})
    shown = answer.context["link"]
    assert shown.startswith("http://testserver/join/")
    assert "no-store" in answer["Cache-Control"]
    assert not Invitation.objects.filter(digest__in=shown.split("/")).exists()
    assert enter().post(shown.removeprefix("http://testserver"), GIVEN).status_code == 302


@pytest.mark.parametrize("council", ["A12", "W1", "T"])
def test_nobody_invites_where_they_are_no_member(city: City, enter: Enter, council: str) -> None:
    answer = enter(city.voices("T")[0]).post(reverse("invite", args=[council]), {"name": ""})
    assert answer.status_code == (403 if council != "A11" else 200)
    assert not Invitation.objects.exists()


def test_joining_asks_to_sign_in(city: City, enter: Enter) -> None:
    assert enter().get(reverse("join", args=["A12"])).status_code == 302


def test_joining_by_declaration(city: City, enter: Enter) -> None:
    member = city.people["A11"][6]
    refused = enter(member).post(reverse("join", args=["A12"]))
    assert (refused.status_code, len(city["A12"].roll)) == (403, 8)
    joined = enter(member).post(reverse("join", args=["A12"]), {"grounds": ["resident"]})
    assert (joined.status_code, len(city["A12"].roll)) == (302, 9)


def test_a_council_of_delegates_cannot_be_joined_but_shows_the_assemblies_below(city: City, enter: Enter) -> None:
    answer = enter(city.people["A21"][5]).get(reverse("join", args=["W1"]))
    assert answer.status_code == 409
    assert reverse("join", args=["A11"]) in answer.content.decode()


def test_whoever_is_on_the_roll_is_told_so(city: City, enter: Enter) -> None:
    assert enter(city.people["A11"][6]).get(reverse("join", args=["A11"])).status_code == 409


def test_a_form_that_does_not_fit_is_told_so_everywhere(city: City, enter: Enter) -> None:
    """Grounds that nobody is asked for, and a note longer than there is room for."""
    stranger, forged = enter(Person.objects.create(username="ada", name="Ada")), {"grounds": "landlord"}
    answers = [
        stranger.post(link(city), forged),
        stranger.post(reverse("join", args=["A11"]), forged),
        enter(city.people["A11"][0]).post(reverse("invite", args=["A11"]), {"name": "n" * 201}),
        enter(city.people["A11"][0]).post(reverse("move_to", args=["A11", "A12"]), forged),
    ]
    assert [(a.status_code, bool(a.context["form"].errors)) for a in answers] == [(422, True)] * 4
