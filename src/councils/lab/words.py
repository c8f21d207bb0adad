"""What the laboratory says, so that it can be translated: a text with names where numbers stand, and the numbers.

A text is marked by being in a ``Told``, from where the translators' catalogue takes it. It names nouns in braces, as
pages do, and its numbers by ``%(name)s``. As it is, it reads in English with the plain nouns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from councils.core.vocabulary import ENGLISH

NOUN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, init=False)
class Told:
    """``values`` are numbers already written out, or told themselves."""

    text: str
    values: tuple[tuple[str, Any], ...]

    def __init__(self, text: str, **values: Any) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", tuple(values.items()))

    def by(self, translate: Callable[[str], str]) -> str:
        """In the words of ``translate``, which puts nouns in as well."""
        known = {name: value.by(translate) if isinstance(value, Told) else str(value) for name, value in self.values}
        return translate(self.text) % known if known else translate(self.text).replace("%%", "%")

    def __str__(self) -> str:
        return self.by(plain)


def plain(text: str) -> str:
    return NOUN.sub(lambda found: noun(found.group(1)), text)


def noun(name: str) -> str:
    word = ENGLISH[name.lower()]
    return word if name.islower() else word[0].upper() + word[1:]


def in_words(said: str | Told | Iterable[Told], translate: Callable[[str], str] = plain) -> str:
    """A text, or several one after the other."""
    if isinstance(said, str):
        return said
    return said.by(translate) if isinstance(said, Told) else " ".join(each.by(translate) for each in said)
