"""What goes around every answer of the API, outside of all that says no, so that every no becomes a problem document.

Bodies are JSON, of a known length, and no longer than a megabyte; a picture's is an image, of ten at most. What was
read carries an ETag over its content: who has it already is answered 304. Nothing may be kept by caches between, since
what is shown hangs on who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from councils.api.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PREFIX = "/api/"
MOST_BYTES = 1_000_000
IMAGE_BYTES = 10_000_000
IMAGES = ("image/png", "image/jpeg", "image/webp")
MOST_DIGITS = 20  # of a length
JSON = "application/json"


def around_api(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the same answer; the server leaves its body out
        response = finished(request, unacceptable(request) or get_response(request))
        request.method = asked
        return response

    return answer


def unacceptable(request: HttpRequest) -> HttpResponse | None:
    """What is wrong with a body before anybody has read it."""
    if request.method in ("GET", "OPTIONS"):
        return None
    length = request.headers.get("Content-Length") or "0"
    if "Transfer-Encoding" in request.headers or not length.isdecimal() or len(length) > MOST_DIGITS:
        return problem(411, "Say how long the body is: send Content-Length.")
    image = request.method == "PUT" and request.path.endswith("/picture")
    most, kinds = (IMAGE_BYTES, IMAGES) if image else (MOST_BYTES, (JSON,))
    if int(length) > most:
        return problem(413, f"A body has {most:,} bytes at most.")
    if int(length) and request.content_type not in kinds:
        return problem(415, f"Send the body as {' or '.join(kinds)}.", {"Accept": ", ".join(kinds)})
    return None


def finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= 400 and response.headers.get("Content-Type") != "application/problem+json":
        response = restated(response)
    patch_vary_headers(response, ["Authorization"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK and request.method == "GET":
        set_response_etag(response)
        asked = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
        return asked or response
    return response


def restated(response: HttpResponseBase) -> HttpResponse:
    """The same no as a problem document."""
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    allowed = kept.get("Allow", "")
    detail = f"This address is asked with {allowed}." if allowed else ""
    return problem(response.status_code, detail, headers=kept)
