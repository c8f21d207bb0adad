"""An election: who stands, the vote, the result; ties by a lot that anybody can work out again (R4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.app.identity import with_paper
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.perform import Performed
from councils.app.queries.ballot_file import counted, profile
from councils.app.queries.tenures import Link
from councils.app.speaking import speak
from councils.app.voting import mark_candidates
from councils.core.act import Voice
from councils.core.charter import Method
from councils.core.council import Council
from councils.core.election import (
    CallElection,
    Election,
    Stand,
    StandDown,
    open_seats,
    reserved_seats,
    running_election,
)
from councils.core.machines import ElectionState
from councils.core.office import named_office
from councils.core.refusal import Reason, Refused, refuse
from councils.core.rotation import barred
from councils.core.vote.blt import write_blt
from councils.core.vote.contest import NONE_OF_THESE
from councils.core.vote.lot import ticket
from councils.core.vote.preflib import write_preflib
from councils.web import rankings
from councils.web.refusals import refused_page, shown_again, told
from councils.web.showing import Context, holder_url, office_title
from councils.web.stages import duel_table, stage_table
from councils.web.visit import Visit, council_url, in_council, sign_in_first, sign_in_to_act, signed_in


class StandForm(forms.Form):
    statement = forms.CharField(
        label=gettext_lazy("What you stand for"),
        required=False,
        widget=forms.Textarea,
        max_length=4000,
        help_text=gettext_lazy("Markdown. Everybody can read it, also later."),
    )
    caucus = forms.CharField(
        label=gettext_lazy("Caucus or list"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("A label beside your name. It changes no right and no count (R3)."),
    )

    def __init__(self, visit: Visit, found: Election, *args: Any, **kwargs: Any) -> None:
        """Where seats are reserved, with the groups that the charter names."""
        super().__init__(*args, **kwargs)
        groups = [(rule.group, rule.text) for rule in reserved_seats(visit.council, found.office)]
        if groups:
            self.fields["groups"] = forms.MultipleChoiceField(
                label=gettext_lazy("Seats are reserved for candidates who declare"),
                choices=groups,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=gettext_lazy("Everybody can read it. It counts for these seats and for nothing else (R4)."),
            )


@sign_in_to_act
@in_council
def election(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    found = visit.council.elections.get(matter)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER), *back_to(visit.council))
    if request.method != "POST":
        return render(request, "councils/election.html", shown(visit, found, StandForm(visit, found)))
    form = StandForm(visit, found, request.POST)
    chosen = rankings.read(request.POST, found.options)
    if chosen.shared or not form.is_valid():
        context = shown(visit, found, form, places=chosen.places)
        context["errors"] = rankings.errors(chosen, {v: option_name(visit, v) for v in found.options})
        return render(request, "councils/election.html", context, status=422)
    done = act(request, visit, found, form)
    if isinstance(done, Refused):
        context = shown(visit, found, form, marked=request.POST.getlist("marks"), places=chosen.places)
        return shown_again(request, "councils/election.html", context, done)
    messages.success(request, SAID.get(request.POST.get("do", ""), SAID["mark"]))
    return redirect("election", visit.council.id, matter)


SAID = {
    "stand": gettext_lazy("You stand in this election."),
    "stand_down": gettext_lazy("You do not stand any more."),
    "mark": gettext_lazy("Your vote is on the record."),
}


def act(request: HttpRequest, visit: Visit, found: Election, form: StandForm) -> Performed:
    person, here = signed_in(request), visit.council.id
    match request.POST.get("do"):
        case "stand":
            said = form.cleaned_data
            groups = tuple(said.get("groups", ()))
            return speak(person, here, lambda voice: Stand(voice, found.id, said["statement"], said["caucus"], groups))
        case "stand_down":
            return speak(person, here, lambda voice: StandDown(voice, found.id))
        case _:
            ranked = rankings.read(request.POST, found.options).ranking
            marks = ranked if found.ranked else tuple(request.POST.getlist("marks"))
            return mark_candidates(person, here, found.id, marks)


@require_POST
@sign_in_first
@in_council
def call_election(request: HttpRequest, visit: Visit, office: str) -> HttpResponse:
    done = speak(signed_in(request), visit.council.id, lambda voice: CallElection(voice, office))
    if isinstance(done, Refused):
        return refused_page(request, done, *running(visit.council, office), *back_to(visit.council))
    called = running_election(done[0].after, office)
    assert called is not None  # it has just been called
    messages.success(request, _("The election is called. Candidates can stand now."))
    return redirect("election", visit.council.id, called.id)


def running(council: Council, office: str) -> list[tuple[str, str]]:
    found = running_election(council, office)
    return [(_("See the election that is running"), reverse("election", args=[council.id, found.id]))] if found else []


def back_to(council: Council) -> list[tuple[str, str]]:
    return [(_("Back to %(council)s") % {"council": council.name}, council_url(council.id))]


@in_council
def ballots(request: HttpRequest, visit: Visit, matter: str, ending: str) -> HttpResponse:
    """The ballots of a decided election, as a file for other programs."""
    found = visit.council.elections.get(matter)
    if found is None or not counted(found):
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER), *back_to(visit.council))
    held = profile(visit.council, found, visit.names)
    text = write_blt(held) if ending == "blt" else write_preflib(held)
    name = f"{matter.replace(':', '-')}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def option_name(visit: Visit, voice: Voice) -> str:
    return _("None of these") if voice == NONE_OF_THESE else visit.name(voice)


def shown(
    visit: Visit,
    found: Election,
    form: StandForm,
    *,
    marked: list[str] | None = None,
    places: Mapping[Voice, int] | None = None,
) -> Context:
    office = office_title(visit.council, found.office)
    own = visit.voice in found.candidates
    voter = with_paper(visit.papers, found.roll, found.id)
    mine = voter.paper(found.id) if voter else ""
    voting = found.state is ElectionState.VOTING
    standing_open = found.state is ElectionState.NOMINATION and visit.standing is not None and not own
    no = barred(visit.council, found.office, visit.voice, timezone.now()) if standing_open and visit.voice else None
    cast = found.ballots.get(mine, ())
    return {
        "council": visit.council,
        "election": found,
        "office": office,
        "crumbs": visit.crumbs((_("Election: %(office)s") % {"office": office}, "")),
        "facts": facts(visit, found),
        "candidates": [candidate(visit, found, voice) for voice in found.candidates],
        "options": options(visit, found, marked or cast, places or {v: n for n, v in enumerate(cast, start=1)}),
        "ranked": found.ranked,
        "form": form,
        "may_stand": standing_open and no is None,
        "barred": told(no) if no else None,
        "may_stand_down": found.running and own,
        "may_vote": voting and mine in found.roll and not found.on_paper,
        "not_on_roll": voting and visit.standing is not None and mine not in found.roll,
        "has_voted": mine in found.ballots,
        "allowed": found.allowed,
        "turnout": {"have": len(found.ballots), "whole": len(found.roll)},
        "result": result(visit, found),
    }


def options(visit: Visit, found: Election, marked: Collection[Voice], places: Mapping[Voice, int]) -> list[Context]:
    """What the ballot offers, with what was chosen before."""
    numbers = range(1, len(found.options) + 1)
    return [
        {
            "id": voice,
            "name": option_name(visit, voice),
            "caucus": found.candidates[voice].caucus if voice in found.candidates else "",
            "marked": voice in marked,
            "places": [{"number": n, "chosen": places.get(voice) == n} for n in numbers],
        }
        for voice in found.options
    ]


def candidate(visit: Visit, found: Election, voice: Voice) -> Context:
    said = found.candidates[voice]
    texts = {rule.group: rule.text for rule in reserved_seats(visit.council, found.office)}
    return {
        "id": voice,
        "name": visit.name(voice),
        "statement": said.statement,
        "caucus": said.caucus,
        "groups": [texts[group] for group in said.groups if group in texts],
        "own": voice == visit.voice,
    }


def facts(visit: Visit, found: Election) -> list[Context]:
    rule = named_office(visit.council, found.office)
    seats = found.result.seats if found.result else open_seats(visit.council, found)
    method = method_words(found.method or (rule.method if rule else Method.PLURALITY))
    rows: list[Context] = [
        {
            "term": _("Seats to fill"),
            "value": str(seats),
            "rule": "R5",
            "detail": _("all seats anew") if found.renewal else _("those that are vacant"),
        },
        {"term": _("How it is counted"), "value": method, "rule": "R4"},
    ]
    if rule is not None:
        term = ngettext("%(days)s day", "%(days)s days", rule.term_days) % {"days": rule.term_days}
        rows.append({"term": _("Term"), "value": term})
        rows.append({"term": _("{Alternates}"), "value": str(rule.alternates), "detail": _("those who come next")})
    return rows


def method_words(method: Method) -> str:
    return {
        Method.PLURALITY: _("As many marks as there are seats"),
        Method.APPROVAL: _("Approval: mark every candidate you approve of"),
        Method.MAJORITY: _("Yes or no to each: more than half of the ballots must be for a candidate"),
        Method.STV: _("Ranking: votes that one candidate does not need go on to the next (single transferable vote)"),
        Method.SCHULZE: _("Ranking: whoever more voters prefer to each of the others (Schulze method)"),
    }[method]


def result(visit: Visit, found: Election) -> Context | None:
    """Marks and places, in the order of the count; the lots that decided an order, to be worked out again."""
    decided = found.result
    if decided is None:
        return None
    order = {voice: place for place, voice in enumerate((*decided.elected, *decided.alternates))}
    ranked = sorted(decided.marks or order, key=lambda v: (order.get(v, len(order)), -decided.marks.get(v, 0)))

    def name(voice: Voice) -> str:
        return option_name(visit, voice)

    return {
        "uncontested": decided.uncontested,
        "majority": decided.quota if not decided.stages else 0,
        "stages": stage_table(decided, name),
        "duels": duel_table(decided, name),
        "left_empty": decided.seats - len(decided.elected),
        "rows": [result_row(visit, found, voice) for voice in ranked],
        "seed": decided.seed,
        "lots": sorted(
            ({"id": v, "name": name(v), "ticket": ticket(decided.seed, v)} for v in decided.lots),
            key=lambda lot: lot["ticket"],
        ),
        "turnout": {"have": len(found.ballots), "whole": len(found.roll)},
    }


def result_row(visit: Visit, found: Election, voice: Voice) -> Context:
    decided = found.result
    assert decided is not None
    tenure = next(
        (t for t in visit.council.tenures.values() if t.holder == voice and t.office == found.office and t.held), None
    )
    outcome = "alternate" if voice in decided.alternates else "elected" if voice in decided.elected else ""
    return {
        "name": option_name(visit, voice),
        "marks": decided.marks.get(voice),
        "outcome": outcome,
        "place": decided.alternates.index(voice) + 1 if outcome == "alternate" else 0,
        "url": holder_url(Link(visit.council, tenure)) if tenure and outcome == "elected" else "",
    }
