"""Recall: the petition, the vote with its confirmation, and what fell in which order (R10, R19)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.identity import standing
from councils.core.machines import RecallState
from councils.core.vote.tally import Choice
from councils.store.models import Person


@pytest.fixture
def holder(city: City) -> Person:
    """Who holds a seat in the congress, its chair, and a seat in W1, all by election in A11."""
    person = city.voices("T")[0]
    assert standing(person, "A11")
    return person


def number_of(city: City, person: Person) -> int:
    mine = standing(person, "A11").voice
    return next(t.number for t in city["A11"].holders("delegate") if t.holder == mine)


def form_of(city: City, person: Person) -> str:
    return reverse("open_petition", args=["A11", number_of(city, person)])


@pytest.fixture
def petition(city: City, holder: Person, enter: Enter) -> str:
    answer = enter(city.people["A11"][8]).post(form_of(city, holder), {"grounds": "Did not **report**."})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_form_names_before_what_would_fall(city: City, holder: Person, enter: Enter) -> None:
    falls = enter(city.people["A11"][8]).get(form_of(city, holder)).context["falls"]
    assert [fall["title"] for fall in falls] == [
        "Delegate of Mill Street in First ward",
        "Delegate of First ward in Town",
        "Chair of Town",
    ]
    assert [bool(fall["successor"]) for fall in falls] == [True, True, False]


def test_a_petition_without_a_reason_is_refused_by_the_rules(city: City, holder: Person, enter: Enter) -> None:
    answer = enter(city.people["A11"][8]).post(form_of(city, holder), {"grounds": "  "})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R10")
    assert not city["A11"].recalls


@pytest.mark.parametrize("who", ["A12", "A21"])
def test_nobody_petitions_in_a_council_that_is_not_theirs(city: City, holder: Person, enter: Enter, who: str) -> None:
    answer = enter(city.people[who][5]).post(form_of(city, holder), {"grounds": "No."})
    assert answer.status_code == 403
    assert not city["A11"].recalls


def test_a_second_petition_leads_to_the_first(city: City, holder: Person, petition: str, enter: Enter) -> None:
    assert enter(city.people["A11"][9]).get(form_of(city, holder))["Location"] == petition


def test_everybody_reads_the_petition_and_nobody_reads_who_signed(city: City, petition: str, enter: Enter) -> None:
    signer = city.people["A11"][9]
    enter(signer).post(petition, {"do": "sign"})
    for viewer in (None, city.people["A11"][10], city.people["A12"][6]):
        page = enter(viewer).get(petition)
        assert "Did not <strong>report</strong>." in page.content.decode()
        assert page.context["threshold"]["have"] == 1
        assert signer.name not in page.content.decode()


def test_who_opened_it_is_told_to_members_alone(city: City, petition: str, enter: Enter) -> None:
    opener = city.people["A11"][8].name
    assert opener in enter(city.people["A11"][10]).get(petition).content.decode()
    assert opener not in enter(city.people["A12"][6]).get(petition).content.decode()
    assert opener not in enter().get(petition).content.decode()


def test_nobody_signs_twice(city: City, petition: str, enter: Enter) -> None:
    member = enter(city.people["A11"][9])
    assert member.post(petition, {"do": "sign"}).status_code == 302
    again = member.post(petition, {"do": "sign"})
    assert (again.status_code, again.context["refusal"]["rule"]) == (409, "R10")


@pytest.fixture
def vote(city: City, petition: str, enter: Enter) -> str:
    for person in city.people["A11"][8:10]:
        enter(person).post(petition, {"do": "sign"})
    recall = next(iter(city["A11"].recalls.values()))
    assert recall.state is RecallState.VOTING
    return petition


def test_a_vote_counts_only_when_it_is_confirmed(city: City, vote: str, enter: Enter) -> None:
    member = enter(city.people["A11"][10])
    asked = member.post(vote, {"position": "yes"})
    recall = next(iter(city["A11"].recalls))
    assert (asked.status_code, len(city["A11"].ballots[recall].votes)) == (200, 0)
    assert 'name="confirmed"' in asked.content.decode()
    assert member.post(vote, {"position": "yes", "confirmed": "yes"}).status_code == 302
    assert len(city["A11"].ballots[recall].votes) == 1


def test_a_vote_without_an_answer_is_asked_again(city: City, vote: str, enter: Enter) -> None:
    answer = enter(city.people["A11"][10]).post(vote, {})
    assert answer.status_code == 422
    assert "Choose one of the three answers." in answer.content.decode()


@pytest.mark.parametrize("who", ["A12", "A21"])
def test_others_see_the_vote_and_have_none(city: City, vote: str, enter: Enter, who: str) -> None:
    browser = enter(city.people[who][5])
    assert browser.get(vote).context["ballot"] is None
    assert browser.post(vote, {"position": "yes", "confirmed": "yes"}).status_code == 403


def test_what_fell_is_told_in_the_order_of_the_record(city: City, holder: Person, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    city.vote(holder, "W1", matter, Choice.YES)
    petition = enter(city.people["A11"][8]).post(form_of(city, holder), {"grounds": "Enough."})["Location"]
    for person in city.people["A11"][8:10]:
        enter(person).post(petition, {"do": "sign"})
    for person in city.people["A11"]:
        enter(person).post(petition, {"position": "yes", "confirmed": "yes"})
    page = enter().get(petition)
    told = [(row["council"]["name"], row["text"]) for row in page.context["fell"]]
    name = holder.name
    assert told[:6] == [
        ("Mill Street", f"{name} is recalled: Delegate"),
        ("Mill Street", f"{name} leaves the office: Delegate"),
        ("First ward", f"The seat of {name} is vacant"),
        ("First ward", f"The vote of {name} on “Freeze rents until 2028” is void"),
        ("First ward", f"{name} leaves the office: Delegate"),
        ("Town", f"The seat of {name} is vacant"),
    ]
    assert ("Town", f"{name} leaves the office: Chair") in told
    assert ("Town", "An election is called: Chair") in told
    assert sum("steps in" in text for _, text in told) == 2
    assert page.context["result"]["carried"] is True
    assert standing(holder, "T") is None


def test_a_recall_that_never_was_is_not_found(city: City, enter: Enter) -> None:
    assert enter().get(reverse("recall", args=["A11", "A11:99"])).status_code == 404


def test_an_alternate_is_recalled_like_anybody_in_office(city: City, enter: Enter) -> None:
    alternate = city["A11"].alternates["delegate"][0]
    address = reverse("open_petition_alternate", args=["A11", "delegate", alternate])
    member = enter(city.people["A11"][8])
    assert address in member.get(reverse("council", args=["A11"])).content.decode()
    assert member.get(address).status_code == 200
    petition = member.post(address, {"grounds": "Moved away in spring."})["Location"]
    (recall,) = city["A11"].recalls.values()
    assert (recall.holder, recall.office, recall.state) == (alternate, "delegate", RecallState.PETITION)
    for person in city.people["A11"][8:10]:
        enter(person).post(petition, {"do": "sign"})
    page = member.get(petition).context
    assert page["office"] == "Alternate: Delegate"
    assert page["ballot"]["consequences"] == {
        "yes": "no longer stands in line",
        "no": "still stands ready to step in",
    }


def test_who_is_no_alternate_cannot_be_recalled_as_one(city: City, enter: Enter) -> None:
    address = reverse("open_petition_alternate", args=["A11", "delegate", "nobody"])
    assert enter(city.people["A11"][8]).get(address).status_code in (403, 409)
