"""Elections: standing, voting with as many marks as there may be, and a lot that can be drawn again (R4)."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter

from councils.app.identity import standing
from councils.core.election import Stand
from councils.core.machines import ElectionState
from councils.store.models import Person


def call(city: City, enter: Enter, person: Person, office: str = "secretary", council: str = "A11"):
    return enter(person).post(reverse("call_election", args=[council, office]))


def page_of(matter: str, council: str = "A11") -> str:
    return reverse("election", args=[council, matter])


def voice(person: Person, council: str = "A11") -> str:
    return standing(person, council).voice


@pytest.fixture
def voting(city: City) -> str:
    """An election to secretary in A11 with two candidates, open to the vote."""
    matter = city.call("A11", "secretary")
    for person in city.people["A11"][6:8]:
        city.say(person, "A11", lambda name: Stand(name, matter, "Minutes within a **day**.", "Open list"))
    city.pass_days(city.charter.election.nomination_days)
    return matter


def test_any_member_calls_an_election_to_a_vacant_office(city: City, enter: Enter) -> None:
    answer = call(city, enter, city.people["A11"][6])
    matter = list(city["A11"].elections)[-1]
    assert (answer.status_code, answer["Location"]) == (302, page_of(matter))


def test_calling_an_election_is_a_post(city: City, enter: Enter) -> None:
    address = reverse("call_election", args=["A11", "secretary"])
    assert enter(city.people["A11"][6]).get(address).status_code == 405
    assert enter().post(address).status_code == 302
    assert len(city["A11"].elections) == 3


@pytest.mark.parametrize(
    ("office", "status", "rule"), [("chair", 409, "R4"), ("king", 404, "R4"), ("secretary", 403, "R2")]
)
def test_an_election_that_cannot_be_called_is_refused(
    city: City, enter: Enter, office: str, status: int, rule: str
) -> None:
    person = city.people["A12"][6] if office == "secretary" else city.people["A11"][6]
    answer = call(city, enter, person, office)
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (status, rule)


def test_a_member_stands_and_stands_down(city: City, enter: Enter) -> None:
    matter = city.call("A11", "secretary")
    member = enter(city.people["A11"][6])
    member.post(page_of(matter), {"do": "stand", "statement": "Minutes within a **day**.", "caucus": "Open list"})
    page = enter().get(page_of(matter)).content.decode()
    assert "Goran Marchetti" in page
    assert "Minutes within a <strong>day</strong>." in page
    assert member.post(page_of(matter), {"do": "stand_down"}).status_code == 302
    assert "Goran Marchetti" not in enter().get(page_of(matter)).content.decode()


def test_nobody_stands_in_a_council_that_is_not_theirs_and_nothing_typed_is_lost(city: City, enter: Enter) -> None:
    matter = city.call("A11", "secretary")
    answer = enter(city.people["A12"][6]).post(page_of(matter), {"do": "stand", "statement": "I would like to."})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R2")
    assert not city["A11"].elections[matter].candidates


def test_a_visitor_who_acts_is_led_to_sign_in(city: City, enter: Enter, voting: str) -> None:
    assert enter().post(page_of(voting), {"do": "mark"})["Location"] == f"/account/login/?next={quote(page_of(voting))}"


def test_members_vote_and_can_change_it(city: City, enter: Enter, voting: str) -> None:
    first, second = (voice(p) for p in city.people["A11"][6:8])
    member = enter(city.people["A11"][8])
    for choice in (first, second):
        assert member.post(page_of(voting), {"do": "mark", "marks": [choice]}).status_code == 302
    page = member.get(page_of(voting))
    assert [c["id"] for c in page.context["options"] if c["marked"]] == [second]
    assert page.context["turnout"] == {"have": 1, "whole": 12}


def test_too_many_marks_are_refused_and_stay_marked(city: City, enter: Enter, voting: str) -> None:
    marks = [voice(p) for p in city.people["A11"][6:8]]
    answer = enter(city.people["A11"][8]).post(page_of(voting), {"do": "mark", "marks": marks})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R4")
    assert [c["marked"] for c in answer.context["options"]] == [True, True]


@pytest.mark.parametrize("who", [None, "A12"])
def test_the_vote_is_open_to_nobody_who_is_not_on_the_roll(
    city: City, enter: Enter, voting: str, who: str | None
) -> None:
    person = city.people[who][6] if who else None
    assert enter(person).get(page_of(voting)).context["may_vote"] is False
    if person:
        answer = enter(person).post(page_of(voting), {"do": "mark", "marks": []})
        assert answer.status_code == 403


def test_nobody_is_shown_who_marked_whom(city: City, enter: Enter, voting: str) -> None:
    voter = city.people["A11"][8]
    enter(voter).post(page_of(voting), {"do": "mark", "marks": [voice(city.people["A11"][6])]})
    page = enter(city.people["A11"][9]).get(page_of(voting)).content.decode()
    assert voter.name not in page
    assert "checked" not in page


def test_a_lot_can_be_drawn_again_from_what_the_page_says(city: City, enter: Enter, voting: str) -> None:
    candidates = [voice(p) for p in city.people["A11"][6:8]]
    for number, person in enumerate(city.people["A11"]):
        enter(person).post(page_of(voting), {"do": "mark", "marks": [candidates[number % 2]]})
    assert city["A11"].elections[voting].state is ElectionState.DECIDED
    result = enter().get(page_of(voting)).context["result"]
    tickets = [hashlib.sha256(f"{result['seed']} {lot['id']}".encode()).hexdigest() for lot in result["lots"]]
    assert tickets == sorted(lot["ticket"] for lot in result["lots"])
    first = result["rows"][0]
    assert (first["outcome"], first["name"]) == ("elected", result["lots"][0]["name"])


def test_an_election_that_never_was_is_not_found(city: City, enter: Enter) -> None:
    assert enter().get(page_of("A11:99")).status_code == 404
