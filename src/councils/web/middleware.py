"""What goes around every page: a policy that lets nothing from outside in, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from django.http import HttpRequest, HttpResponse

from councils.app.perform import tick

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
TICK_SECONDS = 5


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def clock(get_response: GetResponse) -> GetResponse:
    """Whoever comes by winds the clock, every few seconds at most: what time has made due is done before the page."""
    last = [0.0]

    def answer(request: HttpRequest) -> HttpResponse:
        if monotonic() - last[0] > TICK_SECONDS and not request.path.startswith("/static/"):
            last[0] = monotonic()
            tick()
        return get_response(request)

    return answer
