"""The economy of a federation, as its congress knows it, and plans that can be put to its vote (R18).

Theory of operation. What was declared and what was stated of needs is in the congress's own state
(``Council.economy``), so its economy is a function of the record, and so is the linear program. An **offer** is a plan
without its economy: activities and prices by the names of columns and rows. ``offered`` makes one; ``vouch`` rebuilds
the program, reckons the certificate anew, and the orders from the activities. It is what the platform asks before a
vote, and what verifying a record asks again, with no solver.

Places are the councils directly below the congress. What is needed by the congress itself is brought to the one of
them that most households live in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import inf

import numpy as np

from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Stock as DeclaredStock
from councils.core.economy.declared import Technique as DeclaredTechnique
from councils.core.economy.declared import Trade as DeclaredTrade
from councils.core.economy.needs import NOTHING, Horizon, Needs, Stated
from councils.core.economy.needs import Need as Stating
from councils.core.economy.offer import PlanOffer
from councils.core.economy.orders import Make, Order, Send
from councils.core.economy.rolling import Openings, openings
from councils.core.sentence import Phrase, phrase
from councils.plan.economy import (
    EVERYWHERE,
    Direction,
    Economy,
    Need,
    Product,
    Resource,
    Route,
    Skill,
    Stock,
    Technique,
    Trade,
    Workplace,
)
from councils.plan.files.plan_folder import held_name, price_places
from councils.plan.highs.stages import Prices
from councils.plan.linear import Activity, Column, Limit, Linear
from councils.plan.results import Results
from councils.plan.solve import LARGE_GAP, WIDEST, Plan
from councils.plan.staged_certificate import column_name, row_name

COMMON = "common"
"""The category of what is needed in common."""
NO_UNIT = "–"
"""What a resource is counted in that nobody has declared here."""
SMALLEST = Decimal("0.000001")  # of a run, a unit, an hour: finer is not ordered
FINE = 1e-6  # the part by which a gap may come out otherwise elsewhere
EXACT = Decimal("0.000001")  # the part by which sums of many numbers may differ from machine to machine


def economy_of(council: Council) -> Economy:
    """What a congress can plan with, and for; LookupError before needs were called for."""
    needs = council.economy.needs
    if needs is None:
        raise LookupError("Needs have not been called for.")
    means = means_of(council)
    resources = {code: _by_number(resource, needs.horizon) for code, resource in means.resources.items()}
    stocks = tuple(_at_beginning(means.stocks, openings(council)))
    return replace(means, resources=resources, stocks=stocks, needs=tuple(_needs(needs)))


def _by_number(resource: Resource, horizon: Horizon) -> Resource:
    """A resource of `means_of` in the periods of ``horizon``."""
    amounts: dict[str, float] = {}
    for day, amount in resource.amounts.items():
        number = str(horizon.period_of(date.fromisoformat(day)))
        amounts[number] = min(amount, amounts.get(number, inf))
    return replace(resource, amounts={number: amount for number, amount in amounts.items() if number != "0"})


def means_of(council: Council) -> Economy:
    """What has been declared in a congress, whatever is needed; periods of resources are told by a day (ISO 8601)."""
    told, workplaces = council.economy, dict(_workplaces(council))
    horizon = told.needs.horizon if told.needs else None
    return Economy(
        title=council.name,
        products={
            code: Product(code, p.name, p.unit, float(p.keeps), p.category, p.standard)
            for code, p in told.products.items()
        },
        techniques=dict(_techniques(council)),
        needs=(),
        workplaces=workplaces,
        skills=tuple(Skill(s, s) for s in sorted({s for t in told.techniques.values() for s in t.works})),
        resources=dict(_resources(council, workplaces)),
        stocks=tuple(_stocks(council, workplaces)),
        trade=tuple(
            Trade(
                t.product, Direction(t.direction), float(t.price), t.money, _limit(t.most), told.place_of(owner), owner
            )
            for (owner, _), t in told.trades.items()
        ),
        transport=tuple(
            Route(r.product, r.origin, r.goal, r.carrier, float(r.per_unit), float(r.keeps), _limit(r.most))
            for r in told.routes.values()
        ),
        periods={str(n): f"{horizon.last_day(n)}" for n in range(1, horizon.periods + 1)} if horizon else {"1": ""},
    )


def _resources(council: Council, workplaces: Mapping[CouncilId, Workplace]) -> Iterator[tuple[str, Resource]]:
    """By code; of those that somebody has left with (R16), who still shares them has nothing."""
    told = council.economy
    shared = {code for technique in told.techniques.values() for code in (*technique.occupies, *technique.builds)}
    for code in sorted(shared - {code for _, code in told.resources}):
        yield code, Resource(code, code, NO_UNIT, 0.0)
    for (owner, code), r in told.resources.items():
        amounts = {f"{one.day}": float(one.amount) for one in r.amounts}
        at = owner if owner in workplaces else ""
        yield code, Resource(code, r.name, r.unit, float(r.amount), amounts, at)


def _stocks(council: Council, workplaces: Mapping[CouncilId, Workplace]) -> Iterator[Stock]:
    """What there is at each place, and is to be at the end, by its priority; whose, where it is one workplace's."""
    told = council.economy
    at: dict[tuple[str, str, int], dict[CouncilId, DeclaredStock]] = defaultdict(dict)
    for (owner, product), stock in told.stocks.items():
        if stock.quantity or stock.at_end:
            at[product, told.place_of(owner), stock.priority][owner] = stock
    for (product, place, priority), parts in at.items():
        owner = next(iter(parts)) if len(parts) == 1 else ""
        much, left = (sum(float(getattr(s, name)) for s in parts.values()) for name in ("quantity", "at_end"))
        yield Stock(product, much, place, left, priority, owner if owner in workplaces else "")


