"""The federation's own nouns in whatever people read: "soviet" for council, "deputy" for delegate.

Theory of operation. A text names its nouns in braces, ``_("Counted by {delegates}")``, and takes ``_`` from here. It
is translated, and then each noun is put in: the federation's own, or the plain one in the reader's language; with a
capital for ``{Delegates}``. What else a text leaves open comes later, by ``%``, so that what people wrote is not taken
for a noun. Whose nouns they are is told once around each page or letter (``speaking_for``), and looked up when a text
asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as plain

Vocabulary = Callable[[], Mapping[str, str]]

WORDS: dict[str, Promise] = {
    "assembly": plain("assembly"),
    "assemblies": plain("assemblies"),
    "council": plain("council"),
    "councils": plain("councils"),
    "congress": plain("congress"),
    "congresses": plain("congresses"),
    "ward": plain("ward"),
    "wards": plain("wards"),
    "member": plain("member"),
    "members": plain("members"),
    "delegate": plain("delegate"),
    "delegates": plain("delegates"),
    "alternate": plain("alternate"),
    "alternates": plain("alternates"),
    "chair": plain("chair"),
    "chairs": plain("chairs"),
    "secretary": plain("secretary"),
    "secretaries": plain("secretaries"),
    "teller": plain("teller"),
    "tellers": plain("tellers"),
    "office": plain("office"),
    "offices": plain("offices"),
    "motion": plain("motion"),
    "motions": plain("motions"),
    "directive": plain("directive"),
    "directives": plain("directives"),
    "mandate": plain("mandate"),
    "mandates": plain("mandates"),
    "recall": plain("recall"),
    "recalls": plain("recalls"),
    "petition": plain("petition"),
    "petitions": plain("petitions"),
    "objection": plain("objection"),
    "objections": plain("objections"),
    "report": plain("report"),
    "reports": plain("reports"),
    "charter": plain("charter"),
    "charters": plain("charters"),
}

_NAMED = re.compile(rf"{{({'|'.join((*WORDS, *(word.capitalize() for word in WORDS)))})}}")
_ours: ContextVar[Vocabulary] = ContextVar("vocabulary", default=dict)


@contextmanager
def speaking_for(vocabulary: Vocabulary) -> Iterator[None]:
    """Texts made inside name things as this federation does."""
    before = _ours.set(vocabulary)
    try:
        yield
    finally:
        _ours.reset(before)


def nouns() -> dict[str, str]:
    """Every noun as this federation has it, and each with a capital under its capitalised key."""
    own = {**{word: str(usual) for word, usual in WORDS.items()}, **_ours.get()()}
    return {**own, **{word.capitalize(): capfirst(noun) for word, noun in own.items()}}


def named(text: str) -> str:
    """The text with its nouns put in."""
    return _NAMED.sub(lambda found: nouns()[found[1]], text) if _NAMED.search(text) else text


def gettext(text: str) -> str:
    return named(translation.gettext(text))


def ngettext(one: str, many: str, number: int) -> str:
    return named(translation.ngettext(one, many, number))


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    def gettext_lazy(text: str) -> _StrPromise: ...
else:
    gettext_lazy = lazy(gettext, str)
