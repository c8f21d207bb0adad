"""Labour accounts: hours worked become credits, and goods taken cancel them (R18).

Theory of operation. The books are double entry: a posting moves seconds of work from accounts to accounts, and its
amounts always sum to nought. An hour worked is booked by the workplace and counts when the member has confirmed it; a
part of it is deducted for what is needed in common, by the same factor for everyone (`Deductions`). Credits are no
money: nothing can move them from one member to another, they lapse after the time that the charter sets, and they are
cancelled when goods are taken. They are kept in **lots** by the day they were credited, and the oldest go first.

Who took what is nobody's business: the books are private, stay outside of the record, and are kept by the store.
These are the rules by which it keeps them, as pure functions.

Amounts are whole seconds, since the work in an egg is less than a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

Seconds = int
HOUR: Seconds = 3600
LONGEST_DAY: Seconds = 24 * HOUR


class Account(StrEnum):
    """The kinds of account; a member and a workplace have one each, the rest are one for all."""

    WORKED = "worked"  # by workplace: what its people have given (below nought)
    MEMBER = "member"  # what a member can take goods for (never below nought)
    COMMON = "common"  # deducted for what is needed in common
    TAKEN = "taken"  # cancelled for goods
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting; ``owner`` is the member's or workplace's name, empty for accounts of all."""

    account: Account
    owner: str
    amount: Seconds


Posting = tuple[Line, ...]
"""Lines whose amounts sum to nought."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Credits of one day, as far as they are left."""

    day: date
    left: Seconds


@dataclass(frozen=True, slots=True)
class Deductions:
    """Work of all plans counted, and the part of it for what is needed in common; both in hours.

    One plan more, or less, is one addition, however many there have been.
    """

    work: Fraction = Fraction(0)
    common: Fraction = Fraction(0)

    def plus(self, work: Fraction, common: Fraction) -> Deductions:
        return Deductions(self.work + work, self.common + common)

    def minus(self, work: Fraction, common: Fraction) -> Deductions:
        return Deductions(self.work - work, self.common - common)

    @property
    def factor(self) -> Fraction:
        """Of an hour worked, the part that is credited: the factor of individual consumption."""
        if self.work <= 0:
            return Fraction(1)
        return min(max(1 - self.common / self.work, Fraction(0)), Fraction(1))


class Short(StrEnum):
    """Why credits do not suffice, or hours cannot be."""

    CREDITS = "credits"
    DAY = "day"


def worked(workplace: str, member: str, seconds: Seconds, factor: Fraction) -> Posting:
    """Hours that a member has confirmed. What does not come out even goes to the common."""
    own = int(seconds * factor)
    lines = (
        Line(Account.WORKED, workplace, -seconds),
        Line(Account.MEMBER, member, own),
        Line(Account.COMMON, "", seconds - own),
    )
    return tuple(line for line in lines if line.amount)


def taken(member: str, cost: Seconds) -> Posting:
    """Goods taken for credits."""
    return (Line(Account.MEMBER, member, -cost), Line(Account.TAKEN, "", cost)) if cost else ()


def lapsed(member: str, seconds: Seconds) -> Posting:
    return (Line(Account.MEMBER, member, -seconds), Line(Account.LAPSED, "", seconds)) if seconds else ()


def undone(posting: Posting) -> Posting:
    """What takes a posting back: nothing in the books is ever changed."""
    return tuple(replace(line, amount=-line.amount) for line in posting)


def balanced(postings: Iterable[Posting]) -> bool:
    return all(sum(line.amount for line in posting) == 0 for posting in postings)


def cost(values: Iterable[tuple[Decimal, Decimal]]) -> Seconds:
    """Seconds for quantities of goods, each with the hours of work in a unit: rounded once, for all together."""
    hours = sum((quantity * value for quantity, value in values), Decimal(0))
    return int((hours * HOUR).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def credited(lots: Sequence[Lot], day: date, seconds: Seconds) -> tuple[Lot, ...]:
    """One lot for each day, the oldest first."""
    same = sum(lot.left for lot in lots if lot.day == day)
    others = [lot for lot in lots if lot.day != day]
    return tuple(sorted([*others, Lot(day, same + seconds)], key=lambda lot: lot.day)) if seconds else tuple(lots)


def spent(lots: Sequence[Lot], seconds: Seconds) -> tuple[Lot, ...] | Short:
    """What is left of the lots, the oldest first; or that they do not suffice, and nothing is spent."""
    if sum(lot.left for lot in lots) < seconds:
        return Short.CREDITS
    left = []
    for lot in lots:
        used = min(lot.left, seconds)
        seconds -= used
        if lot.left > used:
            left.append(Lot(lot.day, lot.left - used))
    return tuple(left)


def lapsing(lots: Sequence[Lot], today: date, days: int) -> tuple[tuple[Lot, ...], Seconds]:
    """What stays, and how much has lapsed: what was credited more than ``days`` ago (0: nothing ever does)."""
    if not days:
        return tuple(lots), 0
    oldest = today - timedelta(days=days)
    stays = tuple(lot for lot in lots if lot.day >= oldest)
    return stays, sum(lot.left for lot in lots if lot.day < oldest)
