"""What lies in stock costs what making it again would take (R18)."""

from __future__ import annotations

from dataclasses import replace

from tests.bakery import BAKING, FARMING, MILLING, adopted, d, declare, federation

from councils.core.economy.declared import Direction, Product, Stock, Technique, Trade
from councils.core.economy.replacing import replaced

JAM = Product("jam", "Jam", "jar", keeps=d(1))
BOILING = Technique("boiling", "Boiling", {"jam": d(10)}, {}, {"cook": d(5)})


def test_work_in_a_product_is_that_of_the_way_that_takes_least_with_all_it_uses():
    hand = Technique("hand", "By hand", {"flour": d(1)}, {"wheat": d(2)}, {"miller": d(2)})
    hours = replaced([BAKING, MILLING, hand, FARMING])
    assert hours == {
        "wheat": d("0.02"),
        "flour": (1 + 125 * d("0.02")) / 100,
        "bread": (d("0.5") + 6 * d("0.035")) / 10,
    }


def test_what_is_used_of_a_product_to_make_it_is_taken_off():
    assert replaced([Technique("sow", "Sowing", {"wheat": d(10)}, {"wheat": d(2)}, {"farmer": d(4)})]) == {
        "wheat": d("0.5")
    }


def test_what_is_bought_costs_the_work_in_what_is_sold_for_it():
    ways = [BOILING, Trade("jam", Direction.EXPORT, d(4), "money"), Trade("salt", Direction.IMPORT, d(2), "money")]
    assert replaced(ways) == {"jam": d("0.5"), "money": d("0.125"), "salt": d("0.25")}


def test_products_that_are_used_for_each_other_have_the_work_of_both():
    coal = Technique("coal", "Coal", {"coal": d(1)}, {"iron": d("0.5")}, {"miner": d(1)})
    iron = Technique("iron", "Iron", {"iron": d(1)}, {"coal": d("0.5")}, {"smith": d(1)})
    assert {code: round(hours, 6) for code, hours in replaced([coal, iron]).items()} == {"coal": 2, "iron": 2}


def test_what_no_plan_has_made_costs_what_making_it_would_take_while_it_is_in_stock():
    made = federation()
    declare(made, "C", product=JAM)
    declare(made, "farm", technique=BOILING)
    adopted(made)
    assert made["C"].economy.value("jam") is None
    declare(made, "farm", stock=Stock("jam", d(20)))
    assert made["C"].economy.value("jam") == d("0.5")
    declare(made, "farm", technique=replace(BOILING, most=d(0)))
    assert made["C"].economy.value("jam") == 0  # nobody can make it, and no plan has


def test_what_the_plan_does_not_make_any_more_costs_what_the_last_one_had():
    made = federation()
    adopted(made)
    worth = made["C"].economy.value("flour")
    declare(made, "bakery", stock=Stock("flour", d(10_000)))
    declare(made, "mill", technique=replace(MILLING, works={"miller": d(3)}))
    adopted(made)
    offer = made["C"].economy.offer
    assert offer is not None
    assert not offer.values.get("flour")
    assert (made["C"].economy.value("flour"), bool(worth)) == (worth, True)
