"""The parts of an economy and its program in words: names instead of codes, quantities with their units."""

from __future__ import annotations

from math import inf

from councils.plan.economy import Economy, Need
from councils.plan.linear import AT_END, Activity, Column, Limit, Row
from councils.plan.step import Step

_VERB = {
    Activity.CARRY: "carrying",
    Activity.STORE: "storing",
    Activity.IMPORT: "importing",
    Activity.EXPORT: "exporting",
}


def number(value: float) -> str:
    """With four digits at least, and thousands apart.

    >>> number(12345.67), number(0.012345), number(3.0), number(999.99)
    ('12,346', '0.01234', '3', '1,000')
    """
    if abs(value) >= 999.95:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def percent(share: float) -> str:
    """
    >>> percent(0.1234), percent(1), percent(0.0004)
    ('12%', '100%', '0.04%')
    """
    value = share * 100
    return f"{value:.0f}%" if value >= 1 else f"{value:.2g}%"


def step_words(step: Step) -> str:
    """How far HiGHS is.

    >>> step_words(Step(500, 492.83, missed=559, stage="labour"))
    'labour, 500 steps: not yet a plan, none is below 492.8, 559 limits are not kept yet'
    >>> step_words(Step(12, 99.0, 100.0, whole=True, stage="labour"))
    'labour, 12 branches: at most 1% above the least'
    """
    done = f"{step.stage}, {step.steps:,} {'branches' if step.whole else 'steps'}"
    if step.cost < inf and step.bound > -inf:
        return f"{done}: at most {percent(step.gap)} above the least"
    known = f", none is below {number(step.bound)}" if step.bound > -inf else ""
    missed = f", {step.missed:,} limits are not kept yet" if step.missed else ""
    return f"{done}: {'a plan' if step.cost < inf else 'not yet a plan'}{known}{missed}"


def amount(economy: Economy, product: str, quantity: float) -> str:
    """A quantity with the unit of its product."""
    return f"{number(quantity)} {economy.products[product].unit}"


def _when(economy: Economy, period: str) -> str:
    if len(economy.periods) == 1 or not period:
        return ""
    return f", {economy.periods.get(period) or period}"


def product_words(economy: Economy, row: Row) -> str:
    """``Flour in Town``."""
    where = f" in {row.place}" if row.place else ""
    return f"{economy.products[row.code].name}{where}{_when(economy, row.period)}"


def need_words(economy: Economy, need: Need) -> str:
    """``Bread for Rope walk``."""
    who = "left at the end" if need.category == AT_END else f"for {need.council or 'all together'}"
    return f"{economy.products[need.product].name} {who}{_when(economy, need.period)}"


def column_words(economy: Economy, column: Column) -> str:
    """``The mill: A hundred kilos of wheat ground``; ``carrying Flour from Upper valley to Town``."""
    when = _when(economy, column.period)
    if column.kind is Activity.RUN:
        technique = economy.techniques[column.code]
        name = economy.workplaces[technique.workplace].name
        return f"{name}{when}" if name == technique.name else f"{name}: {technique.name}{when}"
    if column.kind is Activity.UNMET:
        return "unmet"
    name = economy.products[column.code].name
    if column.kind is not Activity.CARRY:
        trader = f"{economy.workplaces[column.by].name}: " if column.by else ""
        return f"{trader}{_VERB[column.kind]} {name}{when}"
    means = f" by {economy.products[column.by].name}" if column.by else ""
    return f"{_VERB[column.kind]} {name} from {column.place} to {column.to}{means}{when}"


def limit_words(economy: Economy, of: Row | Column, most: float | None = None) -> str:
    """What is at its limit, and that, where it is given: ``Hours of the millstones, all 9 hours``."""
    if isinstance(of, Column):
        return f"{column_words(economy, of)}{_all(most, _unit_of(economy, of))}"
    when = _when(economy, of.period)
    if of.kind is Limit.RESOURCE:
        resource = economy.resources[of.code]
        return f"{resource.name}{_all(most, resource.unit)}{when}"
    if of.kind is Limit.SKILL:
        skill = next(s for s in economy.skills if (s.code, s.place) == (of.code, of.place))
        where = f" in {skill.place}" if skill.place else ""
        return f"{skill.name}{where}{_all(most, 'hours')}{when}"
    if of.kind is Limit.WORKPLACE:
        return f"{economy.workplaces[of.code].name}{_all(most, 'hours')}{when}"
    return product_words(economy, of)


def _all(most: float | None, unit: str) -> str:
    return "" if most is None else f", all {number(most)} {unit}"


def _unit_of(economy: Economy, column: Column) -> str:
    """What an activity is counted in: runs, or where each makes one unit of something just that."""
    if column.kind is not Activity.RUN:
        return economy.products[column.code].unit
    made = economy.techniques[column.code].makes
    (first, much), *more = [*made.items(), ("", 0.0)]
    return economy.products[first].unit if much == 1 and len(more) == 1 else "runs"
