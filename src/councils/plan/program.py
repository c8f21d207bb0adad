"""The array form of a plan in which every technique makes one product: where solvers and certificate meet.

Theory of operation. There are n products and K techniques. Running technique k once (its *activity* is 1) makes one
unit of the product ``makes[k]``, takes ``labour[k]`` hours and uses up column k of ``inputs``. What is made, less
what is used, must cover the needs:

    minimise  labour · x    subject to    G x >= needs,   0 <= x <= cap,    (G x)_p = sum_{k makes p} x_k - (inputs x)_p

A linear program of this shape is a Leontief substitution system with capacities (Dantzig 1955; Samuelson's
non-substitution theorem is the case without capacities). Haulage, storage, stocks and imports keep the shape: each is a
technique that makes one dated product in one place. So does need that is left unmet (``with_unmet``).

Values are the dual: hours per unit of a product. At values v a unit of technique k brings in ``v[makes[k]]`` and costs
``labour[k] + (inputs' v)_k``; the difference is its ``margin``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
PART = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What things are worth, and what that makes of techniques: a pass over all inputs, so it is done once.

    Hours per unit: ``values`` float64[n] of products, ``cost`` float64[K] of what a technique makes, ``worth``
    float64[K] of that product.
    """

    values: Floats
    cost: Floats
    worth: Floats

    @property
    def margin(self) -> Floats:
        """float64[K]: hours that what a technique makes is worth above what it costs, ``G' v - labour``."""
        return self.worth - self.cost


@dataclass(frozen=True, eq=False)
class Program:
    """K techniques that make n products; arrays are never changed in place. ValueError where they do not fit together.

    ``makes``: int32[K], the product of each technique. ``labour``: float64[K], hours per unit made. ``inputs``:
    n × K in CSC, units used up per unit made. ``cap``: float64[K], the most units that it can make; inf where nothing
    limits it. ``needs``: float64[n], final demand in units.
    """

    makes: Ints
    labour: Floats
    inputs: Any  # scipy.sparse.csc_array of float64; SciPy has no type hints
    cap: Floats
    needs: Floats

    def __post_init__(self) -> None:
        k, n = len(self.makes), len(self.needs)
        if self.inputs.shape != (n, k) or len(self.labour) != k or len(self.cap) != k:
            raise ValueError(f"{k} techniques for {n} products have inputs of {n} × {k}, {k} hours and {k} capacities")
        if k and not (self.makes.min() >= 0 and self.makes.max() < n):
            raise ValueError(f"every technique makes one of the products 0 to {n - 1}")
        for name, numbers in (("labour", self.labour), ("inputs", self.inputs.data), ("needs", self.needs)):
            if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
                raise ValueError(f"{name} must be finite and not negative")
        if not (self.cap >= 0).all():
            raise ValueError("cap must be a number that is not negative, or inf")

    @property
    def products(self) -> int:
        return len(self.needs)

    @property
    def techniques(self) -> int:
        return len(self.makes)

    @cached_property
    def uses(self) -> Any:
        """The inputs turned, K × n: row k is what technique k uses up. It shares the memory of ``inputs``."""
        return self.inputs.T

    @cached_property
    def net_per_unit(self) -> Floats:
        """float64[K]: units of its own product that are left of each unit made, after what it uses of it itself."""
        made = np.repeat(self.makes, np.diff(self.inputs.indptr))
        own = np.flatnonzero(self.inputs.indices == made)
        technique = np.searchsorted(self.inputs.indptr, own, side="right") - 1
        return np.asarray(1.0 - np.bincount(technique, self.inputs.data[own], self.techniques))

    @cached_property
    def terms(self) -> Any:
        """int[n]: how many techniques make or use each product."""
        users = np.zeros(self.products, dtype=np.int64)
        for start in range(0, self.inputs.nnz, PART):  # NumPy counts in a copy of eight bytes a number
            users += np.bincount(self.inputs.indices[start : start + PART], minlength=self.products)
        return users + np.bincount(self.makes, minlength=self.products)

    def made(self, activities: Floats) -> Floats:
        """float64[n]: units made of each product, before anything is used up."""
        return np.bincount(self.makes, activities, self.products).astype(np.float64, copy=False)

    def net(self, activities: Floats) -> Floats:
        """float64[n]: units made less units used up, ``G x``."""
        return np.asarray(self.made(activities) - self.inputs @ activities)

    def cost(self, values: Floats) -> Floats:
        """float64[K]: hours that a unit costs, its own and those in what it uses up."""
        return np.asarray(self.labour + self.uses @ values)

    def priced(self, values: Floats) -> Prices:
        """The prices at these values, float64[n]."""
        return Prices(values, self.cost(values), values[self.makes])


