"""A motion, or the question of a council above, as one council has it: text, reasons, vote, referral, result (R6-R9).

Theory of operation. The page is one function of what is there, so that a refused act can show it again with the refusal
on top and all that was typed (``motion_acts.py``). While councils below still vote, the referral asks for itself anew
every few seconds; without scripts it is as old as the page.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.queries.question import Question, question
from councils.app.queries.trail import Node, reach, trail
from councils.app.queries.visibility import named_votes as named_votes_of
from councils.core.amending import amendment_in
from councils.core.amendment import motion_of
from councils.core.charter.limits import Casting
from councils.core.council import Council
from councils.core.machines import MOTION, MotionState
from councils.core.mandate import Answer
from councils.core.motion import Motion, MotionSeconded, MotionWithdrawn, Side
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Mode
from councils.core.vote.tally import Choice
from councils.core.vote.verdict import judge
from councils.web.along import along_context
from councils.web.amendments import amendment_context
from councils.web.ballots import vote_form, voting_elsewhere, why_not
from councils.web.charter_changes import by_name, changes
from councils.web.contradictions import contradictions, to_flag, waits
from councils.web.motion_facts import facts, steps, taken_on
from councils.web.options import in_order, shown, votes_words
from councils.web.plan_words import hindered_words, overtaken_words
from councils.web.referrals import decided, missed, referral_tree, sides
from councils.web.refusals import refused_page, status_of, told
from councils.web.results import motion_result
from councils.web.saying import answer_words, turnout_words
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit, in_council

Context = dict[str, Any]


@in_council
def motion(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """An amendment is shown with its motion."""
    if amendment_in(visit.council, matter):
        return redirect(reverse("motion", args=[visit.council.id, motion_of(matter)]) + "#amendments")
    return motion_page(request, visit, matter)


def motion_page(
    request: HttpRequest, visit: Visit, matter: str, refused: Refused | None = None, **more: Any
) -> HttpResponse:
    """The page of a motion; after a refused act with the refusal, and ``more`` of what was typed, ``errors`` in it."""
    asked = question(visit.names.world, visit.council, matter)
    if asked is None:
        return refused_page(request, refused or refuse(Reason.NO_SUCH_MATTER))
    context = motion_context(visit, asked) | more
    if refused:
        context["refusal"] = told(refused)
    status = status_of(refused) if refused else 422 if more.get("errors") else 200
    return render(request, "councils/motion.html", context, status=status)


def plan_overtaken(council: Council, motion: Motion) -> str:
    """Why a plan that was carried did not come into force."""
    return overtaken_words(council, motion.overtaken) if motion.overtaken and motion.proposal.plan else ""


def motion_context(visit: Visit, asked: Question) -> Context:
    root = trail(visit.council.id, asked.motion.id, visit.names.world, depth=reach()) if asked.referral else None
    return {
        "has_aside": True,
        "plan_overtaken": plan_overtaken(visit.council, asked.motion),
        "hindered": hindered_words(asked.home, asked.motion),
        "visit": visit,
        "council": visit.council,
        "home": asked.home,
        "own": asked.own,
        "motion": asked.motion,
        "crumbs": visit.crumbs((asked.motion.proposal.title, "")),
        "state": state(visit, asked),
        "facts": facts(visit, asked),
        "steps": steps(visit, asked),
        "now": timezone.now(),
        **charter_context(asked),
        **options_context(asked),
        **contradiction_context(visit, asked),
        **along_context(visit, asked),
        **reasons(visit, asked),
        **vote_context(visit, asked),
        **amendment_context(visit, asked),
        **referral_context(asked, root),
        **acts(visit, asked),
    }


def state(visit: Visit, asked: Question) -> str | None:
    """The word beside the title; what was not voted on when an assembly went over may end with it (R16)."""
    if not asked.own:
        return asked.referral.state if asked.referral else None
    ended = asked.motion.state is MotionState.MOVED and not taken_on(visit, asked)[1]
    return "ended" if ended else asked.motion.state


def charter_context(asked: Question) -> Context:
    """What a new charter would change, or has changed, against the one it was proposed in place of (R15)."""
    new = asked.motion.proposal.charter
    if new is None:
        return {}
    came = [place for place, version in enumerate(asked.home.charters) if version.motion == asked.motion.id]
    old = asked.home.charters[came[0] - 1].charter if came else asked.home.charter
    table = by_name(old, new)
    return {"changes": changes(old, new), "table": table, "before_name": _("Before"), "after_name": _("Proposed")}


def options_context(asked: Question) -> Context:
    """What is chosen among, where it is not a motion of yes or no (R6)."""
    options = asked.motion.proposal.options
    if options is None:
        return {}
    return {"options": shown(options), "ranked": options.casting is Casting.RANKED}


def contradiction_context(visit: Visit, asked: Question) -> Context:
    """The decisions above that it contradicts, and those that can still be flagged (R20)."""
    return {
        "contradictions": contradictions(visit, asked),
        "to_flag": to_flag(visit, asked) if asked.own else [],
        "flag_url": reverse("flag", args=[asked.home.id, asked.motion.id]),
        "waits": waits(asked),
        "flagged": {"decision": "", "why": ""},
    }


def reasons(visit: Visit, asked: Question) -> Context:
    """The arguments, and whether this person can add one: in the council whose motion it is."""
    told_by = {side: [] for side in Side}  # type: dict[Side, list[Context]]
    for argument in asked.motion.arguments:
        author = visit.name(argument.by, asked.home)
        told_by[argument.side].append({"text": argument.text, "author": author, "at": argument.at})
    speaks = visit.standing_in(asked.home.id) is not None and asked.motion.open
    page = reverse("motion", args=[asked.home.id, asked.motion.id])
    return {
        "arguments_for": told_by[Side.FOR],
        "arguments_against": told_by[Side.AGAINST],
        "argue_url": reverse("argue", args=[asked.home.id, asked.motion.id]) if speaks and asked.own else "",
        "argue_there": page if speaks and not asked.own else "",
        "typed": {"side": Side.FOR.value, "text": ""},
    }


def vote_context(visit: Visit, asked: Question) -> Context:
    if asked.ballot is None:
        return {"ballot": None}
    return {
        "ballot": vote_form(visit, asked.ballot, asked.motion.proposal.title) if asked.is_open else None,
        "why_not": why_not(visit, asked.ballot) if asked.is_open else "",
        "closes": asked.ballot.closes,
        "elsewhere": voting_elsewhere(visit, asked.motion.id),
        "by_hands": asked.ballot.mode is Mode.HANDS,
        "counts_url": reverse("counts", args=[visit.council.id, asked.motion.id]),
        "turnout": {"part": asked.ballot.tally.total, "roll": len(asked.ballot.roll)},
        "votes": named_votes(visit, asked),
        "delegate_votes": delegate_votes(visit, asked),
        "local": local_result(asked),
    }


def local_result(asked: Question) -> Context | None:
    """What this council has said to a question from above, with the reason in words."""
    if asked.own or asked.referral is None or asked.referral.answer is None or asked.ballot is None:
        return None
    if asked.referral.countings:
        verdict = asked.referral.countings.decisive
        if asked.referral.answer.options is not None:
            return local_choice(asked.referral.answer, asked.motion)
        return {**sides(verdict), "words": answer_words(verdict), "position": verdict.position}
    if asked.referral.answer.options is not None:
        return local_choice(asked.referral.answer, asked.motion)
    verdict = judge(asked.ballot.tally, len(asked.ballot.roll), asked.council.charter.referral.quorum)
    count = {**sides(asked.ballot.tally), "roll": len(asked.ballot.roll), "quorum": verdict.quorum}
    return {**count, "words": f"{turnout_words(verdict)} {answer_words(verdict)}", "position": verdict.position}


def local_choice(answer: Answer, motion: Motion) -> Context:
    """The same of several options: its word, and the count of each vote."""
    said, options = answer.options, motion.proposal.options
    assert said is not None  # it is an answer to options
    assert options is not None
    order = " > ".join(in_order(said.word, options))
    words = _("Of %(roll)s on the roll, %(part)s took part; %(needed)s had to.") % {
        "roll": number(answer.represented),
        "part": number(answer.took_part),
        "needed": number(answer.needed),
    }
    return {
        **sides(said.counted.sides),
        "words": f"{words} {_('Votes: %(votes)s.') % {'votes': votes_words(said.counted) or _('none')}}",
        "position": answer.position,
        "word": order,
    }


def named_votes(visit: Visit, asked: Question) -> list[tuple[str, list[str]]]:
    """Who voted how in an assembly: for its own members alone (R19)."""
    if asked.ballot is None or not visit.is_member or not asked.ballot.votes:
        return []
    voted = {} if asked.ballot.options else {choice.value: [] for choice in Choice}  # type: dict[str, list[str]]
    for vote in named_votes_of(visit.council, asked.ballot, visit.standings):
        voted.setdefault(str(vote.choice), []).append(visit.name(vote.voice) if vote.voice else _("a former {member}"))
    return [(choice, sorted(names)) for choice, names in voted.items() if names]


def delegate_votes(visit: Visit, asked: Question) -> list[Context]:
    """What each delegate has voted in office: public (R19)."""
    council, ballot = visit.council, asked.ballot
    if ballot is None or council.is_base:
        return []
    visit.names.prepare(council, tuple(ballot.roll))
    rows = [
        {
            "name": visit.name(credential),
            "url": reverse("delegate", args=[council.id, credential]),
            "sender": council.known_below(ballot.roll.sender(credential)).name,
            "from": ballot.roll.sender(credential),
            "choice": ballot.votes.get(credential),
        }
        for credential in ballot.roll
    ]
    return sorted(rows, key=lambda row: (row["from"], row["name"]))


def referral_context(asked: Question, root: Node | None) -> Context:
    """The referral as a tree, and the result that rests on it."""
    matter = asked.motion.id
    context: Context = {"result": None, "referral": None, "trail_url": ""}
    if asked.own:
        countings = asked.referral.countings if asked.referral else None
        context["result"] = motion_result(asked.motion, countings, root)
        if asked.ballot and asked.motion.verdict and not asked.referral:
            context["count"] = {
                **sides(asked.motion.verdict),
                "roll": asked.motion.verdict.roll,
                "quorum": asked.motion.verdict.quorum,
            }
    if asked.home.referrals.get(matter):
        context["trail_url"] = reverse("trail", args=[asked.home.id, matter])
    if root is None or asked.council.is_base:
        return context
    return context | live_context(asked, root)


def live_context(asked: Question, root: Node) -> Context:
    """The tree, with a stamp by which the page knows whether it has changed."""
    now = timezone.now()
    label = _("Referral of “%(title)s”") % {"title": asked.motion.proposal.title}
    tree = referral_tree(label, root, asked.motion.id, now)
    of_the_base = [node for node in root.walk() if node.council.is_base]
    asked_below = of_the_base or root.below
    is_live = any(node.waiting for node in root.walk())
    stamp = sha256(
        repr([(n.council.id, n.waiting, n.answer, n.ballot and n.ballot.tally) for n in root.walk()]).encode()
    )
    live_url = reverse("motion_live", args=[asked.council.id, asked.motion.id])
    return {
        "referral": decided(tree, asked.motion.verdict) if asked.own else tree,
        "live_url": f"{live_url}?seen={stamp.hexdigest()[:16]}" if is_live else "",
        "stamp": stamp.hexdigest()[:16],
        "of_the_base": bool(of_the_base),
        "answered": sum(not node.waiting for node in asked_below),
        "asked": len(asked_below),
        "missed": len(list(missed(root))),
    }


@in_council
def motion_live(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    """The referral alone, for the page that asks again; 204 while nothing has changed."""
    asked = question(visit.names.world, visit.council, matter)
    root = trail(visit.council.id, matter, visit.names.world, depth=reach()) if asked else None
    if asked is None or root is None:
        return HttpResponse(status=204)
    context = live_context(asked, root)
    if context["stamp"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "councils/referral_live.html", context)


def acts(visit: Visit, asked: Question) -> Context:
    """The buttons that make sense to this person now."""
    here, motion = visit.standing, asked.motion
    if here is None or not asked.own:
        return {}
    can: Context = {}
    address = [visit.council.id, motion.id]
    if MOTION.allows(motion.state, MotionSeconded) and here.voice not in (motion.by, *motion.seconders):
        can["second"] = {"url": reverse("second", args=address), "label": _("Second this {motion}")}
    if here.voice == motion.by and MOTION.allows(motion.state, MotionWithdrawn):
        hint = _("Before the vote opens, you can take your {motion} back. The record keeps it.")
        can["withdraw"] = {
            "url": reverse("withdraw", args=address),
            "label": _("Withdraw this {motion}"),
            "kind": "secondary",
            "hint": hint,
        }
    if here.voice in motion.seconders and motion.state in (MotionState.DRAFT, MotionState.SECONDED):
        can["seconded"] = _("You have seconded this {motion}.")
    return can
