"""Every no that the API can say, as a problem document (RFC 9457).

A refusal of the rules carries its rule, its reason by name, and what can be done about it; its ``type`` leads to the
page of the rules. What HTTP itself refuses (no such address, no such method, a body too long) has the type
``about:blank``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Schema

from councils.app.refusals import sort_of, words
from councils.app.unavailable import HEADERS, unavailable
from councils.core.refusal import Refused

CONTENT_TYPE = "application/problem+json"


class Mistake(Schema):
    """What in the request does not fit, and where: ``["body", "title"]``."""

    where: list[str | int]
    message: str


class Problem(Schema):
    """Why a request came to nothing. ``rule``, ``reason`` and ``remedy`` are there where the rules refuse it."""

    type: str
    title: str
    status: int
    detail: str = ""
    rule: str | None = None
    reason: str | None = None
    remedy: str | None = None
    errors: list[Mistake] | None = None


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    title = more.pop("title", HTTPStatus(status).phrase)
    body = {"type": more.pop("type", "about:blank"), "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(body), status=status, content_type=CONTENT_TYPE, headers=headers)


def refusal(refused: Refused) -> HttpResponse:
    """The rules say no."""
    said = words(refused)
    return problem(
        int(sort_of(refused)),
        said.reason,
        type=f"{reverse('rules')}#{refused.rule}",
        title="Refused by the rules",
        rule=refused.rule,
        reason=refused.reason.name.lower(),
        remedy=said.remedy,
    )


def members_only() -> HttpResponse:
    """The charter keeps its councils to its members (R19)."""
    return problem(
        403,
        "Under this federation's charter, its councils are seen by their members alone.",
        type=f"{reverse('rules')}#R19",
        title="Refused by the rules",
        rule="R19",
        reason="members_only",
        remedy="Send a token of a member, with the scope read.",
    )


def unauthorized(detail: str, error: str = "") -> HttpResponse:
    """No token where there must be one, or none that is good (RFC 6750)."""
    challenge = 'Bearer realm="councils"' + (f', error="{error}"' if error else "")
    return problem(401, detail, {"WWW-Authenticate": challenge})


def unfit(errors: Iterable[tuple[list[str | int], str]]) -> HttpResponse:
    """What was sent does not fit, field by field."""
    told = [{"where": where, "message": message} for where, message in errors]
    return problem(422, "Something in the request does not fit.", errors=told)


def on_problem(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001  ninja's signature
    assert isinstance(error, ProblemError)
    return error.response


def on_unfit(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return unfit((place(one["loc"]), one["msg"]) for one in error.errors)


def on_fault(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    """Nothing can be written just now; anything else is a mistake of the program, and Django's to tell."""
    words = unavailable(error)
    if words is None:
        raise error
    return problem(503, words, HEADERS)


def place(loc: Iterable[str | int]) -> list[str | int]:
    """Where it is in what was sent: the name of our own parameter is left out."""
    first, *rest = loc
    return [first, *rest[1:]] if first == "body" else [first, *rest]


def on_http(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem(error.status_code, error.message)
