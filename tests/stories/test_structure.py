"""An assembly that has grown too large splits, and a neighbouring federation joins: both by people, on pages (R16)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.stories.acting import heading, row, said, sign_in, state, text, texts, vote
from tests.stories.conftest import Come
from tests.stories.town import DIRECTIVE, QUESTION

from councils.ledger.verify import Proof, verify
from councils.plan.federation import vouch

pytestmark = pytest.mark.story

BENCH = "A bench at the bridge"
FERRY = "The ferry waits for the congress"


def all_vote(page: Page, motion: str, *names: str) -> None:
    for name in names:
        sign_in(page, name)
        page.goto(motion)
        vote(page, "Yes")


def propose(page: Page, title: str, **fields: str) -> str:
    """On the form of a motion: fill it in, and bring the motion; its address."""
    page.get_by_label("Title").fill(title)
    for label, typed in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(typed)
    page.get_by_role("button", name="Propose it").click()
    assert heading(page) == title
    return page.url


def verified(page: Page, folder: Path) -> Proof:
    """The record, downloaded from its page, decided and counted again."""
    page.goto("/record/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the record").click()
    file = folder / "record.jsonl"
    download.value.save_as(file)
    with file.open("rb") as lines:
        return verify(lines, planner=vouch)


def mill_street_decides_to_split(page: Page) -> None:
    sign_in(page, "Amina")
    page.goto("/councils/A11/")
    assert "It has 4 members; by the charter every assembly has 3 at most." in page.locator("main").inner_text()
    page.get_by_role("link", name="Propose to split it").click()
    split = propose(page, "We are too many for one room", Name_of_the_new_assembly="Upper Mill")
    vote(page, "Yes")
    page.goto("/councils/A11/motions/new/?kind=resolution")
    propose(page, BENCH)
    all_vote(page, split, "Bakary", "Dmitri", "Chiara")
    assert state(page) == "Carried"


def goes(page: Page) -> None:
    """Whoever is signed in will be of the new assembly."""
    page.goto("/councils/A11/")
    page.locator("#split").get_by_label("Upper Mill").check()
    page.get_by_role("button", name="Say so").click()
    assert said(page) == "You go with the new assembly."


def test_an_assembly_over_its_size_splits_with_a_motion_open_and_a_delegate_in_office(
    come: Come, tmp_path: Path
) -> None:
    page = come("imperative")
    mill_street_decides_to_split(page)
    goes(page)
    sign_in(page, "Amina")
    goes(page)
    assert "2 members go so far, 2 stay." in page.locator("#split").inner_text()

    page = come("imperative", days=3.1)
    sign_in(page, "Amina")
    assert texts(page.locator("#councils .task__title")) == ["Upper Mill", "First ward", "Town"]
    page.get_by_role("link", name="Upper Mill", exact=True).first.click()
    assert "Branched off from another assembly: Mill Street" in text(page.locator("main"))
    assert BENCH in page.locator("#motions").inner_text()
    assert DIRECTIVE in page.locator("#directives").inner_text()
    assert "Amina" in page.locator("#offices").inner_text()
    page.goto("/councils/W1/")
    assert [row(page, name)[1] for name in ("Amina", "Bakary")] == ["Upper Mill", "Mill Street"]
    page.goto("/councils/T/")
    assert row(page, "Amina")[1] == "First ward"

    page.goto("/home/")  # what had come to Mill Street before is answered there, by all who were on its roll
    page.get_by_role("main").get_by_role("link", name=QUESTION).first.click()
    assert page.url.endswith("/councils/A11/motions/T:2/")
    vote(page, "No")
    sign_in(page, "Bakary")
    page.goto("/councils/A11/motions/T:2/")
    vote(page, "No")
    for seat in ("A11.1", "A11.2"):
        page.goto(f"/councils/W1/delegates/{seat}/")
        assert row(page, QUESTION)[1] == "no Mill Street: 0 yes, 4 no, 0 abstaining"
    assert verified(page, tmp_path).checked["AssemblySplit"] == 1


def the_isle_asks_to_join(page: Page) -> None:
    """Its delegates move it, all its people decide, and so its delegates vote."""
    sign_in(page, "Lena")
    page.goto("/councils/I/motions/new/?kind=joining")
    page.get_by_label("Town (T)").check()
    motion = propose(page, "Let us go together with the town")
    below = motion.replace("/councils/I/", "/councils/I1/")
    page.goto(below)
    vote(page, "Yes")
    all_vote(page, below, "Marek")
    page.goto(motion)
    vote(page, "Yes")
    all_vote(page, motion, "Lena")
    assert state(page) == "Carried"


def the_town_takes_it_in(page: Page) -> None:
    sign_in(page, "Amina")
    page.goto("/councils/T/")
    assert "Isle asks to be taken in, with all below it." in page.locator("main").inner_text()
    page.get_by_role("link", name="Propose to admit it").click()
    assert page.get_by_label("Isle").is_checked()
    motion = propose(page, "Welcome, isle")
    vote(page, "Yes")
    page.goto("/councils/T/motions/new/?kind=procedure")
    propose(page, FERRY)
    all_vote(page, motion, "Bakary", "Ines", "Jonas")
    assert state(page) == "Carried"


def lena_is_sent_to_the_congress(come: Come, page: Page) -> Page:
    """As soon as it is part of the town, the isle elects its delegates by the charter of the town."""
    sign_in(page, "Lena")
    page.get_by_role("main").get_by_role("link", name="Delegate").first.click()
    election = page.url
    page.get_by_role("button", name="I stand").click()
    later = come("neighbours", days=7.1)
    address = election[election.index("/councils/") :]
    for name in ("Marek", "Lena"):
        sign_in(later, name)
        later.goto(address)
        later.get_by_label("Lena").check()
        later.get_by_role("button", name="Cast this vote").click()
    return later


def test_a_neighbouring_federation_joins_and_its_delegate_votes_in_the_congress(come: Come, tmp_path: Path) -> None:
    page = come("neighbours")
    assert texts(page.locator("main .task__title")) == ["Isle", "Town"]
    the_isle_asks_to_join(page)
    the_town_takes_it_in(page)
    page.goto("/")
    assert heading(page) == "Town"
    assert "Isle" in page.locator("#tree").inner_text()
    page.goto("/councils/I1/charter/")
    assert heading(page) == "Open assemblies"

    page = lena_is_sent_to_the_congress(come, page)
    page.goto("/home/")
    page.get_by_role("main").get_by_role("link", name=FERRY).click()
    page.get_by_role("button", name="Second this motion").click()
    vote(page, "Yes")
    assert row(page, "Lena") == ["Lena", "Isle", "yes"]
    checked = verified(page, tmp_path).checked
    assert (checked["FederationJoined"], checked["CouncilTakenIn"]) == (1, 1)
