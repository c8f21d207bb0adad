"""What a federation plans, and what was made, worked and sent on the orders in force, as Valueflows in JSON-LD (R18).

Theory of operation. What an order asks for are ``vf:Commitment``, due on the last day of their period
(``plan/files/valueflows.py`` tells a whole plan so); what came of it are ``vf:EconomicEvent``, which fulfil them: each
report is a process whose outputs were produced, whose inputs were consumed, and into which work went; each delivery is
a transfer from place to place, of what was sent, with what came where that was confirmed. Each event has the moment in
which it came on record, since nobody tells another one. All that the document points to is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from councils.app.queries.catalogue import names
from councils.app.queries.plans import Looked
from councils.app.queries.production import Running, running, under
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.orders import Made, MadeRecorded, Make, Passing, Send
from councils.core.economy.state import Economy
from councils.core.economy.tracing import ArrivalHeardOf, GoodsHeardOf
from councils.plan.files.valueflows import CONTEXT, measure, moment, to, valueflows
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
    """What ``here`` and all below are ordered to make and send, and have reported and sent, to be written as JSON.

    Of all orders that stand: those of the plan in force, and those that are finished meanwhile (``running``).
    """
    things = [thing for one in running(congress) for thing in kept(events(congress, here, one))]
    return {"@context": CONTEXT, "@graph": [*_pointed_to(congress.economy, things), *things]}


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


def kept(things: Iterable[Thing]) -> Iterator[Thing]:
    """``things`` that fulfil only what is still asked for: an order that runs out asks for less than it did."""
    told = list(things)
    ids = {thing["@id"] for thing in told}
    for thing in told:
        stands = thing.get("vf:fulfills", {}).get("@id", "") in ids
        yield thing if stands else {name: value for name, value in thing.items() if name != "vf:fulfills"}


def events(congress: Council, here: Council, one: Running) -> Iterator[Thing]:
    """What was ordered by one plan of ``here`` and all below, and what they have told."""
    orders, known, plan = one.orders, recorded(one.issuer.id, one.directive), f"plan:{one.directive}"
    councils = sorted(under(congress, here, orders))
    if not councils:
        return
    told, economy = one.issuer.economy, catalogue_of(congress, one)
    places = {told.place_of(name) if name in told.paths else name for name in councils}
    yield {"@id": plan, "@type": "vf:Plan", "rdfs:label": one.title}
    for name in councils:
        for make in orders.orders[name].make:
            yield from _ordered(economy, plan, name, make)
        for send in orders.orders[name].send:
            yield _to_send(economy, plan, name, send)
        for number, made in enumerate(orders.made.get(name, ()), 1):
            at = known.made[name][number - 1] if number <= len(known.made[name]) else None
            yield from _reported(economy, plan, name, number, made, at)
    for delivery, passing in orders.passing.items():
        if passing.origin in {*places, *councils}:
            yield _sent(economy, delivery, passing, known)


def catalogue_of(congress: Council, one: Running) -> Economy:
    """What those who have given the orders call and count things, where they have a catalogue of their own (R16)."""
    economy = congress.economy
    return replace(economy, products={**economy.products, **one.issuer.economy.products})


def _pointed_to(economy: Economy, things: Iterable[Thing]) -> Iterator[Thing]:
    """Products, resources and councils that the document speaks of."""
    told = {at["@id"] for thing in things for at in thing.values() if isinstance(at, dict) and "@id" in at}
    called = names([name.partition(":")[2] for name in told if name.startswith(("workplace:", "council:"))])
    labels = {resource.code: resource.name for resource in economy.resources.values()}
    for name in sorted(told):
        kind, _, code = name.partition(":")
        if kind in ("workplace", "council"):
            yield {"@id": name, "@type": "vf:Organization", "rdfs:label": called.get(code, code)}
        elif kind in ("product", "resource"):
            label = economy.products[code].name if code in economy.products else labels.get(code, code)
            yield {"@id": name, "@type": "vf:ResourceSpecification", "rdfs:label": label}


def order_name(plan: str, council: CouncilId, technique: Code, period: int) -> str:
    return f"order:{plan.removeprefix('plan:')}:{council}:{technique}:{period}"


def _ordered(economy: Economy, plan: str, council: CouncilId, make: Make) -> Iterator[Thing]:
    name = order_name(plan, council, make.technique, make.period)
    yield {"@id": name, "@type": "vf:Process", "rdfs:label": make.technique, "vf:plannedWithin": to(plan)}
    for flow in _flows(economy, name, council, make.gives, make.uses, make.hours):
        yield {**flow, "@type": "vf:Commitment", "vf:due": moment(make.due)}


def _to_send(economy: Economy, plan: str, council: CouncilId, send: Send) -> Thing:
    name = order_name(plan, council, f"{send.product}:{send.to}", send.period)
    return _transfer(economy, name, council, send.to, send.product, send.quantity) | {
        "@type": "vf:Commitment",
        "vf:plannedWithin": to(plan),
        "vf:due": moment(send.due),
    }


def _reported(
    economy: Economy, plan: str, council: CouncilId, number: int, made: Made, at: datetime | None
) -> Iterator[Thing]:
    order = order_name(plan, council, made.technique, made.period)
    name = f"report:{plan.removeprefix('plan:')}:{council}:{number}"
    yield {"@id": name, "@type": "vf:Process", "rdfs:label": made.technique, "vf:plannedWithin": to(plan)}
    for flow in _flows(economy, name, council, made.gives, made.uses, made.hours):
        promised = flow["@id"].replace(name, order, 1)
        yield {**flow, "@type": "vf:EconomicEvent", **_when(at), "vf:fulfills": to(promised)}


def _flows(
    economy: Economy,
    name: str,
    council: CouncilId,
    gives: Mapping[str, Decimal],
    uses: Mapping[str, Decimal],
    hours: Decimal,
) -> Iterator[Thing]:
    """What goes into the process ``name``, and what comes out of it."""
    who = {"vf:provider": to(f"workplace:{council}"), "vf:receiver": to(f"workplace:{council}")}
    told = [("produce", "vf:outputOf", code, much) for code, much in gives.items()]
    told += [("consume", "vf:inputOf", code, much) for code, much in uses.items()]
    for action, side, code, much in told:
        kind = "product" if code in economy.products else "resource"
        flow = {"@id": f"{name}:{action}:{code}", "vf:action": to(f"vf:{action}"), **who, side: to(name)}
        yield flow | {
            "vf:resourceConformsTo": to(f"{kind}:{code}"),
            "vf:resourceQuantity": measure(float(much), unit_of(economy, code)),
        }
    if hours:
        work = {"@id": f"{name}:work", "vf:action": to("vf:work"), **who, "vf:inputOf": to(name)}
        yield work | {"vf:effortQuantity": measure(float(hours), "hour")}


def _sent(economy: Economy, name: str, one: Passing, known: Moments) -> Thing:
    event = _transfer(economy, f"delivery:{name}", one.origin, one.goal, one.product, one.quantity)
    event |= {"@type": "vf:EconomicEvent", **_when(known.sent.get(name))}
    if one.got is not None:
        event["arrived"] = measure(float(one.got), unit_of(economy, one.product))
        event |= {"arrivalTold": moment(known.got[name])} if name in known.got else {}
    return event


def _transfer(
    economy: Economy, name: str, origin: CouncilId, goal: CouncilId, product: str, quantity: Decimal
) -> Thing:
    return {
        "@id": name,
        "vf:action": to("vf:transfer"),
        "vf:provider": to(f"council:{origin}"),
        "vf:receiver": to(f"council:{goal}"),
        "vf:resourceConformsTo": to(f"product:{product}"),
        "vf:resourceQuantity": measure(float(quantity), unit_of(economy, product)),
    }


def _when(at: datetime | None) -> Thing:
    return {} if at is None else {"vf:hasPointInTime": moment(at)}


def unit_of(economy: Economy, code: str) -> str:
    """Of a product, or of a resource that was built."""
    if code in economy.products:
        return economy.products[code].unit
    return next((r.unit for (_, known), r in economy.resources.items() if known == code), "")
