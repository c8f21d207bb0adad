"""Tables as files to take away: CSV and XLSX (``app/sheets.py`` writes them)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse

from councils.app.sheets import FORMS, Rows, csv_file, xlsx_file


def download(sheets: Mapping[str, Rows], name: str, form: str) -> HttpResponse:
    """The file ``name`` of this form: xlsx with all ``sheets``, csv with the first; 404 for any other form."""
    if form not in FORMS:
        raise Http404
    content = xlsx_file(sheets) if form == "xlsx" else csv_file(next(iter(sheets.values())))
    return attached(content, f"{name}.{form}", FORMS[form])


def attached(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
