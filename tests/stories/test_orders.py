"""A bakery accepts its order and reports, and a neighbour confirms what was delivered (R12, R18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, row, said, settled, sign_in, text, texts
from tests.stories.conftest import Come

pytestmark = pytest.mark.story

BURNT = "Two were burnt."


def test_a_bakery_accepts_reports_and_sends_and_a_neighbour_says_what_came(
    come: Come, violations: Callable[[Page], list[str]]
) -> None:
    page = come("planning")
    the_bakery_accepts_its_order(page)
    it_reports_the_first_week(page)
    it_sends_the_bread(page)

    sign_in(page, "Amina")
    page.goto("/councils/A11/")
    assert settled(page.get_by_text("1 on its way here")).count() == 1
    page.get_by_role("link", name="Deliveries", exact=True).click()
    page.get_by_label("How much came (loaf)").fill("58")
    page.get_by_role("button", name="It has come").click()
    assert "Say what is different" in text(page.get_by_role("alert"))
    page.get_by_label("What is different").fill(BURNT)
    assert violations(page) == []
    page.get_by_role("button", name="It has come").click()
    assert said(page) == "Thank you. Whoever sent it knows what came."

    page.goto("/councils/A21/deliveries/")
    assert row(page, "Bread")[4:] == ["60", f"58 {BURNT}"]
    page.get_by_role("navigation", name="Planning").get_by_role("link", name="Plan and actual").click()
    page.locator(".crumbs").get_by_role("link", name="Town").click()
    page.get_by_role("link", name="Plan and actual").click()
    assert heading(page) == "Plan and actual"
    assert texts(page.locator("#products tbody tr").first.locator("th, td")) == ["Bread (loaf)", "120", "60", "–"]
    assert row(page, "Together") == ["Together", "6.62", "3.25"]
    the_bakery_corrects_its_report(page)
    assert violations(page) == []


def the_bakery_accepts_its_order(page: Page) -> None:
    sign_in(page, "Karim")
    task = page.locator(".task", has_text="Answer an order of the plan")
    assert text(task.locator(".task__title")) == "Bread for two weeks"
    task.get_by_role("link").click()
    assert text(page.locator(".kicker")) == "Order of the plan of Town, to Orchard Bakery R12"
    assert texts(page.locator("#make tbody td")) == ["60", "0", "60"] * 2
    page.get_by_role("button", name="Accept the order").click()
    assert said(page) == "Accepted. The congress knows that it can count on it."


def it_reports_the_first_week(page: Page) -> None:
    page.get_by_label("Made: Bread (loaf)").fill("600000")
    page.get_by_label("Hours worked").fill("3.25")
    page.get_by_role("button", name="Put the report on the record").first.click()
    assert "more than 10 times what was ordered" in text(page.get_by_role("alert"))
    page.get_by_label("Made: Bread (loaf)").fill("60")
    page.get_by_label("Used: Flour (kg)").fill("36")
    page.get_by_label("In stock now: Bread (loaf)").fill("60")
    page.get_by_role("button", name="Put the report on the record").first.click()
    assert said(page) == "Your report is on the record, and plan and actual have followed."
    assert texts(page.locator("#make tbody tr").first.locator("td")) == ["60", "60", "0"]
    assert text(page.locator("#told p").last) == "Made: Bread 60 loaf. Used: Flour 36 kg. Worked: 3.25 hours."


def it_sends_the_bread(page: Page) -> None:
    page.goto("/councils/A21/workplace/")
    assert row(page, "Bread") == ["Bread", "60 loaf"]
    page.get_by_role("navigation", name="Planning").get_by_role("link", name="Deliveries").click()
    page.get_by_text("Send something").click()
    page.get_by_label("What", exact=True).fill("Bread")
    page.get_by_label("How much", exact=True).fill("60")
    page.get_by_label("To which council").fill("Mill Street")
    page.get_by_label("For which order").select_option(label="Bread for two weeks")
    page.get_by_role("button", name="It is on its way").click()
    assert said(page) == "It is on its way; whoever it is for says what came."


def the_bakery_corrects_its_report(page: Page) -> None:
    sign_in(page, "Karim")
    page.goto("/councils/A21/")
    page.get_by_role("link", name="Bread for two weeks").first.click()
    page.get_by_role("link", name="Correct it (1. Baking)").click()
    page.get_by_label("Made: Bread (loaf)").last.fill("58")
    page.get_by_label("What was wrong").fill("Two loaves were counted twice.")
    page.locator("#correction").get_by_role("button", name="Put the correction on the record").click()
    assert said(page).startswith("It is corrected")
    assert "Two loaves were counted twice." in text(page.locator("#told"))
    assert texts(page.locator("#make tbody td"))[:3] == ["60", "58", "2"]
