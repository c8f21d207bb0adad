"""What a council has in stock, told for several products at once (R18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from councils.app.identity import council as council_of
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Declared, Stock
from councils.core.economy.declaring import Declare
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Person


def take_stock(person: Person, council: CouncilId, counted: Mapping[Code, Decimal]) -> Refused | None:
    """Declare each quantity of ``counted`` that is not what was declared before: an act for each product.

    The first refusal ends it; what was declared before that stands.
    """
    here = council_of(council)
    if here is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    before = {product: stock.quantity for (_, product), stock in here.economy.stocks.items()}
    for product, quantity in counted.items():
        if quantity != before.get(product, 0):
            declared = Declared(stock=Stock(product, quantity))
            done = speak(person, council, partial(Declare, declared=declared))
            if isinstance(done, Refused):
                return done
    return None
