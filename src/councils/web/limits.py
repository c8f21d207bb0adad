"""How often one address may guess: a window of fixed length, counted in the cache.

Sign-in is limited by allauth (``ACCOUNT_RATE_LIMITS``); this is for the links of ours that are worth guessing.
"""

from __future__ import annotations

from time import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WINDOW = 60  # seconds


def key(request: HttpRequest, what: str) -> str:
    address = get_adapter(request).get_client_ip(request)
    return f"limit:{what}:{address}:{int(time() // WINDOW)}"


def failed(request: HttpRequest, what: str) -> None:
    """Count a guess that came to nothing."""
    name = key(request, what)
    cache.add(name, 0, 2 * WINDOW)
    cache.incr(name)


def exhausted(request: HttpRequest, what: str, allowed: int) -> bool:
    return int(cache.get(key(request, what), 0)) >= allowed


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(WINDOW)
    return response
