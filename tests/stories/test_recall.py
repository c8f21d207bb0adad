"""A petition and a vote in an assembly empty a seat in the congress, and the alternate votes on (R10)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, row, said, settled, sign_in, state, text, texts, vote
from tests.stories.conftest import Come
from tests.stories.town import OWN_ORDER

pytestmark = pytest.mark.story

IN_THE_CONGRESS = "/councils/T/motions/T:3/"
GROUNDS = "She has not been seen here since the spring."


def sitting_in_the_congress(page: Page) -> list[str]:
    page.goto("/councils/T/")
    return settled(page.locator("#delegates tbody th")).all_inner_texts()


def test_a_recall_empties_the_congress_seat_and_the_alternate_votes(come: Come) -> None:
    page = come("imperative")
    assert sitting_in_the_congress(page) == ["Amina", "Bakary", "Ines", "Jonas"]
    sign_in(page, "Amina")
    page.goto(IN_THE_CONGRESS)
    vote(page, "Yes")
    assert row(page, "Amina") == ["Amina", "First ward", "yes"]

    recall = dmitri_opens_a_petition(page)
    for name in ("Dmitri", "Chiara", "Bakary"):
        sign_in(page, name)
        page.get_by_role("main").get_by_role("link", name="Amina").first.click()
        assert page.url.endswith(recall)
        vote(page, "Yes")
        assert "Your vote is in." in page.locator("#vote").inner_text()
    sign_in(page, "Amina")
    page.goto(recall)
    vote(page, "No")
    assert state(page) == "Recalled"
    assert text(page.locator(".result__title")) == "Amina is recalled"
    assert texts(page.locator("#fell .record__what > p:first-child")) == [
        "Amina is recalled: Delegate",
        "Amina leaves the office: Delegate",
        "The seat of Amina is vacant",
        "Amina leaves the office: Delegate",
        "The seat of Amina is vacant",
        f"The vote of Amina on “{OWN_ORDER}” is void",
        "Chiara steps in: Delegate",
        "Chiara takes the seat",
        "Elif steps in: Delegate",
        "Elif takes the seat",
    ]
    page.goto("/home/")
    assert texts(page.locator("#councils .task__title")) == ["Mill Street"]

    assert sitting_in_the_congress(page) == ["Bakary", "Elif", "Ines", "Jonas"]
    sign_in(page, "Elif")
    page.get_by_role("main").get_by_role("link", name=OWN_ORDER).first.click()
    assert "0 of " in page.locator("#delegates summary").inner_text()
    vote(page, "No")
    assert said(page) == "Your vote is on the record: no."
    assert row(page, "Elif") == ["Elif", "First ward", "no"]
    assert settled(page.get_by_role("row").filter(has_text="Amina")).count() == 0


def dmitri_opens_a_petition(page: Page) -> str:
    """His signature is enough, in an assembly of four; the address of the recall."""
    sign_in(page, "Dmitri")
    page.locator("summary", has_text="Amina Delegate of Mill Street").click()
    page.get_by_role("link", name="Everything Amina did in this office").first.click()
    assert heading(page) == "Amina"
    page.get_by_role("link", name="Open a petition").click()
    assert texts(page.locator("#falls li")) == [
        "Delegate of Mill Street in First ward next in line: Chiara",
        f"Delegate of First ward in Town the vote on “{OWN_ORDER}” becomes void next in line: Elif",
    ]
    page.get_by_label("Why should they be recalled?").fill(GROUNDS)
    page.get_by_role("button", name="Open the petition").click()
    assert (heading(page), state(page)) == ("Amina", "Petition")
    assert page.locator("#grounds .prose").inner_text() == GROUNDS
    page.get_by_role("button", name="Sign the petition").click()
    assert state(page) == "Voting now"
    return page.url[page.url.index("/councils") :]
