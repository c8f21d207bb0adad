"""A show of hands: called, counted by two tellers each alone, told where they differ, valid where they agree."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.test_motion import own_motion

from councils.app.voting import call_hands
from councils.core.vote.tally import Choice
from councils.store.models import Person


@pytest.fixture
def called(city: City) -> str:
    matter = own_motion(city)
    city.done(call_hands(chair(city), "A11", matter, city.at))
    return matter


def chair(city: City) -> Person:
    return city.people["A11"][4]


def tellers(city: City) -> list[Person]:
    return city.people["A11"][2:4]


def enter_count(enter: Enter, teller: Person, matter: str, yes: int, no: int) -> object:
    return enter(teller).post(reverse("enter_count", args=["A11", matter]), {"yes": yes, "no": no, "abstain": 0})


def test_chair_calls_for_hands(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    page = reverse("counts", args=["A11", matter])
    assert enter(city.people["A11"][9]).get(page).context["can_call"] is False
    browser = enter(chair(city))
    assert browser.get(page).context["can_call"] is True
    assert browser.post(reverse("call_hands", args=["A11", matter])).status_code == 302
    assert browser.get(page).context["by_hands"] is True


def test_hands_are_not_called_once_somebody_has_voted(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    city.vote(city.people["A11"][9], "A11", matter, Choice.YES)
    answer = enter(chair(city)).post(reverse("call_hands", args=["A11", matter]))
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (409, "R6")


def test_nobody_sees_a_count_before_the_second_is_in(city: City, enter: Enter, called: str) -> None:
    enter_count(enter, tellers(city)[0], called, 7, 2)
    count = enter(tellers(city)[1]).get(reverse("counts", args=["A11", called])).context["count"]
    assert (count["agreed"], sorted(row["waits"] for row in count["tellers"])) == (None, [False, True])
    assert not any("numbers" in row for row in count["tellers"])


def test_difference_is_told_and_both_counts_thrown_away(city: City, enter: Enter, called: str) -> None:
    enter_count(enter, tellers(city)[0], called, 7, 2)
    enter_count(enter, tellers(city)[1], called, 7, 3)
    count = enter().get(reverse("counts", args=["A11", called])).context["count"]
    assert (count["agreed"], "no: 3 and 2" in count["sentence"], len(count["tellers"])) == (False, True, 2)
    assert city["A11"].ballots[called].counts == {}


def test_equal_counts_decide(city: City, enter: Enter, called: str) -> None:
    enter_count(enter, tellers(city)[0], called, 7, 2)
    enter_count(enter, tellers(city)[1], called, 7, 2)
    assert city["A11"].motions[called].state == "carried"
    count = enter().get(reverse("counts", args=["A11", called])).context["count"]
    assert (count["agreed"], [row["numbers"][0] for row in count["tellers"]]) == (True, [7, 7])


def test_count_over_the_roll_is_refused_and_stays_typed(city: City, enter: Enter, called: str) -> None:
    answer = enter_count(enter, tellers(city)[0], called, 70, 2)
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R6")  # type: ignore[attr-defined]
    assert answer.context["form"]["yes"].value() == "70"  # type: ignore[attr-defined]


def test_who_is_no_teller_is_refused(city: City, enter: Enter, called: str) -> None:
    answer = enter_count(enter, city.people["A11"][9], called, 7, 2)
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R4")  # type: ignore[attr-defined]


def test_count_that_is_no_number_is_asked_for_again(city: City, enter: Enter, called: str) -> None:
    answer = enter(tellers(city)[0]).post(reverse("enter_count", args=["A11", called]), {"yes": "many", "no": 1})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["abstain", "yes"])


def test_member_is_told_to_come_to_the_meeting(city: City, enter: Enter, called: str) -> None:
    page = enter(city.people["A11"][9]).get(reverse("motion", args=["A11", called])).content.decode()
    assert "This vote is by show of hands" in page
    assert reverse("counts", args=["A11", called]) in page


def test_matter_without_a_ballot_has_no_counts(city: City, enter: Enter) -> None:
    assert enter().get(reverse("counts", args=["A11", "A11:99"])).status_code == 404
