"""From almost to exactly: values that prove a bound, and activities that meet the needs, from what nearly does.

Theory of operation. Solvers stop near a solution; a certificate wants both sides exact. Both repairs sweep to a
fixpoint.

``lowered``: a value may not be above the cost by an *open* technique, one that nothing limits. Lower each value to its
cheapest one, which makes others cheaper, and again: the values fall to the greatest fixpoint below. Once all excess is
within a share δ of the technique's own labour, dividing by 1 + δ ends it.

``covered``: what is missing of a product is made in its merit order (cheapest technique first, at the values given)
as far as capacities go; of what is too much, the dearest technique makes less. What that uses is missing next. With
an open technique for each product this is a linear complementarity problem with an M-matrix, and the sweeps contract
towards its solution (Cottle, Pang and Stone, The Linear Complementarity Problem, 1992, ch. 5). Where nothing can make
what is missing, its users are cut down, all by the same share, and stay so; then their own product is missing, down
to a need that is left unmet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief.marginal import CLOSE, Marginal
from councils.plan.leontief.passing import ThereAndBack
from councils.plan.leontief.sharing import OFTEN, Keeping
from councils.plan.leontief.sweeps import Layout, Sweeps, dearest, sweeps
from councils.plan.program import Floats, Ints, Program

SWEEPS = 500
"""More than any economy needs that takes less than 96 % of its output to reproduce itself."""
IDLY = 1e-3
"""The share of its cost that is work of its own, below which a technique is no work to speak of."""
STRICTLY = 1e-9
"""The share by which something must be cheaper to be chosen instead."""
ROUGHLY, CLOSER = 1e-4, 1e-2
"""The share of its output within which marginal techniques first make a product, since others then make some more, and
how many times that of the turn before it is in each later one, down to `marginal.CLOSE`."""
DUST = 1e-13
"""The share of its output that no plan needs a technique for."""
PARTLY = 1e-3
"""The share of a product's output from which on it is left unmet in part, and not by rounding."""


def lowered(program: Program, values: Floats, *, within: float = 1e-10, by: Sweeps | None = None) -> Floats:
    """float64[n]: the values, no lower than need be for nothing open to have a margin.

    ``by``: the passes over this program, where there are some already.
    """
    passes, v = by or sweeps(program), np.maximum(values, 0.0)
    for _ in range(SWEEPS):
        lower, settled = passes.undercut(v, within)
        if settled:
            break
        v = lower
    return v / (1.0 + 2.0 * within)


def ways_out(passes: Sweeps, cap: Floats | None = None) -> Ints:
    """int32[n]: the open technique that makes each product at the least work, were there open ones alone; -1: none.

    All that it uses has one too. Following them from a product to its inputs goes round only where the product is
    among its own inputs, since each was chosen when it last made the product cheaper, from the top down. ``cap``: other
    limits than those of the program.
    """
    program, here = passes.layout.program, passes.layout
    open_ones = np.flatnonzero(np.isinf(here.cap if cap is None else cap))
    had = np.ones(program.products, dtype=np.bool_)
    while True:
        open_ones = open_ones[(program.uses[open_ones] @ ~had) == 0]
        has = np.bincount(program.makes[open_ones], minlength=program.products) > 0
        if (has == had).all():
            break
        had = has
    chosen = _cheapest(passes.layout, open_ones)
    while True:
        some = np.flatnonzero(chosen >= 0)
        lost = some[(program.uses[chosen[some]] @ (chosen < 0)) > 0]
        if not len(lost):
            return chosen
        chosen[lost] = -1


def _cheapest(here: Layout, techniques: NDArray[Any]) -> Ints:
    """Of these the one by which each product was last made cheaper; -1 where none ever was."""
    program, net = here.program, here.net[techniques]
    makes, uses, labour = program.makes[techniques], program.uses[techniques], program.labour[techniques]
    values, chosen = np.full(program.products, dearest(labour)), np.full(program.products, -1, dtype=np.int32)
    order = np.argsort(makes, kind="stable")
    makes, uses, labour, net, techniques = makes[order], uses[order], labour[order], net[order], techniques[order]
    first = np.flatnonzero(np.diff(makes, prepend=-1))
    product, each = makes[first], np.repeat(np.arange(len(first)), np.diff(first, append=len(makes)))
    for _ in range(SWEEPS if len(first) else 0):
        cost = (labour + uses @ values - (1.0 - net) * values[makes]) / net
        least = np.minimum.reduceat(cost, first)
        cheaper = least < values[product] * (1.0 - STRICTLY)
        if not cheaper.any():
            break
        best = np.flatnonzero(cost == least[each])
        best = best[np.diff(each[best], prepend=-1) > 0][cheaper]
        values[product[cheaper]] = least[cheaper]
        chosen[product[cheaper]] = techniques[best]
    return chosen


