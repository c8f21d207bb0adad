"""What is known of a motion at a glance: who brought it, what it needs, how far it has come (R6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from councils.app.households import catalogue
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.queries.question import Question, home_of
from councils.core.act import CLOCK, RULE, MatterId
from councils.core.charter import STRUCTURAL, Kind
from councils.core.charter.check import AGAIN
from councils.core.council import Council
from councils.core.machines import Force, MotionState
from councils.core.motion import Motion, is_referred
from councils.core.special import SpecialOffice
from councils.web.kinds import NAMES
from councils.web.planning import amount, stage_words
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit, council_url
from councils.web.words import STATES

Fact = dict[str, Any]
Step = dict[str, Any]

STANDS = {
    Force.IN_FORCE: gettext_lazy("see the {reports}"),
    Force.SUSPENDED: gettext_lazy("not now: suspended by {objections}"),
    Force.REVOKED: gettext_lazy("no longer: revoked"),
}


def facts(visit: Visit, asked: Question) -> list[Fact]:
    motion, proposal = asked.motion, asked.motion.proposal
    found: list[Fact] = [
        {"term": _("Kind"), "value": str(NAMES[proposal.kind]), "rule": "R6"},
        {"term": _("{Council}"), "value": asked.home.name, "url": council_url(asked.home.id)},
        proposer(visit, asked),
    ]
    if matter := asked.home.charter.matter(proposal.matter):
        found.append({"term": _("Matter"), "value": matter.title, "rule": "R20"})
    if proposal.caucus:
        found.append({"term": _("Caucus"), "value": proposal.caucus, "rule": "R3", "detail": _("a label, no right")})
    if motion.seconders:
        found.append({"term": _("Seconded by"), "value": seconders(visit, asked)})
    found.extend(about(visit, asked))
    if motion.open and is_referred(asked.home, motion) and not motion.referred:
        found.append({"term": _("Will be referred"), "value": _("down to every {assembly}"), "rule": "R7"})
    if motion.demanded_by:
        names = ", ".join(asked.home.below[name].name for name in motion.demanded_by if name in asked.home.below)
        found.append({"term": _("Referral demanded by"), "value": names, "rule": "R7"})
    found.append({"term": _("Number"), "value": motion.id, "detail": _("under which the record keeps it")})
    return found


def proposer(visit: Visit, asked: Question) -> Fact:
    by = asked.motion.by
    fact: Fact = {"term": _("Proposed by"), "value": visit.name(by, asked.home)}
    if by in asked.home.delegates:
        fact["url"] = reverse("delegate", args=[asked.home.id, by])
        fact["detail"] = asked.home.below[asked.home.delegates[by].council].name
    elif by in asked.home.below:
        fact |= {"url": council_url(by), "detail": _("by an initiative carried there")}
    elif by in (CLOCK, RULE):
        fact["detail"] = _("because enough {councils} object")
    return fact


def seconders(visit: Visit, asked: Question) -> str:
    """By name, where the reader may know the names; the others by their number (R19)."""
    unnamed = _("a {member}")
    names = [visit.name(voice, asked.home) for voice in asked.motion.seconders]
    known = sorted(name for name in names if name != unnamed)
    others = len(names) - len(known)
    if others:
        known.append(ngettext("%(n)s {member}", "%(n)s {members}", others) % {"n": number(others)})
    return ", ".join(known)


def special(office: SpecialOffice) -> list[Fact]:
    """The office that the motion would make (R14)."""
    seats = ngettext("%(n)s person", "%(n)s people", office.seats) % {"n": number(office.seats)}
    return [
        {"term": _("Makes the {office}"), "value": office.title, "rule": "R14", "detail": seats},
        {"term": _("Purpose"), "value": office.purpose},
        {"term": _("Powers"), "value": office.powers},
        {"term": _("Lapses by itself"), "value": date_format(office.until, "j F Y")},
    ]


def about(visit: Visit, asked: Question) -> list[Fact]:
    """What the motion is about, or to whom it goes."""
    proposal, home = asked.motion.proposal, asked.home
    found: list[Fact] = []
    if proposal.kind is Kind.DIRECTIVE:
        known = {**home.former, **home.below}
        names = [known[name].name for name in proposal.to if name in known]
        found.append({"term": _("Addressed to"), "value": ", ".join(names) or _("all {councils} below"), "rule": "R12"})
        if proposal.unit:
            found.append({"term": _("{Reports} count"), "value": proposal.unit})
    if proposal.office is not None:
        found.extend(special(proposal.office))
    if proposal.kind in (Kind.OBJECTION, Kind.RECONSIDERATION) and proposal.target in home.directives:
        title = home.directives[proposal.target].title
        url = reverse("directive", args=[home.id, proposal.target])
        found.append({"term": _("About the {directive}"), "value": title, "url": url, "rule": "R13"})
    found.extend(links(asked))
    found.extend(elsewhere(visit, asked))
    found.extend(planning(asked))
    if proposal.name:
        found.append({"term": _("New {assembly}"), "value": proposal.name, "rule": "R16"})
    other = visit.other(proposal.target) if proposal.kind in STRUCTURAL else None
    if other is not None:
        found.append({"term": _("With"), "value": other.name, "url": council_url(other.id), "rule": "R16"})
    above = visit.other(home_of(proposal.target)) if proposal.kind is Kind.DEMAND else None
    if above and proposal.target in above.motions:
        url = reverse("motion", args=[above.id, proposal.target])
        title = above.motions[proposal.target].proposal.title
        found.append({"term": _("About the {motion}"), "value": title, "url": url, "rule": "R7"})
    if proposal.kind is Kind.DIRECTIVE and asked.motion.id in home.directives:
        url = reverse("directive", args=[home.id, asked.motion.id])
        force = home.directives[asked.motion.id].force
        found.append({"term": _("Carried out"), "value": STANDS[force], "url": url, "rule": "R12"})
    return found


def planning(asked: Question) -> list[Fact]:
    """What is needed together, or how a good would be had (R18)."""
    need, provision = asked.motion.proposal.need, asked.motion.proposal.provision
    products = catalogue(asked.home.id) if need or provision else {}
    found: list[Fact] = []
    if need and need.product in products:
        product = products[need.product]
        days = {"first": date_format(need.first, "j F Y"), "last": date_format(need.last, "j F Y")}
        found.append(
            {
                "term": _("Needed in each period"),
                "value": f"{product.name}, {amount(need.quantity)} {product.unit}",
                "rule": "R18",
                "detail": _("%(first)s to %(last)s") % days,
            }
        )
    if asked.motion.proposal.plan is not None:
        url = reverse("motion_plan", args=[asked.council.id, asked.motion.id])
        hours = amount(asked.motion.proposal.plan.hours.quantize(Decimal(1)))
        value = _("%(hours)s hours of work") % {"hours": hours}
        detail = _("what it gives, what is short and why, what it asks of whom")
        found.append({"term": _("The plan"), "value": value, "url": url, "rule": "R18", "detail": detail})
    if provision and provision.product in products:
        product = products[provision.product]
        url = reverse("freeing", args=[asked.home.id, product.code])
        detail = stage_words(provision, product.unit)
        found.append({"term": _("How it is had"), "value": product.name, "url": url, "rule": "R18", "detail": detail})
    return found


def links(asked: Question) -> list[Fact]:
    """What it decides anew, and what has decided it anew (R6)."""
    motion, home = asked.motion, asked.home
    target = motion.proposal.target if motion.proposal.kind in AGAIN else ""
    told = (
        (_("About the decision"), target),
        (_("Decided before as"), motion.reopens),
        (_("Put to the vote again as"), motion.reopened_as),
        (_("Stands no longer, since"), motion.repealed_by),
    )
    return [
        {
            "term": term,
            "value": home.motions[name].proposal.title,
            "url": reverse("motion", args=[home.id, name]),
            "rule": "R6",
            "detail": name,
        }
        for term, name in told
        if name in home.motions
    ]


def taken_on(visit: Visit, asked: Question) -> tuple[Council | None, MatterId]:
    """Where this council has gone over to, and as what the motion goes on there; "" where it has ended (R16)."""
    there = visit.other(asked.motion.moved_to) if asked.own and asked.motion.moved_to else None
    again = (m.id for m in there.motions.values() if m.origin == asked.motion.id) if there else iter(())
    return there, next(again, "")


def elsewhere(visit: Visit, asked: Question) -> list[Fact]:
    """The other assembly in which it goes on, or was begun (R16)."""
    found: list[Fact] = []
    there, again = taken_on(visit, asked)
    if there:
        url = reverse("motion", args=[there.id, again]) if again else council_url(there.id)
        term = _("Goes on in") if again else _("Ended with going over into")
        found.append({"term": term, "value": there.name, "url": url, "rule": "R16"})
    origin = visit.other(home_of(asked.motion.origin)) if asked.motion.origin else None
    if origin:
        url = reverse("motion", args=[origin.id, asked.motion.origin])
        found.append({"term": _("Begun in"), "value": origin.name, "url": url, "rule": "R16"})
    return found


ORDER = (MotionState.DRAFT, MotionState.SECONDED, MotionState.DELIBERATION, MotionState.AMENDING, MotionState.VOTING)


def steps(visit: Visit, asked: Question) -> list[Step]:
    """The life of the motion, for the ``directive_progress`` component."""
    motion = asked.motion
    needed = asked.home.charter.motion(motion.proposal.kind).seconders
    line: list[Step] = [{"label": _("Proposed"), "state": "done", "at": motion.proposed}]
    if needed and motion.by not in (CLOCK, RULE, *asked.home.below):
        line.append({"label": _("Seconded"), **reached(motion, 1), "detail": seconded_words(motion, needed)})
    line.append({"label": _("Deliberation"), **reached(motion, 2), "detail": until_words(motion.notice_until)})
    if motion.to_amend or motion.order:
        when = motion.closes if motion.state is MotionState.AMENDING else None
        line.append({"label": _("Votes on amendments"), **reached(motion, 3), "detail": until_words(when)})
    when = motion.closes if motion.state is not MotionState.AMENDING else None
    line.append({"label": _("Vote"), **reached(motion, 4), "detail": vote_words(asked, when)})
    if motion.state is MotionState.MOVED:
        goes_on = taken_on(visit, asked)[1]
        return [*line, {"label": STATES["moved" if goes_on else "ended"][1], "state": "done"}]
    return [*line, ended(motion)]


def reached(motion: Motion, place: int) -> Step:
    """Whether a stage is over, is now, or is still to come."""
    if motion.state in (MotionState.WITHDRAWN, MotionState.MOVED):
        came = motion.notice_until is not None if place == 1 or place == 2 else False
        return {"state": "done" if came else "todo"}
    now = ORDER.index(motion.state) if motion.state in ORDER else len(ORDER)
    if place == 1 and now < 2:
        return {"state": "current"}
    return {"state": "done" if now > place else "current" if now == place else "todo"}


def seconded_words(motion: Motion, needed: int) -> str:
    return _("%(have)s of %(needed)s needed") % {"have": number(len(motion.seconders)), "needed": number(needed)}


def vote_words(asked: Question, when: Any) -> str:
    """Until when it is voted on here; in the council whose motion it is, that is until the last vote is in."""
    if asked.own or asked.ballot is None or not when:
        return until_words(when)
    return _("here until %(here)s, above until %(above)s") % {
        "here": date_format(asked.ballot.closes, "j F, H:i"),
        "above": date_format(when, "j F, H:i"),
    }


def until_words(when: Any) -> str:
    return _("until %(when)s") % {"when": date_format(when, "j F, H:i")} if when else ""


def ended(motion: Motion) -> Step:
    labels = {
        MotionState.CARRIED: _("Carried"),
        MotionState.LOST: _("Not carried"),
        MotionState.WITHDRAWN: _("Withdrawn"),
    }
    if motion.state in labels:
        return {"label": labels[motion.state], "state": "done", "at": motion.decided}
    return {"label": _("Decided"), "state": "todo"}
