"""Judge a count: was the quorum met, is the majority there, and what follows (R6).

A ``Verdict`` holds every number that its explanation needs, so that a page, a refusal and the record can tell the same
story. Abstentions count for the quorum and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from councils.core.charter import Majority
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

    @property
    def took_part(self) -> Fraction:
        return self.yes + self.no + self.abstain

    @property
    def quorum_met(self) -> bool:
        return self.took_part >= self.quorum

    @property
    def valid(self) -> bool:
        return self.position is not Position.NONE

    @property
    def counted(self) -> Weight:
        return Weight(self.yes, self.no, self.abstain)


def judge(count: Tally | Weight, roll: int, quorum: Fraction, majority: Majority = Majority.SIMPLE) -> Verdict:
    """The verdict on ``count`` from a roll of ``roll`` with ``quorum`` (a share of the roll) and ``majority``.

    >>> from councils.core.vote.tally import Tally
    >>> judge(Tally(3, 2, 1), 60, Fraction(1, 5)).position
    <Position.NONE: 'none'>
    """
    yes, no, abstain = Fraction(count.yes), Fraction(count.no), Fraction(count.abstain)
    least = ceil(quorum * roll)
    valid = yes + no + abstain >= least and yes + no + abstain > 0
    reached, needed = enough(yes, no, roll, majority), least_yes(yes + no, roll, majority)
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
    )


def stance(yes: Fraction, no: Fraction) -> Position:
    if yes == no:
        return Position.TIED
    return Position.YES if yes > no else Position.NO


def enough(yes: Fraction, no: Fraction, roll: int, majority: Majority) -> bool:
    match majority:
        case Majority.SIMPLE:
            return yes > no
        case Majority.ABSOLUTE:
            return 2 * yes > roll
        case Majority.TWO_THIRDS:
            return yes > 0 and 3 * yes >= 2 * (yes + no)
        case Majority.THREE_QUARTERS:
            return yes > 0 and 4 * yes >= 3 * (yes + no)


def least_yes(cast: Fraction, roll: int, majority: Majority) -> Fraction:
    """The least yes that would have carried, given ``cast`` votes for and against; for the words of the result."""
    match majority:
        case Majority.SIMPLE:
            return Fraction(int(cast / 2) + 1)
        case Majority.ABSOLUTE:
            return Fraction(roll // 2 + 1)
        case Majority.TWO_THIRDS:
            return Fraction(max(1, ceil(cast * 2 / 3)))
        case Majority.THREE_QUARTERS:
            return Fraction(max(1, ceil(cast * 3 / 4)))
