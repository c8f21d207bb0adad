"""What people do on the pages, whatever the story: sign in, vote, read."""

from __future__ import annotations

from playwright.sync_api import Locator, Page
from tests.stories.town import PASSWORD


def sign_in(page: Page, name: str) -> None:
    """As somebody of the town, through the form, in a browser that knows nobody."""
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_label("User name").fill(name.lower())
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert heading(page) == "What waits for me"
    assert page.locator(".site-account__person").inner_text() == name


def vote(page: Page, answer: str) -> None:
    """On a page with a ballot: answer, and confirm it on the next page."""
    page.locator(".ballot").get_by_role("radio", name=answer).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast this vote").click()


def text(locator: Locator) -> str:
    """What one element says, on one line."""
    return " ".join(locator.inner_text().split())


def texts(locator: Locator) -> list[str]:
    return [" ".join(found.split()) for found in settled(locator).all_inner_texts()]


def settled(locator: Locator) -> Locator:
    """The same, once its page has come whole: what is counted or listed waits for nothing by itself."""
    locator.page.wait_for_load_state()
    return locator


def heading(page: Page) -> str:
    return text(page.get_by_role("heading", level=1))


def state(page: Page) -> str:
    """The word beside the heading."""
    return text(page.locator(".title-line .tag"))


def said(page: Page) -> str:
    """What the page says was just done."""
    return text(page.locator(".panel--good .panel__title"))


def row(page: Page, words: str) -> list[str]:
    """The cells of the one table row that holds ``words``."""
    return texts(page.get_by_role("row").filter(has_text=words).locator("th, td"))
