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
from typing import NamedTuple

from councils.core.problem import Problem, closest


class Record(NamedTuple):
    """``line`` is negative where the record could not be read; its cells are then cut at commas."""

    line: int
    cells: Sequence[str]


def read_records(text: str, problems: list[Problem]) -> Iterator[Record]:
    """Every record that isn't empty; an unreadable one has its cells cut at commas, and leaves a problem."""
    stream, read, start = io.StringIO(text, newline=""), 0, 0
    while True:
        reader, before = csv.reader(stream, strict=True), read
        try:
            for cells in reader:
                if (cells and cells[0].strip()) or "".join(cells).strip():
                    yield Record(read + 1, cells)
                read, start = before + reader.line_num, stream.tell()
            return
        except csv.Error as error:
            stream.seek(start)
            line = stream.readline()
            problems.append(_broken(read + 1, line, str(error)))
            yield Record(-read - 1, line.split(","))
            read, start = read + 1, stream.tell()


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
