"""A visitor tries two charters on Paris, and reads which sizes contradict everybody's votes least."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories.acting import heading, settled

pytestmark = pytest.mark.story


def test_a_visitor_compares_two_charters_on_paris(page: Page) -> None:
    page.get_by_role("link", name="Laboratory").click()
    assert heading(page) == "Laboratory"
    page.get_by_label("The territory").select_option("paris-1871")
    page.get_by_label("The charter").select_option("paris-1871")
    page.get_by_label("Another charter to compare it with").select_option("open-assemblies")
    page.get_by_role("button", name="Try it").click()

    expect(page.get_by_role("heading", name="Side by side")).to_be_visible(timeout=180_000)
    assert heading(page) == "How many assemblies, and how large"
    findings = settled(page.locator(".finding")).all_inner_texts()
    assert "32 of 32 have too few days for the assemblies to answer" in findings[0]
    assert "None of these can work" in findings[0]
    assert re.search(r"For 1,799,980 members, assemblies of \d+ and councils of \d+ contradict", findings[1])
    assert settled(page.locator(".plot > svg")).count() == 8
    page.get_by_text("As a table").first.click()
    assert page.get_by_role("table", name="Minutes to speak").first.is_visible()
