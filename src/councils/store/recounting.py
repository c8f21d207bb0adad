"""How many households are in each sum of needs, counted from baskets that were written before anybody counted (R19).

Theory of operation. The migration that brings the column asks for it, and so does restoring a backup that is older than
the column. So the models are those of the apps that whoever asks has, and the database is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from struct import Struct
from typing import Any

LINE = Struct("<IBq")
Key = tuple[str, str, int, int]
"""Council, product, priority, day."""


def recount(model: Callable[[str, str], Any], database: str) -> None:
    """Write into every sum how many households say anything of it; ``model`` is ``get_model`` of the apps."""
    totals = upwards(said(model, database), dict(rows(model, database, "CouncilRow").values_list("id", "parent")))
    changed = list(rows(model, database, "NeedSum"))
    for one in changed:
        one.households = totals[one.council, one.product, one.priority, one.day]
    rows(model, database, "NeedSum").bulk_update(changed, ["households"], batch_size=200)


def rows(model: Callable[[str, str], Any], database: str, name: str) -> Any:
    return model("store", name).objects.using(database)


def said(model: Callable[[str, str], Any], database: str) -> Counter[Key]:
    """By their own assembly."""
    codes = dict(rows(model, database, "NeededProduct").values_list("id", "code"))
    found: Counter[Key] = Counter()
    for council, basket in rows(model, database, "Household").values_list("council", "basket").iterator():
        found.update((council, codes[number], priority, 0) for number, priority, _ in LINE.iter_unpack(bytes(basket)))
    for once in rows(model, database, "BasketChange").exclude(quantity=0).select_related("household"):
        found[once.household.council, once.product, once.priority, once.day.toordinal()] += 1
    return found


def upwards(here: Counter[Key], parents: dict[str, str]) -> Counter[Key]:
    totals: Counter[Key] = Counter()
    for (council, product, priority, day), number in here.items():
        above = council
        while above in parents:
            totals[above, product, priority, day] += number
            above = parents[above]
    return totals
