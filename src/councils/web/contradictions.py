"""What a motion contradicts, who says so, and the way to change it, for the motion's page (R20)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.queries.question import Question, home_of
from councils.core.act import RULE, MatterId
from councils.core.competence import standing_above
from councils.core.council import Council
from councils.core.machines import Suspension
from councils.web.visit import Visit

Row = dict[str, Any]


def contradictions(visit: Visit, asked: Question) -> list[Row]:
    """One row for each decision above that somebody, or the rule, has flagged."""
    home, flags = asked.home, asked.motion.flags
    return [
        {
            **decision(home, name),
            "stands": standing_above(home, name),
            "way": way(home, name),
            "by_rule": any(flag.by == RULE for flag in flags if flag.decision == name),
            "said": [
                {"name": visit.name(flag.by, home), "why": flag.why, "at": flag.at}
                for flag in flags
                if flag.decision == name and flag.by != RULE
            ],
        }
        for name in dict.fromkeys(flag.decision for flag in flags)
    ]


def decision(home: Council, name: MatterId) -> Row:
    known = home.decisions.get(name) or home.directives.get(name)
    kind = "directive" if name in home.directives else "motion"
    council = home.id if kind == "directive" else home_of(name)
    return {"id": name, "title": known.title if known else name, "url": reverse(kind, args=[council, name])}


def way(home: Council, name: MatterId) -> str:
    """How the decision above is changed."""
    if name in home.directives:
        return _("It is changed by {objections}, when enough {councils} join in them.")
    return _("It is changed by a later {motion} of the {council} that carried it: bring an initiative.")


def to_flag(visit: Visit, asked: Question) -> list[tuple[str, str]]:
    """The decisions above that whoever looks can flag now."""
    home = asked.home
    if visit.standing_in(home.id) is None or not asked.motion.open:
        return []
    names = (*home.decisions, *(name for name in home.directives if name not in home.decisions))
    return [(name, decision(home, name)["title"]) for name in names if standing_above(home, name)]


def waits(asked: Question) -> bool:
    """Whether it is carried, and waits until a decision above is changed."""
    return asked.motion.suspension is Suspension.WAITING
