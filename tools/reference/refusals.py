"""Refusals: one table of all, and one for each rule's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from tools.reference import markdown

from councils.core.refusal import Reason
from councils.core.vocabulary import NOUNS

RULES = tuple(f"R{number}" for number in range(1, 21))

INTRODUCTION = """\
A refusal is an answer of the rules, not an error: it names the rule, says what is the matter and what the person can
do. Nothing was changed by an act that was refused. What stands in braces is filled in. In code a refusal is
`Refused(reason, details)` from `core/refusal.py`; the reasons below are the members of `Reason`.
"""


def page() -> str:
    parts = [f"## [{rule}](../rules/{rule}.md)\n\n{of(rule)}" for rule in RULES if reasons(rule)]
    return markdown.page("Refusals", INTRODUCTION, *parts)


def reasons(rule: str) -> list[Reason]:
    return [reason for reason in Reason if reason.rule == rule]


def of(rule: str) -> str:
    """What this rule refuses, in the words that people read."""
    rows = [(f"`{r.name}`", plain(r.text), plain(r.remedy)) for r in reasons(rule)]
    return markdown.table(["reason", "what is the matter", "what you can do"], rows) if rows else "None of its own."


def plain(text: str) -> str:
    """With the plain nouns. A council and an office may also be details; what is named after an article is a noun."""
    text = re.sub(r"\b(an?|the|this|such|no|another|same) {(council|office)}", r"\1 \2", text, flags=re.IGNORECASE)
    nouns = {key: noun for key, noun in NOUNS.items() if key not in ("council", "office")}
    return re.sub(r"{(\w+)}", lambda found: nouns.get(found[1], found[0]), text)


def blocks() -> Mapping[str, Callable[[], str]]:
    return {f"refusals {rule}": partial(of, rule) for rule in RULES}
