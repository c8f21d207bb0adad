"""A recall: the petition, the vote, and what fell; and the page on which a petition is opened (R10).

Who has signed and who has voted how is shown to nobody: signatures are a number against the number that is needed.
"""

from __future__ import annotations

from math import ceil

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils.app.identity import with_ballot_paper, with_paper
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.history import closed_at
from councils.app.queries.tenures import Fall, Link, falls
from councils.app.queries.visibility import opener
from councils.app.queries.waiting import title_of
from councils.app.speaking import speak
from councils.app.voting import cast_vote, sign_petition
from councils.core.act import RULE, Voice
from councils.core.machines import RecallState
from councils.core.office import named_office
from councils.core.recall import OpenPetition, Recall
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vacancy import line
from councils.core.vote.tally import Choice
from councils.core.vote.verdict import judge
from councils.web.falling import what_fell
from councils.web.fields import RuledText, typed
from councils.web.refusals import refused_page, shown_again
from councils.web.saying import result_words
from councils.web.showing import Context, grounds, holder_name, holder_url, link_title, matter_url, office_title
from councils.web.visit import Visit, council_url, in_council, sign_in_first, sign_in_to_act, signed_in

PAGE = "councils/recall.html"


@sign_in_to_act
@in_council
def recall(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    found = visit.council.recalls.get(matter)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    if request.method != "POST":
        return render(request, PAGE, shown(visit, found))
    if request.POST.get("do") == "sign":
        done = sign_petition(signed_in(request), visit.council.id, matter)
        said = _("You have signed. Nobody sees who has signed, only how many.")
        return answer(request, visit, found, done if isinstance(done, Refused) else None, said)
    return vote(request, visit, found)


def vote(request: HttpRequest, visit: Visit, found: Recall) -> HttpResponse:
    """First the choice, then its confirmation, then the act."""
    chosen = request.POST.get("position", "")
    if chosen not in set(Choice):
        context = shown(visit, found)
        if context["ballot"]:
            context["ballot"]["error"] = _("Choose one of the three answers.")
        return render(request, PAGE, context, status=422)
    if not request.POST.get("confirmed"):
        return render(request, PAGE, shown(visit, found, chosen, confirming=True))
    done = cast_vote(signed_in(request), visit.council.id, found.id, Choice(chosen))
    return answer(request, visit, found, done if isinstance(done, Refused) else None, _("Your vote is on the record."))


def answer(request: HttpRequest, visit: Visit, found: Recall, refused: Refused | None, said: str) -> HttpResponse:
    if refused is not None:
        return shown_again(request, PAGE, shown(visit, found), refused)
    messages.success(request, said)
    return redirect("recall", visit.council.id, found.id)


def shown(visit: Visit, found: Recall, chosen: str = "", *, confirming: bool = False) -> Context:
    council, link = visit.council, link_of_recall(visit, found)
    name, office = visit.name(found.holder), office_title(council, found.office)
    signer = with_paper(visit.papers, found.roll, found.id)
    signing = signer.paper(found.id) if signer else ""
    petition = found.state is RecallState.PETITION
    ballot = council.ballots.get(found.id)
    voter = with_ballot_paper(visit.papers, ballot) if ballot else None
    voting = voter.ballot_paper(ballot) if voter and ballot else ""
    return {
        "council": council,
        "recall": found,
        "grounds": grounds(visit.names, council, found),
        "state": "kept in office" if found.state is RecallState.KEPT else str(found.state),
        "name": name,
        "office": office if link else _("{Alternate}: %(office)s") % {"office": office},
        "holder_url": holder_url(link) if link else "",
        "by": "" if found.by == RULE else author(visit, found),
        "breach_url": breach_url(visit, found),
        "elsewhere": elsewhere(visit, found),
        "threshold": threshold(found),
        "may_sign": petition and signing in found.roll and signing not in found.signatures,
        "has_signed": petition and signing in found.signatures,
        "ballot": ballot_of(visit, found, voting, chosen),
        "confirming": confirming,
        "has_voted": ballot is not None and voting in ballot.votes,
        "result": result(visit, found, name),
        "falls": [fall_row(visit, fall) for fall in falls(visit.names.world, link)] if link and found.open else [],
        "fell": what_fell(visit.names, council, found.id) if found.state is RecallState.RECALLED else [],
        "crumbs": visit.crumbs((_("{Recall} of %(name)s") % {"name": name}, "")),
    }


def link_of_recall(visit: Visit, found: Recall) -> Link | None:
    """The tenure that it is about, the one held last; None for an alternate."""
    tenures = [t for t in visit.council.tenures.values() if t.holder == found.holder and t.office == found.office]
    return Link(visit.council, tenures[-1]) if tenures else None


def author(visit: Visit, found: Recall) -> str:
    told = opener(visit.council, found, visit.standings)
    return visit.name(told) if told else _("a {member}")


def elsewhere(visit: Visit, found: Recall) -> Context | None:
    """The other assembly of a recall whose holder has gone over: where it is voted on, or was signed (R16)."""
    member = visit.council.members.get(found.holder)
    if found.origin:
        there, recall = visit.other(found.origin.rpartition(":")[0]), found.origin
    elif member and found.state is RecallState.MOVED:
        there = visit.other(member.moved_to)
        recall = next((r.id for r in there.recalls.values() if r.origin == found.id), "") if there else ""
    else:
        return None
    if there is None:
        return None
    return {"name": there.name, "url": matter_url(there, recall) if recall else council_url(there.id)}


def breach_url(visit: Visit, found: Recall) -> str:
    above = visit.other(visit.council.parent)
    return matter_url(above, found.breach) if above and found.breach in above.ballots else ""


def threshold(found: Recall) -> Context:
    return {
        "have": len(found.signatures),
        "need": found.needed,
        "label": _("Signatures"),
        "rule": "R10",
        "detail": _("%(needed)s of the %(roll)s on the roll are needed. Nobody sees who has signed.")
        % {"needed": found.needed, "roll": len(found.roll)},
    }


def ballot_of(visit: Visit, found: Recall, mine: str, chosen: str) -> Context | None:
    ballot = visit.council.ballots.get(found.id)
    if ballot is None or ballot.closed or mine not in ballot.roll:
        return None
    own = ballot.votes.get(mine)
    emptied, stays = _("the {office} is emptied at once"), _("stays in office")
    if link_of_recall(visit, found) is None:
        emptied, stays = _("no longer stands in line"), _("still stands ready to step in")
    return {
        "action": reverse("recall", args=[visit.council.id, found.id]),
        "question": _("Shall %(name)s be recalled?") % {"name": visit.name(found.holder)},
        "closes": ballot.closes,
        "chosen": chosen or (str(own) if own else None),
        "consequences": {"yes": emptied, "no": stays},
        "secrecy": _("Only the count is shown.") if visit.council.is_base else _("Your vote in office is public."),
    }


def result(visit: Visit, found: Recall, name: str) -> Context | None:
    ballot = visit.council.ballots.get(found.id)
    if ballot is None or not ballot.closed:
        return None
    rule = visit.council.charter.recall
    verdict = judge(ballot.tally, len(ballot.roll), rule.quorum, rule.majority)
    tally = ballot.tally
    return {
        "carried": verdict.carried,
        "title": (_("%(name)s is recalled") if verdict.carried else _("%(name)s stays in office")) % {"name": name},
        "rule": "R10",
        "sentence": result_words(verdict),
        "closed": closed_at(visit.council.id, found.id),
        "tally": {
            "yes": tally.yes,
            "no": tally.no,
            "abstain": tally.abstain,
            "roll": len(ballot.roll),
            "quorum": verdict.quorum,
        },
    }


def fall_row(visit: Visit, fall: Fall) -> Context:
    """One thing that a recall would empty: the office, the votes that would be void, and who would step in."""
    council = fall.link.council
    above = visit.other(council.parent) if fall.void else None
    return {
        "title": link_title(visit.names, fall.link),
        "void": [title_of(above, matter)[0] for matter in fall.void] if above else [],
        "successor": visit.name(fall.successor, council) if fall.successor else "",
    }


class PetitionForm(forms.Form):
    use_required_attribute = False
    grounds = RuledText(
        label=gettext_lazy("Why should they be recalled?"),
        max_length=4000,
        help_text=gettext_lazy("Everybody reads it. Say what was done, and when."),
    )


@sign_in_first
@in_council
def open_petition(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    tenure = visit.council.tenures.get(number)
    if tenure is None or not tenure.held:
        return refused_page(request, refuse(Reason.NOT_IN_OFFICE))
    link = Link(visit.council, tenure)
    about = {
        "name": holder_name(visit.names, link),
        "title": link_title(visit.names, link),
        "holder_url": holder_url(link),
        "falls": [fall_row(visit, fall) for fall in falls(visit.names.world, link)],
    }
    return petition(request, visit, tenure.holder, tenure.office, about)


@sign_in_first
@in_council
def open_petition_alternate(request: HttpRequest, visit: Visit, office: str, voice: str) -> HttpResponse:
    """An alternate holds nothing that could be emptied, and is recalled all the same: out of the line."""
    rule = named_office(visit.council, office)
    if rule is None or voice not in line(visit.council, office):
        return refused_page(request, refuse(Reason.NOT_IN_OFFICE))
    about = {
        "name": visit.name(voice),
        "title": _("{Alternate}: %(office)s") % {"office": rule.title},
        "holder_url": reverse("council", args=[visit.council.id]),
        "falls": [],
    }
    return petition(request, visit, voice, office, about)


def petition(request: HttpRequest, visit: Visit, holder: Voice, office: str, about: Context) -> HttpResponse:
    """The form, and the petition once it is filled in."""
    if visit.standing is None:
        return refused_page(request, refuse(Reason.NOT_ON_ROLL))
    running = (r for r in visit.council.recalls.values() if r.open and (r.holder, r.office) == (holder, office))
    for known in running:
        return redirect("recall", visit.council.id, known.id)
    form = PetitionForm(typed(request))
    context = about | petition_context(visit, form, about)
    if request.method != "POST" or not form.is_valid():
        return render(request, "councils/open_petition.html", context, status=422 if form.is_bound else 200)
    said = form.cleaned_data["grounds"]
    done = speak(signed_in(request), visit.council.id, lambda voice: OpenPetition(voice, holder, office, said))
    if isinstance(done, Refused):
        return shown_again(request, "councils/open_petition.html", context, done)
    opened = list(done[0].after.recalls)[-1]
    messages.success(request, _("The {petition} is open. Sign it, and ask others to."))
    return redirect("recall", visit.council.id, opened)


def petition_context(visit: Visit, form: PetitionForm, about: Context) -> Context:
    rule = visit.council.charter.recall
    return {
        "council": visit.council,
        "form": form,
        "days": rule.petition_days,
        "share": float(rule.petition_share),
        "roll": len(visit.council.roll),
        "needed": max(1, ceil(rule.petition_share * len(visit.council.roll))),
        "crumbs": visit.crumbs((about["name"], about["holder_url"]), (_("{Recall}"), "")),
    }
