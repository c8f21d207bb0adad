"""What goes around every page: headers that let nothing from outside in and leave nothing behind, nouns, the clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from logging import getLogger
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from councils.app.nouns import speaking_for
from councils.app.perform import tick
from councils.app.tokens import note_uses
from councils.app.unavailable import FAULTS, unavailable
from councils.web.context import at_hand, vocabulary

LOG = getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
TICK_SECONDS = 5


def head(get_response: GetResponse) -> Callable[[HttpRequest], HttpResponseBase]:
    """HEAD is answered as GET is, with the length that its body would have, and without the body."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = get_response(request)
        if request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = iter(())
        elif request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return response

    return answer


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES or behind_a_secret(request):
            # What somebody was shown is kept by nobody.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def behind_a_secret(request: HttpRequest) -> bool:
    """Whether the address itself lets in who knows it: an invitation, a feed of one's own, a password set anew."""
    match = request.resolver_match
    return match is not None and not {"token", "uidb36"}.isdisjoint(match.kwargs)


def nouns(get_response: GetResponse) -> GetResponse:
    """Whoever makes a page speaks in the words of the federation that it is about; known once its address is."""

    def answer(request: HttpRequest) -> HttpResponse:
        with speaking_for(cache(lambda: vocabulary(at_hand(request)))):
            return get_response(request)

    return answer


def clock(get_response: GetResponse) -> GetResponse:
    """Whoever comes by winds the clock, every few seconds at most: what time has made due is done before the page.

    Where nothing can be written, the clock is late, which does no harm, and what can be read is shown.
    """
    last = [0.0]

    def answer(request: HttpRequest) -> HttpResponse:
        if monotonic() - last[0] > TICK_SECONDS and not request.path.startswith("/static/"):
            last[0] = monotonic()
            wind()
        return get_response(request)

    return answer


def wind() -> None:
    try:
        tick()
        note_uses()
    except FAULTS as error:
        if unavailable(error) is None:
            raise
        LOG.warning("What is due waits until it can be written: %s", error)
