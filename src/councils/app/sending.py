"""The record on its way to whoever asked for it, in pieces, for both kinds of server (R17)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from os import fstat
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from councils.app.record import export_file

CHUNK = 1 << 16


def whole_record(request: HttpRequest) -> StreamingHttpResponse:
    """The export as one file."""
    file = export_file()
    content = Chunks(file) if isinstance(request, ASGIRequest) else file
    headers = {
        "Content-Disposition": 'attachment; filename="councils-record.jsonl"',
        "Content-Length": str(fstat(file.fileno()).st_size),
    }
    return StreamingHttpResponse(content, content_type="application/jsonl; charset=utf-8", headers=headers)


class Chunks:
    """A file for a server that asks without waiting; whoever answers closes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.close = file, file.close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while part := await sync_to_async(self.file.read)(CHUNK):
            yield part
