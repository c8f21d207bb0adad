"""Who has something says so, in their own council; the congress hears of it (R18).

Theory of operation. ``Declare`` is decided in the council of whoever declares, and passed up to the congress, level by
level, in the same breath. There the catalogue is, and what does not fit it is refused, and with it the whole act: so a
workplace is told at once that a product has another unit. The councils between keep nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, Command, CouncilId, Event, Outcome, Voice
from councils.core.council import Council
from councils.core.economy.declared import Declared, unsound
from councils.core.office import COORDINATOR, SPEAKING, may_act, officers, speaking_offices
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Declare(Command):
    by: Voice
    declared: Declared


@dataclass(frozen=True, slots=True)
class HearOfDeclaration(Caused):
    """Caused below: the first on the ``path`` has declared something; the last one is directly below this council."""

    path: tuple[CouncilId, ...]
    declared: Declared


@dataclass(frozen=True, slots=True)
class DeclarationMade(Event):
    by: Voice
    declared: Declared


@dataclass(frozen=True, slots=True)
class DeclarationHeardOf(Event):
    path: tuple[CouncilId, ...]
    declared: Declared


def planless(council: Council) -> Refused | None:
    return None if council.charter.planning.office else refuse(Reason.NO_PLANNING)


def not_planning(council: Council, by: Voice) -> Refused | None:
    """Whether ``by`` cannot speak for the planning: its office does, and the officers while nobody holds it."""
    office = council.charter.planning.office
    holders = officers(council, office)
    if by in holders or (not holders and may_act(council, by)):
        return None
    return refuse(Reason.NOT_THE_OFFICER, office=office)


def speaks_for(council: Council, by: Voice) -> bool:
    """Whether ``by`` can say what there is here, and send it: the coordinator, or who speaks for the council.

    Anyone does while nobody holds any of these offices; before a charter said so, also beside a coordinator.
    """
    coordinators = officers(council, COORDINATOR)
    if coordinators and council.charter.planning.coordinating:
        return by in coordinators | officers(council, *SPEAKING)
    return by in coordinators or may_act(council, by)


def not_its_voice(council: Council, by: Voice) -> Refused | None:
    if speaks_for(council, by):
        return None
    return refuse(Reason.NOT_THE_OFFICER, office=speaking_offices(council))


def not_speaking(council: Council, by: Voice, declared: Declared) -> Refused | None:
    """Whether ``by`` cannot say what this council has."""
    if declared.common:
        if council.parent is not None:
            return refuse(
                Reason.KIND_NOT_HERE,
                why=phrase("the catalogue and the ways between places are those of the {congress}"),
            )
        return not_planning(council, by)
    return not_its_voice(council, by)


def declare(council: Council, act: Declare, at: datetime) -> Outcome:
    refused = planless(council) or not_speaking(council, act.by, act.declared)
    if refused:
        return refused
    why = unsound(act.declared) or (unfit(council, council.id, act.declared) if council.parent is None else None)
    if why:
        return refuse(Reason.UNSOUND_DECLARATION, why=why)
    grown = act.declared.resource is not None and council.charter.planning.rolling  # the congress knows how far
    if not grown and council.economy.known(council.id, act.declared):
        return refuse(Reason.DECLARED_ALREADY)
    return (DeclarationMade(act.by, act.declared),)


def unfit(council: Council, by: CouncilId, declared: Declared) -> Phrase | None:
    """Why a declaration does not fit here, in the congress; None if it does."""
    route = declared.route
    unknown = {route.origin, route.goal} - council.below.keys() if route else set()
    if unknown:
        told = ", ".join(sorted(unknown))
        return phrase("{unknown} is no {council} directly below the {congress}", unknown=told)
    return council.economy.unfit(by, declared)


def hear(council: Council, act: HearOfDeclaration, at: datetime) -> Outcome:
    why = unfit(council, act.path[0], act.declared) if council.parent is None else None
    if why:
        return refuse(Reason.UNSOUND_DECLARATION, why=why)
    return (DeclarationHeardOf(act.path, act.declared),)


def on_declaration_made(council: Council, event: DeclarationMade) -> Council:
    return replace(council, economy=council.economy.taken((council.id,), event.declared))


def on_declaration_heard_of(council: Council, event: DeclarationHeardOf) -> Council:
    if council.parent is not None:
        return council
    return replace(council, economy=council.economy.taken(event.path, event.declared))
