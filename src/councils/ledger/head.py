"""Signed heads: the server says, with its key, how far the record goes and what its root is (R17).

A head is small. Whoever keeps one can later prove that the record was changed, whatever the operator does to the
database: the signature binds the key to that root, and the root binds every byte of every entry.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from councils.ledger.codec import canonical


class Head(msgspec.Struct, frozen=True):
    """``size`` entries with Merkle ``root``; ``documents`` is the root over the charters they name; ``key`` the public
    key, ``signature`` its Ed25519 signature over the canonical JSON of the fields before it. Bytes are in hex."""

    federation: str
    size: int
    root: str
    documents: str
    at: datetime
    key: str
    signature: str = ""

    def content(self) -> bytes:
        fields = msgspec.structs.asdict(self)
        del fields["signature"]
        return canonical(fields)


def new_key() -> bytes:
    """A private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def sign(head: Head, key: bytes) -> Head:
    """``head`` with the public key and the signature of ``key``."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    named = msgspec.structs.replace(head, key=private.public_key().public_bytes_raw().hex())
    return msgspec.structs.replace(named, signature=private.sign(named.content()).hex())


def genuine(head: Head) -> bool:
    """Whether the signature is that of the head's own key."""
    try:
        signature = bytes.fromhex(head.signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key)).verify(signature, head.content())
    except (InvalidSignature, ValueError):
        return False
    return signature.hex() == head.signature  # in one spelling only
