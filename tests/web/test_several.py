"""Two federations in one database: a public town, and an isle of tenants that only its members see (R16, R19).

Every page, address of the API and command that is about a council keeps to the federation of this council.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.app.conftest import START, Town, settled
from tests.app.splitting import AT_ONCE, CHARTER, carried, member, proposed
from tests.federation import preset
from tests.web.test_members_only import asked

from councils.app.founding import found
from councils.app.identity import council
from councils.app.membership import issue_invitation, join
from councils.app.notices import Notice
from councils.app.queries.federations import councils_elsewhere, federations
from councils.app.queries.status import status
from councils.app.queries.waiting import waiting
from councils.app.signing import sign_head
from councils.app.subscriptions import new_feed
from councils.app.tokens import Scope
from councils.core.charter import Admission, Charter, Kind, Visibility
from councils.core.place import Place, Places
from councils.core.proposal import Proposal
from councils.ledger.verify import verify
from councils.store.models import Person
from councils.web.letters import letter

TOWN = replace(CHARTER, motions={**CHARTER.motions, Kind.LEAVING: AT_ONCE})
ISLE = Places(
    [
        Place("I", "Isle meeting", "union", "", 30),
        Place("I1", "Quay", "building", "I", 20),
        Place("I2", "Lighthouse", "building", "I", 10),
    ]
)


def tenants() -> Charter:
    rules = preset("tenants-union")
    words = {"assembly": "house", "assemblies": "houses"}
    open_house = replace(rules.franchise, admission=Admission.DECLARATION)
    motions = CHARTER.motions
    return replace(rules, visibility=Visibility.MEMBERS, vocabulary=words, motions=motions, franchise=open_house)


@pytest.fixture
def town(db: None) -> Town:
    """Both, with five members in each assembly of the town and two in each house of the isle."""
    made = settled(TOWN)
    found("Isle of tenants", tenants(), ISLE, START, beside=True)
    grounds = tuple(c.token for c in tenants().franchise.requires)
    for house in ("I1", "I2"):
        for number in (1, 2):
            name = f"{house}-{number}"
            made.people[name] = Person.objects.create(username=name, name=f"Person {name}")
            join(made.people[name], house, grounds, at=START)
    return made


def get(town: Town, who: str, address: str) -> Any:
    browser = Client()
    if who:
        browser.force_login(town.people[who])
    return browser.get(address)


def page(town: Town, who: str, address: str) -> str:
    answer = get(town, who, address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_first_page_lists_all_and_tells_nothing_of_what_is_hidden(town: Town) -> None:
    rows = [(f["name"], f["hidden"], f["mine"]) for f in get(town, "", "/").context["federations"]]
    assert rows == [("Isle of tenants", True, False), ("Town", False, False)]
    rows = [(f["name"], f["hidden"], f["mine"]) for f in get(town, "A11-1", "/").context["federations"]]
    assert rows == [("Town", False, True), ("Isle of tenants", True, False)]
    assert "for its members" in page(town, "A11-1", "/federations/T/")


def test_each_federation_has_a_page_by_its_congress(town: Town) -> None:
    assert "<h1>Town</h1>" in page(town, "", "/federations/T/")
    assert "<h1>Isle of tenants</h1>" in page(town, "I1-1", "/federations/I/")
    assert get(town, "", "/federations/A11/").headers["Location"] == "/federations/T/"
    assert get(town, "", "/federations/nowhere/").status_code == 404


@pytest.mark.parametrize("address", ["/federations/I/", "/councils/I/", "/councils/I1/", "/councils/I1/record/"])
def test_members_of_one_do_not_see_the_other_that_is_hidden(town: Town, address: str) -> None:
    assert [get(town, who, address).status_code for who in ("", "A11-1", "I2-1")] == [403, 403, 200]
    shut = get(town, "A11-1", address)
    assert shut.context["shut"].name == "Isle of tenants"
    assert 'href="/councils/I/charter/"' in shut.content.decode()


def test_charters_are_those_of_the_council_asked(town: Town) -> None:
    titles = {name: get(town, "", f"/councils/{name}/charter/").context["charter"].title for name in ("A12", "T", "I1")}
    assert titles == {"A12": TOWN.title, "T": TOWN.title, "I1": tenants().title}
    assert 'visibility = "members"' in get(town, "", "/councils/I/charter/1/charter.toml").content.decode()
    assert get(town, "", "/councils/nowhere/charter/").status_code == 404


def test_address_without_a_council_leads_to_ones_own_federation(town: Town) -> None:
    where = [get(town, who, "/charter/1/").headers["Location"] for who in ("I1-1", "A11-1", "")]
    assert where == ["/councils/I/charter/1/", "/councils/T/charter/1/", "/"]
    assert get(town, "", "/rules/").status_code == 200


def test_words_and_name_on_a_page_are_those_of_its_federation(town: Town) -> None:
    shell = get(town, "I1-1", "/councils/I1/").context
    assert (shell["vocabulary"], shell["shell"]["federation_name"]) == (tenants().vocabulary, "Isle of tenants")
    assert shell["shell"]["home_url"] == "/federations/I/"
    shell = get(town, "I1-1", "/councils/A11/").context
    assert (shell["vocabulary"], shell["shell"]["federation_name"]) == (TOWN.vocabulary, "Town")


def test_invitation_is_headed_by_the_federation_it_leads_to(town: Town) -> None:
    link = issue_invitation("I1", "Zoë", founding=True)
    assert get(town, "", f"/join/{link}/").context["shell"]["federation_name"] == "Isle of tenants"


def test_charter_changes_are_proposed_in_ones_own_federation_alone(town: Town) -> None:
    assert (
        get(town, "A11-1", "/councils/T/charter/").context["propose_url"] == "/councils/A11/motions/new/?kind=charter"
    )
    assert get(town, "A11-1", "/councils/I/charter/").context["propose_url"] == ""


def test_decisions_shown_are_of_this_federation(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.PROCEDURE, "Doors open at seven"), timezone.now())
    assert "Doors open at seven" in page(town, "I1-1", "/federations/T/")
    assert "Doors open at seven" not in page(town, "I1-1", "/federations/I/")


def test_whole_record_is_for_who_may_see_all_of_it(town: Town) -> None:
    for address in ("/record/", "/record/export/"):
        answers = [get(town, who, address) for who in ("", "A11-1", "I1-1")]
        assert [answer.status_code for answer in answers] == [403, 403, 200]
        answers[-1].close()
    assert "holds those of Isle of tenants too" in get(town, "A11-1", "/record/").content.decode()
    assert get(town, "A11-1", "/record/head/").status_code == 200
    assert get(town, "", "/councils/A11/record/").status_code == 200


def test_record_of_both_verifies_under_the_name_it_began_with(town: Town) -> None:
    from councils.app.record import export

    proof = verify(export())
    assert (proof.head.federation, len(proof.councils)) == ("Town", 9)
    assert sign_head().federation == "Town"


def test_api_keeps_each_federation_to_itself(town: Town) -> None:
    tenant, neighbour = town.people["I1-1"], town.people["A11-1"]
    told = asked("/federations", neighbour, Scope.READ).json()
    assert [(one["root"], one["members_only"]) for one in told] == [("I", True), ("T", False)]
    assert asked("/federation", neighbour, Scope.READ).status_code == 404
    assert asked("/federations/A11", None, Scope.READ).json()["name"] == "Town"
    paths = ("/federations/I", "/councils/I1", "/record", "/record/export")
    assert [asked(path, neighbour, Scope.READ).status_code for path in paths] == [403] * 4
    assert [asked(path, tenant, Scope.READ).status_code for path in paths] == [200] * 4
    seen = [[row["id"] for row in asked("/councils", who, Scope.READ).json()["items"]] for who in (neighbour, tenant)]
    assert seen == [["A11", "A12", "A21", "T", "W1", "W2"], ["A11", "A12", "A21", "I", "I1", "I2", "T", "W1", "W2"]]
    assert asked("/councils/I/charters", None, Scope.READ).json()[0]["name"] == "tenants-union"
    acts = asked("/record?limit=50", tenant, Scope.READ).json()["items"]
    theirs, ours = (next(act["seq"] for act in acts if act["council"] == name) for name in ("I1", "A11"))
    assert [asked(f"/record/{seq}", neighbour, Scope.READ).status_code for seq in (theirs, ours)] == [403, 200]


def test_letter_tells_what_is_public_and_only_that_there_is_more(town: Town, settings: Any) -> None:
    settings.URL = "https://councils.example"
    person = town.people["A11-2"]
    join(person, "I1", tuple(c.token for c in tenants().franchise.requires), at=timezone.now())
    proposed(town, "A11-1", "A11", Proposal(Kind.PROCEDURE, "Doors open at seven"), timezone.now())
    proposed(town, "I1-1", "I1", Proposal(Kind.PROCEDURE, "Rent strike"), timezone.now())
    told = letter(Notice(person, tuple(waiting(person)), (), "1"))
    assert told.subject == "Isle of tenants, Town: 2 things wait for you"
    assert "Doors open at seven" in told.body
    assert "Something waits for you" in told.body
    assert "Rent strike" not in told.message().as_string()
    feed = Client().get(f"/feeds/{new_feed(person)}/waiting.atom").content.decode()
    assert "Isle of tenants, Town" in feed


def test_status_counts_both(town: Town) -> None:
    told = status()
    assert told["federations"] == [
        {"name": "Isle of tenants", "root": "I"},
        {"name": "Town", "root": "T"},
    ]
    assert (told["councils"], [row["id"] for row in told["rows"] if not row["depth"]]) == (9, ["I", "T"])


def test_moving_stays_in_the_federation(town: Town) -> None:
    assert [row.pk for row in get(town, "A11-1", "/councils/A11/move/").context["assemblies"]] == ["A12", "A21"]
    refused = get(town, "A11-1", "/councils/A11/move/I1/")
    assert "Quay" not in refused.content.decode()


def test_who_would_join_a_hidden_federation_sees_its_congress_alone(town: Town) -> None:
    assert [row.pk for row in councils_elsewhere("T")] == ["I"]
    assert [row.pk for row in councils_elsewhere("I")] == ["T", "W1", "W2"]


def test_council_that_left_is_a_federation_by_itself(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.LEAVING, "We go"), timezone.now())
    left = council("A11")
    assert left is not None
    assert left.parent is None
    assert [(f.name, f.root) for f in federations()] == [
        ("Isle of tenants", "I"),
        ("Mill Street", "A11"),
        ("Town", "T"),
    ]
    assert "<h1>Mill Street</h1>" in page(town, "A11-1", "/federations/A11/")
    assert "Mill Street" not in page(town, "", "/federations/T/").split('id="neighbours"')[0]
    assert get(town, "", "/councils/A11/charter/").context["charter"].title == TOWN.title
    assert member(town.people["A11-1"], "A11") in left.roll


def test_feeds_of_both_tell_that_a_council_has_left(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.LEAVING, "We go"), timezone.now())
    left, above = (get(town, "", f"/councils/{name}/decided.atom").content.decode() for name in ("A11", "W1"))
    assert "Mill Street leaves the federation, with all below it." in left
    assert "Mill Street is no longer below First ward (left the federation)." in above
