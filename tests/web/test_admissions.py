"""Where the charter asks for it, somebody confirms who joins (R2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.web.city import City, charter, member_id
from tests.web.conftest import Enter

from councils.app.membership import join
from councils.app.nouns import speaking_for
from councils.app.refusals import words
from councils.core.charter import Admission, Charter
from councils.core.refusal import Reason, refuse
from councils.store.models import Person

PAGE = reverse("admissions", args=["A11"])


@pytest.fixture(scope="module")
def rules() -> Charter:
    default = charter()
    return replace(default, franchise=replace(default.franchise, admission=Admission.CONFIRMED))


@pytest.fixture
def applicant(city: City) -> Person:
    person = Person.objects.create(username="nadia", name="Nadia Haddad")
    city.done(join(person, "A11", ["resident"], at=city.at))
    return person


def test_the_first_of_an_assembly_confirmed_themselves(city: City) -> None:
    assert len(city["A11"].roll) == 12


def test_the_chair_sees_who_asks_and_confirms(city: City, applicant: Person, enter: Enter) -> None:
    chair = enter(city.people["A11"][4])
    assert "Nadia Haddad" in chair.get(PAGE).content.decode()
    assert PAGE in chair.get(reverse("home")).content.decode()
    assert chair.post(PAGE, {"member": member_id(applicant)}).status_code == 302
    assert len(city["A11"].roll) == 13


@pytest.mark.parametrize("who", ["member", "stranger", "applicant"])
def test_nobody_else_sees_who_asks_or_confirms(city: City, applicant: Person, enter: Enter, who: str) -> None:
    person = {"member": city.people["A11"][6], "stranger": city.people["A12"][4], "applicant": applicant}[who]
    browser = enter(person)
    page = browser.get(PAGE)
    assert page.status_code == 403
    assert who == "applicant" or "Nadia" not in page.content.decode()
    assert browser.post(PAGE, {"member": member_id(applicant)}).status_code == 403
    assert len(city["A11"].roll) == 12


def test_a_visitor_is_led_to_sign_in(city: City, applicant: Person, enter: Enter) -> None:
    assert enter().get(PAGE).status_code == 302


def test_the_applicant_reads_at_home_that_it_waits(city: City, applicant: Person, enter: Enter) -> None:
    assert "You have asked to join" in enter(applicant).get(reverse("home")).content.decode()


def test_confirming_somebody_who_has_not_applied_is_refused(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][4]).post(PAGE, {"member": "m0"})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (409, "R2")


def test_who_has_asked_is_not_told_to_join(city: City, applicant: Person, enter: Enter) -> None:
    page = enter(applicant).get(reverse("council", args=["A11"])).content.decode()
    assert "You have asked to join" in page
    assert reverse("join", args=["A11"]) not in page


def test_refusal_names_offices_as_the_federation_does(city: City, enter: Enter) -> None:
    assert "secretary or chair" in enter(city.people["A11"][6]).get(PAGE).content.decode()
    refused = refuse(Reason.NOT_THE_OFFICER, office="{secretary} or {chair}")
    with speaking_for(lambda: {"chair": "convenor", "secretary": "scribe"}):
        assert words(refused).reason == "This is for those who hold one of these offices: scribe or convenor."
    assert str(refused).startswith("R4: This is for those who hold one of these offices: secretary or chair.")
