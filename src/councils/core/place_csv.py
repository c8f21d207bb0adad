"""Places from a CSV file, or everything that is wrong with it.

Theory of operation. Three steps, each over the whole file:

1. ``csv_records`` cuts the text into records, and knows the physical line on which each begins.
2. ``_Reader`` turns records into rows; a cell that can't be read leaves a hole in its row.
3. ``place_check.check`` looks at the tree: codes, parents, cycles, the root, sums. What is only a consequence of
   a hole is not told again.

The columns are ``code,name,level,parent_code,population`` and, where wanted, ``lat,lon,kind``, in any order; a
byte order mark, any line ending, quoted cells and empty lines are accepted. Nothing here knows any country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from councils.core.csv_records import Record, cells_remedy, header_problems, read_records
from councils.core.place import Places
from councils.core.place_check import Row, check, tree
from councils.core.place_number import Misread, coordinate, population
from councils.core.problem import LIMIT, Problem, limited

NEEDED = ("code", "name", "level", "parent_code", "population")
OPTIONAL = ("lat", "lon", "kind")
COLUMNS = NEEDED + OPTIONAL
_LONGEST = {"code": 64, "name": 200, "level": 64, "kind": 64}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
Number = TypeVar("Number", int, float)
_EXAMPLE = f"The first line is: {','.join(COLUMNS)}."


def read_places(
    text: str, *, limit: int = LIMIT, progress: Callable[[int], None] = lambda _: None
) -> Places | tuple[Problem, ...]:
    """The tree of places in ``text``, or its problems by line, at most ``limit`` of them told one by one.

    ``progress`` is called with the line of each row that has been read.
    """
    reader = _Reader(odd=bool(_CONTROL.search(text)))
    records = read_records(text.removeprefix("\ufeff"), reader.problems)
    first = next(records, None)
    if first is None:
        return limited([*reader.problems, Problem(1, "The file is empty.", _EXAMPLE)], limit)
    if reader.header(first):
        for record in records:
            reader.row(record)
            progress(record.line)
        reader.problems.extend(check(reader.rows, reader.unreadable))
    return limited(reader.problems, limit) if reader.problems else tree(reader.rows)


class _Reader:
    """Rows as they are read, the cells of lines that can't be, and what was wrong."""

    def __init__(self, *, odd: bool) -> None:
        """``odd``: whether there are control characters anywhere."""
        self._odd = odd
        self.problems: list[Problem] = []
        self.rows: list[Row] = []
        self.unreadable: set[str] = set()
        self._columns: list[str] = []

    def header(self, record: Record) -> bool:
        """Take the names of the columns; False where rows cannot be read under them."""
        self._columns = [cell.strip().casefold() for cell in record.cells]
        before = len(self.problems)
        self.problems.extend(header_problems(abs(record.line), self._columns, needed=NEEDED, optional=OPTIONAL))
        return len(self.problems) == before and record.line > 0

    def row(self, record: Record) -> None:
        cells = [" ".join(cell.split()) for cell in record.cells]
        if record.line < 0 or not self._whole(record.line, cells, record.cells):
            self.unreadable.update(_CONTROL.sub("", cell) for cell in cells)
            return
        named = dict(zip(self._columns, cells, strict=True))
        if len("".join(cells)) > min(_LONGEST.values()):
            self._lengths(record.line, named)
        self.rows.append(self._row(record.line, named))

    def _whole(self, line: int, cells: Sequence[str], raw: Sequence[str]) -> bool:
        if self._odd and (found := _CONTROL.search("".join(raw))):
            sign = f"U+{ord(found[0]):04X}"
            self._tell(line, f"The line holds a control character ({sign}).", "Take it out, or save the file again.")
            return False
        if len(cells) != len(self._columns):
            self._tell(line, f"{len(cells)} cells instead of {len(self._columns)}.", cells_remedy(cells))
            return False
        return True

    def _row(self, line: int, cell: dict[str, str]) -> Row:
        for name in ("code", "name", "level"):
            if not cell[name]:
                self._tell(line, f"The {name} is empty.", f"Give every place a {name}.")
        if "/" in cell["code"] or cell["code"] in (".", ".."):
            message = f"The code {cell['code']!r} cannot stand in the address of a page."
            self._tell(line, message, 'Write letters, digits, "-", "_" or ":", and no slash.')
        lat, lon = self._point(line, cell.get("lat", ""), cell.get("lon", ""))
        return Row(
            line=line,
            code=cell["code"],
            name=cell["name"],
            level=cell["level"],
            parent=cell["parent_code"],
            population=self._number(line, population(cell["population"])) if cell["population"] else None,
            vacant=not cell["population"],
            lat=lat,
            lon=lon,
            kind=cell.get("kind", ""),
        )

    def _lengths(self, line: int, cell: dict[str, str]) -> None:
        for name, most in _LONGEST.items():
            if len(cell.get(name, "")) > most:
                self._tell(line, f"The {name} has {len(cell[name])} characters.", f"Write {most} at most.")

    def _point(self, line: int, lat: str, lon: str) -> tuple[float | None, float | None]:
        if bool(lat) != bool(lon):
            given, missing = ("lat", "lon") if lat else ("lon", "lat")
            self._tell(line, f"There is a {given} and no {missing}.", "Give both, or leave both empty.")
        north = self._number(line, coordinate("lat", lat, 90)) if lat else None
        east = self._number(line, coordinate("lon", lon, 180)) if lon else None
        return north, east

    def _number(self, line: int, number: Number | Misread) -> Number | None:
        if isinstance(number, Misread):
            self._tell(line, number.message, number.remedy)
            return None
        return number

    def _tell(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(line, message, remedy))
