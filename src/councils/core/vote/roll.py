"""The roll of a poll, frozen when it opens (R2).

In an assembly it is one paper for each member. In a council of delegates it is the seats: when a seat falls vacant its
credential leaves the roll, and whoever is next sent by the same council takes its place on it, never one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from councils.core.act import CouncilId, Paper


@dataclass(frozen=True, slots=True)
class Roll:
    """``emptied``: seats that fell vacant since the poll opened, by the council that had filled them."""

    papers: frozenset[Paper] = frozenset()
    emptied: Mapping[CouncilId, int] = field(default_factory=dict)

    def __contains__(self, paper: object) -> bool:
        return paper in self.papers

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)

    def without(self, credential: Paper, council: CouncilId) -> Roll:
        if credential not in self.papers:
            return self
        return Roll(self.papers - {credential}, {**self.emptied, council: self.emptied.get(council, 0) + 1})

    def joined_by(self, credential: Paper, council: CouncilId) -> Roll:
        if not self.emptied.get(council):
            return self
        return Roll(self.papers | {credential}, {**self.emptied, council: self.emptied[council] - 1})
