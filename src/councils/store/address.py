"""Which database: an SQLite file, or a database of a PostgreSQL server; and where its two secrets lie.

``var/councils.sqlite3`` and ``sqlite:///var/councils.sqlite3`` are a file (with four slashes where the path is
absolute; ``?timeout=5`` is how many seconds a writer waits for others).
``postgres://user:password@host:port/name?sslmode=verify-full`` is a database; what stands behind the question mark goes
to libpq as it is, and a password can be left to ``~/.pgpass``. The secrets lie beside the file, and for
PostgreSQL in the folder ``var``, under the name of the database: so a federation that moves from
``var/councils.sqlite3`` to a database called ``councils`` keeps its keys where they are.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

FILE = "var/councils.sqlite3"
POSTGRESQL = ("postgres", "postgresql")
SECONDS = 20.0
"""How long a writer waits for others, before it gives up."""


class AddressError(ValueError):
    """Not the address of a database; says what would be right."""


@dataclass(frozen=True, slots=True)
class Address:
    """A database: ``file`` of SQLite, or ``url`` of PostgreSQL. ``str`` is fit to be shown: without the password."""

    text: str
    keys: Path
    file: Path | None = None
    url: SplitResult | None = None
    wait: float = SECONDS

    def __str__(self) -> str:
        if self.url is None:
            return str(self.file)
        password = f":{self.url.password}" if self.url.password else ""
        shown = self.url._replace(netloc=self.url.netloc.replace(f"{password}@", "@") if password else self.url.netloc)
        return shown._replace(query="").geturl()

    @property
    def name(self) -> str:
        """What the server calls the database."""
        assert self.url is not None
        return unquote(self.url.path.lstrip("/"))

    def make_private(self) -> None:
        """A file that is not there yet is made for its owner alone: rolls are in it, and the secrets of all papers.

        Where it cannot be made, SQLite says why.
        """
        if self.file is not None:
            with suppress(OSError):
                os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def django(self) -> dict[str, Any]:
        """An entry of Django's ``DATABASES``."""
        return sqlite(self.file, self.wait) if self.file else postgresql(self.url, self.name)


def address(text: str, keys: str = "") -> Address:
    """Read what ``--db`` or ``COUNCILS_DB`` says; ``keys`` is another folder for the secrets."""
    url = urlsplit(text)
    if url.scheme in POSTGRESQL:
        named = Address(text, Path(), url=url)
        if not named.name or "/" in named.name:
            raise AddressError(f"{named} names no database: postgres://user@host/name")
        return Address(text, Path(keys or "var").absolute() / f"{named.name}.keys", url=url)
    if "://" in text and url.scheme != "sqlite":
        raise AddressError(f"{url.scheme}:// is no database: give a file, or postgres://user@host/name")
    path = unquote(url.path.removeprefix("/")) if url.scheme == "sqlite" else text
    wait = float(dict(parse_qsl(url.query)).get("timeout", SECONDS)) if url.scheme == "sqlite" else SECONDS
    if not path:
        raise AddressError("The name of the database is empty: give a file, or postgres://user@host/name")
    file = Path(path).absolute()
    return Address(text, Path(keys).absolute() / file.name if keys else file, file=file, wait=wait)


def sqlite(file: Path, wait: float) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,  # for how long: lasting.py
        "OPTIONS": {
            # Writers queue up at the start of their transaction, so that none fails at its end.
            "transaction_mode": "IMMEDIATE",
            "timeout": wait,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(url: SplitResult | None, name: str) -> dict[str, Any]:
    assert url is not None
    more = dict(parse_qsl(url.query))
    options = f"-c lock_timeout={SECONDS:.0f}s {more.pop('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,  # every thread keeps its own (cli/serve.py)
        "CONN_HEALTH_CHECKS": True,  # a connection that the server has dropped meanwhile is not used again
        "OPTIONS": {"keepalives_idle": "30", **more, "options": options},
    }
