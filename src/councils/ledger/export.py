"""The record as one file: JSON Lines, in one spelling only.

The first line names the format; then come the charters, in the order in which they came up; then the entries in
theirs; the last line is the signed head. Every byte is covered: entries by their hashes and the head's root, charters
by their digests, the lines by being canonical.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from councils.ledger.codec import Document, UnreadableError, canonical
from councils.ledger.entry import Entry
from councils.ledger.head import Head, sign
from councils.ledger.merkle import Tree

FORMAT = "councils-record/1"

Line = tuple[str, Any]


def vouch(federation: str, record: Iterable[str], charters: Iterable[Document], at: datetime, key: bytes) -> Head:
    """The signed head of a record with these entry hashes and charters."""
    tree, documents = Tree(), Tree()
    for name in record:
        tree.add(name.encode())
    for charter in charters:
        documents.add(canonical(charter))
    return sign(Head(federation, tree.size, tree.root().hex(), documents.root().hex(), at, ""), key)


def lines(charters: Iterable[Document], record: Iterable[Entry], head: Head) -> Iterator[bytes]:
    """The file, line by line, each with its newline."""
    yield line("format", FORMAT)
    for charter in charters:
        yield line("charter", charter)
    for entry in record:
        yield line("entry", entry)
    yield line("head", head)


def line(kind: str, value: object) -> bytes:
    return canonical({kind: value}) + b"\n"


def parse(raw: bytes) -> Line:
    """What a line says; UnreadableError where it is not in the one spelling."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError(f"this is not JSON: {error}") from error
    if not isinstance(value, dict) or len(value) != 1:
        raise UnreadableError("a line holds one thing: a format, a charter, an entry, or the head")
    if canonical(value) + b"\n" != raw:
        raise UnreadableError("the line is not spelled as the record spells it")
    ((kind, content),) = value.items()
    return (kind, content)


def typed(kind: type[Entry] | type[Head], content: object) -> Any:
    """The entry or head that ``content`` says, if writing it again gives the same."""
    try:
        value = msgspec.convert(content, kind, strict=True)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error
    if canonical(value) != canonical(content):
        raise UnreadableError("there is more in this line than belongs there")
    return value
