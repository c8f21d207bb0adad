"""Cells of a workbook that hold no value although something is written there: formulas that failed, or never ran.

Theory of operation. Whoever reads a workbook is given such a cell as an empty one, and where an empty cell means "no
limit", a division by nought would be one. So the sheets of an XLSX are looked through for what they say of each cell:
``t="e"`` is an error, and a formula ``<f>`` without a value ``<v>`` was written by a program that does not reckon. In
an ODS such cells have ``value-type="error"``, and rows that are the same are written once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_ENDINGS, _OPEN = (".xlsx", ".xlsm"), ".ods"
_CELL = re.compile(r"<c\s([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_PART = re.compile(
    r"<table:table\s[^>]*>|<table:table-row\b[^>]*>"
    r'|<table:table-cell\s[^>]*value-type="error"[^>]*>(?:<text:p>([^<]*)</text:p>)?'
)
_VALUE = re.compile(r"<v>([^<]+)</v>")
_SHEET, _RELATION = re.compile(r"<sheet\s[^>]*>"), re.compile(r"<Relationship\s[^>]*>")


def failed(path: Path) -> Iterator[tuple[str, int, str]]:
    """(sheet, row, what is wrong) of each such cell; nothing of workbooks that are neither XLSX nor ODS."""
    if path.suffix.casefold() not in (*_ENDINGS, _OPEN):
        return
    try:
        with ZipFile(path) as archive:
            if path.suffix.casefold() == _OPEN:
                yield from _failed_in_open(_text(archive, "content.xml"))
                return
            for sheet, part in _parts(archive):
                for attributes, inside in _CELL.findall(_text(archive, part)):
                    if said := _wrong(attributes, inside):
                        at = _attribute(attributes, "r")
                        yield sheet, int(re.sub("[^0-9]", "", at) or 0), f"{at} {said}"
    except (BadZipFile, KeyError, OSError):
        return  # whoever reads it tells what is wrong with it


def _failed_in_open(content: str) -> Iterator[tuple[str, int, str]]:
    sheet, row, after = "", 0, 1
    for found in _PART.finditer(content):
        start = found[0]
        if start.startswith("<table:table "):
            sheet, row, after = _attribute(start, "table:name"), 0, 1
        elif start.startswith("<table:table-row"):
            row, after = after, after + int(_attribute(start, "table:number-rows-repeated") or 1)
        else:
            yield sheet, row, f"A cell is {unescape(found[1] or 'an error')}"


def _parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet, and what it is called in the archive."""
    relations = _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels"))
    targets = {_attribute(each, "Id"): _attribute(each, "Target") for each in relations}
    for sheet in _SHEET.findall(_text(archive, "xl/workbook.xml")):
        target = targets.get(_attribute(sheet, "r:id"), "")
        if "worksheets/" in target:
            yield _attribute(sheet, "name"), target.removeprefix("/") if target[0] == "/" else f"xl/{target}"


def _text(archive: ZipFile, part: str) -> str:
    return archive.read(part).decode("utf-8", errors="replace")


def _attribute(text: str, name: str) -> str:
    found = re.search(rf'(?:^|\s){name}="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def _wrong(attributes: str, inside: str) -> str:
    kind, value = _attribute(attributes, "t"), _VALUE.search(inside)
    if kind == "e":
        return f"is {unescape(value[1]) if value else 'an error'}"
    return "holds a formula that was never reckoned" if "<f" in inside and kind != "str" and not value else ""
