"""Where to begin a plan for several periods: with the plan for one period as it is on the average.

Theory of operation. Much that a plan has to find is the same in all periods: who makes what, from where it is brought,
what that makes products worth. That is found in a program of a part of the size. Its activities and prices are
taken over into each period; what is stored, and what is scarce now and plentiful then, is found from there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from councils.plan.economy import Code, Economy, Need
from councils.plan.linear import Activity, Column, Floats, Linear, Row

ONE: Code = "1"


def average(economy: Economy) -> Economy:
    """The economy of one period, with the mean of what is needed, there, and to be there at the end."""
    number = len(economy.periods)
    needed: dict[Need, float] = defaultdict(float)
    for need in economy.needs:
        needed[replace(need, quantity=0.0, period=ONE)] += need.quantity / number
    return replace(
        economy,
        needs=tuple(replace(need, quantity=quantity) for need, quantity in needed.items()),
        stocks=tuple(replace(s, quantity=s.quantity / number, at_end=s.at_end / number) for s in economy.stocks),
        resources={
            code: replace(r, amount=sum(map(r.in_period, economy.periods)) / number, amounts={})
            for code, r in economy.resources.items()
        },
        periods={ONE: ""},
    )


def in_each(program: Linear, one: Linear, activities: Floats, prices: Floats) -> tuple[Floats, Floats]:
    """Activities and prices of rows for a program of several periods, from those of the program of one."""
    known = dict(zip(map(_column, one.columns), activities.tolist(), strict=True))
    worth = dict(zip(map(_row, one.rows), prices.tolist(), strict=True))
    return (
        np.array([0.0 if c.kind is Activity.UNMET else known.get(_column(c), 0.0) for c in program.columns]),
        np.array([worth.get(_row(row), 0.0) for row in program.rows]),
    )


def _column(column: Column) -> tuple[str, ...]:
    return column.kind, column.code, column.place, column.to, column.by


def _row(row: Row) -> tuple[str, ...]:
    return row.kind, row.code, row.place
