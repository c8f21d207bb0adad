"""The Merkle tree hash of a list, and the proof that one list goes on from another (RFC 6962, section 2.1).

Leaves are the hashes of the record's entries. Whoever holds an earlier root can prove that the record of today begins
with the record of then. Costs: ``root`` n hashes; a proof log n hashes to check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows: it keeps the roots of the perfect subtrees, at most one of each size."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, content: bytes) -> None:
        size, top = 1, leaf(content)
        while self.peaks and self.peaks[-1][0] == size:
            _, left = self.peaks.pop()
            size, top = size * 2, node(left, top)
        self.peaks.append((size, top))
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        *rest, (_, top) = self.peaks
        for _, left in reversed(rest):
            top = node(left, top)
        return top


def root(contents: Iterable[bytes]) -> bytes:
    """MTH of ``contents``; of nothing, the hash of the empty string."""
    tree = Tree()
    for content in contents:
        tree.add(content)
    return tree.root()


def consistent(contents: Sequence[bytes], size: int, earlier: bytes) -> bool:
    """Whether the first ``size`` of ``contents`` have the root ``earlier``."""
    return size <= len(contents) and root(contents[:size]) == earlier


def path(contents: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(``index``, ``contents``): what is needed to compute the root from that one leaf, from the leaf up."""
    hashes = [leaf(content) for content in contents]
    found: list[bytes] = []
    while len(hashes) > 1:
        if index ^ 1 < len(hashes):
            found.append(hashes[index ^ 1])
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        alone = hashes[-1:] if len(hashes) % 2 else []
        hashes, index = [*(node(left, right) for left, right in pairs), *alone], index // 2
    return found


def included(content: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that ``proof`` gives for ``content`` at ``index`` of ``size``; anything where the proof does not fit."""
    top, steps, last = leaf(content), iter(proof), size - 1
    while last:
        if index % 2 or index < last:
            beside = next(steps, b"")
            top = node(beside, top) if index % 2 else node(top, beside)
        index, last = index // 2, last // 2
    return top
