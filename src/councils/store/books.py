"""The labour accounts as they are kept: double entry, private, each booking in one transaction (R18, R19).

Theory of operation. The rules are the core's (``core/economy/books.py``); here their postings are written. Whoever
books has the account's row first, so that two devices of one member come one after the other, and the lots that they
spend are those that are left. The sum of every account is kept with each booking, by its difference: no booking costs
more because there are many, and ``audit`` reckons all of it anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum

from councils.core.act import CouncilId
from councils.core.economy import books
from councils.core.economy.books import Account, Hours, Lot, Posting, Seconds
from councils.store.models import (
    Booking,
    BookingLine,
    BookSum,
    CreditLot,
    GoodsTaken,
    LabourAccount,
    Person,
    WorkedHours,
)
from councils.store.order import writing
from councils.store.rows import run


@contextmanager
def account_of(person: Person, root: CouncilId) -> Iterator[LabourAccount]:
    """The account of ``person`` in a federation, made if there is none, for as long as the transaction lasts."""
    with writing():
        LabourAccount.objects.get_or_create(person=person, root=root)
        yield LabourAccount.objects.select_for_update().get(person=person, root=root)


@contextmanager
def hours_held(number: int) -> Iterator[WorkedHours | None]:
    """Hours that were told, with the account they are told of, for as long as the transaction lasts."""
    with writing():
        LabourAccount.objects.select_for_update().filter(hours__pk=number).first()
        yield WorkedHours.objects.select_related("account").filter(pk=number).first()


def lots(account: LabourAccount) -> tuple[Lot, ...]:
    """The oldest first."""
    return tuple(Lot(day, left) for day, left in account.lots.order_by("day").values_list("day", "left"))


def keep(account: LabourAccount, before: Sequence[Lot], after: Sequence[Lot]) -> None:
    known, left = {lot.day: lot.left for lot in before}, {lot.day: lot.left for lot in after}
    account.lots.filter(day__in=known.keys() - left.keys()).delete()
    changed = [CreditLot(account=account, day=day, left=much) for day, much in left.items() if known.get(day) != much]
    CreditLot.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["account", "day"], update_fields=["left"]
    )


def book(root: CouncilId, posting: Posting, at: datetime) -> None:
    """Write a posting, and its amounts to the sums."""
    if not posting:
        return
    if not books.balanced([posting]):
        raise ValueError(f"these lines do not sum to nought: {posting}")
    booking = Booking.objects.create(root=root, at=at)
    BookingLine.objects.bulk_create(
        BookingLine(booking=booking, account=line.account.value, owner=line.owner, amount=line.amount)
        for line in posting
    )
    rows = sorted((root, line.account.value, line.owner, line.amount) for line in posting)  # all in one order
    add_up(rows)


def add_up(rows: Sequence[tuple[CouncilId, str, str, Seconds]]) -> None:
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    run(
        f"INSERT INTO store_booksum (root, account, owner, amount) VALUES {places} "  # noqa: S608
        "ON CONFLICT (root, account, owner) DO UPDATE SET amount = store_booksum.amount + excluded.amount",
        [value for row in rows for value in row],
    )


def confirm(told: WorkedHours, credited: Fraction, today: date, at: datetime) -> None:
    """Book hours that their member has confirmed; the part ``credited`` is theirs."""
    account, member = told.account, str(told.account_id)
    posting = books.worked(told.workplace, member, told.seconds, credited)
    own = sum(line.amount for line in posting if line.account is Account.MEMBER)
    before = lots(account)
    keep(account, before, books.credited(before, today, own))
    book(account.root, posting, at)
    answer(told, Hours.CONFIRMED)


def answer(told: WorkedHours, state: Hours, reason: str = "") -> None:
    told.state, told.reason = state.value, reason
    told.save(update_fields=["state", "reason"])


def lapse(account: LabourAccount, today: date, days: int, at: datetime) -> tuple[Lot, ...]:
    """The lots that have not lapsed by ``today``; those that have are booked as such."""
    before = lots(account)
    left, gone = books.lapsing(before, today, days)
    if gone:
        keep(account, before, left)
        book(account.root, books.lapsed(str(account.pk), gone), at)
    return left


def hand_out(goods: GoodsTaken, before: Sequence[Lot], left: Sequence[Lot], at: datetime) -> None:
    """Book goods for which ``left`` is left of the lots."""
    keep(goods.account, before, left)
    book(goods.account.root, books.taken(str(goods.account_id), goods.seconds), at)
    goods.save()


def close(person: Person, at: datetime) -> None:
    """Before a person is erased: what they have not taken lapses, and nobody knows any more what they took."""
    for account in person.labour_accounts.all():
        with account_of(person, account.root) as held:
            before = lots(held)
            keep(held, before, ())
            book(held.root, books.lapsed(str(held.pk), sum(lot.left for lot in before)), at)
            held.hours.filter(state=Hours.TOLD.value).delete()
            held.taken.all().delete()
            held.person = None
            held.save(update_fields=["person"])


def carry_over(old: CouncilId, new: CouncilId) -> None:
    """The books of a federation that has joined another go on in the other's (R16)."""
    with transaction.atomic():
        Booking.objects.filter(root=old).update(root=new)
        for here in LabourAccount.objects.filter(root=old):
            there = LabourAccount.objects.filter(root=new, person=here.person_id).first() if here.person_id else None
            if there is None:
                LabourAccount.objects.filter(pk=here.pk).update(root=new)
            else:
                unite(here, there)
        rebuild([old, new])


