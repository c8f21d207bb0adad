"""Who decides what, and what binds those below (R20).

Theory of operation. The charter says which levels bring a kind of motion, and which decide a matter it names. A motion
in the wrong place is refused with the right one. What a council carries in a matter, or as a change of another
decision, is told to every council below, and stands there as a ``Decision``.

Whether a text contradicts another one no machine can say. So there are two sorts of flags. By rule: the motion itself
names what it changes (``touches``), and that is a decision or directive from above, or one that it changed.
By people: any member flags a decision and says why. Both are on the record and on the motion's page, with the way to
change the decision above. A flag hinders nobody, unless the charter makes it binding: then a motion that was carried
against a standing decision waits until that one is changed (``suspension.py``); flags of people count for this
when the charter's share of the roll has raised them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from councils.core.act import RULE, Caused, Command, CouncilId, Event, Events, MatterId, Outcome, Voice
from councils.core.charter import Charter, Kind
from councils.core.council import Council, level_names
from councils.core.machines import Force
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse

IN_A_MATTER = (Kind.RESOLUTION, Kind.DIRECTIVE)
"""The kinds that decide a matter; the others lead to a decision, or concern the council itself."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a council above has carried; ``changed_by`` a later decision of that level or one above."""

    id: MatterId
    issuer: CouncilId
    level: str
    title: str
    matter: str
    touches: tuple[MatterId, ...]
    changed_by: MatterId = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """That a motion contradicts ``decision``: by the rule itself, or by a member, who says why."""

    decision: MatterId
    by: Voice
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiveDecision(Caused):
    """Caused above: this has been carried."""

    decision: MatterId
    issuer: CouncilId
    level: str
    title: str
    matter: str
    touches: tuple[MatterId, ...]


@dataclass(frozen=True, slots=True)
class FlagContradiction(Command):
    by: Voice
    motion: MatterId
    decision: MatterId
    why: str


@dataclass(frozen=True, slots=True)
class DecisionReceived(Event):
    decision: MatterId
    issuer: CouncilId
    level: str
    title: str
    matter: str
    touches: tuple[MatterId, ...]


@dataclass(frozen=True, slots=True)
class ContradictionFlagged(Event):
    motion: MatterId
    decision: MatterId
    by: Voice
    why: str
    at: datetime


def incompetent(council: Council, proposal: Proposal) -> Refused | None:
    """Why ``proposal`` is not for this council to decide; None if it is."""
    kind = proposal.kind
    levels = council.charter.motion(kind).levels
    if levels and council.level not in levels:
        return belongs(council, kind.value, levels)
    rule = council.charter.matter(proposal.matter)
    if proposal.matter and rule is None:
        known = ", ".join(matter.name for matter in council.charter.matters)
        return refuse(Reason.NO_SUCH_KIND_OF_MATTER, matter=proposal.matter, known=known)
    if rule is not None and rule.levels:
        here, above = council.level in rule.levels, any(level in rule.levels for level in levels_above(council))
        if (kind in IN_A_MATTER and not here) or (kind is Kind.INITIATIVE and not above):
            return belongs(council, rule.title, rule.levels)
    stranger = next((name for name in proposal.touches if not known_decision(council, name)), None)
    return None if stranger is None else refuse(Reason.NO_SUCH_DECISION, decision=stranger)


def belongs(council: Council, what: str, levels: tuple[str, ...]) -> Refused:
    titles = ", ".join(level.title for level in council.charter.levels if level.name in levels)
    return refuse(Reason.NO_COMPETENCE, what=what, levels=titles)


def levels_above(council: Council) -> list[str]:
    names = level_names(council.charter)
    return names[names.index(council.level) + 1 :]


def decides(charter: Charter, level: str, matter: str) -> bool:
    """Whether councils of ``level`` decide ``matter``; whatever the charter does not name, all do."""
    rule = charter.matter(matter)
    return rule is None or not rule.levels or level in rule.levels


def known_decision(council: Council, name: MatterId) -> bool:
    own = council.motions.get(name)
    return name in council.decisions or name in council.directives or (own is not None and own.decided is not None)


