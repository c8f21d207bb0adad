"""The rows of one file, kept column by column.

Theory of operation. A large economy has millions of rows. As columns they take a tenth of the room, and what is asked
of all of them is asked once of each different cell. Where rows are few, or something is wrong with one, they are gone
through one by one as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

from councils.plan.files.number import written

Cell = str | float


class Row(NamedTuple):
    """The cells of one line that are filled and could be read, by the names of their columns."""

    line: int
    cells: dict[str, Cell]

    def text(self, name: str, empty: str = "") -> str:
        return _text(self.cells.get(name, empty))

    def number(self, name: str, empty: float = 0.0) -> float:
        return float(self.cells.get(name, empty))


@dataclass(frozen=True, slots=True)
class Sheet:
    """``lines``: of each row. ``columns``: the cells of those that there are, each as long; None for nothing."""

    lines: Sequence[int] = ()
    columns: Mapping[str, Sequence[Cell | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Sheet:
        some = list(rows)
        names = dict.fromkeys(name for row in some for name in row.cells)
        return cls([row.line for row in some], {name: [row.cells.get(name) for row in some] for name in names})

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Row]:
        for line, cells in zip(self.lines, self.cells(*self.columns), strict=True):
            filled = zip(self.columns, cells, strict=True)
            yield Row(line, {name: cell for name, cell in filled if cell is not None})

    def cells(self, *names: str) -> Iterator[tuple[Cell | None, ...]]:
        """Those of each row in the columns of these names."""
        return zip(*(self._column(name) for name in names), strict=True) if names else repeat((), len(self))

    def texts(self, name: str, empty: str = "") -> list[str]:
        return [empty if cell is None else _text(cell) for cell in self._column(name)]

    def numbers(self, name: str, empty: float = 0.0) -> list[float]:
        return [empty if cell is None else float(cell) for cell in self._column(name)]

    def _column(self, name: str) -> Sequence[Cell | None]:
        return self.columns.get(name) or [None] * len(self.lines)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else written(cell)


Sheets = Mapping[str, Sheet]
"""The rows of each file."""
