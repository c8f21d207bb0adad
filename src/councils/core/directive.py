"""Directives: what was carried above is carried out below, in each council's own way, and reported (R12, R13).

Theory of operation. A directive goes down the tree to the councils it addresses and to all below them. Each base
assembly acknowledges it, says how it will carry it out, reports, and is shown overdue where it does not; councils
between pass it on and sum up. ``Progress`` is that sum: every step below is told one level up, and so on to the
council that gave the directive. Objections travel the same way (``objection.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from councils.core.act import Caused, Command, CouncilId, Event, MatterId, Outcome, Voice, later
from councils.core.council import Council
from councils.core.economy.declaring import speaks_for
from councils.core.economy.orders import Order, Orders
from councils.core.machines import DIRECTIVE, EXECUTION, OBJECTION, Execution, Force, Objection
from councils.core.office import COORDINATOR, DELEGATE, answering_offices, may_act, officers
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop


@dataclass(frozen=True, slots=True)
class Progress:
    """How many assemblies have come how far, and the sum of what they reported, in the directive's unit."""

    assemblies: int = 0
    acknowledged: int = 0
    planned: int = 0
    reported: int = 0
    completed: int = 0
    overdue: int = 0
    quantity: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Revision:
    """A report was corrected: by whom, what it had said before, why and when."""

    by: Voice
    text: str
    quantity: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    by: Voice
    text: str
    quantity: int
    at: datetime
    revisions: tuple[Revision, ...] = later(())


@dataclass(frozen=True, slots=True)
class Words:
    """What ``origin`` had said of a directive, and how far it had come, before it went over to an assembly that
    carries it out as well (R16); its reports count there."""

    origin: CouncilId
    execution: Execution
    acknowledged: datetime | None
    plan: str


@dataclass(frozen=True, slots=True)
class Directive:
    """``execution`` is None in the councils that pass it on; ``objecting`` are members who object, by council below.

    ``suspended`` is since when its deadlines stand still.
    """

    id: MatterId
    issuer: CouncilId
    title: str
    unit: str
    force: Force
    objection: Objection
    received: datetime
    acknowledge_by: datetime
    report_by: datetime
    execution: Execution | None = None
    acknowledged: datetime | None = None
    plan: str = ""
    reports: tuple[Report, ...] = ()
    below: Mapping[CouncilId, Progress] = field(default_factory=dict)
    objected: bool = False
    objecting: Mapping[CouncilId, int] = field(default_factory=dict)
    suspended: datetime | None = None
    ended_by: MatterId = ""  # the motion that repealed what it rests on
    handed_to: CouncilId = ""  # the assembly that carries it out in the place of this one (R16)
    brought: tuple[Words, ...] = ()  # by assemblies that have gone over to this one

    @property
    def progress(self) -> Progress:
        return sum(self.below.values(), self.own)

    @property
    def now_due(self) -> Progress:
        """The same, as it has to be carried out: nobody is late with what is suspended or revoked."""
        return self.progress if self.force is Force.IN_FORCE else replace(self.progress, overdue=0)

    @property
    def own(self) -> Progress:
        if self.execution is None or self.handed_to:
            return Progress()
        return Progress(
            assemblies=1,
            acknowledged=int(self.acknowledged is not None),
            planned=int(bool(self.plan)),
            reported=int(bool(self.reports) or self.execution in (Execution.REPORTED, Execution.COMPLETED)),
            completed=int(self.execution is Execution.COMPLETED),
            overdue=int(self.execution is Execution.OVERDUE),
            quantity=sum(report.quantity for report in self.reports),
        )

    def next_due(self) -> datetime | None:
        """When this council is overdue if it does nothing more."""
        if self.force is not Force.IN_FORCE or self.handed_to:
            return None
        if self.execution is Execution.RECEIVED:
            return self.acknowledge_by
        return self.report_by if self.execution in (Execution.ACKNOWLEDGED, Execution.PLANNED) else None


@dataclass(frozen=True, slots=True)
class ReceiveDirective(Caused):
    """Caused above."""

    directive: MatterId
    issuer: CouncilId
    title: str
    unit: str
    acknowledge_by: datetime
    report_by: datetime
    order: Order | None = later(None)


