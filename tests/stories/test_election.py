"""An election by ranking in the browser, counted here and, from the ballots given out, by another library (R4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from stvpoll.scottish_stv import calculate_scottish_stv
from tests.stories.acting import settled, sign_in, state, texts
from tests.stories.conftest import Come

from councils.core.vote.blt import read_blt
from councils.core.vote.profile import Profile

pytestmark = pytest.mark.story

BALLOTS = {
    "Amina": ("Bakary", "Dmitri"),
    "Bakary": ("Bakary", "Chiara"),
    "Chiara": ("Bakary", "Chiara"),
    "Dmitri": ("Dmitri",),
}


def rank(page: Page, names: tuple[str, ...]) -> None:
    for place, name in enumerate(names, start=1):
        page.locator(".marks--ranked").get_by_label(name).select_option(str(place))
    page.get_by_role("button", name="Cast this vote").click()


def test_a_ranked_election_is_counted_by_another_library_to_the_same_end(come: Come) -> None:
    page = come("ranking")
    for name, ballot in BALLOTS.items():
        sign_in(page, name)
        page.get_by_role("main").get_by_role("link", name="Secretary").first.click()
        rank(page, ballot)
    assert state(page) == "Decided"
    outcome = {row[0]: row[-1] for row in rows(page, "Who is elected")}
    assert outcome == {"Bakary": "elected", "Dmitri": "elected", "Chiara": "not elected"}

    with page.expect_download() as given:
        page.get_by_role("link", name="the ballots as BLT").click()
    profile = read_blt(given.value.path().read_text())
    assert isinstance(profile, Profile)
    papers = [(list(names), number) for number, names in profile.rankings()]
    theirs = calculate_scottish_stv(profile.candidates, papers, profile.seats, random_shuffle=False)
    assert theirs.elected_as_set() == {name for name, end in outcome.items() if end == "elected"}
    shown = {row[0].split()[0]: [float(cell.split()[0]) for cell in row[2:]] for row in rows(page, "stage by stage")}
    for stage, counted in enumerate(theirs.rounds[: len(shown["Bakary"])]):
        assert {n: shown[n][stage] for n in counted.votes} == {n: float(v) for n, v in counted.votes.items()}


def rows(page: Page, caption: str) -> list[list[str]]:
    table = page.get_by_role("table").filter(has_text=caption)
    return [texts(row.locator("th, td")) for row in settled(table.locator("tbody tr")).all()]
