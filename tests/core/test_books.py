"""The labour accounts always balance, nobody goes below nought, and credits lapse (R18)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from councils.core.economy.books import (
    HOUR,
    Account,
    Lot,
    Posting,
    Seconds,
    balanced,
    cost,
    credited,
    factor,
    lapsed,
    lapsing,
    period_start,
    spent,
    taken,
    undone,
    worked,
)

START = date(2026, 1, 1)
MEMBERS, FEDERATIONS = ("ana", "ben"), ("town", "isle")
MEMBER, FEDERATION = st.sampled_from(MEMBERS), st.sampled_from(FEDERATIONS)
LASTS = 30  # days


class Books(RuleBasedStateMachine):
    """People work, take goods and let credits lapse, in any order; the days go on.

    A part of the federation leaves with the accounts of its people, and joins it again: who has credits in both by
    then has one account. ``lots`` and ``journals`` are by federation; an account moves with all that is booked on it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.day = START
        self.lots: dict[tuple[str, str], tuple[Lot, ...]] = {(f, m): () for f in FEDERATIONS for m in MEMBERS}
        self.journals: dict[str, list[Posting]] = {name: [] for name in FEDERATIONS}
        self.factor = Fraction(1)

    @rule(work=st.integers(1, 1000), share=st.integers(0, 100))
    def adopt_plan(self, work: int, share: int) -> None:
        self.factor = factor(Decimal(work), Decimal(work * share) / 100)

    @rule(where=FEDERATION, member=MEMBER, seconds=st.integers(1, 10 * HOUR))
    def work(self, where: str, member: str, seconds: int) -> None:
        posting = worked("mill", member, seconds, self.factor)
        self.journals[where].append(posting)
        self.lots[where, member] = credited(self.lots[where, member], self.day, own(posting, member))

    @rule(
        where=FEDERATION,
        member=MEMBER,
        loaves=st.decimals(0, 50, places=3),
        hours=st.decimals(0, 2, places=6),
    )
    def take(self, where: str, member: str, loaves: Decimal, hours: Decimal) -> None:
        price, lots = cost([(loaves, hours)]), self.lots[where, member]
        left = spent(lots, price)
        assert (left is None) == (sum(lot.left for lot in lots) < price)
        if left is not None:
            self.journals[where].append(taken(member, price))
            self.lots[where, member] = left

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)
        for (where, member), lots in self.lots.items():
            self.lots[where, member], gone = lapsing(lots, self.day, LASTS)
            self.journals[where].append(lapsed(member, gone))

    @rule(member=MEMBER)
    def leave(self, member: str) -> None:
        self.move(member, *FEDERATIONS)

    @rule()
    def join(self) -> None:
        for member in MEMBERS:
            self.move(member, *reversed(FEDERATIONS))

    def move(self, member: str, origin: str, to: str) -> None:
        theirs = [posting for posting in self.journals[origin] if any(line.owner == member for line in posting)]
        self.journals[origin] = [posting for posting in self.journals[origin] if posting not in theirs]
        self.journals[to] += theirs
        for lot in self.lots[origin, member]:
            self.lots[to, member] = credited(self.lots[to, member], lot.day, lot.left)
        self.lots[origin, member] = ()

    @invariant()
    def every_posting_balances(self) -> None:
        for journal in self.journals.values():
            assert balanced(journal)
            assert balanced(undone(posting) for posting in journal)

    @invariant()
    def lots_are_what_the_journal_says(self) -> None:
        for (where, member), lots in self.lots.items():
            booked = sum(own(posting, member) for posting in self.journals[where])
            assert booked == sum(lot.left for lot in lots) >= 0
            assert [lot.day for lot in lots] == sorted({lot.day for lot in lots})

    @invariant()
    def nothing_older_than_it_lasts_is_left(self) -> None:
        assert all(lot.day >= self.day - timedelta(days=LASTS) for lots in self.lots.values() for lot in lots)


def own(posting: Posting, member: str) -> Seconds:
    return sum(line.amount for line in posting if line.account is Account.MEMBER and line.owner == member)


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)


def test_work_is_credited_but_for_what_is_needed_in_common() -> None:
    assert factor(Decimal(0), Decimal(0)) == 1
    assert factor(Decimal(3), Decimal(1)) == Fraction(2, 3)
    assert factor(Decimal(10), Decimal(12)) == 0


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 40))
def test_every_day_lies_in_one_period(day: date, days: int) -> None:
    first = period_start(day, START, days)
    assert first <= day < first + timedelta(days=days)
    assert (first - START).days % days == 0


def test_what_does_not_come_out_even_goes_to_the_common() -> None:
    lines = {line.account: line.amount for line in worked("mill", "ana", 100, Fraction(2, 3))}
    assert lines == {Account.WORKED: -100, Account.MEMBER: 66, Account.COMMON: 34}


def test_many_small_things_are_rounded_together() -> None:
    egg = Decimal("0.0001")  # hours: a third of a second and a bit
    assert cost([(Decimal(1), egg)]) == 0
    assert cost([(Decimal(1), egg)] * 10) == 4


def test_credits_do_not_lapse_where_the_charter_says_never() -> None:
    assert lapsing([Lot(START, 5)], date(2030, 1, 1), 0) == ((Lot(START, 5),), 0)
