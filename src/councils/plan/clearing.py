"""One step of the method: the price of each product at which what is offered is what is asked for.

Theory of operation. A technique offers ``clip(x + slope (price - cost), 0, cap)``: what it made last, more if the price
is above its cost and less if it is below. So what is offered of a product rises with its price along straight pieces
that change at 2m known prices, where one of its m techniques starts or is exhausted. The last of these at which no more
is offered than is asked for begins the piece on which the price lies. Products do not depend on each other, so whole
shelves are priced at once.
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
        activities[k] = offered(found, x[k], cost[k], slope[k], cap[k])
    return price, activities


def offered(price: Floats, x: Floats, cost: Floats, slope: Floats, cap: Floats) -> Floats:
    """float64[m, r]: what each technique of a shelf would make at these prices, float64[r]."""
    return np.asarray(np.clip(x + slope * (price - cost), 0.0, cap))


def shelf_prices(x: Floats, cost: Floats, slope: Floats, cap: Floats, *, asked: Floats, last: Floats) -> Floats:
    """float64[r]: the clearing prices of a shelf whose techniques are float64[m, r]; as in `cleared`."""
    starts, ends = cost - x / slope, cost + (cap - x) / slope
    low, held = starts.min(axis=0), np.zeros_like(asked)
    for turn in (*starts, *np.where(np.isfinite(ends), ends, starts)):
        offer = offered(turn, x, cost, slope, cap).sum(axis=0)
        later = (offer <= asked) & (turn >= low)
        low, held = np.where(later, turn, low), np.where(later, offer, held)
    rise = np.where((starts <= low) & (low < ends), slope, 0.0).sum(axis=0)
    short = np.where(rise > 0, 0.0, asked - held)
    price = low + np.divide(asked - held, rise, out=np.zeros_like(low), where=rise > 0)
    scarce = np.maximum(low, last) * (1.0 + short / np.maximum(asked, 1e-300))
    return np.asarray(np.maximum(np.where(short > 1e-9 * asked, scarce, price), 0.0))
