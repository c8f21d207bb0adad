"""Tallies: how many said yes, no, and abstained.

``Tally`` counts heads or votes (whole numbers); ``Weight`` carries members represented, who follow their delegates in
exact fractions (a delegation of two with 115 members weighs 57 1/2 on each side when it divides).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Tally:
    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.no + self.abstain

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.yes + other.yes, self.no + other.no, self.abstain + other.abstain)

    def __getitem__(self, choice: str) -> int:
        return self.votes[choice]

    @property
    def votes(self) -> Mapping[str, int]:
        return {Choice.YES: self.yes, Choice.NO: self.no, Choice.ABSTAIN: self.abstain}

    def __str__(self) -> str:
        return f"{self.yes} / {self.no} / {self.abstain}"

    @classmethod
    def of(cls, choices: Iterable[str]) -> Tally:
        """Count ``choices``, one vote each."""
        votes = list(choices)
        return cls(votes.count(Choice.YES), votes.count(Choice.NO), votes.count(Choice.ABSTAIN))

    @classmethod
    def all(cls, choice: Choice, votes: int) -> Tally:
        return cls(**{choice.value: votes})


@dataclass(frozen=True, slots=True)
class Weight:
    """Members represented on each side; exact."""

    yes: Fraction = Fraction(0)
    no: Fraction = Fraction(0)
    abstain: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        return self.yes + self.no + self.abstain

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.yes + other.yes, self.no + other.no, self.abstain + other.abstain)

    def __str__(self) -> str:
        return f"{self.yes} / {self.no} / {self.abstain}"

    @classmethod
    def of(cls, tally: Tally, members: int | None = None) -> Weight:
        """``members`` shared out as ``tally`` voted; without ``members``, the tally itself."""
        if members is None:
            return cls(Fraction(tally.yes), Fraction(tally.no), Fraction(tally.abstain))
        if not tally.total:
            return cls()
        each = Fraction(members, tally.total)
        return cls(tally.yes * each, tally.no * each, tally.abstain * each)
