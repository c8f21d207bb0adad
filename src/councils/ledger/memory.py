"""A ledger in memory: the whole platform without a database, for tests, the laboratory and the verifier.

Voting papers are named after the member and the matter here; on the platform they hang on a secret of the roll.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from councils.core.act import Command, CouncilId, MatterId, Paper
from councils.core.council import Council
from councils.core.due import due
from councils.core.economy.needs import Horizon, Stated
from councils.core.economy.offer import PlanOffer
from councils.core.refusal import Refused
from councils.core.run import Step, run
from councils.core.sentence import Phrase
from councils.ledger.codec import Codec
from councils.ledger.entry import Entry, Tip, entries
from councils.ledger.planner import Planner, nobody

Papers = Callable[[Council, MatterId], tuple[Paper, ...]]


def named_papers(council: Council, matter: MatterId) -> tuple[Paper, ...]:
    return tuple(f"{member}/{matter}" for member in council.roll)


def none(_: Council, __: Horizon) -> Stated:
    """Nobody has told what they need."""
    return Stated()


class MemoryLedger:
    """Councils, the entries that made them, and the charters these name. It is a ``World`` for ``run``."""

    def __init__(
        self,
        papers: Papers = named_papers,
        needs: Callable[[Council, Horizon], Stated] = none,
        planner: Planner = nobody,
    ) -> None:
        self.states: dict[CouncilId, Council] = {}
        self.record: list[Entry] = []
        self.tips: dict[CouncilId, Tip] = {}
        self.codec = Codec()
        self.issue, self.stated, self.planner = papers, needs, planner

    def council(self, name: CouncilId) -> Council | None:
        return self.states.get(name)

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        return self.issue(council, matter)

    def needs(self, council: Council, horizon: Horizon) -> Stated:
        return self.stated(council, horizon)

    def vouch(self, council: Council, offer: PlanOffer) -> Phrase | None:
        return self.planner(council, offer)

    def expect(self, names: Collection[CouncilId]) -> None:
        """All are in memory."""

    def act(self, council: CouncilId, command: Command, at: datetime) -> tuple[Step, ...] | Refused:
        """Carry out one act with its consequences, and write them down."""
        steps = run(self, council, command, at)
        if not isinstance(steps, Refused):
            for step in steps:
                self.states[step.council] = step.after
            self.append(entries(self.codec, steps, at, len(self.record), self.tips))
        return steps

    def append(self, record: Iterable[Entry]) -> None:
        for entry in record:
            self.record.append(entry)
            self.tips[entry.council] = Tip(entry.version, entry.hash)

    def tick(self, at: datetime) -> None:
        """Let the clock do what is due, the oldest first, until nothing is."""
        while waiting := self.overdue(at):
            done = [self.act(name, command, at) for _, name, command in waiting]
            if all(isinstance(outcome, Refused) for outcome in done):
                return

    def overdue(self, at: datetime) -> list[tuple[datetime, CouncilId, Command]]:
        found = [(when, name, command) for name, c in self.states.items() for when, command in due(c, at)]
        return sorted(found, key=lambda item: item[0])
