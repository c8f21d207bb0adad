"""The charter in force, and those before it (R15): whoever would join may read them, also where councils are hidden."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from councils.api.names import Number
from councils.api.problems import ProblemError, problem
from councils.api.shapes import address
from councils.app.identity import council
from councils.app.queries.charter_text import charter_toml
from councils.core.council import CharterVersion
from councils.store.models import Federation

router = Router(tags=["charter"])


class CharterLine(Schema):
    """``motion`` is what brought it; null for the founding."""

    version: int
    name: str
    since: datetime
    motion: str | None
    href: str


class CharterShape(CharterLine):
    toml: str


def versions() -> tuple[CharterVersion, ...]:
    federation = Federation.objects.first()
    root = council(federation.root) if federation else None
    return root.charters if root else ()


@router.get("/charters", response=list[CharterLine], url_name="charters")
def charters(request: HttpRequest) -> list[CharterLine]:  # noqa: ARG001  ninja's signature
    """Every version of the charter, the first of them first."""
    return [CharterLine(**line(one)) for one in versions()]


@router.get("/charters/{version}", response=CharterShape, url_name="charter")
def charter(request: HttpRequest, version: Number) -> CharterShape:  # noqa: ARG001
    """One version, as the TOML that people write."""
    found = next((one for one in versions() if one.version == version), None)
    if found is None:
        raise ProblemError(problem(404, "The charter has no such version."))
    return CharterShape(**line(found), toml=charter_toml(found.charter))


def line(one: CharterVersion) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.charter.name,
        "since": one.since,
        "motion": one.motion or None,
        "href": address("charter", one.version),
    }
