"""A mapping to which something is added in constant time, where all before it stays as it was.

Theory of operation. States are values: what is added to one must not show in the one before. To copy a mapping for each
addition takes time in the square of them, so a state and the next one share one list, of which each sees as much as
there was when it came to be. Only the newest can add to the list itself; what is added to an older one, or by two at
once, goes to a copy. Look-ups are in a table that is made when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Growing(Mapping[Key, Value], Generic[Key, Value]):
    """``entries``: pairs of key and value, of which the first ``size`` are in it; a later one counts.

    >>> one = Growing().also("mill", 1)
    >>> two, other = one.also("farm", 2), one.also("mill", 3)
    >>> dict(one), dict(two), dict(other)
    ({'mill': 1}, {'mill': 1, 'farm': 2}, {'mill': 3})
    """

    __slots__ = ("_entries", "_known", "_size")

    def __init__(self, entries: list[tuple[Key, Value]] | None = None, size: int = 0) -> None:
        self._entries, self._size = [] if entries is None else entries, size
        self._known: dict[Key, Value] | None = None

    def also(self, key: Key, value: Value) -> Growing[Key, Value]:
        """This mapping with ``value`` under ``key``."""
        entries, entry = self._entries, (key, value)
        entries.append(entry)
        if entries[self._size] is not entry:
            entries = [*entries[: self._size], entry]
        return Growing(entries, self._size + 1)

    @property
    def additions(self) -> int:
        """How often something was added: no fewer than there are in it, and told at once."""
        return self._size

    @property
    def known(self) -> dict[Key, Value]:
        if self._known is None:
            self._known = dict(self._entries[: self._size])
        return self._known

    def __getitem__(self, key: Key) -> Value:
        return self.known[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __repr__(self) -> str:
        return f"Growing({self.known!r})"
