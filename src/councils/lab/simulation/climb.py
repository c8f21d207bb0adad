"""One question, from the votes of all assemblies up to the congress, for many runs at once (R6-R9).

Theory of operation. What `core/countings.py` and `core/mandate.py` do council by council is done here level by level,
on whole numbers: quorum and position of every council, what that comes to for its delegates (as one, or divided), what
these vote if they may vote otherwise, and their sum above. A run is a row. Where members follow their delegates in
fractions, all are counted in the smallest part that comes out even, so that nothing is rounded. The congress is judged
by the core itself, once for each different count. An ``Ascent`` goes up level by level, so that time can pass between
two levels; ``climb`` goes all the way. That nothing differs from the core is held by a test, which carries the same
votes through both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm
from typing import Any

import numpy as np

from councils.core.charter import (
    Binding,
    Charter,
    Counting,
    Kind,
    MandateKind,
    MotionRule,
    NoMandate,
    ReferralRule,
    Tie,
    Together,
)
from councils.core.vote.tally import Weight
from councils.core.vote.verdict import judge_by
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.simulation.tree import Tree, UnfitError

WIDEST = 1 << 62  # beyond which whole numbers are Python's
YES, NO, ABSTAIN = range(3)
NONE = -2


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """int64[runs, councils, 3]: yes, no and abstentions."""

    counts: Ints

    @classmethod
    def of(cls, yes: Ints, no: Ints, abstain: Ints | None = None) -> Votes:
        """From arrays of one shape, [runs, assemblies]."""
        return cls(np.stack([yes, no, np.zeros_like(yes) if abstain is None else abstain], axis=-1).astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the councils of a level have from below, [runs, councils, 3] each, and of how many ``seats``.

    ``spoken`` and ``said_below`` are those of delegations and of the councils below, ``stood_for`` the members of
    these: what else there is to count is made of them where it is asked for.
    """

    delegates: Ints
    base: Ints
    seats: Ints
    spoken: Ints
    stood_for: Ints
    sent: Ints
    parent: Ints
    widest: int

    def by(self, way: Counting | Together) -> tuple[Ints, int]:
        """What is counted, and how many parts of it are one: members are in parts."""
        match Together(way):
            case Together.DELEGATES:
                return self.delegates, 1
            case Together.BASE:
                return self.base, 1
            case Together.COUNCILS:
                return gathered(voices(self.spoken), self.parent, len(self.seats)), 1
            case Together.MEMBERS:
                members, parts = represented(self.spoken, self.stood_for, self.sent, widest=self.widest)
                return gathered(members, self.parent, len(self.seats)), parts


@dataclass(frozen=True, eq=False)
class Decided:
    """What the congress says in each run, by each way of counting (bool[runs]), and by the charter's.

    It is judged in a way when that is asked for: the core is slow, and mostly one is enough. ``positions[level]`` is 1,
    -1, 0 (tied) or -2 (none) for every council below the congress; ``breaches`` are votes of delegates against an
    answerable mandate, in each run. ``heard`` is what the congress has, ``rolls`` of how many each way counts and the
    share that must take part, ``enough`` whether delegates did.
    """

    heard: Heard
    asked: MotionRule
    decisive: tuple[Together, ...]
    rolls: Mapping[Together, tuple[int, Fraction]]
    enough: Bools
    positions: tuple[Ints, ...]
    breaches: Ints

    def judged(self, way: Together) -> Bools:
        counts, parts = self.heard.by(way)
        return self.enough & carried(self.asked, counts[:, 0], parts, *self.rolls[way])

    @cached_property
    def by_delegates(self) -> Bools:
        return self.judged(Together.DELEGATES)

    @cached_property
    def by_members(self) -> Bools:
        return self.judged(Together.MEMBERS)

    @cached_property
    def by_base(self) -> Bools:
        return self.judged(Together.BASE)

    @cached_property
    def carried(self) -> Bools:
        known = {Together.DELEGATES: "by_delegates", Together.MEMBERS: "by_members", Together.BASE: "by_base"}
        found = [getattr(self, known[way]) if way in known else self.judged(way) for way in self.decisive]
        return np.asarray(np.logical_and.reduce(found))

    @property
    def delegates(self) -> Ints:
        return self.heard.delegates[:, 0]

    @property
    def base(self) -> Ints:
        return self.heard.base[:, 0]

    @property
    def members(self) -> Floats:
        counts, parts = self.heard.by(Together.MEMBERS)
        return np.asarray((counts[:, 0] / parts).astype(np.float64))

    @property
    def contradicts(self) -> Bools:
        """Whether it decides otherwise than all base votes added up."""
        return np.asarray(self.carried != self.by_base)


