"""An economy from the rows of its files, when nothing is wrong with them.

Theory of operation. What each file tells is built from its columns. What an empty cell means is said here and in
``schema.py`` and nowhere else: no limit, anywhere, in each period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import compress, count, pairwise
from math import inf
from operator import ne, or_

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
from councils.plan.files.sheet import Row, Sheet, Sheets


def build(rows: Sheets, *, title: str) -> Economy:
    """The economy that sound rows tell."""
    products, workplaces, skills, trade = (
        rows[f"{name}.csv"] for name in ("products", "workplaces", "skills", "trade")
    )
    stocks, routes = rows["stocks.csv"], rows["transport.csv"]
    periods = dict(zip(rows["periods.csv"].texts("period"), rows["periods.csv"].texts("name"), strict=True))
    return Economy(
        title=title,
        products={
            product.code: product
            for product in map(
                Product,
                products.texts("product"),
                products.texts("name"),
                products.texts("unit"),
                products.numbers("keeps"),
                products.texts("category"),
                products.texts("standard"),
            )
        },
        workplaces={
            workplace.code: workplace
            for workplace in map(
                Workplace,
                workplaces.texts("workplace"),
                workplaces.texts("name"),
                workplaces.texts("place"),
                workplaces.numbers("hours", inf),
                workplaces.texts("activity"),
            )
        },
        techniques={technique.code: technique for technique in _techniques(rows)},
        needs=tuple(_needs(rows["needs.csv"], periods or {"1": ""})),
        skills=tuple(
            map(Skill, skills.texts("skill"), skills.texts("name"), skills.texts("place"), skills.numbers("hours", inf))
        ),
        resources=_resources(rows["resources.csv"]),
        stocks=tuple(
            map(
                Stock,
                stocks.texts("product"),
                stocks.numbers("quantity"),
                stocks.texts("place"),
                stocks.numbers("at_end"),
                map(int, stocks.numbers("priority", 1)),
                stocks.texts("workplace"),
            )
        ),
        trade=tuple(
            map(
                Trade,
                trade.texts("product"),
                map(Direction, trade.texts("direction")),
                trade.numbers("price"),
                trade.texts("money"),
                trade.numbers("most", inf),
                trade.texts("place"),
                trade.texts("workplace"),
            )
        ),
        transport=tuple(
            map(
                Route,
                routes.texts("product"),
                routes.texts("from"),
                routes.texts("to"),
                routes.texts("carrier"),
                routes.numbers("per_unit"),
                routes.numbers("keeps", 1),
                routes.numbers("most", inf),
            )
        ),
        periods=periods or {"1": ""},
    )


def _needs(needs: Sheet, periods: Mapping[Code, str]) -> Iterator[Need]:
    """One for each row; for each period, where the row has none."""
    told = zip(
        needs.texts("council"),
        needs.texts("category"),
        needs.texts("product"),
        needs.numbers("quantity"),
        map(int, needs.numbers("priority", 1)),
        needs.texts("place"),
        strict=True,
    )
    for (council, category, product, much, priority, place), period in zip(told, needs.texts("period"), strict=True):
        for each in (period,) if period else periods:
            yield Need(council, category, product, much, priority, place, each)


def _techniques(rows: Sheets) -> Iterator[Technique]:
    does, told = _flows(rows["recipes.csv"]), rows["techniques.csv"]
    for code, name, workplace, most, whole in zip(
        told.texts("technique"),
        told.texts("name"),
        told.texts("workplace"),
        told.numbers("most", inf),
        told.texts("whole"),
        strict=True,
    ):
        flows = does.get(code, {})
        yield Technique(
            code=code,
            name=name,
            workplace=workplace,
            makes=flows.get(Flow.MAKES, {}),
            uses=flows.get(Flow.USES, {}),
            works=flows.get(Flow.WORKS, {}),
            occupies=flows.get(Flow.OCCUPIES, {}),
            builds=flows.get(Flow.BUILDS, {}),
            most=most,
            whole=whole == "yes",
        )


def _flows(recipes: Sheet) -> dict[Code, dict[str, dict[Code, float]]]:
    """What each technique does, by flow. Lines that say the same of one stand together, as a rule."""
    techniques, flows = recipes.texts("technique"), recipes.texts("flow")
    codes, amounts = recipes.texts("code"), recipes.numbers("quantity")
    found: dict[Code, dict[str, dict[Code, float]]] = {}
    changes = map(or_, map(ne, techniques, techniques[1:]), map(ne, flows, flows[1:]))
    starts = [0, *compress(count(1), changes), len(recipes)] if recipes else []
    for at, to in pairwise(starts):
        does = found.setdefault(techniques[at], {}).setdefault(flows[at], {})
        does.update(zip(codes[at:to], amounts[at:to], strict=True))
    return found


def _resources(resources: Sheet) -> dict[Code, Resource]:
    named: dict[Code, list[Row]] = defaultdict(list)
    for row in resources:
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