def in_line(merit: Ints, ways: Ints, layout: Layout) -> Ints:
    """The order of merit in which of the open techniques of a product that of ``ways`` comes first, the others last."""
    makes, place = layout.program.makes, np.empty(len(merit), dtype=np.int64)
    place[merit] = np.arange(len(merit))
    open_ones = np.isinf(layout.cap) & (ways[makes] >= 0)
    first = np.full(layout.program.products, len(merit))
    np.minimum.at(first, makes[open_ones], place[open_ones])
    place[open_ones] += len(merit)
    has = np.flatnonzero(ways >= 0)
    place[ways[has]] = first[has]
    return np.lexsort((place, makes)).astype(np.int32)


def covered(
    program: Program, activities: Floats, values: Floats, *, within: float = 1e-10, by: Sweeps | None = None
) -> Floats:
    """float64[K]: activities within capacity that meet every need but for a share ``within``, where that can be."""
    return repaired(by or sweeps(program), activities, values, within=within)[0]


def repaired(
    passes: Sweeps,
    activities: Floats,
    values: Floats,
    *,
    within: float,
    most: int = SWEEPS,
    cap: Floats | None = None,
    ways: Ints | None = None,
    first: Marginal | None = None,
    keeping: Keeping | None = None,
) -> tuple[Floats, Floats]:
    """As `covered`, and float64[n]: the share that was missing of each product before anybody had to be cut down.

    ``most``: sweeps. ``cap``: other limits than those of the program. ``ways``: of `ways_out`, where there are any.
    ``first``: the techniques that make what is missing before others do. ``keeping``: what moves activities to within
    shared sources meanwhile.
    """
    program, merit = passes.layout.program, passes.merit(values)
    if ways is not None:
        merit = in_line(merit, ways, passes.layout)
    cap = passes.layout.cap if cap is None else cap
    back = ThereAndBack(program) if ways is not None else None
    x, lacking = np.clip(activities, 0.0, cap), None
    used, closely = passes.used(x), ROUGHLY
    for _ in range(most):
        if first:
            x, used = nearly(passes, x, used, first, keeping, within=closely)
            closely = max(closely * CLOSER, CLOSE)
        more, use, uncovered, settled = passes.answered(x, used, merit, cap, within)
        moved = keeping.moved(more, use) if settled and keeping else None
        if moved is not None:
            x, used = moved, passes.used(moved)
        elif settled:
            missing = uncovered > within * np.where(program.needs > 0, program.needs, used)
            asked = np.maximum(program.needs + used, 1e-300)
            lacking = np.where(missing, uncovered / asked, 0.0) if lacking is None else lacking
            if not (missing & (used > 0)).any():
                break
            share = np.divide(used - uncovered, used, out=np.ones_like(used), where=missing & (used > 0))
            x, cap = rationed(program, x, cap, np.clip(share, 0.0, 1.0))
            used, first = passes.used(x), None  # which would make what nobody is to use
        else:
            x, used = back.without(more, use) if back else (more, use)
    return x, np.zeros_like(used) if lacking is None else lacking


def without_dust(program: Program, activities: Floats) -> Floats:
    """float64[K]: the activities without those too small to be told from rounding, nor what was made for them alone:
    of what hardly anybody uses all may be missing."""
    x = np.where(activities > DUST * program.made(activities)[program.makes], activities, 0.0)
    while True:
        idle = (program.needs <= 0.0) & (program.inputs @ x <= 0.0)
        dust = (x > 0.0) & idle[program.makes]
        if not dust.any():
            return x
        x[dust] = 0.0


def nearly(
    passes: Sweeps, x: Floats, used: Floats, first: Marginal, keeping: Keeping | None, *, within: float
) -> tuple[Floats, Floats]:
    """Activities, float64[K], after marginal techniques have made what they can of what is missing, and their use."""
    program = passes.layout.program
    x, missing = first.covering(passes, x, program.needs + used - program.made(x), within=within)
    while keeping and (moved := keeping.moved(x, _used(program, x, missing), roughly=within)) is not None:
        missing = program.needs + passes.used(moved) - program.made(moved)
        x, missing = first.covering(passes, moved, missing, times=OFTEN, within=within)
    return x, _used(program, x, missing)


