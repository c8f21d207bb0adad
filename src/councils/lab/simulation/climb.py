"""One question, from the votes of all assemblies up to the congress, for many runs at once (R6-R9).

Theory of operation. What `core/countings.py` and `core/mandate.py` do council by council is done here level by level,
on whole numbers: quorum and position of every council, what that comes to for its delegates (as one, or divided), and
their sum above. A run is a row. Where members follow their delegates in fractions, sums are taken in floating point,
and whatever comes near a tie is counted again in fractions. The congress is judged by the core itself, once for each
different count. That nothing differs from the core is held by a test, which carries the same votes through both.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TypeVar

import numpy as np

from councils.core.charter import (
    Binding,
    Charter,
    Counting,
    Kind,
    Majority,
    MotionRule,
    NoMandate,
    ReferralRule,
    Tie,
    Whole,
)
from councils.core.vote.tally import Tally, Weight
from councils.core.vote.verdict import judge_by
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.simulation.tree import Tree, UnfitError

NEAR = 1e-6  # members: closer to a tie than this, and it is counted again exactly
YES, NO, ABSTAIN = range(3)
NONE = -2
Counts = TypeVar("Counts", Ints, Floats)


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """int64[runs, councils, 3]: yes, no and abstentions."""

    counts: Ints

    @classmethod
    def of(cls, yes: Ints, no: Ints, abstain: Ints | None = None) -> Votes:
        """From arrays of one shape, [runs, assemblies]."""
        return cls(np.stack([yes, no, np.zeros_like(yes) if abstain is None else abstain], axis=-1).astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What the congress says in each run, by each way of counting (bool[runs]), and by the charter's.

    ``positions[level]`` is 1, -1, 0 (tied) or -2 (none) for every council below the congress.
    """

    delegates: Ints
    members: Ints | Floats
    base: Ints
    carried: Bools
    by_delegates: Bools
    by_members: Bools
    by_base: Bools
    positions: tuple[Ints, ...]

    @property
    def contradicts(self) -> Bools:
        """Whether it decides otherwise than all base votes added up."""
        return np.asarray(self.carried != self.by_base)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the councils of a level have from below, [runs, councils, 3] each, and of how many ``seats``."""

    bound: Ints
    delegates: Ints
    members: Ints | Floats
    base: Ints
    seats: Ints

    def by(self, counting: Counting) -> Ints | Floats:
        ways = {Counting.DELEGATES: self.delegates, Counting.MEMBERS: self.members, Counting.BASE: self.base}
        return ways[counting]


def climb(tree: Tree, charter: Charter, votes: Votes, kind: Kind = Kind.RESOLUTION) -> Decided:
    """Carry one question of yes or no up, by delegates who keep to their mandates. UnfitError where it cannot be."""
    rule, asked = charter.referral, charter.motion(kind)
    check(charter, asked)
    said = position(votes.counts, votes.counts, quorum(rule.quorum, tree.members[0]))
    heard = hear(tree, 0, said, votes.counts, votes.counts * (said != NONE)[..., None], rule)
    positions = [said]
    for level in range(1, tree.depth):
        counted = heard.by(rule.counting)
        positions.append(position(counted, heard.delegates, quorum(rule.council_quorum, heard.seats)))
        heard = hear(tree, level, positions[-1], counted, heard.base, rule)
    return congress(tree, heard, asked, rule, tuple(positions))


def check(charter: Charter, asked: MotionRule) -> None:
    if charter.referral.no_mandate is NoMandate.FREE:
        raise UnfitError(f"{charter.title} leaves delegates without a mandate free; try one that says what they count.")
    if asked.together:
        raise UnfitError(f"{charter.title} asks several ways of counting together, which is not simulated.")


def position(counted: Ints | Floats, took_part: Ints, least: Ints) -> Ints:
    """1 for yes, -1 for no, 0 where they are equal, NONE where fewer than ``least`` took part or nothing counts."""
    took = took_part.sum(axis=-1)
    valid = (took >= least) & (took > 0) & (counted.sum(axis=-1) > 0)
    return np.where(valid, np.sign(counted[..., YES] - counted[..., NO]), NONE).astype(np.int64)


def hear(tree: Tree, level: int, said: Ints, counted: Ints | Floats, base: Ints, rule: ReferralRule) -> Heard:
    """What councils of ``level`` have said, at the level above."""
    parent, seats, size = tree.parent[level], tree.seats[level], len(tree.members[level + 1])
    bound = bind(said, counted, seats, rule)
    return Heard(
        bound,
        gathered(bound, parent, size),
        represented(bound, tree.members[level], parent, size),
        gathered(base, parent, size),
        np.bincount(parent, seats, minlength=size).astype(np.int64),
    )


def congress(
    tree: Tree, heard: Heard, asked: MotionRule, rule: ReferralRule, positions: tuple[Ints, ...]
) -> Decided:  # fmt: skip
    """The decision, by each way of counting; none where too few delegates count."""
    share, seats, heads = max(rule.council_quorum, asked.quorum), int(heard.seats[0]), int(tree.members[-1][0])
    rolls = ((seats, share), (heads, Fraction(0)), (heads, Fraction(0)))
    of = dict(zip((Counting.DELEGATES, Counting.MEMBERS, Counting.BASE), rolls, strict=True))
    top = {way: carried(asked, heard.by(way)[:, 0], *roll) for way, roll in of.items()}
    if heard.members.dtype != np.int64:
        for run in np.flatnonzero(near(asked, heard.members[:, 0])).tolist():
            exact = exactly_represented(heard.bound[run], tree.members[-2])
            top[Counting.MEMBERS][run] = judge_by(asked, exact, heads, Fraction(0)).carried
    enough = heard.delegates[:, 0].sum(axis=-1) >= max(1, ceil(share * seats))
    by = {way: verdict & enough for way, verdict in top.items()}
    return Decided(
        delegates=heard.delegates[:, 0],
        members=heard.members[:, 0],
        base=heard.base[:, 0],
        carried=by[rule.counting],
        by_delegates=by[Counting.DELEGATES],
        by_members=by[Counting.MEMBERS],
        by_base=by[Counting.BASE],
        positions=positions,
    )


def quorum(share: Fraction, members: Ints) -> Ints:
    """The least number that must take part, of each."""
    return -(-members * share.numerator // share.denominator)


def gathered(counts: Counts, parent: Ints, size: int) -> Counts:
    """Sums over the councils below each: [runs, size, 3]."""
    if np.all(np.diff(parent) >= 0):  # neighbours follow each other, as they mostly do
        starts = np.searchsorted(parent, np.arange(size))
        return np.add.reduceat(counts, starts, axis=1)
    order = np.argsort(parent, kind="stable")
    return gathered(counts[:, order], parent[order], size)


def bind(position: Ints, counted: Ints | Floats, seats: Ints, rule: ReferralRule) -> Ints:
    """The votes of each delegation: [runs, councils, 3]; see ``core/mandate.bind``."""
    if rule.binding is Binding.DIVIDED:
        found = divided(counted, seats, rule.ties_of_remainders)
    else:
        tied = NO if rule.tie is Tie.NO else ABSTAIN
        side = np.where(position == 1, YES, np.where(position == -1, NO, tied))
        found = np.where(side[..., None] == np.arange(3), seats[:, None], 0)
    unbound = np.where(np.arange(3) == ABSTAIN, seats[:, None] * (rule.no_mandate is NoMandate.ABSTAIN), 0)
    return np.where(position[..., None] == NONE, unbound, found)


def divided(counted: Ints | Floats, seats: Ints, ties: tuple[str, ...]) -> Ints:
    """By largest remainder; equal remainders in the order of ``ties``."""
    if counted.dtype != np.int64:
        raise UnfitError(
            "The charter divides delegations (binding of referrals) and counts by members, so that above the second "
            "level parts of people would be divided again, which is not simulated. "
            'Try it with counting = "delegates" or "base", or with binding = "block".'
        )
    total = np.maximum(counted.sum(axis=-1, keepdims=True), 1)
    given, left = np.divmod(counted * seats[:, None], total)
    order = np.array([ties.index(side) for side in ("yes", "no", "abstain")])
    key = left * 3 + (2 - order)
    rank = (key[..., None, :] > key[..., :, None]).sum(axis=-1)
    more = seats[:, None] - given.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(counted.sum(axis=-1, keepdims=True) > 0, given + (rank < more), 0))


def represented(bound: Ints, members: Ints, parent: Ints, size: int) -> Ints | Floats:
    """Members on each side, who follow their delegates: whole numbers where every delegation is as one."""
    total = bound.sum(axis=-1, keepdims=True)
    one = (bound == total).any(axis=-1) | (total[..., 0] == 0)
    if one.all():
        return gathered(np.where((bound == total) & (total > 0), members[:, None], 0), parent, size)
    shared: Floats = bound * members[:, None] / np.maximum(total, 1)
    return gathered(shared, parent, size)


def near(asked: MotionRule, members: Ints | Floats) -> Bools:
    """Where rounding could decide."""
    if asked.majority not in (Majority.SIMPLE, Majority.ABSOLUTE):
        return np.ones(len(members), dtype=np.bool_)
    whole = 2 * members[:, YES] - members.sum(axis=-1) * (asked.of is not Whole.CAST)
    return np.asarray((np.abs(members[:, YES] - members[:, NO]) < NEAR) | (np.abs(whole) < NEAR))


def exactly_represented(bound: Ints, members: Ints) -> Weight:
    """Of one run: the members of each delegation follow its delegates, in fractions."""
    tallies = (Tally(*row) for row in bound.tolist())
    return sum((Weight.of(tally, heads) for tally, heads in zip(tallies, members.tolist(), strict=True)), Weight())


def carried(asked: MotionRule, counts: Ints | Floats, roll: int, share: Fraction) -> Bools:
    """Whether each row is carried, asked of the core once for each different count."""
    different, which = np.unique(counts, axis=0, return_inverse=True)
    weights = (Weight(*map(Fraction, row)) for row in different.tolist())
    return np.array([judge_by(asked, weight, roll, share).carried for weight in weights], dtype=np.bool_)[which.ravel()]
