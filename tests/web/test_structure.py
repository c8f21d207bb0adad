"""Splits, mergers and other changes of the tree, as pages show them and take them (R16)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.app.conftest import Town, settled
from tests.app.splitting import CHARTER, PART, carried, member, part, split_day, state

from councils.app.founding import NotFoundedError, found
from councils.app.perform import tick
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.place import Place, Places
from councils.core.proposal import Proposal
from councils.web.kinds import hosts


@pytest.fixture
def town(db: None) -> Town:
    return settled(CHARTER, timezone.now())


def signed_in(town: Town, name: str) -> Client:
    client = Client()
    client.force_login(town.people[name])
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_split_is_proposed_with_a_name(town: Town) -> None:
    member_of = signed_in(town, "A11-1")
    typed = {"title": "Split", "name": "Upper Mill", "text": "", "caucus": ""}
    member_of.post("/councils/A11/motions/new/", {**typed, "kind": "split"})
    assert [m.proposal.name for m in state("A11").motions.values()] == ["Upper Mill"]


def test_part_is_chosen_on_the_page_of_the_assembly(town: Town) -> None:
    part(town, timezone.now())
    stays = signed_in(town, "A11-3")
    assert "2 members go so far, 3 stay." in read(stays, "/councils/A11/")
    stays.post("/councils/A11/part/", {"part": "go"})
    split = state("A11").split
    assert split is not None
    assert member(town.people["A11-3"], "A11") in split.going
    assert "3 members go so far, 2 stay." in read(stays, "/councils/A11/")


def test_new_assembly_names_the_one_that_it_branched_off_from(town: Town) -> None:
    part(town, timezone.now())
    tick(split_day())
    assert 'Branched off from another assembly: <a href="/councils/A11/">Mill Street</a>' in read(
        signed_in(town, "A11-1"), f"/councils/{PART}/"
    )


def test_offer_to_merge_is_answered_from_the_page(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.MERGER, "Merge", target="A12"), timezone.now())
    page = read(signed_in(town, "A12-1"), "/councils/A12/")
    assert "Mill Street offers to come over into this assembly." in page
    assert "/councils/A12/motions/new/?kind=merger&amp;target=A11" in page


def test_merged_assembly_leads_on(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.MERGER, "Merge", target="A12"), timezone.now())
    carried(town, "A12", Proposal(Kind.MERGER, "Merge", target="A11"), timezone.now())
    page = read(Client(), "/councils/A11/")
    assert '<a href="/councils/A12/">Go on to Harbour</a>' in page
    assert "Join this assembly" not in page


def test_motion_that_was_not_voted_on_leads_to_where_it_goes_on(town: Town) -> None:
    """And one about the assembly itself says that it has ended with it."""
    now = timezone.now()
    for proposal in (Proposal(Kind.RESOLUTION, "Bread"), Proposal(Kind.LEAVING, "Away")):
        town.do("A11", Propose(member(town.people["A11-1"], "A11"), proposal), now)
    bread, away = state("A11").motions
    carried(town, "A11", Proposal(Kind.MERGER, "Merge", target="A12"), now)
    carried(town, "A12", Proposal(Kind.MERGER, "Merge", target="A11"), now)
    again = next(m.id for m in state("A12").motions.values() if m.origin == bread)
    before, after, ended = (read(Client(), f"/councils/{m[:3]}/motions/{m}/") for m in (bread, again, away))
    assert f'<a href="/councils/A12/motions/{again}/">Harbour</a>' in before
    assert f'<a href="/councils/A11/motions/{bread}/">Mill Street</a>' in after
    assert ("Goes on in another assembly" in before, "Ended with the merger" in ended) == (True, True)


def test_federation_beside_is_shown_and_can_ask_to_join(town: Town) -> None:
    found(
        "Isle",
        CHARTER,
        Places([Place("I", "Isle", "ward", "", 20), Place("I1", "Quay", "quarter", "I", 20)]),
        beside=True,
    )
    assert '<a href="/federations/I/">Isle</a>' in read(Client(), "/federations/T/")
    isle = state("I")
    assert hosts(isle) == [("T", "Town (T)"), ("W1", "First ward (W1)"), ("W2", "Second ward (W2)")]


def test_federation_beside_needs_codes_of_its_own(town: Town) -> None:
    with pytest.raises(NotFoundedError, match="The code A11 is in use"):
        found("Isle", CHARTER, Places([Place("A11", "Isle", "quarter", "", 20)]), beside=True)
