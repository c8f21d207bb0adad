"""The rest of the plan in force is made anew: a mill stands still, a harvest fails, people need something else (R18).

Theory of operation. What has begun goes on as it was ordered. From the first day of a later period of the plan on,
the orders of a new plan take the place of those that were to come, and keep the plan's count of periods: whoever has
reported goes on with the same order, and only those of whom something else is asked hear of it, and accept it anew.
Whether a change is small enough to need no vote is measured against the plan that was *carried*, not against what it
was changed into since: so many small changes do not come to a large one. The planning office makes the rest anew, or,
where the charter says so, the clock: a change that small takes effect by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from councils.core.act import Caused, Command, CouncilId, Event, MatterId, Outcome, Voice
from councils.core.council import Council
from councils.core.directive import DirectiveReceived, ExecutionCompleted, move
from councils.core.economy.adopting import apart, undoable
from councils.core.economy.declared import Code
from councils.core.economy.needs import not_asking
from councils.core.economy.offer import PlanOffer, unofferable
from councils.core.economy.orders import Order, Orders
from councils.core.economy.rolling import openings, periods_gone
from councils.core.economy.together import as_now
from councils.core.machines import Force
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase
from councils.core.share import say_share


@dataclass(frozen=True, slots=True)
class RemakePlan(Command):
    """``offer`` takes the place of what is to come of the plan in force, where the charter asks for no vote on that."""

    by: Voice
    offer: PlanOffer


@dataclass(frozen=True, slots=True)
class ChangeOrder(Caused):
    """Caused above: from now on this council is asked for ``order``, instead of what it was asked for, if anything."""

    directive: MatterId
    issuer: CouncilId
    title: str
    acknowledge_by: datetime
    report_by: datetime
    order: Order


@dataclass(frozen=True, slots=True)
class PlanRemade(Event):
    """The plan that ``motion`` carried, made anew for the ``adjustment``-th time, from the day ``start`` on.

    ``orders`` are those that change, each in whole, under the name ``directive`` that they have.
    """

    motion: MatterId
    offer: PlanOffer
    adjustment: int
    directive: MatterId
    start: date
    orders: tuple[Order, ...]
    acknowledge_by: datetime


@dataclass(frozen=True, slots=True)
class OrderChanged(Event):
    directive: MatterId
    order: Order
    at: datetime
    acknowledge_by: datetime


def remake(council: Council, act: RemakePlan, at: datetime) -> Outcome:
    refused = unofferable(council, act.offer) or not_asking(council, act.by) or unstanding(council)
    if refused:
        return refused
    needs, voted = council.economy.needs, carried(council)
    assert needs is not None  # ``unofferable`` has seen to it
    horizon = needs.horizon
    if horizon.start <= at.date() or periods_gone(voted, horizon) is None:
        why = phrase("a later period of the plan in force begins on another day than {day}", day=f"{horizon.start}")
        return refuse(Reason.NO_HORIZON, why=why)
    changed, most = rest_changed(voted, act.offer, horizon.start), council.charter.planning.adjust_share
    if changed > voted.hours * most.numerator / most.denominator:
        return refuse(Reason.NEEDS_A_VOTE, changed=f"{changed:.0f}", hours=f"{voted.hours:.0f}", most=say_share(most))
    obstacle = undoable(council, act.offer)
    return refuse(Reason.NOT_CERTIFIED, why=obstacle) if obstacle else (remade(council, act.offer, at),)


def unstanding(council: Council) -> Refused | None:
    """Whether there is no plan whose orders stand."""
    economy = council.economy
    directive = council.directives.get(economy.directive)
    if economy.offer is None or directive is None:
        return refuse(Reason.NO_PLAN_IN_FORCE)
    if directive.force is not Force.IN_FORCE:
        return refuse(Reason.DIRECTIVE_STOPPED, state=directive.force)
    return None


def carried(council: Council) -> PlanOffer:
    """The plan in force as it was voted on."""
    offer = council.motions[council.economy.plan].proposal.plan
    assert offer is not None  # it was carried
    return as_now(council.economy, offer)


def rest_changed(voted: PlanOffer, offer: PlanOffer, start: date) -> Decimal:
    """Hours of work from the day ``start`` on that are otherwise in one than in the other."""
    return apart(_hours(voted.orders, start), _hours(offer.orders, start))


def _hours(orders: Iterable[Order], start: date) -> dict[tuple[CouncilId, Code, date], Decimal]:
    return {(o.council, make.technique, make.due): make.hours for o in orders for make in o.make if make.due >= start}


def remade(council: Council, offer: PlanOffer, at: datetime) -> PlanRemade:
    """What changes by ``offer``, whose periods are the last ones of the plan in force."""
    economy, needs = council.economy, council.economy.needs
    assert needs is not None  # there is no offer without
    given, directive = council.orders[economy.directive].orders, council.directives[economy.directive]
    start, gone = needs.horizon.start, periods_gone(carried(council), needs.horizon)
    assert gone is not None  # ``remake`` has seen to it
    after = merged(given, {order.council: order for order in offer.orders}, start, gone)
    orders = tuple(order for name, order in after.items() if given.get(name) != order)
    acknowledge_by = min(at + timedelta(days=council.charter.directive.acknowledge_days), directive.report_by)
    adjustment = economy.adjustment + 1
    return PlanRemade(economy.plan, offer, adjustment, economy.directive, start, orders, acknowledge_by)


def merged(
    given: Mapping[CouncilId, Order], new: Mapping[CouncilId, Order], start: date, gone: int
) -> dict[CouncilId, Order]:
    """Until ``start`` what was given, from then on what is new, with ``gone`` periods before its first."""
    found = {}
    for name in sorted({*given, *new}):
        old, later = given.get(name, Order(name)), new.get(name, Order(name))
        make = tuple(m for m in old.make if m.due < start)
        send = tuple(s for s in old.send if s.due < start)
        make += tuple(replace(m, period=m.period + gone) for m in later.make)
        send += tuple(replace(s, period=s.period + gone) for s in later.send)
        found[name] = Order(name, make, send)
    return found


def change_order(council: Council, act: ChangeOrder, at: datetime) -> Outcome:
    """A council that was asked for nothing before is asked now; one that has made all of it already has done so."""
    if act.directive not in council.directives:
        received = (act.directive, act.issuer, act.title, "", at, act.acknowledge_by, act.report_by, act.order)
        return (DirectiveReceived(*received),)
    changed = OrderChanged(act.directive, act.order, at, act.acknowledge_by)
    orders = on_order_changed(council, changed).orders[act.directive]
    done = orders.made.get(council.id) and not orders.missing(council.id)
    return (changed, ExecutionCompleted(act.directive)) if done else (changed,)


def on_plan_remade(council: Council, event: PlanRemade) -> Council:
    economy = replace(
        council.economy,
        offer=event.offer,
        adjustment=event.adjustment,
        opening=openings(council),
        retold=frozenset(),
        before=council.economy.followed(),
    )
    orders = council.orders[event.directive]
    after = {**orders.orders, **{order.council: order for order in event.orders}}
    return replace(council, economy=economy).put("orders", event.directive, replace(orders, orders=after))


def on_order_changed(council: Council, event: OrderChanged) -> Council:
    """What was made and said of it stays; it is to be accepted anew."""
    before = council.orders.get(event.directive, Orders({}))
    changed = replace(before, orders={council.id: event.order}, received=False)
    known = council.put("orders", event.directive, changed)
    return move(known, event, event.directive, acknowledged=None, acknowledge_by=event.acknowledge_by)
