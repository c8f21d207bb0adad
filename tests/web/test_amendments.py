"""Amendments on the page of a motion: proposed from its words, shown by their difference, voted on, written in (R6)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter

from councils.core.charter import Kind
from councils.core.machines import AmendmentState, MotionState
from councils.core.motion import Propose, Second
from councils.core.proposal import Proposal
from councils.core.wording import Wording
from councils.store.models import Person
from councils.web.differing_words import difference

TEXT = "Trams run by night.\n\nThey are free.\n\nThe depot pays."


def at(name: str, city_matter: str) -> str:
    return reverse(name, args=["A11", city_matter])


@pytest.fixture
def people(city: City) -> list[Person]:
    return city.people["A11"]


@pytest.fixture
def motion(city: City, people: list[Person]) -> str:
    """A resolution of A11 in deliberation, by its first member."""
    city.now()
    matter = next(city["A11"].matter_ids())
    city.say(people[0], "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "Night trams", TEXT)))
    city.say(people[1], "A11", lambda voice: Second(voice, matter))
    return matter


def test_form_begins_with_the_words_of_the_motion_and_shows_what_changes(enter, motion, people):
    browser = enter(people[2])
    page = browser.get(at("amend", motion)).content.decode()
    said = {"title": "Night trams", "text": TEXT.replace("free", "cheap"), "reason": "Who pays?"}
    preview = browser.post(at("amend", motion), said | {"preview": "yes"}).content.decode()
    assert "They are free." in page
    assert "Struck out: </span>free</del>" in preview
    assert "New: </span>cheap</ins>" in preview


def test_amendment_goes_from_the_form_to_the_words_of_the_motion(city: City, enter: Enter, motion, people):
    said = {"title": "Night trams", "text": TEXT.replace("free", "cheap"), "reason": "Who pays?"}
    made = enter(people[2]).post(at("amend", motion), said | {"propose": "yes"})
    name = f"{motion}.a1"
    enter(people[3]).post(at("second_amendment", name))
    seen = enter(people[4]).get(at("motion", motion)).content.decode()
    city.pass_days(3.01)
    browser = enter(people[4])
    voting = browser.get(at("motion", motion)).content.decode()
    confirm = browser.post(at("vote", name), {"position": "yes"}).content.decode()
    cast = browser.post(at("vote", name), {"position": "yes", "confirmed": "yes"})
    led = browser.get(cast["Location"])
    city.pass_days(3.01)
    after = browser.get(at("motion", motion)).content.decode()
    assert (made.status_code, led["Location"]) == (302, at("motion", motion) + "#amendments")
    told = ("To be voted on", seen), ("Voting on amendments", voting), ("Amendment 1 to “Night trams”", confirm)
    told = (*told, ("Earlier words", after), ("They are cheap.", after))
    assert [words for words, page in told if words not in page] == []
    assert city["A11"].motions[motion].amendments[name].state is AmendmentState.WRITTEN_IN
    assert city["A11"].motions[motion].state is MotionState.VOTING


def test_proposer_takes_an_amendment_in(city: City, enter: Enter, motion, people):
    said = {"title": "Night buses", "text": TEXT, "reason": "Cheaper."}
    enter(people[2]).post(at("amend", motion), said)
    enter(people[3]).post(at("second_amendment", f"{motion}.a1"))
    page = enter(people[0]).get(at("motion", motion)).content.decode()
    enter(people[0]).post(at("adopt_amendment", f"{motion}.a1"))
    assert "Take it into my motion" in page
    assert city["A11"].motions[motion].proposal.title == "Night buses"


def test_refused_amendment_keeps_what_was_typed(city: City, enter: Enter, motion, people):
    same = {"title": "Night trams", "text": TEXT, "reason": "Nothing at all."}
    answer = enter(people[2]).post(at("amend", motion), same)
    stranger = enter(city.people["A12"][2]).post(at("amend", motion), same)
    assert (answer.context["refusal"]["rule"], "Nothing at all." in answer.content.decode()) == ("R6", True)
    assert stranger.status_code == 403


def test_chair_sets_the_order_on_the_page(city: City, enter: Enter, motion, people):
    for word, by in (("cheap", 2), ("dear", 3)):
        said = {"title": "Night trams", "text": TEXT.replace("free", word), "reason": "So."}
        enter(people[by]).post(at("amend", motion), said)
    chair = next(t.holder for t in city["A11"].holders("chair"))
    member = next(p for p in people if p.memberships.filter(member=chair).exists())
    page = enter(member).get(at("motion", motion)).content.decode()
    enter(member).post(at("order_amendments", motion), {f"{motion}.a1": "2", f"{motion}.a2": "1"})
    assert "Set another order" in page
    assert city["A11"].motions[motion].order == (f"{motion}.a2", f"{motion}.a1")


def test_words_of_an_amendment_are_escaped(enter, motion, people):
    said = {"title": "<script>1</script>", "text": "<b>bold</b>", "reason": "<i>so</i>"}
    enter(people[2]).post(at("amend", motion), said)
    page = enter(people[3]).get(at("motion", motion)).content.decode()
    assert ("<script>1" in page, "<b>bold" in page, "<i>so" in page) == (False, False, False)


def test_difference_is_told_by_words_and_leaves_out_what_stays():
    far = "\n\n".join(f"Line {n}." for n in range(9))
    found = difference(Wording("A", far + "\n\nOld end."), Wording("A", far + "\n\nNew end."))
    kinds = [[(p["kind"], p["text"]) for p in line["parts"]] for line in found["text"] if "parts" in line]
    assert found["title"] == []
    assert [line["left_out"] for line in found["text"] if "left_out" in line] == [7]
    assert kinds[-1] == [("gone", "Old"), ("come", "New"), ("same", " end.")]
