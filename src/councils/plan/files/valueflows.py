"""A plan as Valueflows in JSON-LD, so that programs of co-operatives and food hubs can take it up as their own plan.

Theory of operation. Valueflows (valueflo.ws) tells an economy as agents who commit themselves to actions on
resources. A plan is a ``vf:Plan``; each technique that runs is a ``vf:Process`` in it, with a ``vf:Commitment`` for
everything that it produces, consumes and uses, and for the work; carrying is picked up and dropped off; a delivery to
a council and trade with outside are transfers. A need, as far as it stays unmet, is a ``vf:Intent``: nobody has
committed themselves to it. Quantities are those of the whole plan, in the units of the economy. Where it is known on
which day each period ends, commitments and intents are due then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

import numpy as np

from councils.plan.economy import Flow
from councils.plan.explain.wording import column_words
from councils.plan.linear import Activity, Column
from councils.plan.results import Results

CONTEXT = {
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vf:due": {"@id": "vf:due", "@type": "xsd:dateTimeStamp"},
    "vf:hasPointInTime": {"@id": "vf:hasPointInTime", "@type": "xsd:dateTimeStamp"},
    "@vocab": "urn:councils:plan:",
}
OUTSIDE = "agent:outside"
Thing = dict[str, Any]
NO_DAYS: Mapping[str, date] = {}


def moment(at: date | datetime) -> str:
    """As XML Schema writes a ``dateTimeStamp``; of a day its end, in UTC."""
    end = at if isinstance(at, datetime) else datetime.combine(at, time(23, 59, 59), UTC)
    return end.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def valueflows(results: Results, *, title: str = "", due: Mapping[str, date] = NO_DAYS) -> Thing:
    """The document, to be written as JSON; ``due``: the last day of each period, by its code."""
    return {"@context": CONTEXT, "@graph": list(_things(results, title=title, due=due))}


def written(results: Results) -> Iterator[str]:
    """The lines of the document in JSON, one for each thing in it: there may be millions."""
    yield f'{{"@context": {json.dumps(CONTEXT)}, "@graph": ['
    things = map(partial(json.dumps, ensure_ascii=False), _things(results))
    thing = next(things)  # the plan itself
    for after in things:
        yield f"{thing},"
        thing = after
    yield f"{thing}"
    yield "]}"


def _things(results: Results, *, title: str = "", due: Mapping[str, date] = NO_DAYS) -> Iterator[Thing]:
    economy = results.plan.economy
    kinds = (
        ("product", economy.products.values()),
        ("skill", {skill.code: skill for skill in economy.skills}.values()),
        ("resource", economy.resources.values()),
    )
    yield {"@id": "plan", "@type": "vf:Plan", "rdfs:label": title or economy.title}
    for kind, all_of in kinds:
        for each in all_of:
            yield {"@id": f"{kind}:{each.code}", "@type": "vf:ResourceSpecification", "rdfs:label": each.name}
    for workplace in economy.workplaces.values():
        yield {"@id": f"workplace:{workplace.code}", "@type": "vf:Organization", "rdfs:label": workplace.name}
    for name in dict.fromkeys(need.council for need in economy.needs if need.council):
        yield {"@id": f"council:{name}", "@type": "vf:Organization", "rdfs:label": name}
    yield {"@id": OUTSIDE, "@type": "vf:Organization", "rdfs:label": "Outside"}
    for at in np.flatnonzero((results.x > 0) & results.real):
        column = results.program.columns[at]
        flows = _process(results, column, float(results.x[at]), f"process:{at}")
        yield from _due(flows, due.get(column.period))
    yield from _deliveries(results, due)


def _due(flows: Iterator[Thing], day: date | None) -> Iterator[Thing]:
    for flow in flows:
        yield flow if day is None or flow["@type"] == "vf:Process" else {**flow, "vf:due": moment(day)}


def _process(results: Results, column: Column, x: float, name: str) -> Iterator[Thing]:
    match column.kind:
        case Activity.RUN:
            yield _called(results, column, name)
            yield from _run(results, column, x, name)
        case Activity.CARRY:
            yield _called(results, column, name)
            yield from _carried(results, column, x, name)
        case Activity.IMPORT | Activity.EXPORT:
            roles = ("vf:provider", "vf:receiver") if column.kind is Activity.IMPORT else ("vf:receiver", "vf:provider")
            way = {roles[0]: to(OUTSIDE), **({roles[1]: to(f"workplace:{column.by}")} if column.by else {})}
            yield _promise(f"{name}/transfer", "transfer", **_product(results, column.code, x), **way)
        case _:
            return  # what is stored stays where it is


def _called(results: Results, column: Column, name: str) -> Thing:
    label = column_words(results.plan.economy, column)
    return {"@id": name, "@type": "vf:Process", "rdfs:label": label, "vf:plannedWithin": to("plan")}


def _run(results: Results, column: Column, x: float, name: str) -> Iterator[Thing]:
    economy = results.plan.economy
    technique = economy.techniques[column.code]
    who = to(f"workplace:{technique.workplace}")
    for flow, action in ((Flow.MAKES, "produce"), (Flow.USES, "consume")):
        into = {"vf:outputOf" if flow is Flow.MAKES else "vf:inputOf": to(name)}
        for code, much in getattr(technique, flow).items():
            yield _promise(
                f"{name}/{flow}/{code}", action, **into, **_product(results, code, much * x),
                **{"vf:provider": who, "vf:receiver": who},
            )  # fmt: skip
    for code, much in technique.works.items():
        effort = {"vf:resourceConformsTo": to(f"skill:{code}"), "vf:effortQuantity": measure(much * x, "hour")}
        yield _promise(f"{name}/works/{code}", "work", **{"vf:inputOf": to(name), "vf:receiver": who}, **effort)
    for code, much in technique.occupies.items():
        effort = {
            "vf:resourceConformsTo": to(f"resource:{code}"),
            "vf:effortQuantity": measure(much * x, economy.resources[code].unit),
        }
        yield _promise(f"{name}/occupies/{code}", "use", **{"vf:inputOf": to(name), "vf:receiver": who}, **effort)


def _carried(results: Results, column: Column, x: float, name: str) -> Iterator[Thing]:
    route = next(
        r
        for r in results.plan.economy.transport
        if (r.product, r.origin, r.goal, r.carrier) == (column.code, column.place, column.to, column.by)
    )
    here, there = {"vf:inputOf": to(name)}, {"vf:outputOf": to(name)}
    yield _promise(f"{name}/pickup", "pickup", **here, **_product(results, column.code, x), **_at(column.place))
    arrives = _product(results, column.code, x * route.keeps)
    yield _promise(f"{name}/dropoff", "dropoff", **there, **arrives, **_at(column.to))
    if route.carrier:
        taken = _product(results, route.carrier, x * route.per_unit)
        yield _promise(f"{name}/consume/{route.carrier}", "consume", **here, **taken)


def _at(place: str) -> Thing:
    """The vocabulary has a place for what was done and for what there is, and none for what is promised."""
    return {"place": place}


def _deliveries(results: Results, due: Mapping[str, date]) -> Iterator[Thing]:
    for met in results.needs():
        need = met.need
        who = {"vf:receiver": to(f"council:{need.council}")} if need.council else {}
        for kind, much in (("vf:Commitment", need.quantity - met.unmet), ("vf:Intent", met.unmet)):
            if much > 0:
                name = f"need:{met.column}/{kind.removeprefix('vf:').casefold()}"
                way = "vf:independentDemandOf" if kind == "vf:Commitment" else "vf:plannedWithin"
                wanted = {way: to("plan"), "priority": need.priority}
                by = {"vf:due": moment(due[need.period])} if need.period in due else {}
                yield {
                    **by,
                    **_promise(name, "transfer", **_product(results, need.product, much), **who, **wanted),
                    "@type": kind,
                }


def _promise(name: str, action: str, **rest: Any) -> Thing:
    return {"@id": name, "@type": "vf:Commitment", "vf:action": to(f"vf:{action}"), **rest}


def _product(results: Results, code: str, much: float) -> Thing:
    return {
        "vf:resourceConformsTo": to(f"product:{code}"),
        "vf:resourceQuantity": measure(much, results.plan.economy.products[code].unit),
    }


def measure(much: float, unit: str) -> Thing:
    return {"@type": "vf:Measure", "vf:hasNumericalValue": much, "vf:hasUnit": {"@type": "vf:Unit", "rdfs:label": unit}}


def to(name: str) -> Thing:
    return {"@id": name}
