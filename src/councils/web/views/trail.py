"""The trail of a decision: from the council that made it down to the counts of every assembly (R7-R9).

Three ways of reading the same tree: level by level, the table of all counts (asked for by ``?counts=all``, since it is
long), and the way of one assembly's votes up to the decision, step by step in words (``?from=``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.queries.question import question
from councils.app.queries.trail import Node, reach, trail
from councils.core.act import MatterId
from councils.core.refusal import Reason, refuse
from councils.web.options import votes_words
from councils.web.referrals import decided, goes_up, position, referral_tree, said_words, turned_words, why
from councils.web.refusals import refused_page
from councils.web.results import motion_result
from councils.web.templatetags.councils_ui import number, position_word
from councils.web.visit import Visit, in_council

Context = dict[str, Any]


@in_council
def trail_page(request: HttpRequest, visit: Visit, matter: str) -> HttpResponse:
    asked = question(visit.names.world, visit.council, matter)
    root = trail(visit.council.id, matter, visit.names.world, depth=reach()) if asked else None
    if asked is None or root is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    now = timezone.now()
    page = request.GET.get("page", "")
    tree = referral_tree(
        _("Trail of “%(title)s”") % {"title": asked.motion.proposal.title},
        root,
        matter,
        now,
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    countings = asked.referral.countings if asked.referral else None
    chosen = request.GET.get("from", "")
    title = asked.motion.proposal.title
    context = {
        "crumbs": visit.crumbs((title, reverse("motion", args=[visit.council.id, matter])), (_("Trail"), "")),
        "council": visit.council,
        "home": asked.home,
        "own": asked.own,
        "motion": asked.motion,
        "now": now,
        "result": motion_result(asked.motion, countings, root) if asked.own else None,
        "referral": decided(tree, asked.motion.verdict) if asked.own else tree,
        "way": way(root, chosen, matter),
        "chosen": chosen,
        "assemblies": [(node.council.id, node.council.name) for node in root.walk() if node.council.is_base],
        "table": table(root, matter) if "counts" in request.GET else None,
    }
    return render(request, "councils/trail.html", context)


def path_to(node: Node, name: str) -> list[Node]:
    """The nodes from ``node`` down to the council ``name``; empty where it is not below."""
    if node.council.id == name:
        return [node]
    for child in node.below:
        found = path_to(child, name)
        if found:
            return [node, *found]
    return []


def way(root: Node, name: str, matter: MatterId) -> list[Context]:
    """How the votes of one assembly came to weigh in the decision, from the base up."""
    return [
        {
            "name": node.council.name,
            "url": reverse("motion", args=[node.council.id, matter]),
            "position": position(node),
            "text": step_words(node),
            "turned": turned_words(node) if node.turned and node is not root else "",
        }
        for node in reversed(path_to(root, name))
    ]


def step_words(node: Node) -> str:
    """What this council counted, what it said, and what went up from it."""
    if node.ballot is None or node.answer is None:
        return _("It has not been asked.")
    if node.waiting:
        return _("Its vote is still open.")
    if node.options is not None:
        return choice_words(node, goes_up(node))
    counted = node.ballot.tally if node.council.is_base else node.answer.counted
    values = {
        "yes": number(counted.yes),
        "no": number(counted.no),
        "abstain": number(counted.abstain),
        "roll": number(node.answer.represented),
        "part": number(node.answer.took_part),
        "said": position_word(position(node)),
        "why": why(node, timezone.now()),
        "up": goes_up(node),
    }
    if not node.answer.valid:
        return _("%(yes)s yes, %(no)s no, %(abstain)s abstaining: %(why)s. It gives no {mandate}.") % values
    if node.council.is_base:
        text = _("%(part)s of %(roll)s took part: %(yes)s yes, %(no)s no, %(abstain)s abstaining.")
    else:
        text = _("By the {mandates} from below: %(yes)s yes, %(no)s no, %(abstain)s abstaining.")
    said = f"{text} {_('So it says: %(said)s.')}"
    if values["up"]:
        said = f"{said} {_('What goes up: %(up)s.')}"
    return said % values


def choice_words(node: Node, up: str) -> str:
    """The same of several options."""
    assert node.answer is not None  # ``step_words`` has seen to it
    assert node.answer.options is not None  # it is an answer to options
    values = {
        "part": number(node.answer.took_part),
        "votes": votes_words(node.answer.options.counted) or _("none"),
        "said": said_words(node),
        "why": why(node, timezone.now()),
        "up": up,
    }
    if not node.answer.valid:
        return _("Votes: %(votes)s; %(why)s. It gives no {mandate}.") % values
    said = _("%(part)s took part. Votes: %(votes)s. So it says: %(said)s.")
    return (f"{said} {_('What goes up: %(up)s.')}" if up else said) % values


def table(root: Node, matter: MatterId) -> Context:
    """Every council of the trail with its count, in the order of the tree."""
    columns = [
        {"label": _("{Council}")},
        {"label": _("On the roll"), "number": True},
        {"label": _("For an option") if root.options else _("Yes"), "number": True},
        {"label": _("As things are") if root.options else _("No"), "number": True},
        {"label": _("Abstain"), "number": True},
        {"label": _("Position")},
        {"label": _("Goes up")},
    ]
    assemblies = [node for node in root.walk() if node.council.is_base and node.ballot is not None]
    return {
        "caption": _("The counts of all {assemblies}"),
        "columns": columns,
        "rows": [cells(n, matter) for n in assemblies],
    }


def cells(node: Node, matter: MatterId) -> list[Any]:
    assert node.ballot is not None  # ``table`` has seen to it
    told = not node.waiting
    tally = node.ballot.tally
    name = {"text": node.council.name, "url": reverse("motion", args=[node.council.id, matter])}
    counts: list[Any] = [tally.yes, tally.no, tally.abstain] if told else ["–", "–", "–"]
    said = {
        "text": said_words(node) or position_word(position(node)),
        "mark": position(node),
        "detail": why(node, timezone.now()),
    }
    return [name, len(node.ballot.roll), *counts, said, goes_up(node) or "–"]
