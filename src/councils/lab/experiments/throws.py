"""How many hits there are in so many throws at one chance: for very many draws at once, from tables.

Theory of operation. NumPy prepares a draw anew wherever the number of throws changes from one to the next, which takes
many times as long as to draw. Here each number of throws has its alias table (Walker 1977), made once, and all draws
are looked up together. Tables come of sums and products alone, so they are the same on every machine.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from councils.lab.arrays import Floats, Ints
from councils.lab.simulation.heads import alias, binomial


@lru_cache(maxsize=4096)
def table(throws: int, p: float) -> tuple[Floats, Ints]:
    return alias(binomial(throws, p))


def hits(throws: Ints, p: float, chance: np.random.Generator) -> Ints:
    """int64 of the same shape; ``throws`` are some hundreds at most, since each number of them has a table."""
    there = np.flatnonzero(np.bincount(throws.ravel()))
    shares, others = zip(*(table(n, p) for n in there.tolist()), strict=True)
    begins = np.zeros(there[-1] + 1, dtype=np.int64)
    begins[there] = np.cumsum([0, *(there[:-1] + 1)])
    drawn = chance.random(throws.shape) * (throws + 1)
    cell = drawn.astype(np.int64)
    at = begins[throws] + cell
    drawn -= cell
    return np.where(drawn < np.concatenate(shares)[at], cell, np.concatenate(others)[at])
