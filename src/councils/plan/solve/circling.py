"""Nothing is sent there and back, nor bought and sold again: what goes round only for itself is left out of a plan.

Theory of operation. Where carrying takes no work and loses nothing, a plan that sends ten loads round is as good as one
that sends none, and a solver gives either. People are not indifferent. So circles are taken out: of what is carried
from place to place the least on the circle, on each of its ways; nobody lacks it, since never more arrives than was
sent. And of what is both bought and sold at one place the smaller of the two, unless it is sold for more than it is
bought for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product as pairs

import numpy as np
from numpy.typing import NDArray

from councils.plan.linear import Activity, Column, Floats, Linear

Arcs = Mapping[str, list[tuple[str, int]]]
"""From each place: to where, and by which column."""


def without_circles(program: Linear, x: Floats) -> Floats:
    """Activities float64[n] that are no less good in any row, nor in any stage."""
    x = x.copy()
    for arcs in _carried(program.columns, x):
        while len(circle := _circle(arcs, x)):
            x[circle] = np.maximum(x[circle] - x[circle].min(), 0.0)
    for bought, sold in _traded(program.columns, x):
        if -_money(program, bought).min() >= _money(program, sold).max():
            x[[bought, sold]] -= min(x[bought], x[sold])
    return x


def _carried(columns: tuple[Column, ...], x: Floats) -> Iterable[Arcs]:
    """What is carried, by product and period."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for at in np.flatnonzero(x).tolist():
        column = columns[at]
        if column.kind is Activity.CARRY:
            found[column.code, column.period][column.place].append((column.to, at))
    return found.values()


def _circle(arcs: Arcs, x: Floats) -> NDArray[np.intp]:
    """The columns of a circle on all of which something is carried; none where there is none."""
    over: set[str] = set()
    for start in arcs:
        way: list[tuple[str, int]] = []
        ahead = [iter(arcs.get(start, ()))]
        on = {start: 0}
        while ahead:
            to, at = next(ahead[-1], ("", -1))
            if at < 0:
                ahead.pop()
                over.add(way.pop()[0] if way else start)
                on = {start: 0} | {place: depth for depth, (place, _) in enumerate(way, 1)}
            elif x[at] > 0 and to in on:
                return np.array([column for _, column in way[on[to] :]] + [at])
            elif x[at] > 0 and to not in over:
                way.append((to, at))
                on[to] = len(way)
                ahead.append(iter(arcs.get(to, ())))
    return np.zeros(0, dtype=np.intp)


def _traded(columns: tuple[Column, ...], x: Floats) -> Iterator[tuple[int, int]]:
    """(bought, sold): two columns for each product that is both at one place and time, for the same money."""
    found: dict[tuple[str, ...], dict[Activity, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at in np.flatnonzero(x).tolist():
        column = columns[at]
        if column.kind in (Activity.IMPORT, Activity.EXPORT):
            found[column.code, column.period, column.place, column.to][column.kind].append(at)
    for both in found.values():
        yield from pairs(both[Activity.IMPORT], both[Activity.EXPORT])


def _money(program: Linear, column: int) -> Floats:
    """What a column adds and takes, and 0: of one of trade a unit, and the money that goes the other way."""
    return np.append(program.matrix[:, [column]].data, 0.0)
