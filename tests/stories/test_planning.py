"""A household enters its week, an oven gives less, a plan is made anew, voted on and carried; a good is freed (R18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.images import SVG, photograph
from tests.stories.acting import heading, row, said, settled, sign_in, state, text, vote
from tests.stories.conftest import Come
from tests.stories.test_structure import propose, verified

pytestmark = pytest.mark.story

DELEGATES = ("Amina", "Bakary", "Ines", "Jonas")  # of the congress
ORCHARD = ("Ines", "Jonas", "Karim")  # the first two are the delegates in the second ward


def test_a_household_enters_its_week_and_the_ward_sees_the_sum(
    come: Come, violations: Callable[[Page], list[str]]
) -> None:
    page = come("planning")
    sign_in(page, "Amina")
    page.goto("/councils/A11/")
    page.get_by_role("link", name="Needs, and your own basket").click()
    page.get_by_label("Bread", exact=True).fill("25.5")
    page.get_by_role("button", name="Write the basket").click()
    assert said(page) == "Your basket is written. The sums have followed."
    page.locator(".crumbs").get_by_role("link", name="First ward").click()
    page.get_by_role("link", name="Needs, and your own basket").click()
    assert row(page, "Bread")[1] == "65.5"
    assert violations(page) == []


def test_an_oven_gives_less_and_the_plan_made_anew_is_carried(
    come: Come, violations: Callable[[Page], list[str]]
) -> None:
    page = come("planning")
    the_oven_gives_less(page)
    planner = needs_are_called_for(page)

    page.get_by_role("link", name="See what plans there could be").first.click() if page.url.endswith(
        "/plan/"
    ) else None
    assert heading(page) == "What plans there could be"
    assert text(page.locator("table").first).count("2") > 0
    assert violations(page) == []
    page.get_by_text("Bring it as a motion").first.click()
    page.get_by_label("Title").first.fill("Bread with one oven")
    page.get_by_role("button", name="Bring it", exact=True).first.click()
    assert heading(page) == "Bread with one oven"
    assert "Its certificate holds" in text(page.locator(".lead"))
    assert "in force" in text(page.locator("table").first)
    assert violations(page) == []
    page.get_by_role("link", name="To the motion and the vote").click()
    address = page.url.split("/", 3)[3]
    page = carried(come, page, address, by=planner)
    page.goto("/councils/T/plan/")
    assert "Bread with one oven" in text(page.locator(".lead"))
    page.goto("/councils/A21/production/")
    assert "Bread with one oven" in text(page.locator(".lead"))


def test_plans_that_take_long_are_waited_for_on_their_page(
    come: Come, violations: Callable[[Page], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCILS_PLANS_AT_ONCE", "-1")  # small as they are
    page = come("planning")
    sign_in(page, "Amina")
    page.goto("/councils/T/plan/variants/")
    assert heading(page) == "Plans are being made"
    assert violations(page) == []
    page.get_by_role("heading", name="What plans there could be").wait_for()  # opened by the page itself
    page.reload()
    assert heading(page) == "What plans there could be"


def test_a_good_is_freed_and_taken_without_credits(come: Come, violations: Callable[[Page], list[str]]) -> None:
    page = come("planning")
    sign_in(page, "Jonas")
    page.goto("/councils/T/goods/")
    page.get_by_role("link", name="Bread").click()
    assert heading(page) == "Bread: what freeing it would do"
    assert row(page, "as now")[0] == "as now"
    assert violations(page) == []
    page.get_by_role("link", name="Propose how it is had").click()
    page.get_by_label("Title").fill("Bread is free")
    page.get_by_label("Free", exact=True).check()
    page.get_by_role("button", name="Propose").click()
    address = page.url.split("/", 3)[3]
    page = carried(come, page, address, by="Jonas")
    sign_in(page, "Amina")
    page.goto("/councils/A11/goods/")
    assert row(page, "Bread")[1] == "Free."
    page.get_by_label("What", exact=True).select_option(label="Bread (loaf)")
    page.get_by_label("How much").fill("3")
    page.get_by_role("button", name="Take it").click()
    assert said(page) == "Bread 3 loaf: it is yours."


def test_a_product_is_shown_by_a_photograph_and_by_none_again(
    come: Come, tmp_path: Path, violations: Callable[[Page], list[str]]
) -> None:
    page = come("planning")
    name, photo, page_itself = keeper(page), tmp_path / "loaf.jpg", tmp_path / "loaf.png"
    photo.write_bytes(photograph())
    page_itself.write_bytes(SVG)
    page.get_by_text("Show it by a picture").click()
    page.get_by_label("The image").set_input_files(page_itself)
    page.get_by_role("button", name="Show it", exact=True).click()
    assert "no image in PNG, JPEG or WebP" in text(page.get_by_role("main"))
    page.get_by_label("The image").set_input_files(photo)
    page.get_by_label("What is to be seen").fill("A round loaf")
    page.get_by_role("button", name="Show it", exact=True).click()
    assert said(page) == "This is its picture now."
    assert loaded(page, "A round loaf") == (600, 800)
    assert violations(page) == []
    page.goto("/councils/A11/catalogue/")
    assert loaded(page, "A round loaf") == (72, 96)
    assert violations(page) == []
    page.goto("/councils/T/catalogue/bread/")
    page.get_by_text("Change its picture").click()
    page.get_by_role("button", name="Take the picture away").click()
    assert page.locator("main img, aside img").count() == 0
    told = verified(page, tmp_path)
    assert (told.checked["DeclarationMade"] > 2, name in DELEGATES) == (True, True)


def keeper(page: Page) -> str:
    """Whoever keeps the catalogue, on the page of bread: their name."""
    for name in DELEGATES:
        sign_in(page, name)
        page.goto("/councils/T/catalogue/bread/")
        if settled(page.get_by_text("Show it by a picture")).count():
            return name
    raise AssertionError("nobody keeps the catalogue")


def loaded(page: Page, alt: str) -> tuple[int, int]:
    """How large the image is that the browser has drawn; (0, 0) where it could draw none."""
    image = page.get_by_alt_text(alt).locator("visible=true").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete", arg=image.element_handle())
    width, height = image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return width, height


def carried(come: Come, page: Page, address: str, *, by: str, names: Sequence[str] = DELEGATES) -> Page:
    """Another delegate seconds a motion, and a day later all of them vote for it."""
    for name in names:
        sign_in(page, name)
        page.goto(f"/{address}")
        second = page.get_by_role("button", name="Second this motion")
        if name != by and settled(second).count():
            second.click()
            break
    page = come("planning", days=1.1)
    for name in names:
        sign_in(page, name)
        page.goto(f"/{address}")
        if settled(page.locator(".ballot").get_by_role("radio")).count():
            vote(page, "Yes")
    page.goto(f"/{address}")
    assert state(page) == "Carried"
    return page


def the_oven_gives_less(page: Page) -> None:
    """Whoever speaks for the bakery declares that it can bake less."""
    sign_in(page, "Karim")
    page.goto("/councils/A21/workplace/")
    page.get_by_role("link", name="Correct it").first.click()
    page.get_by_label("Most runs in a period").fill("5")
    page.get_by_role("button", name="Declare it").first.click()
    assert "on the record" in said(page)
    page.get_by_role("navigation", name="Planning").get_by_role("link", name="Plan", exact=True).click()
    assert "It cannot be carried out as it is" in text(page.get_by_role("main"))


def needs_are_called_for(page: Page, council: str = "T", names: Sequence[str] = DELEGATES) -> str:
    """By whoever speaks for the planning: their name."""
    for name in names:
        sign_in(page, name)
        page.goto(f"/councils/{council}/plan/")
        fold = page.get_by_text("Call for needs")
        if settled(fold).count():
            fold.click()
            page.get_by_label("First day").fill((datetime.now(UTC) + timedelta(days=2)).date().isoformat())
            page.get_by_label("Periods").fill("2")
            page.get_by_role("button", name="Ask everybody").click()
            assert said(page) == "Everybody was asked, and the sums are here. Now plans can be made for them."
            return name
    raise AssertionError("nobody speaks for the planning")


def test_a_ward_leaves_with_its_bakery_and_plans_by_itself(
    come: Come, tmp_path: Path, violations: Callable[[Page], list[str]]
) -> None:
    page = come("planning")
    for name in ORCHARD:
        sign_in(page, name)
        page.goto("/councils/A21/needs/")
        page.get_by_label("Bread", exact=True).fill("5")
        page.get_by_role("button", name="Write the basket").click()
    motion = moved(page, "Orchard goes its own way")
    goes = page.locator("#along")
    assert "the catalogue of 3 products, and 4 declarations" in goes.inner_text()
    assert violations(page) == []
    for place, names in (("A21", ORCHARD), ("W2", ORCHARD[:2])):
        for name in names:
            sign_in(page, name)
            page.goto(motion.replace("/councils/W2/", f"/councils/{place}/"))
            vote(page, "Yes")
    assert state(page) == "Carried"

    planner = needs_are_called_for(page, council="W2", names=ORCHARD[:2])
    assert heading(page) == "What plans there could be"
    page.get_by_text("Bring it as a motion").first.click()
    page.get_by_label("Title").first.fill("Bread for Orchard")
    page.get_by_role("button", name="Bring it", exact=True).first.click()
    page.get_by_role("link", name="To the motion and the vote").click()
    page = carried(come, page, page.url.split("/", 3)[3], by=planner, names=ORCHARD[:2])
    page.goto("/councils/A21/production/")
    assert "Bread for Orchard" in text(page.locator(".lead"))
    page.goto("/councils/T/workplace/")
    assert "Orchard" not in text(page.locator("#below"))
    assert verified(page, tmp_path).checked["MeansTaken"] == 1


def moved(page: Page, title: str) -> str:
    """A motion of the second ward to leave; its address."""
    sign_in(page, ORCHARD[0])
    page.goto("/councils/W2/motions/new/?kind=leaving")
    return propose(page, title)
