"""The numbered rules in plain words, how this federation's charter sets each, and what each refuses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils.app.identity import council as find
from councils.app.nouns import gettext as _
from councils.core.charter.words import tell
from councils.core.council import Council
from councils.core.refusal import Reason
from councils.web.context import at_hand
from councils.web.rules import PLAIN
from councils.web.saying import say
from councils.web.words import RULES


def rules(request: HttpRequest) -> HttpResponse:
    """As the one federation has set them; where there are several, as they are for all."""
    federation = at_hand(request)
    return rules_page(request, find(federation.root) if federation else None)


def council_rules(request: HttpRequest, council: str) -> HttpResponse:
    """As the federation that this council is part of has set them."""
    return rules_page(request, find(council))


def rules_page(request: HttpRequest, root: Council | None) -> HttpResponse:
    set_here: dict[str, list[str]] = {}
    for section in tell(root.charter) if root else ():
        for sentence in section.sentences:
            set_here.setdefault(sentence.rule, []).append(say(sentence))
    refusals: dict[str, list[dict[str, Any]]] = {}
    for reason in Reason:
        refusals.setdefault(reason.rule, []).append(
            {"text": open_text(reason.text), "remedy": open_text(reason.remedy)}
        )
    told = [
        {
            "number": number,
            "key": number.lower(),
            "name": RULES[number],
            "plain": plain,
            "here": set_here.get(number, []),
            "refusals": refusals.get(number, []),
        }
        for number, plain in PLAIN.items()
    ]
    return render(request, "councils/rules.html", {"rules": told})


def open_text(text: str) -> str:
    """A text with its details left open."""
    return _(text).replace("{", "‹").replace("}", "›")
