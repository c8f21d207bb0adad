"""Tellers' counts of a show of hands: called for by who chairs, counted by two, valid where they agree (R6).

While one count is missing, nobody sees the other, so that the second teller counts with their own eyes. Where they
differ, the page says in what; both counts are thrown away, and the tellers count again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.perform import Performed
from councils.app.queries.differing import differing_counts
from councils.app.queries.waiting import title_of
from councils.app.voting import call_hands, enter_count
from councils.core.office import officers
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Ballot, CountEntered, Mode
from councils.core.vote.tally import Choice, Tally
from councils.web.referrals import sides
from councils.web.refusals import refused_page, status_of, told
from councils.web.templatetags.councils_ui import number, position_word
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

Context = dict[str, Any]


class CountForm(forms.Form):
    """What one teller has counted."""

    yes = forms.IntegerField(label=gettext_lazy("Hands for yes"), min_value=0)
    no = forms.IntegerField(label=gettext_lazy("Hands for no"), min_value=0)
    abstain = forms.IntegerField(label=gettext_lazy("Hands to abstain"), min_value=0)

    def tally(self) -> Tally:
        return Tally(**{choice.value: self.cleaned_data[choice.value] for choice in Choice})


@in_council
def counts(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    return counts_page(request, visit, matter, CountForm())


def counts_page(
    request: HttpRequest, visit: Visit, matter: str, form: CountForm, refused: Refused | None = None
) -> HttpResponse:
    ballot = visit.council.ballots.get(matter)
    if ballot is None:
        return refused_page(request, refused or refuse(Reason.NO_SUCH_MATTER))
    council = visit.council
    title, sort = title_of(council, matter)
    url = reverse("recall" if sort == "recall" else "motion", args=[council.id, matter])
    tellers = officers(council, "teller")
    chairs = officers(council, "chair", "co-chair", "teller")
    by_hands = ballot.mode is Mode.HANDS
    context = {
        "crumbs": visit.crumbs((title, url), (_("Count by show of hands"), "")),
        "council": council,
        "matter": matter,
        "title": title,
        "matter_url": url,
        "now": timezone.now(),
        "closes": ballot.closes,
        "closed": ballot.closed,
        "by_hands": by_hands,
        "roll": len(ballot.roll),
        "count": count(visit, ballot) if by_hands else None,
        "hands": {**sides(ballot.hands), "roll": len(ballot.roll)} if ballot.hands else None,
        "form": form if by_hands and not ballot.closed and visit.voice in tellers else None,
        "entered": visit.voice in ballot.counts,
        "can_call": not by_hands and not ballot.closed and not ballot.votes and visit.voice in chairs,
        "no_call": why_no_call(ballot),
        "no_tellers": not tellers,
        "entitled_here": visit.is_member,
    }
    if refused:
        context["refusal"] = told(refused)
    wrong = 422 if form.errors else 200
    return render(request, "councils/counts.html", context, status=status_of(refused) if refused else wrong)


def why_no_call(ballot: Ballot) -> str:
    if ballot.closed:
        return _("This vote is closed.")
    if ballot.votes:
        return _("Votes have been cast electronically already, so this vote runs to its end that way.")
    return _("The {chair} or a {teller} can call for a show of hands, as long as nobody has voted.")


def count(visit: Visit, ballot: Ballot) -> Context:
    """The context of the ``teller_counts`` component."""
    if ballot.hands:
        entered = [CountEntered(ballot.matter, teller, tally) for teller, tally in ballot.counts.items()]
        text = _("Both {tellers} counted the same. The count stands, and the vote is closed.")
        return {"tellers": [shown(visit, c) for c in entered], "agreed": True, "sentence": text}
    if not ballot.counts:
        differing = [c for c in differing_counts(visit.council.id, ballot.matter) or () if isinstance(c, CountEntered)]
        if differing:
            rows = [shown(visit, c) for c in differing]
            return {"tellers": rows, "agreed": False, "sentence": difference_words(*differing)}
    tellers = sorted(officers(visit.council, "teller"), key=visit.name)
    rows = [{"name": visit.name(t), "waits": t in ballot.counts} for t in tellers]
    text = _("Each {teller} counts alone. The numbers are shown once both have entered theirs.")
    return {"tellers": rows, "agreed": None, "sentence": text}


def shown(visit: Visit, one: CountEntered) -> Context:
    return {"name": visit.name(one.teller), "yes": one.tally.yes, "no": one.tally.no, "abstain": one.tally.abstain}


def difference_words(one: CountEntered, other: CountEntered) -> str:
    parts = [
        _("%(position)s: %(one)s and %(other)s")
        % {
            "position": position_word(choice),
            "one": number(one.tally[choice]),
            "other": number(other.tally[choice]),
        }
        for choice in Choice
        if one.tally[choice] != other.tally[choice]
    ]
    text = _("The two counts differ (%(parts)s). Both were thrown away; the {tellers} count again until they agree.")
    return text % {"parts": "; ".join(parts)}


def done(
    request: HttpRequest, visit: Visit, matter: str, form: CountForm, outcome: Performed, text: str
) -> HttpResponse:
    if isinstance(outcome, Refused):
        return counts_page(request, visit, matter, form, outcome)
    messages.success(request, text)
    return redirect("counts", council=visit.council.id, matter=matter)


@sign_in_to_act
@require_POST
@in_council
def hands(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    outcome = call_hands(signed_in(request), visit.council.id, matter)
    return done(request, visit, matter, CountForm(), outcome, _("This vote is now taken by show of hands."))


@sign_in_to_act
@require_POST
@in_council
def enter(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    form = CountForm(request.POST)
    if not form.is_valid():
        return counts_page(request, visit, matter, form)
    outcome = enter_count(signed_in(request), visit.council.id, matter, form.tally())
    return done(request, visit, matter, form, outcome, _("Your count is on the record."))
