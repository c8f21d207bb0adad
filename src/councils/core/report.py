"""Reports on how a directive is carried out, and their corrections (R12).

Theory of operation. A council reports as often as there is something to tell, and says when it is done. Who answers for
it corrects what was wrong, also when the directive is completed or has ended. The correction is an act of its own, with
its reason; from then on the sums count what it says, and what was told before is kept beside it. Reports of what was
made on an order are corrected likewise (``economy/correcting.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Command, Event, MatterId, Outcome, Voice
from councils.core.council import Council
from councils.core.directive import ExecutionCompleted, Report, Revision, answering, hindered, move, wordless
from councils.core.economy.declared import MOST
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop


@dataclass(frozen=True, slots=True)
class ReportExecution(Command):
    """``quantity`` counts what was done since the last report, in the directive's unit."""

    by: Voice
    directive: MatterId
    text: str
    quantity: int = 0
    completed: bool = False


@dataclass(frozen=True, slots=True)
class CorrectReport(Command):
    """``report``: the number, from 1, of the report of this council that was wrong; the rest is what it should say."""

    by: Voice
    directive: MatterId
    report: int
    text: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExecutionReported(Event):
    directive: MatterId
    by: Voice
    text: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportCorrected(Event):
    directive: MatterId
    by: Voice
    report: int
    text: str
    quantity: int
    reason: str
    at: datetime


def report(council: Council, act: ReportExecution, at: datetime) -> Outcome:
    refused = hindered(council, act, ExecutionReported) or untellable(act.text, act.quantity)
    reported = ExecutionReported(act.directive, act.by, act.text, act.quantity, at)
    return refused or ((reported, ExecutionCompleted(act.directive)) if act.completed else (reported,))


def untellable(text: str, quantity: int) -> Refused | None:
    """Whether nobody can report this: it says nothing, or counts what cannot be counted."""
    if not 0 <= quantity <= MOST:
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    return wordless(text, gettext_noop("{report}"))


def correct(council: Council, act: CorrectReport, at: datetime) -> Outcome:
    directive = answering(council, act)
    if isinstance(directive, Refused):
        return directive
    if not 0 < act.report <= len(directive.reports):
        return refuse(Reason.NO_SUCH_REPORT, number=act.report)
    before = directive.reports[act.report - 1]
    same = (before.text, before.quantity) == (act.text, act.quantity)
    refused = untellable(act.text, act.quantity) or unreasoned(act.reason, same=same)
    return refused or (ReportCorrected(act.directive, act.by, act.report, act.text, act.quantity, act.reason, at),)


def unreasoned(reason: str, *, same: bool) -> Refused | None:
    """Whether a correction changes nothing, or does not say why."""
    if same:
        return refuse(Reason.TOLD_ALREADY)
    return wordless(reason, gettext_noop("reason"))


def on_execution_reported(council: Council, event: ExecutionReported) -> Council:
    reports = council.directives[event.directive].reports
    told = Report(event.by, event.text, event.quantity, event.at)
    return move(council, event, event.directive, reports=(*reports, told))


def on_report_corrected(council: Council, event: ReportCorrected) -> Council:
    directive = council.directives[event.directive]
    told = list(directive.reports)
    wrong = told[event.report - 1]
    before = Revision(event.by, wrong.text, wrong.quantity, event.reason, event.at)
    anew = replace(wrong, text=event.text, quantity=event.quantity, revisions=(*wrong.revisions, before))
    told[event.report - 1] = anew
    return council.put("directives", event.directive, replace(directive, reports=tuple(told)))
