"""A charter as a plain document, and back: the form in which the record keeps it (R15, R17).

Theory of operation. The dataclasses of the charter are the schema. A document holds nothing but texts, whole
numbers, yes and no, lists and tables; shares are "n/d". Every field is written, also where it has its default, so
that a default changed in a later version of this program changes no charter that people adopted before; only a choice
that the program did not know then (``act.later``) is left out while it is as it was before. Equal charters give equal
documents, and ``charter_digest`` names a charter by its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from councils.core.act import LATER, TODAY
from councils.core.charter import Charter
from councils.core.charter.reading import read_document
from councils.core.share import write_share

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One choice that two charters make differently; None where one of them has no such thing.

    ``path`` names it as in TOML, with the name of an office or level in the place of its number:
    ``offices.chair.term_days``, ``norms.ward.per``.
    """

    path: str
    old: Any
    new: Any


def charter_document(charter: Charter, *, today: bool = False) -> Document:
    """The charter as JSON-able data, every field written; ``today`` also those that mean something else if left out."""
    document: Document = _plain(charter, today=today)
    return document


def charter_from_document(document: Mapping[str, Any]) -> Charter:
    """The inverse of ``charter_document``. Raises ValueError where the document is no charter."""
    charter, faults = read_document(document)
    if faults:
        raise ValueError("; ".join(str(fault) for fault in faults))
    return charter


def charter_digest(charter: Charter) -> str:
    """The SHA-256 of the document as JSON with sorted keys and no spaces, in hexadecimal digits."""
    text = json.dumps(charter_document(charter), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object, *, today: bool = False) -> Any:
    if isinstance(value, Fraction):
        return write_share(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item, today=today) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item, today=today) for item in value]
    if is_dataclass(value):
        written = (f for f in fields(value) if (today and TODAY in f.metadata) or not _as_before(value, f))
        return {f.name: _plain(getattr(value, f.name), today=today) for f in written}
    return value


def _as_before(value: object, choice: Field[Any]) -> bool:
    return LATER in choice.metadata and getattr(value, choice.name) == choice.default


def differences(old: Charter, new: Charter) -> tuple[Difference, ...]:
    """What the change from ``old`` to ``new`` changes, in the order of the charter."""
    return tuple(_compare("", charter_document(old), charter_document(new)))


def _compare(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if _named(old) and _named(new):
        before, after = _by_name(old), _by_name(new)
        kept = [name for name in before if name in after]
        order = [name for name in after if name in before]
        if kept != order:
            yield Difference(f"{path} (order)", kept, order)
        old, new = before, after
    if not (isinstance(old, dict) and isinstance(new, dict)):
        if old != new:
            yield Difference(path, old, new)
        return
    for key in dict.fromkeys((*old, *new)):
        yield from _compare(f"{path}.{key}" if path else key, old.get(key), new.get(key))


def _named(value: Any) -> bool:
    """Whether this is a list of tables, which are compared by what they are called."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _by_name(tables: list[Document]) -> dict[str, Document]:
    """Tables by name, and norms by level and kind; a second one of the same name gets a number."""
    by_name: dict[str, Document] = {}
    for table in tables:
        name = table.get("name") or "/".join(filter(None, (table.get("level"), table.get("kind"))))
        number = 2
        key = name
        while key in by_name:
            key, number = f"{name} {number}", number + 1
        by_name[key] = table
    return by_name
