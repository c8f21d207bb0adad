"""A household writes its basket, and everybody sees sums and nothing else (R18, R19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.city import ASSEMBLIES, City, charter
from tests.web.conftest import Enter
from tests.web.works import speaker

from councils.app import households
from councils.app.batch import batch
from councils.app.membership import erase, leave
from councils.app.queries.needs import below, sums
from councils.app.record import export
from councils.app.speaking import speak
from councils.core.charter import Charter, OfficeRule
from councils.core.charter.limits import PlanningRule
from councils.core.economy.declared import Declared, Product
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.refusal import Reason, Refused
from councils.ledger.verify import verify
from councils.plan.federation import economy_of
from councils.plan.vouching import vouch
from councils.store import baskets
from councils.store.models import Household, Person

PRODUCTS = (Product("bread", "Bread", "loaf", "food"), Product("milk", "Milk", "l", "food"))
BREAD, CHILD = ("bread", households.STANDING), ("milk", households.SPECIAL)


@pytest.fixture(scope="module")
def rules() -> Charter:
    offices = (*charter().offices, OfficeRule("planner", "Planner", levels=("congress",)))
    return replace(charter(), offices=offices, planning=PlanningRule("planner", floor=3, by_product=True))


@pytest.fixture
def town(city: City) -> City:
    for product in PRODUCTS:
        done = [speak(person, "T", partial(declare, product=product)) for person in city.voices("T")]
        assert not all(isinstance(each, Refused) for each in done)
    return city


def declare(voice: str, product: Product) -> Declare:
    return Declare(voice, Declared(product=product))


def write(city: City, council: str, number: int, loaves: float) -> Person:
    person = city.people[council][number]
    assert households.need(person, council, {BREAD: Decimal(str(loaves))}) is None
    return person


def test_basket_is_written_on_the_page_and_its_sum_is_seen_above(town: City, enter: Enter) -> None:
    for number in range(3):
        browser = enter(town.people["A11"][number])
        address = reverse("needs", args=["A11"])
        answer = browser.post(address, {"do": "basket", "n-bread": "2.5", "s-milk": "1"}, follow=True)
        assert "Your basket is written" in answer.content.decode()
    (bread, milk) = sums(town["T"]).sums
    assert (bread.every, milk.every, milk.special) == (Decimal("7.5"), 3, 3)
    page = enter().get(reverse("needs", args=["W1"]) + "?product=bread").content.decode()
    assert "7.5" in page
    assert "Mill Street" in page


def test_what_people_need_is_not_counted_in_another_unit_meanwhile(town: City) -> None:
    crates = replace(PRODUCTS[0], unit="crate of twenty")
    assert not isinstance(speak(town.voices("T")[0], "T", partial(declare, product=crates)), Refused)
    assert not isinstance(speak(town.voices("T")[0], "T", partial(declare, product=PRODUCTS[0])), Refused)
    write(town, "A11", 0, 2.5)
    refused = speak(town.voices("T")[0], "T", partial(declare, product=crates))
    assert isinstance(refused, Refused)
    assert "needs a code of its own" in str(refused)
    write(town, "A11", 0, 0)
    assert not isinstance(speak(town.voices("T")[0], "T", partial(declare, product=crates)), Refused)


def test_refusal_of_a_unit_does_not_tell_what_too_few_households_need(town: City) -> None:
    """One household has a basket: bread is in it, and soap is not. Both refusals say the same."""
    write(town, "A11", 0, 2.5)
    told = []
    for product in PRODUCTS[:2]:
        refused = speak(town.voices("T")[0], "T", partial(declare, product=replace(product, unit="crate")))
        assert isinstance(refused, Refused)
        told.append(str(refused).replace(product.code, "it").replace(f" in {product.unit},", " in its,"))
    assert told[0] == told[1]
    for number in range(3):
        write(town, "A11", number, 2.5)
    done = speak(town.voices("T")[0], "T", partial(declare, product=replace(PRODUCTS[1], unit="crate")))
    assert not isinstance(done, Refused)


def test_basket_is_counted_to_the_thousandth(town: City) -> None:
    refused = households.need(town.people["A11"][0], "A11", {BREAD: Decimal("0.0001")})
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_FINE


def test_sum_of_too_few_is_not_told_and_neither_is_its_difference(town: City, enter: Enter) -> None:
    for number in range(3):
        write(town, "A11", number, 2)
    write(town, "A12", 0, 13)
    assert sums(town["A12"]).silent
    assert sums(town["A11"]).silent  # else the ward's sum would tell the other one
    assert [row.silent for row in below(town["W1"], "bread")[0]] == [True, True]
    assert "13" not in enter().get(reverse("needs", args=["A12"])).content.decode().split("<main")[1].split("</main")[0]
    assert sums(town["W1"]).sums[0].every == 19


def test_what_one_household_alone_needs_is_told_by_the_council_of_all(town: City, enter: Enter) -> None:
    for council in ("A11", "A12", "A21"):
        for number in range(3):
            write(town, council, number, 2)
    person = town.people["A21"][2]
    assert households.need(person, "A21", {BREAD: Decimal(2), CHILD: Decimal(7)}) is None
    assert [[one.product for one in sums(town[name]).sums] for name in ("A21", "W2", "T")] == [
        ["bread"],
        ["bread"],
        ["bread", "milk"],
    ]
    rows, rest = below(town["T"], "milk")
    assert ([row.every for row in rows], rest) == ([0, 0], 7)
    assert (
        "Milk" not in enter().get(reverse("needs", args=["A21"])).content.decode().split("<main")[1].split("</main")[0]
    )
    assert "for them together" in enter().get(reverse("needs", args=["T"]) + "?product=milk").content.decode()
    assert call(town) == [False, False, False]
    stated = {name: town[name].economy.needs.own.needs for name in ("A21", "W2", "T")}  # type: ignore[union-attr]
    assert [(need.product, need.quantity) for need in stated["T"]] == [("milk", 7)]
    assert {need.product for need in stated["A21"] + stated["W2"]} == {"bread"}


def on(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_what_one_household_alone_needs_on_a_day_is_told_by_the_council_of_all(town: City, enter: Enter) -> None:
    for council in ("A11", "A12", "A21"):
        for number in range(3):
            write(town, council, number, 2)
            if council == "A12":
                assert households.need_on(town.people[council][number], council, "bread", on(9), Decimal(1)) is None
    assert households.need_on(town.people["A21"][2], "A21", "bread", on(2), Decimal("6.5")) is None
    assert [sums(town[name]).sums[0].days for name in ("A21", "W2", "A12", "W1", "T")] == [0, 0, 3, 3, Decimal("9.5")]
    assert "6.5" not in main(enter().get(reverse("needs", args=["A21"])))
    assert call(town, periods=2) == [False, False, False]
    stated = {name: town[name].economy.needs.own.needs for name in ("A11", "A12", "A21", "W1", "W2", "T")}  # type: ignore[union-attr]
    assert {name: [(n.period, n.quantity) for n in needs] for name, needs in stated.items() if needs} == {
        "A11": [(1, 6), (2, 6)],
        "A12": [(1, 6), (2, 9)],
        "A21": [(1, 6), (2, 6)],
        "T": [(1, Decimal("6.5"))],
    }


def test_what_one_household_does_not_need_on_a_day_is_not_made_and_nobody_is_told_whose_that_is(town: City) -> None:
    for council in ("A11", "A21"):
        for number in range(3):
            write(town, council, number, 2)
    assert households.need_on(town.people["A21"][2], "A21", "bread", on(2), Decimal(-2)) is None
    assert call(town, periods=2) == [False, False, False]
    needs = town["T"].economy.needs
    assert needs is not None
    assert [(n.period, n.quantity) for n in needs.own.needs] == [(1, -2)]
    assert [(n.period, n.quantity) for n in needs.total.needs] == [(1, 10), (2, 12)]
    planned = [(n.place, n.period, n.quantity) for n in economy_of(town["T"]).needs]
    assert sorted(planned) == [("W1", "1", 4.0), ("W1", "2", 6.0), ("W2", "1", 6.0), ("W2", "2", 6.0)]
    assert verify(export(), planner=vouch).councils["T"].economy.needs == needs


def main(page: Any) -> str:
    return page.content.decode().split("<main")[1].split("</main")[0]


def call(city: City, periods: int = 1) -> list[bool]:
    """The congress calls for needs; which assemblies keep silent."""
    horizon = Horizon(timezone.localdate(), 7, periods)
    city.done(speak(speaker(city, "T"), "T", partial(CallNeeds, horizon=horizon)))
    return [city[name].economy.needs.own.held_back for name in ASSEMBLIES]  # type: ignore[union-attr]


def test_call_for_needs_looks_at_siblings_once(town: City) -> None:
    for number in range(3):
        write(town, "A11", number, 2)
    write(town, "A12", 0, 13)
    with CaptureQueriesContext(connection) as asked:
        assert call(town) == [True, True, False]
    needs = town["T"].economy.needs
    assert needs is not None
    assert (needs.total.households, needs.total.needs[0].quantity) == (4, 19)
    counted = [query["sql"] for query in asked.captured_queries if "store_needcount" in query["sql"]]
    assert len(counted) == len(("T", "below T", "below W1", "below W2"))


def test_next_call_goes_by_what_is_needed_then(town: City) -> None:
    for number in range(3):
        write(town, "A11", number, 2)
        write(town, "A12", number, 1)
    with batch():
        assert call(town) == [False, False, False]
        assert households.need(town.people["A12"][0], "A12", {}) is None
        assert call(town) == [True, True, False]


def test_nobody_writes_the_basket_of_another_assembly(town: City, enter: Enter) -> None:
    stranger = town.people["A21"][0]
    answer = enter(stranger).post(reverse("needs", args=["A11"]), {"do": "basket", "n-bread": "1"})
    assert answer.status_code in (403, 404, 409, 422)
    assert Household.objects.count() == 0
    assert "R2" in answer.content.decode()


@pytest.mark.parametrize("much", ["-1", "1e30", "0.0001", "NaN", "x"])
def test_amount_that_cannot_be_is_told_and_nothing_is_lost(town: City, enter: Enter, much: str) -> None:
    browser = enter(town.people["A11"][0])
    address = reverse("needs", args=["A11"])
    answer = browser.post(address, {"do": "basket", "n-bread": much, "n-milk": "3"})
    assert answer.status_code == 422 or "R18" in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert baskets.sums("T") == {}


@pytest.mark.parametrize(
    ("typed", "much"), [("1,5", "1.5"), (" 1 234.5", "1234.5"), ("1,234.5", "1234.5"), ("2.", "2")]
)
def test_amount_is_read_as_people_type_it(town: City, enter: Enter, typed: str, much: str) -> None:
    member = town.people["A11"][0]
    assert enter(member).post(reverse("needs", args=["A11"]), {"do": "basket", "n-bread": typed}).status_code == 302
    assert households.basket(member, "A11")["bread", households.STANDING] == Decimal(much)


@pytest.mark.parametrize("typed", ["1,500", "5 kg", "five", "1.5.2", "NaN"])
def test_what_is_no_number_comes_back_as_it_was_typed(town: City, enter: Enter, typed: str) -> None:
    answer = enter(town.people["A11"][0]).post(
        reverse("needs", args=["A11"]), {"do": "basket", "n-bread": typed, "n-milk": "2"}
    )
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_nobody_takes_away_on_single_days_what_others_need(town: City) -> None:
    member, day = town.people["A11"][0], timezone.localdate() + timedelta(days=3)
    assert households.need(member, "A11", {("bread", households.STANDING): Decimal(5)}) is None

    def less(days: int, much: int) -> Refused | None:
        return households.need_on(member, "A11", "bread", day + timedelta(days=days), Decimal(-much))

    assert less(0, 3) is None
    assert [reason(less(1, 3)), less(1, 2), reason(less(6, 1)), less(8, 5)] == [
        Reason.BELOW_NOTHING,
        None,
        Reason.BELOW_NOTHING,
        None,
    ]
    assert less(0, 2) is None  # instead of the 3
    assert reason(less(-4, 1)) is Reason.DAY_OVER


def reason(refused: Refused | None) -> Reason:
    assert refused is not None
    return refused.reason


def test_one_day_counts_on_that_day(town: City, enter: Enter) -> None:
    for number in range(3):
        write(town, "A11", number, 2)
    day = timezone.localdate() + timedelta(days=3)
    form = {"do": "day", "day-product": "bread", "day-day": day.isoformat(), "day-more": "-1.5"}
    enter(town.people["A11"][0]).post(reverse("needs", args=["A11"]), form)
    assert sums(town["T"]).sums[0].days == Decimal("-1.5")


def test_two_who_live_together_have_one_basket(town: City) -> None:
    one, other = write(town, "A11", 0, 2), write(town, "A11", 1, 5)
    given = households.code(one, "A11")
    for person, council, code in ((other, "A11", given + "x"), (town.people["A21"][0], "A21", given)):
        refused = households.move_in(person, council, code)
        assert refused is not None
        assert refused.reason is Reason.NO_SUCH_HOUSEHOLD
    assert households.move_in(other, "A11", given) is None
    assert households.basket(other, "A11") == {BREAD: 2}
    assert baskets.sums("A11") == {("bread", households.STANDING, 0): 2000}


def test_who_leaves_or_is_erased_needs_nothing_here_any_more(town: City) -> None:
    leave(write(town, "A11", 3, 2), "A11")
    erase(write(town, "A11", 4, 3))
    assert baskets.sums("T") == {}
    assert Household.objects.count() == 0


def test_what_the_catalogue_does_not_have_is_not_needed(town: City) -> None:
    refused = households.need(town.people["A11"][0], "A11", {("cake", 2): Decimal(1)})
    assert refused is not None
    assert refused.reason is Reason.NO_SUCH_PRODUCT
