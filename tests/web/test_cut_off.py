"""A part of a federation on its own: what runs out and when, against sums done by hand (R18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.api.conftest import program
from tests.web.city import City
from tests.web.conftest import Enter, command_line
from tests.web.planned import BAKING, FLOUR, MILLING, called, declare, declared, planning_charter

from councils.app.queries.cut_off import on_their_own
from councils.cli.plan_outlook import alone, outlook
from councils.core.charter import Charter
from councils.core.economy.declared import Route, Stock
from councils.plan.what_if.alone import Alone

__all__ = ["program"]


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


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--place", "W1"], "none of it, from the first day on"),
        (["--place", "W1", "--place", "W2"], "all of it"),
    ],
)
def test_command_line_says_from_when_on_something_is_lacking(parted: City, asked: list[str], said: str) -> None:
    told = command_line(alone, "--council", "T", *asked)
    assert told.output == f"Bread, 57.14 loaf a day: {said}\n"


@pytest.mark.parametrize(
    ("met", "said"),
    [
        ((1.0, 1.0, 0.5, 0.2), "all of it until day 2, 20% on day 4"),
        ((0.5, 0.2), "less than is needed from the first day on, 20% on day 2"),
    ],
)
def test_what_runs_out_is_told_with_its_day(met: tuple[float, ...], said: str) -> None:
    assert outlook(Alone("bread", 1.0, met, ())) == said


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


def test_page_says_what_it_takes_before_needs_were_called_for(city: City, enter: Enter) -> None:
    declared(city)
    shown = enter().get("/councils/T/plan/alone/").content.decode()
    assert "Needs have not been called for yet" in shown
    assert "no plan is found" not in shown.lower()


def test_programs_read_aims_before_there_is_a_plan_and_why_nothing_is_foreseen_yet(
    city: City, program: Callable[..., Any]
) -> None:
    declared(city)
    asking = program()
    told = asking.get("/councils/T/plan/aims").json()
    assert (told["ready"], [one["aim"] for one in told["aims"]]) == (False, ["labour", "fair"])
    for path in ("plan/alone", "goods/bread/forecast"):
        answer = asking.get(f"/councils/T/{path}")
        assert (answer.status_code, "not been called for" in answer.json()["detail"]) == (409, True)


def test_programs_read_what_runs_out_and_what_freeing_would_do(parted: City, program: Callable[..., Any]) -> None:
    asking = program()
    assert asking.get("/councils/T/plan/aims").json()["ready"]
    alone = asking.get("/councils/A11/plan/alone?days=7").json()
    assert (alone["places"], alone["products"][0]["lasts"]) == (["W1"], 0)
    both = asking.get("/councils/T/plan/alone?place=W1&place=W2").json()
    assert (both["days"], both["products"][0]["lasts"]) == (14, 14)
    assert asking.get("/councils/T/plan/alone?place=A11").status_code == 422
    assert asking.get("/councils/T/plan/alone?days=9").status_code == 422
    rows = asking.get("/councils/T/goods/bread/forecast").json()
    assert [row["more"] for row in rows] == [0.0, 0.1, 0.25, 0.5, 1.0]
    assert rows[-1]["hours"] > rows[0]["hours"]
    assert asking.get("/councils/T/goods/salt/forecast").status_code == 404
