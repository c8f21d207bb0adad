"""What a person does on the page of a motion: second, argue, withdraw, vote (R6, R8).

Each act is one call of the application. Done, it leads back to the page; refused, the page is shown again with the
rule, the reason and the remedy, and with all that was typed. A vote is confirmed on a page of its own before it counts.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.perform import Performed
from councils.app.queries.question import question
from councils.app.speaking import speak
from councils.app.voting import cast_preference, cast_vote
from councils.core.amending import amendment_in
from councils.core.amendment import motion_of
from councils.core.competence import FlagContradiction
from councils.core.motion import Argue, Second, Side, Withdraw
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Ballot
from councils.core.vote.options import completed
from councils.core.vote.tally import Choice
from councils.web.amendments import full_name, number_of
from councils.web.ballots import vote_form
from councils.web.options import as_ticked, read, wrong
from councils.web.templatetags.councils_ui import vote_word
from councils.web.views.motion import motion_page
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

MOST_SIGNS = 10_000  # of an argument


def done(
    request: HttpRequest, visit: Visit, matter: str, outcome: Performed, text: str, *, part: str = "", **typed: Any
) -> HttpResponse:
    """Back to the page, or to a ``part`` of it, with a word on what was done; or the page again with the refusal."""
    if isinstance(outcome, Refused):
        return motion_page(request, visit, shown_with(visit, matter), outcome, **typed)
    messages.success(request, text)
    return redirect(reverse("motion", args=[visit.council.id, matter]) + part)


def shown_with(visit: Visit, matter: str) -> str:
    """The motion on whose page this is voted on: itself, or the one that an amendment would change."""
    return motion_of(matter) if amendment_in(visit.council, matter) else matter


@sign_in_to_act
@require_POST
@in_council
def second(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    outcome = speak(signed_in(request), visit.council.id, lambda voice: Second(voice, matter))
    return done(request, visit, matter, outcome, _("You have seconded this {motion}."))


@sign_in_to_act
@require_POST
@in_council
def withdraw(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    outcome = speak(signed_in(request), visit.council.id, lambda voice: Withdraw(voice, matter))
    return done(request, visit, matter, outcome, _("You have withdrawn this {motion}."))


@sign_in_to_act
@require_POST
@in_council
def argue(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    side = Side.AGAINST if request.POST.get("side") == Side.AGAINST else Side.FOR
    text = request.POST.get("text", "")
    typed = {"side": side.value, "text": text}
    said = _("Your argument is on the record.")
    if len(text) > MOST_SIGNS:
        too_long = _("An argument has %(most)s characters at most.") % {"most": MOST_SIGNS}
        errors = [{"text": too_long, "target": "argument-text"}]
        return motion_page(request, visit, matter, typed=typed, errors=errors)
    if argued(visit, matter, side, text):
        return done(request, visit, matter, (), said, part="#arguments")
    outcome = speak(signed_in(request), visit.council.id, lambda voice: Argue(voice, matter, side, text))
    return done(request, visit, matter, outcome, said, part="#arguments", typed=typed)


def argued(visit: Visit, matter: str, side: Side, text: str) -> bool:
    """Whether this person has said the very same already: the form was sent twice."""
    motion = visit.council.motions.get(matter)
    same = (visit.voice, side, text.strip())
    return motion is not None and any((a.by, a.side, a.text.strip()) == same for a in motion.arguments)


@sign_in_to_act
@require_POST
@in_council
def flag(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """Say that the motion contradicts a decision above, and why (R20)."""
    typed = {"decision": request.POST.get("decision", ""), "why": request.POST.get("why", "")}
    outcome = speak(signed_in(request), visit.council.id, lambda voice: FlagContradiction(voice, matter, **typed))
    return done(request, visit, matter, outcome, _("The contradiction is on the record."), flagged=typed)


@sign_in_to_act
@require_POST
@in_council
def vote(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """First the answer, then its confirmation."""
    page = shown_with(visit, matter)
    asked, ballot = question(visit.names.world, visit.council, page), visit.council.ballots.get(matter)
    if asked is None or ballot is None:
        return motion_page(request, visit, page, refuse(Reason.NO_SUCH_MATTER))
    title = asked.motion.proposal.title
    if missing := unanswered(request.POST, ballot):
        return motion_page(request, visit, page, **unfinished(visit, ballot, title, missing, request.POST))
    said = read(request.POST, ballot.options) if ballot.options else request.POST["position"]
    whole = filled(said, ballot)
    form = vote_form(visit, ballot, title if page == matter else full_name(asked.motion, matter), whole)
    if form is None or request.POST.get("confirmed"):
        person = signed_in(request)
        if ballot.options:
            outcome = cast_preference(person, visit.council.id, matter, whole)
        else:
            outcome = cast_vote(person, visit.council.id, matter, Choice(said))
        text = _("Your vote is on the record: %(answer)s.") % {"answer": vote_word(whole)}
        as_given: dict[str, Any] = {"ballot": form} if form and page == matter else {}
        return done(request, visit, matter, outcome, text, **as_given)
    context = {
        "ballot": form,
        "change_url": reverse("motion", args=[visit.council.id, page]) + ("#vote" if page == matter else "#amendments"),
        "crumbs": visit.crumbs((title, "")),
        "council": visit.council,
        "now": timezone.now(),
    }
    return render(request, "councils/vote.html", context)


def unanswered(post: QueryDict, ballot: Ballot) -> str:
    """What is missing from an answer, or wrong with it; empty where it is whole."""
    if ballot.options is not None:
        return wrong(read(post, ballot.options), post, ballot.options)
    return "" if post.get("position") in list(Choice) else _("Choose yes, no or abstain.")


def unfinished(visit: Visit, ballot: Ballot, title: str, missing: str, post: QueryDict) -> dict[str, Any]:
    """What the page of a motion shows of an answer that is no vote: where to put it right, with all that was ticked."""
    if amendment_in(visit.council, ballot.matter):
        return {"errors": [{"text": missing, "target": f"position-{number_of(ballot.matter)}-yes"}]}
    form = vote_form(visit, ballot, title)
    if form is None:
        return {"errors": [{"text": missing}]}
    form["error"] = missing
    if ballot.options is None:
        return {"ballot": form, "errors": [{"text": missing, "target": "position-yes"}]}
    form["options"] = as_ticked(form["options"], post)
    return {"ballot": form, "errors": [{"text": missing, "target": form["options"][0]["field"]}]}


def filled(said: str, ballot: Ballot) -> str:
    """The whole vote that an answer comes to."""
    return completed(said, ballot.options) or "" if ballot.options is not None else said
