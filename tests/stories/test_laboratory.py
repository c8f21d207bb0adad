"""A visitor tries two charters on Paris, and reads which sizes contradict everybody's votes least."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories.acting import heading, row, settled, texts

from councils.presets import preset

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


CUT_OFF = """title = "Ménilmontant behind barricades"
steps = 4
[territory]
places = "paris.csv"
borders = "neighbours.csv"
[population]
turnout = 0.3
[[shocks]]
step = 2
kind = "cut"
region = "75-20"
stock = 30
"""


def test_a_visitor_plays_a_scenario_on_paris_under_a_charter_of_her_own(page: Page) -> None:
    """A slip in the charter is told by line; the scenario's files are those of the territory that is chosen."""
    own = (preset("open-assemblies") or "").replace("Open assemblies", "Our own assemblies")
    page.goto("/laboratory/")
    page.get_by_label("The question").select_option(label="A scenario of my own")
    page.get_by_label("The charter").select_option(label="my own, from below")
    page.get_by_label("Another charter to compare it with").select_option("rsfsr-1918")
    page.get_by_label("The territory").select_option("paris-1871")
    page.get_by_text("My own charter, places or scenario").click()
    assert "A city whose mills are cut off" in page.get_by_label("A scenario of your own").input_value()
    page.get_by_label("A scenario of your own").fill(CUT_OFF)
    page.get_by_label("A charter of your own").fill(own.replace("[franchise]", "[franchize]"))
    page.get_by_text("Numbers", exact=True).click()
    page.get_by_label("Runs at each point").fill("2")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("'franchize'").first).to_be_visible()

    page.get_by_label("A charter of your own").fill(own)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible(timeout=180_000)
    assert heading(page) == "Ménilmontant behind barricades"
    assert texts(page.locator(".trial-facts dd"))[:2] == [
        "Our own assemblies · Soviet Republic, July 1918",
        "Paris, 1871",
    ]
    finding = settled(page.locator(".finding")).first.inner_text()
    assert "In 4 steps the mean opinion of 1,799,980 members goes from" in finding
    assert "When most were cut off, these were 4.9% of all assemblies, and in the end 4.9%." in finding
    page.get_by_text("As a table: Who is in the federation, and cut off").first.click()
    assert row(page.get_by_role("table", name="Who is in the federation, and cut off").first, "4")[2] == "0.0487"