def _at_beginning(declared: Iterable[Stock], begun: Openings | None) -> Iterator[Stock]:
    """What there is when a plan begins: what was declared, or what the plan in force has left by then."""
    if begun is None:
        yield from declared
        return
    yield from (Stock(product, float(much), place) for (product, place), much in begun.items() if much)
    yield from (replace(stock, quantity=0.0) for stock in declared if stock.at_end)


def _workplaces(council: Council) -> Iterator[tuple[CouncilId, Workplace]]:
    told = council.economy
    for name in dict.fromkeys((*told.sites, *(owner for owner, _ in (*told.techniques, *told.trades)))):
        site = told.sites.get(name)
        hours = inf if site is None or site.hours is None else float(site.hours)
        yield name, Workplace(name, name, told.place_of(name), hours, site.activity if site else "")


def _techniques(council: Council) -> Iterator[tuple[str, Technique]]:
    for (owner, _), technique in council.economy.techniques.items():
        code = code_of(owner, technique)
        yield (
            code,
            Technique(
                code=code,
                name=technique.name,
                workplace=owner,
                makes=_floats(technique.makes),
                uses=_floats(technique.uses),
                works=_floats(technique.works),
                occupies=_floats(technique.occupies),
                builds=_floats(technique.builds),
                most=_limit(technique.most),
                whole=technique.whole,
            ),
        )


def _limit(most: Decimal | None) -> float:
    return inf if most is None else float(most)


def code_of(owner: CouncilId, technique: DeclaredTechnique) -> str:
    """What the planner calls a technique: its council and its code there."""
    return f"{owner}/{technique.code}"


def _floats(amounts: Mapping[str, Decimal]) -> dict[str, float]:
    return {code: float(amount) for code, amount in amounts.items() if amount}


def _needs(needs: Needs) -> Iterator[Need]:
    """By who tells them, and the place: what the congress tells is brought to the largest."""
    sizes = {name: stated.households for name, stated in needs.below.items()}
    largest = max(sizes, key=lambda name: sizes[name], default=EVERYWHERE)
    told = {EVERYWHERE: needs.own, **needs.below}
    less = _less(told, sorted(sizes, key=lambda name: -sizes[name]))
    for council, stated in told.items():
        for n in stated.needs:
            much = n.quantity - less.get((council, n), NOTHING) if less else n.quantity
            if much > 0:
                category, place = COMMON if n.common else "", council or largest
                yield Need(council, category, n.product, float(much), n.priority, place, str(n.period))


