"""The passes of ``sweeps.py`` compiled by Numba: the same arithmetic in the same order, on as many cores as there are.

Theory of operation. A block of products is one call of a compiled loop (``loops.py``) that needs nothing of Python, so
threads take blocks from a queue; how many there are changes nothing in the numbers, since each block adds up in an
array of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from councils.plan.leontief import loops
from councils.plan.leontief.sweeps import LARGE, Layout, Making, State, Sums
from councils.plan.program import Floats, Ints


class Compiled:
    """See `Sweeps`. ``threads``: as many as there are cores, where nothing is said."""

    def __init__(self, layout: Layout, threads: int | None = None) -> None:
        self.layout, program = layout, layout.program
        blocks = layout.blocks.tolist()
        self.blocks = [pair for pair in pairwise(blocks) if pair[0] < pair[1]]
        self.threads = min(threads or os.cpu_count() or 1, len(self.blocks) or 1)
        self.pool = ThreadPoolExecutor(self.threads)
        inputs = program.inputs
        self.matrix = _rows(inputs)
        self.order = (_places(layout.order), layout.first)

    def uncapped(self) -> Compiled:
        return Compiled(self.layout.uncapped(), self.threads)

    def used(self, x: Floats) -> Floats:
        return self._summed(lambda low, high, to: loops.use(low, high, *self.matrix, *self.order, x, to))

    def valued(self, uses: Any, v: Floats) -> Floats:
        found, matrix = np.empty(uses.shape[0]), _rows(uses)
        places = np.linspace(0, len(found), len(self.blocks) + 1).astype(np.int64).tolist()
        self._each(lambda low, high: loops.value(low, high, *matrix, v, found), list(pairwise(places)))
        return found

    def squared(self, each: Floats) -> Floats:
        found = np.empty(self.layout.program.techniques)
        self._each(lambda low, high: loops.squares(low, high, *self.matrix, *self.order, each, found))
        return found

    def cleared(self, state: State, step: float, tight: Floats, eager: Floats, sums: Sums) -> State:
        here, program = self.layout, self.layout.program
        x, v = np.empty_like(state.x), np.empty_like(state.v)
        swing = np.zeros((len(self.blocks), program.products)) if here.closed.any() else None
        blocks = {low: number for number, (low, _) in enumerate(self.blocks)}
        none = np.zeros(0)

        def block(low: int, high: int, to: Floats) -> None:
            swings = none if swing is None else swing[blocks[low]]
            loops.clear(
                low, high, *self.matrix, *self.order, program.labour, program.needs, here.cap, here.closed,
                state.x, state.v, state.used, state.swing, tight, eager, step, here.small, here.cheap, here.dear,
                x, v, sums.weight, sums.x, sums.v, to, swings,
            )  # fmt: skip

        used = self._summed(block, state.used)
        return State(x, v, used, state.swing if swing is None else loops.added(swing, np.zeros(program.products)))

    def undercut(self, v: Floats, within: float) -> tuple[Floats, bool]:
        here, after = self.layout, np.empty_like(v)
        program = here.program
        settled = self._each(
            lambda low, high: loops.undercut(
                low, high, *self.matrix, *self.order, program.labour, here.cap, here.net, v, within, after
            )
        )
        return after, all(settled)

    def cheapest(self, v: Floats) -> Floats:
        after, program = np.empty_like(v), self.layout.program
        self._each(
            lambda low, high: loops.cheapest(
                low, high, *self.matrix, *self.order, program.labour, self.layout.dear, v, after
            )
        )
        return after

    def merit(self, v: Floats) -> Ints:
        here, merit = self.layout, self.layout.order.copy()
        program, costs = here.program, np.empty(here.program.techniques)
        what = (program.labour, here.net, program.net_per_unit, v, costs, merit)
        self._each(lambda low, high: loops.merit(low, high, *self.matrix, *self.order, *what))
        return merit

    def answered(
        self, x: Floats, used: Floats, merit: Ints, cap: Floats, within: float
    ) -> tuple[Floats, Floats, Floats, bool]:
        here, after, uncovered = self.layout, np.empty_like(x), np.empty_like(used)
        needs, settled = here.program.needs, []

        def block(low: int, high: int, to: Floats) -> None:
            settled.append(
                loops.answer(
                    low, high, *self.matrix, *self.order, needs, here.net, x, used, _places(merit), cap, within,
                    after, uncovered, to,
                )
            )  # fmt: skip

        use = self._summed(block, used)
        return after, use, uncovered, all(settled)

    def turned(self, of: Making, x: Floats, missing: Floats, made: Floats, within: float) -> tuple[Floats, Floats, int]:
        half, large = of.uses[0].shape[0], of.uses[0].nnz >= LARGE
        change, parts = np.empty_like(x), np.zeros((2, len(missing)))
        changes, what = (change[:half], change[half:]), (of.product, of.net, of.cap, x, missing, made, within, change)
        moved = sum(self._each(lambda low, high: loops.turn(low, high, *what), [(0, half), (half, len(x))], large))
        if not moved:
            return x, missing, 0
        self._each(lambda at: loops.pass_all_on(*_rows(of.uses[at]), changes[at], parts[at]), [(0,), (1,)], large)
        return x + change, loops.still(missing, *parts, of.product, change), moved

    def _each(self, work: Callable[..., Any], pieces: Sequence[tuple[int, ...]] = (), large: bool = True) -> list[Any]:
        """What ``work`` gives for each of the ``pieces``, of blocks where nothing else is said."""
        pieces = pieces or self.blocks
        if self.threads == 1 or not large:
            return [work(*piece) for piece in pieces]
        return list(self.pool.map(lambda piece: work(*piece), pieces))

    def _summed(self, work: Callable[[int, int, Floats], Any], start: Floats | None = None) -> Floats:
        """``start`` and what each block adds, one block after the other."""
        parts = np.zeros((len(self.blocks), self.layout.program.products))
        rows = {low: part for (low, _), part in zip(self.blocks, parts, strict=True)}
        self._each(lambda low, high: work(low, high, rows[low]))
        return np.asarray(loops.added(parts, np.zeros(self.layout.program.products) if start is None else start))


def _rows(matrix: Any) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    return matrix.indptr, _places(matrix.indices), matrix.data


def _places(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same memory as numbers without a sign: so Numba need not ask whether one counts from the end."""
    return numbers.view(np.dtype(f"u{numbers.dtype.itemsize}"))
