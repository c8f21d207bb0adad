"""An economy to plan with from a supply-use table: industries as techniques, imports for money, what was as what can
be.

Theory of operation. An industry is a technique that makes a dollar of its own output with what it used for one, in
the labour it took; its most is the highest output of any year. What it makes of a commodity is taken from that
output, so where several make the same the plan chooses among them: the largest of them without limit, the others up
to what they made, grown as much as they can grow; where nobody says how much that is, not at all. Else who made a
little of something beside would make all of it, if that took less work. An import pays a dollar of foreign money for
a dollar of a commodity, an export earns one; there is as much of either as there was, and the deficit of the year is
money at hand. Households come first, then what government consumes, then investment.

Labour is in dollars of compensation or in jobs. Prices of the year are the units, so a dollar of anything is as much
of it as cost a dollar then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

import numpy as np

from councils.plan.economy import (
    Code,
    Direction,
    Economy,
    Need,
    Product,
    Skill,
    Stock,
    Technique,
    Trade,
    Workplace,
)
from councils.plan.linear import Floats
from councils.plan.supply_use import SupplyUse

MONEY = "exchange"
_COMPENSATION = "compensation"
HEALTH = ("621", "622", "623")
FOSSIL = ("211", "2121", "2212", "3241")


def table_economy(
    table: SupplyUse, *, labour: Floats, work_unit: str, change: Mapping[Code, float] | None = None
) -> Economy:
    """The economy of a table.

    ``labour`` float64[m], in ``work_unit`` for a million dollars of each industry's output; ``change``: by how much
    households need more of a commodity (0.1 is a tenth more, -0.2 a fifth less), by its code.
    """
    products = [Product(code, table.names[code], table.unit) for code in table.commodities]
    products += [Product(output_of(code), f"Output of {table.names[code]}", table.unit) for code in table.industries]
    products.append(Product(MONEY, "Foreign money", table.unit))
    trade = tuple(_trade(table))
    bought = sum(t.most for t in trade if t.direction is Direction.IMPORT)
    sold = sum(t.most for t in trade if t.direction is Direction.EXPORT)
    needs, stocks = _final(table, change or {})
    return Economy(
        title=table.title,
        products={product.code: product for product in products},
        techniques={t.code: t for t in (*_industries(table, labour), *_shares(table))},
        needs=tuple(needs),
        workplaces={code: Workplace(code, table.names[code]) for code in table.industries},
        skills=(Skill(_COMPENSATION, "Work"),),
        stocks=(*stocks, Stock(MONEY, max(0.0, bought - sold))),
        trade=trade,
        work_unit=work_unit,
    )


def changed(table: SupplyUse) -> dict[Code, float]:
    """A tenth more health care and a fifth less of fossil fuel, by commodity."""
    more = {code: 0.1 for code in table.commodities if code.startswith(HEALTH)}
    less = {code: -0.2 for code in table.commodities if code.startswith(FOSSIL)}
    return more | less


def output_of(industry: Code) -> Code:
    """What an industry makes, as a product of its own."""
    return f"output:{industry}"


def way_of(industry: Code, commodity: Code) -> Code:
    """The technique that makes a commodity of what an industry makes."""
    return f"{industry}>{commodity}"


def _industries(table: SupplyUse, labour: Floats) -> Iterator[Technique]:
    for at, code in enumerate(table.industries):
        inputs = table.inputs[:, at]
        gives = {table.commodities[k]: -float(inputs[k]) for k in np.flatnonzero(inputs < 0)}
        yield Technique(
            code=code,
            name=table.names[code],
            workplace=code,
            makes={output_of(code): 1.0, **gives},
            uses={table.commodities[k]: float(inputs[k]) for k in np.flatnonzero(inputs > 0)},
            works={_COMPENSATION: float(labour[at])} if labour[at] > 0 else {},
            most=float(table.history[at].max()),
        )


def _shares(table: SupplyUse) -> Iterator[Technique]:
    most, output = table.history.max(axis=1), table.industry_output
    room = np.where(np.isfinite(most), most, output) / np.where(output > 0, output, 1.0)
    main = table.make.argmax(axis=0)
    for i, k in zip(*np.nonzero(table.make > 0), strict=True):
        industry, commodity = table.industries[i], table.commodities[k]
        yield Technique(
            code=way_of(industry, commodity),
            name=f"{table.names[commodity]} from {table.names[industry]}",
            workplace=industry,
            makes={commodity: 1.0},
            uses={output_of(industry): 1.0},
            most=inf if main[k] == i else float(table.make[i, k] * max(1.0, room[i])),
        )


def _trade(table: SupplyUse) -> Iterator[Trade]:
    for code, row in zip(table.commodities, table.final, strict=True):
        for category, value in zip(table.categories, row.tolist(), strict=True):
            if category == table.roles.imports and value < 0:
                yield Trade(code, Direction.IMPORT, 1.0, MONEY, -value)
            elif category == table.roles.exports and value > 0:
                yield Trade(code, Direction.EXPORT, 1.0, MONEY, value)


def _final(table: SupplyUse, change: Mapping[Code, float]) -> tuple[list[Need], list[Stock]]:
    """What is needed; where an entry is negative there was some to take from. An import that is positive is a need."""
    needs, had, roles = [], dict[Code, float](), table.roles
    for code, row in zip(table.commodities, table.final, strict=True):
        for category, value in zip(table.categories, row, strict=True):
            if (category == roles.exports and value > 0) or (category == roles.imports and value < 0):
                continue
            if value < 0:
                had[code] = had.get(code, 0.0) - float(value)
            elif value > 0:
                much = float(value) * (1 + change.get(code, 0.0) if category in roles.first else 1.0)
                needs.append(Need(_council(table), category, code, much, roles.priority(category)))
    return needs, [Stock(code, much) for code, much in had.items()]


def _council(table: SupplyUse) -> str:
    """The title without the year."""
    return table.title.rstrip(" 0123456789") or table.title
