"""The charter in plain words, its versions, the difference between two, and the rules under their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from tests.web.city import City, charter, decide
from tests.web.conftest import Enter

from councils.app.queries.acts import Told
from councils.core.charter import Charter, Kind, MandateKind
from councils.core.charter.toml import parse_charter
from councils.core.council import CharterVersion
from councils.core.proposal import Proposal
from councils.core.vote.tally import Choice
from councils.web.charter_changes import changes
from councils.web.views.charter import called
from councils.web.views.record import stood_under
from councils.web.words import RULES


@pytest.fixture(scope="module")
def rules() -> Charter:
    """The city is small: one seconder is enough for a change of the charter."""
    rule = charter().motion(Kind.CHARTER)
    return replace(charter(), motions={**charter().motions, Kind.CHARTER: replace(rule, seconders=1)})


@pytest.fixture
def amended(city: City) -> str:
    """Version 2: petitions need a fifth."""
    new = replace(city.charter, recall=replace(city.charter.recall, petition_share=Fraction(1, 5)))
    matter = city.propose("T", Proposal(Kind.CHARTER, "A fifth for petitions", charter=new))
    city.pass_days(city.charter.motion(Kind.CHARTER).notice_days)
    for assembly in ("A11", "A12", "A21"):
        decide(city, assembly, matter, Choice.YES)
    city.pass_days(30)
    return matter


def test_charter_is_told_in_plain_words(city: City, enter: Enter) -> None:
    page = enter().get("/councils/T/charter/").content.decode()
    assert "Everyone in any office can be recalled at any moment by those who elected them." in page
    assert 'href="/councils/T/rules/#r10"' in page


def test_versions_name_the_motion_that_brought_them(city: City, enter: Enter, amended: str) -> None:
    versions = enter().get("/councils/T/charter/").context["versions"]
    assert [(v["version"], v["motion_url"], v["difference_url"]) for v in versions] == [
        (2, reverse("motion", args=["T", amended]), "/councils/T/charter/1/2/"),
        (1, "", ""),
    ]


def test_difference_sets_old_beside_new(city: City, enter: Enter, amended: str) -> None:
    answer = enter().get("/councils/T/charter/1/2/")
    assert [(c["title"], c["rule"]) for c in answer.context["changes"]] == [("Recall", "R10")]
    assert answer.context["table"]["rows"] == [["recall.petition_share", "1/10", "1/5"]]


def test_motion_says_what_it_changes_in_the_charter(city: City, enter: Enter, amended: str) -> None:
    for council in ("T", "A11"):
        told = enter().get(reverse("motion", args=[council, amended])).context["changes"]
        assert [(c["title"], c["after"]) for c in told] == [
            ("Recall", "Petitions need the signatures of 20% of the roll within 30 days.")
        ]


def test_versions_with_one_number_are_told_apart_by_their_titles(city: City) -> None:
    """As where a congress had come under another federation's charter, and left again."""
    isle = CharterVersion(1, replace(city.charter, title="Isle"), city.at)
    twice = replace(city["T"], charters=(*city["T"].charters, isle, replace(isle, version=2)))
    own = twice.charters[0].charter.title
    assert [called(twice, each) for each in twice.charters] == [
        f"Version 1 of “{own}”",
        "Version 1 of “Isle”",
        "Version 2",
    ]
    act = Told(1, "T", 1, city.at, 1, (), "")
    before = replace(act, at=city.at - timedelta(days=1))
    assert [stood_under(told, twice) for told in (before, act, replace(act, charter=2))] == ["1", "1 (“Isle”)", "2"]


def test_earlier_version_stays_readable(city: City, enter: Enter, amended: str) -> None:
    answer = enter().get("/councils/T/charter/1/")
    assert (answer.status_code, answer.context["in_force"]) == (200, False)


def test_file_of_a_version_is_that_version(city: City, enter: Enter, amended: str) -> None:
    text = enter().get("/councils/T/charter/1/charter.toml").content.decode()
    assert parse_charter(text) == city.charter


def test_unknown_version_is_not_found(city: City, enter: Enter) -> None:
    assert enter().get("/councils/T/charter/9/").status_code == 404


def test_other_choice_of_the_same_rule_stands_beside_the_old_one(city: City) -> None:
    new = replace(city.charter, referral=replace(city.charter.referral, mandate=MandateKind.ANSWERABLE))
    told = changes(city.charter, new)
    assert [(c["rule"], bool(c["before"]), bool(c["after"])) for c in told] == [("R8", True, True)]


def test_every_rule_has_its_anchor_and_its_words(city: City, enter: Enter) -> None:
    answer = enter().get("/rules/")
    page = answer.content.decode()
    assert [rule["number"] for rule in answer.context["rules"]] == [f"R{n}" for n in range(1, 21)] == list(RULES)
    assert all(f'id="r{n}"' in page for n in range(1, 21))
