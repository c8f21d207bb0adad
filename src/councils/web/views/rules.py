"""The numbered rules in plain words, how this federation's charter sets each, and what each refuses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from councils.app.identity import council
from councils.core.charter.words import tell
from councils.core.refusal import Reason
from councils.store.models import Federation
from councils.web.rules import PLAIN
from councils.web.saying import say
from councils.web.words import RULES


def rules(request: HttpRequest) -> HttpResponse:
    federation = Federation.objects.first()
    root = council(federation.root) if federation else None
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
