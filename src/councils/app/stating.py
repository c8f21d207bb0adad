"""Several things declared at once: a list that was read in, the stocks that were counted (R18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from councils.app.identity import standing
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Declared, Stock
from councils.core.economy.declaring import Declare, not_speaking
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Person


def declare_all(person: Person, council: CouncilId, things: Sequence[Declared]) -> int | Refused:
    """Declare what is not declared so already, each in an act of its own; how many acts that were.

    Who cannot declare one of them declares none. Any other refusal ends it, and what was declared before stands.
    """
    here = standing(person, council)
    if here is None:
        return refuse(Reason.NOT_ON_ROLL)
    refused = next(filter(None, (not_speaking(here.council, here.voice, thing) for thing in things)), None)
    if refused:
        return refused
    new = [thing for thing in things if not here.council.economy.known(council, thing)]
    for thing in new:
        done = speak(person, council, partial(Declare, declared=thing))
        if isinstance(done, Refused):
            return done
    return len(new)


def take_stock(person: Person, council: CouncilId, counted: Mapping[Code, Decimal]) -> int | Refused:
    """Declare each quantity of ``counted``; of what there never was, nothing is no news."""
    here = standing(person, council)
    told = here.council.economy.stocks if here else {}
    known = {product: stock for (owner, product), stock in told.items() if owner == council}
    there = [
        Declared(stock=replace(known.get(product, Stock(product, much)), quantity=much))
        for product, much in counted.items()
        if much or product in known
    ]
    return declare_all(person, council, there)
