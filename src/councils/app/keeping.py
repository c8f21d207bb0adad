"""Backups: one file with all that must be kept, from either database, and back into either.

Theory of operation. The file is a ZIP archive. ``tables/…`` has the lines of every table (``store/tables.py``), as of
one moment, while the server goes on; ``keys/…`` are the two secrets; ``contents.json`` says what the archive must come
to: rows and digests, and the head of the record. Restoring is carrying (``carrying.py``): into an empty database, all
or nothing, every digest compared, the record verified. What comes out damaged does not come in.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils import timezone

from councils.app.carrying import OTHER, Carried, NotCarriedError, Progress, carry, counted, here, other, whole
from councils.app.moving import secret_file
from councils.app.signing import astray, signing_key
from councils.ledger.archive import UNREADABLE
from councils.ledger.head import Head
from councils.settings.secret import SECRETS, hand_over
from councils.store.address import Address
from councils.store.models import NeedSum
from councils.store.order import only_reading
from councils.store.recounting import recount
from councils.store.tables import Content, fields, lines, table, tables

FORMAT = "councils-backup/1"
CONTENTS = "contents.json"


class Kept(msgspec.Struct, frozen=True):
    """One table of an archive: its fields, how many rows, and the SHA-256 of their lines."""

    fields: list[str]
    rows: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What an archive says of itself."""

    format: str
    federation: str
    at: datetime
    head: Head
    tables: dict[str, Kept]
    keys: list[str]

    @property
    def steps(self) -> int:
        return sum(kept.rows for kept in self.tables.values()) + self.head.size


def back_up(file: Path, progress: Progress) -> Contents:
    """Everything into ``file``, which only its owner can read; NotCarriedError if it is there already."""
    if file.exists():
        raise NotCarriedError(f"{file} is there already. A backup never overwrites another.")
    if astray():
        raise NotCarriedError(astray())
    signing_key()  # made now, if it never was needed
    with draft(file) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, only_reading():
        head = here()
        kept = {table(model): pack(archive, model, progress) for model in tables()}
        keys = {name: content for name in SECRETS if (content := secret_file(settings.DATABASE, name))}
        for name, content in keys.items():
            archive.writestr(f"keys/{name}", content)
        contents = Contents(FORMAT, head.federation, timezone.now(), head, kept, list(keys))
        archive.writestr(CONTENTS, msgspec.json.format(msgspec.json.encode(contents)))
    return contents


@contextmanager
def draft(file: Path) -> Iterator[BinaryIO]:
    """Written under another name, flushed to the disk, and named ``file`` when it is whole."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def pack(archive: zipfile.ZipFile, model: type[Model], progress: Progress) -> Kept:
    content = Content()
    with archive.open(f"tables/{table(model)}.jsonl", "w", force_zip64=True) as out:
        for line in counted(content.of(lines(model, DEFAULT_DB_ALIAS)), progress):
            out.write(line)
    return Kept([field.name for field in fields(model)], *content.told)


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Contents]]:
    """An archive and what it says of itself; NotCarriedError wherever it turns out not to be whole."""
    try:
        with zipfile.ZipFile(file) as archive:
            contents = msgspec.json.decode(archive.read(CONTENTS), type=Contents)
            if contents.format != FORMAT:
                raise NotCarriedError(f"{file} is written as {contents.format}, and this program reads {FORMAT}.")
            yield archive, contents
    except (*UNREADABLE, KeyError, msgspec.MsgspecError) as error:
        raise NotCarriedError(f"{file} is damaged, or no backup: {error}") from error


def restore(file: Path, to: Address, progress: Progress) -> tuple[Contents, Carried]:
    """What is in ``file`` into the empty database ``to``, with its keys; NotCarriedError, and nothing was done."""
    with opened(file) as (archive, contents):
        ours = {table(model): model for model in apps.get_models(include_auto_created=True)}
        if unknown := set(contents.tables) - set(ours):
            raise NotCarriedError(f"{file} was made by a newer program: {min(unknown)} is not known here.")
        with other(to), whole():
            carried = carry(unpacked(archive, contents, ours), contents.head, progress)
            kept = contents.tables.get(table(NeedSum))
            if kept and "households" not in kept.fields:  # of before these were counted
                recount(apps.get_model, OTHER)
            hand_over({name: archive.read(f"keys/{name}") for name in contents.keys}, to.keys)
    return contents, carried


def unpacked(
    archive: zipfile.ZipFile, contents: Contents, ours: dict[str, type[Model]]
) -> Iterator[tuple[type[Model], list[str], Iterator[bytes], tuple[int, str]]]:
    for name, kept in contents.tables.items():
        if unknown := set(kept.fields) - {field.name for field in fields(ours[name])}:
            raise NotCarriedError(f"The backup was made by a newer program: {name}.{min(unknown)} is not known here.")
        with archive.open(f"tables/{name}.jsonl") as written:
            yield ours[name], kept.fields, iter(cast("BinaryIO", written)), (kept.rows, kept.sha256)
