"""Planning: what a council has to make things with, plan and actual, deliveries (R18).

Amounts are decimal texts, exact as they were declared, ordered and reported. What people do is among the acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from councils.api.along import LeftShape, left_shapes
from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.app.queries.along import left_out
from councils.app.queries.deliveries import congress_of, to_send
from councils.app.queries.production import Line, in_force, lines, running, under, work
from councils.core.council import Council
from councils.core.economy.declared import Resource, Route, Site, Technique, Trade
from councils.core.economy.declaring import planless
from councils.core.economy.deliveries import Delivery
from councils.core.economy.orders import Orders

router = Router(tags=["planning"])
Amount = str


class TechniqueShape(Schema):
    """Of one run; ``most`` runs in a period, null without a limit; only ``whole`` ones where there are no parts."""

    technique: str
    name: str
    makes: dict[str, Amount]
    uses: dict[str, Amount]
    works: dict[str, Amount]
    occupies: dict[str, Amount]
    builds: dict[str, Amount]
    most: Amount | None
    whole: bool


class WantedShape(Schema):
    """How much of a product is to be in stock at the end of a plan, and how urgent that is."""

    product: str
    at_end: Amount
    priority: int


class TradeShape(Schema):
    """What can be bought (``import``) or sold (``export``), for ``price`` units of ``money`` each."""

    product: str
    direction: str
    price: Amount
    money: str
    most: Amount | None


class WayShape(Schema):
    """On which a product can be brought: ``keeps`` is the share that arrives, ``most`` units in a period leave."""

    product: str
    origin: str
    goal: str
    carrier: str
    per_unit: Amount
    keeps: Amount
    most: Amount | None


class InPeriodShape(Schema):
    """``amount`` in the period that ``day`` falls in."""

    day: date
    amount: Amount


class ResourceShape(Schema):
    """``amount`` in each period but those of ``amounts``."""

    resource: str
    name: str
    unit: str
    amount: Amount
    amounts: list[InPeriodShape]


class MeansShape(Schema):
    """What a council has itself; ``stocks`` by product, ``wanted`` at the end; ``hours`` in a period at most.

    ``left``: what of it did not come along when a federation joined or left; at a congress, of all below it.
    """

    council: str
    activity: str
    hours: Amount | None
    techniques: list[TechniqueShape]
    resources: list[ResourceShape]
    stocks: dict[str, Amount]
    wanted: list[WantedShape]
    trade: list[TradeShape]
    left: list[LeftShape]


class LineShape(Schema):
    """What a council is to make of a product with a technique in a period, until ``due``, and has made.

    ``directive``: the order that asks for it, that of the plan in force or one that is finished meanwhile.
    """

    directive: str
    council: str
    technique: str
    period: int
    due: date
    product: str
    ordered: Amount
    made: Amount
    late: bool


class HoursShape(Schema):
    """``directive``: the name of the orders of the plan in force; hours by its orders, and as reported."""

    directive: str
    ordered: dict[str, Amount]
    worked: dict[str, Amount]


class DeliveryShape(Schema):
    """``got``: what came, null before somebody there has said so; ``note``: what was different."""

    delivery: str
    origin: str
    goal: str
    product: str
    quantity: Amount
    directive: str
    state: str
    sent: datetime
    got: Amount | None
    note: str


class AskedShape(Schema):
    """What an order in force asks this council to send until ``due``, and how much of it was ``sent``."""

    directive: str
    product: str
    goal: str
    due: date
    quantity: Amount
    sent: Amount


def text(much: Decimal) -> Amount:
    return f"{(much + 0).normalize():f}"


def texts(amounts: Mapping[str, Decimal]) -> dict[str, Amount]:
    return {name: text(much) for name, much in amounts.items()}


def planning(asking: Looker, name: str) -> tuple[Council, Council]:
    """The council, and the congress above it, where people plan together."""
    here = asking.council(name)
    refused = planless(here)
    if refused:
        raise ProblemError(refusal(refused))
    return here, congress_of(asking.names.world.council, here)


@router.get("/councils/{council}/means", response=MeansShape, url_name="means")
def means(request: HttpRequest, council: Name) -> MeansShape:
    """What this council has declared: its site, techniques, resources, stocks and trade."""
    here, root = planning(looker(request), council)
    known = root.economy
    site = known.sites.get(here.id, Site())
    return MeansShape(
        council=here.id,
        activity=site.activity,
        hours=None if site.hours is None else text(site.hours),
        techniques=[technique_shape(one) for (owner, _), one in known.techniques.items() if owner == here.id],
        resources=[resource_shape(one) for (owner, _), one in known.resources.items() if owner == here.id],
        stocks={code: text(one.quantity) for (owner, code), one in known.stocks.items() if owner == here.id},
        wanted=[
            WantedShape(product=code, at_end=text(one.at_end), priority=one.priority)
            for (owner, code), one in known.stocks.items()
            if owner == here.id and one.at_end
        ],
        trade=[trade_shape(one) for (owner, _), one in known.trades.items() if owner == here.id],
        left=left_shapes(one for one in left_out(root) if here.parent is None or one.owner == here.id),
    )


def technique_shape(one: Technique) -> TechniqueShape:
    return TechniqueShape(
        technique=one.code,
        name=one.name,
        makes=texts(one.makes),
        uses=texts(one.uses),
        works=texts(one.works),
        occupies=texts(one.occupies),
        builds=texts(one.builds),
        most=at_most(one.most),
        whole=one.whole,
    )


def at_most(most: Decimal | None) -> Amount | None:
    return None if most is None else text(most)


def trade_shape(one: Trade) -> TradeShape:
    return TradeShape(
        product=one.product, direction=one.direction, price=text(one.price), money=one.money, most=at_most(one.most)
    )


@router.get("/councils/{council}/ways", response=Page[WayShape], url_name="ways")
def ways(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """The ways on which products can be brought from place to place, by product."""
    _, root = planning(looker(request), council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(list(root.economy.routes.values()), way_key, way_shape)


def way_key(one: Route) -> str:
    return f"{one.product} {one.origin} {one.goal}"


def way_shape(one: Route) -> WayShape:
    return WayShape(
        product=one.product,
        origin=one.origin,
        goal=one.goal,
        carrier=one.carrier,
        per_unit=text(one.per_unit),
        keeps=text(one.keeps),
        most=at_most(one.most),
    )


def resource_shape(one: Resource) -> ResourceShape:
    amounts = [InPeriodShape(day=other.day, amount=text(other.amount)) for other in one.amounts]
    return ResourceShape(resource=one.code, name=one.name, unit=one.unit, amount=text(one.amount), amounts=amounts)


@router.get("/councils/{council}/production", response=Page[LineShape], url_name="production")
def production(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Plan and actual, line by line, of this council and all below it, by all orders that stand."""
    here, root = planning(looker(request), council)
    pager, today = Pager(request, response, limit, cursor), timezone.localdate()
    every = [
        (one.directive, line) for one in running(root) for line in lines(one.orders, under(root, here, one.orders))
    ]
    return pager.of(every, line_key, lambda told: line_shape(*told, today))