@dataclass(frozen=True, slots=True)
class Acknowledge(Command):
    by: Voice
    directive: MatterId


@dataclass(frozen=True, slots=True)
class PlanExecution(Command):
    """How the directive will be carried out here."""

    by: Voice
    directive: MatterId
    text: str


class Execute(Protocol):
    """A step by which a council carries out a directive."""

    @property
    def by(self) -> Voice: ...

    @property
    def directive(self) -> MatterId: ...


@dataclass(frozen=True, slots=True)
class MarkOverdue(Command):
    by: Voice
    directive: MatterId


@dataclass(frozen=True, slots=True)
class RecordProgress(Caused):
    """Caused below."""

    directive: MatterId
    council: CouncilId
    progress: Progress


@dataclass(frozen=True, slots=True)
class DirectiveIssued(Event):
    directive: MatterId
    title: str
    to: tuple[CouncilId, ...]
    unit: str
    at: datetime
    acknowledge_by: datetime
    report_by: datetime
    orders: tuple[Order, ...] = later(())  # of a plan: it goes straight to those who carry them out (R18)


@dataclass(frozen=True, slots=True)
class DirectiveReceived(Event):
    directive: MatterId
    issuer: CouncilId
    title: str
    unit: str
    at: datetime
    acknowledge_by: datetime
    report_by: datetime
    order: Order | None = later(None)


@dataclass(frozen=True, slots=True)
class DirectiveAcknowledged(Event):
    directive: MatterId
    by: Voice
    at: datetime


@dataclass(frozen=True, slots=True)
class ExecutionPlanned(Event):
    directive: MatterId
    by: Voice
    text: str


@dataclass(frozen=True, slots=True)
class ExecutionCompleted(Event):
    directive: MatterId


@dataclass(frozen=True, slots=True)
class ExecutionOverdue(Event):
    directive: MatterId


@dataclass(frozen=True, slots=True)
class ProgressRecorded(Event):
    directive: MatterId
    council: CouncilId
    progress: Progress


def issue(council: Council, directive: MatterId, proposal: Proposal, at: datetime) -> DirectiveIssued:
    """The directive that a carried motion becomes; its times are the charter's.

    It goes to whoever of those addressed is below this council still.
    """
    rule = council.charter.directive
    to = tuple(name for name in proposal.to or council.below if name in council.below)
    return DirectiveIssued(
        directive,
        proposal.title,
        to,
        proposal.unit,
        at,
        at + timedelta(days=rule.acknowledge_days),
        at + timedelta(days=rule.report_days),
    )


def receive(council: Council, act: ReceiveDirective, at: datetime) -> Outcome:
    if act.directive in council.directives:
        return ()
    return (
        DirectiveReceived(
            act.directive, act.issuer, act.title, act.unit, at, act.acknowledge_by, act.report_by, act.order
        ),
    )


def answers_for(council: Council, by: Voice) -> bool:
    """Whether ``by`` says for the council how it carries out what was decided above."""
    if council.charter.planning.answering:
        return speaks_for(council, by) or by in officers(council, DELEGATE)
    return may_act(council, by) or by in officers(council, DELEGATE, COORDINATOR)


def hindered(council: Council, act: Execute, event: type[Event]) -> Refused | None:
    """Why ``act.by`` cannot take this step for this council now; None if they can."""
    directive = answering(council, act)
    if isinstance(directive, Refused):
        return directive
    if directive.force is not Force.IN_FORCE:
        return refuse(Reason.DIRECTIVE_STOPPED, state=directive.force)
    assert directive.execution is not None  # ``answering`` has seen to it
    if EXECUTION.allows(directive.execution, event):
        return None
    if directive.execution is Execution.RECEIVED:
        return refuse(Reason.NOT_ACCEPTED, name=directive.id)
    return refuse(Reason.NOT_IN_STATE, state=directive.execution)


def answering(council: Council, act: Execute) -> Directive | Refused:
    """The directive, if ``act.by`` answers for how it is carried out here."""
    directive = council.directives.get(act.directive)
    if directive is None:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    if directive.execution is None:
        return refuse(Reason.NOT_ADDRESSED)
    if not answers_for(council, act.by):
        return refuse(Reason.NOT_THE_OFFICER, office=answering_offices(council))
    return directive


