"""Prices of what is shared: land, machine hours, a limit on emissions, that many techniques take from.

Theory of operation. A *source* is a technique that makes from nothing, up to a limit, what nothing else makes and
nobody needs for itself. Its product has thousands of users and no other maker, so no price of its own clears its market
(``sweeps.py``): each user answers a little, all together too much. But sources are few, and how all users would answer
to the prices of all sources can be added up. Within one iteration a technique with slope S offers S times less for
each hour that it costs more, and the price of its product rises until as much is offered as before; so the use of all
sources changes by -H times the change of their prices,

    H = sum over products of  R S R' - (R s)(R s)' / sum of s,    R: what a technique takes of each source,

the sums going over the techniques of a product, s being the diagonal of S. Activities add up what prices were wrong
by, and prices add up what use was wrong by: that circles for ever, if prices follow the use of now. They follow what
it will be in the next iteration, if it goes on changing as it last did: 2 e(t) - e(t-1) instead of e(t), e being what
is used beyond what is there. Were answers linear, two iterations later nothing would be wrong any more. (So with the
optimistic steps of Popov, A Modification of the Arrow-Hurwicz Method for Search of Saddle Points, Math. Notes 28,
1980.) They are not, since techniques come to a limit and others from one: H is a guess. One that is too large makes
prices come slowly, one that is too small makes them swing; so a small one is taken, and less of it once they do.

Averages still take some thousandths too much of one source and too little of another. What moves them to within
(`Keeping`) is the same H, for techniques that run between their limits and so cost hardly more if they run a little
more or less: at prices H⁻¹e each makes so much less, or more, that of each product as much is made. What that changes
in inputs is made up for by the marginal techniques (``marginal.py``); after some turns nothing is wrong any more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.linalg import inv

from councils.plan.leontief.sweeps import Layout, State, Sums
from councils.plan.program import Floats, Program

ASLEEP = 0.02
"""How much of its answer counts of a technique that doesn't run, or runs all it can: some will, once prices move."""
SWINGS, CALMER, BOLDER = 0.8, 0.5, 1.5
"""Prices swing where as much is used too little as was used too much, or this share of it; then they go this part of
the way, and so many times that, up to all of it, whenever answers are added up anew."""
HELD = 0.05
"""The part that is added of what would be answered if no product's price rose: sources that the same techniques take
are hard to tell apart, and some are taken by techniques that nothing replaces."""
STIFF = 1e-3
"""The same part where a plan is moved to within (`Keeping`): what nothing replaces doesn't move then."""
MORE, TURNS, OFTEN = 1.2, 12, 5
"""A move comes to some four fifths of what is wanted, since what it changes changes what is used up in turn; so it goes
so many times as far. Plans are moved so many times at most, and what is missing is made so often in between."""
TINY = 1e-12


class Sharing:
    """``price`` float64[s] of the products of ``layout.shared``, and ``over`` float64[s]: what was used beyond what
    is there, in the iteration before. ``calm``: the part of the way that prices go."""

    def __init__(self, layout: Layout, values: Floats) -> None:
        program = layout.program
        self.layout, self.products = layout, program.makes[layout.shared]
        self.there, self.takes = program.cap[layout.shared], program.inputs[self.products].tocsr()
        self.price, self.over = values[self.products], np.full(len(layout.shared), np.nan)
        self.relief: Floats = np.zeros((0, 0))
        self.calm = 1.0

    def priced(self, state: State, sums: Sums) -> State:
        """The state with the prices of sources moved; in ``sums`` those that the values of this iteration rest on."""
        sums.v[self.products] += sums.weight * (self.price - state.v[self.products])
        over = state.used[self.products] - self.there
        ahead = np.where(np.isnan(self.over), over, 2.0 * over - self.over)
        now, last = over / self.there, self.over / self.there
        if -(now * last).sum() > SWINGS * (last * last).sum():
            self.calm *= CALMER
        moved = self.price + self.calm * (self.relief * ahead).sum(axis=1)
        self.price, self.over = np.clip(moved, 0.0, self.layout.dear), over
        v = state.v.copy()
        v[self.products] = self.price
        return replace(state, v=v)

    def watch(self, state: State, slope: Floats) -> None:
        """Add up the answers as they are now; ``slope`` float64[K], how much more is offered for an hour more."""
        awake = np.where((state.x > 0.0) & (state.x < self.layout.cap), 1.0, ASLEEP)
        self.relief = np.asarray(inv(response(self.layout.program, self.takes, slope * awake)), dtype=np.float64)
        self.calm = min(self.calm * BOLDER, 1.0)


class Keeping:
    """Moves a plan to within all sources, a little each time, as if they had prices that nobody has to pay.

    Techniques answer to these in proportion to how far they are from their limits, ``activities`` float64[K], so that
    what is far from worth while stays so. A part ``inside`` of each source is left.
    """

    def __init__(self, layout: Layout, activities: Floats, values: Floats, *, inside: float) -> None:
        program = layout.program
        self.layout, self.products, self.turns = layout, program.makes[layout.shared], 0
        there, self.takes = program.cap[layout.shared], program.inputs[self.products].tocsr()
        self.aim, self.close, self.scarce = (1.0 - inside) * there, inside * there, values[self.products] > 0.0
        room = np.maximum(np.minimum(activities, layout.cap - activities), 0.0)
        room[layout.shared] = 0.0
        self.slope = room / np.maximum(program.cost(values), layout.cheap)
        self.together = np.bincount(program.makes, self.slope, program.products)
        self.relief = MORE * inv(response(program, self.takes, self.slope, held=STIFF))

    def moved(self, x: Floats, used: Floats, *, roughly: float = 0.0) -> Floats | None:
        """float64[K]: activities nearer to what is there, that make as much of each product; None if near enough, or
        to a share ``roughly`` of it."""
        over = used[self.products] - self.aim
        over = np.where(self.scarce, over, np.maximum(over, 0.0))
        if self.turns >= TURNS or (np.abs(over) <= np.maximum(self.close, roughly * self.aim)).all():
            return None
        self.turns += 1
        dearer = self.takes.T @ (self.relief * over).sum(axis=1)
        rise = np.bincount(self.layout.program.makes, self.slope * dearer, len(self.together))
        rise = np.divide(rise, self.together, out=np.zeros_like(rise), where=self.together > 0)
        moved = x + self.slope * (rise[self.layout.program.makes] - dearer)
        return np.asarray(np.clip(moved, 0.0, self.layout.cap))


def response(program: Program, takes: Any, slope: Floats, *, held: float = HELD) -> Floats:
    """H, float64[s, s]: how much less is used of each source for an hour more on each; positive definite.

    ``takes`` s × K, of each source for a unit made; ``slope`` float64[K], how much more a technique offers for an
    hour more. ``held``: see HELD.
    """
    answers, n = takes.multiply(slope[None, :]).tocsr(), program.products
    together = np.bincount(program.makes, slope, n)
    rows = zip(answers.indptr, answers.indptr[1:], strict=False)
    by_product = np.array(
        [np.bincount(program.makes[answers.indices[at:to]], answers.data[at:to], n) for at, to in rows]
    )
    evened = by_product * np.divide(1.0, together, out=np.zeros(n), where=together > 0)
    all_alone = (answers @ takes.T).toarray()
    own = np.diag(all_alone)
    kept = np.diag(held * own + TINY * max(float(own.max(initial=0.0)), TINY))
    return np.asarray(all_alone - np.einsum("ip,jp->ij", evened, by_product) + kept)
