"""What it would take to make one more of a product, by the ways that are declared (R18).

Theory of operation. A plan knows the work in what it makes. What lies in stock and is not made any more has work in it
too: as much as making it again would take, by the way that takes least, with everything that is used on it. Ways that
make several products share their work out among these alike. Whatever no declared way makes has none that is known.

Source: reproduction cost, as the least solution of v = min over ways of (l + v A), found from below, pass by pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from councils.core.economy.declared import Code, Technique, Trade

PASSES = 100
CLOSE = Decimal("1e-9")  # the part by which a pass must still change something
ZERO = Decimal(0)
Way = Technique | Trade


def replaced(ways: Iterable[Way]) -> Mapping[Code, Decimal]:
    """Hours of work in a unit of each product that can be made, or bought for what can be made and sold."""
    told = list(ways)
    known: dict[Code, Decimal] = {}
    for _ in range(PASSES):
        found: dict[Code, Decimal] = {}
        for code, work in (each for way in told for each in by_one_way(way, known)):
            found[code] = min(work, found.get(code, work))
        last, known = known, found
        if all(abs(work - last.get(code, ZERO)) <= CLOSE * work for code, work in known.items()):
            break
    return known


def by_one_way(way: Way, known: Mapping[Code, Decimal]) -> Iterable[tuple[Code, Decimal]]:
    """What a way makes, and the hours in a unit of it, where those in what it uses are ``known``."""
    takes, hours = (way.takes, ZERO) if isinstance(way, Trade) else (way.uses, way.hours)
    left = {code: much - takes.get(code, ZERO) for code, much in way.gives.items() if much}
    used = sum((much * known.get(code, ZERO) for code, much in takes.items() if code not in left), ZERO)
    return [(code, (hours + used) / len(left) / much) for code, much in left.items()]
