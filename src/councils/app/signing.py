"""What this server signs: heads of the record, each chained to the one before, under a key that can be renewed (R17).

Theory of operation. Nobody has to think of it: an act, or whoever winds the clock, signs a head when the last one is an
hour or a thousand acts behind (``checkpoint``). The Merkle tree is remembered in memory, known by the hash of its last
entry, so that a head costs what was added since. Whoever signs has the end of the record for itself, so that heads are
in one order as acts are.

A new key is announced by a head under the old one (``renew_key``). It lies beside the old one before it is announced,
and takes its place afterwards: whatever happens in between, the server has the key that the last head calls for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils.ledger.codec import canonical
from councils.ledger.head import Head, public, read_head, sign
from councils.ledger.merkle import Tree, root
from councils.settings.secret import secret, secret_path
from councils.store.ledger import End, record_end
from councils.store.models import Act, CharterText, Federation, SignedHead
from councils.store.order import take_end

ACTS = 1000
TIME = timedelta(hours=1)
"""How far the last head may be behind."""


def checkpoint(at: datetime, end: End | None = None) -> None:
    """Sign a head if the last one is too far behind the ``end`` of the record: that of now."""
    end = end or record_end()
    behind = end.seq - end.signed
    long_ago = end.signed_at is None or at - end.signed_at >= TIME
    if end.seq and (behind >= ACTS or (behind > 0 and long_ago)):
        sign_head(at)


def sign_head(at: datetime | None = None, *, following: str = "") -> Head:
    """The head of the record as it is now: the last one if it says it all, else a new one, which is kept.

    ``following`` is the key that heads after this one are signed with, if it is another.
    """
    with transaction.atomic():
        take_end()
        last, head = last_head(), signed(at or timezone.now(), following)
        if head != last:
            number = (SignedHead.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
            SignedHead.objects.create(pk=number, size=head.size, at=head.at, head=canonical(head).decode())
        return head


def signed(at: datetime, following: str) -> Head:
    """The last head if nothing is to be added to it; else a new one, not kept yet."""
    last, end = last_head(), record_end()
    size = end.seq
    if last and last.size == size and not following:
        return last
    key = signing_key()
    head = Head(
        federation=record_name(),
        size=size,
        root=GROWN.root(size).hex(),
        documents=root(text.encode() for text in charter_texts()).hex(),
        at=max(at, end.at or at, last.at if last else at),
        key="",
        previous=last.digest() if last else "",
        next=following,
    )
    return sign(head, key)


def record_name(using: str = "default") -> str:
    """What heads call the record: the federation that was founded first in its database, whoever came since."""
    return Federation.objects.using(using).order_by("pk").values_list("name", flat=True).first() or ""


def heads() -> list[Head]:
    """Every head that was signed, in order."""
    texts = SignedHead.objects.order_by("pk").values_list("head", flat=True)
    return [read_head(text) for text in texts]


def last_head() -> Head | None:
    text = SignedHead.objects.order_by("-pk").values_list("head", flat=True).first()
    return read_head(text) if text else None


def charter_texts() -> list[str]:
    """The charters that the record names, in canonical JSON, in the order in which they came up."""
    return list(CharterText.objects.order_by("place").values_list("document", flat=True))


class Growing:
    """The Merkle tree of the record, as far as it was needed, known by its last entry."""

    def __init__(self) -> None:
        self.tree, self.last = Tree(), ""
        self.lock = Lock()

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` entries, which are all that there are."""
        with self.lock:
            known = Act.objects.filter(seq=self.tree.size).values_list("hash", flat=True).first() or ""
            if known != self.last or self.tree.size > size:  # another database, or something was taken back
                self.tree, self.last = Tree(), ""
            added = Act.objects.filter(seq__gt=self.tree.size, seq__lte=size).order_by("seq")
            for name in added.values_list("hash", flat=True).iterator(chunk_size=10_000):
                self.tree.add(name.encode())
                self.last = name
            return self.tree.root()


GROWN = Growing()


def signing_key() -> bytes:
    """The server's private key: the one that the last head calls for, if it is there."""
    last, renewed = last_head(), next_key()
    if last and renewed.exists() and public(renewed.read_bytes()) == last.next:
        renewed.replace(secret_path(database(), "signing"))
    return secret(database(), "signing")


def astray() -> str:
    """Why the key that the last head calls for is not where this server looks for it; empty where it is."""
    last, path = last_head(), secret_path(database(), "signing")
    here = [public(file.read_bytes()) for file in (path, next_key()) if file.exists()]
    if last is None or (last.next or last.key) in here:
        return ""
    return (
        f"The key that signed this record is not {path}. Let COUNCILS_KEYS name the folder where it lies, or leave it "
        "out where it lies beside the database. If it is lost, `councils key --renew` makes another, and whoever "
        "verifies the record is told."
    )


def public_key() -> str:
    return public(signing_key())


def renew_key(at: datetime | None = None) -> Head:
    """Sign with a new key from now on: the head in which the old one says so."""
    signing_key()  # a renewal that was broken off is finished first
    renewed = next_key()
    renewed.unlink(missing_ok=True)
    head = sign_head(at, following=public(secret(database(), "signing-next")))
    signing_key()
    return head


def next_key() -> Path:
    return secret_path(database(), "signing-next")


def database() -> Path:
    """The path beside which the keys lie."""
    keys: Path = settings.DATABASE.keys
    return keys
