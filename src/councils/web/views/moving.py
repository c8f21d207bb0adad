"""Somebody has moved: out of one assembly and into another by one act, and what falls is named before (R2)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from councils.app import membership
from councils.app.nouns import gettext as _
from councils.app.queries.council_list import named_like
from councils.app.queries.visibility import is_part
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import CouncilRow
from councils.web.fields import typed
from councils.web.refusals import refused_page, shown_again
from councils.web.views.home import leaving
from councils.web.views.joining import DeclarationForm
from councils.web.visit import Visit, in_council, sign_in_first, signed_in

MOST = 50  # assemblies shown


@sign_in_first
@in_council
def choose(request: HttpRequest, here: Visit) -> HttpResponse:
    """Where to?"""
    if not here.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    query = request.GET.get("q", "").strip()
    found = named_like(query, CouncilRow.objects.get(pk=here.council.id), MOST + 1)
    context = {
        "council": here.council, "crumbs": here.crumbs((_("I have moved"), "")), "q": query,
        "assemblies": found[:MOST], "more": len(found) > MOST,
    }  # fmt: skip
    return render(request, "councils/move.html", context)


@sign_in_first
@in_council
def move(request: HttpRequest, here: Visit, new: str) -> HttpResponse:
    """Declare for the new assembly, and see what ends in the old one."""
    there = here.other(new)
    if not here.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    if there is None or not there.is_base or there.id == here.council.id or not is_part(there.id, here.standings):
        return refused_page(request, refuse(Reason.NOT_A_BASE_ASSEMBLY))
    form = DeclarationForm(there.charter, typed(request))
    context: dict[str, Any] = {**leaving(here), "old": here.council, "council": there, "form": form}
    context["crumbs"] = here.crumbs((_("I have moved"), ""))
    if request.method != "POST" or not form.is_valid():
        return render(request, "councils/move_to.html", context, status=422 if form.is_bound else 200)
    moved = membership.move(signed_in(request), here.council.id, new, form.declared)
    if isinstance(moved, Refused):
        return shown_again(request, "councils/move_to.html", context, moved)
    names = {"old": here.council.name, "new": there.name}
    messages.success(request, _("You have left %(old)s, and %(new)s has your declaration.") % names)
    return redirect("home")
