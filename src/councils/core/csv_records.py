"""Records of a CSV file that a person wrote, each with its line, and what is wrong with its first one.

Theory of operation. ``read_records`` cuts a text into records and knows the physical line on which each begins. Where a
quote is not closed, the line is told and reading goes on with the next one, so that one slip doesn't swallow the rest.
``header_problems`` holds the names of the columns against those that the file is to have, in any order. Nothing here
knows what is in the cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from councils.core.problem import Problem, closest

_LONG = 100_000
"""Characters of as many lines as are cut at once: less than the csv module takes for one cell."""


class Record(NamedTuple):
    """``line`` is negative where the record could not be read; its cells are then cut at commas."""

    line: int
    cells: Sequence[str]


def read_records(text: str, problems: list[Problem]) -> Iterator[Record]:
    """Every record that isn't empty; an unreadable one has its cells cut at commas, and leaves a problem."""
    return iter(Records(text, problems))


class Records:
    """The records of a text, one after the other, or many plain lines at a time; ``read``: lines before the next."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text, self.problems = io.StringIO(text, newline=""), problems
        self.read = self.start = 0

    def __iter__(self) -> Iterator[Record]:
        while True:
            self.text.seek(self.start)
            reader, before = csv.reader(self.text, strict=True), self.read
            try:
                for cells in reader:
                    line, self.read, self.start = self.read, before + reader.line_num, self.text.tell()
                    if (cells and cells[0].strip()) or "".join(cells).strip():
                        yield Record(line + 1, cells)
                return
            except csv.Error as error:
                self.text.seek(self.start)
                broken = self.text.readline()
                self.read, self.start = self.read + 1, self.text.tell()
                self.problems.append(_broken(self.read, broken, str(error)))
                yield Record(-self.read, broken.split(","))

    def plain(self, width: int, most: int) -> tuple[Sequence[int], list[list[str]]]:
        """The next lines, ``most`` at most, and their cells by columns, where each has ``width`` cells, the first of
        them filled, and no quotes; else nothing, and they are still to be read."""
        self.text.seek(self.start)
        lines = list(islice(self.text, most))
        text = "".join(lines).removesuffix("\n")
        cells = text.replace("\n", ",\n,").split(",")
        columns, ends = [cells[n :: width + 1] for n in range(width)], cells[width :: width + 1]
        whole = len(cells) == len(lines) * (width + 1) - 1 and ends.count("\n") == len(lines) - 1
        if not whole or '"' in text or "\r" in text or len(text) > _LONG or not all(map(str.strip, columns[0])):
            return (), []
        first, self.read, self.start = self.read + 1, self.read + len(lines), self.text.tell()
        return range(first, first + len(lines)), columns


def _broken(line: int, text: str, error: str) -> Problem:
    if text.count('"') % 2:
        return Problem(line, 'A quote (") is opened here and not closed.', 'Close it, or double it inside a cell: "".')
    if "expected after" in error:
        return Problem(line, 'Text stands beside a quoted cell (").', 'Put the whole cell in quotes: "a ""b"" c".')
    return Problem(line, f"This line cannot be read as CSV: {error}.", 'Put cells with commas or quotes in "quotes".')


def header_problems(
    line: int, columns: Sequence[str], *, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Problem]:
    """What is wrong with the names of the columns in the first line."""
    known = (*needed, *optional)
    example = f"The first line is: {','.join(known)}."
    if len(columns) == 1 and (separator := next((sign for sign in ";\t|" if sign in columns[0]), "")):
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
        yield Problem(line, f"The cells are separated by {name}.", f"Separate them by commas. {example}")
        return
    for name in needed:
        if name not in columns:
            yield Problem(line, f"The column {name!r} is missing.", example)
    for at, name in enumerate(columns):
        if name and name in columns[:at]:
            yield Problem(line, f"The column {name!r} is there twice.", "Leave one out.")
        elif not name:
            yield Problem(line, f"Column {at + 1} has no name.", f"Name it, or take it out of every line. {example}")
        elif name not in known:
            meant = closest(name, [each for each in known if each not in columns])
            remedy = f"Perhaps {meant!r} was meant." if meant else f"Leave it out. {example}"
            yield Problem(line, f"The column {name!r} is unknown.", remedy)


def cells_remedy(cells: Sequence[str]) -> str:
    """What to do about a line with too many cells, or too few."""
    return f"A cell with a comma needs quotes, a number has no commas; the line reads: {' | '.join(cells)[:120]}."
