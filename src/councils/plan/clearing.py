"""One step of the method: the price of each product at which what is offered is what is asked for.

Theory of operation. A technique offers ``clip(x + slope (price - cost), 0, cap)``: what it made last, more if the
price is above its cost and less if it is below. So what is offered of a product rises with its price along straight
pieces that change at 2m known prices, where one of its m techniques starts or is exhausted. Sorted, they are walked
up to the piece on which what is asked for lies. Products do not depend on each other, so whole shelves are walked at
once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from councils.plan.program import Floats
from councils.plan.shelf import Shelf


def cleared(
    shelves: Sequence[Shelf], x: Floats, cost: Floats, slope: Floats, cap: Floats, *, asked: Floats, prices: Floats
) -> tuple[Floats, Floats]:
    """Prices float64[n] >= 0 and activities float64[K] within capacity at which each product's market clears.

    ``asked``: float64[n], units. Where all techniques together cannot offer that much at any price, the price rises
    above the last one by as large a share as is missing. The price of what nobody makes doubles.
    """
    price, activities = np.where(asked > 0, 2.0 * prices, 0.0), np.zeros_like(x)
    for shelf in shelves:
        k, p = shelf.techniques, shelf.products
        found = shelf_prices(x[k], cost[k], slope[k], cap[k], asked=asked[p], last=prices[p])
        price[p] = found
        activities[k] = np.clip(x[k] + slope[k] * (found[:, None] - cost[k]), 0.0, cap[k])
    return price, activities


def shelf_prices(x: Floats, cost: Floats, slope: Floats, cap: Floats, *, asked: Floats, last: Floats) -> Floats:
    """float64[r]: the clearing prices of a shelf whose techniques are float64[r, m]; as in `cleared`."""
    m = x.shape[1]
    starts, ends = cost - x / slope, cost + (np.minimum(cap, 1e30) - x) / slope
    turns = np.concatenate([starts, ends], axis=1)
    order = turns.argsort(axis=1)
    turns = np.take_along_axis(turns, order, axis=1)
    rise = np.cumsum(np.take_along_axis(np.concatenate([slope, -slope], axis=1), order, axis=1), axis=1)
    offered = np.zeros_like(turns)
    np.cumsum(np.diff(turns, axis=1) * np.maximum(rise[:, :-1], 0.0), axis=1, out=offered[:, 1:])
    piece = np.minimum((offered <= asked[:, None]).sum(axis=1), 2 * m - 1) - 1
    rows, piece = np.arange(len(x)), np.maximum(piece, 0)
    step = (asked - offered[rows, piece]) / np.maximum(rise[rows, piece], 1e-300)
    price = turns[rows, piece] + np.minimum(step, turns[rows, piece + 1] - turns[rows, piece])
    short = np.maximum(asked - offered[:, -1], 0.0)
    scarce = np.maximum(price, last) * (1.0 + short / np.maximum(asked, 1e-300))
    return np.asarray(np.maximum(np.where(short > 1e-9 * asked, scarce, price), 0.0))
