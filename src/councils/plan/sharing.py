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
1980.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.linalg import solve
from scipy.sparse import csr_array

from councils.plan.program import Floats, Program
from councils.plan.sweeps import Layout, State

ASLEEP = 0.1
"""How much of its answer counts of a technique that doesn't run, or runs all it can: some will, once prices move."""
HELD = 0.05
"""The part that is added of what would be answered if no product's price rose: sources that the same techniques take
are hard to tell apart, and some are taken by techniques that nothing replaces."""
INSIDE = 0.02
"""The part of a source that prices leave unused in the first iteration; half of it in the second, a third in the third.
So an early plan has some to spare, and a mixture (``mixing.py``) with a later one, that takes a little too much, keeps
within."""
TINY = 1e-12
AGAIN = 3, 6
"""Iterations after which answers are added up anew, besides the first of each window: at the beginning all moves."""


class Sharing:
    """``price`` float64[s] of the products of ``layout.shared``, and ``over`` float64[s]: what was used beyond what
    is there, in the iteration before."""

    def __init__(self, layout: Layout, values: Floats) -> None:
        program = layout.program
        self.layout, self.products = layout, program.makes[layout.shared]
        self.there, self.takes = program.cap[layout.shared], program.inputs[self.products].tocsr()
        self.price, self.over = values[self.products], np.full(len(layout.shared), np.nan)
        self.answers, self.done = np.zeros(0), 0

    def priced(self, state: State, sums: State) -> State:
        """The state with the prices of sources moved, in ``sums`` too."""
        self.done += 1
        over = state.used[self.products] - (1.0 - INSIDE / self.done) * self.there
        ahead = np.where(np.isnan(self.over), over, 2.0 * over - self.over)
        moved = self.price + solve(self.answers, ahead, assume_a="pos")
        self.price, self.over = np.clip(moved, 0.0, self.layout.dear), over
        v = state.v.copy()
        v[self.products] = self.price
        sums.v[self.products] += self.price - state.v[self.products]
        return replace(state, v=v)

    def at(self, state: State, values: Floats) -> State:
        """The state with the prices of sources at those of the values: where they were on average, to go on from."""
        v = state.v.copy()
        self.price = v[self.products] = values[self.products]
        return replace(state, v=v)

    def watch(self, state: State, step: float) -> None:
        """Add up the answers as they are now."""
        here, program = self.layout, self.layout.program
        cost, asked = program.cost(state.v), program.needs + state.used
        size = np.maximum(np.maximum(program.made(state.x), asked), here.small)
        slope = size[program.makes] / (step * np.maximum(cost, here.cheap))
        slope *= np.where((state.x > 0.0) & (state.x < here.cap), 1.0, ASLEEP)
        self.answers = response(program, self.takes, slope)


def response(program: Program, takes: Any, slope: Floats) -> Floats:
    """H, float64[s, s]: how much less is used of each source for an hour more on each; positive definite.

    ``takes`` s × K, of each source for a unit made; ``slope`` float64[K], how much more a technique offers for an
    hour more.
    """
    one_each = np.arange(program.techniques + 1)
    makers = csr_array((np.ones(program.techniques), program.makes, one_each), (program.techniques, program.products))
    answers = takes.multiply(slope[None, :]).tocsr()
    together, by_product = np.bincount(program.makes, slope, program.products), answers @ makers
    evened = by_product.multiply(np.divide(1.0, together, out=np.zeros_like(together), where=together > 0)[None, :])
    all_alone = (answers @ takes.T).toarray()
    own = np.diag(all_alone)
    kept = np.diag(HELD * own + TINY * max(float(own.max(initial=0.0)), TINY))
    return np.asarray(all_alone - (evened @ by_product.T).toarray() + kept)
