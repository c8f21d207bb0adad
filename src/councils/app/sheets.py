"""Tables as files: CSV and XLSX, of which a program reads numbers as numbers, and no spreadsheet a text as a formula.

Theory of operation. A workbook is a ZIP archive of XML (ECMA-376, Office Open XML); sheets of values need four parts of
it, and one for each sheet. Texts stand in their cells ("inline strings"), so that there is no table of them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from councils.app.queries.roll import harmless

Cell = str | int | Decimal | None
Rows = Iterable[Sequence[Cell]]

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 32_767  # signs that a cell can hold


def csv_file(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([text_of(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # by which spreadsheets know UTF-8


def text_of(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else plain(cell)


def plain(number: int | Decimal) -> str:
    """Without an exponent, and without noughts that say nothing."""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def xlsx_file(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with a sheet for each of ``sheets``, by its name."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts(sheets):
            archive.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def parts(sheets: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """The parts of the archive: what is in it, where the workbook is, its sheets."""
    numbers = range(1, len(sheets) + 1)
    overrides = [("workbook.xml", "sheet.main"), *((f"worksheets/sheet{n}.xml", "worksheet") for n in numbers)]
    types = "".join(f'<Override PartName="/xl/{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in overrides)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{rels}{types}</Types>'
    yield "_rels/.rels", related([("officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", related([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers])
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, sheets, strict=True)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", book
    for n, rows in zip(numbers, sheets.values(), strict=True):
        written = "".join(f"<row>{''.join(cells(row))}</row>" for row in rows)
        text = f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'
        yield f"xl/worksheets/sheet{n}.xml", text


def related(targets: Sequence[tuple[str, str]]) -> str:
    rows = (
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def xml_text(text: str) -> str:
    """Without the signs that no XML can hold, as people or programs may have typed them."""
    return _NO_XML.sub("", text)


def cells(row: Sequence[Cell]) -> Iterator[str]:
    for cell in row:
        if cell is None or cell == "":
            yield "<c/>"
        elif isinstance(cell, str):
            text = escape(xml_text(cell)[:_LONGEST])
            yield f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield f"<c><v>{plain(cell)}</v></c>"
