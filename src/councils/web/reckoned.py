"""Pages of plans that may take long: they show how far it is instead, until the plans are there (R18).

A view under ``reckoned`` is told to wait for no plan (`app/reckoning.py`). What it asked for goes on by itself, whoever
looks, and for everybody who asks the same; a member of a council may end it, or begin again with what was ended.
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from councils.app import planning, reckoning
from councils.app.nouns import gettext as _
from councils.app.reckoning import Asked, UnderwayError
from councils.app.refusals import said
from councils.app.trials.shelf import DIGEST, State
from councils.app.trials.worker import why_none
from councils.core.council import Council
from councils.web.planning import congress, planned
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.views.laboratory import still
from councils.web.visit import View, Visit, in_council

GOES_ON = (State.WAITING, State.RUNNING)
MOST = 50  # plans that one page asks for


def reckoned(view: View) -> View:
    """Ask for plans without waiting for them. After ``in_council``."""

    @wraps(view)
    def answer(request: HttpRequest, visit: Visit, **rest: Any) -> HttpResponse:
        if request.POST.get("do") in ("end", "again") and visit.standings:
            act = reckoning.end if request.POST["do"] == "end" else reckoning.again
            for asked in named(request.POST.getlist("of")):
                act(asked)
            return redirect(request.path)
        try:
            with reckoning.aside():
                return view(request, visit, **rest)
        except UnderwayError as underway:
            return render(request, "councils/reckoning.html", context(request.path, visit, underway.asked))

    return answer


def named(digests: list[str]) -> list[Asked]:
    return [Asked(each) for each in digests[:MOST] if DIGEST.fullmatch(each)]


def context(page: str, visit: Visit, all_asked: tuple[Asked, ...]) -> Context:
    root = congress(visit)
    here = [told(asked, words(root, asked.aim)) for asked in all_asked]
    going = [row for row in here if row["going"]]
    asked = {"of": [each.digest for each in all_asked], "aim": [each.aim for each in all_asked], "page": page}
    query = urlencode(asked, doseq=True)
    return {
        "council": visit.council,
        "page": "plan",
        "back": page,
        "rows": here,
        "going": going,
        "over": [row for row in here if row["state"] in (State.STOPPED, State.FAILED)],
        "may": bool(visit.standings),
        "live_url": f"{reverse('plan_reckoning', args=[visit.council.id])}?{query}",
        "crumbs": visit.crumbs((_("Plan"), reverse("plan", args=[visit.council.id]))),
    }


def words(root: Council, aim: str) -> str:
    return planning.aim_words(root, aim) if aim in planning.aims(root) else _("The rest, made anew")


def told(asked: Asked, name: str) -> Context:
    here = reckoning.shelf()
    state = here.state(asked)
    how = here.progress(asked) if state in GOES_ON else {}
    left = how.get("left")
    return {
        "digest": asked.digest,
        "words": name,
        "state": state,
        "going": state in GOES_ON,
        "failed": said(why_none(here, asked)) if state is State.FAILED else "",
        "steps": how.get("steps", 0),
        "gap": percent(how["gap"]) if how.get("gap") else "",
        "left": still(left) if left else "",
        "anew": here.tries(asked) > 1,
    }


@in_council
@planned
def plan_reckoning(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How far it is; when nothing goes on any more, htmx opens the page anew."""
    aims = request.GET.getlist("aim")
    all_asked = [replace(a, aim=aim) for a, aim in zip(named(request.GET.getlist("of")), aims, strict=False)]
    pages = [reverse(name, args=[visit.council.id]) for name in ("plan_variants", "plan_rest")]
    page = request.GET.get("page", "")
    shown = context(page if page in pages else pages[0], visit, tuple(all_asked))
    answer = render(request, "councils/reckoning_live.html", shown)
    if not shown["going"]:
        answer.headers["HX-Redirect"] = shown["back"]
    return answer
