"""One round of the proximal method of multipliers: the values at which what is offered is what is asked for.

Theory of operation. Activities may change from ``near.x`` at a price, and values from ``near.v``. At values v technique
k offers x_k(v) = clip(near.x_k + S_k (G'v - c)_k, 0, u_k), and what is missing is

    g(v) = b - G x(v) - (v - near.v) / T

This is the gradient of a concave function with pieces that are quadratic; where it is nought is its one maximum. A
Newton step solves (G_I S_I G_I' + 1/T) d = g, I being the activities strictly between their limits; then one goes along
d to where the slope, g·d, is nearly nought. The system is never formed: conjugate gradients take two products with the
columns of I a step, a third or so of a pass over the inputs. Such steps are called semismooth, since the pieces
change; near the end they don't, and one step is exact (Zhao, Sun and Toh, SIAM J. Optim. 20, 2010).

Sums are NumPy's and SciPy's own, which take their terms in the same order on any number of threads; those of BLAS
don't.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.program import Floats

INEXACT = 0.3
"""By how much a system is solved: steps are many, and the last ones are short."""
MOST = 100
"""Conjugate gradients in one step, at most."""
LEVEL = 0.1
"""A step ends where the slope along it is this part of what it was."""
ROOM = 20
"""How often a length is tried, and how many times the step it is at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Activities float64[k] and values float64[n]."""

    x: Floats
    v: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """``gains`` n × k: G. ``cost``, ``cap``, ``slope`` float64[k]: c, u, S. ``asked``, ``give`` float64[n]: b, T."""

    gains: Any
    cost: Floats
    cap: Floats
    asked: Floats
    near: Point
    slope: Floats
    give: Floats

    def cleared(self, weight: Floats, *, within: float, steps: int, stop: Callable[[], bool]) -> tuple[Point, int]:
        """The point, and how many steps that took.

        ``weight`` float64[n]: what a unit missing of each row counts; all that is missing counts no more than
        ``within``, unless so many ``steps`` were not enough.
        """
        v, margin, done = self.near.v, self.gains.T @ self.near.v - self.cost, 0
        while True:
            x = self.offered(margin)
            missing = self.asked - self.gains @ x - (v - self.near.v) / self.give
            if total(weight * np.abs(missing)) <= within or done == steps or stop():
                return Point(x, v), done
            way = self.newton(missing, np.flatnonzero((x > 0.0) & (x < self.cap)))
            along = self.gains.T @ way
            much = level(partial(self.rise, v, margin, way, along))
            v, margin, done = v + much * way, margin + much * along, done + 1

    def offered(self, margin: Floats) -> Floats:
        return np.asarray(np.clip(self.near.x + self.slope * margin, 0.0, self.cap))

    def newton(self, missing: Floats, free: NDArray[Any]) -> Floats:
        """The step d, float64[n]; ``free``: which activities are between their limits, int[i]."""
        gains, much, held = self.gains[:, free], self.slope[free], 1.0 / self.give
        uses = gains.T  # made once: it takes as long as a product of the small ones
        squares = gains.copy()
        squares.data = squares.data**2
        return conjugate(lambda p: gains @ (much * (uses @ p)) + held * p, missing, squares @ much + held)

    def rise(self, v: Floats, margin: Floats, way: Floats, along: Floats, t: float) -> float:
        """How steeply the function still rises after ``t`` times the step, g·d."""
        offered = self.offered(margin + t * along)
        with np.errstate(over="ignore", invalid="ignore"):  # of a length that is far too long, which is then shortened
            held = total((v + t * way - self.near.v) * way / self.give)
            return total(self.asked * way) - total(offered * along) - held


def total(numbers: Floats) -> float:
    return float(numbers.sum())


def conjugate(system: Callable[[Floats], Floats], right: Floats, diagonal: Floats) -> Floats:
    """float64[n]: about what ``system``, symmetric and positive, takes to ``right``; preconditioned by its diagonal."""
    found, left = np.zeros_like(right), right
    scaled = left / diagonal
    way, size = scaled, total(left * scaled)
    end = INEXACT**2 * size
    for _ in range(MOST):
        image = system(way)
        curve = total(way * image)
        if not curve > 0.0:  # nothing is left but rounding
            break
        part = size / curve
        found, left = found + part * way, left - part * image
        scaled = left / diagonal
        before, size = size, total(left * scaled)
        if size <= end:
            break
        way = scaled + (size / before) * way
    return found


def level(rise: Callable[[float], float]) -> float:
    """How far to go, 1 at first, for a slope that only falls to be nearly nought."""
    first, low, high, t = rise(0.0), 0.0, inf, 1.0
    at_low, at_high = first, 0.0
    for _ in range(ROOM):
        here = rise(t)
        if abs(here) <= LEVEL * abs(first) or (here > 0 and t >= ROOM):
            break
        if here > 0:
            low, at_low = t, here
        else:
            high, at_high = t, here
        between = at_low / (at_low - at_high) if at_low > at_high else 0.0  # a slope that is rounding may be alike
        t = low + (high - low) * min(max(between, 0.1), 0.9) if high < inf else 2.0 * t
    return t
