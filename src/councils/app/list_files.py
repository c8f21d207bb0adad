"""Files that people bring, whoever's program wrote them, as texts by the name of what is in them (R18).

Theory of operation. A file is called after what is in it, as ``techniques.csv``; a workbook has a sheet for each. Text
may be written in any encoding and cut by commas, semicolons, tabs or bars (``rolls/reading.py``); what comes out is
CSV with commas, each row in the line it stood in, so that flaws are told with that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from councils.app.nouns import gettext_lazy
from councils.app.rolls.reading import BYTES, Table, Unread, read, read_sheets
from councils.app.rolls.workbook import is_workbook

UNREAD = {
    Unread.EMPTY: gettext_lazy("There is nothing in this file. Save the list again, and choose that file."),
    Unread.TOO_BIG: gettext_lazy("This file has more than 5 MB. Leave out columns and sheets that are not needed."),
    Unread.TOO_LONG: gettext_lazy("This file has more than 20,000 rows. Divide it into several."),
    Unread.BOMB: gettext_lazy("This file unfolds into more than can be read. Save the list as CSV, and choose that."),
    Unread.DAMAGED: gettext_lazy(
        "This workbook cannot be read: it is damaged, locked, or something else. Save it anew."
    ),
    Unread.ENCODING: gettext_lazy("The file is not written in this encoding. Choose another one."),
    Unread.BINARY: gettext_lazy("This is no list. Save it as CSV, XLSX or ODS, and choose that file."),
}
"""Why a file cannot be read."""
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")  # .xls is often what some program called its text
MOST = BYTES + 1
"""No more of a file need be read to know what it is."""


def texts_of(name: str, data: bytes) -> Mapping[str, Table] | Unread:
    """The rows of a file, or of each sheet that has any, by the name of what is in it."""
    if not is_workbook(data) and PurePath(name).suffix.casefold() in WORKBOOKS:
        return Unread.DAMAGED
    found = read_sheets(data) if is_workbook(data) else read(data)
    if isinstance(found, Unread):
        return found
    sheets = {name: found} if isinstance(found, Table) else found
    return {file_name(called): table for called, table in sheets.items()}


def file_name(name: str) -> str:
    """ "Techniques (2).CSV", or the name of a sheet, as ``techniques.csv``."""
    stem = re.sub(r"[\s(_-]*\d*\)?$", "", PurePath(name).stem if "." in name else name)
    return f"{stem.strip().casefold()}.csv"
