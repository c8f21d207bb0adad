"""An economy in a workbook (XLSX, ODS, XLS): a sheet for each file of the folder, called the same.

Theory of operation. A sheet becomes the text of the file that it is called after, line by line, so that everything is
checked as in a folder and told with the number of its row. Numbers are those that the workbook holds, to the last
digit; what a formula came to when the workbook was last saved counts. Other sheets are refused, as other files are.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import python_calamine

from councils.core.problem import Problem
from councils.plan.economy import Economy
from councils.plan.files.folder import Flaw, read_texts
from councils.plan.files.number import written

ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")


def is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in ENDINGS


def read_workbook(path: Path) -> Economy | tuple[Flaw, ...]:
    """The economy in a workbook, or its flaws: their file is the sheet, as ``needs.csv``."""
    texts = sheets_in(path)
    return texts if isinstance(texts, tuple) else read_texts(texts, title=path.stem)


def sheets_in(path: Path) -> dict[str, str] | tuple[Flaw, ...]:
    """The text of each sheet by the name of its file, or why the workbook cannot be read."""
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        return (Flaw("", Problem(0, f"This is no workbook that can be read: {said}.", "Save it anew as .xlsx.")),)
    return {f"{name.strip().casefold().removesuffix('.csv')}.csv": _csv(rows) for name, rows in sheets.items()}


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
