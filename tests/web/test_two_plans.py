"""While a plan waits for its first day, the orders of the one before are shown, reported on and finished (R12, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from tests.valueflows import unfit
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, adopted, carried, planning, speaker

from councils.app.queries.tables import Asked, table
from councils.app.telling import Told, tell_files
from councils.core.charter import Charter
from councils.core.directive import Acknowledge
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.orders import Made, ReportMade


@pytest.fixture(scope="module")
def rules() -> Charter:
    made = planning()
    return replace(made, planning=replace(made.planning, finishing=True, parting=True))


@pytest.fixture(scope="module")
def two(built_city: City) -> tuple[City, str, str]:
    """Two weeks of bread are ordered; another plan is carried that begins on the fourth day of the second week."""
    city = replace(built_city)
    start = city.at.date() + timedelta(days=14)
    before = adopted(city, start)
    city.say(speaker(city, BAKERY), BAKERY, lambda by: Acknowledge(by, before))
    city.say(speaker(city, "T"), "T", partial(CallNeeds, horizon=Horizon(start + timedelta(days=10), 7, 2)))
    return city, before, carried(city)


def test_both_are_on_the_page_what_is_due_first_comes_first(two: tuple[City, str, str], db: None, enter: Enter) -> None:
    city, before, after = two
    page = enter().get(reverse("production", args=["W2"]))
    shown = [(one["in_force"], one["by_product"]["rows"][0][:3]) for one in page.context["plans"]]
    assert shown == [(False, ["Bread (loaf)", "90", "0"]), (True, ["Bread (loaf)", "120", "0"])]  # 3 of 7 days: 30
    text = page.content.decode()
    assert "Being finished: Bread for two weeks" in text
    assert 'id="products-2"' in text
    assert reverse("directive", args=[BAKERY, before]) in text
    lines = table(Asked(city["W2"], city["T"], None), "production")[1:]
    assert [(line[6], line[-1]) for line in lines if line[0] == BAKERY] == [
        (60, before),
        (30, before),
        (60, after),
        (60, after),
    ]


def test_program_hears_of_both_orders(two: tuple[City, str, str], db: None, enter: Enter) -> None:
    _, before, after = two
    told = enter().get(f"/api/v1/councils/{BAKERY}/orders").json()
    assert [(one["directive"], [make["makes"]["bread"] for make in one["make"]]) for one in told] == [
        (before, ["60", "30"]),
        (after, ["60", "60"]),
    ]


def test_report_from_a_file_names_the_order_that_it_is_for(two: tuple[City, str, str], db: None) -> None:
    city, before, _ = replace(two[0]), *two[1:]
    text = f"technique,period,flow,code,quantity,directive\nbaking,2,makes,bread,30,{before}\n"
    assert tell_files(speaker(city, BAKERY), BAKERY, {"reports.csv": text}) == Told({"reports.csv": 1})
    assert city["T"].orders[before].made[BAKERY][0].makes["bread"] == 30
    told = table(Asked(city["W2"], city["T"], None), "reports")
    assert [row[-1] for row in told[1:]] == [before]


def test_valueflows_tell_all_orders_that_stand(two: tuple[City, str, str], db: None, enter: Enter) -> None:
    city, before, after = replace(two[0]), *two[1:]
    make = city["T"].orders[before].orders[BAKERY].make[0]
    made = Made(make.technique, make.period, {"bread": Decimal(25)}, hours=Decimal(2))
    city.say(speaker(city, BAKERY), BAKERY, lambda by: ReportMade(by, before, made))
    told = enter().get(reverse("production_events", args=["T"])).json()
    assert unfit(told) == []
    plans = {each["@id"]: each["rdfs:label"] for each in told["@graph"] if each["@type"] == "vf:Plan"}
    assert plans == {f"plan:{name}": city["T"].directives[name].title for name in (before, after)}
    bread = [each for each in told["@graph"] if each.get("vf:resourceConformsTo") == {"@id": "product:bread"}]
    much = {name: sum(map(quantity, filter(partial(ordered_by, name), bread))) for name in (before, after)}
    assert much == {before: 90, after: 120}
    (report,) = [each for each in bread if each["@type"] == "vf:EconomicEvent"]
    assert report["vf:fulfills"] == {"@id": f"order:{before}:{BAKERY}:baking:{make.period}:produce:bread"}


def ordered_by(order: str, flow: dict[str, Any]) -> bool:
    return flow["@id"].startswith(f"order:{order}:") and flow["vf:action"] == {"@id": "vf:produce"}


def quantity(flow: dict[str, Any]) -> float:
    return float(flow["vf:resourceQuantity"]["vf:hasNumericalValue"])
