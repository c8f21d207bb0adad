"""Judge a count: was the quorum met, is the majority there, and what follows (R6).

A ``Verdict`` holds every number that its explanation needs, so that a page, a refusal and the record can tell the same
story. Abstentions count for the quorum, and for the majority only where it is one of all present or of the whole roll.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Protocol

from councils.core.act import later
from councils.core.charter import Majority, MotionRule, Whole
from councils.core.vote.options import LEAVE, Chosen, Options, Profile, leading
from councils.core.vote.tally import Tally, Weight


class Position(StrEnum):
    """What a council says to a question."""

    YES = "yes"
    NO = "no"
    TIED = "tied"
    NONE = "none"  # no valid decision: the quorum was missed, or nobody voted


@dataclass(frozen=True, slots=True)
class Verdict:
    """``took_part`` of ``roll``; ``quorum`` is the least number that had to; ``needed`` the least yes to carry."""

    yes: Fraction
    no: Fraction
    abstain: Fraction
    roll: int
    quorum: int
    majority: Majority
    needed: Fraction
    carried: bool
    position: Position
    of: Whole = later(Whole.CAST)
    against: int = later(0)
    chosen: Chosen | None = later(None)  # on several options: the one whose duel against leaving as it is this is

    @property
    def took_part(self) -> Fraction:
        return self.yes + self.no + self.abstain

    @property
    def whole(self) -> Fraction:
        """What the majority is a part of."""
        return whole_of(self, self.roll, self.majority, self.of)

    @property
    def quorum_met(self) -> bool:
        return self.took_part >= self.quorum

    @property
    def valid(self) -> bool:
        return self.position is not Position.NONE

    @property
    def option(self) -> int:
        """Of several options, the one that is carried; 0 where there is none."""
        return self.chosen.option if self.chosen and self.carried else LEAVE

    @property
    def counted(self) -> Weight:
        return Weight(self.yes, self.no, self.abstain)


def judge(
    count: Tally | Weight,
    roll: int,
    quorum: Fraction,
    majority: Majority = Majority.SIMPLE,
    *,
    of: Whole = Whole.CAST,
    against: int = 0,
    more_yes: bool = False,
) -> Verdict:
    """The verdict on ``count`` from a roll of ``roll``.

    ``quorum`` is a share of the roll, ``majority`` a part of the whole that ``of`` names; a consensus leaves
    ``against`` behind at most, and asks for ``more_yes`` than no.

    >>> from councils.core.vote.tally import Tally
    >>> judge(Tally(3, 2, 1), 60, Fraction(1, 5)).position
    <Position.NONE: 'none'>
    """
    yes, no, abstain = Fraction(count.yes), Fraction(count.no), Fraction(count.abstain)
    least, took_part = ceil(quorum * roll), count.total
    valid = took_part >= least and took_part > 0
    whole = whole_of(count, roll, majority, of)
    reached, needed = enough(yes, whole, majority, against), least_yes(whole, majority, against)
    if more_yes and majority is Majority.CONSENSUS:
        reached, needed = reached and yes > no, max(needed, least_yes(yes + no, Majority.SIMPLE))
    return Verdict(
        yes=yes,
        no=no,
        abstain=abstain,
        roll=roll,
        quorum=least,
        majority=majority,
        needed=min(yes, needed) if reached else needed,  # members represented come in fractions
        carried=valid and reached,
        position=stance(yes, no) if valid else Position.NONE,
        of=of,
        against=against,
    )


def judge_by(rule: MotionRule, count: Tally | Weight, roll: int, quorum: Fraction) -> Verdict:
    """The verdict by the majority of a kind of motion."""
    return judge(count, roll, quorum, rule.majority, of=rule.of, against=rule.against, more_yes=rule.more_yes)


def judge_options(rule: MotionRule, profile: Profile, options: Options, ask: Asked) -> Verdict:
    """The verdict on several options: on the one that wins, or on the one that came nearest to it."""
    passing = ask.passing if ask.passing is not None else passes(rule, profile, options, ask.roll)
    chosen = leading(profile, passing or options.numbers[1:], options.casting, ask.matter)
    chosen = replace(chosen, option=ask.option or chosen.option, passing=passing)
    if not passing:  # it came nearest, and no lot decides what comes of nothing
        chosen = replace(chosen, lots=(), seed="")
    verdict = judge_by(rule, profile.duel(chosen.option, LEAVE), ask.roll, ask.quorum)
    return replace(verdict, chosen=chosen)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verdict on options is asked with; ``passing`` and ``option`` where another count has settled them."""

    matter: str
    roll: int
    quorum: Fraction
    passing: tuple[int, ...] | None = None
    option: int = 0


def passes(rule: MotionRule, profile: Profile, options: Options, roll: int) -> tuple[int, ...]:
    """The options that win against leaving things as they are, by the majority asked for."""
    duels = {n: profile.duel(n, LEAVE) for n in options.numbers if n != LEAVE}
    return tuple(n for n, duel in duels.items() if judge_by(rule, duel, roll, Fraction(0)).carried)


def stance(yes: Fraction, no: Fraction) -> Position:
    if yes == no:
        return Position.TIED
    return Position.YES if yes > no else Position.NO


class Counted(Protocol):
    """Whatever says how many said yes, no, and abstained."""

    @property
    def yes(self) -> int | Fraction: ...

    @property
    def no(self) -> int | Fraction: ...

    @property
    def abstain(self) -> int | Fraction: ...


def whole_of(count: Counted, roll: int, majority: Majority, of: Whole) -> Fraction:
    """How many the majority is a part of; an absolute one is of the roll by its name."""
    if majority == Majority.ABSOLUTE or of == Whole.ROLL:
        return Fraction(roll)
    cast = Fraction(count.yes) + Fraction(count.no)
    return cast if of == Whole.CAST else cast + Fraction(count.abstain)


def enough(yes: Fraction, whole: Fraction, majority: Majority, against: int = 0) -> bool:
    match majority:
        case Majority.SIMPLE | Majority.ABSOLUTE:
            return 2 * yes > whole
        case Majority.TWO_THIRDS:
            return yes > 0 and 3 * yes >= 2 * whole
        case Majority.THREE_QUARTERS:
            return yes > 0 and 4 * yes >= 3 * whole
        case Majority.CONSENSUS:
            return yes > 0 and whole - yes <= against


def least_yes(whole: Fraction, majority: Majority, against: int = 0) -> Fraction:
    """The least whole yes that would have carried, of ``whole``; for the words of the result."""
    match majority:
        case Majority.SIMPLE | Majority.ABSOLUTE:
            return Fraction(whole // 2 + 1)
        case Majority.TWO_THIRDS:
            return Fraction(max(1, ceil(whole * 2 / 3)))
        case Majority.THREE_QUARTERS:
            return Fraction(max(1, ceil(whole * 3 / 4)))
        case Majority.CONSENSUS:
            return Fraction(max(1, ceil(whole - against)))
