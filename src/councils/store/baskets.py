"""Baskets of households, and the sums of them at every council: private, exact and live (R18, R19).

Theory of operation. A basket is packed into one value: for each product its number, the priority, and thousandths of
the unit. So a million of them are read and summed in seconds. Every change of a basket is written with its difference
to the sums of the household's council and of all councils above it, in one statement and in the same transaction:
nothing is ever computed at night, and ``rebuild`` gives the same sums from nothing.

Quantities are whole thousandths, so that sums are right to the last one whatever their order. With each sum is counted
how many households are in it, since that of too few is not told (``store/silence.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from struct import Struct

import numpy as np

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.needs import Horizon, Need, Stated, added
from councils.store.models import (
    BasketChange,
    CouncilRow,
    Household,
    HouseholdMember,
    NeedCount,
    NeededProduct,
    NeedSum,
    Person,
)
from councils.store.order import writing
from councils.store.rows import run, select
from councils.store.silence import Kept, Silence

LINE = Struct("<IBq")
PARTS = 1000
EVERY_PERIOD = 0
Basket = Mapping[tuple[Code, int], int]
"""Thousandths by product and priority."""
Sums = Mapping[tuple[Code, int, int], int]
"""Thousandths by product, priority and day (0: in every period)."""
Counted = Mapping[tuple[Code, int, int], tuple[int, int]]
"""Thousandths, and how many households they are of."""


def pack(basket: Basket) -> bytes:
    return packed(basket, numbered({code for code, _ in basket}))


def packed(basket: Basket, numbers: Mapping[Code, int]) -> bytes:
    lines = sorted((numbers[code], priority, parts) for (code, priority), parts in basket.items() if parts)
    return b"".join(LINE.pack(*line) for line in lines)


def unpack(packed: bytes | memoryview) -> dict[tuple[Code, int], int]:
    codes = dict(NeededProduct.objects.values_list("id", "code"))
    return {(codes[number], priority): parts for number, priority, parts in LINE.iter_unpack(packed)}


def numbered(codes: Iterable[Code]) -> dict[Code, int]:
    """The numbers of products; new ones for those that no basket has named before."""
    wanted = set(codes)
    NeededProduct.objects.bulk_create([NeededProduct(code=code) for code in sorted(wanted)], ignore_conflicts=True)
    return dict(NeededProduct.objects.filter(code__in=wanted).values_list("code", "id"))


def write(household: Household, basket: Basket) -> None:
    """What a household needs in every period from now on, instead of what it needed before."""
    with writing():
        held = Household.objects.select_for_update().get(pk=household.pk)
        before = unpack(held.basket)
        held.basket = pack(basket)
        held.save(update_fields=["basket"])
        changes = {
            (*key, EVERY_PERIOD): differing(before.get(key, 0), basket.get(key, 0)) for key in {*before, *basket}
        }
        count(held.council, changes, int(any(basket.values())) - int(any(before.values())))


def fill(households: Iterable[tuple[CouncilId, Sequence[Person], Basket]]) -> None:
    """Many households at once, where there are none yet: whose they are, and what each needs in every period."""
    given = tuple(households)
    numbers = numbered({code for _, _, basket in given for code, _ in basket})
    with writing():
        made = Household.objects.bulk_create(
            (Household(council=council, basket=packed(basket, numbers)) for council, _, basket in given), batch_size=500
        )
        people = (
            HouseholdMember(household=household, person=person, council=council)
            for household, (council, persons, _) in zip(made, given, strict=True)
            for person in persons
        )
        HouseholdMember.objects.bulk_create(people, batch_size=500)
        rebuild()


def change(household: Household, product: Code, priority: int, day: date, parts: int) -> BasketChange:
    """What a household needs more, or less, on one day, instead of what it had said of that day before."""
    with writing():
        held = Household.objects.select_for_update().get(pk=household.pk)
        known, _ = BasketChange.objects.get_or_create(
            household=held, product=product, priority=priority, day=day, defaults={"quantity": 0}
        )
        difference, known.quantity = differing(known.quantity, parts), parts
        known.save(update_fields=["quantity"])
        count(held.council, {(product, priority, day.toordinal()): difference}, 0)
    return known


def differing(before: int, now: int) -> tuple[int, int]:
    """What a need of one household changes in a sum, and in how many households are in it."""
    return now - before, int(now != 0) - int(before != 0)


def count(council: CouncilId, changes: Counted, households: int) -> None:
    """Add differences to the sums of a council and of all above it."""
    above = chain(council)
    rows = [(name, *key, *change) for key, change in changes.items() if any(change) for name in above]
    for some in (rows[at : at + 150] for at in range(0, len(rows), 150)):
        places = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(some))
        run(
            f"INSERT INTO store_needsum (council, product, priority, day, quantity, households) VALUES {places} "  # noqa: S608
            "ON CONFLICT (council, product, priority, day) "
            "DO UPDATE SET quantity = store_needsum.quantity + excluded.quantity, "
            "households = store_needsum.households + excluded.households",
            [value for row in some for value in row],
        )
    if households:
        places = ", ".join(["(%s, %s)"] * len(above))
        run(
            f"INSERT INTO store_needcount (council, households) VALUES {places} ON CONFLICT (council) "  # noqa: S608
            "DO UPDATE SET households = store_needcount.households + excluded.households",
            [value for name in above for value in (name, households)],
        )


def carry(council: CouncilId, parent: CouncilId, *, comes: bool) -> None:
    """What a council and all below it need counts at ``parent`` and above from now on; or not any more (R16)."""
    sign = 1 if comes else -1
    known = select(COUNTED, council)
    changes = {
        (product, priority, day): (sign * parts, sign * number) for product, priority, day, parts, number in known
    }
    households = NeedCount.objects.filter(council=council).values_list("households", flat=True).first() or 0
    with writing():
        count(parent, changes, sign * households)


def chain(council: CouncilId) -> list[CouncilId]:
    """A council and all above it, from below."""
    found = select(
        "WITH RECURSIVE up(id, parent, n) AS ("
        "SELECT id, parent, 0 FROM store_councilrow WHERE id = %s UNION ALL "
        "SELECT c.id, c.parent, up.n + 1 FROM store_councilrow c JOIN up ON c.id = up.parent) "
        "SELECT id FROM up ORDER BY n",
        council,
    )
    return [name for (name,) in found]


def sums(council: CouncilId) -> Sums:
    """What a council and all below it need."""
    return {(product, priority, day): parts for product, priority, day, parts in select(SUMS, council)}


SUMS = "SELECT product, priority, day, quantity FROM store_needsum WHERE council = %s AND quantity <> 0"
COUNTED = "SELECT product, priority, day, quantity, households FROM store_needsum WHERE council = %s"


def told(council: CouncilId, silence: Silence) -> Sums:
    """What may be told of what a council and all below it need: nothing that too few households need."""
    return {key: parts for key, parts in sums(council).items() if not silence.covers(council, key)}


def spoken_for(council: CouncilId, silence: Silence) -> Iterator[tuple[CouncilId, Sums]]:
    """What a council tells for each one directly below it that keeps silent, of everything or of a product."""
    hushed: dict[CouncilId, set[Kept]] = defaultdict(set)
    for key, names in silence.of_product(council).items():
        if not silence.covers(council, key):
            for name in names:
                hushed[name].add(key)
    whole = silence.below(council)
    for name in sorted({*hushed, *whole}):
        yield (
            name,
            {
                key: parts
                for key, parts in sums(name).items()
                if key in hushed[name] or (name in whole and not silence.by_product)
            },
        )


def stated(council: Council, horizon: Horizon, silence: Silence) -> Stated:
    """What a council states in a call for needs: its households', or those of the silent ones below it."""
    if silence.covers(council.id):
        return Stated(held_back=True)
    if silence.households(council.id) < silence.floor:
        return Stated()
    if council.is_base:
        return added([Stated(silence.households(council.id), tuple(in_periods(told(council.id, silence), horizon)))])
    whole = silence.below(council.id)
    return added(
        Stated(silence.households(name) if name in whole else 0, tuple(in_periods(known, horizon)))
        for name, known in spoken_for(council.id, silence)
    )


