"""The nouns that a federation may replace by its own: "soviet" for council, "commune" for assembly.

Theory of operation. A charter's vocabulary maps the keys below to the federation's words; what it leaves out keeps
the plain word. Every noun has a key for one and a key for several, because languages differ in how they make it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

PLURALS: Mapping[str, str] = {
    "assembly": "assemblies",
    "council": "councils",
    "congress": "congresses",
    "ward": "wards",
    "member": "members",
    "delegate": "delegates",
    "alternate": "alternates",
    "chair": "chairs",
    "secretary": "secretaries",
    "teller": "tellers",
    "office": "offices",
    "motion": "motions",
    "directive": "directives",
    "mandate": "mandates",
    "recall": "recalls",
    "petition": "petitions",
    "objection": "objections",
    "report": "reports",
    "charter": "charters",
}
"""Each key for one, and its key for several."""

ENGLISH: Mapping[str, str] = {key: key for pair in PLURALS.items() for key in pair}
"""The plain words, under their keys."""

NOUNS: Mapping[str, str] = {**ENGLISH, **{key.capitalize(): word.capitalize() for key, word in ENGLISH.items()}}
"""The same, and each with a capital under its key with a capital."""


def words(vocabulary: Mapping[str, str]) -> dict[str, str]:
    """All nouns: the federation's own where it has one; with a capital under a key with a capital."""
    own = {**ENGLISH, **vocabulary}
    return {**own, **{key.capitalize(): noun[:1].upper() + noun[1:] for key, noun in own.items()}}


_NAMED = re.compile(rf"(?:\b([Aa])n? )?{{({'|'.join(NOUNS)})}}")
_AN = re.compile(r"(?!uni|us|eu|one)[aeiou]", re.IGNORECASE)


def put_in(text: str, noun: Callable[[str], str], *, english: bool = True) -> str:
    """``text`` with its nouns put in by name; in English with the article that goes with each.

    >>> put_in("A {mandate} of an {assembly}", {"mandate": "instruction", "assembly": "commune"}.__getitem__)
    'An instruction of a commune'
    """

    def named(found: re.Match[str]) -> str:
        word, article = noun(found[2]), found[1]
        if article is None or not english:
            return found[0].replace(f"{{{found[2]}}}", word)
        return f"{article}{'n' if _AN.match(word) else ''} {word}"

    return _NAMED.sub(named, text)
