"""The latest decisions of a federation's councils, and the latest of the congress whose countings disagree (R9)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import islice

from django.db.models import F

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.countings import Countings
from councils.core.machines import MotionState
from councils.core.motion import Motion
from councils.store.ledger import DatabaseLedger
from councils.store.models import MatterRow

LATELY = 200  # decisions looked through for those that are alike


@dataclass(frozen=True, slots=True)
class Decision:
    """``others`` so many other councils have decided the same lately."""

    council: Council
    motion: Motion
    others: int = 0

    @property
    def countings(self) -> Countings | None:
        """All three, where the question was referred down."""
        referral = self.council.referrals.get(self.motion.id)
        return referral.countings if referral else None

    @property
    def disputed(self) -> bool:
        return self.countings is not None and self.countings.disagree


def latest_decisions(world: DatabaseLedger, councils: Container[CouncilId], number: int = 6) -> list[Decision]:
    """The last ``number`` motions that were carried or lost in any of ``councils``, the newest first.

    Where many councils have decided on the same words (objections, initiatives), one of them stands for all.
    """
    decided = MatterRow.objects.filter(sort="motion", state__in=[MotionState.CARRIED, MotionState.LOST])
    rows = decided.order_by(F("deadline").desc(nulls_last=True), "-pk").iterator(chunk_size=LATELY)
    newest = islice((row for row in rows if row.council in councils), LATELY)
    alike: dict[tuple[str, str], list[MatterRow]] = {}
    for row in newest:
        alike.setdefault((row.title, row.state), []).append(row)
    found = ((world.council(rows[0].council), rows) for rows in list(alike.values())[:number])
    decisions = [Decision(c, c.motions[rows[0].matter], len(rows) - 1) for c, rows in found if c]
    return sorted(decisions, key=lambda d: d.motion.decided or d.motion.proposed, reverse=True)


def disputed_decision(world: DatabaseLedger, name: CouncilId) -> Decision | None:
    """The newest decision of the council ``name`` whose countings disagree."""
    council = world.council(name)
    if council is None:
        return None
    disputed = [d for motion in council.motions.values() if (d := Decision(council, motion)).disputed]
    return max(disputed, key=lambda d: d.motion.decided or d.motion.proposed, default=None)
