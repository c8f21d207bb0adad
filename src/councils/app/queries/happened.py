"""What an act has done, told to whoever did it: its events as the record has them, without the papers of a roll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from councils.core.act import CouncilId, MatterId
from councils.core.run import Step
from councils.store.ledger import STATES

OPENED = {
    "MotionProposed": "motion",
    "AmendmentProposed": "amendment",
    "ElectionCalled": "election",
    "PetitionOpened": "recall",
}
"""Events that open a matter, and the field that names it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """``matter`` was opened by it; ``elsewhere`` are the other councils that it has changed."""

    events: tuple[tuple[str, Mapping[str, Any]], ...]
    matter: MatterId | None
    elsewhere: tuple[CouncilId, ...]


def happening(steps: tuple[Step, ...]) -> Happening:
    here = steps[0].council if steps else ""
    events = tuple(told(*STATES.codec.write(event)) for event in steps[0].events) if steps else ()
    opened = (fields[OPENED[name]] for name, fields in events if name in OPENED)
    others = dict.fromkeys(step.council for step in steps if step.council != here)
    return Happening(events, next(opened, None), tuple(others))


def told(name: str, fields: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    return name, {field: value for field, value in fields.items() if field != "roll"}
