"""Secrets of a server: 32 random bytes each, in a file beside the database that only its owner can read."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRETS = ("signing", "session")


def secret_path(database: Path, name: str) -> Path:
    """Where the secret called ``name`` of this database is kept."""
    return database.with_suffix(f".{name}")


def secret(database: Path, name: str) -> bytes:
    """The secret called ``name`` of this database, made at its first use; two processes at once get the same one."""
    path = secret_path(database, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write(path, secrets.token_bytes(32))
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    """Write a secret, whole or not at all; one that is there already stays."""
    draft = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was first
        pass
    finally:
        draft.unlink()


def hand_over(kept: Mapping[str, bytes | None], database: Path) -> None:
    """Put secrets where ``database`` has its own; KeptError, and none written, where others are there."""
    paths = {database.with_suffix(f".{name}"): content for name, content in kept.items() if content is not None}
    for path, content in paths.items():
        if path.exists() and path.read_bytes() != content:
            raise KeptError(path)
    database.parent.mkdir(parents=True, exist_ok=True)
    for path, content in paths.items():
        write(path, content)


class KeptError(Exception):
    """A secret of another server lies where this one would be put."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is the secret of another server. Move it away, or name a folder: COUNCILS_KEYS.")