def standing_above(council: Council, name: MatterId) -> bool:
    """Whether this was carried above, is known here, and has not been changed since."""
    decision, directive = council.decisions.get(name), council.directives.get(name)
    if directive is not None and directive.issuer != council.id:
        return directive.force is not Force.REVOKED and (decision is None or not decision.changed_by)
    return decision is not None and not decision.changed_by


def contradicted(council: Council, touches: Iterable[MatterId]) -> Iterator[MatterId]:
    """The decisions above that a motion which ``touches`` these contradicts, as the rule itself can see."""
    named = set(touches)
    found = dict.fromkeys((*named, *(d.id for d in council.decisions.values() if named.intersection(d.touches))))
    yield from sorted(name for name in found if standing_above(council, name))


def flags_of_the_rule(council: Council, motion: MatterId, proposal: Proposal, at: datetime) -> Events:
    """An objection and an initiative are the ways to change a decision, and contradict nothing."""
    if proposal.kind not in IN_A_MATTER:
        return ()
    return tuple(ContradictionFlagged(motion, name, RULE, "", at) for name in contradicted(council, proposal.touches))


def flag(council: Council, act: FlagContradiction, at: datetime) -> Outcome:
    motion = council.motions.get(act.motion)
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if motion is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not motion.open:
        return refuse(Reason.NOT_IN_STATE, state=motion.state)
    if not standing_above(council, act.decision):
        return refuse(Reason.NO_SUCH_DECISION, decision=act.decision)
    if not act.why.strip():
        return refuse(Reason.UNREASONED)
    if any(f.decision == act.decision and f.by in (act.by, RULE) for f in motion.flags):
        return refuse(Reason.FLAGGED_ALREADY)
    return (ContradictionFlagged(act.motion, act.decision, act.by, act.why, at),)


def receive_decision(council: Council, act: ReceiveDecision, at: datetime) -> Outcome:
    """Known from now on; motions on the table that change the same decision are flagged."""
    if act.decision in council.decisions:
        return ()
    received = DecisionReceived(act.decision, act.issuer, act.level, act.title, act.matter, act.touches)
    known = on_decision_received(council, received)
    flagged = (
        ContradictionFlagged(motion.id, act.decision, RULE, "", at)
        for motion in council.motions.values()
        if motion.open and motion.proposal.kind in IN_A_MATTER
        if act.decision in contradicted(known, motion.proposal.touches)
    )
    return (received, *flagged)


def obstacles(council: Council, motion: MatterId) -> tuple[MatterId, ...]:
    """The standing decisions for which ``motion``, once carried, has to wait, where the charter makes them binding."""
    if not council.charter.competence.binding:
        return ()
    flags = council.motions[motion].flags
    names = dict.fromkeys(flag.decision for flag in flags if standing_above(council, flag.decision))
    return tuple(name for name in names if weighs(council, [f.by for f in flags if f.decision == name]))


def weighs(council: Council, voices: list[Voice]) -> bool:
    """Whether the rule itself, or enough people, say that there is a contradiction."""
    needed = max(1, ceil(council.charter.competence.flag_share * len(council.roll)))
    return RULE in voices or len(voices) >= needed


def on_decision_received(council: Council, event: DecisionReceived) -> Council:
    """It changes those it names, if they are of its level or below."""
    order = level_names(council.charter)
    decision = Decision(event.decision, event.issuer, event.level, event.title, event.matter, event.touches)
    changed = {
        name: replace(known, changed_by=event.decision)
        for name in event.touches
        if (known := council.decisions.get(name)) and rank(order, known.level) <= rank(order, event.level)
    }
    return replace(council, decisions={**council.decisions, **changed, event.decision: decision})


def rank(order: list[str], level: str) -> int:
    return order.index(level) if level in order else -1


def on_contradiction_flagged(council: Council, event: ContradictionFlagged) -> Council:
    motion = council.motions[event.motion]
    flags = (*motion.flags, Flag(event.decision, event.by, event.why, event.at))
    return council.put("motions", event.motion, replace(motion, flags=flags))
