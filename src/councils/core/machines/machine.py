"""One life cycle as a table of its moves: (state, event) -> state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from councils.core.act import Event

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """A life cycle. ``born`` maps the events that begin it to its first state."""

    name: str
    born: Mapping[str, S]
    moves: Mapping[tuple[S, str], S]

    def allows(self, state: S, event: type[Event]) -> bool:
        return (state, event.__name__) in self.moves

    def first(self, event: Event) -> S:
        return self.born[type(event).__name__]

    def after(self, state: S, event: Event) -> S:
        """The state after ``event``; KeyError if the table has no such move (a bug, never a refusal)."""
        return self.moves[state, type(event).__name__]
