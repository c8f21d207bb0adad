"""The loops of ``compiled.py``, one block of products each.

Theory of operation. A loop reads the inputs of a technique once: it adds up what they cost, prices the product, and
while the inputs are still in the cache passes on what the technique now uses of them. Techniques that don't change pass
nothing on. Arrays are those of `Layout` and `Sweeps`; ``to`` is float64[n], the sum that this block adds to. What each
loop decides is told in `Sweeps`.

Numba neither reorders nor fuses what is written here (no ``fastmath``). So where SciPy was built without fused
multiply-add, as its wheels for x86-64 are, these loops and ``plain.py`` give the same bits; elsewhere the last digits
may differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from councils.plan.leontief.sweeps import IDLE, ROUNDING, WAITS

loop: Callable[[Any], Any] = njit(cache=True, nogil=True, error_model="numpy")
"""A function compiled for one thread, which holds up no other."""


@loop
def added(parts, start):
    total = start.copy()
    for part in parts:
        for p in range(len(total)):
            total[p] += part[p]
    return total


@loop
def _inputs(k, indptr, indices, data, v):
    inputs = 0.0
    for at in range(np.uint64(indptr[k]), np.uint64(indptr[k + 1])):
        inputs += data[at] * v[indices[at]]
    return inputs


@loop
def _cost(k, indptr, indices, data, labour, v):
    return labour[k] + _inputs(k, indptr, indices, data, v)


@loop
def _pass_on(k, much, indptr, indices, data, to):
    for at in range(np.uint64(indptr[k]), np.uint64(indptr[k + 1])):
        to[indices[at]] += data[at] * much


@loop
def value(low, high, indptr, indices, data, v, found):
    for j in range(low, high):
        found[j] = _inputs(j, indptr, indices, data, v)


@loop
def use(low, high, indptr, indices, data, order, first, x, to):
    for i in range(first[low], first[high]):
        k = order[i]
        if x[k] != 0.0:
            _pass_on(k, x[k], indptr, indices, data, to)


@loop
def squares(low, high, indptr, indices, data, order, first, each, found):
    for i in range(first[low], first[high]):
        k, total = order[i], 0.0
        for at in range(np.uint64(indptr[k]), np.uint64(indptr[k + 1])):
            total += data[at] * data[at] * each[indices[at]]
        found[k] = total


@loop
def clear(
    low, high, indptr, indices, data, order, first, labour, needs, cap, closed,
    x, v, used, swing, tight, eager, step, small, cheap, dear, x_after, v_after, weight, x_sum, v_sum, to, swings,
):  # fmt: skip
    most = 0
    for p in range(low, high):
        most = max(most, first[p + 1] - first[p])
    cost, slope, start, end = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    for p in range(low, high):
        made, asked, begin, m = 0.0, (needs[p] + used[p]) * tight[p], first[p], first[p + 1] - first[p]
        for j in range(m):
            k = order[begin + j]
            made += x[k]
            cost[j] = _cost(k, indptr, indices, data, labour, v)
        size = max(made, asked, small)
        for j in range(m):
            k = order[begin + j]
            slope[j] = size / (step * max(cost[j], cheap)) * eager[k]
            start[j] = cost[j] - x[k] / slope[j]
            end[j] = cost[j] + (cap[k] - x[k]) / slope[j]
        price = _price(m, cost, slope, start, end, x, cap, order, begin, asked, v[p], swing[p] if closed[p] else 0.0)
        price = min(price, dear)
        v_after[p] = price
        v_sum[p] += weight * price
        rising = _rising(m, slope, start, end, price)
        for j in range(m):
            k = order[begin + j]
            much = min(max(x[k] + slope[j] * (price - cost[j]), 0.0), cap[k])
            x_after[k] = much
            x_sum[k] += weight * much
            if much != x[k]:
                _pass_on(k, much - x[k], indptr, indices, data, to)
            if len(swings):
                counts = slope[j] * _answer(slope[j], rising, 0.0 < much < cap[k])
                for at in range(np.uint64(indptr[k]), np.uint64(indptr[k + 1])):
                    if closed[indices[at]]:
                        swings[indices[at]] += data[at] * data[at] * counts


@loop
def _unmade(asked, last, swing):
    """The price of what nobody makes."""
    if asked <= 0.0:
        return 0.0
    return last + asked / swing if swing > 0.0 else 2.0 * last


@loop
def _offered(m, cost, slope, x, cap, order, begin, price):
    offer = 0.0
    for j in range(m):
        k = order[begin + j]
        offer += min(max(x[k] + slope[j] * (price - cost[j]), 0.0), cap[k])
    return offer


@loop
def _rising(m, slope, start, end, price):
    rise = 0.0
    for j in range(m):
        if start[j] < price < end[j]:
            rise += slope[j]
    return rise


@loop
def _answer(slope, rising, between):
    """How much of its slope a technique can answer with, when others make up for what it makes less of."""
    alone = slope / rising if rising > 0.0 else 1.0
    return max(1.0 - alone, IDLE) if between else IDLE


@loop
def _price(m, cost, slope, start, end, x, cap, order, begin, asked, last, swing):
    if m == 0:
        return _unmade(asked, last, swing)
    lowest = start[:m].min()
    if swing > 0.0 and last + asked / swing <= lowest:
        return max(last + asked / swing, 0.0)
    low, held, high = lowest, swing * (lowest - last), np.inf  # the offer at high is known to be too much
    for turn in range(2 * m):
        at = start[turn] if turn < m else end[turn - m]
        if at < low or at >= high:
            continue
        offer = _offered(m, cost, slope, x, cap, order, begin, at) + swing * (at - last)
        if offer <= asked:
            low, held = at, offer
        else:
            high = at
    rise = swing
    for j in range(m):
        if start[j] <= low and low < end[j]:
            rise += slope[j]
    if rise > 0.0:
        return max(low + (asked - held) / rise, 0.0)
    short = asked - held
    if short > 1e-9 * asked:
        return max(max(low, last) * (1.0 + short / max(asked, 1e-300)), 0.0)
    return max(low, 0.0)


@loop
def undercut(low, high, indptr, indices, data, order, first, labour, cap, net, v, within, after):
    settled = True
    for p in range(low, high):
        least = v[p]
        for i in range(first[p], first[p + 1]):
            k = order[i]
            if cap[k] == np.inf:
                cost = _cost(k, indptr, indices, data, labour, v)
                excess = v[p] - cost
                if excess > within * labour[k] + ROUNDING * cost:
                    settled = False
                least = min(least, max(v[p] - max(excess, 0.0) / net[k], 0.0))
        after[p] = least
    return settled


@loop
def cheapest(low, high, indptr, indices, data, order, first, labour, dear, v, after):
    for p in range(low, high):
        least = v[p] if first[p] == first[p + 1] else np.inf
        for i in range(first[p], first[p + 1]):
            least = min(least, _cost(order[i], indptr, indices, data, labour, v))
        after[p] = min(least, dear)


@loop
def merit(low, high, indptr, indices, data, order, first, labour, net, leaves, v, costs, merit):
    for p in range(low, high):
        for i in range(first[p], first[p + 1]):
            k = order[i]
            own = (1.0 - leaves[k]) * v[p]
            cost = (_cost(k, indptr, indices, data, labour, v) - own) / net[k]
            j = i
            while j > first[p] and costs[j - 1] > cost:
                costs[j], merit[j] = costs[j - 1], merit[j - 1]
                j -= 1
            costs[j], merit[j] = cost, k


@loop
def answer(
    low, high, indptr, indices, data, order, first, needs, net, x, used, merit, cap, within, after, uncovered, to
):
    settled = True
    for p in range(low, high):
        made = 0.0
        for i in range(first[p], first[p + 1]):
            made += x[order[i]]
            after[order[i]] = x[order[i]]
        missing = needs[p] + used[p] - made
        measure = needs[p] if needs[p] > 0.0 else used[p]
        uncovered[p] = max(missing, 0.0)
        if missing <= within * measure and -missing <= 100.0 * within * made:
            continue
        covered, before = 0.0, 0.0
        if missing > 0.0:
            for i in range(first[p], first[p + 1]):
                k = merit[i]
                spare = (cap[k] - x[k]) * net[k]
                much = min(max(missing - before, 0.0), spare)
                before += spare
                covered += much
                after[k] = min(max(x[k] + much / net[k], 0.0), cap[k])
        else:
            for i in range(first[p + 1] - 1, first[p] - 1, -1):
                k = merit[i]
                running = x[k] * net[k]
                much = min(max(-missing - before, 0.0), running)
                before += running
                after[k] = min(max(x[k] - much / net[k], 0.0), cap[k])
        uncovered[p] -= covered
        if covered > 0.0 or (missing < 0.0 and made > 0.0):
            settled = False
        for i in range(first[p], first[p + 1]):
            k = order[i]
            if after[k] != x[k]:
                _pass_on(k, after[k] - x[k], indptr, indices, data, to)
    return settled


@loop
def turn(low, high, product, net, cap, x, missing, made, within, change):
    moved = 0
    for j in range(low, high):
        more = min(max(x[j] + missing[product[j]] / net[j], 0.0), cap[j]) - x[j]
        much, enough = abs(more), within * max(x[j], made[j])
        moved += much > enough
        change[j] = more if much > WAITS * enough else 0.0
    return moved


@loop
def pass_all_on(indptr, indices, data, change, to):
    for j in range(len(change)):
        if change[j] != 0.0:
            _pass_on(j, change[j], indptr, indices, data, to)


@loop
def still(missing, one, other, product, change):
    left = np.empty_like(missing)
    for p in range(len(missing)):
        left[p] = missing[p] + one[p] + other[p]
    for j in range(len(product)):
        left[product[j]] -= change[j]
    return left
