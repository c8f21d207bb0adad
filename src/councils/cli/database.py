"""Which database a command works on: ``--db``, else ``COUNCILS_DB``, else ``var/councils.sqlite3``.

Django is set up only once the file is known, and only by commands that need it: `verify` and the checks never do. The
tables are brought up to date without a word whenever a command opens a database.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT = "var/councils.sqlite3"
DATABASE = click.option(
    "--db", metavar="FILE", envvar="COUNCILS_DB", default=DEFAULT, show_default=True, help="The database."
)


def database(command: Command) -> Command:
    """Give ``command`` the option ``--db``, and open that database before it runs."""

    @click.option(
        "--db", metavar="FILE", envvar="COUNCILS_DB", default=DEFAULT, show_default=True, help="The database."
    )
    @wraps(command)
    def opened(*args: Any, db: str, **options: Any) -> Any:
        open_database(Path(db))
        return command(*args, **options)

    return opened  # type: ignore[return-value]


def existing(command: Command) -> Command:
    """As ``database``, for commands that only read: a database that is not there is told, and not made."""

    @click.option(
        "--db", metavar="FILE", envvar="COUNCILS_DB", default=DEFAULT, show_default=True, help="The database."
    )
    @wraps(command)
    def opened(*args: Any, db: str, **options: Any) -> Any:
        if not Path(db).exists():
            raise click.ClickException(f"There is no database at {db}. Found a federation, or load the demonstration.")
        open_database(Path(db))
        return command(*args, **options)

    return opened  # type: ignore[return-value]


def open_database(path: Path) -> None:
    """Set Django up on the file ``path``, with its tables up to date."""
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    os.environ["COUNCILS_DB"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councils.settings")
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise click.ClickException(f"{path} cannot be opened as a database: {error}") from error
