"""A council: who it is, who holds office, who sits in it, what it has to decide, what is above and below (R1-R13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.app.queries.applications import applications
from councils.app.queries.below import below
from councils.app.queries.deliveries import awaited
from councils.app.speaking import speak
from councils.core.council import Council
from councils.core.office import DELEGATE, entitled, office_rule
from councils.core.refusal import Refused
from councils.core.split import ChoosePart
from councils.web import matters
from councils.web.branches import branches, split_panel
from councils.web.context import viewer
from councils.web.offices import lapsed, offices, uncalled
from councils.web.refusals import refused_page
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit, council_url, in_council, sign_in_to_act, signed_in

Context = dict[str, Any]


@in_council
def council(request: HttpRequest, visit: Visit) -> HttpResponse:
    here = visit.council
    person = viewer(request)
    applied = person is not None and any(one.council.id == here.id for one in applications(person))
    visit.names.prepare(here, [*here.delegates, *(t.holder for t in here.tenures.values())])
    open_motions, decided = matters.motions(here)
    waiting, answered = matters.questions(here)
    running, held = matters.elections(here)
    context = {
        "has_aside": True,
        "visit": visit,
        "council": here,
        "level": level_title(here),
        "size": members_words(here.represented),
        "crumbs": visit.crumbs(),
        "now": timezone.now(),
        "facts": facts(visit),
        "offices": offices(visit),
        "lapsed": lapsed(here),
        "delegates": delegates(visit),
        "open_motions": open_motions,
        "decided": decided,
        "waiting": waiting,
        "answered": answered,
        "running": running,
        "held": held,
        "recalls": matters.recalls(visit),
        "directives": matters.directives(here),
        "coming": len(awaited(here)),
        "tree_label": _("Above and below"),
        "councils": tree(visit),
        "callable": callable_offices(visit),
        "can_propose": visit.standing is not None,
        "can_join": here.is_base and visit.standing is None and not here.merged_into and not applied,
        "applied": applied,
        "branches": branches(visit),
        "split": split_panel(visit),
    }
    return render(request, "councils/council.html", context)


@sign_in_to_act
@require_POST
@in_council
def part(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which part of a split assembly to be of (R16)."""
    goes = request.POST.get("part") == "go"
    done = speak(signed_in(request), visit.council.id, lambda voice: ChoosePart(voice, goes))
    if isinstance(done, Refused):
        return refused_page(request, done)
    messages.success(request, _("You go with the new {assembly}.") if goes else _("You stay."))
    return redirect(f"{council_url(visit.council.id)}#split")


def level_title(council: Council) -> str:
    """What the charter calls a council of this level."""
    return next((level.title for level in council.charter.levels if level.name == council.level), council.level)


def sends(here: Council, above: Council) -> str:
    """The seats that it has above, and how many of them are vacant now."""
    rule, held = office_rule(here, DELEGATE), len(here.holders(DELEGATE))
    seats = max(held, entitled(here, rule)) if rule else held
    text = ngettext("%(n)s {delegate} to %(council)s", "%(n)s {delegates} to %(council)s", seats)
    text = text % {"n": number(seats), "council": above.name}
    if held == seats:
        return text
    vacant = ngettext("%(n)s seat is vacant", "%(n)s seats are vacant", seats - held) % {"n": number(seats - held)}
    return f"{text}; {vacant}"


def facts(visit: Visit) -> list[Context]:
    here = visit.council
    found: list[Context] = []
    if here.is_base:
        found.append({"term": _("On the roll"), "value": members_words(len(here.roll)), "rule": "R2"})
    else:
        found.append({"term": _("Represents"), "value": members_words(here.represented), "rule": "R5"})
        sitting = ngettext("%(n)s {delegate}", "%(n)s {delegates}", len(here.delegates))
        found.append({"term": _("Sitting"), "value": sitting % {"n": number(len(here.delegates))}})
    above = visit.other(here.parent)
    if above is not None:
        found.append({"term": _("Sends"), "value": sends(here, above), "url": council_url(above.id), "rule": "R5"})
    if here.population:
        found.append({"term": _("People living here"), "value": number(here.population)})
    found.append({"term": _("Founded"), "value": date_format(here.founded, "j F Y")})
    version = {"url": reverse("council_charter", args=[here.id]), "rule": "R15"}
    found.append({"term": _("{Charter}"), "value": _("version %(n)s") % {"n": here.version}, **version})
    return found


def members_words(members: int) -> str:
    return ngettext("%(n)s {member}", "%(n)s {members}", members) % {"n": number(members)}


def delegates(visit: Visit) -> list[Context]:
    """Who sits here, sent from below."""
    here = visit.council
    rows = [
        {
            "name": visit.name(delegate.credential),
            "url": reverse("delegate", args=[here.id, delegate.credential]),
            "sender": {"name": here.below[delegate.council].name, "url": council_url(delegate.council)},
            "since": delegate.since,
            "until": delegate.until,
        }
        for delegate in here.delegates.values()
    ]
    return sorted(rows, key=lambda row: (row["sender"]["url"], row["name"]))


def callable_offices(visit: Visit) -> list[Context]:
    """Offices with a vacant seat and no election, for who may call one."""
    here = visit.council
    if visit.standing is None:
        return []
    return [
        {"title": rule.title, "url": reverse("call_election", args=[here.id, rule.name])} for rule in uncalled(here)
    ]


def tree(visit: Visit) -> list[Context]:
    """The councils above in a line, this one, and those directly below."""
    here = visit.council
    rows = below(here.id)
    line: Context = {
        "name": here.name,
        "url": council_url(here.id),
        "detail": members_words(here.represented),
        "current": True,
        "open": len(rows) <= 12,
        "children": [
            {
                "name": row.name,
                "url": council_url(row.pk),
                "detail": members_words(row.members),
                "open_matters": row.open_matters,
            }
            for row in rows
        ],
    }
    for above in reversed(visit.ancestors()):
        shown = _("1 of %(n)s below") % {"n": number(len(above.below))}
        line = {
            "name": above.name,
            "url": council_url(above.id),
            "open": True,
            "children": [line],
            "fold_label": shown,
        }
    return [line]
