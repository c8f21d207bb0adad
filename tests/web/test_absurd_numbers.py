"""Somebody writes a number that nobody can mean: pages go on, and say where to look (R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, HOME, adopted, declare, planning, speaker

from councils.app import households, replanning
from councils.app.planning import LABOUR, bring, variant
from councils.core.charter import Charter
from councils.core.economy.declared import Technique
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.refusal import Reason, Refused

d = Decimal
PAGES = ("plan", "plan_variants", "plan_rest", "cut_off", "goods", "production", "tables")
LORRY = Technique("lorry", "Lorry", {"bread": d(997)}, {"flour": d(6)}, {"baker": d(3)}, most=d(2), whole=True)
SLOW = Technique("slow", "Slow", {"bread": d(10) ** 11}, {"flour": d(1)}, {"baker": d(10) ** 12})
OTHERWISE = Technique("other", "Other", {"bread": d(10) ** -6}, {"flour": d(10) ** 12}, {"baker": d(10) ** -6})


@pytest.fixture(scope="module")
def rules() -> Charter:
    made = planning()
    return replace(made, planning=replace(made.planning, finishing=True, rolling=True))


def absurd(city: City, technique: Technique) -> None:
    """A plan is in force; a workplace declares this, one household needs a thousand million loaves; all are asked."""
    adopted(city, city.at.date())
    declare(city, BAKERY, technique=technique)
    assert households.need(city.people[HOME][0], HOME, {("bread", households.STANDING): d(999_999_999)}) is None
    horizon = Horizon(city.at.date() + timedelta(days=3), 7, 3)
    city.say(speaker(city, "T"), "T", partial(CallNeeds, horizon=horizon))


def test_whole_runs_are_planned_where_one_needs_a_thousand_million(city: City, enter: Enter) -> None:
    absurd(city, LORRY)
    made = variant(city["T"], LABOUR)
    assert made is not None
    assert made.plan.certificate.holds
    runs = [make.runs for order in made.offer.orders for make in order.make if make.technique == "lorry"]
    assert all(much == much.to_integral_value() for much in runs)
    for view in PAGES:
        assert enter(speaker(city, "T")).get(reverse(view, args=["T"])).status_code == 200


def test_a_plan_is_found_and_brought_where_one_technique_makes_more_than_anybody_counts(city: City) -> None:
    absurd(city, SLOW)
    made = variant(city["T"], LABOUR)
    assert made is not None
    assert (made.plan.certificate.holds, made.offer.gap) == (True, 0.0)
    assert not isinstance(bring(speaker(city, "T"), city["T"], LABOUR, "Bread", ""), Refused)


def test_where_no_plan_is_found_it_is_said_where_to_look_and_the_clock_goes_on(city: City, enter: Enter) -> None:
    absurd(city, OTHERWISE)
    office = speaker(city, "T")
    for view in PAGES:
        assert enter(office).get(reverse(view, args=["T"])).status_code == 200
    shown = enter(office).get(reverse("plan_variants", args=["T"])).content.decode()
    assert "No plan was found" in shown
    assert "is Flour 1,000,000,000,000 kg" in shown
    assert replanning.replan(city.at) == 0
    refused = bring(office, city["T"], LABOUR, "Bread", "")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_PLAN_FOUND
    assert "the largest is 1000000000000 kg of Flour" in str(refused)
