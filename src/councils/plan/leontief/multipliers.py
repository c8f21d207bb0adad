"""From nearly right to exactly right: the proximal method of multipliers, for any linear program.

Theory of operation. Averages (``leontief``) come within a ten-thousandth and then slowly nearer; where everything is
limited they don't come near at all. This method goes on from there. Each round asks for the activities and values that
clear all markets at once while neither goes far from where it was (``newton.py``); then that is where they are. As they
need to go less far, the penalty for going far is lessened, twofold each time: a linear program is solved exactly after
finitely many rounds (Rockafellar, Augmented Lagrangians and Applications of the Proximal Point Algorithm, Math. Oper.
Res. 1, 1976; Li, Sun and Toh, SIAM J. Optim. 30, 2020).

What is left over of a product is an activity like others, which costs nothing: so rows are equations, and values are
never below nought. All is measured in parts: activities of the output of their product, values of themselves.

A round ends when what is missing is worth little, all together; of what is hardly made a tenth may be missing then. So
the activities are moved to the nearest ones of which nothing is missing (`met`): activities between their limits move,
which cost what they are worth, and so that costs what was missing was worth. To be nearest, in parts of output, is to
clear all markets once more where nothing costs anything and values may go as far as they like.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, eye_array, hstack

from councils.plan.leontief.newton import Market, Point, total
from councils.plan.program import Floats, Program, Solution, compact

NEAR, FAR, FARTHEST = 20.0, 4.0, 1e12
"""How far the first round goes, from averages that are nearly right and from anywhere else: by so many times all that
is made of its product a technique changes for a margin as large as its cost; and the farthest that any goes."""
EASY, HARD = 100, 300
"""After a round of up to so many steps the next goes twice as far; one is broken off after so many, and the next goes
half as far."""
SHORTER = 0.125
"""A part of that, where it left hours and bound farther apart than they were; then it is as if it had not been."""
GIVE = 30.0
"""How many times farther values may go: what holds them back is missing in the end."""
NEARER = 0.1
"""How exactly a round is solved: this part of how far the last one went; at first to `ROUGH`."""
ROUGH, FINEST = 1e-4, 1e-14
TINY = 1e-9
ALMOST, STEPS, FREELY = 1e-9, 60, 1e9
"""What may be missing of a product on the average where nothing is to be, in parts of its output; the steps towards
that, at most; and how far values may go."""
BEYOND = 1e100
"""Hours that nothing is worth: what cannot be had at all becomes dearer with each round."""
STUCK = 1e-8
"""How much less an activity at its limit moves than one that is far from it: so little that it only does where nothing
else can."""


class Multipliers:
    """Rounds over one program; ``steps`` were done in all, and ``solution`` is where they have come to.

    ``near``: whether ``start`` is nearly right. ``gains`` n × (K + n), with what is left over of each product;
    ``cost`` and ``cap`` float64[K + n].
    """

    def __init__(self, program: Program, start: Solution, *, near: bool) -> None:
        self.program, self.steps = program, 0
        self.far, self.within = NEAR if near else FAR, ROUGH
        n, k = program.products, program.techniques
        made = csc_array((np.ones(k), program.makes, np.arange(k + 1)), shape=(n, k))
        self.gains = compact(hstack([made - program.inputs, -eye_array(n)], format="csc"))
        self.cost = np.concatenate([program.labour, np.zeros(n)])
        self.cap = np.concatenate([program.cap, np.full(n, np.inf)])
        over = np.maximum(program.net(start.activities) - program.needs, 0.0)
        self.point = Point(np.concatenate([start.activities, over]), start.values)

    @property
    def solution(self) -> Solution:
        return Solution(self.point.x[: self.program.techniques], np.maximum(self.point.v, 0.0))

    def round(self, inside: Floats, *, stop: Callable[[], bool]) -> None:
        """Clear all markets near to where they are, and be there; of each product a part ``inside`` more is
        asked for, float64[n]: what is missing in the end is missing of that."""
        output, worth, cost = self.sizes()
        everything, before, reached = total(output * worth), self.point, self.gap()
        market = Market(
            self.gains,
            self.cost,
            self.cap,
            asked=self.program.needs + inside * output,
            near=before,
            slope=self.far * np.concatenate([output[self.program.makes] / cost, output / worth]),
            give=GIVE * self.far * worth / output,
        )
        self.point, steps = market.cleared(worth / everything, within=self.within, steps=HARD, stop=stop)
        self.steps += max(steps, 1)
        if steps >= HARD and self.gap() > reached:
            self.point, self.far = before, self.far * SHORTER
            return
        each = np.concatenate([worth[self.program.makes], worth])
        went = total(each * np.abs(self.point.x - before.x)), total(output * np.abs(self.point.v - before.v))
        self.within = max(min(self.within, NEARER * min(went) / everything), FINEST)
        farther = 2.0 if steps <= EASY else 0.5 if steps >= HARD else 1.0
        self.far = min(self.far * farther, FARTHEST)

    @property
    def lost(self) -> bool:
        """Whether no round can help."""
        return lost(self.point.v)

    def met(self, *, stop: Callable[[], bool]) -> Solution:
        """Where rounds have come to, the activities moved to the nearest ones that meet the needs, if there are any."""
        k, n, cap = self.program.techniques, self.program.products, self.cap
        x, (output, _, _) = np.clip(self.point.x, 0.0, cap), self.sizes()
        size = np.concatenate([output[self.program.makes], output])
        room = np.minimum(np.minimum(np.where(np.arange(k + n) < k, x, np.inf), cap - x) / size, 1.0)
        market = Market(
            self.gains,
            np.zeros(k + n),
            cap,
            asked=self.program.needs,
            near=Point(x, np.zeros(n)),
            slope=size**2 * np.maximum(room, STUCK),
            give=FREELY / output**2,
        )
        found, steps = market.cleared(1.0 / (n * output), within=ALMOST, steps=STEPS, stop=stop)
        self.steps += steps
        return Solution(found.x[:k], self.solution.values)

    def sizes(self) -> tuple[Floats, Floats, Floats]:
        """Of each product the output and the value, float64[n], and of each technique the cost, float64[k]; none is
        nought."""
        program, x, v = self.program, self.solution.activities, self.solution.values
        output = np.maximum(program.made(x), program.needs + program.inputs @ x)
        high = max(float(v.max(initial=0.0)), TINY)
        return (
            np.maximum(output, max(TINY * float(output.max(initial=0.0)), TINY)),
            np.maximum(v, TINY * high),
            np.maximum(program.cost(v), TINY * high),
        )

    def gap(self) -> float:
        """About how far hours and bound are apart, what is missing included, before anything is made exact."""
        program, found = self.program, self.solution
        hours, limited = total(program.labour * found.activities), np.isfinite(program.cap)
        rents = program.cap[limited] * np.maximum(program.priced(found.values).margin[limited], 0.0)
        bound = total(found.values * program.needs) - total(rents)
        missing = found.values * np.maximum(program.needs - program.net(found.activities), 0.0)
        return (abs(hours - bound) + total(missing)) / max(hours, TINY)


def lost(values: Floats) -> bool:
    return float(values.max(initial=0.0)) > BEYOND
