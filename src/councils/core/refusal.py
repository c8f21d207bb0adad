"""Refusals are data: the rule, the reason (``reason.py``), and what the person can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from councils.core.reason import Reason
from councils.core.sentence import Phrase
from councils.core.vocabulary import NOUNS

__all__ = ["Reason", "Refused", "refuse"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal (never an exception: those are bugs)."""

    reason: Reason
    details: Mapping[str, str | int | Phrase] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        return self.reason.rule

    def __str__(self) -> str:
        text = f"{self.reason.text} {self.reason.remedy}".format_map({**NOUNS, **self.details})
        text = text.format_map(NOUNS) if self.reason is Reason.NOT_THE_OFFICER else text  # which says offices by nouns
        return f"{self.rule}: {text}"


def refuse(reason: Reason, **details: str | int | Phrase) -> Refused:
    return Refused(reason, details)
