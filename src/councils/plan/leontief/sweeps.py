"""One pass over all products, in three variants: what is repeated until a large plan is found.

Theory of operation. A product is looked at with the techniques that make it, and with what they use, at the values and
the use that the pass before left. So products do not depend on each other within a pass, and it does not matter in
which order, or by how many threads, they are gone through. Only sums over all users of a product depend on the order in
which they are added; so the products are divided into `BLOCKS` once and for all, each block adds up its own, and the
sums of the blocks are added one after the other. That is why a plan is the same, to the last bit, on any number of
threads.

Two classes do the same arithmetic in the same order: `plain.Plain` with NumPy, and `compiled.Compiled` with Numba, on
as many cores as there are, where that is installed (the extra `fast`). A test holds that they give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from math import inf
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from councils.plan.program import Floats, Ints, Program

BLOCKS = 8
LARGE = 2_000_000
"""Inputs from which on compiled passes are worth while: to load them takes two seconds, and to compile them, the first
time on a machine, some more."""
FEW = 50
"""Sources whose prices are found together (``sharing.py``), at most."""
IDLE = 0.1
"""How much of its swing counts of a technique that doesn't run, or runs all it can: it may not answer at all."""
WAITS = 0.1
"""The part of what is near enough below which an activity waits till more is missing: soon most are that near, and
nothing has to be passed on for them."""
ROUNDING = 2.0**-52


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A program as passes see it.

    ``order``: int32[K], the techniques, those of product 0 first; those of product p are ``first[p]`` to
    ``first[p + 1]`` (int64[n + 1]). ``blocks``: products, int64[BLOCKS + 1]. ``cap``: float64[K], 0 for what leaves
    nothing of what it makes. ``net``: float64[K], units left of one made, 1 there. ``shared``: int64[s], the sources,
    if they are few. ``closed``: bool[n], whether all that make a product are limited; not where ``shared`` do.
    ``small``, ``cheap``: units and hours below which nothing is divided by;
    ``dear``: hours above which no price goes.
    """

    program: Program
    order: Ints
    first: NDArray[np.int64]
    blocks: NDArray[np.int64]
    cap: Floats
    net: Floats
    shared: NDArray[np.int64]
    closed: NDArray[np.bool_]
    small: float
    cheap: float
    dear: float

    @property
    def limited(self) -> NDArray[np.bool_]:
        """bool[n]: whether there is only so much of a product."""
        limited = self.closed.copy()
        limited[self.program.makes[self.shared]] = True
        return limited

    def uncapped(self) -> Layout:
        """The same as if nothing had a limit."""
        return replace(self, cap=np.where(self.program.net_per_unit > 0, inf, 0.0))


def dearest(labour: Floats) -> float:
    """Hours that nothing costs that does not eat itself, where techniques take so much work, float64[k]."""
    return 1e9 * max(float(labour.max(initial=0.0)), 1.0)


def layout(program: Program) -> Layout:
    n, makes, leaves = program.products, program.makes, program.net_per_unit > 0
    order = np.argsort(makes, kind="stable").astype(np.int32)
    first = np.concatenate([[0], np.cumsum(np.bincount(makes, minlength=n))]).astype(np.int64)
    work = np.cumsum(np.bincount(makes, np.diff(program.inputs.indptr) + 8.0, n)) if len(makes) else np.arange(n) + 1.0
    parts = np.searchsorted(work, work[-1] * np.arange(1, BLOCKS) / BLOCKS) if n else np.zeros(BLOCKS - 1)
    closed = np.ones(n, dtype=np.bool_)
    closed[makes[leaves & np.isinf(program.cap)]] = False
    shared = sources(program)
    shared = shared[: len(shared) if len(shared) <= FEW else 0]
    closed[makes[shared]] = False
    return Layout(
        program,
        order,
        first,
        blocks=np.concatenate([[0], parts, [n]]).astype(np.int64),
        cap=np.where(leaves, program.cap, 0.0),
        net=np.where(leaves, program.net_per_unit, 1.0),
        shared=shared,
        closed=closed,
        small=1e-12 * max(float(program.needs.max(initial=0.0)), 1e-12),
        cheap=1e-12 * max(float(program.labour.max(initial=0.0)), 1e-12),
        dear=dearest(program.labour),
    )


def sources(program: Program) -> NDArray[np.int64]:
    """int[s]: the techniques that alone make a product of which there is only so much, and that nobody needs."""
    alone = np.bincount(program.makes, minlength=program.products)[program.makes] == 1
    nothing = np.diff(program.inputs.indptr) == 0
    limited = np.isfinite(program.cap) & (program.cap > 0)
    return np.flatnonzero(alone & nothing & limited & (program.needs[program.makes] == 0))


@dataclass(slots=True, eq=False)
class State:
    """Between two passes. ``x`` float64[K], ``v`` float64[n]; ``used`` float64[n], what x uses up of each product;
    ``swing`` float64[n], by how much less of a closed product its users would ask for if it cost an hour more."""

    x: Floats
    v: Floats
    used: Floats
    swing: Floats


@dataclass(slots=True, eq=False)
class Sums:
    """What passes find is added up, ``weight`` times: activities ``x`` float64[K], prices ``v`` float64[n]."""

    x: Floats
    v: Floats
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """One technique of each of m products, ``product`` int[m]. A unit of it ``uses`` others, CSR with n columns for the
    first of them and for the rest, each with half of the inputs; ``net`` float64[m] of it are left, and there are
    ``cap`` float64[m] at most."""

    uses: tuple[Any, Any]
    product: Ints
    net: Floats
    cap: Floats


class Sweeps(Protocol):
    """The passes over one program."""

    layout: Layout

    def uncapped(self) -> Sweeps:
        """The same passes as if nothing had a limit."""

    def used(self, x: Floats) -> Floats:
        """float64[n]: what activities use up of each product."""

    def valued(self, uses: Any, v: Floats) -> Floats:
        """float64[m]: hours that each row of ``uses``, m × n CSR, comes to at values ``v``."""

    def squared(self, each: Floats) -> Floats:
        """float64[K]: of the squares of what a technique uses for a unit, ``each`` times, float64[n], the sum."""

    def cleared(self, state: State, step: float, tight: Floats, eager: Floats, sums: Sums) -> State:
        """Prices at which each product's market clears, and what is made at them; they are added to ``sums``.

        A technique offers ``clip(x + slope (price - cost), 0, cap)``: more than it made last if the price is above
        its cost, less if it is below; its slope is all that is made of its product for a margin of ``step`` times
        its cost (`slopes`), ``eager`` times, float64[K]. What is asked for is what is used and needed, ``tight`` times,
        float64[n]. The offer rises with the price along straight pieces that change where a technique starts or is
        exhausted. The price of a closed product moves, besides, only as far as the ``swing`` of its users lets it.
        """

    def undercut(self, v: Floats, within: float) -> tuple[Floats, bool]:
        """Values lowered to the cost by the cheapest open technique, and whether none was above it (`repair`)."""

    def cheapest(self, v: Floats) -> Floats:
        """float64[n]: the cost of each product by its cheapest technique, whatever its capacity."""

    def merit(self, v: Floats) -> Ints:
        """int32[K]: `Layout.order`, with the techniques of each product from the cheapest to the dearest."""

    def answered(
        self, x: Floats, used: Floats, merit: Ints, cap: Floats, within: float
    ) -> tuple[Floats, Floats, Floats, bool]:
        """What is missing is made in order of merit, what is too much is not made by the dearest (`repair`).

        Activities, their use, what of each product is still ``uncovered``, and whether nothing could be done.
        """

    def turned(self, of: Making, x: Floats, missing: Floats, made: Floats, within: float) -> tuple[Floats, Floats, int]:
        """What is ``missing`` of each product, float64[n], is made by the one technique of it there is (`marginal`).

        Activities ``x`` float64[m], what is missing then, and how many changed by more than a share ``within`` of it or
        of what was ``made``, float64[m]: if none would, nothing is done. What would change by a `WAITS` of that waits.
        """


def slopes(layout: Layout, state: State, step: float) -> Floats:
    """float64[K]: how much more a technique offers for an hour more, were it eager."""
    program = layout.program
    size = np.maximum(np.maximum(program.made(state.x), program.needs + state.used), layout.small)
    return np.asarray(size[program.makes] / (step * np.maximum(program.cost(state.v), layout.cheap)))


def sweeps(program: Program, *, compiled: bool | None = None, threads: int | None = None) -> Sweeps:
    """The passes over a program; ``compiled``: None to let its size decide. ImportError where Numba is missing."""
    if compiled is None:
        compiled = program.inputs.nnz >= LARGE and find_spec("numba") is not None
    if compiled:
        from councils.plan.leontief.compiled import Compiled  # noqa: PLC0415 - importing Numba takes a second

        return Compiled(layout(program), threads)
    from councils.plan.leontief.plain import Plain  # noqa: PLC0415

    return Plain(layout(program))
