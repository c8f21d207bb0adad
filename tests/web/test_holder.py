"""Holders of office: what they were told and did, what their office rests on, also when it is over (R8, R10, R19)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.identity import standing
from councils.app.speaking import speak
from councils.core.polling import CastVote
from councils.core.refusal import Reason, Refused
from councils.core.vote.tally import Choice


def page_of(council: str, seat: str) -> str:
    return reverse("delegate", args=[council, seat])


def seats(city: City, council: str) -> list[str]:
    return sorted(city[council].delegates)


def test_mandates_and_votes_stand_side_by_side(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.NO)
    delegate = city.voices("W1")[0]
    seat = standing(delegate, "W1").voice
    page = enter().get(page_of("W1", seat))
    assert [(r["told"], r["did"], r["verdict"]) for r in page.context["mandates"]] == [("no", "waiting", "waiting")]
    assert "Mill Street: 0 yes, 12 no, 0 abstaining" in page.content.decode()
    assert "has not voted yet" in page.content.decode()
    city.vote(delegate, "W1", matter, Choice.NO)
    page = enter().get(page_of("W1", seat))
    assert [(r["told"], r["did"], r["verdict"]) for r in page.context["mandates"]] == [("no", "no", "kept")]


def test_a_vote_against_an_imperative_mandate_is_refused_and_leaves_no_line(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    delegate = city.voices("W1")[0]
    refused = speak(delegate, "W1", lambda voice: CastVote(matter, voice, Choice.NO), city.at)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.AGAINST_MANDATE
    page = enter().get(page_of("W1", standing(delegate, "W1").voice))
    assert [(r["did"], r["note"]) for r in page.context["mandates"]] == [
        ("waiting", "any other vote is refused by the rules")
    ]


def test_the_chain_goes_down_to_the_assembly_and_up_to_the_congress(city: City, enter: Enter) -> None:
    seat = seats(city, "T")[0]
    context = enter().get(page_of("T", seat)).context
    below = [row["title"] for row in context["below"]]
    assert below[1] == "Delegate of First ward in Town"
    assert below[0] in ("Delegate of Mill Street in First ward", "Delegate of Harbour in First ward")
    assert [row["title"] for row in context["above"]] == ["Chair of Town"]


def test_the_page_of_a_base_delegate_shows_what_is_held_above(city: City, enter: Enter) -> None:
    chair = city["T"].holders("chair")[0].holder
    ward_tenure = city["W1"].tenures[int(chair.rpartition(".")[2])]
    context = enter().get(page_of("W1", ward_tenure.holder)).context
    assert [row["title"] for row in context["above"]] == ["Delegate of First ward in Town", "Chair of Town"]


def test_a_former_delegate_remains_readable(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    delegate = city.voices("W1")[0]
    seat = standing(delegate, "W1").voice
    from councils.app.membership import leave

    city.done(leave(delegate, "A11", city.at))
    answer = enter().get(page_of("W1", seat))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "no longer in office" in page
    assert "left the assembly" in page
    assert delegate.name in page


def test_the_name_of_an_erased_holder_is_gone(city: City, enter: Enter) -> None:
    from councils.app.membership import erase

    delegate = city.voices("W1")[0]
    seat, name = standing(delegate, "W1").voice, delegate.name
    erase(delegate)
    page = enter().get(page_of("W1", seat)).content.decode()
    assert name not in page
    assert "a former member" in page


def test_a_holder_of_another_office_has_a_page(city: City, enter: Enter) -> None:
    chair = city["A11"].holders("chair")[0]
    page = enter().get(reverse("holder", args=["A11", chair.number])).content.decode()
    assert "Elif Marchetti" in page
    assert "Chair of Mill Street" in page


def test_the_office_of_a_delegate_leads_to_the_seat(city: City, enter: Enter) -> None:
    answer = enter().get(reverse("holder", args=["A11", 1]))
    assert (answer.status_code, answer["Location"]) == (302, page_of("W1", "A11.1"))


@pytest.mark.parametrize("seat", ["A11.99", "A21.1", "A11", "A11.x", "nowhere.1"])
def test_a_seat_that_is_not_in_this_council_is_not_found(city: City, enter: Enter, seat: str) -> None:
    assert enter().get(page_of("W1", seat)).status_code == 404


def test_an_office_that_was_never_given_is_not_found(city: City, enter: Enter) -> None:
    assert enter().get(reverse("holder", args=["A11", 99])).status_code == 404


def test_recall_is_offered_to_those_who_sent_them_alone(city: City, enter: Enter) -> None:
    address = reverse("open_petition", args=["A11", 1])
    assert address in enter(city.people["A11"][8]).get(page_of("W1", "A11.1")).content.decode()
    assert address not in enter(city.people["A12"][5]).get(page_of("W1", "A11.1")).content.decode()
    assert address not in enter().get(page_of("W1", "A11.1")).content.decode()
