"""The two pieces of numerical analysis that the published models need: a root, and a sum of many random variables."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def expect(holds: bool, otherwise: str) -> None:
    """ValueError with the words ``otherwise`` if what a model takes for granted does not hold."""
    if not holds:
        raise ValueError(otherwise)


def expect_whole(least: int, otherwise: str, *numbers: Any) -> None:
    """ValueError with the words ``otherwise`` unless all are whole numbers, and at ``least`` so many."""
    expect(all(isinstance(number, Integral) and int(number) >= least for number in numbers), otherwise)


def root(of: Callable[[float], float], low: float, high: float, tolerance: float = 1e-12) -> float:
    """Where ``of`` changes its sign between ``low`` and ``high``, by bisection. ValueError if it does not."""
    sign = of(high) > 0
    if (of(low) > 0) is sign:
        raise ValueError("no change of sign between the two")
    while high - low > tolerance:
        middle = (low + high) / 2
        if (of(middle) > 0) is sign:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def equilibrium(change: Callable[[Array], Array], start: Array, time: float, dt: float = 0.02) -> Array:
    """The state after ``time`` of a differential equation, by the classical method of Runge and Kutta."""
    state = np.asarray(start, dtype=np.float64)
    for _ in range(round(time / dt)):
        a = change(state)
        b = change(state + dt / 2 * a)
        c = change(state + dt / 2 * b)
        d = change(state + dt * c)
        state = state + dt / 6 * (a + 2 * b + 2 * c + d)
    return state
