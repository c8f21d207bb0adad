"""What is wrong with a file that a person wrote, and what would be right.

Theory of operation. Files that people prepare (places, charters) are read to the end, and everything that is
wrong is told at once, each with its line and its remedy, so that one round of corrections is enough. A reader
gives what it read or a tuple of these, never half of a thing. Line 0 means the file as a whole.
"""

from __future__ import annotations

import codecs
import difflib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIMIT = 50
"""How many problems are told of one file before the rest is only counted."""

_GZIP = b"\x1f\x8b"
_PACKED = (b"PK\x03\x04", _GZIP, b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
_UTF16 = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where, what, and what would be right."""

    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{remedy}"


def limited(problems: Iterable[Problem], limit: int = LIMIT) -> tuple[Problem, ...]:
    """The first ``limit`` problems by line, and one more that counts the rest."""
    ordered = sorted(problems)
    if len(ordered) <= limit:
        return tuple(ordered)
    rest = len(ordered) - limit
    return (*ordered[:limit], Problem(0, f"And {rest} more.", "Correct these first, then check again."))


def closest(word: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, or ""."""
    found = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return found[0] if found else ""


def decode(data: bytes) -> str | Problem:
    """The text of a file in UTF-8, with or without a byte order mark."""
    if data.startswith(_PACKED):
        return Problem(1, "The file is packed, as spreadsheets are.", "Save it as text (CSV or TOML) in UTF-8.")
    for mark, name in _UTF16:
        if data.startswith(mark):
            return Problem(1, f"The file is in {name}.", "Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(line, f"Byte 0x{data[error.start]:02x} is not UTF-8.", "Save the file as UTF-8.")


def unpacked(data: bytes, most: int) -> str | Problem:
    """The same of a file that may be packed by gzip, up to ``most`` bytes."""
    if data.startswith(_GZIP):
        packed = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            data = packed.decompress(data, most)
        except zlib.error:
            return Problem(0, "The file is packed and broken.", "Pack it again with gzip, or send it as it is.")
        if not packed.eof:
            return Problem(0, f"Unpacked, it has more than {most // 1000:,} kB, or its end is missing.", "Send less.")
    return decode(data)
