"""Plans that were brought as motions, each in the economy that it was computed from (R18).

Theory of operation. A motion holds a plan without its economy, which is what the congress knew when the motion was
brought. Much may have been declared since; so the congress is folded again from the record, up to that act. What was
found last is kept, by the hash of the act.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.offer import PlanOffer
from councils.core.evolve import evolve
from councils.core.motion import MotionProposed
from councils.plan.federation import plan_of
from councils.plan.solve import Plan
from councils.store.ledger import event
from councils.store.rows import select

STREAM = "SELECT hash, events FROM store_act WHERE council = %s ORDER BY version"
BROUGHT = "SELECT hash, events FROM store_act WHERE council = %s AND events LIKE %s ORDER BY version"
KEPT = 8


def brought(council: CouncilId, matter: MatterId) -> Plan | None:
    """The plan of a motion; None where there is no such motion, or it brings none."""
    for hashed, events in select(BROUGHT, council, f'%"{MotionProposed.__name__}"%'):
        for named in msgspec.json.decode(events):
            found = event(named)
            if isinstance(found, MotionProposed) and found.motion == matter:
                offer = found.proposal.plan
                return planned(council, hashed, matter) if offer is not None else None
    return None


@lru_cache(maxsize=KEPT)
def planned(council: CouncilId, hashed: str, matter: MatterId) -> Plan:
    """The plan of the motion that was brought by the act of this hash."""
    state, offer = before(council, hashed, matter)
    return plan_of(state, offer)


def before(council: CouncilId, hashed: str, matter: MatterId) -> tuple[Council, PlanOffer]:
    """The congress as it was before the act, and what the act has brought."""
    state: Council | None = None
    for known, events in select(STREAM, council):
        for named in msgspec.json.decode(events):
            happened = event(named)
            if known == hashed and isinstance(happened, MotionProposed) and happened.motion == matter:
                offer = happened.proposal.plan
                assert state is not None  # a motion comes after the founding
                assert offer is not None  # ``brought`` has seen to it
                return state, offer
            state = evolve(state, happened)
    raise LookupError(matter)
