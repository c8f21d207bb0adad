"""Cells of a workbook that hold no value although something is written there: formulas that failed, or never ran.

Theory of operation. Whoever reads a workbook is given such a cell as an empty one, and where an empty cell means "no
limit", a division by nought would be one. So the sheets of an XLSX are looked through for what they say of each cell:
``t="e"`` is an error, and a formula ``<f>`` without a value ``<v>`` was written by a program that does not reckon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_ENDINGS = (".xlsx", ".xlsm")
_CELL = re.compile(r"<c\s([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_VALUE = re.compile(r"<v>([^<]+)</v>")
_SHEET, _RELATION = re.compile(r"<sheet\s[^>]*>"), re.compile(r"<Relationship\s[^>]*>")


def failed(path: Path) -> Iterator[tuple[str, int, str]]:
    """(sheet, row, what is wrong) of each such cell; nothing of workbooks that are no XLSX."""
    if path.suffix.casefold() not in _ENDINGS:
        return
    try:
        with ZipFile(path) as archive:
            for sheet, part in _parts(archive):
                for attributes, inside in _CELL.findall(_text(archive, part)):
                    if said := _wrong(attributes, inside):
                        at = _attribute(attributes, "r")
                        yield sheet, int(re.sub("[^0-9]", "", at) or 0), f"{at} {said}"
    except (BadZipFile, KeyError, OSError):
        return  # whoever reads it tells what is wrong with it


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
