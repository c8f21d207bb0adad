"""Whether an economy can make what it needs at all: products nobody makes, and cycles that eat themselves.

Theory of operation. Capacities are left aside. A product is **producible** where some activities x >= 0 leave one
unit of it over and less than nothing of no product: (B - A) x >= e_p. Plans add up, so one linear program tells all
of them at once: the most z with (B - A) x >= z, 0 <= z <= 1; each z_p comes out as 0 or 1. Where each product has
one technique this is the condition that the spectral radius of A is below 1 (Hawkins and Simon 1949).

That program takes long where there are thousands of techniques; so the economy is looked at with sums first
(`rising`), and it is asked only what is wrong with one that does not pass. Where there are very many and each makes one
product, the sums say that too.

What cannot be produced although it has a technique hangs on an input that cannot, and following these from one to
the next leads to something nobody makes or round a cycle. The cycle is named with what it takes to come back to one
unit. What is in stock or can be imported counts as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from math import inf

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from councils.plan.economy import Code, Direction, Economy, Technique
from councils.plan.highs.heeding import heeding
from councils.plan.highs.simplex import loaded, price

Said = tuple[str, Code, tuple[str, str]]
_MOST_TECHNIQUES = 20_000  # above, the sums have to do; of joint products what cannot be made shows as unmet need
_HALF = 0.5
_PASSES, _MARGIN = 500, 1e-3


def unsound(economy: Economy) -> Iterator[Said]:
    """(file, code in its first column, (what is wrong, what would be right)) for all that can never be made."""
    there = _there(economy)
    made = {code for technique in economy.techniques.values() for code in technique.makes}
    for code in _wanted(economy):
        if code not in made and code not in there:
            remedy = "Add a technique, an import or a stock, or take out what uses it."
            yield "products.csv", code, (f"Nobody makes {_name(economy, code)}, and it is needed or used.", remedy)
    if made | there >= set(_wanted(economy)):
        yield from _eaten(economy, there)


def _wanted(economy: Economy) -> list[Code]:
    """What is needed, used, paid with, carried with, in the order of the products."""
    wanted = {need.product for need in economy.needs}
    wanted.update(*(technique.uses for technique in economy.techniques.values()))
    wanted.update(stock.product for stock in economy.stocks if stock.at_end)
    wanted.update(route.carrier for route in economy.transport if route.carrier)
    return [code for code in economy.products if code in wanted]


def _there(economy: Economy) -> set[Code]:
    """What comes from outside, or from before. Money that exports make is money that can be had."""
    stocked = {stock.product for stock in economy.stocks if stock.quantity > 0}
    imported = {trade.product for trade in economy.trade if trade.direction is Direction.IMPORT}
    earned = {trade.money for trade in economy.trade if trade.direction is Direction.EXPORT}
    return stocked | imported | earned


def _name(economy: Economy, code: Code) -> str:
    name = economy.products[code].name
    return f"{name} ({code})" if name != code else code


def producible(economy: Economy, there: set[Code]) -> set[Code]:
    """The products of which a unit can be left over, capacities aside."""
    codes = {code: at for at, code in enumerate(economy.products)}
    columns = [(t.makes, t.uses) for t in economy.techniques.values()]
    columns += [({code: 1.0}, {}) for code in there]
    data, row, column = [], [], []
    for at, (makes, uses) in enumerate(columns):
        for sign, flows in ((1.0, makes), (-1.0, uses)):
            row += [codes[code] for code in flows]
            column += [at] * len(flows)
            data += [sign * much for much in flows.values()]
    n, k = len(codes), len(columns)
    net = csr_array((data, (row, column)), shape=(n, k))
    limits = hstack([net, -eye_array(n)], format="csc")
    highs = loaded(limits, np.zeros(n), np.concatenate([np.full(k, inf), np.ones(n)]))
    price(highs, np.concatenate([np.zeros(k), -np.ones(n)]))
    heeding(highs)()
    found = highs.getSolution().col_value
    return {code for code, at in codes.items() if found[k + at] > _HALF}


def rising(economy: Economy, there: set[Code]) -> set[Code]:
    """What perhaps cannot be made; nothing, where all that is wanted surely can.

    Cost is handed on, pass by pass: v_p <- the least, over the techniques that make p, of 1 + what they use for a unit
    of p, at the values before. Once no value rises by 1 any more, it is above the cost of what goes into it by the
    technique that was chosen: so these techniques leave something over of everything. Values rise without end where
    something eats itself. That what comes out besides p is given no part of the cost is on the safe side.
    """
    codes = {code: at for at, code in enumerate(economy.products)}
    ways = [(codes[code], much, t.uses) for t in economy.techniques.values() for code, much in t.makes.items()]
    if not ways:
        return set(economy.products)
    start = np.cumsum([0, *(len(uses) for _, _, uses in ways)])
    amounts = np.fromiter(chain.from_iterable(uses.values() for _, _, uses in ways), np.float64, start[-1])
    amounts /= np.repeat([much for _, much, _ in ways], np.diff(start))
    used = np.fromiter(map(codes.__getitem__, chain.from_iterable(uses for _, _, uses in ways)), np.int32, start[-1])
    inputs = csr_array((amounts, used, start), shape=(len(ways), len(codes)))
    makes, given = np.array([p for p, _, _ in ways]), [codes[code] for code in there]
    v, rises = np.zeros(len(codes)), np.ones(len(codes), dtype=np.bool_)
    for _ in range(_PASSES):
        after = np.full(len(codes), inf)
        np.minimum.at(after, makes, 1.0 + inputs @ v)
        after[given] = 0.0
        after = np.where(np.isfinite(after), after, v)  # of what is neither made nor wanted
        rises = after - v >= 1.0 - _MARGIN
        if not rises.any():
            return set()
        v = after
    return {code for code, at in codes.items() if rises[at]}


def _eaten(economy: Economy, there: set[Code]) -> Iterator[Said]:
    doubtful = rising(economy, there)
    if not doubtful:
        return
    can = _producible(economy, there, doubtful)
    cannot = [code for code in _wanted(economy) if code not in can]
    told, makers = set[Code](), _makers(economy)
    for code in cannot:
        cycle = _cycle(makers, code, can)
        if cycle and not told & set(cycle):
            told.update(cycle)
            yield "techniques.csv", cycle[next(iter(cycle))].code, _said(economy, cycle)


def _producible(economy: Economy, there: set[Code], doubtful: set[Code]) -> set[Code]:
    if len(economy.techniques) <= _MOST_TECHNIQUES:
        return producible(economy, there)
    joint = any(len(technique.makes) > 1 for technique in economy.techniques.values())
    return set(economy.products) - (set() if joint else doubtful)


def _makers(economy: Economy) -> Mapping[Code, list[Technique]]:
    found: dict[Code, list[Technique]] = {}
    for technique in economy.techniques.values():
        for code in technique.makes:
            found.setdefault(code, []).append(technique)
    return found


def _cycle(makers: Mapping[Code, list[Technique]], start: Code, can: set[Code]) -> Mapping[Code, Technique]:
    """Round which it goes from ``start``: each product with the technique whose worst input is the next."""
    path: dict[Code, Technique] = {}
    at = start
    while at not in path:
        short = [t for t in makers.get(at, []) if any(code not in can for code in t.uses)]
        if not short:
            return {}
        technique = min(short, key=lambda t: _appetite(t, at, can))
        path[at] = technique
        at = max((code for code in technique.uses if code not in can), key=lambda code: technique.uses[code])
    codes = list(path)
    return {code: path[code] for code in codes[codes.index(at) :]}


def _appetite(technique: Technique, code: Code, can: set[Code]) -> float:
    return sum(much for used, much in technique.uses.items() if used not in can) / technique.makes[code]


def radius(cycle: Mapping[Code, Technique]) -> float:
    """The spectral radius of the input coefficients among the products of a cycle, each with its technique."""
    codes = list(cycle)
    a = np.array([[cycle[p].uses.get(q, 0.0) / cycle[p].makes[p] for p in codes] for q in codes])
    return float(max(abs(np.linalg.eigvals(a))))


def _said(economy: Economy, cycle: Mapping[Code, Technique]) -> tuple[str, str]:
    codes = list(cycle)
    round_trip = " ← ".join(f"{economy.products[code].name} ({cycle[code].code})" for code in codes)
    first = economy.products[codes[0]].name
    grows = radius(cycle)
    message = (
        f"The economy cannot reproduce itself: {round_trip} ← {first} eats itself; the spectral radius is {grows:.4g}"
    )
    if grows < 1:
        message += " for these alone, and at least 1 with what else they use"
    return f"{message}.", "Correct a quantity in recipes.csv, or add another way to make one of them."
