"""The Merkle tree hash of a list, and the proof that one list goes on from another (RFC 6962, section 2.1).

Leaves are the hashes of the record's entries. Whoever holds an earlier root can prove that the record of today begins
with the record of then. Costs: ``root`` and to make a proof, n hashes; a proof has some log n hashes, and as many are
needed to check it.
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


def consistency(contents: Sequence[bytes], size: int) -> list[bytes]:
    """The proof that the list of the first ``size`` of ``contents`` became the whole: PROOF(m, D[n]), 0 < m <= n."""
    if not 0 < size <= len(contents):
        raise ValueError(f"{len(contents)} entries have no beginning of {size}")
    return subproof(contents, size, whole=True)


def subproof(contents: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b): ``whole`` says that the verifier knows the root of these first ``size`` already."""
    count = len(contents)
    if size == count:
        return [] if whole else [root(contents)]
    split = 1 << (count - 1).bit_length() - 1
    if size <= split:
        return [*subproof(contents[:split], size, whole=whole), root(contents[split:])]
    return [*subproof(contents[split:], size - split, whole=False), root(contents[:split])]


def consistent(path: Sequence[bytes], sizes: tuple[int, int], roots: tuple[bytes, bytes]) -> bool:
    """Whether ``path`` proves that the tree of the second size and root goes on from that of the first.

    The two roots are rebuilt from the path together, from the bottom up (RFC 9162, 2.1.4.2).
    """
    first, second = sizes
    if not 0 < first <= second or first == second:
        return first == second > 0 and not path and roots[0] == roots[1]
    last, end = first - 1, second - 1
    while last & 1:
        last, end = last >> 1, end >> 1
    steps = [*([roots[0]] if first & (first - 1) == 0 else []), *path]
    if not steps:
        return False
    old = new = steps[0]
    for step in steps[1:]:
        if not end:
            return False
        if last & 1 or last == end:
            old, new = node(step, old), node(step, new)
            while last and not last & 1:
                last, end = last >> 1, end >> 1
        else:
            new = node(new, step)
        last, end = last >> 1, end >> 1
    return (old, new, end) == (*roots, 0)


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
