"""What the work in a unit of a product is made up of, by the plan in force (R18).

Theory of operation. A plan orders so many runs of techniques, each with what it makes, uses and how long it takes, and
says the hours of work in a unit of every product (``PlanOffer.values``). So the work in a product is that of those who
make it, on the average of all who do by volume, and that in what they use. Where a run makes several products its work
is theirs by the work in each. What is left is the work of bringing and keeping, and what of it is lost on the way.

Source: average labour content, as in W. Leontief's open model: v = l + v A, here by what was ordered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from councils.core.economy.declared import Code
from councils.core.economy.offer import PlanOffer

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Composition:
    """Hours of work in one unit: ``direct`` by those who make it, ``inputs`` by product, and ``way``; their sum."""

    direct: Decimal = ZERO
    inputs: Mapping[Code, Decimal] = field(default_factory=dict)
    way: Decimal = ZERO

    @property
    def hours(self) -> Decimal:
        return self.direct + sum(self.inputs.values(), ZERO) + self.way


def composition(offer: PlanOffer, product: Code) -> Composition | None:
    """The work in a unit of ``product``; None where the plan makes none of it."""
    value = offer.values.get(product)
    if value is None:
        return None
    made = direct = ZERO
    used: dict[Code, Decimal] = defaultdict(Decimal)
    for make in (make for order in offer.orders for make in order.make if product in make.makes):
        share = _share(offer, make.makes, product)
        made += make.makes[product]
        direct += make.hours * share
        for code, much in make.uses.items():
            used[code] += much * share * offer.values.get(code, ZERO)
    if not made:
        return Composition(way=value)
    inputs = {code: hours / made for code, hours in sorted(used.items()) if hours}
    known = direct / made + sum(inputs.values(), ZERO)
    return Composition(direct / made, inputs, max(value - known, ZERO))


def _share(offer: PlanOffer, makes: Mapping[Code, Decimal], product: Code) -> Decimal:
    """Of a run, the part that is for ``product``."""
    work = {code: much * offer.values.get(code, ZERO) for code, much in makes.items()}
    whole = sum(work.values(), ZERO)
    return work[product] / whole if whole else Decimal(1) / len(makes)