def line_key(told: tuple[str, Line]) -> str:
    directive, line = told
    what = f"{line.council} {line.make.technique} {line.product} {line.make.period}"
    return f"{line.make.due:%Y-%m-%d} {what} {directive}"


def line_shape(directive: str, line: Line, today: date) -> LineShape:
    return LineShape(
        directive=directive,
        council=line.council,
        technique=line.make.technique,
        period=line.make.period,
        due=line.make.due,
        product=line.product,
        ordered=text(line.ordered),
        made=text(line.made),
        late=line.late(today),
    )


@router.get("/councils/{council}/production/hours", response=HoursShape, url_name="production_hours")
def hours(request: HttpRequest, council: Name) -> HoursShape:
    """Hours of work of this council and all below it, by the plan in force."""
    here, root = planning(looker(request), council)
    matter = in_force(root)
    orders = root.orders.get(matter, Orders({}))
    told = [one for one in work(orders, under(root, here, orders)) if one.ordered or one.worked]
    return HoursShape(
        directive=matter,
        ordered={one.council: text(one.ordered) for one in told},
        worked={one.council: text(one.worked) for one in told},
    )


@router.get("/councils/{council}/deliveries", response=Page[DeliveryShape], url_name="deliveries")
def deliveries(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """What was sent from this council and to it, in the order in which it was sent."""
    here, _ = planning(looker(request), council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.deliveries.values(), delivery_key, delivery_shape)


@router.get("/councils/{council}/deliveries/asked", response=list[AskedShape], url_name="deliveries_asked")
def asked(request: HttpRequest, council: Name) -> list[AskedShape]:
    """What orders in force ask this council to send, and it has not sent yet."""
    asking = looker(request)
    here, _ = planning(asking, council)
    return [
        AskedShape(
            directive=line.directive,
            product=line.send.product,
            goal=line.send.to,
            due=line.send.due,
            quantity=text(line.send.quantity),
            sent=text(line.sent),
        )
        for line in to_send(asking.names.world.council, here)
    ]


def delivery_key(one: Delivery) -> str:
    return f"{one.sent.isoformat(timespec='microseconds')} {one.id}"


def delivery_shape(one: Delivery) -> DeliveryShape:
    return DeliveryShape(
        delivery=one.id,
        origin=one.origin,
        goal=one.goal,
        product=one.product,
        quantity=text(one.quantity),
        directive=one.directive,
        state=str(one.state),
        sent=one.sent,
        got=None if one.got is None else text(one.got),
        note=one.note,
    )
