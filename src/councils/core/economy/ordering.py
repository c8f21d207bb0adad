"""Orders go out, are reported on, and end (R12, R13, R18). What they are: ``orders.py``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from councils.core.act import Command, MatterId, Outcome
from councils.core.council import Council
from councils.core.directive import DirectiveIssued, ExecutionCompleted, hindered, move
from councils.core.economy.declared import MOST, countable
from councils.core.economy.orders import (
    ABSURD,
    Change,
    ChangeProposed,
    ChangeRecorded,
    Made,
    MadeRecorded,
    MadeReported,
    Make,
    Order,
    Orders,
    ProposeChange,
    RecordChange,
    RecordMade,
    ReportMade,
    summed,
)
from councils.core.economy.rolling import built
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop

WORK = gettext_noop("hours of work")


def ordered(council: Council, name: MatterId, title: str, orders: tuple[Order, ...], at: datetime) -> DirectiveIssued:
    """The directive that brings ``orders`` straight to those who carry them out."""
    days = [make.due for order in orders for make in order.make] + [s.due for order in orders for s in order.send]
    last = max(days, default=at.date())
    report_by = datetime.combine(last + timedelta(days=1), time(), UTC)
    acknowledge_by = min(at + timedelta(days=council.charter.directive.acknowledge_days), report_by)
    to = tuple(order.council for order in orders)
    return DirectiveIssued(name, title, to, "", at, acknowledge_by, report_by, orders)


def report_made(council: Council, act: ReportMade, at: datetime) -> Outcome:
    refused = hindered(council, act, MadeReported) or unmade(council, act.directive, act.made)
    if refused:
        return refused
    reported = MadeReported(act.directive, act.by, act.made, at)
    after = on_made_reported(council, reported).orders[act.directive]
    done = not after.missing(council.id)
    return (reported, ExecutionCompleted(act.directive)) if done else (reported,)


def tells_nothing(act: Command) -> Refused | None:
    """Whether it is a report of nothing. The rules do not ask: such reports are on records, and go on verifying."""
    return refuse(Reason.EMPTY_REPORT) if isinstance(act, ReportMade) and act.made.empty else None


def unmade(council: Council, directive: MatterId, made: Made) -> Refused | None:
    """Whether nobody can have made this on that order."""
    orders = council.orders.get(directive)
    make = orders.find(council.id, made.technique, made.period) if orders else None
    if orders is None or make is None:
        return refuse(Reason.NOT_ORDERED, technique=made.technique, period=made.period)
    amounts = [*made.makes.items(), *made.uses.items(), *made.builds.items(), (WORK, made.hours)]
    if wrong := next(((what, much) for what, much in amounts if not countable(much)), None):
        return refuse(Reason.NO_AMOUNT_OF, what=wrong[0], amount=f"{wrong[1]}", most=f"{MOST:.0f}")
    unknown = sorted(
        ({*made.makes, *made.uses} - {*make.makes, *make.uses}) | (made.builds.keys() - make.builds.keys())
    )
    if unknown:
        return refuse(Reason.NOT_ORDERED, technique=", ".join(unknown), period=made.period)
    before = orders.total(council.id, made.technique, made.period)
    for code, quantity in made.gives.items():
        ordered = make.gives.get(code, Decimal(0))
        if before.get(code, Decimal(0)) + quantity > ABSURD * ordered:
            asked = absurd(code, ordered)
            return asked if ordered else refuse(Reason.NOT_ORDERED, technique=code, period=made.period)
    return spent_absurdly(orders, council, make, made) if council.charter.planning.doubting else None


def spent_absurdly(orders: Orders, council: Council, make: Make, made: Made) -> Refused | None:
    """Whether so many hours, or so much of something, cannot have gone into it, with what was reported before."""
    told = [*orders.reports(council.id, made.technique, made.period), made]
    used, hours = summed(one.uses for one in told), sum((one.hours for one in told), Decimal(0))
    ordered = [(code, make.uses.get(code, Decimal(0)), used[code]) for code in made.uses]
    ordered += [(WORK, make.hours, hours)] if made.hours else []
    return next((absurd(what, asked) for what, asked, much in ordered if asked and much > ABSURD * asked), None)


def absurd(what: str, ordered: Decimal) -> Refused:
    return refuse(Reason.ABSURD_REPORT, product=what, ordered=f"{ordered.normalize():f}", times=ABSURD)


def propose_change(council: Council, act: ProposeChange, at: datetime) -> Outcome:
    refused = hindered(council, act, ChangeProposed)
    if refused:
        return refused
    orders = council.orders.get(act.directive)
    if orders is None or orders.find(council.id, act.technique, act.period) is None:
        return refuse(Reason.NOT_ORDERED, technique=act.technique, period=act.period)
    if not countable(act.runs):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    if not act.reason.strip():
        return refuse(Reason.NOTHING_TOLD, what=gettext_noop("reason"))
    change = Change(council.id, act.technique, act.period, act.runs, act.reason)
    return (ChangeProposed(act.directive, act.by, change),)


def record_made(council: Council, act: RecordMade, at: datetime) -> Outcome:
    return (MadeRecorded(act.directive, act.council, act.made),) if act.directive in council.orders else ()


def record_change(council: Council, act: RecordChange, at: datetime) -> Outcome:
    return (ChangeRecorded(act.directive, act.change),) if act.directive in council.orders else ()


def on_made_reported(council: Council, event: MadeReported) -> Council:
    moved = move(council, event, event.directive)
    return made(moved, event.directive, council.id, event.made)


def on_made_recorded(council: Council, event: MadeRecorded) -> Council:
    return built(made(council, event.directive, event.council, event.made), {}, event.made.builds)


def made(council: Council, directive: MatterId, by: str, told: Made) -> Council:
    orders = council.orders[directive]
    after = {**orders.made, by: (*orders.made.get(by, ()), told)}
    return council.put("orders", directive, replace(orders, made=after))


def on_change(council: Council, event: ChangeProposed | ChangeRecorded) -> Council:
    orders = council.orders[event.directive]
    return council.put("orders", event.directive, replace(orders, changes=(*orders.changes, event.change)))


def on_change_proposed(council: Council, event: ChangeProposed) -> Council:
    return on_change(move(council, event, event.directive), event)
