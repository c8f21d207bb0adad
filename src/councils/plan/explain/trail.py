"""The trail of a product: its inputs, theirs, and so on to the last hour; and what two plans do differently.

Theory of operation. On the average of a plan one unit of a product takes so many hours itself and so much of each
input (``Results.recipes``). Followed down, each branch carries the hours that are in it, and the branches of a node
add up to it. Branches with less than a part of the whole are told together as the rest, so a tree ends even where
products need each other. The same hours as links between products, added up over the whole tree, are what a Sankey
diagram draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from councils.plan.explain.wording import column_words, need_words, number, product_words
from councils.plan.linear import Activity, Limit, Row
from councils.plan.results import Results, passed_on

_NOTHING = 1e-7
"""Hours in a unit of what nobody would pay for: of work that makes something else, what rounding leaves to it."""
_DEEPEST = 12
_WORTH_TELLING = 0.01


@dataclass(frozen=True, slots=True)
class Node:
    """``quantity`` units of a product hold ``hours``: ``direct`` of making it, those of ``inputs``, and ``rest``."""

    row: Row
    quantity: float
    hours: float
    direct: float
    inputs: tuple[Node, ...]
    rest: float


@dataclass(frozen=True, slots=True)
class Link:
    """In one unit of the product ``hours`` go from ``source`` (None for work itself) into ``goal``."""

    source: Row | None
    goal: Row
    hours: float


def trail(results: Results, row: Row, *, part: float = 0.02) -> Node:
    """The tree of one unit of a product; branches below ``part`` of its hours are in ``rest``."""
    at = results.program.rows.index(row)
    direct = results.direct(results.program.hours)
    least = float(results.values[at]) * part
    return _node(results, at, 1.0, direct, least=max(least, 1e-15), depth=0)


def _node(results: Results, at: int, quantity: float, direct: np.ndarray, *, least: float, depth: int) -> Node:
    recipe = results.recipes[[at], :].tocoo()
    inputs = []
    for k, much in zip(recipe.col, recipe.data, strict=True):
        hours = quantity * float(much) * float(results.values[k])
        if hours >= least and depth < _DEEPEST:
            inputs.append(_node(results, int(k), quantity * float(much), direct, least=least, depth=depth + 1))
    whole, own = quantity * float(results.values[at]), quantity * float(direct[at])
    inputs.sort(key=lambda node: -node.hours)
    rest = max(0.0, whole - own - sum(node.hours for node in inputs))
    return Node(results.program.rows[at], quantity, whole, own, tuple(inputs), rest)


def links(results: Results, row: Row) -> list[Link]:
    """All hours in one unit of a product by where they go; those from work itself add up to its value."""
    rows = results.program.rows
    unit = np.zeros(len(rows))
    unit[rows.index(row)] = 1.0
    totals = passed_on(results.recipes.T, unit)
    direct = totals * results.direct(results.program.hours)
    found = [Link(None, rows[at], float(direct[at])) for at in np.flatnonzero(direct > 0)]
    recipes = results.recipes.tocoo()
    for i, k, much in zip(recipes.row, recipes.col, recipes.data, strict=True):
        hours = float(totals[i] * much * results.values[k])
        if hours > 0:
            found.append(Link(rows[k], rows[i], hours))
    return sorted(found, key=lambda link: -link.hours)


def tree_lines(results: Results, node: Node, indent: str = "") -> Iterator[str]:
    """A tree in lines, each branch under what it goes into."""
    economy = results.plan.economy
    unit = economy.products[node.row.code].unit
    much = f"{number(node.quantity)} {unit}"
    if not indent and 0 < node.hours < _NOTHING:
        yield f"{product_words(economy, node.row)}, {much}: no work, since it comes along with something else"
        return
    yield f"{indent}{product_words(economy, node.row)}, {much}: {node.hours:.4g} {economy.work_unit}"
    deeper = indent + "  "
    if node.direct > 0 and (node.inputs or node.rest):
        yield f"{deeper}work on it: {node.direct:.4g} {economy.work_unit}"
    for branch in node.inputs:
        yield from tree_lines(results, branch, deeper)
    if node.rest > node.hours * 1e-3:
        yield f"{deeper}the rest: {node.rest:.4g} {economy.work_unit}"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is ``before`` in one plan and ``after`` in the other."""

    what: str
    before: float
    after: float

    @property
    def weight(self) -> float:
        """How large a change is beside what was there, from 0 to 1."""
        return abs(self.after - self.before) / max(abs(self.before), abs(self.after), 1e-300)


def differences(before: Results, after: Results) -> dict[str, list[Change]]:
    """What differs under the headings hours, unmet, activities and values (of these, what does by a hundredth)."""
    found = {
        "hours": _changes({"all work": before.hours}, {"all work": after.hours}),
        "unmet": _changes(_unmet(before), _unmet(after)),
        "activities": _changes(_activities(before), _activities(after)),
        "values": _changes(*_both(_values(before), _values(after)), least=_WORTH_TELLING),
    }
    return {name: changes for name, changes in found.items() if changes}


def _changes(before: dict[str, float], after: dict[str, float], *, least: float = 1e-6) -> list[Change]:
    names = dict.fromkeys((*before, *after))
    changes = [Change(name, before.get(name, 0.0), after.get(name, 0.0)) for name in names]
    return sorted((c for c in changes if c.weight > least), key=lambda change: -change.weight)


def _both(before: dict[str, float], after: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """What is made in both plans: what isn't made has no value that could be compared."""
    names = before.keys() & after.keys()
    return {n: before[n] for n in before if n in names}, {n: after[n] for n in after if n in names}


def _unmet(results: Results) -> dict[str, float]:
    return {need_words(results.plan.economy, met.need): met.unmet for met in results.unmet()}


def _activities(results: Results) -> dict[str, float]:
    economy = results.plan.economy
    return {
        column_words(economy, column): float(x)
        for column, x in zip(results.program.columns, results.x, strict=True)
        if x > 0 and column.kind not in (Activity.UNMET, Activity.UNFAIR)
    }


def _values(results: Results) -> dict[str, float]:
    economy = results.plan.economy
    return {
        product_words(economy, row): float(value)
        for row, value in zip(results.program.rows, results.values, strict=True)
        if row.kind is Limit.PRODUCT and value > 1e-9
    }
