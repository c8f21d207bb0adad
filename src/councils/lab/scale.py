"""The scales of plots: round numbers on an axis, and one scale for all panels that tell of the same.

Theory of operation. An axis goes from and to round numbers: one, two, two and a half or five times a power of ten
apart, or, by powers of ten, from one of these to another. Panels of one ``measure`` are on one scale, and so are those
that stand beside each other for two charters: what is higher is more.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, inf, log10
from typing import Any

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0)
MOST = 5  # steps on an axis
FEW, SOME = (1.0,), (1.0, 2.0, 5.0)  # what is marked of a power of ten


def round_ticks(low: float, high: float) -> list[float]:
    """Round numbers, evenly apart, the first at most ``low`` and the last at least ``high``.

    >>> round_ticks(0, 0.327), round_ticks(-3, 14)
    ([0.0, 0.1, 0.2, 0.3, 0.4], [-5.0, 0.0, 5.0, 10.0, 15.0])
    """
    wide = (high - low) or abs(high) or 1.0
    size = 10.0 ** floor(log10(wide / MOST))
    ends = ((some * size, floor(low / (some * size) + 1e-9), ceil(high / (some * size) - 1e-9)) for some in STEPS)
    step, first, last = next(each for each in ends if each[2] - each[1] <= MOST)
    return [round(n * step, 12) for n in range(first, max(last, first + 1) + 1)]


def power_ticks(low: float, high: float) -> list[float]:
    """Powers of ten around both; where these are few, twice and five times them as well. Both are above 0.

    >>> power_ticks(3, 700), power_ticks(3, 70_000)
    ([2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0], [1.0, 10.0, 100.0, 1000.0, 10000.0, 100000.0])
    """
    powers = range(floor(log10(low)), ceil(log10(high)) + 2)
    marks = SOME if log10(high / low) < 3 else FEW
    every = [round(10.0**power * mark, 12) for power in powers for mark in marks]
    first = max(n for n, mark in enumerate(every) if mark <= low * (1 + 1e-9))
    last = next((n for n, mark in enumerate(every) if mark >= high * (1 - 1e-9)), len(every) - 1)
    return every[first : max(last, first + 1) + 1]


def on_one_scale(figures: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The panels of each figure; those of one measure, or in one place of several figures, on one scale."""
    groups: dict[object, list[Any]] = {}
    for figure in figures:
        for number, shown in enumerate(figure):
            groups.setdefault(shown.measure or number, []).append(shown)
    ends = {of: around([shown.reach() for shown in some]) for of, some in groups.items()}
    return [
        [shown.scaled(ends[shown.measure or number]) for number, shown in enumerate(figure)] for figure in figures
    ]  # fmt: skip


Reach = tuple[float, float, float, float]
NOTHING: Reach = (inf, -inf, inf, -inf)


def around(reaches: Sequence[Reach]) -> Reach:
    """The least and the most over all of them, across and up."""
    left, right, low, high = zip(*reaches, strict=True)
    return min(left), max(right), min(low), max(high)
