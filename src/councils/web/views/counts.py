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
from councils.core.act import Voice
from councils.core.office import officers
from councils.core.polling import counters
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Ballot, CountEntered, Mode, Votes
from councils.core.vote.options import ABSTAINED, LEAVE, Options, completed
from councils.core.vote.tally import Choice, Tally
from councils.web.options import shown as shown_options
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

    def __init__(self, options: Options | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [line["number"] for line in shown_options(options)] if options else []
        for line in shown_options(options) if options else ():
            label = f"{line['number']}. {line['sentence']}"
            self.fields[f"option-{line['number']}"] = forms.IntegerField(label=label, min_value=0)
        if options:
            del self.fields["yes"], self.fields["no"]
            self.order_fields([f"option-{n}" for n in self.numbers])

    def tally(self) -> Tally:
        return Tally(**{choice.value: self.cleaned_data.get(choice.value, 0) for choice in Choice})

    def hands(self) -> tuple[int, ...]:
        return tuple(self.cleaned_data[f"option-{n}"] for n in sorted(self.numbers))


def form_for(visit: Visit, matter: str, *data: Any) -> CountForm:
    ballot = visit.council.ballots.get(matter)
    return CountForm(ballot.options if ballot else None, *data)


@in_council
def counts(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    return counts_page(request, visit, matter, form_for(visit, matter))


def counts_page(
    request: HttpRequest, visit: Visit, matter: str, form: CountForm, refused: Refused | None = None
) -> HttpResponse:
    ballot = visit.council.ballots.get(matter)
    if ballot is None:
        return refused_page(request, refused or refuse(Reason.NO_SUCH_MATTER))
    council = visit.council
    title, sort = title_of(council, matter)
    url = reverse("recall" if sort == "recall" else "motion", args=[council.id, matter])
    tellers, mine = counters(council), {paper.voice for paper in visit.papers}
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
        "hands": {**sides(ballot.tally), "roll": len(ballot.roll)} if ballot.hands else None,
        "options": bool(ballot.options),
        "form": form if by_hands and not ballot.closed and mine & tellers else None,
        "entered": bool(mine & ballot.counts.keys()),
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
        rows = [shown(visit, teller, votes, ballot) for teller, votes in ballot.counts.items()]
        text = _("Both {tellers} counted the same. The count stands, and the vote is closed.")
        return {"tellers": rows, "agreed": True, "sentence": text, "columns": columns(ballot)}
    if not ballot.counts:
        differing = [c for c in differing_counts(visit.council.id, ballot.matter) or () if isinstance(c, CountEntered)]
        if differing:
            rows = [shown(visit, c.teller, c.profile or c.tally, ballot) for c in differing]
            sentence = difference_words(ballot, *(c.profile or c.tally for c in differing))
            return {"tellers": rows, "agreed": False, "sentence": sentence, "columns": columns(ballot)}
    tellers = sorted(counters(visit.council), key=visit.name)
    rows = [{"name": visit.name(t), "waits": t in ballot.counts} for t in tellers]
    text = _("Each {teller} counts alone. The numbers are shown once both have entered theirs.")
    return {"tellers": rows, "agreed": None, "sentence": text, "columns": columns(ballot)}


def votes_of(ballot: Ballot) -> list[tuple[str, str]]:
    """What hands are counted for: the vote, and how it is called."""
    if ballot.options is None:
        return [(choice.value, str(position_word(choice))) for choice in Choice]
    numbers = [(f"{n}", str(n)) for n in (*ballot.options.numbers[1:], LEAVE)]
    votes = [(completed(text, ballot.options) or ABSTAINED, label) for text, label in numbers]
    return [*votes, (ABSTAINED, str(position_word("abstain")))]


def columns(ballot: Ballot) -> list[str]:
    return [label for _vote, label in votes_of(ballot)]


def shown(visit: Visit, teller: Voice, votes: Votes, ballot: Ballot) -> Context:
    return {"name": visit.name(teller), "numbers": [votes[vote] for vote, _label in votes_of(ballot)]}


def difference_words(ballot: Ballot, one: Votes, other: Votes) -> str:
    parts = [
        _("%(position)s: %(one)s and %(other)s")
        % {"position": label, "one": number(one[vote]), "other": number(other[vote])}
        for vote, label in votes_of(ballot)
        if one[vote] != other[vote]
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
    return done(request, visit, matter, form_for(visit, matter), outcome, _("This vote is now taken by show of hands."))


@sign_in_to_act
@require_POST
@in_council
def enter(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    form = form_for(visit, matter, request.POST)
    if not form.is_valid():
        return counts_page(request, visit, matter, form)
    outcome = enter_count(signed_in(request), visit.council.id, matter, form.tally(), hands=form.hands())
    return done(request, visit, matter, form, outcome, _("Your count is on the record."))
