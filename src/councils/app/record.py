"""What this server gives away of its record: the export to one file, a head, and a proof between two heads (R17)."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import msgspec
from django.db import transaction

from councils.app.signing import charter_texts, heads, sign_head
from councils.ledger.export import line, lines
from councils.ledger.proof import proof_lines
from councils.store.ledger import record
from councils.store.models import Act
from councils.store.order import take_end


class NoSuchHeadError(Exception):
    """Why there is no proof, with the remedy."""


def export() -> Iterator[bytes]:
    """The whole record, line by line, with all heads that vouch for it.

    Nothing is locked while somebody reads it slowly: what the head covers can only grow.
    """
    with transaction.atomic():
        take_end()
        head = sign_head()
        *earlier, _ = heads()
        documents = [msgspec.json.decode(text) for text in charter_texts()]
    acts = Act.objects.filter(seq__lte=head.size).order_by("seq")
    yield from lines(documents, record(acts), head, earlier)


def export_file() -> IO[bytes]:
    """The whole record in a file of its own, so that a slow reader keeps nobody from acting; gone when it is closed."""
    file = TemporaryFile()  # noqa: SIM115 - closed by whoever has read it
    file.writelines(export())
    file.seek(0)
    return file


def head_line() -> bytes:
    """The signed head of now, as the file that people keep."""
    return line("head", sign_head())


def proof_since(size: int) -> Iterator[bytes]:
    """The proof from the head that was signed over ``size`` acts to the one of now; NoSuchHeadError without one."""
    now = sign_head()
    signed = [head for head in heads() if head.size <= now.size]
    earlier = next((head for head in signed if head.size == size), None)
    if earlier is None or size == 0:
        raise NoSuchHeadError(f"This server has signed no head over {size} acts. Ask for the whole record.")
    hashes = [name.encode() for name in Act.objects.order_by("seq").values_list("hash", flat=True)[: now.size]]
    later = [head for head in signed if head.size >= size]
    yield from proof_lines(hashes, earlier, later, now)
