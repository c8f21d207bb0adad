"""Tables as files: CSV and XLSX, of which a program reads numbers as numbers, and no spreadsheet a text as a formula.

Theory of operation. A workbook is a ZIP archive of XML (ECMA-376, Office Open XML); one sheet of values needs five
parts of it, which are written here. Texts stand in their cells ("inline strings"), so that there is no table of them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from django.http import Http404, HttpResponse

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
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 32_767  # signs that a cell can hold


def download(rows: Rows, name: str, form: str) -> HttpResponse:
    """``rows`` as the file ``name`` of this form (csv or xlsx); 404 for any other form."""
    if form not in FORMS:
        raise Http404
    answer = HttpResponse(csv_file(rows) if form == "csv" else xlsx_file(rows), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


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


def xlsx_file(rows: Rows) -> bytes:
    sheet = "".join(f"<row>{''.join(cells(row))}</row>" for row in rows)
    parts = {
        **_PARTS,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def cells(row: Sequence[Cell]) -> Iterator[str]:
    for cell in row:
        if cell is None:
            yield "<c/>"
        elif isinstance(cell, str):
            text = escape(_NO_XML.sub("", cell)[:_LONGEST])
            yield f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield f"<c><v>{plain(cell)}</v></c>"
