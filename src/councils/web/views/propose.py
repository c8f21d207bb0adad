"""Propose a motion: first its kind, then its text, with a look at it before it is made (R6).

Only kinds that are possible in this council are offered, each with what it is for and the way it goes. In a council
below the congress, a change of the charter is an initiative: carried here, it comes before the council above.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.speaking import speak
from councils.core.charter import Kind
from councils.core.charter.document import differences
from councils.core.charter.limits import Casting
from councils.core.machines import MotionState
from councils.core.motion import MotionProposed, Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse
from councils.web.charter_changes import by_name, changes
from councils.web.kinds import NAMES, kind_words, kinds_here
from councils.web.motion_form import MotionForm
from councils.web.options import shown as shown_options
from councils.web.refusals import refused_page, status_of, told
from councils.web.visit import Visit, in_council, sign_in_first, signed_in

Context = dict[str, Any]


@sign_in_first
@in_council
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.standing is None:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL), (_("Back to the {council}"), here(visit)))
    possible = kinds_here(visit.council, visit.other(visit.council.parent))
    chosen = request.POST.get("kind") or request.GET.get("kind")
    if chosen not in possible:
        return render(request, "councils/propose_kind.html", kinds_context(visit, possible))
    kind = Kind(chosen)
    if request.method == "POST":
        return propose_this(request, visit, kind)
    about = {name: request.GET.get(name, "") for name in ("target", "product")}
    return form_page(request, visit, MotionForm(kind, visit.council, visit.other(visit.council.parent), initial=about))


def here(visit: Visit) -> str:
    return reverse("council", args=[visit.council.id])


def kinds_context(visit: Visit, possible: list[Kind]) -> Context:
    page = reverse("propose", args=[visit.council.id])
    return {
        "crumbs": visit.crumbs((_("Propose a {motion}"), "")),
        "council": visit.council,
        "kinds": [
            {
                "name": NAMES[kind],
                "url": f"{page}?kind={kind}",
                "words": kind_words(visit.council, kind),
            }
            for kind in possible
        ],
    }


def propose_this(request: HttpRequest, visit: Visit, kind: Kind) -> HttpResponse:
    """Check the form; show it with a preview, or propose what it says."""
    form = MotionForm(kind, visit.council, visit.other(visit.council.parent), request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, visit, form)
    if "preview" in request.POST:
        return form_page(request, visit, form, preview=preview(visit, form))
    proposal = form.proposal()
    if proposal.charter is not None and not differences(visit.council.charter, proposal.charter):
        form.add_error("charter", _("This {charter} is the same as the one in force. Change what you want to change."))
        return form_page(request, visit, form)
    if twice := standing_already(visit, proposal):
        return redirect("motion", council=visit.council.id, matter=twice)
    outcome = speak(signed_in(request), visit.council.id, lambda voice: Propose(voice, proposal))
    if isinstance(outcome, Refused):
        return form_page(request, visit, form, outcome)
    messages.success(request, _("Your {motion} is on the table."))
    made = next(e.motion for step in outcome for e in step.events if isinstance(e, MotionProposed))
    return redirect("motion", council=visit.council.id, matter=made)


def standing_already(visit: Visit, proposal: Proposal) -> str:
    """The same motion by the same person that is still open: the form was sent twice."""
    over = (MotionState.CARRIED, MotionState.LOST, MotionState.WITHDRAWN)
    mine = (m for m in visit.council.motions.values() if m.by == visit.voice and m.state not in over)
    return next((m.id for m in mine if m.proposal == proposal), "")


def preview(visit: Visit, form: MotionForm) -> Context:
    """The motion as it would be read."""
    proposal = form.proposal()
    shown: Context = {"proposal": proposal, "kind": NAMES[proposal.kind]}
    if proposal.options is not None:
        shown |= {"options": shown_options(proposal.options), "ranked": proposal.options.casting is Casting.RANKED}
    if proposal.charter is not None:
        shown["changes"] = changes(visit.council.charter, proposal.charter)
        shown["table"] = by_name(visit.council.charter, proposal.charter)
        shown["same"] = not differences(visit.council.charter, proposal.charter)
    return shown


def form_page(
    request: HttpRequest, visit: Visit, form: MotionForm, refused: Refused | None = None, **more: Any
) -> HttpResponse:
    context = {
        "crumbs": visit.crumbs(
            (_("Propose a {motion}"), reverse("propose", args=[visit.council.id])), (str(NAMES[form.kind]), "")
        ),
        "council": visit.council,
        "form": form,
        "kind": form.kind,
        "kind_name": NAMES[form.kind],
        "words": kind_words(visit.council, form.kind),
        "before_name": _("In force"),
        "after_name": _("Proposed"),
        **more,
    }
    if refused:
        context["refusal"] = told(refused)
    wrong = 422 if form.errors else 200
    return render(request, "councils/propose.html", context, status=status_of(refused) if refused else wrong)
