"""What is sent on an order is held against what the order asks for: ten times as much is a slip of the pen (R18).

Theory of operation. Reports and arrivals are doubted by the rules themselves. That a delivery is came later, so it is
asked on the platform alone (`turning_away.py`), and no old act is decided otherwise. What was sent on the order already
counts. What goes to another council of the same place, of which an order says nothing, is held against what the sender
makes on it.
"""

from __future__ import annotations

from decimal import Decimal

from councils.app.identity import council as council_of
from councils.core.act import Command, CouncilId
from councils.core.council import Council
from councils.core.economy.correcting import CorrectGoods, sent_by
from councils.core.economy.deliveries import Delivery, SendGoods
from councils.core.economy.orders import ABSURD, Orders
from councils.core.economy.tracing import place_of, sends
from councils.core.refusal import Reason, Refused, refuse

ZERO = Decimal(0)


def overdone(council: CouncilId, command: Command) -> Refused | None:
    """Whether so much cannot have been sent on this order."""
    here = council_of(council)
    if here is None:
        return None
    match command:
        case SendGoods():
            return beyond(here, command.directive, command.product, command.to, command.quantity)
        case CorrectGoods():
            known = here.deliveries.get(command.delivery)
            mine = known is not None and sent_by(here, known, came=command.came)
            return beyond_by_correction(here, known, command.quantity) if known and mine else None
        case _:
            return None


def beyond_by_correction(here: Council, known: Delivery, quantity: Decimal) -> Refused | None:
    return beyond(here, known.directive, known.product, known.goal, quantity, but=known.id)


def beyond(
    here: Council, directive: str, product: str, to: CouncilId, quantity: Decimal, *, but: str = ""
) -> Refused | None:
    """``but``: the delivery that is corrected, which does not count as sent already."""
    issuer = here.directives[directive].issuer if directive in here.directives else ""
    congress = council_of(issuer) if issuer else None
    orders = congress.orders.get(directive) if congress else None
    if congress is None or orders is None:
        return None
    origin, goal = place_of(congress, here.id), goal_of(congress, to)
    asked = sum((s.quantity for s in sends(orders, origin) if (s.product, s.to) == (product, goal)), ZERO)
    sent = sum(
        (
            one.quantity
            for name, one in orders.passing.items()
            if name != but and (one.origin, one.goal, one.product) == (origin, goal, product)
        ),
        ZERO,
    )
    known = congress.economy.products.get(product)
    name = known.name if known else product
    if not asked:
        return beyond_made(congress, orders, here.id, product, quantity, name)
    if sent + quantity <= ABSURD * asked:
        return None
    return refuse(Reason.ABSURD_DELIVERY, product=name, times=ABSURD, asked=f"{asked.normalize():f}")


def beyond_made(
    congress: Council, orders: Orders, sender: CouncilId, product: str, quantity: Decimal, name: str
) -> Refused | None:
    """Within a place an order asks to bring nothing: there it is held against what the sender makes on it, and has."""
    own, stock = orders.orders.get(sender), congress.economy.stocks.get((sender, product))
    made = sum((make.makes.get(product, ZERO) for make in own.make), ZERO) if own else ZERO
    if not made or quantity <= max(ABSURD * made, made + (stock.quantity if stock else ZERO)):
        return None
    return refuse(Reason.ABSURD_REPORT, product=name, times=ABSURD, ordered=f"{made.normalize():f}")


def goal_of(congress: Council, name: CouncilId) -> CouncilId:
    """The place that a council is in: whichever of those directly below the congress it stands under, or is."""
    while name not in congress.below:
        found = council_of(name)
        if found is None or found.parent is None:
            return name
        name = found.parent
    return name
