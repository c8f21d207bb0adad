"""My access tokens: shown once, with the scopes that were chosen, revoked at once."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from tests.web.city import City
from tests.web.conftest import Enter

from councils.app.tokens import Scope, create_token, find_token, scopes_of, tokens_of

CHOSEN = {"name": "my bot", "scopes": ["read", "vote"], "days": "7"}


def test_new_token_is_shown_once_and_can_do_what_was_chosen(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    token = browser.post("/home/tokens/", CHOSEN).context["made"]
    found = find_token(token)
    assert found is not None
    assert (scopes_of(found), found.expires.date()) == (
        {Scope.READ, Scope.VOTE},
        (timezone.now() + timedelta(days=7)).date(),
    )
    assert token not in browser.get("/home/tokens/").content.decode()


def test_token_that_may_do_nothing_is_not_made(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post("/home/tokens/", {**CHOSEN, "scopes": []})
    assert (answer.status_code, answer.context["made"]) == (422, "")


def test_password_is_asked_for_where_there_is_one(city: City, enter: Enter) -> None:
    person = city.people["A11"][0]
    person.set_password("the river runs south")
    person.save()
    answer = enter(person).post("/home/tokens/", {**CHOSEN, "password": "guessed"})
    assert (answer.status_code, tokens_of(person)) == (422, [])


def test_revoked_token_is_gone(city: City, enter: Enter) -> None:
    person = city.people["A11"][0]
    token = create_token(person, "mine", [Scope.READ], 30) or ""
    enter(person).post(f"/home/tokens/{tokens_of(person)[0].pk}/revoke/")
    assert (find_token(token), tokens_of(person)) == (None, [])


def test_another_password_ends_all_tokens(city: City, enter: Enter) -> None:
    person = city.people["A11"][0]
    person.set_password("the river runs south")
    person.save()
    token = create_token(person, "mine", [Scope.READ], 30) or ""
    other = "quai de Valmy at eight"
    given = {"oldpassword": "the river runs south", "password1": other, "password2": other}
    enter(person).post(reverse("account_change_password"), given)
    assert find_token(token) is None


def test_visitor_is_led_to_sign_in(city: City, enter: Enter) -> None:
    assert enter().get("/home/tokens/").status_code == 302
