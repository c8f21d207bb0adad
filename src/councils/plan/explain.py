"""Why a plan is as it is, in words: what is short and the chain behind it, what binds, and where work goes.

Theory of operation. Nothing is guessed from quantities: the prices of the stage in which a need went short say what
it was short of. From the product one goes to the activity that would make more of it, from that to whatever its
price is mostly made of, and so on until something is at its limit. Whatever else takes from that limit is ranked by
how much of it is in what is delivered, so that the fewest needs are named whose reduction would free enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from councils.plan.economy import Economy
from councils.plan.linear import Activity, Column, Floats, Limit, Row
from councils.plan.results import Met, Results
from councils.plan.wording import amount, column_words, limit_words, need_words, number, percent, product_words

_SMALL = 1e-9


@dataclass(frozen=True, slots=True)
class Freed:
    """Instead of ``need`` by ``quantity`` less: ``amount`` of what is scarce would be free."""

    need: Met
    quantity: float
    amount: float


@dataclass(frozen=True, slots=True)
class Chain:
    """``through``: the rows from the product to the scarce input; ``scarce``: what is at its limit, if anything."""

    met: Met
    through: tuple[Row, ...]
    scarce: Row | Column | None
    missing: float
    instead: tuple[Freed, ...]

    def told(self, economy: Economy) -> str:
        need = self.met.need
        links = [product_words(economy, row) for row in self.through[1:]]
        end = limit_words(economy, self.scarce) if self.scarce else "there is no more of it"
        return f"{need_words(economy, need)}: {percent(self.met.share)} short ← {' ← '.join([*links, end])}"

    def remedy(self, economy: Economy) -> str:
        """The fewest needs whose reduction would free enough, or "" where there are none."""
        if not self.instead:
            return ""
        parts = [
            f"{amount(economy, freed.need.need.product, freed.quantity)} of {need_words(economy, freed.need.need)}"
            for freed in self.instead
        ]
        return f"It could be met with less of: {'; '.join(parts)}."


def chains(results: Results) -> Iterator[Chain]:
    """Of each unmet need, the first priority first."""
    stages = {stage.name: number for number, stage in enumerate(results.program.stages)}
    for met in results.unmet():
        yield _chain(results, met, stages[f"priority {met.need.priority}"])


def _chain(results: Results, met: Met, stage: int) -> Chain:
    prices, rents = results.stage(stage), results.rents(stage)
    at = results.program.rows.index(results.row_of(met.column))
    through: list[int] = []
    scarce: Row | Column | None = None
    while at not in through:
        through.append(at)
        step = _next(results, at, prices, rents)
        if not isinstance(step, int):
            scarce = step
            break
        if results.program.rows[step].kind is not Limit.PRODUCT:
            scarce = results.program.rows[step]
            break
        at = step
    rows = tuple(results.program.rows[index] for index in through)
    missing, instead = _instead(results, met, through[0], scarce, stage)
    return Chain(met, rows, scarce, missing, instead)


def _next(results: Results, at: int, prices: Floats, rents: Floats) -> int | Column | None:
    """What more of a product is short of: the row that its best maker pays most for, or that maker itself."""
    matrix = results.program.matrix
    makers = [int(j) for j in matrix[[at], :].tocoo().col if matrix[at, j] > 0 and results.real[j]]
    if not makers or prices[at] <= _SMALL:
        return None
    worth = matrix.T @ prices
    best = max(makers, key=lambda j: (float(worth[j]), float(results.x[j])))
    column = matrix[:, [best]].tocoo()
    paid = {
        int(i): -float(much) * float(prices[i]) for i, much in zip(column.row, column.data, strict=True) if much < 0
    }
    dearest = max(paid, key=lambda i: paid[i], default=-1)
    if rents[best] > paid.get(dearest, 0.0):
        return results.program.columns[best]
    return dearest if paid.get(dearest, 0.0) > 0 else None


def _instead(
    results: Results, met: Met, at: int, scarce: Row | Column | None, stage: int
) -> tuple[float, tuple[Freed, ...]]:
    """How much of what is scarce is missing, and the fewest deliveries that hold as much of it."""
    if scarce is None:
        return 0.0, ()
    program = results.program
    if isinstance(scarce, Row):
        index = program.rows.index(scarce)
        takes = np.maximum(-program.matrix[[index], :].toarray().ravel(), 0.0)
        worth = float(results.stage(stage)[index])
    else:
        index = program.columns.index(scarce)
        takes = np.zeros(len(program.columns))
        takes[index] = 1.0
        worth = float(results.rents(stage)[index])
    content = results.content(takes)
    price = float(results.stage(stage)[at])
    each = float(content[at]) if content[at] > _SMALL else (price / worth if worth > 0 else 0.0)
    missing = each * met.unmet
    rows = {row: number for number, row in enumerate(program.rows)}
    found: list[Freed] = []
    for other in results.needs():
        holds = float(content[rows[results.row_of(other.column)]])
        given = other.need.quantity - other.unmet
        if other.column != met.column and holds * given > _SMALL:
            found.append(Freed(other, given, holds * given))
    others = [freed for freed in found if freed.need.need.product != met.need.product]
    found = sorted(others or found, key=lambda freed: -freed.amount)
    chosen: list[Freed] = []
    left = missing
    for freed in found:
        if left <= missing * _SMALL:
            break
        part = min(1.0, left / freed.amount)
        chosen.append(Freed(freed.need, freed.quantity * part, freed.amount * part))
        left -= freed.amount
    return missing, tuple(chosen) if left <= missing * _SMALL else ()


def binding(results: Results) -> Iterator[str]:
    """What binds, and what one more unit of it would give; the dearest first."""
    economy = results.plan.economy
    found = [c for c in results.capacities() if c.binds]
    for c in sorted(found, key=lambda c: (-c.unmet_less, -c.hours_less * c.limit)):
        name = limit_words(economy, c.of)
        if c.unmet_less > _SMALL:
            yield f"{name}; one more would meet {percent(c.unmet_less)} of a need of priority {c.priority}"
        else:
            yield f"{name}; one more would save {c.hours_less:.3g} {economy.work_unit}"


def summary(results: Results) -> Iterator[str]:
    """The plan in some lines, as an assembly wants to hear it first."""
    certificate = results.plan.certificate
    needs, unmet = list(results.needs()), results.unmet()
    unit = results.plan.economy.work_unit
    yield f"{results.hours:,.1f} {unit} of work; {len(needs) - len(unmet)} of {len(needs)} needs are met in full."
    if not certificate.holds:
        yield "The certificate does NOT hold:"
        yield from (f"  {reason}" for reason in certificate.rejected)
    else:
        labour = certificate.stages[-1]
        yield (
            "Certificate: every need and every capacity is kept; no plan that leaves no more unmet takes less than "
            f"{labour.bound:,.1f} {unit}."
        )


def workplaces(results: Results) -> dict[str, list[str]]:
    """What each workplace is to do, by its name, and what is carried, stored, bought and sold."""
    economy, found = results.plan.economy, dict[str, list[str]]()
    for column, x in zip(results.program.columns, results.x, strict=True):
        if x <= 0 or column.kind in (Activity.UNMET, Activity.UNFAIR):
            continue
        words = column_words(economy, column)
        if column.kind is Activity.RUN:
            technique = economy.techniques[column.code]
            name = economy.workplaces[technique.workplace].name
            work = f"{number(x * technique.hours)} {economy.work_unit}"
            words = f"{words.removeprefix(f'{name}: ')}: {number(x)} times, {work}"
        else:
            name = "Between places, periods and the world outside"
            words = f"{words}: {amount(economy, column.code, x)}"
        found.setdefault(name, []).append(words)
    return found
