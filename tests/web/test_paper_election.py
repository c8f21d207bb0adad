"""An election on paper: the call, the sheets, two tellers' piles (R4, R6)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.urls import reverse
from tests.web.city import City, charter
from tests.web.conftest import Enter

from councils.app.queries.waiting import waiting
from councils.core.charter import Charter, Method
from councils.core.election import Stand
from councils.core.machines import ElectionState

COUNT = "3: 2 1\r\n5: 1, 3\r\n\r\n2:"


@pytest.fixture(scope="module")
def rules() -> Charter:
    plain = charter()
    offices = tuple(replace(o, method=Method.STV) if o.name == "secretary" else o for o in plain.offices)
    return replace(plain, offices=offices)


@pytest.fixture
def matter(city: City) -> str:
    """Three stand for secretary, and the vote is open; the tellers are the third and fourth of the assembly."""
    found = city.call("A11", "secretary")
    for person in city.people["A11"][5:8]:
        city.say(person, "A11", lambda name: Stand(name, found))
    city.pass_days(city.charter.election.nomination_days)
    return found


def test_two_tellers_fill_the_office_from_paper(city: City, matter: str, enter: Enter) -> None:
    tellers = [enter(person) for person in city.people["A11"][2:4]]
    page = reverse("paper_election", args=["A11", matter])
    assert tellers[0].post(page, {"do": "call"}).status_code == 302
    assert "count_election" in [task.sort for task in waiting(city.people["A11"][2])]
    for teller in tellers:
        assert teller.post(page, {"do": "enter", "piles": COUNT}).status_code == 302
    (holder,) = city["A11"].holders("secretary")
    first = city["A11"].elections[matter].offered[0]
    assert (city["A11"].elections[matter].state, holder.holder) == (ElectionState.DECIDED, first)
    assert "Both tellers had the same piles" in tellers[0].get(page).content.decode()


def test_counts_that_differ_are_shown_side_by_side(city: City, matter: str, enter: Enter) -> None:
    tellers = [enter(person) for person in city.people["A11"][2:4]]
    page = reverse("paper_election", args=["A11", matter])
    tellers[0].post(page, {"do": "call"})
    for teller, piles in zip(tellers, ("5: 1 3", "4: 1 3\n1: 2"), strict=True):
        teller.post(page, {"do": "enter", "piles": piles})
    shown = tellers[0].get(page).context["differing"]
    assert [one["lines"] for one in shown] == [["4: 1 3", "1: 2"], ["5: 1 3"]]


def test_wrong_lines_are_named_and_nothing_is_lost(city: City, matter: str, enter: Enter) -> None:
    teller = enter(city.people["A11"][2])
    page = reverse("paper_election", args=["A11", matter])
    teller.post(page, {"do": "call"})
    answer = teller.post(page, {"do": "enter", "piles": "3: 2 1\nfive: 1\n2: 9"})
    text = answer.content.decode()
    assert (answer.status_code, "Line 2:" in text, "Line 3: there is no candidate 9." in text) == (422, True, True)
    assert "five: 1" in text
    twice = teller.post(page, {"do": "enter", "piles": "3: 2 2"})
    assert (twice.status_code, "ranked twice" in twice.content.decode()) == (409, True)


def test_sheets_name_the_candidates_and_the_roll(city: City, matter: str, enter: Enter) -> None:
    member = enter(city.people["A11"][0])
    ballots = enter().get(reverse("election_sheet", args=["A11", matter])).content.decode()
    roll = member.get(reverse("election_roll", args=["A11", matter])).content.decode()
    names = [person.name for person in city.people["A11"]]
    numbered = re.findall(r"</span> ([^<]+) <span class=\"soft small\">no. (\d)</span>", ballots)
    assert Counter(numbered) == {(name, str(n)): 12 for n, name in enumerate(names[5:8], start=1)}
    assert all(name in roll for name in names)
    assert enter(city.people["A12"][0]).get(reverse("election_roll", args=["A11", matter])).status_code == 403
