"""When a page could not be made: a mistake of the program, or a database that cannot be used at this moment.

The second is nobody's mistake. What was sent has not been put on the record, and can be sent again; the page says so,
and asks the database nothing itself.
"""

from __future__ import annotations

import sys

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from councils.store.faults import Fault, fault

AGAIN_SECONDS = 30


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while the exception is being handled."""
    error = sys.exc_info()[1]
    kind = fault(error) if isinstance(error, DatabaseError | InterfaceError) else Fault.OTHER
    if kind is Fault.OTHER:
        return server_error(request)
    page = loader.get_template("503.html").render({"fault": kind.name})
    return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN_SECONDS)})
