"""The roll of a poll, frozen when it opens (R2).

In an assembly it is one paper for each member. In a council of delegates it is the seats: when a seat falls vacant its
credential leaves the roll, and whoever is next sent by the same council takes its place on it, never one more.

Whose delegation a seat belongs to is frozen too. A credential names the council that filled the seat; ``senders`` has
the seats that had come to another council by the time the poll opened, because theirs was split or merged (R16).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from councils.core.act import CouncilId, Paper, sender


@dataclass(frozen=True)  # without slots: a council has some few, and asks for their delegations at each vote
class Roll:
    """``emptied``: seats that fell vacant since the poll opened, by the council that had sent them."""

    papers: frozenset[Paper] = frozenset()
    emptied: Mapping[CouncilId, int] = field(default_factory=dict)
    senders: Mapping[Paper, CouncilId] = field(default_factory=dict)

    def __contains__(self, paper: object) -> bool:
        return paper in self.papers

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)

    def sender(self, credential: Paper) -> CouncilId:
        """The council in whose delegation this seat is counted here."""
        return self.senders.get(credential) or sender(credential)

    @cached_property
    def delegations(self) -> Mapping[CouncilId, tuple[Paper, ...]]:
        """The seats by the council in whose delegation they are counted, in the order of their names."""
        found: dict[CouncilId, list[Paper]] = {}
        for credential in sorted(self.papers):
            found.setdefault(self.sender(credential), []).append(credential)
        return {council: tuple(found[council]) for council in sorted(found)}

    def without(self, credential: Paper) -> Roll:
        if credential not in self.papers:
            return self
        council = self.sender(credential)
        return replace(
            self, papers=self.papers - {credential}, emptied={**self.emptied, council: self.emptied.get(council, 0) + 1}
        )

    def joined_by(self, credential: Paper, *councils: CouncilId) -> Roll:
        """With a new delegate in the empty seat of the first of ``councils`` that has one."""
        council = next((name for name in councils if self.emptied.get(name)), None)
        if council is None:
            return self
        return Roll(
            self.papers | {credential},
            {**self.emptied, council: self.emptied[council] - 1},
            self.senders if council == sender(credential) else {**self.senders, credential: council},
        )
