"""A plan is adopted, overtaken, and made anew (R18).

Theory of operation. Carried, a plan is in force, and the one before is not: its orders run out (``finishing.py``), and
those of the new one go out. If something has changed meanwhile that it cannot be carried out with, a mill that stands
still, it is overtaken, and the one before goes on. A plan in force can be adjusted without a vote as far as the charter
allows: by so much of its hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from councils.core.act import Command, CouncilId, Event, Events, MatterId, Outcome, Voice
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.declaring import not_planning
from councils.core.economy.exceeding import TOO_LONG, TOO_MUCH, exceeding
from councils.core.economy.finishing import begins, running_out
from councils.core.economy.offer import PlanOffer, unofferable
from councils.core.economy.ordering import ordered
from councils.core.economy.orders import Make, Order
from councils.core.economy.together import as_now
from councils.core.refusal import Reason, refuse
from councils.core.sentence import Phrase, gettext_noop, phrase
from councils.core.share import say_share

OTHERWISE = gettext_noop("{place} does not make it as {technique} any more")
LESS = gettext_noop("{place} can run {technique} {most} times, not {runs}")
NO_WAY = gettext_noop("{product} is not brought from {origin} to {goal} any more")
LESS_BROUGHT = gettext_noop("{most} of {product} can be brought from {origin} to {goal}, not {quantity}")
OBSTACLES = (OTHERWISE, LESS, NO_WAY, LESS_BROUGHT, TOO_LONG, TOO_MUCH)
"""What can stand in the way of a plan; where it is overtaken, the record has it in English."""
ROUNDING = Decimal("0.001")  # by which what is ordered may differ from a technique's limit


@dataclass(frozen=True, slots=True)
class AdjustPlan(Command):
    """The planning office puts another plan in force, within what a charter of before leaves to it.

    Newer charters leave it only the rest of the plan that was carried (``RemakePlan``): ADR 21 says why both are here.
    """

    by: Voice
    offer: PlanOffer


@dataclass(frozen=True, slots=True)
class PlanAdopted(Event):
    """``motion`` carried it; ``adjustment`` counts how often it was adjusted since."""

    motion: MatterId
    offer: PlanOffer
    adjustment: int = 0


@dataclass(frozen=True, slots=True)
class PlanOvertaken(Event):
    """Carried, but it cannot be carried out any more: ``why``."""

    motion: MatterId
    why: str


def undoable(council: Council, offer: PlanOffer) -> Phrase | None:
    """What stands in the way of a plan by now; None if nothing does."""
    for order in offer.orders:
        why = next(filter(None, (_unmakeable(council, order.council, make) for make in order.make)), None)
        why = why or _unsendable(council, order)
        if why:
            return why
    return next(exceeding(council, offer), None) if council.charter.planning.measuring else None


def _unmakeable(congress: Council, council: CouncilId, make: Make) -> Phrase | None:
    """Why a council can make this no more: another technique or trade than it was planned with, or less of it."""
    key = (council, make.technique)
    technique, trade = congress.economy.techniques.get(key), congress.economy.trades.get(key)
    gives = technique.gives if technique else trade.gives if trade else {}
    if not gives or {code: much * make.runs for code, much in gives.items()} != dict(make.gives):
        return phrase(OTHERWISE, place=council, technique=make.technique)
    most = technique.most if technique else trade.most if trade else None
    if most is not None and make.runs > most * (1 + ROUNDING):
        return phrase(LESS, place=council, technique=make.technique, most=f"{most}", runs=f"{make.runs}")
    return None


def _unsendable(congress: Council, order: Order) -> Phrase | None:
    for send in order.send:
        way = {"product": send.product, "origin": order.council, "goal": send.to}
        route = congress.economy.routes.get((send.product, order.council, send.to))
        if route is None and {order.council, send.to} <= congress.below.keys():
            return phrase(NO_WAY, **way)
        if route and route.most is not None and send.quantity > route.most * (1 + ROUNDING):
            return phrase(LESS_BROUGHT, **way, most=f"{route.most}", quantity=f"{send.quantity}")
    return None


def adopted(council: Council, motion: MatterId, title: str, offer: PlanOffer | None, at: datetime) -> Events:
    """The consequence of a carried plan: it takes the place of the one in force, unless something stands in its way."""
    if offer is None:
        return ()
    why = undoable(council, offer)
    return (PlanOvertaken(motion, f"{why}"),) if why else put_in_force(council, PlanAdopted(motion, offer), title, at)


def put_in_force(council: Council, event: PlanAdopted, title: str, at: datetime) -> Events:
    """The orders of the plan before run out, and those of this one go out."""
    name = directive_of(event)
    until = begins(council, at.date())
    return (event, *running_out(council, name, at.date(), until), ordered(council, name, title, event.offer.orders, at))


def directive_of(event: PlanAdopted) -> MatterId:
    """What the orders of a plan are called: as its motion, with the number of the adjustment that gave them."""
    return f"{event.motion}.{event.adjustment}" if event.adjustment else event.motion


def changed_hours(old: Iterable[Order], new: Iterable[Order]) -> Decimal:
    """Hours of work that are otherwise in one than in the other."""
    return apart(_hours(old), _hours(new))


def apart(before: Mapping[Any, Decimal], after: Mapping[Any, Decimal]) -> Decimal:
    """How much of anything is otherwise in one than in the other."""
    return sum((abs(after.get(k, Decimal(0)) - before.get(k, Decimal(0))) for k in {*before, *after}), Decimal(0))


def _hours(orders: Iterable[Order]) -> dict[tuple[str, Code, int], Decimal]:
    return {(o.council, make.technique, make.period): make.hours for o in orders for make in o.make}


def adjust(council: Council, act: AdjustPlan, at: datetime) -> Outcome:
    in_force = council.economy.offer
    refused = unofferable(council, act.offer) or not_planning(council, act.by)
    if refused:
        return refused
    if council.charter.planning.voted:
        return refuse(Reason.ONLY_THE_REST)
    if in_force is None:
        return refuse(Reason.NO_PLAN_IN_FORCE)
    before, most = as_now(council.economy, in_force), council.charter.planning.adjust_share
    changed = changed_hours(before.orders, act.offer.orders)
    if changed > in_force.hours * most.numerator / most.denominator:
        told = {"changed": f"{changed:.0f}", "hours": f"{in_force.hours:.0f}", "most": say_share(most)}
        return refuse(Reason.NEEDS_A_VOTE, **told)
    why = undoable(council, act.offer)
    if why:
        return refuse(Reason.NOT_CERTIFIED, why=why)
    economy = council.economy
    event = PlanAdopted(economy.plan, act.offer, economy.adjustment + 1)
    return put_in_force(council, event, council.motions[economy.plan].proposal.title, at)


def on_plan_adopted(council: Council, event: PlanAdopted) -> Council:
    economy = replace(
        council.economy,
        plan=event.motion,
        offer=event.offer,
        adjustment=event.adjustment,
        directive=directive_of(event),
        opening=None,
        retold=frozenset(),
        before=council.economy.followed(),
    )
    return replace(council, economy=economy)


def on_plan_overtaken(council: Council, event: PlanOvertaken) -> Council:
    motion = replace(council.motions[event.motion], overtaken=event.why)
    return council.put("motions", event.motion, motion)
