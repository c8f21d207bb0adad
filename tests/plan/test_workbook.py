"""An economy in a workbook: the same as in a folder, and the same flaws at the same lines."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from councils.plan.cases import cooperative
from councils.plan.files.folder import write_texts
from councils.plan.files.workbook import read_workbook


@pytest.fixture
def book():
    """The co-operative case as people would type it: numbers are numbers."""
    book = Workbook()
    book.remove(book.active)
    for file, text in write_texts(cooperative()).items():
        sheet = book.create_sheet(file.removesuffix(".csv").capitalize())
        for row in csv.reader(io.StringIO(text)):
            sheet.append([number(cell) for cell in row])
    return book


def number(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell


def saved(book, tmp_path):
    book.save(tmp_path / "valley.xlsx")
    return read_workbook(tmp_path / "valley.xlsx")


def test_a_workbook_holds_the_same_economy(book, tmp_path):
    read = saved(book, tmp_path)
    told = cooperative()
    assert read.title == "valley"
    assert (read.products, read.techniques, read.needs) == (told.products, told.techniques, told.needs)
    assert (read.stocks, read.trade, read.transport) == (told.stocks, told.trade, told.transport)


def test_flaws_are_told_at_the_row_of_the_sheet(book, tmp_path):
    book["Needs"]["D4"] = -3
    book["Recipes"]["C9"] = "flower"
    assert [str(flaw) for flaw in saved(book, tmp_path)] == ["needs.csv:4: quantity: -3 is negative. Write 0 or more."]


def test_a_sheet_that_is_missing_and_one_too_many_are_told(book, tmp_path):
    book.remove(book["Needs"])
    book.create_sheet("Notes")
    assert [flaw.file for flaw in saved(book, tmp_path)][:2] == ["notes.csv", "needs.csv"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"product,name\n"])
def test_what_is_no_workbook_is_told(content, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(content)
    (flaw,) = read_workbook(tmp_path / "x.xlsx")
    assert str(flaw).startswith(": This is no workbook that can be read")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("#DIV/0!", "D5 is #DIV/0!."),
        ("=100/0", "D5 holds a formula that was never reckoned."),
    ],
)
def test_a_limit_whose_formula_failed_is_not_taken_for_no_limit(book, tmp_path, cell, said):
    book["Techniques"]["D5"] = cell
    (flaw,) = saved(book, tmp_path)
    assert str(flaw).startswith(f"techniques.csv:5: {said} Correct the formula, and save the workbook")


def test_cells_merged_with_another_are_not_taken_for_empty_ones(book, tmp_path):
    book["Needs"].merge_cells("A2:A4")
    (flaw,) = saved(book, tmp_path)
    assert str(flaw).startswith("needs.csv:2: The cells A2 to A4 are merged, and only the first would count.")


def test_two_sheets_of_one_name_are_told_and_neither_is_lost(book, tmp_path):
    book.copy_worksheet(book["Needs"]).title = "needs.csv"
    (flaw,) = saved(book, tmp_path)
    assert str(flaw).startswith("needs.csv: The sheets 'Needs' and 'needs.csv' are called the same.")


def test_a_formula_that_failed_in_an_open_document_is_told(tmp_path):
    """As LibreOffice writes it: rows that are the same stand there once."""
    cells = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>" * 2
    error = "<table:table-cell office:value-type='string' calcext:value-type=\"error\"><text:p>#DIV/0!</text:p>"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} xmlns:calcext="urn:calcext"><office:body>'
        '<office:spreadsheet><table:table table:name="Skills">'
        f'<table:table-row table:number-rows-repeated="3">{cells}</table:table-row>'
        f"<table:table-row>{cells}{error}</table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        archive.writestr("content.xml", content)
    (flaw,) = read_workbook(tmp_path / "x.ods")
    assert str(flaw).startswith("skills.csv:4: A cell is #DIV/0!. Correct the formula")
