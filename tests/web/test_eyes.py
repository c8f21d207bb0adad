"""Looking at the demonstration with other eyes, and nowhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.identity import standing, standings
from councils.app.queries.waiting import waiting
from councils.app.voting import call_hands
from councils.core.charter import Kind
from councils.core.motion import Proposal
from councils.core.vote.tally import Choice
from councils.store.models import Federation, Person

LOOK = reverse("view_as")


def looker(browser) -> Person | None:
    key = browser.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


def test_a_member_has_something_to_vote_on(city: City, enter: Enter) -> None:
    refer(city)
    browser = enter()
    assert browser.post(LOOK, {"as": "member"}).status_code == 302
    assert "mandate" in {task.sort for task in waiting(looker(browser)) if not task.done}
    assert browser.session["view_as"] == "member"


def test_a_member_is_found_near_the_page_one_looks_at(city: City, enter: Enter) -> None:
    matter = refer(city)
    browser = enter()
    page = reverse("motion", args=["A21", matter])
    answer = browser.post(LOOK, {"as": "member", "next": page})
    assert answer["Location"] == page
    assert standing(looker(browser), "A21")


def test_a_delegate_is_bound_in_an_open_vote(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    browser = enter()
    browser.post(LOOK, {"as": "delegate"})
    assert standing(looker(browser), "A11")
    assert standing(looker(browser), "W1")


def test_a_teller_has_a_count_to_enter(city: City, enter: Enter) -> None:
    matter = city.propose("A12", Proposal(Kind.PROCEDURE, "Meet on Thursdays", "At seven."))
    city.pass_days(city.charter.motion(Kind.PROCEDURE).notice_days)
    city.done(call_hands(city.people["A12"][4], "A12", matter, city.at))
    browser = enter()
    browser.post(LOOK, {"as": "teller"})
    assert "count" in {task.sort for task in waiting(looker(browser))}


def test_a_visitor_is_signed_out(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    answer = browser.post(LOOK, {"as": "visitor", "next": "/home/"})
    assert (looker(browser), answer["Location"]) == (None, reverse("federation"))


def test_anybody_can_be_chosen_by_name_and_assembly(city: City, enter: Enter) -> None:
    browser = enter()
    found = browser.get(reverse("people"), {"q": "fatou", "council": "A12"}).context["people"]
    assert [(row["name"], [c["name"] for c in row["councils"]]) for row in found] == [("Fatou Lefèvre", ["Harbour"])]
    browser.post(LOOK, {"as": str(found[0]["id"])})
    assert looker(browser).name == "Fatou Lefèvre"


def test_people_are_shown_page_by_page(city: City, enter: Enter) -> None:
    first = enter().get(reverse("people"))
    second = enter().get(reverse("people"), {"page": "2"})
    assert (len(first.context["people"]), len(second.context["people"])) == (25, 1)


def test_the_session_is_another_with_other_eyes(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    session = browser.session
    session["left"] = "behind"
    session.save()
    before = browser.session.session_key
    browser.post(LOOK, {"as": str(city.people["A12"][0].pk)})
    assert browser.session.session_key != before
    assert "left" not in browser.session


@pytest.mark.parametrize("given", ["king", "", "-1", "9" * 40, "0"])
def test_nobody_is_signed_in_where_nobody_fits(city: City, enter: Enter, given: str) -> None:
    browser = enter()
    assert browser.post(LOOK, {"as": given}).status_code == 302
    assert looker(browser) is None


def test_nobody_looks_with_the_eyes_of_who_has_a_password(city: City, enter: Enter) -> None:
    person = city.people["A12"][6]
    person.set_password("rue Servan at seven")
    person.save()
    browser = enter()
    browser.post(LOOK, {"as": str(person.pk)})
    assert looker(browser) is None
    assert person.name not in browser.get(reverse("people"), {"council": "A12"}).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "/nowhere/"])
def test_looking_leads_to_no_other_site(city: City, enter: Enter, elsewhere: str) -> None:
    answer = enter().post(LOOK, {"as": "member", "next": elsewhere})
    assert answer["Location"] == reverse("federation")


def test_looking_leads_back_to_where_one_was(city: City, enter: Enter) -> None:
    answer = enter().post(LOOK, {"as": "member"}, headers={"referer": "http://testserver/councils/A11/"})
    assert answer["Location"] == "/councils/A11/"
    other = enter().post(LOOK, {"as": "member"}, headers={"referer": "https://evil.example/councils/A11/"})
    assert other["Location"] == reverse("federation")


def test_looking_is_a_post(city: City, enter: Enter) -> None:
    assert enter().get(LOOK).status_code == 405


def test_outside_of_a_demonstration_these_pages_do_not_exist(city: City, enter: Enter) -> None:
    Federation.objects.update(demonstration=False)
    browser = enter()
    assert browser.post(LOOK, {"as": "member"}).status_code == 404
    assert browser.post(LOOK, {"as": str(city.people["A11"][0].pk)}).status_code == 404
    assert browser.get(reverse("people")).status_code == 404
    assert looker(browser) is None


def test_whoever_has_an_account_and_no_assembly_has_no_voice_anywhere(city: City, enter: Enter) -> None:
    stranger = Person.objects.create(username="operator", name="Whoever runs the server")
    assert standings(stranger) == []
    for council in ("A11", "W1", "T"):
        for address in ("invite", "admissions", "leave"):
            assert enter(stranger).get(reverse(address, args=[council])).status_code == 403


def test_a_city_that_does_not_plan_has_nobody_to_plan_as(city: City, enter: Enter) -> None:
    browser = enter()
    choices = browser.get("/").context["shell"]["view_as"]["choices"]
    assert [choice["key"] for choice in choices] == ["visitor", "member", "delegate", "teller"]
    browser.post(LOOK, {"as": "planner"})
    assert looker(browser) is None
