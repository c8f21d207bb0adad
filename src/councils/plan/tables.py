"""One file of an economy, from its text to rows, or everything that is wrong with it.

Theory of operation. The table of ``schema.py`` says what each column holds. A cell that cannot be read leaves a
problem and is missing from its row, an empty one is just missing; whoever builds an economy from rows does so only
where there is no problem in any file. What a code points at is looked up later, when all files are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from councils.core.csv_records import Record, cells_remedy, header_problems, read_records
from councils.core.problem import Problem, closest
from councils.plan.number import quantity, written
from councils.plan.schema import Column, Kind, Table

Cell = str | float
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LONGEST = 200
_OFTEN = 100_000
"""Lines after which is told how many were read; and different cells of a column that are known again, at most."""
_NUMBERS = (Kind.AMOUNT, Kind.POSITIVE, Kind.SHARE)


class Row(NamedTuple):
    """The cells of one line that are filled and could be read, by the names of their columns."""

    line: int
    cells: dict[str, Cell]

    def text(self, name: str, empty: str = "") -> str:
        cell = self.cells.get(name, empty)
        return cell if isinstance(cell, str) else written(cell)

    def number(self, name: str, empty: float = 0.0) -> float:
        return float(self.cells.get(name, empty))


Rows = Mapping[str, list[Row]]
"""The rows of each file."""


def untold(_file: str, _lines: int) -> None:
    """Tell nobody."""


def read_table(
    table: Table, text: str, problems: list[Problem], *, told: Callable[[str, int], None] = untold
) -> list[Row]:
    """The rows of ``text``; what is wrong with it is added to ``problems``.

    ``told`` is told the file and how many lines of it have been read, every hundred thousand.
    """
    records = read_records(text.removeprefix("\ufeff"), problems)
    first = next(records, None)
    needed, optional = table.names(needed=True), table.names(needed=False)
    if first is None:
        problems.append(Problem(1, "The file is empty.", f"The first line is: {','.join((*needed, *optional))}."))
        return []
    names = [cell.strip().casefold() for cell in first.cells]
    wrong = list(header_problems(abs(first.line), names, needed=needed, optional=optional))
    problems.extend(wrong)
    if wrong or first.line < 0:
        return []
    columns = {column.name: column for column in table.columns}
    known: list[_Known] = [(columns[name], {}) for name in names]
    rows = []
    for number, record in enumerate(records, 1):
        if row := _row(known, record, problems):
            rows.append(row)
        if number % _OFTEN == 0:
            told(table.file, number)
    problems.extend(_repeated(table, rows))
    if table.needed and not rows:
        problems.append(Problem(1, "There is nothing below the first line.", f"It has {table.meaning}."))
    return rows


_Known = tuple[Column, dict[str, "Cell | tuple[str, str] | None"]]
"""A column, and what was made of its cells so far: codes, units and words come again and again."""


def _row(columns: Sequence[_Known], record: Record, problems: list[Problem]) -> Row | None:
    if record.line < 0:
        return None  # told when it was cut
    if len(record.cells) != len(columns):
        message = f"{len(record.cells)} cells instead of {len(columns)}."
        problems.append(Problem(record.line, message, cells_remedy(record.cells)))
        return None
    cells: dict[str, Cell] = {}
    for (column, known), raw in zip(columns, record.cells, strict=True):
        if raw in known:
            read = known[raw]
        else:
            read = _cell(column, " ".join(raw.split()))
            if len(known) < _OFTEN:
                known[raw] = read
        if isinstance(read, tuple):
            problems.append(Problem(record.line, f"{column.name}: {read[0]}.", read[1]))
        elif read is not None:
            cells[column.name] = read
    return Row(record.line, cells)


def _cell(column: Column, cell: str) -> Cell | tuple[str, str] | None:
    """What stands in a cell, None for nothing, or what is wrong and what would be right."""
    if not cell:
        return (
            ("the cell is empty", f"It tells {column.meaning}; of merged cells only the first does.")
            if column.needed
            else None
        )
    if _CONTROL.search(cell):
        return "the cell holds a control character", "Take it out, or save the file again."
    if len(cell) > _LONGEST:
        return f"the cell has {len(cell)} characters", f"Write {_LONGEST} at most."
    if column.kind in _NUMBERS:
        return _number(column.kind, cell)
    if column.kind is Kind.PRIORITY:
        known = re.fullmatch(r"0*[1-9][0-9]{0,2}", cell)
        return float(cell) if known else (f"{cell!r} is not a priority", "Write 1 for what comes first, then 2, 3 …")
    if column.kind in (Kind.CHOICE, Kind.YES):
        return _chosen(column, cell)
    return cell


def _number(kind: Kind, cell: str) -> float | tuple[str, str]:
    read = quantity(cell)
    if isinstance(read, tuple):
        return read
    if kind is Kind.POSITIVE and read == 0:
        return "it is 0", "Write more than 0, or leave the line out."
    if kind is Kind.SHARE and read > 1:
        return f"{cell} is more than 1", "Write a share from 0 to 1, such as 0.9 for nine tenths."
    return read


def _chosen(column: Column, cell: str) -> str | tuple[str, str]:
    words = column.of or ("yes", "no")
    if cell.casefold() in words:
        return cell.casefold()
    meant = closest(cell, words)
    return f"{cell!r} is not known", f"Perhaps {meant!r} was meant." if meant else f"Write {' or '.join(words)}."


def _repeated(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    first: dict[tuple[Cell | None, ...], int] = {}
    for row in rows:
        key = tuple(map(row.cells.get, table.key))
        at = first.setdefault(key, row.line)
        if at != row.line and any(key):  # cells that are empty are told
            said = ", ".join(row.text(name) for name in table.key if name in row.cells)
            yield Problem(row.line, f"{said} is there already, on line {at}.", "Leave one out, or join them.")
