"""Signing in: by user name and password, limited, and leading to no other site."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter

from councils.app.posting import POST
from councils.store.models import Person

PASSWORD = "rue Servan at seven"
LOGIN = reverse("account_login")


@pytest.fixture
def person(city: City) -> Person:
    found = city.people["A11"][0]
    found.email = "amina@example.org"
    found.set_password(PASSWORD)
    found.save()
    return found


def sign_in(enter: Enter, login: str, password: str, **more: str):
    return enter().post(LOGIN, {"login": login, "password": password, **more})


def test_passwords_are_kept_as_argon2(person: Person) -> None:
    assert person.password.startswith("argon2$argon2id$")


def test_signing_in_leads_home(person: Person, enter: Enter) -> None:
    answer = sign_in(enter, person.username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))


def test_signing_in_leads_back_to_the_page_one_came_from(person: Person, enter: Enter) -> None:
    assert sign_in(enter, person.username, PASSWORD, next="/councils/A11/")["Location"] == "/councils/A11/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "http:///evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(person: Person, enter: Enter, elsewhere: str) -> None:
    assert sign_in(enter, person.username, PASSWORD, next=elsewhere)["Location"] == reverse("home")


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(person: Person, enter: Enter) -> None:
    wrong_password = sign_in(enter, person.username, "something else").context["form"].errors
    wrong_name = sign_in(enter, "nobody-here", "something else").context["form"].errors
    assert wrong_password == wrong_name


@pytest.mark.usefixtures("still")
def test_guessing_the_password_of_one_account_is_stopped(person: Person, enter: Enter) -> None:
    for _ in range(5):
        sign_in(enter, person.username, "a guess")
    answer = sign_in(enter, person.username, PASSWORD)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()


@pytest.mark.usefixtures("still")
def test_guessing_names_from_one_address_is_stopped(city: City, enter: Enter) -> None:
    told = ["Too many failed login attempts" in guessed(enter, number) for number in range(61)]
    assert told == [False] * 60 + [True]


def guessed(enter: Enter, number: int) -> str:
    return str(sign_in(enter, f"guess-{number}", "a guess").content.decode())


@pytest.mark.usefixtures("still")
def test_a_hall_full_of_people_signs_in_from_one_address(city: City, enter: Enter) -> None:
    """Eighty within the minute, every tenth with a slip of the hand first."""
    people = [Person(username=f"hall-{n}", password=make_password(PASSWORD)) for n in range(80)]
    Person.objects.bulk_create(people)
    for number, person in enumerate(people):
        if number % 10 == 0:
            sign_in(enter, person.username, "rue Servan at eight")
        assert sign_in(enter, person.username, PASSWORD).status_code == 302


@pytest.mark.usefixtures("still")
@override_settings(ACCOUNT_RATE_LIMITS={"login": "5/m/ip"})
def test_signing_in_too_often_from_one_address_is_answered_with_429(person: Person, enter: Enter) -> None:
    assert {sign_in(enter, person.username, "").status_code for _ in range(5)} == {200}
    answer = sign_in(enter, person.username, PASSWORD)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


def test_nobody_signs_up_without_an_invitation(city: City, enter: Enter) -> None:
    before = Person.objects.count()
    given = {"username": "stranger", "password1": PASSWORD, "password2": PASSWORD}
    answer = enter().post(reverse("account_signup"), given)
    assert "Accounts come from invitations" in answer.content.decode()
    assert Person.objects.count() == before


def test_the_password_can_be_changed(person: Person, enter: Enter) -> None:
    given = {"oldpassword": PASSWORD, "password1": "quai de Valmy at eight", "password2": "quai de Valmy at eight"}
    answer = enter(person).post(reverse("account_change_password"), given)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password("quai de Valmy at eight")


def test_a_short_password_is_not_taken(person: Person, enter: Enter) -> None:
    given = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert enter(person).post(reverse("account_change_password"), given).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@override_settings(MAIL="smtp://localhost", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_forgotten_password_is_set_anew_by_a_link_and_the_answer_tells_nothing(person: Person, enter: Enter) -> None:
    browser = enter()
    known = browser.post(reverse("account_reset_password"), {"email": person.email})
    unknown = browser.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    POST.submit(int).result()  # what stood before it is done
    assert [message.to for message in mail.outbox] == [[person.email]]
    link = next(word for word in mail.outbox[0].body.split() if "/account/password/reset/key/" in word)
    form = browser.get(link, follow=True)
    browser.post(
        form.request["PATH_INFO"], {"password1": "quai de Valmy at eight", "password2": "quai de Valmy at eight"}
    )
    person.refresh_from_db()
    assert person.check_password("quai de Valmy at eight")


def test_without_mail_the_page_says_so(city: City, enter: Enter) -> None:
    assert "This server sends no mail" in enter().get(reverse("account_reset_password")).content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_pages_of_signing_in_wear_our_look(city: City, enter: Enter, page: str) -> None:
    answer = enter().get(reverse(page))
    assert answer.status_code == 200
    assert 'class="frame page"' in answer.content.decode()