@dataclass(slots=True, eq=False)
class Ascent:
    """A question on its way up: what the councils of the last level that has answered say, and what they counted."""

    tree: Tree
    charter: Charter
    kind: Kind = Kind.RESOLUTION
    positions: list[Ints] = field(default_factory=list)
    counted: Ints = field(default_factory=lambda: np.zeros((0, 0, 3), dtype=np.int64))
    base: Ints = field(default_factory=lambda: np.zeros((0, 0, 3), dtype=np.int64))
    breached: list[Ints] = field(default_factory=list)

    @property
    def rule(self) -> ReferralRule:
        return self.charter.referral

    def answer(self, votes: Votes) -> None:
        """The assemblies have voted."""
        said = position(votes.counts, votes.counts, quorum(self.rule.quorum, self.tree.members[0]))
        self.positions.append(said)
        some = said != NONE
        self.counted, self.base = votes.counts, votes.counts if some.all() else votes.counts * some[..., None]

    def up(self, cast: Ints | None = None, there: Ints | None = None) -> None:
        """The councils of the next level have closed. ``cast``: what the delegations in them would vote for their own
        part, [runs, councils below, 3]; None: all keep to their mandates. ``there``: how many of their seats are
        filled, int64[councils below], if not all."""
        heard = self.hear(cast, there)
        (self.counted, _), self.base = heard.by(self.rule.counting), heard.base
        self.positions.append(
            position(self.counted, heard.delegates, quorum(self.rule.council_quorum, heard.seats))
        )  # fmt: skip

    def decide(self, cast: Ints | None = None, there: Ints | None = None) -> Decided:
        """The congress has closed. By each way of counting; nothing is carried where too few delegates count."""
        heard, asked = self.hear(cast, there), self.charter.motion(self.kind)
        share = max(self.rule.council_quorum, asked.quorum)
        seats, heads = int(heard.seats[0]), int(self.tree.members[-1][0])
        councils, none = len(self.tree.members[-2]), Fraction(0)
        return Decided(
            heard=heard,
            asked=asked,
            decisive=asked.together or (Together(self.rule.counting),),
            rolls={
                Together.DELEGATES: (seats, share),
                Together.MEMBERS: (heads, none),
                Together.BASE: (heads, none),
                Together.COUNCILS: (councils, none),
            },
            enough=heard.delegates[:, 0].sum(axis=-1) >= max(1, ceil(share * seats)),
            positions=tuple(self.positions),
            breaches=np.sum([found.sum(axis=-1) for found in self.breached], axis=0),
        )

    def hear(self, cast: Ints | None, there: Ints | None) -> Heard:
        """What the councils of the last level have said, at the level above."""
        level, said = len(self.positions) - 1, self.positions[-1]
        parent, seats, size = self.tree.parent[level], self.tree.seats[level], len(self.tree.members[level + 1])
        seats = seats if there is None else there
        bound = bind(said, self.counted, seats, self.rule)
        spoken = self.spoken(said, bound, cast)
        return Heard(
            gathered(spoken, parent, size),
            gathered(self.base, parent, size),
            np.bincount(parent, seats, minlength=size).astype(np.int64),
            spoken,
            self.tree.members[level],
            seats,
            parent,
            self.widest(level),
        )

    def spoken(self, said: Ints, bound: Ints, cast: Ints | None) -> Ints:
        """What the delegations vote in the end; see ``core/referral.take_part`` and ``core/mandate.outcome``."""
        rule, none = self.rule, said == NONE
        if cast is None:
            if rule.no_mandate is NoMandate.FREE:
                title = self.charter.title
                raise UnfitError(
                    f"{title} leaves delegates without a mandate free, and nobody has said what they think. Write "
                    'no_mandate = "not-counted" or "abstain", or ask a question in a scenario.',
                    ("referral", "no_mandate"),
                )
            self.breached.append(np.zeros_like(said))
            return bound
        freely = none & (rule.no_mandate is NoMandate.FREE)
        answerable = ~none & (rule.mandate is MandateKind.ANSWERABLE)
        unheeding = (total(bound) > 0) & (rule.mandate is MandateKind.FREE)
        self.breached.append(np.where(answerable, np.maximum(cast - bound, 0).sum(axis=-1), 0))
        return np.where((freely | answerable | unheeding)[..., None], cast, bound)

    def widest(self, level: int) -> int:
        """What the members of a level are multiplied by at most, when their delegations are divided above."""
        above = self.tree.seats[level + 1] if level + 1 < self.tree.depth else np.ones(1, dtype=np.int64)
        return int(self.tree.members[-1][0]) * max(1, int(above.max()))


def climb(tree: Tree, charter: Charter, votes: Votes, kind: Kind = Kind.RESOLUTION) -> Decided:
    """Carry one question of yes or no up, by delegates who keep to their mandates. UnfitError where it cannot be."""
    ascent = Ascent(tree, charter, kind)
    ascent.answer(votes)
    for _ in range(1, tree.depth):
        ascent.up()
    return ascent.decide()


