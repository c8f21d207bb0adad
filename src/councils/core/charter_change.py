"""Changes of the charter (R15): carried by its own amending rule, they come down to every council.

Every act on the record names the version it stood under; the versions of a council are kept here with the day each
came into force and the motion that brought it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, Event, Events, MatterId, Outcome
from councils.core.charter import Charter
from councils.core.council import CharterVersion, Council
from councils.core.machines import CHARTER_CHANGE
from councils.core.office import office_rule
from councils.core.special import given_up


@dataclass(frozen=True, slots=True)
class AdoptCharter(Caused):
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


@dataclass(frozen=True, slots=True)
class CharterOvertaken(Event):
    """Carried, but another change has come into force meanwhile, and this one does not fit any more: ``why``."""

    motion: MatterId
    why: str


def amended(council: Council, version: int, charter: Charter, motion: MatterId, at: datetime) -> Events:
    """The charter comes into force; offices that it gives up fall, with all that was to fill them."""
    after = replace(council, charter=charter)
    gone = given_up(council, lambda name: office_rule(after, name) is None, "office given up", at)
    return (CharterAmended(version, charter, motion, at), *gone)


def next_version(council: Council) -> int:
    """The number of the version that comes next, where this council changes its charter itself.

    A congress that had come under the charter of others, and left them, has stood under the numbers of two (R16).
    """
    if council.charter.structure.numbers_once:
        return max(each.version for each in council.charters) + 1
    return council.version + 1


def adopt(council: Council, act: AdoptCharter, at: datetime) -> Outcome:
    if act.version <= council.version:
        return ()
    return amended(council, act.version, act.charter, act.motion, at)


def on_charter_amended(council: Council, event: CharterAmended) -> Council:
    version = CharterVersion(event.version, event.charter, event.at, event.motion)
    changed = replace(council, charter=event.charter, charters=(*council.charters, version))
    kept = {name: line for name, line in council.alternates.items() if office_rule(changed, name)}
    changed = replace(changed, alternates=kept)
    motion = council.motions.get(event.motion)
    if motion is None or motion.change is None:
        return changed
    in_force = replace(motion, change=CHARTER_CHANGE.after(motion.change, event))
    return changed.put("motions", event.motion, in_force)


def on_charter_overtaken(council: Council, event: CharterOvertaken) -> Council:
    motion = council.motions[event.motion]
    assert motion.change is not None  # only a charter motion is overtaken
    overtaken = replace(motion, change=CHARTER_CHANGE.after(motion.change, event), overtaken=event.why)
    return council.put("motions", event.motion, overtaken)
