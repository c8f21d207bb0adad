"""The record on its way to whoever asked for it (R17)."""

from __future__ import annotations

from django.http import FileResponse

from councils.app.record import export_file


def whole_record() -> FileResponse:
    """The export as one file, which the server sends as fast as it is read."""
    return FileResponse(
        export_file(),
        as_attachment=True,
        filename="councils-record.jsonl",
        content_type="application/jsonl; charset=utf-8",
    )