def in_periods(known: Sums, horizon: Horizon) -> Iterator[Need]:
    """Sums as needs of a horizon: those of every period in each, those of one day in its period.

    Where another council tells what is needed in every period, what is needed less on a day is below nothing here.
    """
    needed: dict[tuple[Code, int, int], int] = defaultdict(int)
    for (product, priority, day), parts in known.items():
        one = horizon.period_of(date.fromordinal(day)) if day else 0
        for period in range(1, horizon.periods + 1) if not day else ([one] if one else []):
            needed[product, period, priority] += parts
    for (product, period, priority), parts in sorted(needed.items()):
        if parts:
            yield Need(product, period, priority, common=False, quantity=Decimal(parts) / PARTS)


PACKED = [("number", "<u4"), ("priority", "u1"), ("parts", "<i8")]


def rebuild(progress: Callable[[int], None] = lambda _: None) -> None:
    """All sums and counts anew, from the baskets; ``progress`` is told how many households were read."""
    with writing():
        totals, households = summed(progress)
        NeedSum.objects.all().delete()
        NeedCount.objects.all().delete()
        rows = (
            NeedSum(council=c, product=p, priority=n, day=d, quantity=parts, households=number)
            for (c, p, n, d), (parts, number) in totals.items()
        )
        NeedSum.objects.bulk_create(rows, batch_size=500)
        counts = (NeedCount(council=name, households=number) for name, number in households.items() if number)
        NeedCount.objects.bulk_create(counts, batch_size=500)


