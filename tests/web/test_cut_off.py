"""A part of a federation on its own: what runs out and when, against sums done by hand (R18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import BAKING, FLOUR, MILLING, called, declare, declared, planning_charter

from councils.app.queries.cut_off import on_their_own
from councils.core.charter import Charter
from councils.core.economy.declared import Route, Stock


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning_charter()


@pytest.fixture
def parted(city: City) -> City:
    """Flour is milled in W1 and baked in W2; there 120 kilos are in store, and 400 loaves a week needed in all."""
    declared(city)
    declare(city, "T", product=replace(FLOUR, keeps=Decimal(1)))
    declare(city, "A21", technique=replace(MILLING, most=Decimal(0)))
    declare(city, "A11", technique=MILLING)
    declare(city, "A21", stock=Stock("flour", Decimal(120)))
    for product in ("bread", "flour"):
        declare(city, "T", route=Route(product, "W1", "W2"))
        declare(city, "T", route=Route(product, "W2", "W1"))
    return called(city)


def test_who_has_neither_an_oven_nor_bread_has_none_from_the_first_day(parted: City) -> None:
    (bread,) = on_their_own(parted["T"], ["W1"], 7) or []
    assert (bread.product, bread.lasts, set(bread.met)) == ("bread", 0, {0.0})


def test_together_they_lack_nothing_and_what_is_in_store_ends_when_a_sum_says_so(parted: City) -> None:
    (bread,) = on_their_own(parted["T"], ["W1", "W2"], 14) or []
    assert (bread.needed, bread.lasts) == (pytest.approx(400 / 7), 14)
    declare(parted, "A11", technique=replace(MILLING, most=Decimal(0)))
    (bread,) = on_their_own(parted["T"], ["W1", "W2"], 7) or []
    # 200 loaves: 100 for the school in seven days, since its need comes first; of 300 a week the others have 100
    assert bread.lasts == 2
    assert bread.met == pytest.approx((1, 1, 1 / 4 + 3 / 4 / 3, *[1 / 4] * 4))


def test_page_tells_it_with_a_table_and_a_plot(parted: City, enter: Enter) -> None:
    declare(parted, "A11", technique=replace(MILLING, most=Decimal(0)))
    shown = enter().get("/councils/T/plan/alone/?days=7").content.decode()
    assert "<svg viewBox" in shown
    assert "Bread" in shown
    assert "50" in shown.split("All of it until day")[-1]
    lone = enter().get("/councils/A11/plan/alone/?place=nowhere&days=x").content.decode()
    assert parted["W1"].name in lone.split("<main")[1].split("lead")[1].split("</p>")[0]
    assert BAKING.code not in lone
