"""What was decided is decided anew: put to the vote again, or repealed (R6).

Theory of operation. A motion names the decision that it asks about. It needs the majority of its own kind, and that by
which the decision was made: what two thirds have decided, a bare majority does not take back. A *reopening* puts the
same question on the table again, as a motion that knows the earlier one; when it has been decided, the earlier decision
ends, whichever way it went. A *repeal* ends it at once. A directive that rests on what ends is revoked, and so it is
everywhere below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import RULE, Event, Events, MatterId
from councils.core.charter import MotionRule
from councils.core.council import Council
from councils.core.machines import DIRECTIVE
from councils.core.motion import Motion, anew, proposed
from councils.core.objection import DirectiveRevoked


@dataclass(frozen=True, slots=True)
class MotionReopened(Event):
    """``motion`` was decided, and is put to the vote again as ``again``, as the motion ``asked`` wants it."""

    motion: MatterId
    again: MatterId
    asked: MatterId


@dataclass(frozen=True, slots=True)
class DecisionRepealed(Event):
    """What ``motion`` decided stands no longer, since ``later`` was decided."""

    motion: MatterId
    later: MatterId


def rules(council: Council, motion: Motion) -> tuple[MotionRule, ...]:
    """What a motion needs: that of its kind, and to decide anew also the majority by which was decided."""
    own, decided = council.charter.motion(motion.proposal.kind), anew(council, motion)
    if decided is None or decided.verdict is None:
        return (own,)
    found, rule = decided.verdict, council.charter.motion(decided.proposal.kind)
    return (own, replace(rule, majority=found.majority, of=found.of, against=found.against))


def reopened(council: Council, motion: Motion, at: datetime) -> Events:
    """The same question on the table again; nothing where it has been repealed in the meantime."""
    decided, again = anew(council, motion), next(council.matter_ids())
    if decided is None or decided.repealed_by:
        return ()
    put = proposed(council, RULE, decided.proposal, at, again)
    return (*put, MotionReopened(decided.id, again, motion.id))


def superseded(council: Council, motion: Motion) -> Events:
    """The earlier decision ends with the later one on the same question."""
    return repealed(council, motion.reopens, motion.id)


def repealed(council: Council, name: MatterId, later: MatterId) -> Events:
    """A decision that was carried and stands ends, and a directive with it."""
    decided, directive = council.motions.get(name), council.directives.get(name)
    if decided is None or decided.repealed_by or decided.verdict is None or not decided.verdict.carried:
        return ()
    rests = directive is not None and DIRECTIVE.allows(directive.force, DirectiveRevoked)
    return (DecisionRepealed(name, later), *((DirectiveRevoked(name, later),) if rests else ()))


def on_motion_reopened(council: Council, event: MotionReopened) -> Council:
    decided, again = council.motions[event.motion], council.motions[event.again]
    linked = council.put("motions", event.motion, replace(decided, reopened_as=event.again))
    return linked.put("motions", event.again, replace(again, reopens=event.motion))


def on_decision_repealed(council: Council, event: DecisionRepealed) -> Council:
    return council.put("motions", event.motion, replace(council.motions[event.motion], repealed_by=event.later))
