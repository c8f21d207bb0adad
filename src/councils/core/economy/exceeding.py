"""Whether what a plan asks for takes more hours of a workplace, or more of what is shared, than there is by now (R18).

Theory of operation. Of each period what all orders of it take is added up, and held against what is declared for that
period: so an oven that has broken down stands in the way of a plan as a technique does that is run no more. What is
built by orders of earlier periods is there, whether it has been reported by now or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code, Resource
from councils.core.economy.offer import PlanOffer
from councils.core.sentence import Phrase, gettext_noop, phrase

TOO_LONG = gettext_noop("{place} can work {most} hours in a period, not {quantity}")
TOO_MUCH = gettext_noop("{most} of {resource} can be used in a period, not {quantity}")
ROUNDING = Decimal("0.001")  # the part by which what is ordered may go beyond a limit
ZERO = Decimal(0)


def exceeding(congress: Council, offer: PlanOffer) -> Iterator[Phrase]:
    """What there is too little of."""
    economy, made = congress.economy, [(order.council, make) for order in offer.orders for make in order.make]
    worked: dict[tuple[CouncilId, date], Decimal] = defaultdict(Decimal)
    used: dict[tuple[Code, date], Decimal] = defaultdict(Decimal)
    for council, make in made:
        worked[council, make.due] += make.hours
        technique = economy.techniques.get((council, make.technique))
        for code, much in technique.occupies.items() if technique else ():
            used[code, make.due] += much * make.runs
    for (council, _), hours in sorted(worked.items()):
        site = economy.sites.get(council)
        if site and site.hours is not None and over(hours, site.hours):
            yield phrase(TOO_LONG, place=council, most=f"{site.hours}", quantity=f"{hours}")
    resources = {code: resource for (_, code), resource in economy.resources.items()}
    for (code, due), much in sorted(used.items()):
        there = amount(resources.get(code), due, congress.charter.planning.period_days)
        there += sum((make.builds.get(code, ZERO) for _, make in made if make.due < due), ZERO)
        if over(much, there):
            yield phrase(TOO_MUCH, resource=code, most=f"{there}", quantity=f"{much}")


def over(much: Decimal, most: Decimal) -> bool:
    return much > most * (1 + ROUNDING)


def amount(resource: Resource | None, due: date, days: int) -> Decimal:
    """What there is of a resource in the period of so many days that ends with ``due``."""
    if resource is None:
        return ZERO
    told = [one.amount for one in resource.amounts if due - timedelta(days=days) < one.day <= due]
    return min(told, default=resource.amount)
