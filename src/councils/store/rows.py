"""Rows read and written as they are, for the few statements that every act needs.

Theory of operation. An act reads some rows and writes some; making a query and an object of each costs ten times what
the database takes for them. So the way of an act (``ledger.py``, ``projection.py``) speaks SQL, here and nowhere else;
values are prepared by the fields of the models, and everything else goes through the models as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

Values = Mapping[str, Any]


def select(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def run(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


Kept = TypeVar("Kept", bound=Model)


def fetch(model: type[Kept], where: str, *values: Any) -> list[Kept]:
    """The objects of the rows of which ``where`` holds: what the manager gives, in a third of the time."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    names = [field.attname for field in columns(model)]
    listed = ", ".join(quoted(str(field.column)) for field in columns(model))
    found = select(f"SELECT {listed} FROM {quoted(model._meta.db_table)} WHERE {where}", *values)  # noqa: S608, SLF001
    reading = readings(model, database)
    return [model.from_db(DEFAULT_DB_ALIAS, names, as_read(row, reading, database)) for row in found]


Reading = tuple[int, Any, tuple[Any, ...]]


@cache
def readings(model: type[Model], database: Any) -> tuple[Reading, ...]:
    """Which values of a row the database has in another form: the place, the column, and what to do with it."""
    listed = [(place, field.get_col(model._meta.db_table)) for place, field in enumerate(columns(model))]  # noqa: SLF001
    done = [(n, c, (*database.ops.get_db_converters(c), *c.get_db_converters(database))) for n, c in listed]
    return tuple(reading for reading in done if reading[2])


def as_read(row: tuple[Any, ...], readings: Iterable[Reading], database: Any) -> list[Any]:
    values = list(row)
    for place, column, steps in readings:
        for step in steps:
            values[place] = step(values[place], column, database)
    return values


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
    named = [(field.name, field) for field in columns(model) if field.name in written[0]]
    with database.cursor() as cursor:
        cursor.executemany(
            statement(model, tuple(str(field.column) for _, field in named), tuple(over)),
            [
                [
                    value if type(value := row[name]) in PLAIN else prepared(field, value, database)
                    for name, field in named
                ]
                for row in written
            ],
        )


PLAIN = {str, int, float, bool, type(None)}
"""What both databases take as it is, into any field that may hold it."""


def prepared(field: Field[Any, Any], value: Any, database: Any) -> Any:
    if type(value) is datetime:
        return database.ops.adapt_datetimefield_value(value)
    return field.get_db_prep_save(value, database)


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
