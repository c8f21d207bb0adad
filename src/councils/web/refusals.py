"""Refusals on the page: which rule, why, and what the person can do now.

A refusal is data of the core (``Refused``); here it becomes the context of the ``refusal`` component and a status of
HTTP: 404 where there is no such thing, 403 where it is others' to do, 422 where what was typed does not fit, 409 where
it is not the time for it. A refused act changes nothing, so the page it came from is shown again with all that was
typed and the refusal on top.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils.app.refusals import sort_of, words
from councils.core.refusal import Refused


def told(refused: Refused, title: str = "", *remedies: tuple[str, str]) -> dict[str, Any]:
    """The context of the ``refusal`` component; ``remedies`` (text, address) come after the rules' own."""
    said = words(refused)
    return {
        "rule": refused.rule,
        "title": title,
        "reason": said.reason,
        "remedies": [{"text": said.remedy}, *({"text": text, "url": url} for text, url in remedies)],
    }


def status_of(refused: Refused) -> int:
    return int(sort_of(refused))


def refused_page(request: HttpRequest, refused: Refused, *remedies: tuple[str, str]) -> HttpResponse:
    """A page of its own, for where there is no other to show the refusal on."""
    return render(
        request, "councils/refused.html", {"refusal": told(refused, "", *remedies)}, status=status_of(refused)
    )


def shown_again(
    request: HttpRequest, template: str, context: dict[str, Any], refused: Refused, *remedies: tuple[str, str]
) -> HttpResponse:
    """The page that the act came from, with the refusal on top."""
    refusal = told(refused, "", *remedies)
    return render(request, template, {**context, "refusal": refusal}, status=status_of(refused))
