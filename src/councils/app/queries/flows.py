"""What was made, worked and sent on the orders in force, as Valueflows events in JSON-LD (R18).

Theory of operation. What a plan asks for are commitments (``plan/valueflows.py``); what came of it are
``vf:EconomicEvent``: each report is a process whose outputs were produced, whose inputs were consumed, and into which
work went; each delivery is a transfer from place to place, of what was sent, with what came where that was confirmed.
Names are those of the plan's own document, so that both can be read together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from councils.core.act import CouncilId
from councils.core.economy.orders import Made, Orders, Passing
from councils.core.economy.state import Economy
from councils.plan.valueflows import CONTEXT

Thing = dict[str, Any]


def events(economy: Economy, orders: Orders, councils: Iterable[CouncilId], called: Mapping[CouncilId, str]) -> Thing:
    """The document of what these ``councils`` have reported and sent, to be written as JSON; ``called``: names."""
    here = set(councils)
    places = {economy.place_of(name) if name in economy.paths else name for name in here}
    things: list[Thing] = [
        {"@id": f"workplace:{name}", "@type": "vf:Organization", "rdfs:label": called.get(name, name)}
        for name in sorted(here)
    ]
    for name in sorted(here):
        for number, made in enumerate(orders.made.get(name, ()), 1):
            things += _reported(economy, name, f"report:{name}:{number}", made)
    for delivery, one in orders.passing.items():
        if one.origin in places | here:
            things += _sent(economy, delivery, one)
    return {"@context": CONTEXT, "@graph": things}


def _reported(economy: Economy, council: CouncilId, name: str, made: Made) -> Iterator[Thing]:
    yield {"@id": name, "@type": "vf:Process", "rdfs:label": made.technique, "vf:plannedWithin": {"@id": "plan"}}
    who = {"vf:provider": {"@id": f"workplace:{council}"}, "vf:receiver": {"@id": f"workplace:{council}"}}
    flows = [("produce", "vf:outputOf", code, much) for code, much in made.gives.items()]
    flows += [("consume", "vf:inputOf", code, much) for code, much in made.uses.items()]
    for number, (action, side, code, much) in enumerate(flows, 1):
        event = _event(f"{name}:{number}", action) | who
        kind = "product" if code in economy.products else "resource"
        event["vf:resourceConformsTo"] = {"@id": f"{kind}:{code}"}
        yield event | {side: {"@id": name}, "vf:resourceQuantity": _measure(much, unit_of(economy, code))}
    if made.hours:
        work = _event(f"{name}:work", "work") | who
        yield work | {"vf:inputOf": {"@id": name}, "vf:effortQuantity": _measure(made.hours, "hours")}


def _sent(economy: Economy, name: str, one: Passing) -> Iterator[Thing]:
    event = _event(f"delivery:{name}", "transfer")
    event["vf:provider"], event["vf:receiver"] = {"@id": f"council:{one.origin}"}, {"@id": f"council:{one.goal}"}
    event["vf:resourceConformsTo"] = {"@id": f"product:{one.product}"}
    event["vf:resourceQuantity"] = _measure(one.quantity, unit_of(economy, one.product))
    if one.got is not None:
        event["arrived"] = _measure(one.got, unit_of(economy, one.product))
    yield event


def _event(name: str, action: str) -> Thing:
    return {"@id": name, "@type": "vf:EconomicEvent", "vf:action": {"@id": f"vf:{action}"}}


def _measure(much: Decimal, unit: str) -> Thing:
    return {"@type": "om2:Measure", "om2:hasNumericalValue": float(much), "om2:hasUnit": {"rdfs:label": unit}}


def unit_of(economy: Economy, code: str) -> str:
    """Of a product, or of a resource that was built."""
    if code in economy.products:
        return economy.products[code].unit
    return next((r.unit for (_, known), r in economy.resources.items() if known == code), "")
