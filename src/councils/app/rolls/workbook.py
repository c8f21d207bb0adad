"""The sheets of a workbook (XLSX, ODS, XLS), read in a process of its own.

Theory of operation. A workbook is made by somebody else's program, and a small file can be made to unfold into more
than any machine holds: by its compression, by a cell far out, by a row repeated a million times. So it is unpacked here
first, under a limit, and packed again as it was found, for what an archive says of its own size may be a lie. Then
another process reads that, with so much memory and so much time, and sends back texts. Whatever becomes of it, the
server goes on. Formulas are never computed: a cell is the value that was last saved with it.

As a program (``python -m councils.app.rolls.workbook``) it reads a workbook from its input and writes as JSON the rows
of its first sheet, or with ``all`` those of every sheet, by name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from councils.ledger.archive import UNREADABLE

UNPACKED = 60 * 2**20  # bytes, all parts of a workbook together
PARTS = 2000  # files in a workbook's archive
MEMORY = 2**30  # bytes of address space
SECONDS, PATIENCE = 20, 80  # of work; and in all, since on a busy machine work takes longer
ROWS, COLUMNS, SIGNS = 20_001, 60, 500  # one row more than is taken, so that the reader is told that there are too many

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class TooLargeError(Exception):
    """The workbook unfolds into more than the limits allow."""


class UnreadableError(Exception):
    """It is no workbook, or a damaged or a locked one."""


def is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def first_sheet(data: bytes) -> list[list[str]]:
    """The rows of the first sheet as texts; raises TooLargeError or UnreadableError."""
    rows: list[list[str]] = json.loads(read_by_another(data))
    return rows


def all_sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The rows of every sheet, by its name; raises TooLargeError or UnreadableError."""
    sheets: dict[str, list[list[str]]] = json.loads(read_by_another(data, "all"))
    return sheets


def read_by_another(data: bytes, *asked: str) -> bytes:
    packed = repacked(data) if data.startswith(ZIP) else data
    reader = [sys.executable, "-m", "councils.app.rolls.workbook", *asked]
    try:
        answer = subprocess.run(reader, input=packed, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        raise TooLargeError from None
    if answer.returncode == 1:
        raise UnreadableError
    if answer.returncode:  # killed: out of memory, or out of time
        raise TooLargeError
    return answer.stdout


def repacked(data: bytes) -> bytes:
    """The same archive, uncompressed, after every part was unpacked and counted."""
    left, plain = UNPACKED, BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(plain, "w") as copy:
            if len(archive.infolist()) > PARTS:
                raise TooLargeError
            for part in archive.infolist():
                with archive.open(part) as packed:
                    text = packed.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise TooLargeError
                copy.writestr(part.filename, text)
    except (*UNREADABLE, OSError, ValueError) as error:
        raise UnreadableError from error
    return plain.getvalue()


def texts(rows: Any) -> Iterator[list[str]]:
    """Each row, the empty ones as nothing, until there are more with something in them than are taken."""
    left = ROWS
    for row in rows:
        cells = [text(cell)[:SIGNS] for cell in row[:COLUMNS]]
        filled = any(cells)
        yield cells if filled else []
        left -= filled
        if not left:
            return


def text(cell: Any) -> str:
    """As the sheet shows it, or near it: 1207.0 is the number 1207."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, timedelta) else str(cell)


def main() -> int:
    import resource  # noqa: PLC0415 - not on every system, and for the child alone

    import python_calamine  # noqa: PLC0415 - in the child alone: the server never runs it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = python_calamine.load_workbook(BytesIO(sys.stdin.buffer.read()))
        if sys.argv[1:]:
            read: Any = {name: list(texts(book.get_sheet_by_name(name).iter_rows())) for name in book.sheet_names}
        else:
            read = list(texts(book.get_sheet_by_index(0).iter_rows()))
    except (python_calamine.CalamineError, ValueError, IndexError, KeyError, OSError):
        return 1
    except MemoryError:
        return 2
    json.dump(read, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
