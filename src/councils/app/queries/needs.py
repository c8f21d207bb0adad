"""Sums of needs as people may see them: live, and those of enough households alone (R18, R19)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.store import baskets
from councils.store.models import CouncilRow, NeedSum
from councils.store.silence import Silence

FIRST = 1  # the priority of special needs


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one product: in ``every`` period, how much of that is a special need, and on single ``days`` to come."""

    product: Code
    every: Decimal
    special: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """``silent``: too few households need anything here for their sum to be told. ``elsewhere``: what too few need of a
    product, the council above tells."""

    sums: list[Sum]
    households: int
    silent: bool
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A council below, and what it needs of one product in every period, as far as it tells that."""

    council: CouncilId
    name: str
    every: Decimal
    households: int
    silent: bool


def sums(council: Council) -> Told:
    """What the households of a council, and of all below it, need."""
    silence = Silence(council.charter.planning)
    hushed, number = silence.covers(council.id), silence.households(council.id)
    if hushed or 0 < number < silence.floor:
        return Told([], 0, silent=True)
    today = timezone.localdate()
    every: dict[Code, int] = defaultdict(int)
    special: dict[Code, int] = defaultdict(int)
    days: dict[Code, int] = defaultdict(int)
    for (product, priority, day), parts in baskets.told(council.id, silence).items():
        if day:
            days[product] += parts if date.fromordinal(day) >= today else 0
        else:
            every[product] += parts
            special[product] += parts if priority == FIRST else 0
    products = sorted({*every, *days})
    told = [Sum(p, units(every[p]), units(special[p]), units(days[p])) for p in products]
    elsewhere = silence.by_product and bool(number and silence.parent(council.id))
    return Told(told, number, silent=False, elsewhere=elsewhere)


def units(parts: int) -> Decimal:
    return Decimal(parts) / baskets.PARTS


def below(council: Council, product: Code) -> tuple[list[Row], Decimal]:
    """The councils directly below, by name, where those that keep silent say so; and what this one tells for them."""
    rows = list(CouncilRow.objects.filter(parent=council.id).order_by("name"))
    names = [row.pk for row in rows]
    silence = Silence(council.charter.planning)
    hushed = silence.below(council.id)
    needed: dict[CouncilId, int] = defaultdict(int)
    rest = 0
    known = NeedSum.objects.filter(council__in=names, product=product, day=0)
    for name, priority, parts in known.values_list("council", "priority", "quantity"):
        key = (product, priority, baskets.EVERY_PERIOD)
        if not silence.covers(name, key):
            needed[name] += parts
        elif not silence.covers(council.id, key):
            rest += parts
    told = [Row(row.pk, row.name, units(needed[row.pk]), silence.households(row.pk), row.pk in hushed) for row in rows]
    return told, units(rest)
