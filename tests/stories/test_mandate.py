"""A vote in an assembly becomes a mandate, and a delegate's vote against it is refused, or flagged (R7, R8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, row, said, sign_in, state, text, texts, vote
from tests.stories.conftest import Come
from tests.stories.town import QUESTION

pytestmark = pytest.mark.story

BAKARY = "/councils/W1/delegates/A11.2/"
IN_THE_WARD = "/councils/W1/motions/T:2/"


def mill_street_says_no(page: Page) -> None:
    """Two of four have said no; Amina and Bakary are the last. With every paper in, the vote closes by itself."""
    page.goto(BAKARY)
    waiting = "the vote is open; those below have not decided yet"
    assert row(page, QUESTION) == [QUESTION, "not yet decided", "has not voted yet", f"vote still open {waiting}"]

    sign_in(page, "Amina")
    page.get_by_role("main").get_by_role("link", name=QUESTION).first.click()
    assert page.url.endswith("/councils/A11/motions/T:2/")
    vote(page, "No")
    assert said(page) == "Your vote is on the record: no."
    assert "You have voted no." in page.locator("#vote").inner_text()

    page.get_by_role("button", name="Sign out").click()
    assert text(page.locator(".site-account")) == "Visitor Sign in"

    sign_in(page, "Bakary")
    page.goto("/councils/A11/motions/T:2/")
    vote(page, "No")
    assert text(page.locator("#answer .lead")) == "No"
    assert text(page.locator("#answer .tally__legend")) == "0 yes 4 no 0 abstain quorum 1"
    assert texts(page.locator("#votes summary")) == ["No: 4"]


def mandate_line(page: Page) -> str:
    """What the form says of the mandate, to a delegate who is about to vote."""
    page.goto(IN_THE_WARD)
    return text(page.locator(".ballot .ballot__bound"))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_vote_against_an_imperative_mandate_is_refused_with_rule_and_remedy(come: Come, scripts: bool) -> None:
    page = come("imperative", scripts=scripts)
    mill_street_says_no(page)

    page.goto(BAKARY)
    cells = row(page, QUESTION)
    assert cells[1] == "no Mill Street: 0 yes, 4 no, 0 abstaining"
    assert cells[3] == "vote still open any other vote is refused by the rules"

    decided = "Mill Street has decided: 2 delegates no. The mandate is imperative: any other vote is refused."
    assert mandate_line(page) == f"{decided} R8"
    vote(page, "Yes")
    refusal = page.get_by_role("alert")
    assert text(refusal.locator(".refusal__rule")) == "Rule R8: The mandate"
    assert text(refusal.locator("h2 + p")) == (
        "Mill Street bound its delegation to 0 yes, 2 no and 0 abstentions; the mandate is imperative."
    )
    assert texts(refusal.locator("li")) == ["Vote as you were told, or ask those who sent you to decide anew."]
    assert (heading(page), state(page)) == (QUESTION, "Voting now")
    assert row(page, "Bakary") == ["Bakary", "Mill Street", "has not voted"]

    vote(page, "No")
    assert said(page) == "Your vote is on the record: no."
    assert row(page, "Bakary") == ["Bakary", "Mill Street", "no"]
    page.goto(BAKARY)
    assert row(page, QUESTION)[2] == "no"


def test_a_vote_against_an_answerable_mandate_is_a_breach_and_opens_a_petition(come: Come) -> None:
    page = come("answerable")
    mill_street_says_no(page)

    decided = "Mill Street has decided: 2 delegates no. The mandate is answerable:"
    assert mandate_line(page) == f"{decided} another vote is shown as a breach, and a recall is asked for. R8"
    vote(page, "Yes")
    assert said(page) == "Your vote is on the record: yes."

    page.goto(BAKARY)
    cells = row(page, QUESTION)
    assert cells[2:] == ["yes", "Breach of mandate on record as a breach; it opens a petition for recall"]
    assert text(page.locator("#mandates .sums__alarm")) == "1 breach"

    page.get_by_role("link", name="Voted in First ward against the mandate").click()
    assert (heading(page), state(page)) == ("Bakary", "Petition")
    assert text(page.locator("#grounds .small")) == "Opened by rule R8. See the vote"
    assert "0 of 1 needed" in text(page.locator("#sign .threshold"))
    page.get_by_role("link", name="See the vote").click()
    assert heading(page) == QUESTION
    assert page.url.endswith(IN_THE_WARD)


def test_a_referral_that_renews_itself_keeps_the_focus_and_what_is_open(come: Come) -> None:
    page = come("imperative")
    page.goto("/councils/T/motions/T:2/")
    fold = page.locator("#referral-live summary").last
    fold.focus()
    page.keyboard.press("Enter")
    said = fold.inner_text()
    page.evaluate("""async () => {
        const part = document.getElementById("referral-live");
        part.dataset.old = "yes";
        await htmx.ajax("GET", location.pathname + "live/", { target: part, swap: "outerHTML" });
    }""")
    page.locator("#referral-live:not([data-old])").wait_for()
    page.wait_for_function("document.activeElement.matches('#referral-live details[open] > summary')")
    assert page.evaluate("document.activeElement.innerText") == said
