"""Rows read and written as they are, for the few statements that every act needs.

Theory of operation. An act reads some rows and writes some; making a query and an object of each costs ten times what
the database takes for them. So the way of an act (``ledger.py``, ``projection.py``) speaks SQL, here and nowhere else;
values are prepared by the fields of the models, and everything else goes through the models as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

Values = Mapping[str, Any]


def select(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def moment(value: datetime) -> datetime:
    """A time as a statement gives it: SQLite keeps it without its zone, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def insert(model: type[Model], rows: Iterable[Values], *, over: Sequence[str] = ()) -> None:
    """Write rows; each has all the fields but those that the database fills in.

    A row whose fields ``over`` are those of one that is there takes its place.
    """
    written = list(rows)
    if not written:
        return
    database: Any = connections[DEFAULT_DB_ALIAS]
    kept = tuple(field for field in columns(model) if field.name in written[0])
    with database.cursor() as cursor:
        cursor.executemany(
            statement(model, tuple(field.name for field in kept), tuple(over)),
            [[prepared(field, row[field.name], database) for field in kept] for row in written],
        )


PLAIN = {str, int, float, bool, type(None)}
"""What both databases take as it is, into any field that may hold it."""


def prepared(field: Field[Any, Any], value: Any, database: Any) -> Any:
    return value if type(value) in PLAIN else field.get_db_prep_save(value, database)


@cache
def columns(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(model._meta.concrete_fields)  # noqa: SLF001 - documented by Django


@cache
def statement(model: type[Model], names: tuple[str, ...], over: tuple[str, ...]) -> str:
    """The same words in SQLite and PostgreSQL; a name that means something in SQL is quoted like the others."""
    into = f'"{model._meta.db_table}" ({", ".join(map(quoted, names))})'  # noqa: SLF001
    plain = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608 - names of fields
    if not over:
        return plain
    changed = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names if name not in over)
    return f"{plain} ON CONFLICT ({', '.join(map(quoted, over))}) DO UPDATE SET {changed}"


def quoted(name: str) -> str:
    return f'"{name}"'
