"""A question on its way down and its mandates on their way up, as the ``referral_tree`` component shows them (R7-R9).

The trail comes from ``app.queries.trail``; here each council of it becomes a line: its position, why, its count, and
what goes up from it. One level is shown at a time: a council that has others below leads to its own trail, which
scripts fetch into the page, and a level of very many councils goes on over several pages. While an assembly still
votes, only its turnout is told, not how the votes stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.app.queries.trail import Node, head_by_head
from councils.core.act import MatterId
from councils.core.charter import Counting
from councils.core.machines import MandateState
from councils.core.vote.ballot import Votes
from councils.core.vote.options import Profile, word
from councils.core.vote.verdict import Position, Verdict
from councils.web.templatetags.councils_ui import from_now, number, position_word, vote_word

Line = dict[str, Any]
PER_PAGE = 100  # councils of one level shown on one page


def referral_tree(label: str, root: Node, matter: MatterId, now: datetime, *, page: int = 1) -> Line:
    """The ``referral`` of the component: ``root`` with the councils directly below it, those of this ``page``."""
    last = max(1, -(-len(root.below) // PER_PAGE))
    page = min(max(page, 1), last)
    shown = root.below[(page - 1) * PER_PAGE : page * PER_PAGE]
    whole = reverse("trail", args=[root.council.id, matter])
    line = {
        **referral_line(root, matter, now),
        "deeper_url": "",
        "children": [referral_line(child, matter, now) for child in shown],
        "earlier_url": f"{whole}?page={page - 1}#tree" if page > 1 else "",
        "later_url": f"{whole}?page={page + 1}#tree" if page < last else "",
    }
    return {"label": label, "roots": [line]}


def referral_line(node: Node, matter: MatterId, now: datetime) -> Line:
    """The ``node`` of the component, without those below it: ``deeper_url`` leads to these."""
    return {
        "key": node.council.id,
        "name": node.council.name,
        "url": reverse("motion", args=[node.council.id, matter]),
        "position": position(node),
        "word": said_words(node),
        "why": why(node, now),
        "tally": shown_tally(node),
        "unit": unit(node),
        "mandate": goes_up(node),
        "deeper_url": reverse("trail", args=[node.council.id, matter]) if node.under else "",
        "under": node.under,
    }


def decided(tree: Line, verdict: Verdict | None) -> Line:
    """The council whose motion it is says more than a position: carried, or not."""
    if verdict is None:
        return tree
    said = {
        "position": "yes" if verdict.carried else "no",
        "why": _("carried") if verdict.carried else _("not carried"),
    }
    return {**tree, "roots": [{**line, **said} for line in tree["roots"]]}


def position(node: Node) -> str:
    if node.waiting or node.answer is None:
        return "waiting"
    return {Position.YES: "yes", Position.NO: "no"}.get(node.answer.position, "none")


def said_words(node: Node) -> str:
    """What this council has said to several options; empty of yes or no, and where it has said nothing."""
    if node.waiting or node.answer is None or node.answer.options is None or not node.answer.valid:
        return ""
    return vote_word(node.answer.options.word)


def why(node: Node, now: datetime) -> str:
    """The position in words, where the word alone does not say enough."""
    if node.ballot is None or node.answer is None:
        return _("has not been asked")
    if node.waiting:
        return waiting_words(node, now)
    if node.quorum_missed:
        return _("quorum missed: %(part)s of the %(needed)s needed took part") % {
            "part": number(node.answer.took_part),
            "needed": number(node.answer.needed),
        }
    if not node.answer.valid:
        return _("nobody voted") if node.council.is_base else _("no {mandate} from below")
    if node.answer.options is not None:
        return ""
    return _("yes and no are equal") if node.answer.position is Position.TIED else ""


def waiting_words(node: Node, now: datetime) -> str:
    assert node.ballot is not None  # ``why`` has seen to it
    closes = _("closes %(when)s") % {"when": from_now(node.ballot.closes, now)}
    if node.council.is_base:
        part = {"part": number(node.ballot.tally.total), "roll": number(len(node.ballot.roll))}
        return f"{_('%(part)s of %(roll)s have voted') % part}, {closes}"
    still = sum(child.waiting for child in node.below)
    if not still:
        return closes
    text = ngettext("%(n)s below still votes", "%(n)s below still vote", still) % {"n": number(still)}
    return f"{text}, {closes}"


def shown_tally(node: Node) -> dict[str, float] | None:
    """The count of this council: heads in an assembly, above it what the charter counts."""
    if node.ballot is None or node.answer is None:
        return None
    if not node.council.is_base:
        counted = node.answer.options.counted.sides if node.answer.options else node.answer.counted
        return None if not counted.total else sides(counted)
    if node.waiting:
        return None
    return {**sides(node.ballot.tally), "roll": len(node.ballot.roll), "quorum": node.answer.needed}


def sides(count: Any) -> dict[str, float]:
    """A tally, a weight or a verdict as plain numbers, for bars and figures."""
    return {"yes": float(count.yes), "no": float(count.no), "abstain": float(count.abstain)}


def unit(node: Node) -> str:
    if node.council.is_base:
        return ""
    return {
        Counting.DELEGATES: _("{delegates}"),
        Counting.MEMBERS: _("{members}"),
        Counting.BASE: _("base votes"),
    }[node.council.charter.referral.counting]


def goes_up(node: Node) -> str:
    """What the answer comes to for the delegates of this council in the one above."""
    if node.mandate is None or node.mandate is MandateState.AWAITED:
        return ""
    if not node.seats:
        return _("no {delegate} is seated")
    if node.bound is None:
        return _("its {delegates} vote as they judge")
    if not node.bound.total:
        return _("no {mandate}")
    text = delegation_words(node.bound)
    return f"{text} ({_('breached')})" if node.mandate is MandateState.BREACHED else text


def delegation_words(bound: Votes) -> str:
    """ "5 delegates yes", or "3 delegates yes, 2 no"."""
    quoted = "“%s”" if isinstance(bound, Profile) else "%s"
    parts = [(int(number), quoted % vote_word(vote)) for vote, number in bound.votes.items() if number]
    if not parts:
        return ""
    first = ngettext("%(n)s {delegate} %(position)s", "%(n)s {delegates} %(position)s", parts[0][0])
    said = [first % {"n": number(parts[0][0]), "position": parts[0][1]}]
    return ", ".join((*said, *(f"{number(count)} {word}" for count, word in parts[1:])))


def turned_words(node: Node) -> str:
    """Where the decision parted from the base votes: "W4: the assemblies were 80 yes, 90 no; it said yes." """
    assert node.answer is not None  # it has turned
    values = {
        "council": node.council.name,
        "yes": number(node.base.yes),
        "no": number(node.base.no),
        "said": position_word(position(node)),
        "up": delegation_words(node.bound) if node.bound else "",
    }
    if node.answer.options is not None and node.options is not None:
        text = _("%(council)s: its {assemblies} together said %(base)s; its {council} said %(word)s: %(up)s.")
        base = word(node.answer.options.base, node.options, tie_is_no=False)
        values |= {"base": vote_word(base), "word": vote_word(node.answer.options.word)}
    elif node.answer.position is Position.TIED:
        text = _("%(council)s: its {assemblies} voted %(yes)s yes, %(no)s no; its count came out equal, so: %(up)s.")
    else:
        text = _("%(council)s: its {assemblies} voted %(yes)s yes, %(no)s no; its {council} said %(said)s: %(up)s.")
    return text % values


def missed(root: Node) -> Iterator[Node]:
    """The assemblies whose votes do not pass through, because too few took part."""
    return (node for node in root.walk() if node.council.is_base and node.quorum_missed)


def base_position(node: Node) -> str:
    """What the base votes under a council say, head by head."""
    return {Position.YES: "yes", Position.NO: "no"}.get(head_by_head(node.base), "none")
