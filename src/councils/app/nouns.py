"""The federation's own nouns in whatever people read: "soviet" for council, "deputy" for delegate.

Theory of operation. A text names its nouns in braces, ``_("Counted by {delegates}")``, and takes ``_`` from here. It
is translated, and then each noun is put in: the federation's own, or the plain one in the reader's language; with a
capital for ``{Delegates}``. In English the article follows it: "a mandate", and "an instruction". What else a text
leaves open comes later, by ``%``, so that what people wrote is not taken for a noun. Whose nouns they are is told once
around each page or letter (``speaking_for``), and looked up when a text asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as usual

from councils.core.vocabulary import put_in

Vocabulary = Callable[[], Mapping[str, str]]

WORDS: dict[str, Promise] = {
    "assembly": usual("assembly"),
    "assemblies": usual("assemblies"),
    "council": usual("council"),
    "councils": usual("councils"),
    "congress": usual("congress"),
    "congresses": usual("congresses"),
    "ward": usual("ward"),
    "wards": usual("wards"),
    "member": usual("member"),
    "members": usual("members"),
    "delegate": usual("delegate"),
    "delegates": usual("delegates"),
    "alternate": usual("alternate"),
    "alternates": usual("alternates"),
    "chair": usual("chair"),
    "chairs": usual("chairs"),
    "secretary": usual("secretary"),
    "secretaries": usual("secretaries"),
    "teller": usual("teller"),
    "tellers": usual("tellers"),
    "office": usual("office"),
    "offices": usual("offices"),
    "motion": usual("motion"),
    "motions": usual("motions"),
    "directive": usual("directive"),
    "directives": usual("directives"),
    "mandate": usual("mandate"),
    "mandates": usual("mandates"),
    "recall": usual("recall"),
    "recalls": usual("recalls"),
    "petition": usual("petition"),
    "petitions": usual("petitions"),
    "objection": usual("objection"),
    "objections": usual("objections"),
    "report": usual("report"),
    "reports": usual("reports"),
    "charter": usual("charter"),
    "charters": usual("charters"),
}

_ours: ContextVar[Vocabulary] = ContextVar("vocabulary", default=dict)


@contextmanager
def speaking_for(vocabulary: Vocabulary) -> Iterator[None]:
    """Texts made inside name things as this federation does."""
    before = _ours.set(vocabulary)
    try:
        yield
    finally:
        _ours.reset(before)


def noun(name: str) -> str:
    """What this federation calls ``name``, with a capital where that has one."""
    plain = name.lower()
    found = _ours.get()().get(plain) or str(WORDS[plain])
    return found if name == plain else str(capfirst(found))


def nouns() -> dict[str, str]:
    """Every noun under its name, without and with a capital."""
    return {name: noun(name) for word in WORDS for name in (word, word.capitalize())}


def named(text: str) -> str:
    """The text with its nouns put in."""
    return put_in(text, noun, english=(translation.get_language() or "en").startswith("en"))


def gettext(text: str) -> str:
    return named(translation.gettext(text))


def ngettext(one: str, many: str, number: int) -> str:
    return named(translation.ngettext(one, many, number))


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    def gettext_lazy(text: str) -> _StrPromise: ...
else:
    gettext_lazy = lazy(gettext, str)
