"""One file of an economy, from its text to rows, or everything that is wrong with it.

Theory of operation. The table of ``schema.py`` says what each column holds. A cell that cannot be read leaves a
problem and is missing from its row, an empty one is just missing; whoever builds an economy from rows does so only
where there is no problem in any file. Many lines are cut at a time, and of a column each different cell is read once:
codes, units and words come again and again. What a code points at is looked up later, when all files are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from councils.core.csv_records import Record, Records, cells_remedy, header_problems
from councils.core.problem import Problem, closest
from councils.plan.files.number import plain_quantities, quantity
from councils.plan.files.schema import Column, Kind, Table
from councils.plan.files.sheet import Cell, Sheet

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LONGEST = 200
_BLOCK = 1_000
"""Lines that are cut at a time: no more than a processor holds near."""
_OFTEN = 100_000
"""Lines after which is told how many were read."""
_KNOWN = 1_000_000
"""Different cells of a column that are known again, at most."""
_NUMBERS = (Kind.AMOUNT, Kind.POSITIVE, Kind.SHARE)


def untold(_file: str, _lines: int) -> None:
    """Tell nobody."""


def read_table(table: Table, text: str, problems: list[Problem], *, told: Callable[[str, int], None] = untold) -> Sheet:
    """The rows of ``text``; what is wrong with it is added to ``problems``.

    ``told`` is told the file and how many lines of it have been read, every hundred thousand.
    """
    records = Records(text.removeprefix("\ufeff"), problems)
    first = next(iter(records), None)
    needed, optional = table.names(needed=True), table.names(needed=False)
    if first is None:
        problems.append(Problem(1, "The file is empty.", f"The first line is: {','.join((*needed, *optional))}."))
        return Sheet()
    names = [cell.strip().casefold() for cell in first.cells]
    wrong = list(header_problems(abs(first.line), names, needed=needed, optional=optional))
    problems.extend(wrong)
    if wrong or first.line < 0:
        return Sheet()
    by_name = {column.name: column for column in table.columns}
    lines, columns, read = list[int](), [_Reading(by_name[name]) for name in names], 0
    while True:
        more, count = _some(records, columns, min(_BLOCK, _OFTEN - read % _OFTEN), problems)
        if not count:
            break
        lines += more
        read += count
        if read % _OFTEN == 0:
            told(table.file, read)
    rows = Sheet(lines, {name: column.cells for name, column in zip(names, columns, strict=True)})
    problems.extend(_repeated(table, rows))
    if table.needed and not rows:
        problems.append(Problem(1, "There is nothing below the first line.", f"It has {table.meaning}."))
    return rows


class _Reading:
    """A column: its cells so far, and what was made of the different ones, or is wrong with them."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.cells: list[Cell | None] = []
        self.known: dict[str, Cell | None] = {}
        self.wrong: dict[str, tuple[str, str]] = {}

    def read(self, lines: Sequence[int], raws: Sequence[str]) -> Iterator[Problem]:
        """Adds the cells of these lines; what is wrong with them."""
        plain = plain_quantities(raws) if self.column.kind in _NUMBERS else None
        if plain and (self.column.kind is not Kind.SHARE or max(plain) <= 1):
            self.cells += plain
            return
        try:
            read = list(map(self.known.__getitem__, raws))
        except KeyError:
            self.learn(set(raws))
            read = list(map(self.known.__getitem__, raws))
        self.cells += read
        if self.wrong and not self.wrong.keys().isdisjoint(raws):
            for line, (message, remedy) in (
                (n, self.wrong[r]) for n, r in zip(lines, raws, strict=True) if r in self.wrong
            ):
                yield Problem(line, f"{self.column.name}: {message}.", remedy)

    def learn(self, raws: set[str]) -> None:
        if len(self.known) > _KNOWN:
            self.known, self.wrong = {}, {}
        for raw in raws.difference(self.known):
            read = _cell(self.column, " ".join(raw.split()))
            if isinstance(read, tuple):
                self.wrong[raw], read = read, None
            self.known[raw] = read


def _some(
    records: Records, columns: Sequence[_Reading], most: int, problems: list[Problem]
) -> tuple[Sequence[int], int]:
    """Gives the columns the cells of the next records, ``most`` at most: the lines of those, and how many were read."""
    cells: Sequence[Sequence[str]]
    lines, cells = records.plain(len(columns), most)
    read = len(lines)
    if not read:
        some = list(islice(records, most))
        whole = [record for record in some if record.line > 0 and len(record.cells) == len(columns)]
        problems.extend(_of_other_width(some, len(columns)))
        lines, cells, read = [r.line for r in whole], list(zip(*(r.cells for r in whole), strict=True)), len(some)
    for column, raws in zip(columns, cells, strict=False):  # of no lines there are no cells
        problems.extend(column.read(lines, raws))
    return lines, read


def _of_other_width(records: Iterable[Record], width: int) -> Iterator[Problem]:
    for line, cells in records:
        if line > 0 and len(cells) != width:  # those with lines below 0 were told when they were cut
            yield Problem(line, f"{len(cells)} cells instead of {width}.", cells_remedy(cells))


def _cell(column: Column, cell: str) -> Cell | tuple[str, str] | None:
    """What stands in a cell, None for nothing, or what is wrong and what would be right."""
    if not cell:
        return (
            ("the cell is empty", f"It tells {column.meaning}; of merged cells only the first does.")
            if column.needed
            else None
        )
    if not cell.isprintable() and _CONTROL.search(cell):
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


def _repeated(table: Table, rows: Sheet) -> Iterator[Problem]:
    hashes = np.fromiter(map(hash, rows.cells(*table.key)), np.int64, len(rows))  # millions of keys take much room
    if len(np.unique(hashes)) == len(rows):
        return
    first: dict[tuple[Cell | None, ...], int] = {}
    for row, key in zip(rows, rows.cells(*table.key), strict=True):
        at = first.setdefault(key, row.line)
        if at != row.line and any(key):  # cells that are empty are told
            said = ", ".join(row.text(name) for name in table.key if name in row.cells)
            yield Problem(row.line, f"{said} is there already, on line {at}.", "Leave one out, or join them.")
