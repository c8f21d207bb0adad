"""A plan that is offered to the vote (R18).

Theory of operation. A plan is what a motion carries. It says which needs and which declarations it was computed from,
what is done (``activities``, by the planner's names), the prices that prove that nothing better was possible, and the
orders that follow. Nobody has to believe it: before it comes to a vote the world is asked to vouch for it
(``run.py``), which rebuilds the program from what is declared here, and reckons the certificate and the orders from
it; and so does whoever verifies the record. What becomes of it: ``adopting.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from councils.core.act import later
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.declaring import planless
from councils.core.economy.orders import Order
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """``needs``: the call that it meets; ``version``: of the economy that it was computed from.

    ``activities`` by the names of the planner's columns, ``prices`` of each stage by the names of its rows. ``hours``
    is all work in it, ``common`` that for what is needed together; ``values`` are hours of work in a unit. ``gap``: how
    far a stage may be above its bound, where that is more than usual: of whole runs, whose bound is that of parts of
    runs, and of numbers of very different size. ``shared``: where it is ``fair``, what is needed by no one council
    counts as the needs of one council more; in plans made before it did not, and went short first. ``stocked``: what is
    kept of what was there at the beginning has as much work in it as what is made; before, it came for nothing.
    """

    needs: int
    version: int
    activities: Mapping[str, float]
    prices: tuple[Mapping[str, float], ...]
    orders: tuple[Order, ...]
    hours: Decimal
    common: Decimal = Decimal(0)
    values: Mapping[Code, Decimal] = field(default_factory=dict)
    fair: bool = False
    least: tuple[Code, ...] = ()
    gap: float = later(0.0)
    shared: bool = later(default=False)
    stocked: bool = later(default=False)


def unofferable(council: Council, offer: PlanOffer | None) -> Refused | None:
    """Whether this cannot be put to a vote here and now; the certificate is the world's to check."""
    refused = planless(council)
    if refused:
        return refused
    if council.parent is not None:
        return refuse(Reason.KIND_NOT_HERE, why=phrase("plans are adopted by the {congress}; bring an initiative"))
    if offer is None:
        return refuse(Reason.NO_PLAN)
    needs = council.economy.needs
    if needs is None or not needs.complete or needs.call != offer.needs:
        return refuse(Reason.OUTDATED_PLAN, what=phrase("needs"))
    return (
        refuse(Reason.OUTDATED_PLAN, what=phrase("declarations")) if council.economy.version != offer.version else None
    )
