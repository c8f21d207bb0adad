"""The business that comes over when an assembly is split or merged: its motions and its directives (R16).

Theory of operation. What has not been voted on goes on where the members are. A motion is brought in the other assembly
with its seconders, arguments and date, so that nobody has to begin anew: beside the old one after a split, in its place
after a merger. What asks to decide anew stays with the decision that it is about, which is not known in the other:
after a split it goes on in the old assembly, in a merger it ends. A directive is carried out by both parts of a split,
from the step that had been reached; the reports made so far stay, and are counted, where they were made. In a merger
they come over, and so does an objection, for as many members as bring it: the others have not been asked. What has been
revoked comes over as well, so that what was reported on it can be corrected. Where both had the same directive, the
one that stays is as far as it had come itself, and what the other had said of it is kept beside that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import RULE, Caused, Command, CouncilId, Event, Events, MatterId, Outcome, Voice, later
from councils.core.amendment import Amendment, AmendmentProposed, AmendmentSeconded, AmendmentTabled
from councils.core.charter import STRUCTURAL
from councils.core.charter.check import AGAIN
from councils.core.council import Council
from councils.core.directive import (
    Directive,
    DirectiveAcknowledged,
    DirectiveReceived,
    ExecutionCompleted,
    ExecutionOverdue,
    ExecutionPlanned,
    Report,
    Words,
)
from councils.core.economy.merging import OrdersTakenOn
from councils.core.economy.orders import Orders
from councils.core.economy.tracing import AllReceived
from councils.core.machines import AmendmentState, Execution, Force
from councils.core.motion import (
    Argument,
    ArgumentMade,
    DeliberationOpened,
    Motion,
    MotionProposed,
    MotionSeconded,
    move,
)
from councils.core.objection import (
    DirectiveRevoked,
    DirectiveSuspended,
    ObjectionRaised,
    ObjectionRecorded,
    objectors,
)
from councils.core.proposal import Proposal
from councils.core.report import ExecutionReported, ReportCorrected
from councils.core.wording import Wording


@dataclass(frozen=True, slots=True)
class Pending:
    """An amendment that is not decided yet, as it comes over."""

    by: Voice
    base: Wording
    wording: Wording
    reason: str
    proposed: datetime
    seconders: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class TakeOnMotion(Caused):
    """Caused by a split or a merger: this motion of another assembly is deliberated here as well."""

    origin: MatterId
    by: Voice
    proposal: Proposal
    proposed: datetime
    seconders: tuple[Voice, ...]
    arguments: tuple[Argument, ...]
    notice_until: datetime | None
    amendments: tuple[Pending, ...] = later(())


@dataclass(frozen=True, slots=True)
class TakeOnDirective(Caused):
    """Caused by a split or a merger: carry this directive out from where ``origin`` had come to."""

    origin: CouncilId
    directive: MatterId
    issuer: CouncilId
    title: str
    unit: str
    received: datetime
    acknowledge_by: datetime
    report_by: datetime
    execution: Execution
    acknowledged: datetime | None
    plan: str
    reports: tuple[Report, ...]
    suspended: bool
    objected: bool
    since: datetime | None = later(None)  # deadlines stand still
    objectors: int = later(0)  # members who object, and come over in a merger
    orders: Orders | None = later(None)
    revoked: bool = later(default=False)
    ended_by: MatterId = later("")
    brought: tuple[Words, ...] = later(())


@dataclass(frozen=True, slots=True)
class MotionTakenOn(Event):
    """``motion`` of this assembly goes on with what ``origin`` was in the other."""

    motion: MatterId
    origin: MatterId


@dataclass(frozen=True, slots=True)
class MotionMoved(Event):
    """It is deliberated in the assembly ``to`` from now on."""

    motion: MatterId
    to: CouncilId


@dataclass(frozen=True, slots=True)
class DirectiveHandedOn(Event):
    """The assembly ``to`` carries it out from now on, and has its reports."""

    directive: MatterId
    to: CouncilId


@dataclass(frozen=True, slots=True)
class ReportsReceived(Event):
    """Reports that another assembly had made, which has gone over to this one."""

    directive: MatterId
    origin: CouncilId
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class WordsReceived(Event):
    """What other assemblies, which have gone over to this one, had said of a directive that is carried out here."""

    directive: MatterId
    words: tuple[Words, ...]


def handed_on(council: Council, members: int) -> Iterator[Command]:
    """What the other assembly is to take on from this one, or from the ``members`` who leave it."""
    for motion in council.motions.values():
        if waiting(motion):
            yield take_on_motion(motion)
    merging = bool(council.merged_into)
    for directive in council.directives.values():
        stays = directive.id in council.orders and not merging
        if goes_over(council, directive, merging=merging) and not stays:
            yield take_on_directive(council, directive, members)


def all_handed_on(council: Council, to: CouncilId) -> Events:
    """Of a council that goes over into ``to``: what is not voted on, and what is to be carried out."""
    return (
        *(MotionMoved(m.id, to) for m in council.motions.values() if m.before_vote),
        *(DirectiveHandedOn(d.id, to) for d in council.directives.values() if goes_over(council, d, merging=True)),
    )


def goes_over(council: Council, directive: Directive, *, merging: bool) -> bool:
    """What is to be carried out; in a split what is revoked stays where it was reported on."""
    revoked_too = merging and council.charter.structure.hands_over_all
    return directive.execution is not None and (revoked_too or directive.force is not Force.REVOKED)


def waiting(motion: Motion) -> bool:
    """Whether this motion was not voted on yet, and is about something else than the council and its decisions."""
    return (motion.before_vote or bool(motion.moved_to)) and motion.proposal.kind not in (*STRUCTURAL, *AGAIN)


def take_on_motion(motion: Motion) -> TakeOnMotion:
    return TakeOnMotion(
        motion.id,
        motion.by,
        motion.proposal,
        motion.proposed,
        tuple(sorted(motion.seconders)),
        motion.arguments,
        motion.notice_until,
        tuple(pending(a) for a in motion.amendments.values() if undecided(a)),
    )


def undecided(amendment: Amendment) -> bool:
    return amendment.open or amendment.state is AmendmentState.CARRIED


def pending(a: Amendment) -> Pending:
    return Pending(a.by, a.base, a.wording, a.reason, a.proposed, tuple(sorted(a.seconders)))


def take_on_directive(council: Council, directive: Directive, members: int) -> TakeOnDirective:
    assert directive.execution is not None  # ``handed_on`` has seen to it
    return TakeOnDirective(
        origin=council.id,
        directive=directive.id,
        issuer=directive.issuer,
        title=directive.title,
        unit=directive.unit,
        received=directive.received,
        acknowledge_by=directive.acknowledge_by,
        report_by=directive.report_by,
        execution=directive.execution,
        acknowledged=directive.acknowledged,
        plan=directive.plan,
        reports=directive.reports if council.merged_into else (),
        suspended=directive.force is Force.SUSPENDED,
        objected=directive.objected,
        since=directive.suspended,
        objectors=objectors(directive, members) if council.merged_into else 0,
        orders=council.orders.get(directive.id),
        revoked=directive.force is Force.REVOKED,
        ended_by=directive.ended_by,
        brought=directive.brought,
    )


def take_on(council: Council, act: TakeOnMotion, at: datetime) -> Outcome:
    name = next(council.matter_ids())
    begun: Events = (
        MotionProposed(name, act.by, act.proposal, act.proposed),
        MotionTakenOn(name, act.origin),
        *(MotionSeconded(name, voice) for voice in act.seconders),
        *(ArgumentMade(name, a.by, a.side, a.text, a.at) for a in act.arguments),
    )
    if act.notice_until is None:
        return begun
    numbered = enumerate(act.amendments, start=1)
    amendments = (event for n, a in numbered for event in amendment_taken_on(council, name, n, a))
    return (*begun, DeliberationOpened(name, act.notice_until), *amendments)


def amendment_taken_on(council: Council, motion: MatterId, number: int, amendment: Pending) -> Events:
    """With its seconders; one that was being voted on is voted on anew, by those who are here now."""
    name, needed = f"{motion}.a{number}", council.charter.amendments.seconders
    begun = AmendmentProposed(
        name, amendment.by, amendment.wording, amendment.reason, amendment.proposed, amendment.base
    )
    seconded = (AmendmentSeconded(name, voice) for voice in amendment.seconders)
    tabled = (AmendmentTabled(name),) if len(amendment.seconders) >= needed else ()
    return (begun, *seconded, *tabled)


def take_on_execution(council: Council, act: TakeOnDirective, at: datetime) -> Outcome:
    """In an assembly that has the directive already, reports and objections come in addition, and what was said."""
    objecting = ObjectionRecorded(act.directive, act.origin, act.objectors, act.objectors)
    objections: Events = (objecting,) if act.objectors else ()
    orders: Events = (OrdersTakenOn(act.directive, act.origin, act.orders),) if act.orders else ()
    known = council.directives.get(act.directive)
    words = words_brought(council, act)
    if known is not None:
        reports: Events = (ReportsReceived(act.directive, act.origin, act.reports),) if act.reports else ()
        both_done = known.execution is act.execution is Execution.COMPLETED
        done = (ExecutionCompleted(act.directive),) if orders and both_done else ()
        return (*reports, *words, *orders, *done, *objections)
    steps: list[Event] = [
        DirectiveReceived(
            act.directive, act.issuer, act.title, act.unit, act.received, act.acknowledge_by, act.report_by
        )
    ]
    steps += orders
    steps += steps_taken(act, at)
    if act.suspended:
        steps.append(DirectiveSuspended(act.directive, act.since))
    if act.objected and not objections:
        steps.append(ObjectionRaised(act.directive))
    ended: Events = (DirectiveRevoked(act.directive, act.ended_by),) if act.revoked else ()
    return (*steps, *words, *objections, *ended)


def words_brought(council: Council, act: TakeOnDirective) -> Events:
    """What was said elsewhere, and would be said nowhere any more: the steps of ``steps_taken`` say the rest."""
    own = Words(act.origin, act.execution, act.acknowledged, act.plan)
    said = act.execution is not Execution.RECEIVED or act.plan
    twice = council.charter.structure.hands_over_all and act.directive in council.directives and said
    words = (*act.brought, *((own,) if twice else ()))
    return (WordsReceived(act.directive, words),) if words else ()


def steps_taken(act: TakeOnDirective, at: datetime) -> Iterator[Event]:
    """The steps that lead to where the other assembly had come."""
    told = (ReportsReceived(act.directive, act.origin, act.reports),) if act.reports else ()
    if act.execution is Execution.RECEIVED:  # for the first time, or anew, with what was reported before
        yield from told
        return
    yield from taken_up(act)
    if act.execution is Execution.OVERDUE:  # again after reports, by a plan that came to nothing
        yield ExecutionOverdue(act.directive)
        yield from told
    elif act.orders and act.orders.received:
        yield AllReceived(act.directive)
    else:
        yield from told_of(act, at)


def taken_up(act: TakeOnDirective) -> Iterator[Event]:
    """Acknowledged and planned; where nobody had acknowledged it in time, that was done when it was overdue."""
    received = act.orders and act.orders.received
    done = act.reports or (act.orders and act.orders.made) or (act.execution is Execution.COMPLETED and not received)
    if act.acknowledged is not None:
        yield DirectiveAcknowledged(act.directive, RULE, act.acknowledged)
    elif act.plan or (done and act.execution is not Execution.OVERDUE):
        yield ExecutionOverdue(act.directive)
    if act.plan and not planned_after_reports(act):
        yield ExecutionPlanned(act.directive, RULE, act.plan)


def told_of(act: TakeOnDirective, at: datetime) -> Iterator[Event]:
    """The reports, or that there were some: those of what was made come with the orders."""
    made = act.orders and act.orders.made
    if act.reports:
        for number, report in enumerate(act.reports, start=1):
            yield from told_again(act.directive, number, report)
    elif act.execution is Execution.COMPLETED or (made and act.execution is Execution.REPORTED):
        how = "before it merged" if made else "before it was split"
        yield ExecutionReported(act.directive, RULE, f"Carried out by {act.origin}, {how}.", 0, at)
    if planned_after_reports(act):
        yield ExecutionPlanned(act.directive, RULE, act.plan)
    if act.execution is Execution.COMPLETED:
        yield ExecutionCompleted(act.directive)


def planned_after_reports(act: TakeOnDirective) -> bool:
    return act.execution is Execution.PLANNED and bool(act.reports)


def told_again(directive: MatterId, number: int, report: Report) -> Iterator[Event]:
    """A report as it was made, and each of its corrections."""
    versions = [*((r.text, r.quantity) for r in report.revisions), (report.text, report.quantity)]
    yield ExecutionReported(directive, report.by, *versions[0], report.at)
    for r, version in zip(report.revisions, versions[1:], strict=True):
        yield ReportCorrected(directive, r.by, number, *version, r.reason, r.at)


def on_motion_taken_on(council: Council, event: MotionTakenOn) -> Council:
    return council.put("motions", event.motion, replace(council.motions[event.motion], origin=event.origin))


def on_reports_received(council: Council, event: ReportsReceived) -> Council:
    directive = council.directives[event.directive]
    return council.put("directives", event.directive, replace(directive, reports=(*directive.reports, *event.reports)))


def on_words_received(council: Council, event: WordsReceived) -> Council:
    directive = council.directives[event.directive]
    return council.put("directives", event.directive, replace(directive, brought=(*directive.brought, *event.words)))


def on_motion_moved(council: Council, event: MotionMoved) -> Council:
    return move(council, event, event.motion, moved_to=event.to)


def on_directive_handed_on(council: Council, event: DirectiveHandedOn) -> Council:
    directive = council.directives[event.directive]
    return council.put("directives", event.directive, replace(directive, handed_to=event.to))
