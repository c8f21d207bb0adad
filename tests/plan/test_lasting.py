"""How long stocks last: against arithmetic where it is simple, and by its own plans where it is not."""

from __future__ import annotations

from dataclasses import replace
from math import floor, inf

import pytest

from councils.lab.bastion import bastion
from councils.lab.published.spreading import days_on_stocks
from councils.plan.economy import Economy, Need, Product, Route, Stock, Technique, Trade, Workplace
from councils.plan.what_if.lasting import cut_off, lasting


def larder(stock, use, made):
    return Economy(
        "A larder",
        products={"bread": Product("bread", "bread", "kg", keeps=1.0)},
        techniques={"bake": Technique("bake", "bake", "oven", {"bread": 1.0}, most=made)},
        needs=(Need("all", "food", "bread", use, 1),),
        workplaces={"oven": Workplace("oven", "oven")},
        stocks=(Stock("bread", stock, at_end=stock / 2),),
    )


@pytest.mark.parametrize(
    ("stock", "use", "made"), [(100, 10, 0), (100, 10, 5), (105, 10, 0), (5, 10, 0), (1000, 10, 7), (10, 10, 10)]
)
def test_one_product_lasts_as_long_as_arithmetic_says(stock, use, made):
    known, found = days_on_stocks(stock, use, made), lasting(larder(stock, use, made))
    assert found.days == (found.horizon if known == inf else floor(known))
    assert found.short == (() if known == inf else ("bread",))
    assert len(found.stores.get("bread", ())) == found.days


def test_of_several_what_is_used_up_first_is_named():
    found = lasting(bastion(own=0.5, stock=30, ration=1.0))
    assert (found.days, found.short[0]) == (40, "medicine")  # 30 / (1 - 0.25): half of half of it is made inside
    assert found.stores["medicine"][-1] == pytest.approx(0, abs=1e-6)
    assert found.stores["grain"][-1] > 0


def test_what_makes_another_drags_it_along():
    """Pumps stand still without fuel, though water itself is never short."""
    whole = bastion(own=1.0, stock=30, ration=1.0)
    dry = {code: technique for code, technique in whole.techniques.items() if code != "win"}
    found = lasting(replace(whole, techniques=dry))
    assert (found.days, found.short[0]) == (
        31,
        "fuel",
    )  # a day more than usual, since grain from the store needs no fields


def test_who_is_cut_off_has_neither_trade_nor_what_lies_outside():
    whole = Economy(
        "Two places",
        products={"bread": Product("bread", "bread", "kg", keeps=1.0)},
        techniques={},
        needs=(Need("a", "food", "bread", 1, 1, place="A"), Need("b", "food", "bread", 1, 1, place="B")),
        stocks=(Stock("bread", 5, place="A"), Stock("bread", 20, place="B")),
        transport=(Route("bread", "B", "A"),),
        trade=(Trade("bread", "import", 0.0, "money"),),  # type: ignore[arg-type]
    )
    assert [lasting(cut_off(whole, [place])).days for place in "AB"] == [5, 20]
    assert lasting(cut_off(whole)).days == 12
