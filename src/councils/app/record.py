"""The record of this server: signed heads, and the export to one file (R17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

import msgspec
from django.conf import settings
from django.utils import timezone

from councils.ledger.codec import Document, canonical
from councils.ledger.export import lines, vouch
from councils.ledger.head import Head
from councils.settings.secret import secret
from councils.store.ledger import record
from councils.store.models import Act, CharterText, Federation, SignedHead
from councils.store.order import one_moment


def signing_key() -> bytes:
    """The server's Ed25519 key, beside the database."""
    return secret(settings.DATABASE.keys, "signing")


def charters() -> list[Document]:
    return [
        msgspec.json.decode(text) for text in CharterText.objects.order_by("place").values_list("document", flat=True)
    ]


def sign_head(at: datetime | None = None) -> Head:
    """A signed head of the record as it is now; kept, if it says something new."""
    return vouched(at)[0]


def vouched(at: datetime | None = None) -> tuple[Head, list[Document]]:
    """The head of the record, and the charters that it vouches for."""
    with one_moment():
        federation = Federation.objects.first()
        hashes = Act.objects.order_by("seq").values_list("hash", flat=True)
        documents = charters()
        head = vouch(federation.name if federation else "", hashes, documents, at or timezone.now(), signing_key())
        last = SignedHead.objects.order_by("-size").first()
        if last is None or last.size != head.size:
            SignedHead.objects.create(size=head.size, at=head.at, head=canonical(head).decode())
    return head, documents


def export() -> Iterator[bytes]:
    """The whole record, line by line, with the head that vouches for it.

    Nothing is locked while somebody reads it slowly: what the head covers can only grow.
    """
    head, documents = vouched()
    acts = Act.objects.filter(seq__lte=head.size).order_by("seq")
    yield from lines(documents, record(acts), head)


def export_file() -> IO[bytes]:
    """The whole record in a file of its own, so that a slow reader keeps nobody from acting; gone when it is closed."""
    file = TemporaryFile()  # noqa: SIM115 - closed by whoever has read it
    file.writelines(export())
    file.seek(0)
    return file
