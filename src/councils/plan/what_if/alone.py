"""A region on its own: what it can make, what runs out and when, day by day (R18).

Theory of operation. What is declared and needed is told for a period of some days; a day is an equal part of that, and
what keeps for a period keeps for each of its days. Cut off (``lasting.cut_off``), nothing comes from elsewhere. The
days ahead are planned together, so that nothing is used up today that is the only bread of tomorrow: needs by their
priority first, and of equal ones those of the earlier day. So a product is met in full until the day it runs out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from councils.plan.economy import Code, Economy
from councils.plan.results import MET, Results
from councils.plan.solve import Method, solve
from councils.plan.what_if.lasting import cut_off, stores, unrolled


@dataclass(frozen=True, slots=True)
class Alone:
    """Of one product, ``needed`` units a day and the share of that which is met on each of the days.

    ``left``: what is in store after each day, units, empty for what does not keep.
    """

    product: Code
    needed: float
    met: tuple[float, ...]
    left: tuple[float, ...]

    @property
    def lasts(self) -> int:
        """Days until less than all of it is met; all that were looked at where that is on none."""
        return next((day for day, share in enumerate(self.met) if share < 1.0 - MET), len(self.met))


def a_day(economy: Economy, days: int) -> Economy:
    """The economy of one day of the first period, of which there are ``days``; runs need not be whole."""
    first = next(iter(economy.periods))
    return replace(
        economy,
        periods={first: ""},
        products={c: replace(p, keeps=p.keeps ** (1 / days)) for c, p in economy.products.items()},
        techniques={c: replace(t, most=t.most / days, whole=False) for c, t in economy.techniques.items()},
        workplaces={c: replace(w, hours=w.hours / days) for c, w in economy.workplaces.items()},
        skills=tuple(replace(skill, hours=skill.hours / days) for skill in economy.skills),
        resources={c: replace(r, amount=r.in_period(first) / days, amounts={}) for c, r in economy.resources.items()},
        transport=tuple(replace(route, most=route.most / days) for route in economy.transport),
        needs=tuple(replace(n, quantity=n.quantity / days) for n in economy.needs if n.period == first),
    )


def alone(economy: Economy, places: Collection[str] | None, *, days: int, ahead: int) -> list[Alone]:
    """What the ``places`` (None: all) can have for ``ahead`` days; what runs out first comes first.

    ``days``: how many there are in a period of ``economy``.
    """
    part = cut_off(a_day(economy, days), places)
    if not part.needs:
        return []
    unfolded = unrolled(part, ahead)
    rank = {priority: at for at, priority in enumerate(part.priorities())}
    needs = (replace(n, priority=rank[n.priority] * ahead + int(n.period)) for n in unfolded.needs)
    plan = solve(replace(unfolded, needs=tuple(needs)), method=Method.HIGHS)
    return sorted(_of_products(part, Results(plan), stores(plan), ahead), key=lambda a: (a.lasts, a.product))


def _of_products(part: Economy, results: Results, left: Mapping[Code, tuple[float, ...]], ahead: int) -> list[Alone]:
    needed: dict[Code, float] = defaultdict(float)
    unmet: dict[Code, list[float]] = defaultdict(lambda: [0.0] * ahead)
    for need in part.needs:
        needed[need.product] += need.quantity
    for met in results.needs():
        unmet[met.need.product][int(met.need.period) - 1] += met.unmet
    return [
        Alone(code, much, tuple(_share(1.0 - short / much) for short in unmet[code]), left.get(code, ()))
        for code, much in needed.items()
        if much > 0
    ]


def _share(met: float) -> float:
    return met if met > MET else 0.0
