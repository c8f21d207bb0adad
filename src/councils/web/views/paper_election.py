"""An election on paper: ballots to print, the call for paper, and what each of two tellers has counted (R4, R6).

While one count is missing, nobody sees the other. Where they differ, both are shown, and the tellers count again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.papers import owners
from councils.app.perform import Performed
from councils.app.queries.differing import differing_counts
from councils.app.speaking import speak
from councils.core.act import Voice
from councils.core.election import Election, Pile
from councils.core.machines import ElectionState
from councils.core.office import officers
from councils.core.paper_election import BallotsEntered, CallPaper, EnterBallots
from councils.core.refusal import Reason, Refused, refuse
from councils.web import piles
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context, office_title
from councils.web.views.election import option_name
from councils.web.views.paper import enough
from councils.web.visit import Crumbs, Visit, in_council, sign_in_first, sign_in_to_act, signed_in


class PilesForm(forms.Form):
    """What one teller has counted."""

    piles = forms.CharField(
        label=gettext_lazy("Your piles, a line for each"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=20_000,
        help_text=gettext_lazy("“12: 2 1 3” are twelve ballots for 2 before 1 before 3; “3:” are three blank ones."),
    )

    def __init__(self, options: tuple[Voice, ...], *args: Any, **kwargs: Any) -> None:
        """``options`` in the order of their numbers."""
        super().__init__(*args, **kwargs)
        self.options = options

    def clean_piles(self) -> tuple[Pile, ...]:
        return piles.read(self.cleaned_data["piles"], self.options)


@sign_in_to_act
@in_council
def paper_election(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    found = visit.council.elections.get(matter)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    template = "councils/paper_election.html"
    if request.method != "POST":
        return render(request, template, shown(visit, found, PilesForm(found.offered)))
    entering = request.POST.get("do") == "enter"
    form = PilesForm(found.offered, request.POST if entering else None)
    if entering and not form.is_valid():
        return render(request, template, shown(visit, found, form), status=422)
    done = act(request, visit, found, form, entering=entering)
    if isinstance(done, Refused):
        return shown_again(request, template, shown(visit, found, form), done)
    messages.success(
        request, _("Your count is on the record.") if entering else _("This election is now held on paper.")
    )
    return redirect("paper_election", visit.council.id, matter)


def act(request: HttpRequest, visit: Visit, found: Election, form: PilesForm, *, entering: bool) -> Performed:
    def command(voice: Voice) -> CallPaper | EnterBallots:
        return EnterBallots(voice, found.id, form.cleaned_data["piles"]) if entering else CallPaper(voice, found.id)

    return speak(signed_in(request), visit.council.id, command)


def shown(visit: Visit, found: Election, form: PilesForm) -> Context:
    tellers = officers(visit.council, "teller")
    chairs = officers(visit.council, "chair", "co-chair", "teller")
    voting = found.state is ElectionState.VOTING
    return {
        "council": visit.council,
        "election": found,
        "office": office_title(visit.council, found.office),
        "crumbs": crumbs(visit, found, _("On paper")),
        "now": timezone.now(),
        "options": options(visit, found),
        "voting": voting,
        "can_call": voting and not found.on_paper and not found.ballots and visit.voice in chairs,
        "no_call": why_no_call(found),
        "tellers": [{"name": visit.name(t), "entered": t in found.piles} for t in sorted(tellers, key=visit.name)],
        "differing": differing(visit, found),
        "form": form if found.on_paper and voting and visit.voice in tellers else None,
        "entitled_here": visit.is_member,
    }


def why_no_call(found: Election) -> str:
    match found.state:
        case ElectionState.NOMINATION:
            return _("When the nominations are closed, the {chair} or a {teller} can call for paper.")
        case ElectionState.VOTING if found.ballots:
            return _("Votes have been cast electronically already, so this election runs to its end that way.")
        case ElectionState.VOTING:
            return _("The {chair} or a {teller} can call for paper, as long as nobody has voted.")
        case _:
            return _("This vote is closed.")


def options(visit: Visit, found: Election) -> list[Context]:
    return [
        {
            "number": number,
            "name": option_name(visit, voice),
            "caucus": found.candidates[voice].caucus if voice in found.candidates else "",
        }
        for number, voice in enumerate(found.offered, start=1)
    ]


def differing(visit: Visit, found: Election) -> list[Context]:
    """The two counts that were thrown away last, while no new one has come."""
    if found.piles or found.counted or not found.on_paper:
        return []
    thrown = differing_counts(visit.council.id, found.id) or ()
    return [
        {"name": visit.name(one.teller), "lines": piles.written(one.piles, found.offered)}
        for one in thrown
        if isinstance(one, BallotsEntered)
    ]


def crumbs(visit: Visit, found: Election, last: str) -> Crumbs:
    office = office_title(visit.council, found.office)
    url = reverse("election", args=[visit.council.id, found.id])
    return visit.crumbs((_("Election: %(office)s") % {"office": office}, url), (last, ""))


@in_council
def election_sheet(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """Ballots of an election, as many as are entitled or as asked for."""
    found = visit.council.elections.get(matter)
    if found is None or found.state is not ElectionState.VOTING:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    context = {
        **shown(visit, found, PilesForm(found.offered)),
        "crumbs": crumbs(visit, found, _("Ballots to print")),
        "ballots": range(enough(request.GET.get("n", ""), len(found.roll), 4)),
    }
    return render(request, "councils/election_sheet.html", context)


@sign_in_first
@in_council
def election_roll(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """Who is entitled in this election, to tick off as they come: for the members of the assembly."""
    found = visit.council.elections.get(matter)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    if not visit.is_member:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    whose = owners(visit.council.id, found.id)
    names = sorted((visit.name(whose[paper]) for paper in found.roll if paper in whose), key=str.casefold)
    context = {
        "council": visit.council,
        "crumbs": crumbs(visit, found, _("The roll to tick off")),
        "title": office_title(visit.council, found.office),
        "names": names,
        "unknown": len(found.roll) - len(names),
    }
    return render(request, "councils/roll_sheet.html", context)
