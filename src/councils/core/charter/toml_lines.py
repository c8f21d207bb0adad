"""On which line of a TOML text does each key stand?

Theory of operation. The standard library reads TOML well and forgets where it read it. This walks once over a text
that ``tomllib`` has accepted already, so it needs to know only where keys, strings, arrays and inline tables begin
and end; it judges nothing. A path is a tuple of keys and, in arrays, numbers: ``("offices", 2, "seats")``.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_GAP = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' r"|'''(?:.*?)'{3,5}(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and array element of a valid TOML text; the whole is ``()``.

    >>> key_lines("name = 'x'\\n[[offices]]\\nseats = 2\\n")
    {(): 1, ('name',): 1, ('offices', 0): 2, ('offices',): 2, ('offices', 0, 'seats'): 3}
    """
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}  # the elements of each array of tables so far
        self._starts = [match.end() for match in re.finditer("\n", self.text)]

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.lines

    def _header(self) -> Path:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        table: Path = ()
        for key in keys[:-1]:
            table = self._last((*table, key))
            self._note(table, start)
        table = (*table, keys[-1])
        if many:
            self._counts[table] = self._counts.get(table, -1) + 1
        table = self._last(table)
        self._note(table, start)
        self._note(table[:-1] if many else table, start)
        self.at += 2 if many else 1
        return table

    def _last(self, table: Path) -> Path:
        """A name under an array of tables means its last element."""
        return (*table, self._counts[table]) if table in self._counts else table

    def _pair(self, table: Path) -> None:
        start = self.at
        for key in self._keys():
            table = (*table, key)
            self._note(table, start)
        self.at += 1  # the sign "="
        self._skip(_GAP)
        self._value(table)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_GAP)
            raw = self._skip(_KEY)
            keys.append(next(iter(tomllib.loads(f"{raw} = 0"))))
            self._skip(_GAP)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline(path)
        elif sign in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_BARE)

    def _array(self, path: Path) -> None:
        number = 0
        while not self._closed("]"):
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1

    def _inline(self, path: Path) -> None:
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, sign: str) -> bool:
        """Step over an opening sign or a comma; True, and stepped over, where the closing sign comes."""
        self._skip(_BLANK)
        if self.text[self.at] in "[{,":
            self.at += 1
            self._skip(_BLANK)
        if self.text[self.at] != sign:
            return False
        self.at += 1
        return True

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self._starts, at) + 1)

    def _skip(self, what: re.Pattern[str]) -> str:
        match = what.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not valid TOML at character {self.at}")
        self.at = match.end()
        return match[0]
