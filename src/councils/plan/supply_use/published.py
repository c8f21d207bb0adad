"""A supply-use table as it was published: that of the United States for 2017, and others in the same files.

Theory of operation. Files are CSV, or the same as ``.csv.xz``, in the columns of the table that comes with the program.
What is not as it is there is raised with its line: nobody writes such files by hand.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import nan
from pathlib import Path
from typing import Protocol

import numpy as np

from councils.plan.files.number import signed
from councils.plan.linear import Floats
from councils.plan.supply_use import SupplyUse


class MisreadError(ValueError):
    """A file of a table is not as it has to be: ``line`` is 0 where all of it is not."""

    def __init__(self, file: str, line: int, said: str) -> None:
        super().__init__(f"{file}:{line}: {said}")
        self.file, self.line, self.said = file, line, said


class _Folder(Protocol):
    def joinpath(self, name: str, /) -> _File: ...


class _File(Protocol):
    def read_bytes(self) -> bytes: ...
    def is_file(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file, by the names of its columns."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        if column not in self.cells:
            raise MisreadError(self.file, self.number, f"There is no {column!r} here.")
        return self.cells[column]

    def amount(self, column: str, empty: float = 0.0) -> float:
        cell = self[column].strip()
        number = signed(cell) if cell else empty
        if isinstance(number, tuple):
            raise MisreadError(self.file, self.number, f"{column}: {number[0]}.")
        return number

    def place(self, column: str, among: dict[str, int]) -> int:
        if self[column] not in among:
            raise MisreadError(self.file, self.number, f"{column}: {self[column]!r} is not in sectors.csv.")
        return among[self[column]]


def us2017() -> SupplyUse:
    """The table of the United States for 2017, which comes with the program (see ``cases/us2017/PROVENANCE.md``)."""
    return read_supply_use(files("councils.plan.cases").joinpath("us2017"))


def read_supply_use(folder: Path | _Folder, *, title: str = SupplyUse.title) -> SupplyUse:
    """A table from a folder of such files; `MisreadError` where one isn't as it has to be."""
    sectors = list(_lines(folder, "sectors"))
    made_by = [line for line in sectors if line["is_industry"] == "1"]
    commodities = tuple(line["code"] for line in sectors if line["is_commodity"] == "1")
    industries = tuple(line["code"] for line in made_by)
    categories = {line["code"]: line["name"] for line in _lines(folder, "final_demand_categories")}
    make = _matrix(folder, "make", industry=industries, commodity=commodities)
    history = _table(folder, "gross_output_1997_2023", "industry", industries, ())
    return SupplyUse(
        commodities=commodities,
        industries=industries,
        names={line["code"]: line["name"] for line in sectors},
        use=_matrix(folder, "use", commodity=commodities, industry=industries),
        make=make,
        final=_table(folder, "final_demand", "commodity", commodities, tuple(categories)),
        categories=categories,
        compensation=np.array([line.amount("compensation_musd") for line in made_by]),
        jobs=np.array([line.amount("jobs_per_musd_2007class", nan) for line in made_by]),
        history=np.column_stack([history, make.sum(axis=1)]),
        title=title,
    )


def _lines(folder: Path | _Folder, name: str) -> Iterator[_Line]:
    file, packed = f"{name}.csv", folder.joinpath(f"{name}.csv.xz")
    try:
        data = lzma.decompress(packed.read_bytes()) if packed.is_file() else folder.joinpath(file).read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise MisreadError(file, 0, f"It cannot be read: {error}.") from error
    rows = csv.reader(io.StringIO(text))
    names = next(rows, [])
    for cells in rows:
        yield _Line(file, rows.line_num, dict(zip(names, cells, strict=False)))


def _table(folder: Path | _Folder, name: str, key: str, codes: tuple[str, ...], columns: Sequence[str]) -> Floats:
    """A line for each of these codes, in their order; all columns after the first where none are named."""
    lines = {line[key]: line for line in _lines(folder, name)}
    if missing := [code for code in codes if code not in lines]:
        raise MisreadError(f"{name}.csv", 0, f"{missing[0]!r} has no line.")
    return np.array([[lines[code].amount(column) for column in columns or [*lines[code].cells][1:]] for code in codes])


def _matrix(folder: Path | _Folder, name: str, **codes: tuple[str, ...]) -> Floats:
    """What the lines say of each pair of codes; ``codes``: by the column that they stand in, downwards first."""
    places = {column: {code: at for at, code in enumerate(some)} for column, some in codes.items()}
    found = np.zeros([len(some) for some in codes.values()])
    for line in _lines(folder, name):
        found[tuple(line.place(column, among) for column, among in places.items())] += line.amount("musd")
    return found