def position(counted: Ints, took_part: Ints, least: Ints) -> Ints:
    """1 for yes, -1 for no, 0 where they are equal, NONE where fewer than ``least`` took part or nothing counts."""
    took = total(took_part)
    valid = (took >= least) & (took > 0)
    valid &= (took if counted is took_part else total(counted)) > 0
    return np.where(valid, np.sign(counted[..., YES] - counted[..., NO]), NONE).astype(np.int64)


def total(counts: Ints) -> Ints:
    """Of all three sides: many times as fast as to reduce an axis of three."""
    return np.asarray(counts[..., YES] + counts[..., NO] + counts[..., ABSTAIN])


def quorum(share: Fraction, members: Ints) -> Ints:
    """The least number that must take part, of each."""
    return -(-members * share.numerator // share.denominator)


def gathered(counts: Ints, parent: Ints, size: int) -> Ints:
    """Sums over the councils below each: [runs, size, 3]."""
    if np.all(np.diff(parent) >= 0):  # neighbours follow each other, as they mostly do
        starts = np.searchsorted(parent, np.arange(size))
        return np.asarray(np.add.reduceat(counts, starts, axis=1))
    order = np.argsort(parent, kind="stable")
    return gathered(counts[:, order], parent[order], size)


def bind(position: Ints, counted: Ints, seats: Ints, rule: ReferralRule) -> Ints:
    """The votes of each delegation: [runs, councils, 3]; see ``core/mandate.bind``."""
    unbound = ABSTAIN if rule.no_mandate is NoMandate.ABSTAIN else NONE
    side = SIDES[NO if rule.tie is Tie.NO else ABSTAIN, unbound][position - NONE]
    whole = np.empty((*position.shape, 3), dtype=np.int64)
    for one in (YES, NO, ABSTAIN):
        np.multiply(side == one, seats, out=whole[..., one])
    if rule.binding is not Binding.DIVIDED:
        return whole
    return np.where(position[..., None] == NONE, whole, divided(counted, seats, rule.ties_of_remainders))


SIDES = {(tied, unbound): np.array([unbound, NO, tied, YES]) for tied in (NO, ABSTAIN) for unbound in (ABSTAIN, NONE)}
"""What a delegation is told by what its council has said, from NONE to 1."""


def divided(counted: Ints, seats: Ints, ties: tuple[str, ...]) -> Ints:
    """By largest remainder; equal remainders in the order of ``ties``."""
    took = total(counted)
    much = counted * seats[:, None]
    given = much // np.maximum(took, 1)[..., None]
    order = np.array([ties.index(side) for side in ("yes", "no", "abstain")])
    key = (much - given * took[..., None]) * 3 + (2 - order)
    more = seats - total(given)
    for one, (other, another) in ((YES, (NO, ABSTAIN)), (NO, (YES, ABSTAIN)), (ABSTAIN, (YES, NO))):
        before = (key[..., other] > key[..., one]).astype(np.int64) + (key[..., another] > key[..., one])
        given[..., one] += before < more
    return np.where((took > 0)[..., None], given, 0)


def voices(spoken: Ints) -> Ints:
    """What each delegation says as one, see ``core/countings.voice``: [runs, councils, 3], one vote or none."""
    side = np.array([ABSTAIN, YES, NO])[np.sign(spoken[..., YES] - spoken[..., NO])]
    return np.asarray((side[..., None] == np.arange(3)) & (total(spoken) > 0)[..., None], dtype=np.int64)


def represented(spoken: Ints, members: Ints, seats: Ints, *, widest: int) -> tuple[Ints, int]:
    """Members on each side, who follow their delegates, in parts, and how many parts are one member.

    ``widest``: the largest number of members that they, or what is made of them, come to.
    """
    spent = total(spoken)
    whole = (spoken == spent[..., None]) & (spent > 0)[..., None]
    if (whole.any(axis=-1) | (spent == 0)).all():  # every delegation is as one
        return np.where(whole, members[:, None], 0), 1
    parts = lcm(*np.unique(seats[seats > 0]).tolist())
    kind: Any = np.int64 if parts * widest * 3 < WIDEST else np.object_  # 3: for the order of remainders
    each: Ints = members.astype(kind) * (parts // np.maximum(seats, 1).astype(kind))
    shared: Ints = spoken.astype(kind) * each[:, None]
    return shared, parts


def carried(asked: MotionRule, counts: Ints, parts: int, roll: int, share: Fraction) -> Bools:
    """Whether each row, in ``parts``, is carried: asked of the core once for each different count."""
    rows = [tuple(row) for row in counts.tolist()]
    weights = {row: Weight(*(Fraction(number, parts) for number in row)) for row in set(rows)}
    found = {row: judge_by(asked, weight, roll, share).carried for row, weight in weights.items()}
    return np.array([found[row] for row in rows], dtype=np.bool_)
