"""Rounds (``multipliers.py``) over a part of a program: what may bring things is far more than what does.

Theory of operation. Where goods are brought from place to place and kept from one period to the next, nearly all
techniques are ways to bring something, and nearly none of them is used. So each round is given those that are used, or
cost little more than their product is worth; products that are only passed on then are left out of it (``passing.py``).
What to bring on from where a product was only brought to, or to keep there, is hardly ever worth while: such a way
comes in once it is worth more than it costs. The same goes for leaving needs unmet. This is sifting (Bixby, Gregory,
Lustig, Marsten and Shanno, Very Large-Scale Linear Programming, Operations Research 40, 1992); bounds are proved for
the whole program, so what was left out wrongly shows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief.multipliers import FAR, NEAR, Multipliers, lost
from councils.plan.leontief.passing import bringing, passed
from councils.plan.program import Floats, Program, Solution

WIDE, NARROW, NARROWER = 0.3, 0.01, 0.4
"""The share by which a way to bring something may cost more than it is worth: at first where prices may be far from
right, at last, and what becomes of it with each round."""
CLOSELY = 0.02
"""The same at first where they are nearly right."""
NEARLY = 0.2
"""How far hours and bound are apart, at most, where that is so."""
ROUGH = 1e-3
"""How exactly the first round is solved."""
USED = 1e-6
"""The share of the output of its product from which on a technique is used."""
TINY = 1e-12


class Sifting:
    """Rounds as those of `Multipliers`, over the ``program``; ``steps`` were done in all, and ``solution`` is where
    they have come to."""

    def __init__(self, program: Program, start: Solution) -> None:
        self.program, self.solution, self.steps = program, start, 0
        self.brings, from_nothing = bringing(program), np.diff(program.inputs.indptr) == 0
        self.leaves = from_nothing & (program.labour > 0)
        made = np.zeros(program.products, dtype=np.bool_)
        made[program.makes[~self.brings & ~self.leaves]] = True
        self.onward = self.brings & ~takes_mostly(program, start.values, made)
        near = self.gap() < NEARLY
        self.far, self.within, self.width = NEAR if near else FAR, ROUGH, CLOSELY if near else WIDE

    def round(self, inside: Floats, *, stop: Callable[[], bool]) -> None:
        """As in `Multipliers`."""
        part = passed(self.program, self.chosen())
        rounds = Multipliers(part.program, part.part(self.solution), near=False)
        rounds.far, rounds.within = self.far, self.within
        rounds.round(inside[part.stay], stop=stop)
        self.far, self.within, self.width = rounds.far, rounds.within, max(NARROW, self.width * NARROWER)
        self.steps += rounds.steps
        self.solution = part.solution(rounds.solution)

    @property
    def lost(self) -> bool:
        """As in `Multipliers`."""
        return lost(self.solution.values)

    def chosen(self) -> NDArray[np.int64]:
        """int[k]: the techniques of the next round."""
        program, x, v = self.program, self.solution.activities, self.solution.values
        cost = np.maximum(program.cost(v), TINY * max(float(v.max(initial=0.0)), TINY))
        gain = v[program.makes] / cost - 1.0
        used = x > USED * program.made(x)[program.makes]
        worth = np.where(self.onward, gain > USED, gain > -self.width)
        some = ~(self.brings | self.leaves) | used | worth
        return np.flatnonzero(self.with_ways(some, gain))

    def with_ways(self, some: NDArray[np.bool_], gain: Floats) -> NDArray[np.bool_]:
        """``some``, bool[K], and of each product that none of them makes the technique that comes nearest to it."""
        makes = self.program.makes
        lacks = np.bincount(makes[some], minlength=self.program.products) == 0
        others = np.flatnonzero(lacks[makes])
        order = others[np.lexsort((-gain[others], self.onward[others], makes[others]))]
        nearest = order[np.flatnonzero(np.diff(makes[order], prepend=-1))]
        some[nearest] = True
        return some

    def gap(self) -> float:
        """About how far hours and bound are apart, what is missing and what would be brought cheaper included."""
        program, x, v = self.program, self.solution.activities, self.solution.values
        margin, hours = np.maximum(program.priced(v).margin, 0.0), float((program.labour * x).sum())
        limited = np.isfinite(program.cap)
        bound = float((v * program.needs).sum() - (program.cap[limited] * margin[limited]).sum())
        missing = float((v * np.maximum(program.needs - program.net(x), 0.0)).sum())
        cheaper = float((margin * program.made(x)[program.makes])[~limited].sum())
        return (abs(hours - bound) + missing + cheaper) / max(hours, TINY)


def takes_mostly(program: Program, values: Floats, these: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[K]: whether most of the worth of what a technique takes is one of ``these`` products, bool[n]."""
    inputs = program.inputs
    column = np.repeat(np.arange(program.techniques), np.diff(inputs.indptr))
    worth = inputs.data * np.maximum(values, TINY)[inputs.indices]
    most = np.zeros(program.techniques)
    np.maximum.at(most, column, worth)
    found = np.zeros(program.techniques, dtype=np.bool_)
    found[column[(worth >= most[column]) & these[inputs.indices]]] = True
    return found
