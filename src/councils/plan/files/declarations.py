"""What an economy in files says, as those who have it would declare it (R18).

Theory of operation. A federation knows what was declared to it (``core.economy``), by the councils that have it; a
folder of files knows the same of workplaces with codes. Here each workplace's part of a folder becomes its
declarations, and what belongs to all becomes those of the planning office. Numbers are taken over as they were written.
The periods of resources have to be told by a day in them, as ``means_of`` tells them (``part.py`` sees to it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import inf

from councils.core.economy import declared
from councils.core.economy.declared import Code, Declared
from councils.plan.economy import Economy, Technique, Trade
from councils.plan.files.number import written


def common(economy: Economy) -> Iterator[Declared]:
    """The catalogue and the ways between places, which are the planning office's."""
    for p in economy.products.values():
        yield Declared(product=declared.Product(p.code, p.name, p.unit, p.category, p.standard, keeps=exact(p.keeps)))
    for r in economy.transport:
        kept, most = exact(r.keeps), limit(r.most)
        yield Declared(route=declared.Route(r.product, r.origin, r.goal, r.carrier, exact(r.per_unit), kept, most))


def of_workplace(economy: Economy, code: Code) -> Iterator[Declared]:
    """What one workplace has: itself, what is shared, its stocks, what it trades, and its techniques, in this order."""
    here = economy.workplaces[code]
    if here.activity or here.hours < inf:
        yield Declared(site=declared.Site(here.activity, limit(here.hours)))
    for r in economy.resources.values():
        if r.workplace == code:
            amounts_told = tuple(declared.InPeriod(date.fromisoformat(p), exact(much)) for p, much in r.amounts.items())
            yield Declared(resource=declared.Resource(r.code, r.name, r.unit, exact(r.amount), amounts_told))
    for s in economy.stocks:
        if s.workplace == code:
            yield Declared(stock=declared.Stock(s.product, exact(s.quantity), exact(s.at_end), s.priority))
    for deal in economy.trade:
        if deal.workplace == code:
            yield Declared(trade=trade(deal))
    for t in economy.techniques.values():
        if t.workplace == code:
            yield Declared(technique=technique(t))


def technique(told: Technique) -> declared.Technique:
    return declared.Technique(
        code=told.code,
        name=told.name,
        makes=amounts(told.makes),
        uses=amounts(told.uses),
        works=amounts(told.works),
        occupies=amounts(told.occupies),
        most=limit(told.most),
        builds=amounts(told.builds),
        whole=told.whole,
    )


def trade(told: Trade) -> declared.Trade:
    way = declared.Direction(told.direction.value)
    return declared.Trade(told.product, way, exact(told.price), told.money, limit(told.most))


def amounts(told: Mapping[Code, float]) -> dict[Code, Decimal]:
    return {code: exact(much) for code, much in told.items()}


def limit(number: float) -> Decimal | None:
    return None if number == inf else exact(number)


def exact(number: float) -> Decimal:
    return Decimal(written(number))
