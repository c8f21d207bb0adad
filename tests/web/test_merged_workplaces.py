"""The pages of workplaces that have become one, while a plan is in force (R16, R18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import HOME, MILL, adopted, planning, speaker

from councils.core.charter import Charter, Kind
from councils.core.economy.deliveries import SendGoods
from councils.core.motion import Proposal
from councils.core.vote.tally import Choice


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture(scope="module")
def merged(built_city: City) -> tuple[City, str]:
    """The mill goes over into the neighbourhood, which has no order; the name of the orders in force."""
    city = replace(built_city)
    orders = adopted(city)
    city.say(speaker(city, MILL), MILL, lambda by: SendGoods(by, HOME, "flour", Decimal(5), unit="kg"))
    for here, other in ((MILL, HOME), (HOME, MILL)):
        matter = city.propose(here, Proposal(Kind.MERGER, "One", target=other))
        city.pass_days(city.charter.motion(Kind.MERGER).notice_days)
        for person in city.voices(here):
            city.vote(person, here, matter, Choice.YES)
        city.pass_days(city.charter.motion(Kind.MERGER).voting_days)
    assert city[MILL].merged_into == HOME
    return city, orders


def test_order_is_shown_and_reported_where_the_workplace_has_gone_over_to(
    merged: tuple[City, str], db: None, enter: Enter
) -> None:
    city, orders = replace(merged[0]), merged[1]
    miller, page = enter(speaker(city, HOME)), reverse("directive", args=[HOME, orders])
    assert [row[0]["text"] for row in miller.get(page).context["what_to_make"]["rows"]] == ["Flour (kg)"] * 2
    miller.post(page, {"do": "acknowledge"})
    told = {"do": "report", "which": "milling@1", "made-flour": "1", "used-wheat": "1.25", "hours": "0.1"}
    assert miller.post(page, told).status_code == 302
    assert city["T"].orders[orders].made[HOME][0].makes["flour"] == 1


def test_both_sides_of_what_one_had_sent_to_the_other_are_corrected(
    merged: tuple[City, str], db: None, enter: Enter
) -> None:
    city = replace(merged[0])
    (name,) = city[HOME].deliveries
    neighbour, page = enter(speaker(city, HOME)), reverse("deliveries", args=[HOME])
    neighbour.post(page, {"do": "confirm", "delivery": name, "quantity": "4", "note": "A bag burst."})
    sent, came = neighbour.get(page).context["there"]["rows"][0][4:]
    for cell, before, after in ((sent, "5", "6"), (came, "4", "4.5")):
        form = neighbour.get(page + cell["action"]["url"].partition("#")[0]).context["correct_form"]
        assert form["quantity"].value() == before
        again = {"do": "correct", "delivery": name, "quantity": after, "reason": "Weighed again."}
        assert neighbour.post(page, again | ({"came": "1"} if form.came else {})).status_code == 302
    told = city[HOME].deliveries[name]
    assert (told.quantity, told.got) == (6, Decimal("4.5"))


@pytest.mark.parametrize("council", [HOME, MILL, "W1", "T", "A21"])
def test_every_page_of_the_plan_answers(merged: tuple[City, str], db: None, enter: Enter, council: str) -> None:
    planner = enter(speaker(merged[0], "T"))
    pages = [reverse(name, args=[council]) for name in ("council", "workplace", "production", "deliveries", "plan")]
    assert {planner.get(page).status_code for page in pages} == {200}
