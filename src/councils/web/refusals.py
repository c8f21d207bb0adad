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
from django.utils.translation import gettext as _

from councils.core.refusal import Reason, Refused

_MISSING = {Reason.NO_SUCH_COUNCIL, Reason.NO_SUCH_MATTER, Reason.NO_SUCH_OFFICE, Reason.NO_SUCH_DIRECTIVE}
_NOT_YOURS = {
    Reason.NOT_ON_ROLL,
    Reason.NOT_ON_THIS_ROLL,
    Reason.NOT_THE_OFFICER,
    Reason.NOT_THE_PROPOSER,
    Reason.FRANCHISE,
    Reason.SECONDS_OWN,
    Reason.AGAINST_MANDATE,
    Reason.NO_MANDATE,
}
_UNFIT = {
    Reason.EMPTY_TEXT,
    Reason.NOT_A_CANDIDATE,
    Reason.TOO_MANY_MARKS,
    Reason.COUNT_OVER_ROLL,
    Reason.KIND_NOT_HERE,
    Reason.NO_CHARTER,
    Reason.CHARTER_UNFIT,
}


def told(refused: Refused, title: str = "", *remedies: tuple[str, str]) -> dict[str, Any]:
    """The context of the ``refusal`` component; ``remedies`` (text, address) come after the rules' own."""
    details = {name: _(value) if isinstance(value, str) and value else value for name, value in refused.details.items()}
    own = _(refused.reason.remedy).format_map(details)
    return {
        "rule": refused.rule,
        "title": title,
        "reason": _(refused.reason.text).format_map(details),
        "remedies": [{"text": own}, *({"text": text, "url": url} for text, url in remedies)],
    }


def status_of(refused: Refused) -> int:
    for number, reasons in ((404, _MISSING), (403, _NOT_YOURS), (422, _UNFIT)):
        if refused.reason in reasons:
            return number
    return 409


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