def _less(told: Mapping[str, Stated], places: Iterable[str]) -> dict[tuple[str, Stating], Decimal]:
    """What of each need is not needed on some days, as another council tells: taken from what that one tells itself,
    then from the largest of ``places``, and so on."""
    less: dict[tuple[str, int, int], Decimal] = defaultdict(Decimal)
    for stated in told.values():
        for n in stated.needs:
            less[n.product, n.period, n.priority] -= min(n.quantity, NOTHING)
    taken: dict[tuple[str, Stating], Decimal] = {}
    if not any(less.values()):
        return taken
    for council in (EVERYWHERE, *places):
        for n in told[council].needs:
            key = (n.product, n.period, n.priority)
            if less[key] and not n.common and n.quantity > 0:
                taken[council, n] = min(n.quantity, less[key])
                less[key] -= taken[council, n]
    return taken


def offered(council: Council, plan: Plan) -> PlanOffer:
    """A plan for ``economy_of(council)`` as its congress can vote on it."""
    needs = council.economy.needs
    assert needs is not None  # there is no economy to plan without
    results = Results(plan)
    values = dict(_values(results))
    return PlanOffer(
        needs=needs.call,
        version=council.economy.version,
        activities={column_name(c): float(x) for c, x in zip(plan.program.columns, plan.activities, strict=True) if x},
        prices=tuple(_written(plan)),
        orders=tuple(orders_of(council, plan)),
        hours=_rounded(results.hours),
        common=common_hours(results, values),
        values=values,
        fair=plan.fair,
        least=plan.least,
        gap=stated_gap(plan),
        shared=plan.fair and plan.shared,
        stocked=plan.stocked,
    )


def stated_gap(plan: Plan) -> float:
    """How far above its bound a plan is, rounded up as far as machines differ; 0 where that is what each may be."""
    return round(plan.gap * (1 + FINE) + FINE, 9) if plan.program.whole.any() or plan.gap > LARGE_GAP else 0.0


def most_gap(program: Linear) -> float:
    """How far above its bound a plan may be that is brought; with whole runs that is for people to judge. Else numbers
    are so different in size beyond that, that some are probably wrong."""
    return inf if program.whole.any() else WIDEST


def proved(plan: Plan) -> bool:
    """Whether a plan can be brought: it keeps to everything, and is near enough to the best one there can be."""
    return plan.certificate.holds and stated_gap(plan) <= most_gap(plan.program)


def _written(plan: Plan) -> Iterator[dict[str, float]]:
    names = [row_name(row) for row in plan.program.rows]
    for prices in plan.prices:
        of_rows = {names[at]: float(prices.rows[at]) for at in np.flatnonzero(prices.rows)}
        held = zip(plan.program.stages, prices.held, strict=False)
        yield of_rows | {held_name(stage): float(price) for stage, price in held if price}


def _values(results: Results) -> Iterator[tuple[str, Decimal]]:
    """Hours of work in a unit of each product that is made, on the average of all places and periods by volume."""
    made: dict[str, float] = defaultdict(float)
    work: dict[str, float] = defaultdict(float)
    for row, much, value in zip(results.program.rows, results.made.tolist(), results.values.tolist(), strict=True):
        if row.kind is Limit.PRODUCT:
            made[row.code] += much
            work[row.code] += much * value
    yield from ((code, _rounded(work[code] / much)) for code, much in made.items() if much > 0)


def common_hours(results: Results, values: Mapping[str, Decimal]) -> Decimal:
    """Hours of work in what is needed in common, as far as it is met."""
    met = ((m.need.product, m.need.quantity - m.unmet) for m in results.needs() if m.need.category == COMMON)
    return sum((values.get(code, Decimal(0)) * _rounded(much) for code, much in met), Decimal(0)).quantize(SMALLEST)


def _rounded(number: float) -> Decimal:
    return Decimal(number).quantize(SMALLEST)