def program(makes: ArrayLike, labour: ArrayLike, inputs: Any, cap: ArrayLike, needs: ArrayLike) -> Program:
    """A program of anything that NumPy and SciPy read, a dense matrix of inputs included; sizes as in `Program`."""
    columns = sparse.csc_array(inputs, dtype=np.float64)
    columns.sum_duplicates()
    columns = compact(columns)
    floats = (np.asarray(numbers, dtype=np.float64) for numbers in (labour, cap, needs))
    hours, most, final = floats
    return Program(np.asarray(makes, dtype=np.int32), hours, columns, most, final)


def compact(columns: Any) -> Any:
    """The matrix with places of four bytes, where these are enough: it is gone through in little more than half the
    time."""
    if columns.nnz <= np.iinfo(np.int32).max:
        columns.indices, columns.indptr = (
            part.astype(np.int32, copy=False) for part in (columns.indices, columns.indptr)
        )
    return columns


def with_unmet(whole: Program, hours: float | Floats) -> Program:
    """The program in which any need may be left unmet, counted as ``hours`` per unit left (one number, or float64[n]).

    It always has a plan. Each product that is needed gets one more technique, after the K that there are and in the
    order of products: a unit of it is a unit of need that nobody meets, so never more than the need; inputs of
    techniques cannot come from it. Higher ``hours`` for needs of higher priority.
    """
    needed = np.flatnonzero(whole.needs).astype(np.int32)
    each = np.broadcast_to(np.asarray(hours, dtype=np.float64), whole.needs.shape)[needed]
    nothing = sparse.csc_array((whole.products, len(needed)), dtype=np.float64)
    return replace(
        whole,
        makes=np.concatenate([whole.makes, needed]),
        labour=np.concatenate([whole.labour, each]),
        inputs=sparse.hstack([whole.inputs, nothing], format="csc"),
        cap=np.concatenate([whole.cap, whole.needs[needed]]),
    )


def with_shared(whole: Program, taken: Any, there: ArrayLike) -> Program:
    """The program in which techniques share r resources: land, machine hours, a limit on emissions.

    ``taken``: r × K, of each resource for a unit made. ``there``: float64[r], how much there is. A resource is a
    product that nobody needs for itself; one technique makes it from nothing, without labour, and up to what there
    is. Both come after those that there are. Its value is what one more unit of it would save.
    """
    most = np.asarray(there, dtype=np.float64)
    each = np.arange(len(most), dtype=np.int32)
    rows = sparse.vstack([whole.inputs, sparse.csc_array(taken, dtype=np.float64)])
    nothing = sparse.csc_array((rows.shape[0], len(most)), dtype=np.float64)
    return program(
        np.concatenate([whole.makes, whole.products + each]),
        np.concatenate([whole.labour, np.zeros(len(most))]),
        sparse.hstack([rows, nothing], format="csc"),
        np.concatenate([whole.cap, most]),
        np.concatenate([whole.needs, np.zeros(len(most))]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What a solver claims. ``activities``: float64[K], units made. ``values``: float64[n], hours per unit."""

    activities: Floats
    values: Floats
