"""The page of a council: what everybody sees, and what only who takes part."""

from __future__ import annotations

from django.urls import reverse
from tests.federation import Federation, preset, with_seats
from tests.web.city import City, refer
from tests.web.conftest import Enter

from councils.web.views.council import sends


def page(enter: Enter, council: str, person: object = None) -> str:
    answer = enter(person).get(reverse("council", args=[council]))  # type: ignore[arg-type]
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_visitor_is_invited_to_join_an_assembly(city: City, enter: Enter) -> None:
    shown = page(enter, "A11")
    assert reverse("join", args=["A11"]) in shown
    assert reverse("propose", args=["A11"]) not in shown


def test_member_is_asked_for_motions(city: City, enter: Enter) -> None:
    shown = page(enter, "A11", city.people["A11"][0])
    assert reverse("join", args=["A11"]) not in shown
    assert reverse("propose", args=["A11"]) in shown


def test_nobody_joins_a_council_of_delegates(city: City, enter: Enter) -> None:
    assert reverse("join", args=["W1"]) not in page(enter, "W1")


def test_offices_are_shown_with_holders_to_everyone(city: City, enter: Enter) -> None:
    chair = city.people["A11"][4]
    shown = page(enter, "A11")
    assert chair.name in shown
    assert "Held by virtue of" in page(enter, "W1")


def test_recall_is_offered_to_those_who_sent_the_holder(city: City, enter: Enter) -> None:
    tenure = city["A11"].holders("chair")[0]
    link = reverse("open_petition", args=["A11", tenure.number])
    assert link in page(enter, "A11", city.people["A11"][6])
    assert link not in page(enter, "A11", city.people["A12"][6])
    assert link not in page(enter, "A11")


def test_member_without_office_is_named_to_nobody_outside(city: City, enter: Enter) -> None:
    quiet = city.people["A11"][11]
    assert quiet.name not in page(enter, "A11")


def test_delegates_are_listed_with_who_sent_them(city: City, enter: Enter) -> None:
    rows = enter().get(reverse("council", args=["W1"])).context["delegates"]
    assert [row["sender"]["name"] for row in rows] == ["Mill Street", "Mill Street", "Harbour", "Harbour"]


def test_seats_above_are_told_also_while_they_are_vacant() -> None:
    federation = Federation(with_seats(preset(), 2, 1))
    for level, name, above in ((2, "C", None), (1, "W", "C"), (0, "A", "W")):
        federation.found(name, above, level)
    federation.join("A", 3)
    told = [sends(federation["A"], federation["W"])]
    for candidate in ("Am1", "Am2"):
        federation.elect("A", "delegate", [candidate])
        told.append(sends(federation["A"], federation["W"]))
    assert told == ["2 delegates to W; 2 seats are vacant", "2 delegates to W; 1 seat is vacant", "2 delegates to W"]


def test_question_from_above_waits_below(city: City, enter: Enter) -> None:
    matter = refer(city)
    waiting = enter().get(reverse("council", args=["A21"])).context["waiting"]
    assert [row["url"] for row in waiting] == [reverse("motion", args=["A21", matter])]


def test_unknown_council_is_refused_by_its_rule(city: City, enter: Enter) -> None:
    answer = enter().get(reverse("council", args=["nowhere"]))
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (404, "R1")
