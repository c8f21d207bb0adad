"""A file with people, whoever's program wrote it, as rows of texts.

Theory of operation. A workbook is known by its first bytes (``workbook.py``); everything else is text. Its encoding is
what its first bytes say; else UTF-8, if it is; else the one in which its words look most like names
(``encodings.py``). That is a guess, so the reader is shown the rows and can name another one.
The delimiter is the one that cuts the most lines into the same number of cells.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar
from unicodedata import normalize

from councils.app.rolls.encodings import guessed
from councils.app.rolls.workbook import TooLargeError, UnreadableError, all_sheets, first_sheet, is_workbook

BYTES = 5 * 2**20
ROWS = 20_000
SIGNS = 500  # in a cell; the rest is cut off
MARKS = {  # the longer first: a mark of UTF-32 begins like one of UTF-16
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ESCAPES = (b"\x1b$B", b"\x1b$@")  # that begin Japanese in ISO-2022, which has seven bits
OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # a document, a picture
DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 200  # lines
UNCLOSED = 50  # quotations that are mended; in what comes after so many, none is looked for
END = "\0"  # a line that no text has
Found = TypeVar("Found")


class Unread(Enum):
    """Why a file could not be read as a roll."""

    EMPTY = auto()
    TOO_BIG = auto()  # in bytes
    TOO_LONG = auto()  # in rows
    BOMB = auto()  # unfolds into too much
    DAMAGED = auto()
    ENCODING = auto()  # the one that was chosen does not fit
    BINARY = auto()  # a PDF, a picture


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` with their line in the file, empty ones left out; ``encoding`` is "" for a workbook."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str = ""

    @property
    def text(self) -> str:
        """As CSV with commas, in which each row stands in the line that it stood in."""
        cells, out = dict(self.rows), io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        for line in range(1, self.rows[-1][0] + 1 if self.rows else 1):
            lines.writerow(cells.get(line, ()))
        return out.getvalue()

    @property
    def width(self) -> int:
        return max((len(cells) for _, cells in self.rows), default=0)


def read(data: bytes, encoding: str = "") -> Table | Unread:
    """The rows of a file; a text file by ``encoding`` where one is named."""
    if len(data) > BYTES:
        return Unread.TOO_BIG
    if is_workbook(data):
        return unfolded(lambda: kept(first_sheet(data), ""))
    name = encoding or encoding_of(data)
    if not name:
        return Unread.BINARY
    try:
        written = normalize("NFC", data.decode(name))
    except (ValueError, LookupError):  # it does not fit, or there is none of this name
        return Unread.ENCODING
    if "\0" in written:
        return Unread.BINARY
    return kept(lines(written), name)


def read_sheets(data: bytes) -> dict[str, Table] | Unread:
    """The rows of every sheet of a workbook that has any, by the name of the sheet."""
    if len(data) > BYTES:
        return Unread.TOO_BIG
    found = unfolded(lambda: {name: kept(rows, "") for name, rows in all_sheets(data).items()})
    if isinstance(found, Unread):
        return found
    if Unread.TOO_LONG in found.values():
        return Unread.TOO_LONG
    return {name: table for name, table in found.items() if isinstance(table, Table)} or Unread.EMPTY


def unfolded(read: Callable[[], Found]) -> Found | Unread:
    """What ``read`` makes of a workbook, or why it cannot."""
    try:
        return read()
    except UnreadableError:
        return Unread.DAMAGED
    except TooLargeError:
        return Unread.BOMB


def encoding_of(data: bytes) -> str:
    """What a text is written in; "" where it is no text."""
    if data.startswith(OTHERS):
        return ""
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    if marked:
        return marked
    if b"\0" in data:
        return wide(data)
    if any(escape in data for escape in ESCAPES):
        return "iso2022_jp"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return guessed(data)
    return "utf-8"


def wide(data: bytes) -> str:
    """UTF-16 without a mark shows by its zeros: nearly all in one half of the pairs of bytes, and not just a stray one.

    In any writing the commas, spaces and ends of lines have such a zero.
    """
    looked_at = data[:4000]
    zeros = Counter(place % 2 for place, byte in enumerate(looked_at) if not byte)
    mixed, stray = min(zeros[0], zeros[1]) * 10 > max(zeros[0], zeros[1]), zeros.total() * 20 < len(looked_at)
    if mixed or stray or len(data) % 2:
        return ""
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def lines(written: str) -> list[list[str]]:
    """Cells of a text; a first line such as "sep=;", which some programs write, names the delimiter."""
    first, _, rest = written.partition("\n")
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == len("sep=;"):
        return [[], *cut(rest, named[-1])]
    return cut(written, delimiter(written))


def cut(written: str, at: str) -> list[list[str]]:
    """The cells of each line; a quotation mark that nothing closes is a sign like any other, and ends with its line."""
    limit = csv.field_size_limit(2 * BYTES)
    try:
        rest, found = io.StringIO(written, newline="").readlines(), list[list[str]]()
        for _ in range(UNCLOSED):
            rows, opened = quoted(rest, at)
            if opened is None:
                return [*found, *rows]
            found += [*rows, *csv.reader(rest[opened : opened + 1], delimiter=at, quoting=csv.QUOTE_NONE)]
            rest = rest[opened + 1 :]
        return [*found, *csv.reader(rest, delimiter=at, quoting=csv.QUOTE_NONE)]
    finally:
        csv.field_size_limit(limit)


def quoted(lines: list[str], at: str) -> tuple[list[list[str]], int | None]:
    """The rows of ``lines``, up to the line in which a quotation is opened that goes on beyond the last one."""
    reader = csv.reader([*lines, "\n", END], delimiter=at, skipinitialspace=True)
    rows, line = list[list[str]](), 0
    for row in reader:
        if reader.line_num > len(lines):
            return rows, None if row in ([], [END]) else line
        rows.append(row)
        line = reader.line_num
    return rows, None


def delimiter(written: str) -> str:
    sample = "".join(written.splitlines(keepends=True)[:LOOKED_AT])

    def regular(at: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in cut(sample, at) if len(row) > 1)
        width, rows = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        return rows, width

    return max(DELIMITERS, key=regular)


def kept(rows: list[list[str]], encoding: str) -> Table | Unread:
    cleaned = ((number, tuple(clean(cell) for cell in row)) for number, row in enumerate(rows, start=1))
    found = tuple((number, cells) for number, cells in cleaned if any(cells))
    if not found:
        return Unread.EMPTY
    return Unread.TOO_LONG if len(found) > ROWS else Table(found, encoding)


def clean(cell: str) -> str:
    """Without signs that cannot be seen, and with single spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in cell[: 2 * SIGNS]).split())[:SIGNS]
