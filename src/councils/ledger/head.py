"""Signed heads: the server says, with its key, how far the record goes and what its root is (R17).

A head is small: one line of text. Whoever keeps one can later prove that the record was changed, whatever the operator
does to the database: the signature binds the key to that root, and the root binds every byte of every entry.

Heads are chained: each names the one before it, and only the key that signed that one can say that another key comes
after it. So neither the past nor the key can be exchanged without somebody who holds an earlier head finding out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from councils.ledger.codec import canonical, digest


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """``size`` entries with Merkle ``root``; ``documents`` is the root over the charters they name; ``key`` the public
    key, ``signature`` its Ed25519 signature over the canonical JSON of the other fields. ``previous`` is the SHA-256 of
    the head signed before, empty for the first; ``next`` the key of those that follow, where it is another. Bytes are
    in hex."""

    federation: str
    size: int
    root: str
    documents: str
    at: datetime
    key: str
    previous: str = ""
    next: str = ""
    signature: str = ""

    def content(self) -> bytes:
        """All that the signature covers."""
        return canonical(msgspec.structs.replace(self, signature=""))

    def digest(self) -> str:
        """What the head after this one calls it."""
        return digest(canonical(self))


read_head = msgspec.json.Decoder(Head).decode
"""A head from its JSON; msgspec.MsgspecError if it is none."""


def new_key() -> bytes:
    """A private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public(key: bytes) -> str:
    """The public key of a private one, in hex."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def sign(head: Head, key: bytes) -> Head:
    """``head`` with the public key and the signature of ``key``."""
    named = msgspec.structs.replace(head, key=public(key))
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(named.content())
    return msgspec.structs.replace(named, signature=signature.hex())


def genuine(head: Head) -> bool:
    """Whether the signature is that of the head's own key."""
    try:
        signature = bytes.fromhex(head.signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key)).verify(signature, head.content())
    except (InvalidSignature, ValueError):
        return False
    return signature.hex() == head.signature  # in one spelling only


def misplaced(head: Head, before: Head | None) -> str:
    """Why ``head`` cannot be the one that was signed next after ``before``; empty if it can. Its key is not looked at.

    Heads that name no other are from before heads were chained, and come before all that are.
    """
    if head.at.utcoffset() != timedelta(0):
        return "the time of the head is not in UTC"
    if head.previous != (before.digest() if before else "") and (head.previous or (before and before.previous)):
        return "the head does not name the one before it: heads are missing, or were added"
    if before is None:
        return ""
    if head.federation != before.federation:
        return f"the head is of {head.federation!r}, and the one before it of {before.federation!r}"
    if (head.size, head.at) < (before.size, before.at) or head.at < before.at:
        return "the head goes back behind the one before it"
    return ""
