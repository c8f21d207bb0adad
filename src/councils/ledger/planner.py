"""Who checks the certificate of a plan, where a record is written or verified (R18).

The ledger knows nothing of planning. Whoever opens one gives it a planner (``councils.plan.federation.vouch``); where
there is none, no plan is believed.
"""

from __future__ import annotations

from collections.abc import Callable

from councils.core.council import Council
from councils.core.economy.offer import PlanOffer
from councils.core.sentence import Phrase, phrase

Planner = Callable[[Council, PlanOffer], Phrase | None]
"""Why this is no plan for what is declared in that council; None if it is one."""


def nobody(_: Council, __: PlanOffer) -> Phrase:
    return phrase("no planner is at hand that could check its certificate")
