"""Under answerable mandates a vote against one is allowed, on record, and answered for (R8, R10)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.web.city import City, charter, decide, refer
from tests.web.conftest import Enter

from councils.app.identity import standing
from councils.core.charter import Charter, MandateKind
from councils.core.vote.tally import Choice
from councils.store.models import Person


@pytest.fixture(scope="module")
def rules() -> Charter:
    return charter(MandateKind.ANSWERABLE)


@pytest.fixture
def breaker(city: City) -> Person:
    """A delegate of A11 who has voted no where A11 said yes."""
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    delegate = city.voices("W1")[0]
    city.vote(delegate, "W1", matter, Choice.NO)
    return delegate


def test_a_breach_is_flagged_on_the_delegates_page(city: City, breaker: Person, enter: Enter) -> None:
    page = enter().get(reverse("delegate", args=["W1", standing(breaker, "W1").voice]))
    assert [(r["told"], r["did"], r["verdict"]) for r in page.context["mandates"]] == [("yes", "no", "breach")]
    assert page.context["sums"]["breach"] == 1


def test_a_breach_is_flagged_at_home_for_those_who_sent_the_delegate(city: City, breaker: Person, enter: Enter) -> None:
    page = enter(city.people["A11"][8]).get(reverse("home")).content.decode()
    assert "1 breach of mandate" in page
    assert f"Recall of {breaker.name}" in page
    assert "1 breach of mandate" not in enter(city.people["A12"][6]).get(reverse("home")).content.decode()


def test_the_petition_says_in_words_which_vote_it_is_about(city: City, breaker: Person, enter: Enter) -> None:
    recall = next(iter(city["A11"].recalls))
    page = enter().get(reverse("recall", args=["A11", recall])).content.decode()
    assert "Voted in First ward against the mandate on “Freeze rents until 2028”." in page
    listed = enter().get(reverse("council", args=["A11"])).context["recalls"]
    assert [row["detail"] for row in listed] == [
        "Voted in First ward against the mandate on “Freeze rents until 2028”."
    ]
    assert re.search(r"Opened by rule\s+<a [^>]+#r8", page)
