"""The labour accounts, which are their members' own, and their sums (``store/books.py``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from councils.store.models.people import Person


class LabourAccount(models.Model):
    """What a person has worked and can take goods for, in the federation of the congress ``root``: private (R19).

    Whoever is erased leaves an account that is nobody's, so that the books balance.
    """

    root = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="labour_accounts")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["root", "person"], name="one_labour_account_each")]

    def __str__(self) -> str:
        return f"{self.pk} in {self.root}"


class CreditLot(models.Model):
    """Credits of one day, in seconds, as far as they are left."""

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="lots")
    day = models.DateField()
    left = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "day"], name="one_lot_a_day")]

    def __str__(self) -> str:
        return f"{self.left} of {self.day}"


class WorkedHours(models.Model):
    """Seconds of work that a workplace tells of one of its members; ``state``: of ``core.economy.books.Hours``."""

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="hours")
    workplace = models.TextField(db_index=True)
    day = models.DateField()
    seconds = models.IntegerField()
    state = models.TextField()
    told = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="hours_of_a_day")]

    def __str__(self) -> str:
        return f"{self.seconds} s on {self.day} at {self.workplace}: {self.state}"


class Booking(models.Model):
    """One posting of the labour accounts: its lines sum to nought."""

    root = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} in {self.root}"


class BookingLine(models.Model):
    """Seconds of work to, or from, an account of the kind ``account`` (``core.economy.books.Account``)."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    account = models.TextField()
    owner = models.TextField(default="")
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.account} {self.owner}: {self.amount}"


class BookSum(models.Model):
    """The sum of all lines of one account: kept with every booking."""

    root = models.TextField()
    account = models.TextField()
    owner = models.TextField(default="")
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["root", "account", "owner"], name="one_sum_of_books")]

    def __str__(self) -> str:
        return f"{self.account} {self.owner}: {self.amount}"


class GoodsTaken(models.Model):
    """What a member has taken, in thousandths of the unit, and the seconds of credits cancelled for it: private (R19).

    ``key`` is that of the form it was taken with: the same form sent twice takes once.
    """

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="taken")
    council = models.TextField(db_index=True)
    product = models.TextField()
    day = models.DateField()
    quantity = models.BigIntegerField()
    seconds = models.BigIntegerField()
    key = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="taken_once")]
        indexes: ClassVar = [models.Index(fields=["account", "product", "day"], name="taken_in_a_period")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product} on {self.day}"