def carry_off(accounts: Iterable[LabourAccount], old: CouncilId, new: CouncilId) -> None:
    """These accounts go on in the books of a federation that has left another, with all that was booked on them (R16).

    Every booking is of one member, so both books add up as before. Nobody has an account there yet: whoever was in that
    federation before it joined has theirs in the other's since then (``carry_over``).
    """
    numbers = [account.pk for account in accounts]
    with transaction.atomic():
        for some in (numbers[at : at + 500] for at in range(0, len(numbers), 500)):
            theirs = BookingLine.objects.filter(account=Account.MEMBER.value, owner__in=map(str, some))
            Booking.objects.filter(root=old, pk__in=theirs.values("booking")).update(root=new)
            LabourAccount.objects.filter(pk__in=some).update(root=new)
        rebuild([old, new])


def unite(here: LabourAccount, there: LabourAccount) -> None:
    both = before = lots(there)
    for lot in lots(here):
        both = books.credited(both, lot.day, lot.left)
    keep(there, before, both)
    BookingLine.objects.filter(account=Account.MEMBER.value, owner=str(here.pk)).update(owner=str(there.pk))
    here.hours.update(account=there)
    here.taken.update(account=there)
    here.delete()


Sums = dict[tuple[str, str], Seconds]


def summed(root: CouncilId) -> Sums:
    """The sum of every account of a federation, from all its lines."""
    lines = BookingLine.objects.filter(booking__root=root).values_list("account", "owner")
    return {(account, owner): amount for account, owner, amount in lines.annotate(Sum("amount")) if amount}


def sums(root: CouncilId) -> Sums:
    """The same as they are kept."""
    rows = BookSum.objects.filter(root=root).exclude(amount=0)
    return {(account, owner): amount for account, owner, amount in rows.values_list("account", "owner", "amount")}


def totals(root: CouncilId) -> dict[Account, Seconds]:
    """The sum of all accounts of each kind: they sum to nought."""
    rows = BookSum.objects.filter(root=root).values_list("account").annotate(Sum("amount"))
    return {**dict.fromkeys(Account, 0), **{Account(account): amount for account, amount in rows}}


def rebuild(roots: Iterable[CouncilId]) -> None:
    """The sums anew, from the lines."""
    for root in roots:
        BookSum.objects.filter(root=root).delete()
        BookSum.objects.bulk_create(
            (BookSum(root=root, account=a, owner=o, amount=amount) for (a, o), amount in summed(root).items()),
            batch_size=500,
        )


def audit(root: CouncilId) -> list[str]:
    """What does not add up in the books of a federation: nothing, ever."""
    wrong = []
    booked = BookingLine.objects.filter(booking__root=root).values_list("booking").annotate(total=Sum("amount"))
    wrong += [f"booking {number} is off by {total} s" for number, total in booked if total]
    kept, reckoned = sums(root), summed(root)
    wrong += [
        f"the sum of {key} is not that of its lines" for key in {*kept, *reckoned} if kept.get(key) != reckoned.get(key)
    ]
    left: dict[str, Seconds] = defaultdict(int)
    for account, much in CreditLot.objects.filter(account__root=root).values_list("account", "left"):
        left[str(account)] += much
    members = {owner: amount for (account, owner), amount in reckoned.items() if account == Account.MEMBER.value}
    wrong += [
        f"account {owner} has lots of another sum"
        for owner in {*members, *left}
        if members.get(owner, 0) != left[owner]
    ]
    return sorted(wrong)
