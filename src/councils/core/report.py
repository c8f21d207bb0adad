"""A report that was wrong is corrected (R12).

Theory of operation. Who answers for the council corrects what it has reported, also when the directive is completed or
has ended. The correction is an act of its own, with its reason; from then on the sums count what it says, and what was
told before is kept beside it. Reports of what was made on an order are corrected likewise (``economy/correcting.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Command, Event, MatterId, Outcome, Voice
from councils.core.council import Council
from councils.core.directive import Revision, answers_for, untellable, wordless
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop


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
class ReportCorrected(Event):
    directive: MatterId
    by: Voice
    report: int
    text: str
    quantity: int
    reason: str
    at: datetime


def correct(council: Council, act: CorrectReport, at: datetime) -> Outcome:
    directive = council.directives.get(act.directive)
    if directive is None:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    if directive.execution is None:
        return refuse(Reason.NOT_ADDRESSED)
    if not answers_for(council, act.by):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{chair}, {secretary} or {delegate}"))
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


def on_report_corrected(council: Council, event: ReportCorrected) -> Council:
    directive = council.directives[event.directive]
    told = list(directive.reports)
    wrong = told[event.report - 1]
    before = Revision(event.by, wrong.text, wrong.quantity, event.reason, event.at)
    anew = replace(wrong, text=event.text, quantity=event.quantity, revisions=(*wrong.revisions, before))
    told[event.report - 1] = anew
    return council.put("directives", event.directive, replace(directive, reports=tuple(told)))