Totals = dict[tuple[CouncilId, Code, int, int], tuple[int, int]]
"""As `Counted`, of each council."""


def summed(progress: Callable[[int], None]) -> tuple[Totals, dict[CouncilId, int]]:
    """What every council needs, with all below it, and of how many households; of those how many need anything."""
    parents = dict(CouncilRow.objects.values_list("id", "parent"))
    codes = dict(NeededProduct.objects.values_list("id", "code"))
    here: Totals = {}
    households: dict[CouncilId, int] = defaultdict(int)
    for council, packed in baskets(progress):
        filled = [basket for basket in packed if basket]
        for (number, priority), total in totalled(b"".join(filled)).items():
            here[council, codes[number], priority, EVERY_PERIOD] = total
        households[council] += len(filled)
    for once in BasketChange.objects.exclude(quantity=0).select_related("household"):
        key = (once.household.council, once.product, once.priority, once.day.toordinal())
        parts, number = here.get(key, (0, 0))
        here[key] = parts + once.quantity, number + 1
    totals: Totals = {}
    for (council, product, priority, day), (parts, number) in here.items():
        for name in upwards(council, parents):
            before, counted = totals.get((name, product, priority, day), (0, 0))
            totals[name, product, priority, day] = before + parts, counted + number
    numbers: dict[CouncilId, int] = defaultdict(int)
    for council, number in households.items():
        for name in upwards(council, parents):
            numbers[name] += number
    return totals, numbers


def baskets(progress: Callable[[int], None]) -> Iterator[tuple[CouncilId, list[bytes]]]:
    """The baskets of each council; some at a time, where it has many."""
    rows = Household.objects.order_by("council").values_list("council", "basket").iterator(chunk_size=5000)
    read = 0
    for council, group in groupby(rows, key=itemgetter(0)):
        packed = [bytes(basket) for _, basket in group]
        read += len(packed)
        progress(read)
        yield council, packed


def totalled(packed: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """Thousandths by the number of the product and priority, of many baskets one after another; and of how many."""
    lines = np.frombuffer(packed, dtype=PACKED)
    keys = lines["number"].astype(np.int64) * 256 + lines["priority"]
    known, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    total = np.zeros(len(known), dtype=np.int64)
    np.add.at(total, which, lines["parts"])
    each = zip(known.tolist(), total.tolist(), counts.tolist(), strict=True)
    return {divmod(key, 256): (parts, number) for key, parts, number in each}


def upwards(council: CouncilId, parents: Mapping[CouncilId, CouncilId]) -> Iterator[CouncilId]:
    while council in parents:
        yield council
        council = parents[council]
