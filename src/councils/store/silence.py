"""Which councils keep silent about what their households need, since too few need anything there (R18, R19).

Theory of operation. Whether a council keeps silent depends on its siblings (``needs.silent``), and on whether one above
it does. A call for needs asks it of every council. So those below one council are read together, by one statement and
once for all of them that ask in the same act: a call takes time as the number of councils, and siblings cannot go by
different counts, however fast baskets change meanwhile.
"""

from __future__ import annotations

from councils.core.act import CouncilId
from councils.core.economy.needs import silent
from councils.store.rows import select

BELOW = (
    "SELECT here.id, COALESCE(known.households, 0) FROM store_councilrow here"
    " LEFT JOIN store_needcount known ON known.council = here.id WHERE here.parent = %s"
)
PARENT = "SELECT parent FROM store_councilrow WHERE id = %s"
COUNT = "SELECT households FROM store_needcount WHERE council = %s"


class Silence:
    """``floor``: how many households a sum is of at least. What was read once is not asked for again."""

    def __init__(self, floor: int) -> None:
        self.floor = floor
        self.hushed: dict[CouncilId, frozenset[CouncilId]] = {}
        self.parents: dict[CouncilId, CouncilId] = {}
        self.counts: dict[CouncilId, int] = {}

    def below(self, council: CouncilId) -> frozenset[CouncilId]:
        """The councils directly below that keep silent, so that no sum is that of too few households."""
        if council not in self.hushed:
            counts = dict(select(BELOW, council))
            self.counts.update(counts)
            self.parents.update(dict.fromkeys(counts, council))
            self.hushed[council] = silent(counts, self.floor)
        return self.hushed[council]

    def covers(self, council: CouncilId) -> bool:
        """Whether this council keeps silent, or one above it, which then speaks for it."""
        while parent := self.parent(council):
            if council in self.below(parent):
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
