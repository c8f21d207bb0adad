"""Whoever holds an office: a delegate with mandates and votes side by side, a chair, a secretary; also when it is over.

What holders do in office is public (R19). The chain shows what the office rests on, down to the assembly, and what
rests on it, up to the congress: a recall of any link takes with it all that stands on it (R10).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.queries.history import ended
from councils.app.queries.mandates import Line, Verdict, lines
from councils.app.queries.reported_by import Reported, reported_by
from councils.app.queries.tenures import Link, by_virtue, down, falls, link_of
from councils.app.speaking import speak
from councils.core.charter import MandateKind
from councils.core.election import Candidacy
from councils.core.expiry import LayDown
from councils.core.recall import Recall
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vacancy import line as line_of
from councils.web.refusals import refused_page
from councils.web.showing import (
    Context,
    day,
    holder_name,
    holder_url,
    link_title,
    mandate_row,
    office_title,
    plain_grounds,
)
from councils.web.visit import Visit, council_url, in_council, sign_in_first, signed_in

PER_PAGE = 25
REPORTS = 10


@in_council
def delegate(request: HttpRequest, visit: Visit, credential: str) -> HttpResponse:
    """The holder of a seat in this council."""
    link = link_of(visit.names.world, credential)
    if link is None or not link.is_seat or link.council.parent != visit.council.id:
        return nobody(request)
    found = lines(visit.names.world, link)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **shown(visit, link),
        "mandates": [mandate_row(line) for line in page],
        "page_obj": page,
        "sums": sums(found),
        "binding": binding_words(visit),
    }
    return render(request, "councils/holder.html", context)


@in_council
def holder(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The holder of an office that this council has given."""
    tenure = visit.council.tenures.get(number)
    if tenure is None:
        return nobody(request)
    link = Link(visit.council, tenure)
    if link.is_seat:
        return redirect(holder_url(link))
    return render(request, "councils/holder.html", shown(visit, link))


@require_POST
@sign_in_first
@in_council
def lay_down(request: HttpRequest, visit: Visit, office: str) -> HttpResponse:
    """Whoever holds an office, or waits among its alternates, gives it up (R11)."""
    done = speak(signed_in(request), visit.council.id, lambda voice: LayDown(voice, office))
    if isinstance(done, Refused):
        return refused_page(request, done)
    messages.success(request, _("You have laid the {office} down."))
    return redirect("council", visit.council.id)


def lay_down_url(visit: Visit, link: Link) -> str:
    """For the holder alone; a delegate gives up the seat in the council that sent them."""
    standing = visit.standing_in(link.council.id)
    if standing is None or not link.tenure.held or standing.voice != link.tenure.holder:
        return ""
    return reverse("lay_down", args=[link.council.id, link.tenure.office])


def nobody(request: HttpRequest) -> HttpResponse:
    page = refused_page(request, refuse(Reason.NOT_IN_OFFICE))
    page.status_code = 404  # there is no such tenure, and so no such page
    return page


def shown(visit: Visit, link: Link) -> Context:
    """What every holder's page shows."""
    name = holder_name(visit.names, link)
    chain = down(visit.names.world, link)
    over = None if link.tenure.held else ended(link.council.id, link.tenure.number)
    back = reported_by(visit.names.world, link, over or timezone.now())[:REPORTS]
    return {
        "has_aside": True,
        "council": visit.council,
        "link": link,
        "name": name,
        "title": link_title(visit.names, link),
        "held": link.tenure.held,
        "facts": facts(visit, link),
        "statement": statement(link),
        "below": [chain_row(visit, one, current=one is link) for one in reversed(chain)],
        "above": above_rows(visit, link),
        "recalls": [recall_row(visit, one, r) for one in chain for r in recalls(one)],
        "reports": [report_row(one) for one in back],
        "recall_links": recall_links(visit, chain),
        "crumbs": visit.crumbs((name, "")),
        "is_seat": link.is_seat,
        "lay_down": lay_down_url(visit, link),
    }


def above_rows(visit: Visit, link: Link) -> list[Context]:
    """All that is or was held by virtue of the tenure, the nearest council first."""
    rows: list[Context] = []
    waiting = by_virtue(visit.names.world, link)
    while waiting:
        here = waiting.pop(0)
        rows.append(chain_row(visit, here))
        waiting.extend(by_virtue(visit.names.world, here))
    return rows