def orders_of(council: Council, plan: Plan) -> Iterator[Order]:
    """What each council is to make and to send, in the order of the planner's columns."""
    make: dict[CouncilId, list[Make]] = defaultdict(list)
    send: dict[CouncilId, list[Send]] = defaultdict(list)
    needs = council.economy.needs
    assert needs is not None  # there is no economy to plan without
    declared = {code_of(owner, t): (owner, t) for (owner, _), t in council.economy.techniques.items()}
    routes = council.economy.routes
    for at in np.flatnonzero(plan.activities).tolist():
        column, much = plan.program.columns[at], _rounded(float(plan.activities[at]))
        if not much:
            continue
        period, due = int(column.period or 0), needs.horizon.last_day(int(column.period or 0))
        if column.kind is Activity.RUN:
            owner, technique = declared[column.code]
            make[owner].append(_make(technique, period, much, due))
        elif column.kind is Activity.CARRY:
            keeps = routes[column.code, column.place, column.to].keeps
            arrives = None if keeps == 1 else (much * keeps).quantize(SMALLEST)
            send[column.place].append(Send(column.code, period, much, column.to, due, arrives))
        elif column.kind in (Activity.IMPORT, Activity.EXPORT):
            trade = council.economy.trades[column.by, trade_code(column)]
            make[column.by].append(_deal(trade, period, much, due))
    yield from (Order(name, tuple(make[name]), tuple(send[name])) for name in sorted({*make, *send}))


def _make(technique: DeclaredTechnique, period: int, runs: Decimal, due: date) -> Make:
    return Make(
        technique=technique.code,
        period=period,
        runs=runs,
        makes={code: runs * much for code, much in technique.makes.items()},
        uses={code: runs * much for code, much in technique.uses.items()},
        hours=runs * technique.hours,
        due=due,
        builds={code: runs * much for code, much in technique.builds.items()},
    )


def trade_code(column: Column) -> str:
    """What the council that trades (``column.by``) calls this among its declarations."""
    return f"{column.kind}:{column.code}:{column.to}"


def _deal(trade: DeclaredTrade, period: int, units: Decimal, due: date) -> Make:
    """Trade as an order: what a unit gives and takes, and no hours."""
    gives, takes = ({code: units * much for code, much in each.items()} for each in (trade.gives, trade.takes))
    return Make(trade.code, period, units, gives, takes, Decimal(0), due)


def plan_of(council: Council, offer: PlanOffer) -> Plan:
    """The plan of an offer; KeyError where it names what is not in the economy of ``council``."""
    plan = Plan(economy_of(council), np.zeros(0), (), offer.fair, offer.least, LARGE_GAP, offer.shared, offer.stocked)
    program = plan.program
    gap = max(LARGE_GAP, min(offer.gap, most_gap(program)))
    columns = {column_name(column): at for at, column in enumerate(program.columns)}
    places = price_places(program)
    x = np.zeros(len(program.columns))
    for name, much in offer.activities.items():
        x[columns[name]] = much
    prices = [Prices(np.zeros(len(program.rows)), np.zeros(number)) for number in range(len(program.stages))]
    for stage, named in zip(program.stages, offer.prices, strict=True):
        for name, price in named.items():
            number, held, at = places[stage.name, name]
            (prices[number].held if held else prices[number].rows)[at] = price
    return replace(plan, activities=x, prices=tuple(prices), gap=gap).of(program)


def vouch(council: Council, offer: PlanOffer) -> Phrase | None:
    """Why ``offer`` is no plan for what is declared in ``council``; None if it is, and its certificate holds."""
    try:
        plan = plan_of(council, offer)
    except (LookupError, ValueError) as error:
        return phrase("it speaks of what is not declared here ({error})", error=f"{error}")
    certificate = plan.certificate
    if not certificate.holds:
        return certificate.rejected[0]
    results = Results(plan)
    if tuple(orders_of(council, plan)) != offer.orders:
        return phrase("its orders are not those of its activities")
    values = dict(_values(results))
    figures = [(_rounded(results.hours), offer.hours), (common_hours(results, values), offer.common)]
    figures += [(values.get(code, Decimal(0)), value) for code, value in offer.values.items()]
    same = values.keys() == offer.values.keys() and all(_alike(*pair) for pair in figures)
    return None if same else phrase("its hours are not those of its activities")


def _alike(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= EXACT * max(Decimal(1), abs(one), abs(other))
