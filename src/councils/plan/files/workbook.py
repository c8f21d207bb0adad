"""An economy in a workbook (XLSX, ODS, XLS): a sheet for each file of the folder, called the same.

Theory of operation. A sheet becomes the text of the file that it is called after, line by line, so that everything is
checked as in a folder and told with the number of its row. Numbers are those that the workbook holds, to the last
digit; what a formula came to when the workbook was last saved counts. Other sheets are refused, as other files are, and
so is whatever would be read as an empty cell and isn't one: formulas that failed, and cells merged with another.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import python_calamine

from councils.core.problem import Problem
from councils.plan.economy import Economy
from councils.plan.files.folder import Flaw, flaws_told, read_texts
from councils.plan.files.number import written
from councils.plan.files.workbook_formulas import failed

_RECKON = "Correct the formula, and save the workbook with a program that reckons; or write the number."
_SPLIT = "Split them, and write into each what it holds."
ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")


def is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in ENDINGS


def read_workbook(path: Path) -> Economy | tuple[Flaw, ...]:
    """The economy in a workbook, or its flaws: their file is the sheet, as ``needs.csv``."""
    texts = sheets_in(path)
    return texts if isinstance(texts, tuple) else read_texts(texts, title=path.stem)


def sheets_in(path: Path) -> dict[str, str] | tuple[Flaw, ...]:
    """The text of each sheet by the name of its file, or why the workbook cannot be read."""
    sheets: dict[str, tuple[str, list[list[Any]]]] = {}
    flaws: list[Flaw] = []
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                rows, file = sheet.to_python(skip_empty_area=False), _file(name)
                flaws += _merged(file, rows, sheet.merged_cell_ranges or ())
                if (first := sheets.setdefault(file, (name, rows))[0]) != name:
                    said = f"The sheets {first!r} and {name!r} are called the same."
                    flaws.append(Flaw(file, Problem(0, said, "Join them, or take one out.")))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        return (Flaw("", Problem(0, f"This is no workbook that can be read: {said}.", "Save it anew as .xlsx.")),)
    flaws += [Flaw(_file(name), Problem(row, f"{said}.", _RECKON)) for name, row, said in failed(path)]
    return flaws_told(flaws) or {file: _csv(rows) for file, (_, rows) in sheets.items()}


def _file(sheet: str) -> str:
    return f"{sheet.strip().casefold().removesuffix('.csv')}.csv"


def _merged(file: str, rows: list[list[Any]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Flaw]:
    """Merged cells that hold something: of all but the first of them nothing would be known."""
    said = "The cells {first} to {last} are merged, and only the first would count."
    return [
        Flaw(file, Problem(top + 1, said.format(first=_cell(top, left), last=_cell(bottom, right)), _SPLIT))
        for (top, left), (bottom, right) in ranges
        if top < len(rows) and left < len(rows[top]) and _said(rows[top][left])
    ]


def _cell(row: int, column: int) -> str:
    """
    >>> _cell(1, 0), _cell(9, 27)
    ('A2', 'AB10')
    """
    letters = ""
    while column >= 0:
        letters, column = chr(ord("A") + column % 26) + letters, column // 26 - 1
    return f"{letters}{row + 1}"


def _csv(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    said = [[_said(cell) for cell in row] for row in rows]
    wide = max((at + 1 for row in said for at, cell in enumerate(row) if cell), default=0)
    writer.writerows(row[:wide] for row in said)  # a column of blanks at the right was only looked at once
    return out.getvalue()


def _said(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return written(cell) if isinstance(cell, int | float) else " ".join(str(cell).split())
