"""A question in a scenario: down to every assembly, and up again level by level, in the days of the charter (R7-R9).

Theory of operation. The congress asks before a step, and everything below has it at once. Each level must have answered
so many days earlier than the one above it as the charter says; a step is so many days long, and a council answers after
the last step that is over by then. An assembly votes at its meeting of that step: those who come, each by their
opinion. What that comes to is counted by ``climb.py``, one level at a time. Where the charter leaves delegates a
choice, they vote as they think on the day of their council; what is against an answerable mandate is a breach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from councils.core.charter import Charter, ReferralRule
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.simulation.climb import NO, NONE, YES, Ascent, Decided, Votes
from councils.lab.simulation.tree import tree

SAYS = (1, -1, 0, NONE)  # yes, no, tied, nothing


@dataclass(frozen=True, slots=True)
class Question:
    """Put before the step ``step``: yes says whose opinion is above ``line``, no whose is below; whoever is within
    ``unsure`` of it abstains."""

    step: int
    line: float = 0.5
    unsure: float = 0.0
    title: str = ""

    def sides(self, opinions: Floats) -> Bools:
        """[..., 3]: whether each says yes, no, or abstains; none of them where there is nobody (NaN)."""
        apart = opinions - self.line
        return np.stack([apart > self.unsure, apart < -self.unsure, np.abs(apart) <= self.unsure], axis=-1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of a question, by the charter's way of counting and by all three; None where it was open at the end.

    ``came`` and ``yes`` are shares: of all members who took part, and of the valid yes and no votes of assemblies.
    ``said[level]`` is how many councils of each level said yes, no, were tied, and had no valid answer.
    """

    question: int
    title: str
    asked: int
    answered: int
    decided: int
    came: float | None = None
    yes: float | None = None
    said: tuple[tuple[int, ...], ...] = ()
    breaches: int = 0
    carried: bool | None = None
    by_delegates: bool | None = None
    by_members: bool | None = None
    by_base: bool | None = None

    @property
    def too_late(self) -> bool:
        """Whether no assembly met between the question and the day of its answer."""
        return self.carried is not None and self.answered < self.asked

    @property
    def contradicts(self) -> bool:
        return self.carried is not None and self.carried != self.by_base

    def row(self) -> dict[str, Any]:
        return asdict(self)


def answer_steps(rule: ReferralRule, depth: int, asked: int, days: int) -> tuple[int, ...]:
    """After which step each level answers, from the assemblies to the congress; ``asked`` - 1: before anybody meets."""
    left = (max(0, rule.days - (depth - level) * rule.step_days) for level in range(depth + 1))
    return tuple(asked - 1 + some // days for some in left)


def decision(number: int, question: Question, due: tuple[int, ...]) -> Decision:
    """Of a question that is still open."""
    return Decision(number, question.title, question.step, due[0], due[-1])


def said_by(positions: Ints) -> tuple[int, ...]:
    return tuple(int((positions == said).sum()) for said in SAYS)


def outcome(found: Decided) -> dict[str, Any]:
    """Of one run, what a ``Decision`` has of it."""
    yes, no, _ = found.base[0].tolist()
    ways = {name: bool(getattr(found, name)[0]) for name in ("carried", "by_delegates", "by_members", "by_base")}
    return {"yes": yes / (yes + no) if yes + no else None, "breaches": int(found.breaches[0]), **ways}


class Asked:
    """A question on its way through a tree of individuals. ``bodies[level]``: the numbers of those who are asked."""

    def __init__(
        self, number: int, question: Question, charter: Charter, sizes: Ints, council: int, days: int, inside: Bools,
        kinds: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.number, self.question = number, question
        self.bodies = list(asked_bodies(inside, council))
        parents = [
            np.searchsorted(above, some // council) for some, above in zip(self.bodies, self.bodies[1:], strict=False)
        ]
        some = [kinds[n] for n in self.bodies[0].tolist()] if kinds else ()
        self.ascent = Ascent(tree(charter, sizes[self.bodies[0]], parents, kinds=some), charter)
        self.due = answer_steps(charter.referral, len(parents), question.step, days)
        self.level, self.came = 0, 0.0
        self.found: Decided | None = None

    @property
    def depth(self) -> int:
        return len(self.bodies) - 1

    def answer(self, votes: Ints) -> None:
        """The assemblies have voted: int64[all assemblies, 3]."""
        mine = votes[self.bodies[0]]
        self.came = float(mine.sum() / self.ascent.tree.members[-1][0])
        self.ascent.answer(Votes(mine[None].astype(np.int64)))
        self.level = 1

    def count(self, y: Floats, filled: Ints | None = None) -> Ints:
        """The councils of the next level count; ``y``: positions of all delegates in them, NaN where a seat is empty;
        ``filled``: how many seats of each delegation are, if not all.

        Returns how many votes of each delegation were breaches, int64[all below].
        """
        bodies, seats = self.bodies[self.level - 1], self.ascent.tree.seats[self.level - 1]
        mine = y[bodies]
        there = np.where(np.isnan(mine), 0, seats if filled is None else np.minimum(seats, filled[bodies]))
        cast = (there[:, None] * self.question.sides(mine))[None].astype(np.int64)
        if self.level < self.depth:
            self.ascent.up(cast, there)
        else:
            self.found = self.ascent.decide(cast, there)
        breaches = np.zeros(len(y), dtype=np.int64)
        breaches[self.bodies[self.level - 1]] = self.ascent.breached[-1][0]
        self.level += 1
        return breaches

    def told_to_do(self, level: int, body: int) -> int | None:
        """Which side (``climb.YES`` or ``NO``) a body's mandate took, if any."""
        said = int(self.ascent.positions[level][0][np.searchsorted(self.bodies[level], body)])
        return {1: YES, -1: NO}.get(said)

    def told(self) -> Decision:
        still = decision(self.number, self.question, self.due)
        said = tuple(said_by(positions) for positions in self.ascent.positions)
        if self.found is None:
            return still
        return Decision(
            still.question, still.title, still.asked, still.answered, still.decided, came=self.came, said=said,
            **outcome(self.found),
        )  # fmt: skip


def asked_bodies(inside: Bools, council: int) -> Iterator[Ints]:
    """From the assemblies that are in it to the congress: the numbers of the bodies of each level."""
    size, some = len(inside), np.flatnonzero(inside)
    while size > 1:
        yield some
        size, some = -(-size // council), np.unique(some // council)
    yield some
