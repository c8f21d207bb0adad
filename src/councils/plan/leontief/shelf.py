"""The techniques of each product side by side, so that NumPy can go through all products at once.

Theory of operation. Products that have the same number of techniques share a shelf: a matrix of technique numbers
with a column for each product. Whatever is decided product by product (a merit order, a price) is decided on whole
shelves, along their columns, and comes out the same in whatever order shelves and columns are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief.sweeps import Layout
from councils.plan.program import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """``products``: int[r]. ``places``: int[m, r], where in the layout's order the m techniques of each product are."""

    products: NDArray[Any]
    places: NDArray[Any]


def shelves(layout: Layout) -> tuple[Shelf, ...]:
    """Shelves for all products that somebody makes."""
    count = np.diff(layout.first)
    found = []
    for m in np.unique(count[count > 0]):
        made = np.flatnonzero(count == m)
        found.append(Shelf(made, layout.first[made] + np.arange(m)[:, None]))
    return tuple(found)


def added(rows: Floats) -> Floats:
    """float64[r]: the sum of each column of float64[m, r], from the top down; NumPy's own adds long ones in pairs."""
    total = np.zeros(rows.shape[1])
    for row in rows:
        total = total + row
    return total


def before(rows: Floats) -> Iterator[tuple[int, Floats]]:
    """Each row of float64[m, r] with the sums of those above it."""
    total = np.zeros(rows.shape[1])
    for at, row in enumerate(rows):
        yield at, total
        total = total + row
