"""The techniques of each product side by side, so that NumPy can go through all products at once.

Theory of operation. Products that have the same number of techniques share a shelf: a matrix of technique numbers
with a column for each product. Whatever is decided product by product (a merit order, a price) is decided on whole
shelves, along their columns, and comes out the same in whatever order shelves and columns are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.program import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """``products``: int[r]. ``techniques``: int[m, r], the m techniques of each product down a column, ascending."""

    products: NDArray[Any]
    techniques: NDArray[Any]


def shelves(makes: Ints, products: int) -> tuple[Shelf, ...]:
    """Shelves for all products that somebody makes."""
    order = np.argsort(makes, kind="stable")
    count = np.bincount(makes, minlength=products)
    first = np.cumsum(count) - count
    found = []
    for m in np.unique(count[count > 0]):
        made = np.flatnonzero(count == m)
        found.append(Shelf(made, order[first[made] + np.arange(m)[:, None]]))
    return tuple(found)
