"""Guessing, sessions that others know, links that lead elsewhere, and finding out who has an account."""

from __future__ import annotations

import statistics
from time import perf_counter
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.passwords import ON_A_SERVER, keep
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.security.conftest import LOGIN, PASSWORD

from councils.app.membership import issue_invitation
from councils.app.posting import POST
from councils.store.models import Person

RESET = "/account/password/reset/"
NEW = {"password1": "quai de Valmy at eight", "password2": "quai de Valmy at eight"}


def test_a_session_that_somebody_knew_before_is_another_after_signing_in(amina: Person, enter: Enter) -> None:
    browser = enter()
    session = browser.session
    session["left"] = "here"
    session.save()
    known = browser.cookies["sessionid"].value
    browser.post(LOGIN, {"login": amina.username, "password": PASSWORD})
    assert browser.cookies["sessionid"].value != known
    assert Client(headers={"Cookie": f"sessionid={known}"}).get("/home/").status_code == 302


def test_signing_out_ends_the_session_itself(amina: Person, enter: Enter) -> None:
    browser = enter(amina)
    stolen = browser.cookies["sessionid"].value
    browser.post("/account/logout/")
    assert Client(headers={"Cookie": f"sessionid={stolen}"}).get("/home/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(amina: Person, enter: Enter) -> None:
    here, elsewhere = enter(amina), enter(amina)
    here.post("/account/password/change/", {"oldpassword": PASSWORD, **NEW})
    assert (here.get("/home/").status_code, elsewhere.get("/home/").status_code) == (200, 302)


@pytest.fixture
def posted(settings: Any) -> None:
    settings.MAIL, settings.EMAIL_BACKEND = "smtp://here", "django.core.mail.backends.locmem.EmailBackend"


def link() -> str:
    POST.submit(lambda: None).result()
    return next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)


def test_a_reset_password_ends_all_sessions_and_its_link_works_once(amina: Person, enter: Enter, posted: None) -> None:
    thief = enter(amina)
    enter().post(RESET, {"email": amina.email})
    browser, address = enter(), link()
    form = browser.get(address, follow=True)
    browser.post(form.request["PATH_INFO"], NEW)
    assert thief.get("/home/").status_code == 302
    assert "This link does not work" in enter().get(address, follow=True).content.decode()


def test_a_reset_link_leads_to_no_other_server(amina: Person, enter: Enter, posted: None) -> None:
    sent = len(mail.outbox)
    assert enter().post(RESET, {"email": amina.email}, headers={"Host": "evil.example"}).status_code == 400
    POST.submit(lambda: None).result()
    assert len(mail.outbox) == sent
    enter().post(RESET, {"email": amina.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in link()


def test_asking_for_a_reset_tells_nothing_even_where_the_mail_server_is_away(
    amina: Person, enter: Enter, settings: Any
) -> None:
    settings.MAIL, settings.EMAIL_BACKEND = "smtp://here", "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known, unknown = (enter().post(RESET, {"email": name}) for name in (amina.email, "nobody@example.org"))
    POST.submit(lambda: None).result()
    assert (
        (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, f"{RESET}done/")
    )


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(
    city: City, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(monkeypatch, ON_A_SERVER)
    person = city.people["A11"][0]
    person.set_password(PASSWORD)
    person.save()

    def seconds(name: str) -> float:
        begun = perf_counter()
        enter().post(LOGIN, {"login": name, "password": "a guess"})
        return perf_counter() - begun

    seconds("warm-up")
    known, unknown = zip(*((seconds(person.username), seconds(f"nobody-{n}")) for n in range(4)), strict=True)
    assert 1 / 2 < statistics.median(known) / statistics.median(unknown) < 2


@pytest.mark.usefixtures("still")
def test_an_invitation_tells_nothing_of_names_after_some_guesses(amina: Person, city: City, enter: Enter) -> None:
    token = issue_invitation("A11")
    grounds = [c.token for c in city.charter.franchise.requires]
    given = {"name": "X", "username": amina.username, "password": "quai de Valmy at eight", "grounds": grounds}
    answers = [enter().post(f"/join/{token}/", given).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2


ELSEWHERE = "https://evil.example/ //evil.example/ /\\evil.example https:evil.example javascript:alert(1)".split(" ")


@pytest.mark.parametrize("elsewhere", [*ELSEWHERE, "\t//evil.example"])
def test_no_link_of_ours_leads_to_another_site(amina: Person, enter: Enter, elsewhere: str) -> None:
    after = enter().post(LOGIN, {"login": amina.username, "password": PASSWORD, "next": elsewhere})
    out = enter(amina).post("/account/logout/", {"next": elsewhere})
    eyes = enter().post("/demonstration/view/", {"as": "visitor", "next": elsewhere})
    assert [answer["Location"] for answer in (after, out, eyes)] == ["/home/", "/", "/"]
