"""A house of fixed size: the council above shares out its seats among the councils below (R5).

Under a norm (one per so many) each council knows its own number of delegates. Where the charter fixes the size of the
house, the seats of one depend on all, so they are shared out above and told below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import RULE, Caused, Command, CouncilId, Event, Outcome, Voice
from councils.core.apportion import HOUSE_METHODS, apportion
from councils.core.charter import Basis
from councils.core.council import Council
from councils.core.office import may_act
from councils.core.refusal import Reason, refuse
from councils.core.sentence import gettext_noop


@dataclass(frozen=True, slots=True)
class Apportion(Command):
    """Share out the seats of this council anew, among councils of ``level``."""

    by: Voice
    level: str


@dataclass(frozen=True, slots=True)
class SetSeats(Caused):
    """Caused above."""

    seats: int


@dataclass(frozen=True, slots=True)
class SeatsApportioned(Event):
    seats: Mapping[CouncilId, int]


@dataclass(frozen=True, slots=True)
class SeatsSet(Event):
    seats: int


def apportion_seats(council: Council, act: Apportion, at: datetime) -> Outcome:
    """Its officers do it; before there are any delegates, it is part of the founding."""
    norm = council.charter.norm(act.level)
    if norm is None or norm.method not in HOUSE_METHODS:
        return refuse(Reason.NO_SEATS, office=f"a house shared out among councils of the level {act.level!r}")
    among = {
        name: b
        for name, b in council.below.items()
        if (b.level, council.charter.norm(b.level, b.kind)) == (act.level, norm)
    }
    if not among:
        return refuse(Reason.NO_COUNCIL_BELOW)
    if not (may_act(council, act.by) if council.delegates else act.by == RULE):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{secretary} or {chair}"))
    by_population = norm.basis is Basis.POPULATION
    weights = {name: b.population if by_population else b.represented for name, b in among.items()}
    return (SeatsApportioned(apportion(norm.method, norm.total, weights, norm.minimum)),)


def set_seats(council: Council, act: SetSeats, at: datetime) -> Outcome:
    return () if council.seats == act.seats else (SeatsSet(act.seats),)


def on_seats_apportioned(council: Council, event: SeatsApportioned) -> Council:
    below = {name: replace(b, seats=event.seats.get(name, b.seats)) for name, b in council.below.items()}
    return replace(council, below=below)


def on_seats_set(council: Council, event: SeatsSet) -> Council:
    return replace(council, seats=event.seats)
