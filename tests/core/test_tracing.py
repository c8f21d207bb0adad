"""What is sent fits the catalogue and the order, and an order that only sends is done when all has come (R12, R18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bakery import d, ordered
from tests.federation import Federation

from councils.core.economy.correcting import CorrectGoods
from councils.core.economy.declared import Declared, Route
from councils.core.economy.declaring import Declare
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.machines import Execution
from councils.core.refusal import Reason
from councils.ledger.verify import verify
from councils.plan.federation import vouch

BREAD = SendGoods("", "N1", "bread", d(60), unit="loaf")


def send(made: Federation, origin: str, goal: str, **what: object) -> str:
    act = replace(BREAD, by=made[origin].roll[0], to=goal, **what)  # type: ignore[arg-type]
    made.do(origin, act)
    return next(reversed(made[origin].deliveries))


def came(made: Federation, goal: str, delivery: str, much: Decimal) -> None:
    made.do(goal, ConfirmGoods(made[goal].roll[0], delivery, much, "As it is."))


def to_send(made: Federation, name: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in made["C"].orders[name].orders["S"].send:
        sums[line.product] = sums.get(line.product, Decimal(0)) + line.quantity
    return sums


@pytest.mark.parametrize(
    ("origin", "change", "said"),
    [
        ("bakery", {"product": "cake"}, "no product cake"),
        ("bakery", {"unit": "kg"}, "Bread is counted in loaf, not in kg"),
        ("bakery", {"product": "flour", "unit": "kg", "directive": "order"}, "brings Flour from S to N"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_congress_and_not_sent(origin: str, change: dict[str, object], said: str):
    made, name = ordered()
    change = {**change, **({"directive": name} if "directive" in change else {})}
    refused = made.refused(origin, replace(BREAD, by=made[origin].roll[0], **change))  # type: ignore[arg-type]
    assert (refused.reason, said in str(refused)) == (Reason.CANNOT_SEND, True)
    assert not made[origin].deliveries
    assert not made["N1"].deliveries


def test_goods_go_where_the_order_names_and_anywhere_in_their_own_place_and_without_an_order_everywhere():
    made, name = ordered()
    for goal, directive in (("N1", name), ("N", name), ("S1", name), ("S1", ""), ("C", "")):
        assert send(made, "bakery", goal, directive=directive)
    assert {(one.origin, one.goal) for one in made["C"].orders[name].passing.values()} == {("S", "N"), ("S", "S")}
    act = replace(BREAD, by=made["bakery"].roll[0], to="C", unit="bag")
    assert made.refused("bakery", act).reason is Reason.CANNOT_SEND


def test_order_that_only_sends_is_done_when_all_has_come_and_not_by_what_is_on_its_way():
    made, name = ordered()
    assert made["C"].orders[name].orders["S"].make == ()
    todo = to_send(made, name)
    wheat = send(made, "farm", "mill", product="wheat", unit="kg", quantity=todo["wheat"], directive=name)
    bread = [send(made, "bakery", goal, quantity=todo["bread"] / 2, directive=name) for goal in ("N1", "N2")]
    came(made, "mill", wheat, todo["wheat"])
    came(made, "N1", bread[0], todo["bread"] / 2)
    assert made["S"].directives[name].execution is Execution.RECEIVED
    came(made, "N2", bread[1], todo["bread"] / 2 - 3)
    assert made["S"].directives[name].execution is Execution.RECEIVED
    made.do("N2", CorrectGoods(made["N2"].roll[0], bread[1], todo["bread"] / 2, "They were in the other basket."))
    assert made["S"].directives[name].execution is Execution.COMPLETED
    assert made["C"].directives[name].progress.completed == 1
    assert verify(made.export(), planner=vouch).checked["AllReceived"] == 1


def test_order_is_done_no_more_when_less_has_come_than_was_said():
    made, name = ordered()
    for product, unit, origin, goal in (("wheat", "kg", "farm", "mill"), ("bread", "loaf", "bakery", "N1")):
        much = to_send(made, name)[product]
        one = send(made, origin, goal, product=product, unit=unit, quantity=much, directive=name)
        came(made, goal, one, much)
    assert made["S"].directives[name].execution is Execution.COMPLETED
    for much, execution in ((d(1), Execution.REPORTED), (to_send(made, name)["bread"], Execution.COMPLETED)):
        made.do("N1", CorrectGoods(made["N1"].roll[0], "bakery>1", much, "Counted again."))
        assert made["S"].directives[name].execution is execution
        assert made["C"].directives[name].progress.completed == (execution is Execution.COMPLETED)


def test_order_that_makes_something_is_not_done_by_what_has_come():
    made, name = ordered()
    one = send(made, "bakery", "N1", quantity=d(9999), directive=name)
    came(made, "N1", one, d(9999))
    assert made["bakery"].directives[name].execution is Execution.RECEIVED


def test_delivery_from_before_units_were_told_goes_as_it_went():
    made, name = ordered()
    one = send(made, "bakery", "N1", product="cake", unit="", directive=name)
    came(made, "N1", one, d(60))
    assert made["C"].orders[name].passing == {}
    assert verify(made.export(), planner=vouch).checked["GoodsConfirmed"] == 1


def test_what_is_carried_no_more_can_be_sent_wherever_it_is_wanted():
    made, name = ordered()
    for origin, goal in (("N", "S"), ("S", "N")):
        way = Declared(route=Route("flour", origin, goal), ended=True)
        made.do("C", Declare(made["C"].roll[0], way))
    assert send(made, "mill", "S1", product="flour", unit="kg", directive=name)


steps = st.lists(st.tuples(st.sampled_from(["N1", "N2"]), st.integers(1, 120), st.integers(0, 150)), max_size=8)


@settings(max_examples=20, deadline=None)
@given(steps)
def test_done_is_what_a_list_of_what_came_says(told: list[tuple[str, int, int]]):
    made, name = ordered()
    todo = to_send(made, name)
    wheat = send(made, "farm", "mill", product="wheat", unit="kg", quantity=todo["wheat"], directive=name)
    came(made, "mill", wheat, todo["wheat"])
    paper: dict[str, int] = {}
    for goal, sent, got in told:
        one = send(made, "bakery", goal, quantity=d(sent), directive=name)
        came(made, goal, one, d(got))
        paper[one] = got
        if len(paper) % 2 and got:
            first = next(iter(paper))
            where = made["bakery"].deliveries[first].goal
            if paper[first] != got:
                made.do(where, CorrectGoods(made[where].roll[0], first, d(got), "Counted again."))
                paper[first] = got
    done = sum(paper.values()) >= todo["bread"]
    assert (made["S"].directives[name].execution is Execution.COMPLETED) is done
