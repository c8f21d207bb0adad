"""The record as one file: JSON Lines, in one spelling only.

The first line names the format; then come the charters, in the order in which they came up; then the entries in
theirs, and among them, as checkpoints, the heads that were signed on the way; the last line is the signed head. Every
byte is covered: entries by their hashes and the head's root, charters by their digests, the lines by being canonical.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from councils.ledger.codec import Document, UnreadableError, canonical
from councils.ledger.entry import Entry
from councils.ledger.head import Head, sign
from councils.ledger.merkle import Tree

FORMAT = "councils-record/1"
LONGEST = 1 << 26
"""Bytes of a line: far more than any act takes, and no more than any computer can read at once."""

UNDECODABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError)

Line = tuple[str, Any]


def vouch(federation: str, record: Iterable[str], charters: Iterable[Document], at: datetime, key: bytes) -> Head:
    """The signed head of a record with these entry hashes and charters."""
    tree, documents = Tree(), Tree()
    for name in record:
        tree.add(name.encode())
    for charter in charters:
        documents.add(canonical(charter))
    return sign(Head(federation, tree.size, tree.root().hex(), documents.root().hex(), at, ""), key)


def lines(
    charters: Iterable[Document], record: Iterable[Entry], head: Head, checkpoints: Iterable[Head] = ()
) -> Iterator[bytes]:
    """The file, line by line, each with its newline; ``checkpoints`` are the heads before the last, in order."""
    yield line("format", FORMAT)
    for charter in charters:
        yield line("charter", charter)
    signed = deque(checkpoints)
    for entry in record:
        while signed and signed[0].size < entry.seq:
            yield line("checkpoint", signed.popleft())
        yield line("entry", entry)
    yield from (line("checkpoint", earlier) for earlier in signed)
    yield line("head", head)


def line(kind: str, value: object) -> bytes:
    return canonical({kind: value}) + b"\n"


def read_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, none of them much longer than ``LONGEST``, whatever is in it."""
    while raw := file.readline(LONGEST + 1):
        yield raw


class EntryLine(msgspec.Struct):
    entry: Entry


ENTRY_LINE = msgspec.json.Decoder(EntryLine)


def read_entry(raw: bytes) -> Entry | None:
    """The entry that stands in a line in its one spelling; of any other line, ``parse`` says what it is."""
    if not raw.startswith(b'{"entry":') or len(raw) > LONGEST:
        return None
    try:
        found = ENTRY_LINE.decode(raw)
    except UNDECODABLE:
        return None
    return found.entry if canonical(found) + b"\n" == raw else None


def parse(raw: bytes) -> Line:
    """What a line says; UnreadableError where it is not in the one spelling."""
    if len(raw) > LONGEST:
        raise UnreadableError(f"the line is longer than {LONGEST:,} bytes")
    if raw.startswith(b"\x1f\x8b"):
        raise UnreadableError("the file is compressed: unpack it first, with gunzip")
    try:
        value = msgspec.json.decode(raw)
    except UNDECODABLE as error:
        raise UnreadableError(f"this is not JSON: {error}") from error
    if not isinstance(value, dict) or len(value) != 1:
        raise UnreadableError("a line holds one thing: a format, a charter, an entry, or a head")
    if canonical(value) + b"\n" != raw:
        raise UnreadableError("the line is not spelled as the record spells it")
    ((kind, content),) = value.items()
    return (kind, content)


def typed(kind: type[Any], content: object) -> Any:
    """The entry, head or other thing that ``content`` says, if writing it again gives the same."""
    try:
        value = msgspec.convert(content, kind, strict=True)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"the line is not written as the record writes it: {error}") from error
    if canonical(value) != canonical(content):
        raise UnreadableError("there is more in this line than belongs there")
    return value
