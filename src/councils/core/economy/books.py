"""Labour accounts: hours worked become credits, and goods taken cancel them (R18).

Theory of operation. The books are double entry: a posting moves seconds of work from accounts to accounts, and its
amounts always sum to nought. An hour worked is booked by the workplace and counts when the member has confirmed it; a
part of it is deducted for what is needed in common, by the same factor for everyone (`factor`). Credits are no
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


class Hours(StrEnum):
    """What has become of hours that a workplace has told of a member: all but the first is the last word."""

    TOLD = "told"
    CONFIRMED = "confirmed"  # by the member, and booked
    DISPUTED = "disputed"  # by the member, with a reason
    WITHDRAWN = "withdrawn"  # by the workplace


def factor(hours: Decimal, common: Decimal) -> Fraction:
    """Of an hour worked, the part that is credited: the factor of individual consumption, exactly.

    ``hours`` is all work of the plan in force, ``common`` that for what is needed in common. One division, however
    many plans there have been; without a plan (no ``hours``) work is credited whole.
    """
    if hours <= 0:
        return Fraction(1)
    return min(max(1 - Fraction(common) / Fraction(hours), Fraction(0)), Fraction(1))


def spelled(seconds: Seconds) -> str:
    """An amount of work as people say it.

    >>> spelled(2 * HOUR + 90), spelled(0)
    ('2 h 1 min 30 s', '0 s')
    """
    parts = ((seconds // HOUR, "h"), (seconds % HOUR // 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def period_start(day: date, start: date, days: int) -> date:
    """The first day of the period that ``day`` lies in: periods of ``days`` from ``start`` on, and before it."""
    return day - timedelta(days=(day - start).days % days)


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


def spent(lots: Sequence[Lot], seconds: Seconds) -> tuple[Lot, ...] | None:
    """What is left of the lots when ``seconds`` are spent, the oldest first; None where they do not suffice."""
    if sum(lot.left for lot in lots) < seconds:
        return None
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
