"""Workbooks that we write are read by others as they were meant (ECMA-376)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from councils.app.queries.roll import FORMULA
from councils.app.sheets import Cell, csv_file, xlsx_file

Rows = list[list[Cell]]
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t<>&'\"=+ "), max_size=20)
NUMBERS = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)
ROWS = st.lists(
    st.lists(TEXTS | NUMBERS | st.integers(-(10**6), 10**6) | st.none(), min_size=1, max_size=5), min_size=1
)


@given(ROWS, ROWS)
def test_workbook_says_to_two_other_programs_what_was_put_in(one: Rows, other: Rows) -> None:
    written = xlsx_file({"one": one, "a <b> & 'c'": other})
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert book.sheetnames == ["one", "a <b> & 'c'"]
    for sheet, rows in zip(book, (one, other), strict=True):
        for place, row in enumerate(rows, start=1):
            told = [sheet.cell(place, n).value for n in range(1, len(row) + 1)]
            assert told == [float(c) if isinstance(c, Decimal) else c if c != "" else None for c in row]
    calamine = python_calamine.load_workbook(io.BytesIO(written))
    first = calamine.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for row, told in zip(one, first, strict=False):
        said = [float(c) if isinstance(c, Decimal | int) else c or "" for c in row]
        assert [*told, *[""] * 5][: len(row)] == said  # blanks at the right are not told


@given(ROWS)
def test_table_is_read_back_and_begins_no_formula(rows: Rows) -> None:
    read = list(csv.reader(io.StringIO(csv_file(rows).decode("utf-8-sig"), newline="")))
    assert len(read) == len(rows)
    for row, told in zip(rows, read, strict=True):
        for cell, text in zip(row, told, strict=True):
            if isinstance(cell, str):
                assert text.removeprefix("'") == cell.removeprefix("'")
                assert not text.startswith(FORMULA)
            else:
                assert (Decimal(text) if text else None) == cell