def wordless(text: str, what: str) -> Refused | None:
    return None if text.strip() else refuse(Reason.NOTHING_TOLD, what=what)


def acknowledge(council: Council, act: Acknowledge, at: datetime) -> Outcome:
    refused = hindered(council, act, DirectiveAcknowledged)
    return refused or (DirectiveAcknowledged(act.directive, act.by, at),)


def plan(council: Council, act: PlanExecution, at: datetime) -> Outcome:
    refused = hindered(council, act, ExecutionPlanned) or wordless(act.text, gettext_noop("plan"))
    return refused or (ExecutionPlanned(act.directive, act.by, act.text),)


def mark_overdue(council: Council, act: MarkOverdue, at: datetime) -> Outcome:
    directive = council.directives.get(act.directive)
    if directive is None or directive.execution is None:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    due = directive.next_due()
    if due is None or not EXECUTION.allows(directive.execution, ExecutionOverdue):
        return refuse(Reason.NOT_IN_STATE, state=directive.execution)
    if at < due:
        return refuse(Reason.TOO_EARLY, when=f"{due:%Y-%m-%d %H:%M}")
    return (ExecutionOverdue(act.directive),)


def record_progress(council: Council, act: RecordProgress, at: datetime) -> Outcome:
    directive = council.directives.get(act.directive)
    if directive is None or directive.below.get(act.council) == act.progress:
        return ()
    return (ProgressRecorded(act.directive, act.council, act.progress),)


def without(directive: Directive, councils: Collection[CouncilId]) -> Directive:
    """The same, when objections of these ``councils`` count no more."""
    if directive.objecting.keys().isdisjoint(councils):
        return directive
    return replace(directive, objecting={name: n for name, n in directive.objecting.items() if name not in councils})


def on_directive_issued(council: Council, event: DirectiveIssued) -> Council:
    given = {order.council: order for order in event.orders}
    needs = council.economy.needs
    orders = Orders(given, days=needs.horizon.days if needs else 0)
    known = council.put("orders", event.directive, orders) if given else council
    return known.put("directives", event.directive, begun(council.id, event, None))


def on_directive_received(council: Council, event: DirectiveReceived) -> Council:
    """Assemblies carry it out; a council with others below it passes it on, unless it is an order to itself."""
    execution = None if council.below and event.order is None else EXECUTION.first(event)
    known = council.put("orders", event.directive, Orders({council.id: event.order})) if event.order else council
    return known.put("directives", event.directive, begun(event.issuer, event, execution))


def begun(issuer: CouncilId, event: DirectiveIssued | DirectiveReceived, execution: Execution | None) -> Directive:
    return Directive(
        id=event.directive,
        issuer=issuer,
        title=event.title,
        unit=event.unit,
        force=DIRECTIVE.first(event),
        objection=OBJECTION.first(event),
        received=event.at,
        acknowledge_by=event.acknowledge_by,
        report_by=event.report_by,
        execution=execution,
    )


def move(council: Council, event: Event, matter: MatterId, **changes: object) -> Council:
    """Move the execution here."""
    directive = council.directives[matter]
    assert directive.execution is not None  # ``hindered`` has seen to it
    moved = replace(directive, execution=EXECUTION.after(directive.execution, event), **changes)  # type: ignore[arg-type]
    return council.put("directives", matter, moved)


def on_directive_acknowledged(council: Council, event: DirectiveAcknowledged) -> Council:
    return move(council, event, event.directive, acknowledged=event.at)


def on_execution_planned(council: Council, event: ExecutionPlanned) -> Council:
    return move(council, event, event.directive, plan=event.text)


def on_execution_moved(council: Council, event: ExecutionCompleted | ExecutionOverdue) -> Council:
    return move(council, event, event.directive)


def on_progress_recorded(council: Council, event: ProgressRecorded) -> Council:
    directive = council.directives[event.directive]
    below = {**directive.below, event.council: event.progress}
    return council.put("directives", event.directive, replace(directive, below=below))
