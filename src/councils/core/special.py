"""Special offices: powers for a purpose, until a day (R14).

Theory of operation. A motion of a kind of its own makes one: it says in words what the office is for, what its holder
may do, and when it ends, no later than the charter allows. By the charter those below decide on it, down to the
base. Carried, it makes an office of this council like any other, and its election is called at once. On its last day it
lapses by itself, with its holders, its elections and its recalls. Nothing prolongs it: whoever wants more time brings a
new motion, which makes another office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from councils.core.act import RULE, Command, Event, Events, MatterId, Outcome, Voice
from councils.core.charter import Charter, OfficeRule
from councils.core.council import Council
from councils.core.election import ElectionVoid, called
from councils.core.machines import SPECIAL_OFFICE, SpecialState
from councils.core.office import vacates
from councils.core.recall import RecallMoot
from councils.core.refusal import Reason, Refused, refuse

LAPSED = "special office lapsed"


@dataclass(frozen=True, slots=True)
class SpecialOffice:
    """What is proposed: ``purpose`` and ``powers`` in words; it ends at ``until``."""

    title: str
    purpose: str
    powers: str
    until: datetime
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Special:
    """A special office as it stands here; ``name`` is that of its office, ``motion`` what made it."""

    name: str
    office: SpecialOffice
    motion: MatterId
    since: datetime
    state: SpecialState

    @property
    def in_force(self) -> bool:
        return self.state is SpecialState.IN_FORCE

    def rule(self, charter: Charter) -> OfficeRule:
        """The office as charters have them."""
        days = max(1, (self.office.until - self.since).days)
        rule, method = charter.special, charter.special.method
        return OfficeRule(self.name, self.office.title, self.office.seats, days, method, rule.alternates)


@dataclass(frozen=True, slots=True)
class LapseOffice(Command):
    """The last day of a special office has come."""

    by: Voice
    office: str


@dataclass(frozen=True, slots=True)
class SpecialOfficeMade(Event):
    office: str
    special: SpecialOffice
    motion: MatterId
    at: datetime


@dataclass(frozen=True, slots=True)
class SpecialOfficeLapsed(Event):
    office: str


def unfit_office(council: Council, office: SpecialOffice | None, at: datetime) -> Refused | None:
    """Why there can be no such office here; None if there can."""
    longest = council.charter.special.longest_days
    if not longest:
        return refuse(Reason.NO_SPECIAL_OFFICES)
    said = ("title", "purpose", "powers")
    missing = [what for what in said if office is None or not getattr(office, what).strip()]
    if office is None or missing:
        return refuse(Reason.SPECIAL_UNSAID, what=missing[0])
    if office.seats < 1:
        return refuse(Reason.SPECIAL_UNSAID, what="number of seats")
    latest = at + timedelta(days=longest)
    if not at < office.until <= latest:
        return refuse(Reason.SPECIAL_TOO_LONG, most=longest, latest=f"{latest:%Y-%m-%d}")
    return None


def make(council: Council, motion: MatterId, office: SpecialOffice, at: datetime) -> Events:
    """The office, and its election; nothing where its last day has come before the decision."""
    if office.until <= at:
        return ()
    name = f"special.{motion.rpartition(':')[2]}"
    made = SpecialOfficeMade(name, office, motion, at)
    return (made, called(council, name, RULE, at, next(council.matter_ids())))


def lapse_office(council: Council, act: LapseOffice, at: datetime) -> Outcome:
    special = council.special.get(act.office)
    if special is None:
        return refuse(Reason.NO_SUCH_OFFICE, office=act.office)
    if not SPECIAL_OFFICE.allows(special.state, SpecialOfficeLapsed):
        return refuse(Reason.NOT_IN_STATE, state=special.state)
    if at < special.office.until:
        return refuse(Reason.TOO_EARLY, when=f"{special.office.until:%Y-%m-%d %H:%M}")
    gone = given_up(council, lambda name: name == act.office, LAPSED, at)
    return (SpecialOfficeLapsed(act.office), *gone)


def given_up(council: Council, gone: Callable[[str], bool], cause: str, at: datetime) -> Events:
    """The offices that are ``gone`` fall, with all that was to fill or to empty them."""
    holders = [t for t in council.tenures.values() if t.held and gone(t.office)]
    elections = [e for e in council.elections.values() if e.running and gone(e.office)]
    recalls = [r for r in council.recalls.values() if r.open and gone(r.office)]
    return (
        *(vacates(council, t, cause, at) for t in holders),
        *(ElectionVoid(e.id) for e in elections),
        *(RecallMoot(r.id) for r in recalls),
    )


def ending(council: Council) -> Iterator[Special]:
    """The special offices that will lapse."""
    yield from (special for special in council.special.values() if special.in_force)


def on_special_office_made(council: Council, event: SpecialOfficeMade) -> Council:
    special = Special(event.office, event.special, event.motion, event.at, SPECIAL_OFFICE.first(event))
    return council.put("special", event.office, special)


def on_special_office_lapsed(council: Council, event: SpecialOfficeLapsed) -> Council:
    special = council.special[event.office]
    moved = replace(special, state=SPECIAL_OFFICE.after(special.state, event))
    lines = {name: line for name, line in council.alternates.items() if name != event.office}
    return replace(council.put("special", event.office, moved), alternates=lines)
