"""The amendments to a motion, as its page shows them: what each changes, how far it has come, what one can do (R6)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.app.queries.question import Question
from councils.core.act import MatterId
from councils.core.amending import in_order, unamendable
from councils.core.amendment import Amendment
from councils.core.charter.limits import AmendmentOrder
from councils.core.council import Council
from councils.core.machines import AmendmentState, MotionState
from councils.core.motion import Motion
from councils.core.office import officers
from councils.core.vote.ballot import Mode
from councils.web.ballots import vote_form, why_not
from councils.web.differing_words import difference
from councils.web.referrals import sides
from councils.web.saying import result_words
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit

Context = dict[str, Any]


def name_of(amendment: MatterId) -> str:
    """By its number: ``75111:4.a2`` is the second."""
    return _("Amendment %(n)s") % {"n": number_of(amendment)}


def number_of(amendment: MatterId) -> str:
    return amendment.rpartition(".a")[2]


def full_name(motion: Motion, amendment: MatterId) -> str:
    return _("%(amendment)s to “%(title)s”") % {"amendment": name_of(amendment), "title": motion.proposal.title}


def amendment_context(visit: Visit, asked: Question) -> Context:
    """For the ``amendments`` component; nothing where there are none and can be none."""
    motion = asked.motion
    deliberated = motion.state is MotionState.DELIBERATION and unamendable(asked.home, motion) is None
    if not motion.amendments and not (deliberated and asked.own):
        return {}
    speaks = asked.own and visit.standing is not None
    address = [asked.home.id, motion.id]
    return {
        "amendments": [shown(visit, asked, a) for a in motion.amendments.values()],
        "amendments_note": note(asked),
        "amend_url": reverse("amend", args=address) if deliberated and speaks else "",
        "order_form": order_form(visit, asked),
        "versions": versions(motion),
        "has_amendments": True,
    }


def note(asked: Question) -> str:
    """When there are several: in which order those that are carried are written in."""
    waiting = in_order(asked.home, asked.motion)
    if len(waiting) < 2:
        return ""
    names = ", ".join(number_of(a.id) for a in waiting)
    if asked.motion.order:
        text = _("Those that are carried are written in in this order, set on record: %(names)s.")
    elif asked.home.charter.amendments.order is AmendmentOrder.FURTHEST:
        text = _("Those that are carried are written in in this order, the one that changes most first: %(names)s.")
    else:
        text = _("Those that are carried are written in as they were proposed: %(names)s.")
    return text % {"names": names}


def shown(visit: Visit, asked: Question, amendment: Amendment) -> Context:
    council, motion = asked.home, asked.motion
    moved = motion.state is MotionState.MOVED and amendment.open
    item: Context = {
        "id": amendment.id,
        "number": number_of(amendment.id),
        "name": name_of(amendment.id),
        "state": "moved" if moved else str(amendment.state),
        "by": _("Proposed by %(name)s") % {"name": visit.name(amendment.by, council)},
        "seconded": seconded_words(council, amendment),
        "reason": amendment.reason,
        "difference": difference(amendment.base, amendment.wording),
        "overtaken": overtaken_words(amendment),
        "acts": acts(visit, asked, amendment) if asked.own else [],
    }
    if amendment.verdict is not None:
        item["tally"] = {**sides(amendment.verdict), "roll": amendment.verdict.roll, "quorum": amendment.verdict.quorum}
        item["result"] = result_words(amendment.verdict, None)
    return item | (voting(visit, asked, amendment) if asked.own else {})


def voting(visit: Visit, asked: Question, amendment: Amendment) -> Context:
    ballot = asked.council.ballots.get(amendment.id)
    if ballot is None or ballot.closed:
        return {}
    chairs = officers(asked.council, "chair", "co-chair", "teller")
    counted = ballot.mode is Mode.HANDS or (visit.voice in chairs and not ballot.votes)
    form = vote_form(visit, ballot, full_name(asked.motion, amendment.id))
    return {
        "ballot": {**form, "part": f"{number_of(amendment.id)}-"} if form else None,
        "why_not": why_not(visit, ballot),
        "counts_url": reverse("counts", args=[asked.council.id, amendment.id]) if counted else "",
    }


def seconded_words(council: Council, amendment: Amendment) -> str:
    needed, have = council.charter.amendments.seconders, len(amendment.seconders)
    if amendment.state is AmendmentState.PROPOSED:
        values = {"have": number(have), "needed": number(needed)}
        return _("seconded by %(have)s of %(needed)s needed") % values
    return ngettext("seconded by %(n)s other", "seconded by %(n)s others", have) % {"n": number(have)} if have else ""


def overtaken_words(amendment: Amendment) -> str:
    if amendment.state is AmendmentState.OVERTAKEN:
        if not amendment.why:
            return _("It was carried, and changes a passage that was changed before it.")
        text = _("It was carried, and changes a passage that was changed before it by: %(name)s.")
        return text % {"name": name_of(amendment.why)}
    if amendment.state is AmendmentState.LAPSED:
        return {
            "not seconded": _("Nobody seconded it in time."),
            "the motion was withdrawn": _("The {motion} was withdrawn."),
        }.get(amendment.why, amendment.why)
    return ""


def acts(visit: Visit, asked: Question, amendment: Amendment) -> list[Context]:
    """The buttons that make sense to this person now."""
    here, motion = visit.standing, asked.motion
    if here is None or motion.state is not MotionState.DELIBERATION or not amendment.to_come:
        return []
    address, found = [asked.home.id, amendment.id], []
    proposed = amendment.state is AmendmentState.PROPOSED
    if proposed and here.voice not in (amendment.by, *amendment.seconders):
        found.append({"url": reverse("second_amendment", args=address), "label": _("Second this amendment")})
    if not proposed and here.voice == motion.by and asked.home.charter.amendments.friendly:
        hint = _("Your {motion} reads so from now on, without a vote on this amendment.")
        label = _("Take it into my {motion}")
        found.append({"url": reverse("adopt_amendment", args=address), "label": label, "hint": hint})
    if here.voice == amendment.by:
        label = _("Withdraw this amendment")
        found.append({"url": reverse("withdraw_amendment", args=address), "label": label, "kind": "secondary"})
    return found


def order_form(visit: Visit, asked: Question) -> Context | None:
    """For whoever chairs, as long as there is something to put in order."""
    motion, home = asked.motion, asked.home
    waiting = in_order(home, motion)
    chairs = officers(home, "chair", "co-chair")
    if not asked.own or motion.state is not MotionState.DELIBERATION or visit.voice not in chairs or len(waiting) < 2:
        return None
    return {
        "url": reverse("order_amendments", args=[home.id, motion.id]),
        "rows": [
            {"id": a.id, "number": number_of(a.id), "name": name_of(a.id), "place": place}
            for place, a in enumerate(waiting, start=1)
        ],
        "places": range(1, len(waiting) + 1),
    }


def versions(motion: Motion) -> list[Context]:
    """What it said before, the newest first."""
    earlier = motion.versions[:-1]
    return [
        {
            "name": name_of(v.amendment) if v.amendment else _("As it was proposed"),
            "since": v.since,
            "title": v.wording.title,
            "text": v.wording.text,
        }
        for v in reversed(earlier)
    ]
