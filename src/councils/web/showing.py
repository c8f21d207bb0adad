"""Pieces that several pages of people show in the same way: offices, links to holders, mandates beside votes.

Each function turns what a query found into the context of a component; the templates hold the words around them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.timezone import localtime

from councils.app.nouns import gettext as _
from councils.app.queries.mandates import Line, Told, Verdict
from councils.app.queries.names import Names
from councils.app.queries.tenures import Link
from councils.app.queries.waiting import title_of
from councils.core.act import RULE
from councils.core.council import Council
from councils.core.mandate import Answer
from councils.core.office import named_office
from councils.core.recall import Recall
from councils.core.vote.ballot import Votes
from councils.web.prose import render_markdown
from councils.web.referrals import delegation_words
from councils.web.templatetags.councils_ui import number, tally_words

Context = dict[str, Any]


def day(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y")


def office_title(council: Council, office: str) -> str:
    """What the charter calls it."""
    rule = named_office(council, office)
    return rule.title if rule else office.capitalize()


def holder_url(link: Link) -> str:
    """The page of whoever holds a tenure: in the council where they act by it."""
    if link.is_seat:
        return reverse("delegate", args=[link.council.parent, link.seat])
    return reverse("holder", args=[link.council.id, link.tenure.number])


def holder_name(names: Names, link: Link) -> str:
    return names.of(link.council, link.tenure.holder)


def link_title(names: Names, link: Link) -> str:
    """The office, and where it is held: "Delegate of Roquette in 11th ward", "Chair of 11th ward"."""
    values = {"office": office_title(link.council, link.tenure.office), "council": link.council.name}
    above = names.world.council(link.council.parent) if link.is_seat and link.council.parent else None
    if above is None:
        return _("%(office)s of %(council)s") % values
    return _("%(office)s of %(council)s in %(above)s") % {**values, "above": above.name}


def votes_of(answer: Answer) -> str:
    """A council's own count in words: heads in an assembly, delegates or members above."""
    counted = answer.counted
    return str(tally_words({"yes": float(counted.yes), "no": float(counted.no), "abstain": float(counted.abstain)}))


def mandate_row(line: Line) -> Context:
    """One row of components/mandate_table.html."""
    row: Context = {
        "motion": line.title,
        "url": matter_url(line.council, line.matter),
        "told": str(line.told),
        "did": "none" if line.did is None and line.closed else "waiting" if line.did is None else line.did,
        "verdict": str(line.verdict),
        "note": note(line),
    }
    if line.answer is not None and line.answer.options and line.answer.valid:
        row["told"] = line.answer.options.word
    if line.answer is not None:
        words = votes_of(line.answer)
        said = f"{line.sender.name}: {words}"
        row["by"] = {"name": said, "url": reverse("motion", args=[line.sender.id, line.matter])}
    return row


def grounds(names: Names, council: Council, recall: Recall) -> str:
    """Why somebody is to be recalled; in words of ours where the rules have opened the petition."""
    above = names.world.council(council.parent) if council.parent else None
    if recall.by != RULE or above is None or recall.breach not in above.ballots:
        return recall.grounds
    return _("Voted in %(above)s against the {mandate} on “%(title)s”.") % {
        "above": above.name,
        "title": title_of(above, recall.breach)[0],
    }


def plain_grounds(names: Names, council: Council, recall: Recall) -> str:
    """The same, without marks, where a line is all that there is room for."""
    return Truncator(strip_tags(render_markdown(grounds(names, council, recall))).strip()).chars(160)


def matter_url(council: Council, matter: str) -> str:
    page = "recall" if matter in council.recalls else "motion"
    return reverse(page, args=[council.id, matter])


def note(line: Line) -> str:
    """What the marks of a row leave open, in words."""
    if not line.counts:
        return _("no valid decision below, so the seat does not count")
    if line.bound is not None and is_divided(line.bound):
        return _("the %(seats)s seats are divided: %(bound)s") % {
            "seats": number(line.seats),
            "bound": delegation_words(line.bound),
        }
    if line.did is None and line.closed and line.verdict is Verdict.KEPT:
        return _("did not vote; the seat followed the {mandate}")
    if line.verdict is Verdict.ABSENT:
        return _("did not vote")
    if line.verdict is Verdict.BREACH:
        return _("on record as a breach; it opens a {petition} for {recall}")
    if line.strict and not line.closed:
        return _("any other vote is refused by the rules")
    return _("the vote is open; those below have not decided yet") if line.told is Told.WAITING else ""


def is_divided(bound: Votes) -> bool:
    return sum(number > 0 for number in bound.votes.values()) > 1
