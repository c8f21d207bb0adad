"""Refusals: one table of all, and one for each rule's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tools.reference import markdown

from councils.core.refusal import Reason

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
    rows = [(f"`{r.name}`", r.text, r.remedy) for r in reasons(rule)]
    return markdown.table(["reason", "what is the matter", "what you can do"], rows) if rows else "None of its own."


def blocks() -> Mapping[str, Callable[[], str]]:
    return {f"refusals {rule}": partial(of, rule) for rule in RULES}
