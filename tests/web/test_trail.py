"""The trail: from the congress down to the counts of every assembly, and the way of one assembly's votes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.queries import trail as trails
from councils.core.vote.tally import Choice
from councils.web import referrals


@pytest.fixture
def decided(city: City) -> str:
    """A11 and A12 narrowly yes, A21 wholly no, with four votes in A12 not cast."""
    matter = refer(city)
    for number, person in enumerate(city.people["A11"]):
        city.vote(person, "A11", matter, Choice.YES if number < 7 else Choice.NO)
    for person in city.people["A12"][:4]:
        city.vote(person, "A12", matter, Choice.YES)
    decide(city, "A21", matter, Choice.NO)
    city.pass_days(30)
    return matter


def shown(enter: Enter, name: str, matter: str, page: str = "1") -> list[str]:
    """The councils that the trail of ``name`` shows below it."""
    answer = enter().get(reverse("trail", args=[name, matter]), {"page": page})
    return [child["key"] for child in answer.context["referral"]["roots"][0]["children"]]


def test_trail_goes_down_level_by_level(city: City, enter: Enter, decided: str) -> None:
    page = enter().get(reverse("trail", args=["T", decided])).content.decode()
    assert [reverse("trail", args=[name, decided]) in page for name in ("W1", "W2", "A11")] == [True, True, False]
    assert [shown(enter, name, decided) for name in ("T", "W1", "W2")] == [["W1", "W2"], ["A11", "A12"], ["A21"]]


def test_wide_level_goes_over_several_pages(
    city: City, enter: Enter, decided: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referrals, "PER_PAGE", 1)
    pages = [shown(enter, "W1", decided, page) for page in ("1", "2", "9", "x")]
    assert pages == [["A11"], ["A12"], ["A12"], ["A11"]]


def test_trail_of_a_great_federation_reads_its_own_level_alone(
    city: City, enter: Enter, decided: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trails, "WHOLE", 1)
    answer = enter().get(reverse("trail", args=["T", decided]))
    assert [line["key"] for line in answer.context["referral"]["roots"][0]["children"]] == ["W1", "W2"]
    assert answer.context["assemblies"] == []


def test_way_of_one_assembly_ends_at_the_congress(city: City, enter: Enter, decided: str) -> None:
    way = enter().get(reverse("trail", args=["T", decided]), {"from": "A11"}).context["way"]
    assert [(step["name"], step["position"]) for step in way] == [
        ("Mill Street", "yes"),
        ("First ward", "yes"),
        ("Town", "yes"),
    ]
    assert way[0]["text"] == (
        "12 of 12 took part: 7 yes, 5 no, 0 abstaining. So it says: yes. What goes up: 2 delegates yes."
    )


def test_counts_of_all_assemblies_stand_in_a_table(city: City, enter: Enter, decided: str) -> None:
    rows = enter().get(reverse("trail", args=["T", decided]), {"counts": "all"}).context["table"]["rows"]
    assert [(row[0]["text"], *row[1:5]) for row in rows] == [
        ("Mill Street", 12, 7, 5, 0),
        ("Harbour", 8, 4, 0, 0),
        ("Orchard", 6, 0, 6, 0),
    ]


def test_unknown_assembly_has_no_way(city: City, enter: Enter, decided: str) -> None:
    assert enter().get(reverse("trail", args=["T", decided]), {"from": "nowhere"}).context["way"] == []


def test_matter_without_a_vote_has_no_trail(city: City, enter: Enter) -> None:
    assert enter().get(reverse("trail", args=["T", "T:99"])).status_code == 404
