"""Changes of the charter (R15): carried by its own amending rule, they come down to every council.

Every act on the record names the version it stood under; the versions of a council are kept here with the day each
came into force and the motion that brought it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Command, Event, MatterId, Outcome
from councils.core.charter import Charter
from councils.core.council import CharterVersion, Council
from councils.core.machines import CHARTER_CHANGE


@dataclass(frozen=True, slots=True)
class AdoptCharter(Command):
    """Caused above: the congress has changed the charter."""

    version: int
    charter: Charter
    motion: MatterId


@dataclass(frozen=True, slots=True)
class CharterAmended(Event):
    version: int
    charter: Charter
    motion: MatterId
    at: datetime


def adopt(council: Council, act: AdoptCharter, at: datetime) -> Outcome:
    if act.version <= council.version:
        return ()
    return (CharterAmended(act.version, act.charter, act.motion, at),)


def on_charter_amended(council: Council, event: CharterAmended) -> Council:
    version = CharterVersion(event.version, event.charter, event.at, event.motion)
    changed = replace(council, charter=event.charter, charters=(*council.charters, version))
    motion = council.motions.get(event.motion)
    if motion is None or motion.change is None:
        return changed
    in_force = replace(motion, change=CHARTER_CHANGE.after(motion.change, event))
    return changed.put("motions", event.motion, in_force)
