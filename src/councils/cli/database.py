"""Which database a command works on: ``--db``, else ``COUNCILS_DB``, else ``var/councils.sqlite3``.

Django is set up only once the database is known, and only by commands that need it: `verify` and the checks never do.
The tables are brought up to date without a word whenever a command opens a database; what belongs to another program,
or to a newer version of this one, is left as it is. What goes wrong with a database,
before a command or in the middle of it, is told in the words of the house, with what to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from councils.store.address import FILE, Address, address

if TYPE_CHECKING:
    from django.db import DatabaseError

Command = TypeVar("Command", bound=Callable[..., Any])


MISSING = "There is no database at {}. Found a federation, or load the demonstration."
OTHER = "Choose another one with --db."
WRITABLE = f"You need the right to write to it and to its folder. {OTHER}"
DAMAGED = "It is damaged: put back a copy that you kept."


class AddressType(click.ParamType):
    """A file, or an address as ``postgres://user@host/name``."""

    name = "DB"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Address:
        if isinstance(value, Address):
            return value
        try:
            return address(value, os.environ.get("COUNCILS_KEYS", ""))
        except ValueError as error:
            self.fail(str(error), param, ctx)


OPTION = click.option(
    "--db",
    metavar="DB",
    envvar="COUNCILS_DB",
    default=FILE,
    show_default=True,
    type=AddressType(),
    help="The database: a file, or postgres://user@host/name.",
)


def database(command: Command) -> Command:
    """Give ``command`` the option ``--db``, and open that database before it runs."""

    @OPTION
    @wraps(command)
    def opened(*args: Any, db: Address, **options: Any) -> Any:
        with opening(db, new=True):
            return command(*args, **options)

    return opened  # type: ignore[return-value]


def existing(command: Command) -> Command:
    """As ``database``, for commands that only read: a database that is not there is told, and not made."""

    @OPTION
    @wraps(command)
    def opened(*args: Any, db: Address, **options: Any) -> Any:
        with opening(db, new=False):
            return command(*args, **options)

    return opened  # type: ignore[return-value]


@contextmanager
def opening(db: Address, *, new: bool) -> Iterator[None]:
    """The database is open within; ``new``: it is made where there is none, so look first at what is to be put in."""
    with told(db, new=new):
        if not new and not tables():
            raise click.ClickException(MISSING.format(db))
        open_database(db)
        yield


def tables() -> set[str]:
    """What was ever made there."""
    from django.db import connection

    return set(connection.introspection.table_names())


def set_up(db: Address, *, new: bool) -> None:
    """Django on this database, as it is; ``new``: which need not be there yet."""
    if db.file and db.file.is_dir():
        raise click.ClickException(f"{db} is a folder. Name a file in it with --db.")
    if db.file and not new and not db.file.exists():
        raise click.ClickException(MISSING.format(db))
    import django

    os.environ["COUNCILS_DB"] = db.text
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councils.settings")
    django.setup()


def open_database(db: Address) -> None:
    """Bring the tables of this database up to date, unless they are somebody else's."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    db.make_private()
    migrations = MigrationExecutor(connection)
    loader = migrations.loader
    if not loader.applied_migrations and tables() - {"django_migrations"}:
        raise click.ClickException(f"The database {db} belongs to another program. {OTHER}")
    unknown = (step for step in loader.applied_migrations if step not in loader.disk_migrations)
    if any(app in loader.migrated_apps for app, _ in unknown):
        remedy = "Bring the program up to date, or choose another one with --db."
        raise click.ClickException(f"The database {db} was made by a newer version of this program. {remedy}")
    if migrations.migration_plan(loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def told(db: Address, *, new: bool) -> Iterator[None]:
    """What the disk or the database says when something is wrong, in plain words."""
    try:
        set_up(db, new=new)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be used: {error.strerror}. {WRITABLE}") from error
    with in_words(db):
        yield


@contextmanager
def in_words(db: Address) -> Iterator[None]:
    """What a database says when something is wrong with it, in plain words."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise click.ClickException(f"The database {db}: {reason(db, error)}") from error


def reason(db: Address, error: DatabaseError) -> str:
    from councils.store.faults import Fault, fault

    said = str(error).strip().splitlines()[0]
    match fault(error):
        case Fault.BUSY:
            return "another program keeps it locked. Nothing was written; try again when that one is done."
        case Fault.FULL:
            return "the disk is full. Nothing was written; make room, and try again."
        case Fault.READ_ONLY | Fault.GONE if db.file:
            return f"{said}. {WRITABLE}"
        case Fault.READ_ONLY:
            return "it can only be read (a standby?). Nothing was written."
        case Fault.GONE:
            return f"it cannot be reached ({said}). Look whether the server runs, and whether the address is right."
        case Fault.MOVED:
            return "this federation has moved to another database. Nothing was written; `councils serve` says where to."
        case Fault.OTHER:
            return f"it cannot be used ({said}). {DAMAGED if 'malformed' in said else OTHER}"
