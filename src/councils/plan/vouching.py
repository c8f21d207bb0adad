"""The planner, for those who open a ledger: it is loaded when there is a plan to check, and not before (R18)."""

from __future__ import annotations

from councils.core.council import Council
from councils.core.economy.offer import PlanOffer
from councils.core.sentence import Phrase


def vouch(council: Council, offer: PlanOffer) -> Phrase | None:
    """Why ``offer`` is no plan for what is declared in ``council``; None if it is (``federation.vouch``)."""
    from councils.plan import federation  # noqa: PLC0415 - with NumPy and SciPy

    return federation.vouch(council, offer)
