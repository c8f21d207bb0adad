"""Nothing is sent there and back, nor by way of others, nor bought and sold again: that is left out of a plan.

Theory of operation. Where carrying takes no work and loses nothing, a plan that sends ten loads round is as good as one
that sends none, and a solver gives either. People are not indifferent. So circles are taken out: of what is carried
from place to place the least on the circle, on each of its ways; nobody lacks it, since never more arrives than was
sent. What is carried for nothing to where it only lies about stays where it was; and what goes on from a place at once
goes the straight way, if there is one with room that takes nothing either. And of what is both bought and sold at one
place the smaller of the two, unless it is sold for more than it is bought for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product as pairs

import numpy as np
from numpy.typing import NDArray

from councils.plan.linear import Activity, Column, Floats, Linear

LEAST = 1e-9
"""Of what is carried: less than that is rounding."""
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


def straightened(program: Linear, x: Floats) -> Floats:
    """Activities float64[n] that meet no need less and are no worse in any stage, with less that is carried."""
    x = x.copy()
    ways = _free(program, x)
    _unsent(program, ways, x)
    _shortened(ways, program.most, x)
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


Ways = list[dict[tuple[str, str], int]]
"""Of each product and period the columns that carry for nothing, by from where and to where."""


def _free(program: Linear, x: Floats) -> Ways:
    """Ways that take nothing and lose nothing, of what is carried at all; cost: linear in the columns."""
    columns = program.columns
    used = {columns[at][1:3] for at in np.flatnonzero(x).tolist() if columns[at].kind is Activity.CARRY}
    found: dict[tuple[str, ...], dict[tuple[str, str], int]] = defaultdict(dict)
    if used:
        starts, data = program.matrix.indptr, program.matrix.data
        for at, column in enumerate(columns):
            if column.kind is Activity.CARRY and column[1:3] in used:
                entries = data[starts[at] : starts[at + 1]]
                if len(entries) == 2 and abs(entries).max() == 1.0 == abs(entries).min():
                    found[column[1:3]][column.place, column.to] = at
    return list(found.values())


def _unsent(program: Linear, ways: Ways, x: Floats) -> None:
    """Less of what is more than enough where it comes to; what is left of it then lies where it came from."""
    rows, starts, places = program.matrix.data, program.matrix.indptr, program.matrix.indices
    over = program.matrix @ x - program.need
    sent = [at for free in ways for at in free.values() if x[at] > 0]
    changed = True
    while changed:
        changed = False
        for at in sent:
            span = slice(starts[at], starts[at + 1])
            goal = places[span][rows[span] > 0][0]
            less = min(x[at], over[goal])
            if less > LEAST * max(x[at], 1.0):
                x[at] -= less
                over[places[span]] -= rows[span] * less
                changed = True


def _shortened(ways: Ways, most: Floats, x: Floats) -> None:
    """What is sent on from a place, the straight way; each step leaves less to be carried."""
    for free in ways:
        while sum(_shorter(way, most, x) for way in _sent_on(free, x)):
            pass


def _sent_on(free: Mapping[tuple[str, str], int], x: Floats) -> list[tuple[int, int, int]]:
    """(there, on, straight): what is carried to a place and on from it, and the way that leads straight there."""
    onward: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (place, to), at in free.items():
        if x[at] > 0:
            onward[place].append((to, at))
    return [
        (first, second, free[start, to])
        for start, sent in onward.items()
        for by, first in sent
        for to, second in onward.get(by, ())
        if (start, to) in free
    ]


def _shorter(way: tuple[int, int, int], most: Floats, x: Floats) -> bool:
    first, second, straight = way
    much = min(x[first], x[second], most[straight] - x[straight])
    if much <= LEAST * max(x[first], x[second]):
        return False
    x[[first, second]] -= much
    x[straight] += much
    return True


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
