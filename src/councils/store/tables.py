"""All that a database holds, table by table, as lines of text that are the same from every database.

A line is the JSON list of a row's fields, in the order of their names; rows stand in the order of their keys, by bytes.
So two databases hold the same exactly where the lines of each table have the same digest, and what was read from SQLite
can be written to PostgreSQL and the other way round. What Django fills itself when it makes the tables is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.apps import apps
from django.core.management.color import no_style
from django.db import connections
from django.db.models import CharField, Field, JSONField, Model, QuerySet, TextField
from django.db.models.functions import Collate
from django.utils.encoding import is_protected_type

from councils.store.ledger import batched
from councils.store.models import Counted, Moved

NOT_OURS = {"auth", "contenttypes"}  # kinds of tables and rights to them: nothing here refers to either
OF_THIS_DATABASE = (Moved, Counted)
BYTEWISE = {"postgresql": "C", "sqlite": "BINARY"}
TOGETHER = 1000


@dataclass(slots=True)
class Content:
    """What has gone through ``of``: how many rows, and the SHA-256 of their lines."""

    rows: int = 0
    sha: Any = field(default_factory=hashlib.sha256)

    def of(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows += 1
            self.sha.update(line)
            yield line

    @property
    def digest(self) -> str:
        return str(self.sha.hexdigest())

    @property
    def told(self) -> tuple[int, str]:
        return self.rows, self.digest


def tables() -> list[type[Model]]:
    """The models whose rows make up the federation, in the order of their tables' names."""
    ours = (model._meta for model in apps.get_models(include_auto_created=True))  # noqa: SLF001 - documented by Django
    kept = [meta.model for meta in ours if meta.managed and not meta.proxy and meta.app_label not in NOT_OURS]
    return sorted((model for model in kept if model not in OF_THIS_DATABASE), key=table)


def table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001


def fields(model: type[Model]) -> list[Field[Any, Any]]:
    return sorted(model._meta.concrete_fields, key=lambda field: field.name)  # noqa: SLF001


def rows(model: type[Model], using: str) -> QuerySet[Any]:
    """The rows in the order of their keys; texts by their bytes, whatever language the database sorts in."""
    key = model._meta.pk  # noqa: SLF001
    found = model._default_manager.using(using)  # noqa: SLF001
    if isinstance(key, CharField | TextField):
        return found.order_by(Collate(key.name, BYTEWISE[connections[using].vendor]))
    return found.order_by(key.name)


def lines(model: type[Model], using: str = "default", named: Sequence[str] | None = None) -> Iterator[bytes]:
    """Of all fields, or of those ``named``."""
    names = [field for field in fields(model) if named is None or field.name in named]
    for row in rows(model, using).iterator(chunk_size=TOGETHER):
        yield msgspec.json.encode([said(name, row) for name in names]) + b"\n"


def said(name: Field[Any, Any], row: Model) -> Any:
    value = name.value_from_object(row)
    return value if isinstance(name, JSONField) or is_protected_type(value) else name.value_to_string(row)


def content(model: type[Model], using: str, named: Sequence[str]) -> Content:
    """How many rows there are, and the digest of their lines with the fields ``named``."""
    found = Content()
    for _ in found.of(lines(model, using, named)):
        pass
    return found


def fill(model: type[Model], named: Sequence[str], written: Iterable[bytes], using: str) -> None:
    """Write lines of the fields ``named``; fields that came later get what they start with. Bypasses what Django fills
    in by itself: a row is what it was, to the second."""
    connection = connections[using]
    ours = fields(model)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in ours)
    places = ", ".join(["%s"] * len(ours))
    statement = f"INSERT INTO {connection.ops.quote_name(table(model))} ({columns}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        for some in batched(written, TOGETHER):
            values = (dict(zip(named, msgspec.json.decode(line), strict=True)) for line in some)
            cursor.executemany(statement, [[stored(f, row, connection) for f in ours] for row in values])


def stored(name: Field[Any, Any], row: dict[str, Any], connection: Any) -> Any:
    value = name.to_python(row[name.name]) if name.name in row else name.get_default()
    return name.get_db_prep_save(value, connection)


def count_on(using: str) -> None:
    """Let the numbers that the database gives to new rows go on after those that were written."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def holds_anything(using: str) -> bool:
    return any(model._default_manager.using(using).exists() for model in tables())  # noqa: SLF001
