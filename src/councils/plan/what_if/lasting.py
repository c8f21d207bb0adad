"""How long an economy that is cut off meets its needs, day by day, and what runs out.

Theory of operation. The economy that is told is that of one day: what is needed, made, worked in a day, and what is in
store. Cut off, nothing is bought or carried over the border, so that stocks and its own production remain. It is
unrolled into as many days as are asked about; it lasts so many days if there is a plan for them that leaves nothing
unmet. More days are never easier, so the longest is found by halving. On the day after, the prices of the plan tell
which stocks are too small. Where one product is made of nothing, this is stock / (use - production).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from councils.plan.economy import Code, Economy
from councils.plan.linear import AT_END, Activity, Limit
from councils.plan.results import MET
from councils.plan.solve import Method, Plan, solve


@dataclass(frozen=True, slots=True)
class Lasting:
    """``days`` on which all needs are met, ``horizon`` if none in it is not.

    ``short``: products of which one unit more in store would help on the day after, the most urgent first.
    ``stores``: of each product, what is left after each of the days if as little as can be is taken. ``lacking``:
    the share of the needs for each product that is unmet if one day more is planned for.
    """

    days: int
    horizon: int
    short: tuple[Code, ...]
    lacking: Mapping[Code, float]
    stores: Mapping[Code, tuple[float, ...]]

    @property
    def for_good(self) -> bool:
        """Whether nothing ran out while anybody looked."""
        return self.days == self.horizon


def cut_off(economy: Economy, places: Collection[str] | None = None) -> Economy:
    """Nothing bought or sold any more; ``places``: nothing carried out of these or into them, and only they remain.

    What belongs to no place is theirs as well.
    """
    alone = replace(economy, trade=())
    if places is None:
        return alone
    inside = {*places, ""}
    return replace(
        alone,
        transport=tuple(r for r in economy.transport if r.origin in inside and r.goal in inside),
        needs=tuple(need for need in economy.needs if need.place in inside),
        stocks=tuple(stock for stock in economy.stocks if stock.place in inside),
        skills=tuple(skill for skill in economy.skills if skill.place in inside),
        techniques={code: t for code, t in economy.techniques.items() if economy.place_of(t) in inside},
    )


def unrolled(economy: Economy, days: int) -> Economy:
    """The same day ``days`` times, with what is in store carried from one to the next, and nothing kept at the end."""
    names = [str(day) for day in range(1, days + 1)]
    first = next(iter(economy.periods))
    needs = tuple(replace(need, period=day) for day in names for need in economy.needs if need.period == first)
    stocks = tuple(replace(stock, at_end=0.0) for stock in economy.stocks)  # whoever is cut off keeps nothing back
    return replace(economy, periods=dict.fromkeys(names, ""), needs=needs, stocks=stocks)


def lasting(economy: Economy, *, horizon: int = 365) -> Lasting:
    """How long the economy of one day goes on by itself; at most ``horizon`` days are looked at."""
    low, high = 0, horizon + 1  # it lasts ``low`` days, and not ``high``
    plans: dict[int, Plan] = {}
    ahead = 1
    while high - low > 1:
        middle = min(ahead, high - 1) if high > horizon else (low + high) // 2
        plans[middle] = solve(unrolled(economy, middle), method=Method.HIGHS)
        low, high = (middle, high) if not lacking(plans[middle]) else (low, middle)
        ahead = 2 * middle
    after = plans.get(low + 1)
    return Lasting(
        days=low,
        horizon=horizon,
        short=short(after) if after else (),
        lacking=lacking(after) if after else {},
        stores=stores(solve(keeping(unrolled(economy, low)), method=Method.HIGHS)) if low else {},
    )


def keeping(economy: Economy) -> Economy:
    """The same, where as much as can be is left in store at the end, once all else is met."""
    last = max(economy.priorities(), default=0) + 1
    stocks = tuple(replace(stock, at_end=stock.quantity, priority=last) for stock in economy.stocks)
    return replace(economy, stocks=stocks)


def lacking(plan: Plan) -> dict[Code, float]:
    """Of each product, the share of all needs for it that this plan leaves unmet, if any."""
    unmet: dict[Code, float] = defaultdict(float)
    wanted: dict[Code, float] = defaultdict(float)
    for at, column in enumerate(plan.program.columns):
        if column.kind is Activity.UNMET:
            need = plan.program.demands[int(column.code)]
            unmet[need.product] += float(plan.activities[at])
            wanted[need.product] += need.quantity
    return {code: much / wanted[code] for code, much in unmet.items() if much > MET * wanted[code]}


def short(plan: Plan) -> tuple[Code, ...]:
    """Products by what the whole of their store is worth to the needs that stay unmet, the dearest first."""
    unmet = [n for n, stage in enumerate(plan.program.stages) if stage.priority and stage.cost @ plan.activities > MET]
    if not unmet:
        return ()
    prices, first = plan.prices[unmet[0]].rows, next(iter(plan.economy.periods))
    worth: dict[Code, float] = defaultdict(float)
    stored = {stock.product: stock.quantity for stock in plan.economy.stocks}
    for price, row in zip(prices.tolist(), plan.program.rows, strict=True):
        if row.kind is Limit.PRODUCT and row.period == first and row.code in stored:
            worth[row.code] += price * max(stored[row.code], 1.0)
    return tuple(code for code in sorted(worth, key=worth.__getitem__, reverse=True) if worth[code] > MET)


def stores(plan: Plan) -> dict[Code, tuple[float, ...]]:
    """What is left of each product after each day but the last, and what of it stays at the end."""
    days = {period: number for number, period in enumerate(plan.economy.periods)}
    left: dict[Code, np.ndarray] = {}
    for at, column in enumerate(plan.program.columns):
        if column.kind is Activity.STORE:
            left.setdefault(column.code, np.zeros(len(days)))[days[column.period]] += plan.activities[at]
    for at, column in enumerate(plan.program.columns):
        if column.kind is Activity.UNMET and (need := plan.program.demands[int(column.code)]).category == AT_END:
            amounts = left.setdefault(need.product, np.zeros(len(days)))
            amounts[-1] += need.quantity - plan.activities[at]
    return {code: tuple(np.round(amounts, 6).tolist()) for code, amounts in left.items()}
