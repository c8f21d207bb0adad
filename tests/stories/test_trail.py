"""A visitor follows a decision from the congress down to the counts of one assembly (R7, R9)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, settled, text, texts

pytestmark = pytest.mark.story

NAMES = ["By delegates", "By members represented", "Base votes passed through"]


def numbers(text: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def test_a_visitor_reads_a_decision_down_to_one_assemblys_counts(page: Page) -> None:
    assert page.locator(".site-account").inner_text().split("\n")[0] == "Visitor"
    disputed = page.locator(".disagree")
    title = text(disputed.locator("strong").last)
    sentence, opposite = texts(disputed.locator("p"))[2:4]
    disputed.get_by_role("link", name="See where it turned").click()

    assert heading(page) == title
    assert text(page.locator(".result .lead")) == sentence
    assert text(page.locator(".result .disagree p").nth(1)) == opposite
    countings = settled(page.locator(".result__counting")).all()
    assert [counting.locator("h3").inner_text() for counting in countings] == NAMES
    assert [text(c.locator(".result__outcome")) for c in countings] == ["carried decides", "carried", "not carried"]
    of_the_base = numbers(countings[2].locator(".tally__legend").inner_text())[:3]
    assert numbers(opposite) == of_the_base[:2]
    assert of_the_base[0] < of_the_base[1]

    page.get_by_role("link", name="The counts of 80 assemblies").click()
    page.wait_for_load_state()
    rows = [cells.locator("td").all_inner_texts() for cells in page.locator("#counts tbody tr").all()]
    assert len(rows) == 80
    base = [sum(map(int, column)) for column in zip(*(row[1:4] for row in rows if "%" not in row[4]), strict=True)]
    assert base == of_the_base

    an_assembly_below_where_it_turned(page)


def an_assembly_below_where_it_turned(page: Page) -> None:
    """From the ward whose council said the opposite of its assemblies, to one of these, and back up its votes' way."""
    turned = text(page.locator(".disagree li").last)
    ward = turned.partition(":")[0]
    of_its_assemblies = numbers(turned.partition(":")[2])[:2]
    branch = page.locator("li.referral__node", has=page.locator("a", has_text=f"Go to {ward}")).last
    branch.locator("summary").click()
    branch.locator(".referral__level").wait_for()  # fetched from the page of that council
    leaves = settled(branch.locator("ul .referral__line")).all()
    counts = [numbers(leaf.locator(".referral__count").inner_text()) for leaf in leaves]
    assert [sum(column) for column in zip(*counts, strict=True)][:2] == of_its_assemblies

    name, (yes, no, abstain) = leaves[-1].get_by_role("link").inner_text(), counts[-1]
    page.get_by_label("Assembly").select_option(label=name)
    page.get_by_role("button", name="Follow its votes").click()
    way = page.locator("#way .record__act")
    assert texts(way.locator(".record__when")) == [name, ward, "Paris"]
    assert f"took part: {yes} yes, {no} no, {abstain} abstaining. So it says: " in text(way.first)
    assert turned in text(way.nth(1))

    way.first.get_by_role("link").click()
    assert f"as {name} answers it" in page.locator(".kicker").first.inner_text()
    assert numbers(page.locator("#answer .tally__legend").inner_text())[:3] == [yes, no, abstain]
