"""Baskets of households, which nobody else sees, and the sums that councils see (``store/baskets.py``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from councils.store.models.people import Person


class Household(models.Model):
    """Those who need things together, in one assembly; nobody else sees their basket (R19).

    ``basket``: what they need in each period, as `baskets.Basket` packs it.
    """

    council = models.TextField(db_index=True)
    basket = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"{self.pk} of {self.council}"


class HouseholdMember(models.Model):
    """Who is of a household: one for each assembly that a person takes part in."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="households")
    council = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "council"], name="one_household_each")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.household_id}"


class BasketChange(models.Model):
    """What a household needs more, or less, on one day than its basket says; in thousandths of the unit."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="changes")
    product = models.TextField()
    priority = models.IntegerField()
    day = models.DateField()
    quantity = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.household_id}: {self.product} on {self.day}"


class NeededProduct(models.Model):
    """The number by which baskets name a product."""

    code = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.code


class NeedSum(models.Model):
    """What the households of a council and of all below it need: kept with every change of a basket.

    ``day`` is 0 for what is needed in each period, else the ordinal of the one day; ``quantity`` in thousandths;
    ``households``: how many of them say anything of it.
    """

    council = models.TextField()
    product = models.TextField()
    priority = models.IntegerField()
    day = models.IntegerField(default=0)
    quantity = models.BigIntegerField(default=0)
    households = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "product", "priority", "day"], name="one_sum_of_needs")
        ]

    def __str__(self) -> str:
        return f"{self.council}: {self.quantity} of {self.product}"


class NeedCount(models.Model):
    """How many households of a council, and of all below it, need anything."""

    council = models.TextField(primary_key=True)
    households = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.council}: {self.households}"
