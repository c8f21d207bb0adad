"""A vote on paper: ballots to print and cut, and the roll to tick off; the tellers' counts close it (R6, R19).

The roll is the one that was frozen when this vote opened, not the one of today. Whoever prints it is a member.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from councils.app.nouns import gettext as _
from councils.app.papers import owners
from councils.app.queries.waiting import title_of
from councils.core.act import MatterId
from councils.core.polling import poll
from councils.core.refusal import Reason, refuse
from councils.core.vote.ballot import Ballot, Mode
from councils.web.options import shown
from councils.web.refusals import refused_page
from councils.web.visit import Crumbs, Visit, in_council, sign_in_first

MOST = 400  # ballots on one print
BALLOTS = 8  # on a page


def crumbs(here: Visit, matter: MatterId, last: str) -> Crumbs:
    counts = reverse("counts", args=[here.council.id, matter])
    return here.crumbs((_("Count by show of hands"), counts), (last, ""))


def enough(asked: str, roll: int, page: int) -> int:
    """How many ballots to print: whole pages of ``page``, for as many as were asked for, or as are on the roll."""
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else roll
    return max(page, min(MOST, -(-wanted // page) * page))


@in_council
def ballot_sheet(request: HttpRequest, here: Visit, matter: str) -> HttpResponse:
    """Ballots of one vote, eight on a page, as many as are entitled or as asked for."""
    ballot = here.council.ballots.get(matter)
    if ballot is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    title, sort = title_of(here.council, matter)
    context = {
        "council": here.council,
        "crumbs": crumbs(here, matter, _("Ballots to print")),
        "matter": matter,
        "title": here.name(here.council.recalls[matter].holder) if sort == "recall" else title,
        "sort": sort,
        "ballots": range(enough(request.GET.get("n", ""), len(ballot.roll), BALLOTS)),
        "options": shown(ballot.options) if ballot.options else [],
        "by_hands": ballot.mode is Mode.HANDS,
    }
    return render(request, "councils/ballot_sheet.html", context)


@never_cache
@sign_in_first
@in_council
def roll_sheet(request: HttpRequest, here: Visit, matter: str) -> HttpResponse:
    """Who is entitled in this vote, to tick off as they come: for the members of the assembly."""
    ballot = here.council.ballots.get(matter)
    if ballot is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    if not here.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    names = entitled(here, ballot)
    context = {
        "council": here.council,
        "crumbs": crumbs(here, matter, _("The roll to tick off")),
        "title": title_of(here.council, matter)[0],
        "names": names,
        "unknown": len(ballot.roll) - len(names),
    }
    return render(request, "councils/roll_sheet.html", context)


def entitled(here: Visit, ballot: Ballot) -> list[str]:
    """The names behind the papers of a vote; whoever was erased since has none."""
    whose = owners(here.council.id, ballot.matter, poll(here.council, ballot.matter))
    return sorted((here.name(whose[paper]) for paper in ballot.roll if paper in whose), key=str.casefold)
