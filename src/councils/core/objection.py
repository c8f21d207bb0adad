"""Objections: enough of those who are to carry out a directive stop it, and it returns to the agenda (R13).

Theory of operation. A council objects by its own carried motion. Objections travel up as reports do, weighed by the
members who object: all of a council that objects itself, else those of the objecting councils below it. In the council
that gave the directive they are held against the charter's share; when they reach it, the directive is suspended
everywhere below and a motion asks whether to uphold it. Until then its deadlines stand still, if the charter says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import RULE, Caused, CouncilId, Event, Events, MatterId, Outcome, later
from councils.core.charter import Kind
from councils.core.charter.limits import Deadlines
from councils.core.council import Council
from councils.core.directive import Directive
from councils.core.machines import DIRECTIVE, OBJECTION, Force
from councils.core.motion import proposed
from councils.core.proposal import Proposal


@dataclass(frozen=True, slots=True)
class RecordObjection(Caused):
    """Caused below: ``members`` under ``council`` object now."""

    directive: MatterId
    council: CouncilId
    members: int
    represented: int


@dataclass(frozen=True, slots=True)
class ChangeForce(Caused):
    """Caused above: the directive is suspended, upheld or revoked."""

    directive: MatterId
    force: Force
    repealed_by: MatterId = later("")


@dataclass(frozen=True, slots=True)
class ObjectionRaised(Event):
    """This council objects, by its own carried motion."""

    directive: MatterId


@dataclass(frozen=True, slots=True)
class ObjectionRecorded(Event):
    directive: MatterId
    council: CouncilId
    members: int
    represented: int


@dataclass(frozen=True, slots=True)
class DirectiveSuspended(Event):
    """``at``: from when on its deadlines stand still; None where the charter lets them run on."""

    directive: MatterId
    at: datetime | None = later(None)


@dataclass(frozen=True, slots=True)
class DirectiveUpheld(Event):
    """``at``: until when its deadlines stood still; None where the charter lets them run on."""

    directive: MatterId
    at: datetime | None = later(None)


@dataclass(frozen=True, slots=True)
class DirectiveRevoked(Event):
    """``repealed_by``: the motion that ended what it rests on, if it was not objections."""

    directive: MatterId
    repealed_by: MatterId = later("")


FORCES: Mapping[Force, type[DirectiveSuspended] | type[DirectiveUpheld]] = {
    Force.SUSPENDED: DirectiveSuspended,
    Force.IN_FORCE: DirectiveUpheld,
}


def record_objection(council: Council, act: RecordObjection, at: datetime) -> Outcome:
    """Objections are summed up on the way; in the council that gave the directive they can suspend it."""
    directive = council.directives.get(act.directive)
    if directive is None:
        return ()
    recorded = ObjectionRecorded(act.directive, act.council, act.members, act.represented)
    if directive.issuer != council.id or not OBJECTION.allows(directive.objection, DirectiveSuspended):
        return (recorded,)
    after = on_objection_recorded(council, recorded)
    needed = council.charter.directive.objection_share * after.represented
    if objecting(after, act.directive) < needed:
        return (recorded,)
    return (recorded, *suspension(council, directive, at))


def suspension(council: Council, directive: Directive, at: datetime) -> Events:
    """The directive stops, and stands on the agenda again: uphold it, or not?"""
    original = council.motions.get(directive.id)  # none of an adjusted plan: no motion of its own brought it (R18)
    text = original.proposal.text if original else ""
    proposal = Proposal(Kind.RECONSIDERATION, f"Uphold: {directive.title}", text, target=directive.id)
    return (
        DirectiveSuspended(directive.id, standing_still(council, at)),
        *proposed(council, RULE, proposal, at, next(council.matter_ids())),
    )


def standing_still(council: Council, at: datetime) -> datetime | None:
    """The time that a suspension begins or ends at, where deadlines wait for its end."""
    return at if council.charter.directive.deadlines is Deadlines.WAIT else None


def settled(council: Council, proposal: Proposal, force: Force, at: datetime) -> Events:
    """What a reconsideration comes to, unless its directive has ended in the meantime."""
    found = council.directives.get(proposal.target) if proposal.kind is Kind.RECONSIDERATION else None
    if found is None or found.force is not Force.SUSPENDED:
        return ()
    return (forced(council, ChangeForce(proposal.target, force), at),)


def forced(council: Council, act: ChangeForce, at: datetime) -> DirectiveSuspended | DirectiveUpheld | DirectiveRevoked:
    """The event that brings the directive into that force."""
    if act.force is Force.REVOKED:
        return DirectiveRevoked(act.directive, act.repealed_by)
    return FORCES[act.force](act.directive, standing_still(council, at))


def objecting(council: Council, directive: MatterId) -> int:
    """Members of this council who object: all, if the council does; else those of the objecting councils below.

    Below there may be fewer members by now than objected then.
    """
    found, below = council.directives[directive], council.below
    if found.objected or not below:
        return objectors(found, council.represented)
    return sum(min(n, below[name].represented) if name in below else n for name, n in found.objecting.items())


def objectors(directive: Directive, members: int) -> int:
    """How many of the members of an assembly object: all, or as many as have come over from others that did."""
    return members if directive.objected else min(members, sum(directive.objecting.values()))


def change_force(council: Council, act: ChangeForce, at: datetime) -> Outcome:
    directive = council.directives.get(act.directive)
    event = forced(council, act, at)
    return () if directive is None or not DIRECTIVE.allows(directive.force, type(event)) else (event,)


def on_objection_raised(council: Council, event: ObjectionRaised) -> Council:
    directive = council.directives[event.directive]
    objection = OBJECTION.after(directive.objection, event)
    return council.put("directives", event.directive, replace(directive, objected=True, objection=objection))


def on_objection_recorded(council: Council, event: ObjectionRecorded) -> Council:
    directive = council.directives[event.directive]
    weighed = replace(
        directive,
        objecting={**directive.objecting, event.council: event.members},
        objection=OBJECTION.after(directive.objection, event),
    )
    known = council.put("directives", event.directive, weighed)
    if event.council not in council.below:  # it objects to an order, which goes past the councils between
        return known
    return known.put("below", event.council, replace(council.below[event.council], represented=event.represented))


def on_force_changed(council: Council, event: DirectiveSuspended | DirectiveUpheld | DirectiveRevoked) -> Council:
    directive = council.directives[event.directive]
    changed = replace(
        directive,
        force=DIRECTIVE.after(directive.force, event),
        objection=OBJECTION.after(directive.objection, event),
    )
    match event:
        case DirectiveSuspended():
            changed = replace(changed, suspended=event.at)
        case DirectiveUpheld():
            changed = resumed(changed, event.at)
        case DirectiveRevoked():
            changed = replace(changed, suspended=None, ended_by=event.repealed_by)
    return council.put("directives", event.directive, changed)


def resumed(directive: Directive, at: datetime | None) -> Directive:
    """Its deadlines move by the time they stood still, but for those that had been missed before."""
    since = directive.suspended
    if since is None or at is None:
        return replace(directive, suspended=None)
    acknowledge_by, report_by = (
        due if due < since else due + (at - since) for due in (directive.acknowledge_by, directive.report_by)
    )
    return replace(directive, suspended=None, acknowledge_by=acknowledge_by, report_by=report_by)
