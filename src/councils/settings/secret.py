"""Secrets of a server: 32 random bytes each, in a file beside the database that only its owner can read."""

import os
import secrets
from pathlib import Path


def secret(database: Path, name: str) -> bytes:
    """The secret called ``name`` of this database, made at its first use; two processes at once get the same one."""
    path = database.with_suffix(f".{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(draft, path)
        except FileExistsError:  # the other one was first
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
