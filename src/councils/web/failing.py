"""When a page could not be made: a mistake of the program, a database that cannot be used at this moment, or a request
that is too large or not for this server.

The second is nobody's mistake. What was sent has not been put on the record, and can be sent again; the page says so,
and asks the database nothing itself.
"""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from councils.app.unavailable import HEADERS, unavailable


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while the exception is being handled."""
    words = unavailable(sys.exc_info()[1])
    if words is None:
        return server_error(request)
    return HttpResponse(loader.get_template("503.html").render({"words": words}), status=503, headers=HEADERS)


def unacceptable(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Called by Django for a request that it takes no further; nothing was done, and nothing in it is repeated."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    page = loader.get_template("400.html").render({"too_large": too_large})
    return HttpResponse(page, status=413 if too_large else 400)