def chain_row(visit: Visit, link: Link, *, current: bool = False) -> Context:
    return {
        "title": link_title(visit.names, link),
        "url": "" if current else holder_url(link),
        "current": current,
        "held": link.tenure.held,
        "since": link.tenure.since,
        "until": link.tenure.until if link.tenure.held else ended(link.council.id, link.tenure.number),
    }


def facts(visit: Visit, link: Link) -> list[Context]:
    tenure, giver = link.tenure, link.council
    over = None if tenure.held else ended(giver.id, tenure.number)
    rows: list[Context] = [
        {
            "term": _("Elected by"),
            "value": giver.name,
            "url": council_url(giver.id),
            **elected(giver.elections, link),
        },
        {"term": _("Since"), "value": day(tenure.since)},
    ]
    if over is None:
        rows.append({"term": _("Until"), "value": day(tenure.until), "detail": _("the end of the term")})
    else:
        rows.append({"term": _("Ended"), "value": day(over), "detail": cause_words(tenure.ended)})
    if link.tenure.held:
        rows.append(alternates(visit, link))
    return rows


def elected(elections: Any, link: Link) -> Context:
    """How the tenure came about: by an election, or as an alternate who was called."""
    if link.tenure.by not in elections:
        return {"detail": _("came in as the next {alternate}")}
    address = reverse("election", args=[link.council.id, link.tenure.by])
    return {"rule": "R4", "action_text": _("See the election"), "action_url": address}


def alternates(visit: Visit, link: Link) -> Context:
    waiting = [visit.name(voice, link.council) for voice in line_of(link.council, link.tenure.office)]
    return {
        "term": _("{Alternates}, in order"),
        "value": ", ".join(waiting) or _("none"),
        "detail": "" if waiting else _("an election is called when the seat falls vacant"),
        "rule": "R10",
    }


def cause_words(cause: str) -> str:
    """Why a tenure ended, from the record's word for it."""
    if cause.startswith("recalled"):
        return _("by a {recall}")
    return {
        "left": _("left the {assembly}"),
        "term ended": _("the term ended"),
    }.get(cause, _(cause) if cause else "")


def statement(link: Link) -> Candidacy | None:
    """What they said when they stood."""
    election = link.council.elections.get(link.tenure.by)
    return election.candidates.get(link.tenure.holder) if election else None


def sums(found: list[Line]) -> Context:
    return {name: sum(line.verdict == name for line in found) for name in Verdict}


def binding_words(visit: Visit) -> str:
    """What a mandate means under this charter (R8)."""
    return {
        MandateKind.IMPERATIVE: _("{Mandates} are imperative here: a vote against one is refused."),
        MandateKind.ANSWERABLE: _(
            "{Mandates} are answerable here: a vote against one is a breach, and a {recall} is asked for."
        ),
        MandateKind.FREE: _("{Mandates} are free here: they are shown, and bind nobody."),
    }[visit.council.charter.referral.mandate]


def recalls(link: Link) -> list[Recall]:
    """Recalls of this holder from this office, the newest first."""
    found = [
        r for r in link.council.recalls.values() if r.holder == link.tenure.holder and r.office == link.tenure.office
    ]
    return found[::-1]


def report_row(one: Reported) -> Context:
    return {
        "title": one.title,
        "url": reverse("directive", args=[one.council.id, one.directive]),
        "text": one.report.text,
        "at": one.report.at,
    }


def recall_row(visit: Visit, link: Link, recall: Recall) -> Context:
    return {
        "grounds": plain_grounds(visit.names, link.council, recall),
        "council": link.council.name,
        "state": "kept in office" if recall.state == "kept" else str(recall.state),
        "url": reverse("recall", args=[link.council.id, recall.id]),
        "open": recall.open,
        "threshold": {
            "have": len(recall.signatures),
            "need": recall.needed,
            "label": _("Signatures"),
            "rule": "R10",
        },
    }


def recall_links(visit: Visit, chain: list[Link]) -> list[Context]:
    """For each link that is held: where its recall begins, and whether this person has a say in it."""
    rows = []
    for link in chain:
        if not link.tenure.held or any(r.open for r in recalls(link)):
            continue
        rows.append(
            {
                "council": link.council.name,
                "office": office_title(link.council, link.tenure.office),
                "url": reverse("open_petition", args=[link.council.id, link.tenure.number]),
                "may": visit.standing_in(link.council.id) is not None,
                "falls": len(falls(visit.names.world, link)),
            }
        )
    return rows
