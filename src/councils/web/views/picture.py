"""The images of products themselves, and all of them as a file (R18, R19).

What is sent is what the record names, and nothing but pixels that were drawn here (``app/images.py``); a browser is
told not to take it for anything else. Where everybody may see the federation, caches may keep it for a day; where its
members alone may, each look is asked for.
"""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from councils.app.images import KIND
from councils.app.queries.pictures import image, pack, small_image
from councils.core.charter import Visibility
from councils.web.planning import congress, planned
from councils.web.visit import Visit, in_council

POLICY = "default-src 'none'; sandbox"


@require_safe
@in_council
@planned
def picture(request: HttpRequest, visit: Visit, code: str, name: str) -> HttpResponse:
    return sent(request, visit, name, image(congress(visit), code, name))


@require_safe
@in_council
@planned
def small_picture(request: HttpRequest, visit: Visit, code: str, name: str) -> HttpResponse:
    return sent(request, visit, f"{name}-small", small_image(congress(visit), code, name))


def sent(request: HttpRequest, visit: Visit, name: str, content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    everybody = visit.council.charter.visibility is not Visibility.MEMBERS
    answer = HttpResponse(
        content,
        content_type=KIND,
        headers={
            "Cache-Control": "public, max-age=86400, immutable" if everybody else "private, no-cache",
            "Content-Disposition": f'inline; filename="{name[:16]}.webp"',
            "Content-Security-Policy": POLICY,
            "ETag": f'"{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
    asked = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return asked or answer


@require_safe
@in_council
@planned
def pictures_file(request: HttpRequest, visit: Visit) -> Any:  # noqa: ARG001 - a view's signature
    """All pictures of the federation, as ``councils verify --pictures`` reads them."""
    root, file = congress(visit), TemporaryFile()  # noqa: SIM115 - closed when it is sent
    pack(file, [root])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"pictures-{root.id}.zip", content_type="application/zip")
