"""An economy from the rows of its files, when nothing is wrong with them.

Theory of operation. Each function builds what one file tells. What an empty cell means is said here and in
``schema.py`` and nowhere else: no limit, anywhere, in each period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import inf

from councils.plan.economy import (
    Code,
    Direction,
    Economy,
    Flow,
    Need,
    Product,
    Resource,
    Route,
    Skill,
    Stock,
    Technique,
    Trade,
    Workplace,
)
from councils.plan.tables import Row, Rows


def build(rows: Rows, *, title: str) -> Economy:
    """The economy that sound rows tell."""
    periods = {row.text("period"): row.text("name") for row in rows["periods.csv"]} or {"1": ""}
    return Economy(
        title=title,
        products={
            row.text("product"): Product(
                row.text("product"),
                row.text("name"),
                row.text("unit"),
                row.number("keeps"),
                row.text("category"),
                row.text("standard"),
            )
            for row in rows["products.csv"]
        },
        workplaces={
            row.text("workplace"): Workplace(
                row.text("workplace"),
                row.text("name"),
                row.text("place"),
                row.number("hours", inf),
                row.text("activity"),
            )
            for row in rows["workplaces.csv"]
        },
        techniques=_techniques(rows),
        needs=tuple(need for row in rows["needs.csv"] for need in _needs(row, periods)),
        skills=tuple(
            Skill(row.text("skill"), row.text("name"), row.text("place"), row.number("hours", inf))
            for row in rows["skills.csv"]
        ),
        resources=_resources(rows["resources.csv"]),
        stocks=tuple(
            Stock(
                row.text("product"),
                row.number("quantity"),
                row.text("place"),
                row.number("at_end"),
                int(row.number("priority", 1)),
                row.text("workplace"),
            )
            for row in rows["stocks.csv"]
        ),
        trade=tuple(
            Trade(
                row.text("product"),
                Direction(row.text("direction")),
                row.number("price"),
                row.text("money"),
                row.number("most", inf),
                row.text("place"),
                row.text("workplace"),
            )
            for row in rows["trade.csv"]
        ),
        transport=tuple(_route(row) for row in rows["transport.csv"]),
        periods=periods,
    )


def _route(row: Row) -> Route:
    return Route(
        row.text("product"),
        row.text("from"),
        row.text("to"),
        row.text("carrier"),
        row.number("per_unit"),
        row.number("keeps", 1),
        row.number("most", inf),
    )


def _needs(row: Row, periods: Mapping[Code, str]) -> Iterable[Need]:
    for period in (row.text("period"),) if "period" in row.cells else periods:
        yield Need(
            row.text("council"),
            row.text("category"),
            row.text("product"),
            row.number("quantity"),
            int(row.number("priority", 1)),
            row.text("place"),
            period,
        )


def _techniques(rows: Rows) -> dict[Code, Technique]:
    flows: dict[Code, dict[Flow, dict[Code, float]]] = defaultdict(lambda: {flow: {} for flow in Flow})
    for row in rows["recipes.csv"]:
        flows[row.text("technique")][Flow(row.text("flow"))][row.text("code")] = row.number("quantity")
    return {
        code: Technique(
            code=code,
            name=row.text("name"),
            workplace=row.text("workplace"),
            makes=flows[code][Flow.MAKES],
            uses=flows[code][Flow.USES],
            works=flows[code][Flow.WORKS],
            occupies=flows[code][Flow.OCCUPIES],
            builds=flows[code][Flow.BUILDS],
            most=row.number("most", inf),
            whole=row.text("whole") == "yes",
        )
        for row in rows["techniques.csv"]
        for code in (row.text("technique"),)
    }


def _resources(rows: list[Row]) -> dict[Code, Resource]:
    named: dict[Code, list[Row]] = defaultdict(list)
    for row in rows:
        named[row.text("resource")].append(row)
    return {
        code: Resource(
            code,
            found[0].text("name"),
            found[0].text("unit"),
            next((row.number("amount") for row in found if "period" not in row.cells), 0.0),
            {row.text("period"): row.number("amount") for row in found if "period" in row.cells},
            found[0].text("workplace"),
        )
        for code, found in named.items()
    }
