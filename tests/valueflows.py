"""The Valueflows vocabulary, version 1.0.0 (w3id.org/valueflows/ont/vf), as far as we write it: an independent oracle.

Each property with the classes that it belongs to and the class or form of its values, and each action with the side of
a process that it is on, as the published ontology has them. ``unfit`` finds what a document says that does not follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

FLOWS = {"vf:Commitment", "vf:EconomicEvent", "vf:Intent"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
CLASSES = FLOWS | {"vf:Plan", "vf:Process", "vf:ResourceSpecification", "vf:Organization", "vf:Measure", "vf:Unit"}
PROPERTIES: dict[str, tuple[set[str], str]] = {
    "vf:action": (FLOWS, "vf:Action"),
    "vf:inputOf": (FLOWS, "vf:Process"),
    "vf:outputOf": (FLOWS, "vf:Process"),
    "vf:provider": (FLOWS, "vf:Organization"),
    "vf:receiver": (FLOWS, "vf:Organization"),
    "vf:resourceConformsTo": (FLOWS, "vf:ResourceSpecification"),
    "vf:resourceQuantity": (FLOWS, "vf:Measure"),
    "vf:effortQuantity": (FLOWS, "vf:Measure"),
    "vf:hasPointInTime": (FLOWS, "stamp"),
    "vf:due": ({"vf:Plan", "vf:Commitment", "vf:Intent"}, "stamp"),
    "vf:plannedWithin": ({"vf:Process", "vf:Commitment", "vf:Intent"}, "vf:Plan"),
    "vf:independentDemandOf": ({"vf:Commitment"}, "vf:Plan"),
    "vf:fulfills": ({"vf:EconomicEvent"}, "vf:Commitment"),
    "vf:hasNumericalValue": ({"vf:Measure"}, "number"),
    "vf:hasUnit": ({"vf:Measure"}, "vf:Unit"),
}
SIDES = {
    "vf:produce": "vf:outputOf",
    "vf:dropoff": "vf:outputOf",
    "vf:consume": "vf:inputOf",
    "vf:use": "vf:inputOf",
    "vf:work": "vf:inputOf",
    "vf:pickup": "vf:inputOf",
    "vf:transfer": "",
}
EFFORTS = {"vf:use", "vf:work"}


def unfit(document: dict[str, Any]) -> list[str]:
    """What in a document does not follow from the vocabulary, or points to nothing."""
    graph = document["@graph"]
    known = {thing["@id"]: thing["@type"] for thing in graph}
    twice = [] if len(known) == len(graph) else ["an id is there twice"]
    return [*twice, *(f"{thing['@id']}: {why}" for thing in graph for why in faults(thing, known))]


def faults(thing: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    kind = thing.get("@type", "")
    if kind not in CLASSES:
        yield f"{kind} is no class"
    for name, value in thing.items():
        if not name.startswith("vf:"):
            continue
        if name not in PROPERTIES:
            yield f"{name} is no property"
            continue
        domain, wanted = PROPERTIES[name]
        if kind not in domain:
            yield f"{name} is no property of {kind}"
        if not is_a(value, wanted, known):
            yield f"{name} is no {wanted}: {value}"
        if isinstance(value, dict) and "@id" not in value:
            yield from faults(value, known)
    if kind in FLOWS:
        yield from of_action(thing)


def is_a(value: Any, wanted: str, known: dict[str, str]) -> bool:
    if wanted == "stamp":
        return isinstance(value, str) and STAMP.fullmatch(value) is not None
    if wanted == "number":
        return isinstance(value, int | float) and value >= 0
    if wanted == "vf:Action":
        return value.get("@id") in SIDES
    return bool(known.get(value["@id"], "") == wanted if "@id" in value else value.get("@type") == wanted)


def of_action(thing: dict[str, Any]) -> Iterator[str]:
    action = thing.get("vf:action", {}).get("@id", "")
    sides = [side for side in ("vf:inputOf", "vf:outputOf") if side in thing]
    if sides != [side for side in [SIDES.get(action, "")] if side]:
        yield f"{action} is on the side {sides}"
    if ("vf:effortQuantity" in thing) != (action in EFFORTS):
        yield f"{action} is measured otherwise"
