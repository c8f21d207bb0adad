"""A report on a directive that was wrong is corrected; what was told before stays beside it (R12)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.speaking import speak
from councils.core.directive import Directive
from councils.core.office import answering_offices
from councils.core.refusal import Reason, Refused, refuse
from councils.core.report import CorrectReport
from councils.web.fields import typed
from councils.web.refusals import refused_page, shown_again
from councils.web.views.directive import ReportForm, may_correct
from councils.web.visit import Visit, in_council, sign_in_first, signed_in

PAGE = "councils/report.html"


class CorrectReportForm(ReportForm):
    """A report as it should have been: filled in with what it says now."""

    reason = forms.CharField(label=gettext_lazy("What was wrong"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["completed"]
        self.fields["text"].help_text = _("Markdown.")


@sign_in_first
@in_council
def correct(request: HttpRequest, visit: Visit, matter: str, number: int) -> HttpResponse:
    found = visit.council.directives.get(matter)
    refused = uncorrectable(visit, found, number)
    if found is None or refused:
        return refused_page(request, refused or refuse(Reason.NO_SUCH_DIRECTIVE))
    told = found.reports[number - 1]
    form = CorrectReportForm(
        typed(request), unit=found.unit, initial={"text": told.text, "quantity": told.quantity}, auto_id="report_%s"
    )
    page = reverse("directive", args=[visit.council.id, matter])
    crumbs = visit.crumbs((found.title, page), (_("Correct a {report}"), ""))
    context = {"council": visit.council, "directive": found, "number": number, "form": form, "crumbs": crumbs}
    if request.method != "POST" or not form.is_valid():
        return render(request, PAGE, context, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    quantity = told.quantity if "quantity" not in said else said["quantity"] or 0
    done = speak(
        signed_in(request),
        visit.council.id,
        lambda voice: CorrectReport(voice, matter, number, said["text"], quantity, said["reason"]),
    )
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    messages.success(request, _("It is corrected, and the sums have followed; what was told before stays beside it."))
    return redirect(f"{page}#reports")


def uncorrectable(visit: Visit, found: Directive | None, number: int) -> Refused | None:
    """Why this visitor cannot correct that report here."""
    if found is None or found.execution is None:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    if not may_correct(visit, found):
        return refuse(Reason.NOT_THE_OFFICER, office=answering_offices(visit.council))
    return None if 0 < number <= len(found.reports) else refuse(Reason.NO_SUCH_REPORT, number=number)
