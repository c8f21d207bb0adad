"""What a verifier says: the first thing that is wrong, where it stands, and against which rule it is (R17)."""

from __future__ import annotations

from typing import Any

from councils.ledger.codec import UnreadableError
from councils.ledger.entry import Entry
from councils.ledger.export import Line, parse, typed


class WrongError(Exception):
    """``line`` of the file (from 1); ``what`` is wrong, in words; the ``rule`` that is broken, and the ``entry``."""

    def __init__(self, line: int, what: str, entry: Entry | None = None, rule: str = "R17") -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what, self.entry, self.rule = line, what, entry, rule


def describe(entry: Entry) -> str:
    return f"entry {entry.seq} ({entry.act[0]} in {entry.council}, {entry.at:%Y-%m-%d %H:%M})"


def spelled(number: int, raw: bytes) -> Line:
    """What a line says, or WrongError."""
    try:
        return parse(raw)
    except UnreadableError as error:
        raise WrongError(number, str(error)) from error


def read(kind: type[Any], number: int, content: object) -> Any:
    """The ``kind`` of thing that the ``content`` of a line says, or WrongError."""
    try:
        return typed(kind, content)
    except UnreadableError as error:
        raise WrongError(number, str(error)) from error
