"""The heads of a record as a verifier meets them, and an earlier one that somebody holds against it (R17).

Theory of operation. Each head must vouch for just what stands before it, must follow the head before it, and must be
signed with the key that this one announced, which is its own if it announced none. Whoever holds an earlier head asks
two things more: was the record of then the beginning of this one, and does the key of then lead to the key of now?

A key that was lost or stolen cannot announce its successor. Then people must agree on the new key by other means, and
say so (``trusted``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from councils.ledger.head import Head, genuine, misplaced
from councils.ledger.merkle import Tree
from councils.ledger.wrong import WrongError


class Heads:
    """``roots`` are the roots of the record at the sizes asked for; ``keys`` all that have signed it, in order."""

    def __init__(self, sizes: Collection[int], trusted: str) -> None:
        self.last: Head | None = None
        self.keys: list[str] = []
        self.documents = {Tree().root().hex()}
        self.trusted = trusted.lower()
        self.sizes, self.roots = frozenset(sizes), dict[int, str]()

    def grown(self, tree: Tree) -> None:
        if tree.size in self.sizes:
            self.roots[tree.size] = tree.root().hex()

    def take(self, line: int, head: Head, tree: Tree, last: datetime | None) -> None:
        """The next head, which stands behind ``tree``, whose ``last`` act is of then."""
        why = self.untrue(head, tree, last) or misplaced(head, self.last) or self.unannounced(head)
        if why:
            raise WrongError(line, why)
        self.keys += [head.key] if head.key not in self.keys[-1:] else []
        self.last = head

    def untrue(self, head: Head, tree: Tree, last: datetime | None) -> str:
        if not genuine(head):
            return "the signature of the head is not genuine"
        if head.size != tree.size:
            return f"the head vouches for {head.size} acts, and the record has {tree.size}"
        if head.root != tree.root().hex():
            return "the acts are not those that the head vouches for"
        if head.documents not in self.documents:
            return "the charters are not those that the head vouches for"
        if head.at.tzinfo and last and head.at < last:
            return f"the head is dated {head.at:%Y-%m-%d %H:%M}, before the last act that it vouches for"
        return ""

    def unannounced(self, head: Head) -> str:
        """Why the key of ``head`` is not the one that had to come."""
        due = self.last and (self.last.next or self.last.key)
        if not due or head.key == due or (self.trusted and head.key.startswith(self.trusted)):
            return ""
        return (
            f"the head is signed with the key {head.key}, and {due} had to come: the key was exchanged, and the one "
            f"before it did not announce that. If its owners have told you of the new key: --key {head.key[:16]}"
        )


def continued(line: int, held: Head, now: Head, then: str | None, keys: Collection[str]) -> None:
    """WrongError unless ``now`` goes on from the head that somebody holds.

    ``then`` is the root that the record of now had at the size of ``held``; ``keys`` those that have signed it.
    """
    since = f"{held.at:%Y-%m-%d %H:%M}"
    if not genuine(held):
        raise WrongError(line, "the signature of the head that you hold is not genuine")
    if held.federation != now.federation:
        raise WrongError(line, f"the head that you hold is of {held.federation!r}, this is {now.federation!r}")
    if held.size > now.size:
        raise WrongError(
            line, f"there are {now.size} acts, and on {since} there were {held.size}: acts were removed from the end"
        )
    if then != held.root:
        raise WrongError(line, f"the first {held.size} acts are not those of {since}: the record was changed since")
    if held.key not in keys:
        raise WrongError(
            line, f"the key was exchanged: on {since} it was {held.key}, and that one did not announce {now.key}"
        )
