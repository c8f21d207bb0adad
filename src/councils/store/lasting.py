"""How long a connection to SQLite lasts: as long as requests follow each other, and as long as its file is there.

Theory of operation. To open a connection for each request costs more than the vote that it brings. Kept for good, it
would go on writing to a file that another was put in the place of, as by a restore, and its write-ahead log, which
stands beside the file as long as any connection is open, would be read as if it were the new one's. So a thread looks
at the beginning of a request whether its file is still the one of that name, and closes its connection when it has had
nothing to do for a moment (``cli/serve.py``). That serves where nobody acts just then. In the middle of acts SQLite
itself cannot tell whose log it reads: whoever puts a file in the place of another stops the server first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

FILE = "councils_file"


def file_of(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """What tells this file from any other; None where there is none of that name, or the database is no file."""
    if connection.vendor != "sqlite":
        return None
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@receiver(connection_created)
def remember(connection: BaseDatabaseWrapper, **_: Any) -> None:
    setattr(connection, FILE, file_of(connection))


@receiver(request_started)
def look(**_: Any) -> None:
    """Close what is open to a file that is no longer there under its name."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and getattr(connection, FILE, None) != file_of(connection):
            connection.close()
