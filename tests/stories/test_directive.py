"""An assembly carries a directive out and reports; others object, until it is back on the agenda above (R12, R13)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, said, settled, sign_in, state, text, texts, vote
from tests.stories.conftest import Come
from tests.stories.town import DIRECTIVE, REASON

pytestmark = pytest.mark.story

PLAN = "The **bakers** lend us their ovens on Mondays."
REPORT = "Forty people ate. We need a second pot."


def sums(page: Page, council: str) -> list[str]:
    page.goto(f"/councils/{council}/directives/T:1/")
    return texts(page.locator("#progress .sums li"))


def test_an_assembly_reports_and_others_object_until_the_directive_returns(come: Come) -> None:
    page = come("imperative")
    mill_street_carries_it_out(page)
    together = "3 assemblies, 1 acknowledged, 1 planned, 1 reported, 0 completed, 0 overdue, 40 meals"
    assert sums(page, "T") == together.split(", ")
    assert settled(page.locator("#reports .prose")).all_inner_texts() == [REPORT]

    sign_in(page, "Karim")
    page.goto("/councils/A21/motions/A21:3/")
    vote(page, "Yes")
    assert state(page) == "Carried"
    sums(page, "T")
    assert state(page) == "In force"
    assert text(page.locator("#objections .threshold__line")) == "Members who object R13 3 of 4 needed"

    harbour_objects(page)
    page.goto("/councils/A11/directives/T:1/")
    assert (heading(page), state(page)) == (DIRECTIVE, "Suspended")
    assert settled(page.locator("#here").get_by_role("button")).count() == 0
    page.locator(".disagree").get_by_role("link").last.click()
    assert (heading(page), state(page)) == (f"Uphold: {DIRECTIVE}", "In deliberation")
    page.goto("/councils/T/")
    assert f"Uphold: {DIRECTIVE}" in page.locator("#motions").inner_text()


def mill_street_carries_it_out(page: Page) -> None:
    sign_in(page, "Dmitri")
    page.get_by_role("main").get_by_role("link", name=DIRECTIVE).first.click()
    page.get_by_role("button", name="Acknowledge it").click()
    assert said(page) == "Acknowledged. Next: say how you will carry it out here."
    page.get_by_label("How we will carry it out here").fill(PLAN)
    page.get_by_role("button", name="Put the plan on the record").click()
    assert page.locator("#here strong").inner_text() == "bakers"
    page.get_by_label("What was done").fill(REPORT)
    page.get_by_label("How many: meals").fill("40")
    page.get_by_role("button", name="Put the report on the record").click()
    assert said(page) == "Your report is on the record, for everybody to read."
    steps = ["Acknowledged (done)", "Planned (done)", "Reported (done)", "Completed"]
    assert texts(page.locator("#here .step__label")) == steps


def harbour_objects(page: Page) -> None:
    """Goran moves it, Elif seconds, and all three vote for it."""
    sign_in(page, "Goran")
    page.goto("/councils/A12/directives/T:1/")
    page.get_by_role("link", name="Move to object").click()
    assert page.get_by_label(DIRECTIVE).is_checked()
    page.get_by_label("Title").fill("Not without a kitchen")
    page.get_by_label("Text").fill(REASON)
    page.get_by_role("button", name="Propose it").click()
    assert (heading(page), state(page)) == ("Not without a kitchen", "Draft")
    motion = page.url
    sign_in(page, "Elif")
    page.goto(motion)
    page.get_by_role("button", name="Second this motion").click()
    assert state(page) == "Voting now"
    for name in ("Elif", "Fatou", "Goran"):
        sign_in(page, name)
        page.goto(motion)
        vote(page, "Yes")
    assert state(page) == "Carried"
