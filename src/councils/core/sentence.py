"""Sentences that can be translated: whole, with named places for what differs.

Theory of operation. A sentence keeps its template and its values apart until a page is shown, so that the shell can
look the template up in a catalogue and every language can order the words as it needs. Numbers of things are an
``Amount``, because languages count in different ways. The core holds the English text and knows no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

from councils.core.vocabulary import NOUNS, put_in, words

Translate = Callable[[str], str]
Count = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a thing: ``one`` is the text for one of it, ``many`` for several; both may hold ``{n}``."""

    number: int
    one: str
    many: str


Value = str | int | Amount


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence under a numbered rule. ``values`` fill the named places of ``text``."""

    rule: str
    text: str
    values: Mapping[str, Value]

    def say(self, translate: Translate = str, count: Count | None = None) -> str:
        """The sentence in full; ``translate`` and ``count`` are gettext's, English without them."""
        filled = {name: _shown(value, count or _english) for name, value in self.values.items()}
        text = translate(self.text)
        if translate is str:
            text = put_in(text, lambda name: str(filled[name]))
        said = text.format_map(filled)
        return said[:1].upper() + said[1:]

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence, such as why something is refused; ``values`` fill the named places of ``text``."""

    text: str
    values: Mapping[str, str | int | Phrase] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format_map({**NOUNS, **self.values})


def phrase(text: str, /, **values: str | int | Phrase) -> Phrase:
    """A phrase that is gathered for the translators where it is written."""
    return Phrase(text, values)


def read_back(text: str, templates: Iterable[str]) -> Phrase | None:
    """The phrase that ``text`` is the English of, if it is that of one of ``templates``: so it can be translated.

    >>> read_back("mill can run milling 3 times", ["{place} can run {technique} {most} times"]).values["most"]
    '3'
    """
    for template in templates:
        parts = [(re.escape(before), name) for before, name, _, _ in Formatter().parse(template)]
        pattern = "".join(before + (f"(?P<{name}>.+?)" if name else "") for before, name in parts)
        found = re.fullmatch(pattern, text)
        if found:
            return Phrase(template, found.groupdict())
    return None


def sentence(rule: str, text: str, vocabulary: Mapping[str, str], /, **values: Value) -> Sentence:
    """A sentence with the federation's own nouns, and only the values that its text names."""
    known: dict[str, Value] = {**words(vocabulary), **values}
    return Sentence(rule, text, {name: known[name] for _, name, _, _ in Formatter().parse(text) if name})


def days(number: int) -> Amount:
    return Amount(number, gettext_noop("one day"), gettext_noop("{n} days"))


def gettext_noop(text: str) -> str:
    """Marks a text for the translators; changes nothing."""
    return text


def _shown(value: Value, count: Count) -> str:
    if isinstance(value, Amount):
        return count(value.one, value.many, value.number).format(n=value.number)
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else value


def _english(one: str, many: str, number: int) -> str:
    return one if number == 1 else many
