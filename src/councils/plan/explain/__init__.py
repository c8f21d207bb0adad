"""Why a plan is as it is, in words: what is short and the chain behind it, what binds, and where work goes.

Theory of operation. Nothing is guessed from quantities: the prices of the stage in which a need went short say what
it was short of. From the product one goes to the activity that would make more of it, from that to whatever its
price is mostly made of, and so on until something is at its limit: through places that it is carried from, periods
that it is kept from, and what would have to be built. Where that leads round in a circle, the next largest part of
the price is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from councils.plan.economy import Economy
from councils.plan.explain.wording import amount, column_words, limit_words, need_words, number, percent, product_words
from councils.plan.linear import Activity, Column, Floats, Limit, Row
from councils.plan.results import Met, Results

_SMALL = 1e-9
_NEAR = 0.5
"""The part of the work of a plan below which a bound says nothing: whole runs are held beside parts of runs."""
_OPEN = 1e-3
"""The share of a need above which is told that a plan might meet so much more."""


class Lack(StrEnum):
    """Why there is no more of the last row of a chain, where nothing is at its limit."""

    MAKER = "nobody makes it there or brings it"
    PARTS = "there are only whole runs"
    MORE = "there is no more of it"
    UNKNOWN = "of what is not known"  # of numbers that are too far apart the prices say nothing


@dataclass(frozen=True, slots=True)
class Chain:
    """``through``: the rows from the product to the scarce input; ``scarce``: what is at its limit, if anything.

    ``most``: that limit, as it is with what was built; where nothing is scarce, what there was of the last row.
    ``lack``: why there is no more of that row.
    """

    met: Met
    through: tuple[Row, ...]
    scarce: Row | Column | None
    most: float
    lack: Lack = Lack.MORE

    def told(self, economy: Economy) -> str:
        """``Bread for Rope walk: 12 % short ← Flour ← Hours of the millstones, all 11 hours``."""
        links = [_link(economy, row) for row in self.through[1:]]
        last = self.through[-1]
        if self.scarce:
            end = limit_words(economy, self.scarce, self.most)
        elif self.most > 0 and self.lack in (Lack.MAKER, Lack.MORE):
            end = f"all {amount(economy, last.code, self.most)} in stock are used"
        else:
            end = self.lack.value
        return f"{need_words(economy, self.met.need)}: {percent(self.met.share)} short ← {' ← '.join([*links, end])}"


def _link(economy: Economy, row: Row) -> str:
    if row.kind is Limit.PRODUCT:
        return product_words(economy, row)
    return f"more of {limit_words(economy, row)}"  # it could be built


def chains(results: Results, of: Sequence[Met] | None = None) -> Iterator[Chain]:
    """Of each unmet need, the first priority first; or only ``of`` some of them."""
    stages = {stage.name: number for number, stage in enumerate(results.program.stages)}
    for met in results.unmet() if of is None else of:
        yield _chain(results, met, stages[f"priority {met.need.priority}"])


def _chain(results: Results, met: Met, stage: int) -> Chain:
    prices, rents = results.stage(stage), results.rents(stage)
    program = results.program
    through = [results.row_number[results.row_of(met.column)]]
    while isinstance(step := _next(results, through, prices, rents), int):
        through.append(step)
    rows = [program.rows[at] for at in through]
    if isinstance(step, Column):
        return Chain(met, tuple(rows), step, float(program.most[program.columns.index(step)]))
    if rows[-1].kind is Limit.PRODUCT:
        return Chain(met, tuple(rows), None, results.stock(rows[-1]), _lack(results, through[-1], prices))
    return Chain(met, tuple(rows[:-1]), rows[-1], float(results.limits[through[-1]]))


def _makers(results: Results, at: int) -> list[int]:
    """The columns that would add to a row."""
    matrix = results.by_row
    entries = slice(matrix.indptr[at], matrix.indptr[at + 1])
    columns = matrix.indices[entries]
    found: list[int] = columns[(matrix.data[entries] > 0) & results.real[columns]].tolist()
    return found


def _lack(results: Results, at: int, prices: Floats) -> Lack:
    if not _makers(results, at):
        return Lack.MAKER
    if prices[at] > 0:
        return Lack.MORE
    return Lack.PARTS if results.program.whole.any() else Lack.UNKNOWN  # with parts of runs, no more would be short


def _next(results: Results, through: list[int], prices: Floats, rents: Floats) -> int | Column | None:
    """What more of the last row is short of: the row that its best maker pays most for, or that maker itself.

    Rows that were passed are left out; None where nothing is left.
    """
    at = through[-1]
    makers = _makers(results, at)
    if not makers or prices[at] <= 0:
        return None
    found: list[tuple[float, float, int | Column]] = []
    for j in makers:
        column = results.program.matrix[:, [j]].tocoo()
        made = float(column.data[column.row == at].sum()) * float(prices[at])
        parts: list[tuple[float, int | Column]] = [(float(rents[j]), results.program.columns[j])]
        parts += [
            (-float(much) * float(prices[i]), int(i))
            for i, much in zip(column.row, column.data, strict=True)
            if much < 0 and int(i) not in through
        ]
        worth, step = max(parts, key=lambda part: part[0])
        if worth > _SMALL * made:
            found.append((round(float(rents[j]) / made, 6), float(results.x[j]), step))
    return max(found, key=lambda each: each[:2])[2] if found else None


def binding(results: Results) -> Iterator[str]:
    """What binds, and what one more unit of it would give; first what is worth most as a whole."""
    economy = results.plan.economy
    found = [c for c in results.capacities() if c.binds]
    for c in sorted(found, key=lambda c: (-c.unmet_less * c.limit, -c.hours_less * c.limit)):
        name = limit_words(economy, c.of, c.limit)
        if c.unmet_less > 1:  # more than a whole need for one more: the unit is too large to be told by
            much = f"a hundredth more would meet {percent(c.unmet_less * c.limit / 100)}"
            yield f"{name}; {much} of a need of priority {c.priority}"
        elif c.unmet_less > 0:
            yield f"{name}; one more would meet {percent(c.unmet_less)} of a need of priority {c.priority}"
        else:
            yield f"{name}; one more would save {c.hours_less:.3g} {economy.work_unit}"


def summary(results: Results) -> Iterator[str]:
    """The plan in some lines, as an assembly wants to hear it first."""
    certificate = results.plan.certificate
    needs, unmet = list(results.needs()), results.unmet()
    unit = results.plan.economy.work_unit
    work = f"{unit} of work" if unit == "hours" else unit
    yield f"{results.hours:,.1f} {work}; {len(needs) - len(unmet)} of {len(needs)} needs are met in full."
    if not certificate.holds:
        yield "The certificate does NOT hold:"
        yield from (f"  {reason}" for reason in certificate.rejected)
    else:
        labour, kept = certificate.stages[-1], "Certificate: every need and every capacity is kept"
        if labour.bound < _NEAR * labour.value:
            runs = " with whole runs" if results.program.whole.any() else ""
            yield f"{kept}; how much less work would do{runs} is not proved."
        else:
            yield f"{kept}; no plan that leaves no more unmet takes less than {labour.bound:,.1f} {unit}."
        more = max((stage.gap for stage in certificate.stages[:-1]), default=0.0)
        if more > _OPEN:
            yield f"It is not proved that no more could be met: up to {percent(more)} of a need might be."


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
