"""Which councils keep silent about what their households need, since too few need anything there (R18, R19).

Theory of operation. Whether a council keeps silent depends on its siblings (``needs.silent``), and on whether one above
it does; about all it needs, or, where the charter says so (``by_product``), about one product at one priority: what is
needed in every period, and what is needed more or less on one day, each for itself. So neither a sum, nor the
difference of two periods, nor that of a sum today and tomorrow, is that of too few. A call for needs asks it of every
council. So those below one council are read together, by one statement and once for all of them that ask in the same
act: a call takes time as the number of councils, and siblings cannot go by different counts, however fast baskets
change meanwhile.

Of one product the congress tells everything: it is for all who live in the federation, and what it does not tell nobody
would make. What it tells of some places together is brought to the largest of them (``plan/federation.py``); so where
another one has to keep silent beside those of few, it is that one, and the plan of the others stays as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from councils.core.act import CouncilId
from councils.core.charter.limits import PlanningRule
from councils.core.economy.declared import Code
from councils.core.economy.needs import silent
from councils.store.rows import select

Kept = tuple[Code, int, int]
"""A product at one priority, in every period (0) or on one day."""
BELOW = (
    "SELECT here.id, COALESCE(known.households, 0) FROM store_councilrow here"
    " LEFT JOIN store_needcount known ON known.council = here.id WHERE here.parent = %s"
)
PARENT = "SELECT parent FROM store_councilrow WHERE id = %s"
COUNT = "SELECT households FROM store_needcount WHERE council = %s"
NEEDING = (
    "SELECT need.product, need.priority, need.day, here.id, need.households FROM store_councilrow here"
    " JOIN store_needsum need ON need.council = here.id WHERE here.parent = %s"
    " AND (need.quantity <> 0 OR need.households > 0) AND (need.day = 0 OR need.day >= %s)"
)


class Silence:
    """By the ``rule`` of a charter, for needs ``since`` a day (today). What was read once is not asked for again."""

    def __init__(self, rule: PlanningRule, since: date | None = None) -> None:
        self.floor, self.by_product = rule.floor, rule.by_product
        today = timezone.localdate()
        self.since = min(since or today, today).toordinal()
        self.hushed: dict[CouncilId, frozenset[CouncilId]] = {}
        self.products: dict[CouncilId, Mapping[Kept, frozenset[CouncilId]]] = {}
        self.parents: dict[CouncilId, CouncilId] = {}
        self.counts: dict[CouncilId, int] = {}
        self.siblings: dict[CouncilId, Mapping[CouncilId, int]] = {}

    def below(self, council: CouncilId) -> frozenset[CouncilId]:
        """The councils directly below that keep silent, so that no sum is that of too few households."""
        if council not in self.hushed:
            counts = self.siblings[council] = dict(select(BELOW, council))
            self.counts.update(counts)
            self.parents.update(dict.fromkeys(counts, council))
            self.hushed[council] = silent(counts, self.floor)
        return self.hushed[council]

    def of_product(self, council: CouncilId) -> Mapping[Kept, frozenset[CouncilId]]:
        """The councils directly below that say nothing of a product: silent anyway, or since few there need it."""
        if council not in self.products:
            self.products[council] = self.kept(council) if self.by_product else {}
        return self.products[council]

    def kept(self, council: CouncilId) -> Mapping[Kept, frozenset[CouncilId]]:
        hushed, needing = self.below(council), defaultdict[Kept, dict[CouncilId, int]](dict)
        for product, priority, day, name, number in select(NEEDING, council, self.since):
            needing[product, priority, day][name] = max(number, 1)
        first = "" if self.parent(council) else self.largest(council)
        return {key: silent(counts, self.floor, hushed, first) for key, counts in needing.items()}

    def largest(self, council: CouncilId) -> CouncilId:
        """The council directly below that most households are told of."""
        told = ((-number, name) for name, number in self.siblings[council].items() if name not in self.below(council))
        return min(told, default=(0, ""))[1]

    def covers(self, council: CouncilId, kept: Kept | None = None) -> bool:
        """Whether this council keeps silent, or one above it, which speaks for it; of everything, or of one product."""
        while parent := self.parent(council):
            if council in self.below(parent) or (kept and council in self.of_product(parent).get(kept, ())):
                return True
            council = parent
        return False

    def households(self, council: CouncilId) -> int:
        """How many households need anything here, or in any council below."""
        if council not in self.counts:
            self.counts[council] = sum(number for (number,) in select(COUNT, council))
        return self.counts[council]

    def parent(self, council: CouncilId) -> CouncilId:
        """Empty for the congress, and for a council that no overview shows."""
        if council not in self.parents:
            self.parents[council] = "".join(name for (name,) in select(PARENT, council))
        return self.parents[council]
