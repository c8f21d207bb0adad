"""Scales of plots: what is higher on one panel than on the one beside it is more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.lab.charts import Bars
from councils.lab.plot import EDGE, WIDE, Panel, figure
from councils.lab.scale import on_one_scale, power_ticks, round_ticks

numbers = st.floats(1e-6, 1e9)


def heights(drawn: str) -> list[float]:
    """Of the ends of each line."""
    return [float(line.split()[-1].split(",")[1]) for line in re.findall(r'points="([^"]+)"', drawn)]


def flat(value: float, **more: object) -> Panel:
    return Panel("Title", {"line": [(1, value), (2, value)]}, even=True, **more)


@pytest.mark.parametrize("log", [False, True])
def test_panels_of_two_charters_are_on_one_scale(log):
    (one,), (other,) = on_one_scale([[flat(1, log=log)], [flat(2, log=log)]])
    assert heights(one.drawn())[0] > heights(other.drawn())[0]  # down the page is less
    assert re.findall(r">([0-9.]+)<", one.drawn()) == re.findall(r">([0-9.]+)<", other.drawn())


def test_panels_of_one_measure_are_on_one_scale_and_others_are_not():
    drawn = figure([flat(1, measure="share"), flat(2, measure="share"), flat(500)], "across")
    low, high, other = heights(drawn)
    assert (low > high, high == other) == (True, True)
    assert re.findall(r'text-anchor="end">([^<]+)<', drawn)[-1] in ("500", "600")


def test_bars_of_two_charters_are_on_one_scale():
    (one,), (other,) = on_one_scale([[Bars("T", {"a": 1.0}, str)], [Bars("T", {"a": 4.0}, str)]])
    short, long = (float(re.findall(r'rect [^>]*width="([0-9.]+)"', bars.drawn())[0]) for bars in (one, other))
    assert 4 * short == pytest.approx(long)


@given(numbers, numbers)
def test_ticks_are_round_and_enclose(one, other):
    low, high = sorted((one, other))
    ticks = round_ticks(0.0, high)
    assert (ticks[0], ticks[-1] >= high * (1 - 1e-6), 2 <= len(ticks) <= 6) == (0, True, True)
    powers = power_ticks(low, high)
    assert (powers[0] <= low * (1 + 1e-6), powers[-1] >= high * (1 - 1e-6)) == (True, True)
    assert all(f"{tick:.3e}"[:5] in ("1.000", "2.000", "5.000") for tick in powers)


def test_title_fits_its_panel():
    """In letters of which each is six tenths as wide as high, as in the widest of usual faces."""
    title = "Weight of one person, as a share of that in a direct vote of all"
    size = float(re.findall(r'font-size="([0-9.]+)"', Panel(title, flat(1).lines).drawn())[0])
    assert (size < 12, 0.6 * size * len(title) <= WIDE - EDGE + 1) == (True, True)
