"""What a federation plans, and what was made, worked and sent on the orders in force, as Valueflows in JSON-LD (R18).

Theory of operation. What an order asks for are ``vf:Commitment``, due on the last day of their period
(``plan/valueflows.py`` tells a whole plan so); what came of it are ``vf:EconomicEvent``, which fulfil them: each report
is a process whose outputs were produced, whose inputs were consumed, and into which work went; each delivery is a
transfer from place to place, of what was sent, with what came where that was confirmed. Each event has the moment in
which it came on record, since nobody tells another one. All that the document points to is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from councils.app.queries.catalogue import names
from councils.app.queries.plans import Looked
from councils.app.queries.production import in_force, under
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.orders import Made, MadeRecorded, Make, Orders, Passing, Send
from councils.core.economy.state import Economy
from councils.core.economy.tracing import ArrivalHeardOf, GoodsHeardOf
from councils.plan.valueflows import CONTEXT, moment, valueflows
from councils.store.ledger import event as read
from councils.store.models import Act

Thing = dict[str, Any]
TOLD = (MadeRecorded, GoodsHeardOf, ArrivalHeardOf)


def plan_document(looked: Looked, title: str) -> Thing:
    """The plan of a motion, or that in force, to be written as JSON."""
    horizon = looked.horizon
    days = {f"{number}": horizon.last_day(number) for number in range(1, horizon.periods + 1)}
    return valueflows(looked.results, title=title, due=days)


def production_document(congress: Council, here: Council) -> Thing:
    """What ``here`` and all below were ordered to make and send, and have reported and sent, to be written as JSON."""
    matter = in_force(congress)
    orders = congress.orders.get(matter, Orders({}))
    councils = under(congress, here, orders)
    motion = congress.motions.get(congress.economy.plan)
    title = motion.proposal.title if motion else ""
    return events(congress.economy, orders, councils, title, recorded(congress.id, matter))


@dataclass(slots=True)
class Moments:
    """When it came on record what each council reported, one after the other; what was sent, and what came."""

    made: dict[CouncilId, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, datetime] = field(default_factory=dict)
    got: dict[str, datetime] = field(default_factory=dict)


def recorded(root: CouncilId, directive: MatterId) -> Moments:
    """From the acts of the congress in which it heard of them; cost: linear in these."""
    found = Moments()
    for kind in TOLD:
        acts = Act.objects.filter(council=root, events__contains=f'"{kind.__name__}"').order_by("version")
        for at, events_of in acts.values_list("at", "events"):
            for told in map(read, msgspec.json.decode(events_of)):
                if isinstance(told, kind) and told.directive == directive:
                    note(found, told, at)
    return found


def note(found: Moments, told: object, at: datetime) -> None:
    match told:
        case MadeRecorded():
            found.made[told.council].append(at)
        case GoodsHeardOf():
            found.sent.setdefault(told.delivery, at)
        case ArrivalHeardOf() if told.got is not None:
            found.got[told.delivery] = at


def events(
    economy: Economy, orders: Orders, councils: Iterable[CouncilId], title: str = "", moments: Moments | None = None
) -> Thing:
    """The document of what these ``councils`` were ordered and have told."""
    here, known = sorted(set(councils)), moments or Moments()
    places = {economy.place_of(name) if name in economy.paths else name for name in here}
    things: list[Thing] = [{"@id": "plan", "@type": "vf:Plan", "rdfs:label": title}]
    for name in here:
        for make in orders.orders[name].make if name in orders.orders else ():
            things += _ordered(economy, name, make)
        for send in orders.orders[name].send if name in orders.orders else ():
            things.append(_to_send(economy, name, send))
        for number, made in enumerate(orders.made.get(name, ()), 1):
            at = known.made[name][number - 1] if number <= len(known.made[name]) else None
            things += _reported(economy, name, number, made, at)
    for delivery, one in orders.passing.items():
        if one.origin in {*places, *here}:
            things.append(_sent(economy, delivery, one, known))
    return {"@context": CONTEXT, "@graph": [*_pointed_to(economy, things), *things]}


def _pointed_to(economy: Economy, things: Iterable[Thing]) -> Iterator[Thing]:
    """Products, resources and councils that the document speaks of."""
    told = {to["@id"] for thing in things for to in thing.values() if isinstance(to, dict) and "@id" in to}
    called = names([name.partition(":")[2] for name in told if name.startswith(("workplace:", "council:"))])
    labels = {resource.code: resource.name for resource in economy.resources.values()}
    for name in sorted(told):
        kind, _, code = name.partition(":")
        if kind in ("workplace", "council"):
            yield {"@id": name, "@type": "vf:Organization", "rdfs:label": called.get(code, code)}
        elif kind in ("product", "resource"):
            label = economy.products[code].name if code in economy.products else labels.get(code, code)
            yield {"@id": name, "@type": "vf:ResourceSpecification", "rdfs:label": label}


def _ordered(economy: Economy, council: CouncilId, make: Make) -> Iterator[Thing]:
    name = f"order:{council}:{make.technique}:{make.period}"
    yield {"@id": name, "@type": "vf:Process", "rdfs:label": make.technique, "vf:plannedWithin": _to("plan")}
    for flow in _flows(economy, name, council, make.gives, make.uses, make.hours):
        yield {**flow, "@type": "vf:Commitment", "vf:due": moment(make.due)}


def _to_send(economy: Economy, council: CouncilId, send: Send) -> Thing:
    name = f"order:{council}:{send.product}:{send.to}:{send.period}"
    return _transfer(economy, name, council, send.to, send.product, send.quantity) | {
        "@type": "vf:Commitment",
        "vf:plannedWithin": _to("plan"),
        "vf:due": moment(send.due),
    }


def _reported(economy: Economy, council: CouncilId, number: int, made: Made, at: datetime | None) -> Iterator[Thing]:
    name, order = f"report:{council}:{number}", f"order:{council}:{made.technique}:{made.period}"
    yield {"@id": name, "@type": "vf:Process", "rdfs:label": made.technique, "vf:plannedWithin": _to("plan")}
    for flow in _flows(economy, name, council, made.gives, made.uses, made.hours):
        promised = flow["@id"].replace(name, order, 1)
        yield {**flow, "@type": "vf:EconomicEvent", **_when(at), "vf:fulfills": _to(promised)}


def _flows(
    economy: Economy,
    name: str,
    council: CouncilId,
    gives: Mapping[str, Decimal],
    uses: Mapping[str, Decimal],
    hours: Decimal,
) -> Iterator[Thing]:
    """What goes into the process ``name``, and what comes out of it."""
    who = {"vf:provider": _to(f"workplace:{council}"), "vf:receiver": _to(f"workplace:{council}")}
    told = [("produce", "vf:outputOf", code, much) for code, much in gives.items()]
    told += [("consume", "vf:inputOf", code, much) for code, much in uses.items()]
    for action, side, code, much in told:
        kind = "product" if code in economy.products else "resource"
        flow = {"@id": f"{name}:{action}:{code}", "vf:action": _to(f"vf:{action}"), **who, side: _to(name)}
        yield flow | {
            "vf:resourceConformsTo": _to(f"{kind}:{code}"),
            "vf:resourceQuantity": _measure(much, unit_of(economy, code)),
        }
    if hours:
        work = {"@id": f"{name}:work", "vf:action": _to("vf:work"), **who, "vf:inputOf": _to(name)}
        yield work | {"vf:effortQuantity": _measure(hours, "hour")}


def _sent(economy: Economy, name: str, one: Passing, known: Moments) -> Thing:
    event = _transfer(economy, f"delivery:{name}", one.origin, one.goal, one.product, one.quantity)
    event |= {"@type": "vf:EconomicEvent", **_when(known.sent.get(name))}
    if one.got is not None:
        event["arrived"] = _measure(one.got, unit_of(economy, one.product))
        event |= {"arrivalTold": moment(known.got[name])} if name in known.got else {}
    return event


def _transfer(
    economy: Economy, name: str, origin: CouncilId, goal: CouncilId, product: str, quantity: Decimal
) -> Thing:
    return {
        "@id": name,
        "vf:action": _to("vf:transfer"),
        "vf:provider": _to(f"council:{origin}"),
        "vf:receiver": _to(f"council:{goal}"),
        "vf:resourceConformsTo": _to(f"product:{product}"),
        "vf:resourceQuantity": _measure(quantity, unit_of(economy, product)),
    }


def _when(at: datetime | None) -> Thing:
    return {} if at is None else {"vf:hasPointInTime": moment(at)}


def _to(name: str) -> Thing:
    return {"@id": name}


def _measure(much: Decimal, unit: str) -> Thing:
    return {"@type": "om2:Measure", "om2:hasNumericalValue": float(much), "om2:hasUnit": {"rdfs:label": unit}}


def unit_of(economy: Economy, code: str) -> str:
    """Of a product, or of a resource that was built."""
    if code in economy.products:
        return economy.products[code].unit
    return next((r.unit for (_, known), r in economy.resources.items() if known == code), "")
