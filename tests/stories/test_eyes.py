"""The demonstration with other eyes: as a member, a delegate, a teller, a visitor, with one click each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, said, settled, state, text, texts, vote

pytestmark = pytest.mark.story

BANNER = "This is a demonstration. The places are real, the people and their votes are invented. Try everything."


def look_as(page: Page, who: str) -> None:
    page.locator(".demo__switch").get_by_role("button", name=who).click()
    assert text(page.locator(".demo__text")) == BANNER
    assert text(page.locator(".switch__choice[aria-pressed=true]")) == who


def test_anyone_looks_at_the_demonstration_as_anyone_with_one_click(page: Page) -> None:
    assert text(page.locator(".switch__choice[aria-pressed=true]")) == "a visitor"
    page.goto("/home/")
    assert heading(page) == "Sign in"

    look_as(page, "a member")
    assert heading(page) == "What waits for me"
    page.locator(".task", has_text="Vote").first.get_by_role("link").first.click()
    vote(page, "Abstain")
    assert said(page) == "Your vote is on the record: abstain."

    page.goto("/")
    look_as(page, "a delegate")
    page.goto("/home/")
    page.locator(".task", has_text="Vote · Paris").first.get_by_role("link").first.click()
    against = page.locator(".choice", has_text="against your mandate: refused").first
    vote(page, text(against.locator(".choice__word")))
    assert text(page.locator(".refusal__rule")) == "Rule R8: The mandate"

    page.goto("/")
    look_as(page, "a teller")
    the_second_count_closes_the_ballot(page)

    page.goto("/")
    look_as(page, "a coordinator")
    page.goto("/home/")
    late = page.locator(".task", has_text="Report what was made").first
    assert "Overdue" in text(late)

    page.goto("/")
    look_as(page, "a planner")
    page.goto("/councils/751/")
    office = page.locator(".office", has_text="Planning office")
    assert text(page.locator(".site-account__person")) in [
        text(holder) for holder in settled(office.get_by_role("link")).all()
    ]

    page.goto("/")
    look_as(page, "a visitor")
    assert page.locator(".site-account").inner_text().split("\n")[0] == "Visitor"


def the_second_count_closes_the_ballot(page: Page) -> None:
    """Counted differently, neither counts; counted again by both, the motion is decided."""
    page.goto("/home/")
    page.locator(".task", has_text="Count").first.get_by_role("link").first.click()
    counting = page.url
    assert heading(page) == "Count by show of hands"
    assert sorted(texts(page.locator(".tellers tbody td"))) == ["has entered a count", "has not entered a count yet"]
    enter(page, 1, 0, 0)
    assert "Both were thrown away; the tellers count again until they agree." in text(page.locator("main"))
    mine = text(page.locator(".site-account__person"))
    other = page.locator(".tellers tbody tr").filter(has_not_text=mine)
    yes, no, abstain = map(int, texts(other.locator("td")))
    enter(page, yes, no, abstain)
    assert said(page) == "Your count is on the record."

    look_as(page, "a teller")
    assert (page.url, text(page.locator(".site-account__person")) != mine) == (counting, True)
    enter(page, yes, no, abstain)
    assert "Both tellers counted the same. The count stands, and the vote is closed." in text(page.locator("main"))
    page.get_by_role("link", name="See the result").click()
    assert state(page) in ("Answered", "Carried" if yes > no else "Lost")  # Answered: the question came from above.
    assert text(page.locator(".tally__legend").first).startswith(f"{yes} yes {no} no {abstain} abstain")


def enter(page: Page, yes: int, no: int, abstain: int) -> None:
    page.get_by_label("Hands for yes").fill(str(yes))
    page.get_by_label("Hands for no").fill(str(no))
    page.get_by_label("Hands to abstain").fill(str(abstain))
    page.get_by_role("button", name="Enter this count").click()
