"""A list is read in, three rows are mended, slips are printed; one person comes and votes; then it is taken back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, said, settled, sign_in, text, texts, vote
from tests.stories.conftest import Come

pytestmark = pytest.mark.story

LIST = (
    "Mitglied;E-Mail-Adresse;Mitgliedsnummer\n"
    "Jürgen Groß;juergen@example.org;11\n"
    ";nobody@example.org;12\n"
    "Hélène Lefèvre;helene@;13\n"
    "Zoë Adler;;14\n"
    "Zoë Adler;;14\n"
    "=1+1;;15\n"
).encode("cp1252")
LONG = "Nadia Donaudampfschifffahrtsgesellschaftskapitänswitwe"


def upload(page: Page) -> None:
    sign_in(page, "Dmitri")  # the chair; no secretary is elected
    page.goto("/councils/A11/")
    page.get_by_role("link", name="The roll").click()
    page.get_by_role("link", name="Read in a list").click()
    page.get_by_label("The list").set_input_files({"name": "Liste.csv", "mimeType": "text/csv", "buffer": LIST})
    page.get_by_role("button", name="Continue").click()
    assert heading(page) == "What is in which column?"
    assert "Jürgen Groß" in text(page.locator(".scroll"))
    page.get_by_role("button", name="Continue").click()


def votes_on_what_opens_now(page: Page) -> None:
    """A petition needs one signature of five here, so that its vote opens at once, with Zoë on its roll."""
    page.goto("/councils/A11/offices/1/recall/")
    page.get_by_label("Why should they be recalled?").fill("Somebody else should have a turn.")
    page.get_by_role("button", name="Open the petition").click()
    page.get_by_role("button", name="Sign the petition").click()
    vote(page, "Abstain")
    assert "Your vote is in." in page.locator("#vote").inner_text()


def test_a_list_with_three_bad_rows_becomes_a_vote_and_is_taken_back(come: Come) -> None:
    page = come("imperative", scripts=False)
    upload(page)
    assert texts(page.locator("main .errors__list li")) == [
        "Row 3: The name is missing.",
        "Row 4: This is no e-mail address. Correct it, or leave it empty.",
        "Row 6: This is the same person as in row 5. Say what differs, or leave one out.",
    ]
    page.locator("#name-3").fill(LONG)
    page.locator("#email-4").fill("helene@example.org")
    page.get_by_role("group", name="Row 6").get_by_label("Leave this row out").check()
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Invite 5 people").click()
    assert heading(page) == "5 people are invited"
    done = page.url
    page.get_by_role("link", name="To the invitations").click()
    page.get_by_role("button", name="Make slips to print").click()
    assert texts(page.locator(".slip__name")) == [
        "Jürgen Groß", LONG, "Hélène Lefèvre", "Zoë Adler", "=1+1",
    ]  # fmt: skip
    page.emulate_media(media="print")  # the lines to cut along are straight, whatever somebody is called
    assert len(set(settled(page.locator(".slip")).evaluate_all("all => all.map(slip => slip.offsetWidth)"))) == 1
    page.emulate_media(media="screen")
    link = text(page.locator(".slip__link").nth(3))
    assert re.search(r"/join/[\w-]{32}/$", link)
    page.context.clear_cookies()
    page.goto(urlsplit(link).path)
    page.get_by_label("Your name").fill("Zoë Adler")
    page.get_by_label("User name").fill("zoe")
    page.get_by_label("Password").fill("bread-and-roses")
    page.get_by_label("I live").check()
    page.get_by_role("button", name="Make my account and join").click()
    assert said(page) == "Welcome! You take part in Mill Street from now on."
    page.goto("/councils/A11/roll/")
    assert "Zoë Adler" in text(page.locator("#members"))
    votes_on_what_opens_now(page)
    sign_in(page, "Dmitri")
    page.goto(urlsplit(done).path)
    assert "Zoë Adler" in text(page.locator("main"))
    page.get_by_role("button", name="Take back 4 invitations").click()
    assert said(page) == "4 invitations are taken back."
    assert heading(page) == "This list was taken back"
    assert "Zoë Adler" in text(page.locator("main"))
