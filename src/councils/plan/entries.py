"""The entries of a program whose rows and columns come back in each period, as arrays.

Theory of operation. Much of a program is the same in all periods. It is written down once, as a pattern, and *spread*
over the periods with NumPy, so that a program of a million entries takes as many steps of Python as one of its periods.
A row is a *line* in a period; its number is that of the line times that of the periods, and the period. In the program
rows come in the order in which entries first name them, whatever their number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Line = TypeVar("Line")


@dataclass(slots=True)
class Pattern:
    """The entries of one period: the line, the column, how much, and how many periods later."""

    lines: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    later: list[int] = field(default_factory=list)

    def add(self, line: int, column: int, much: float, later: int = 0) -> None:
        if much:
            self.lines.append(line)
            self.columns.append(column)
            self.amounts.append(much)
            self.later.append(later)

    def add_all(self, lines: Sequence[int], column: int, amounts: Collection[float]) -> None:
        """Those of one column, in this period."""
        if all(amounts):
            self.lines += lines
            self.columns += [column] * len(lines)
            self.amounts += amounts
            self.later += [0] * len(lines)
            return
        for line, much in zip(lines, amounts, strict=True):
            self.add(line, column, much)


class Entries(Generic[Line]):
    """Entries of a matrix; ``periods``: how many there are, and those after the first ``planned`` have no columns."""

    def __init__(self, periods: int, planned: int) -> None:
        self.periods, self.planned = periods, planned
        self.lines: dict[Line, int] = {}
        self.parts: list[tuple[Ints, Ints, Floats]] = []

    def line(self, line: Line) -> int:
        """Its number."""
        return self.lines.setdefault(line, len(self.lines))

    def row(self, line: ArrayLike, period: ArrayLike = 0) -> Ints:
        return np.asarray(line, dtype=np.int64) * self.periods + np.asarray(period, dtype=np.int64)

    def add(self, rows: Ints, columns: Ints, amounts: Floats) -> None:
        self.parts.append((rows, columns, amounts))

    def spread(self, pattern: Pattern, first: int, *, periods: int, by_column: int, by_period: int) -> None:
        """A pattern in the first ``periods``. Its columns are numbered from ``first`` on: so much further for each of
        them, so much for each period; entries come column by column. What would be later than planned is left out."""
        line, column, later = (np.array(p, dtype=np.int64) for p in (pattern.lines, pattern.columns, pattern.later))
        now = np.repeat(np.arange(periods), len(line))
        then = now + np.tile(later, periods)
        at = first + np.tile(column, periods) * by_column + now * by_period
        there = np.flatnonzero(then < self.planned)
        order = there[np.argsort(at[there], kind="stable")]
        self.add(self.row(np.tile(line, periods), then)[order], at[order], np.tile(pattern.amounts, periods)[order])

    def named(self, others: ArrayLike) -> Ints:
        """int[m]: the numbers of all rows that entries name, in that order, and then of those ``others``."""
        rows = [*(rows for rows, _, _ in self.parts), np.asarray(others, dtype=np.int64)]
        return as_they_come(np.concatenate(rows))

    def lines_named(self) -> Sequence[int]:
        """The numbers of the lines that have entries, in the order of these."""
        found: list[int] = as_they_come(self.named(()) // self.periods).tolist()
        return found

    def places(self, rows: Ints) -> NDArray[np.int32]:
        """int32: of each number of a row where it is among ``rows``."""
        found = np.zeros(len(self.lines) * self.periods, dtype=np.int32)
        found[rows] = np.arange(len(rows))
        return found

    def matrix(self, places: NDArray[np.int32], shape: tuple[int, int]) -> csc_array:
        rows, columns, amounts = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        return csc_array((amounts, (places[rows], columns.astype(np.int32))), shape=shape)


def as_they_come(numbers: Ints) -> Ints:
    """Each number once, in the order in which they come first."""
    known, first = np.unique(numbers, return_index=True)
    return np.asarray(known[np.argsort(first)])