def _used(program: Program, x: Floats, missing: Floats) -> Floats:
    """float64[n]: what is used up where so much is missing."""
    return np.maximum(missing - program.needs + program.made(x), 0.0)


def unmet_techniques(program: Program) -> tuple[NDArray[Any], ...] | None:
    """The techniques that leave needs unmet, from no inputs; None where some need cannot stay unmet.

    Of each product they are the dearest ones, as many as all that is needed of it can be left to: in the first int[m]
    those of each product that come first, the cheapest, then those that come next.
    """
    idle = np.flatnonzero((np.diff(program.inputs.indptr) == 0) & (program.needs[program.makes] > 0))
    dearest = idle[np.lexsort((-program.labour[idle], program.makes[idle]))]
    left, found = program.needs.copy(), []
    for some in ranked(dearest, program.makes):
        wanted = some[left[program.makes[some]] > STRICTLY * program.needs[program.makes[some]]]
        left[program.makes[wanted]] -= np.minimum(program.cap[wanted], left[program.makes[wanted]])
        found.append(wanted)
    if (left > STRICTLY * program.needs).any():
        return None
    cheapest = np.concatenate(found[::-1]) if found else idle
    return tuple(ranked(cheapest[np.argsort(program.makes[cheapest], kind="stable")], program.makes))


def ranked(techniques: NDArray[Any], makes: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Of techniques in the order of their products the first of each product, then the second ones, and so on."""
    first = np.flatnonzero(np.diff(makes[techniques], prepend=-1))
    rank = np.arange(len(techniques)) - np.repeat(first, np.diff(first, append=len(techniques)))
    yield from (techniques[rank == at] for at in range(int(rank.max(initial=-1)) + 1))


def scaled(passes: Sweeps, activities: Floats, unmet: tuple[NDArray[Any], ...], *, within: float) -> Floats:
    """float64[K]: a plan near to the activities, with as much unmet as that takes; ``unmet``: of `unmet_techniques`."""
    program, cap, net = passes.layout.program, passes.layout.cap, passes.layout.net
    leaving = np.zeros(program.techniques, dtype=np.bool_)
    for some in unmet:
        leaving[some] = True
    x = np.clip(activities, 0.0, cap)
    took = _absorbers(program, x, cap, leaving)
    for _ in range(SWEEPS):
        made = program.made(x)
        missing = program.needs + passes.used(x) - made
        if (missing <= within * made).all():
            break
        x[took.technique] = np.maximum(x[took.technique] + missing[took.product] / net[took.technique], 0.0)
    over = ~leaving & (x > cap)
    x = np.where(leaving, 0.0, x * float((cap[over] / x[over]).min(initial=1.0)))
    lacks = program.needs - program.net(x)
    for some in unmet:
        x[some] = np.clip(lacks[program.makes[some]], 0.0, cap[some])
        lacks[program.makes[some]] -= x[some]
    return x


@dataclass(frozen=True, slots=True, eq=False)
class Absorbers:
    """``technique`` int[a] makes ``product`` int[a]; there is one for each product that anybody makes."""

    technique: NDArray[Any]
    product: NDArray[Any]


def _absorbers(program: Program, x: Floats, cap: Floats, leaving: NDArray[np.bool_]) -> Absorbers:
    """What is partly left unmet, since nothing follows from it; else the technique that is farthest from its limits."""
    output = np.maximum(program.made(x)[program.makes], 1e-300)
    room = np.minimum(np.minimum(x, cap - x) / output, 1.0)
    rank = np.where(leaving, np.where(room > PARTLY, 2.0, -1.0), room + 1e-3 * np.minimum(x / output, 1.0))
    order = np.lexsort((rank, program.makes))
    last = np.flatnonzero(np.diff(program.makes[order], append=program.products))
    return Absorbers(order[last], program.makes[order][last])


def rationed(program: Program, x: Floats, cap: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Every technique runs at the least ``share`` of what it uses, and from now on no higher."""
    least = np.ones_like(x)
    some = np.flatnonzero(np.diff(program.inputs.indptr))
    least[some] = np.minimum.reduceat(share[program.inputs.indices], program.inputs.indptr[some])
    cut = least < 1.0
    return np.where(cut, x * least, x), np.where(cut, x * least, cap)
