"""The charter in force, and those before it (R15): whoever would join may read them, also where councils are hidden."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from councils.api.names import Name, Number
from councils.api.problems import ProblemError, problem, refusal
from councils.api.shapes import address
from councils.app.identity import council as find
from councils.app.queries.charter_text import charter_toml
from councils.app.queries.federations import only_federation, root_of
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.refusal import Reason, refuse

router = Router(tags=["charter"])


class CharterLine(Schema):
    """``version`` is the number that acts name it by; ``motion`` is what brought it; null for the founding."""

    version: int
    name: str
    since: datetime
    motion: str | None
    href: str


class CharterShape(CharterLine):
    toml: str


def the_root() -> CouncilId:
    """The congress of the only federation."""
    found = only_federation()
    if found is None:
        where = "Several federations are here, or none: ask for /api/v1/councils/COUNCIL/charters."
        raise ProblemError(problem(404, where))
    return found.root


def congress(name: CouncilId) -> Council:
    """The one above the council ``name``, which keeps all versions."""
    root = find(root_of(name))
    if root is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_COUNCIL)))
    return root


@router.get("/charters", response=list[CharterLine], url_name="charters")
def charters(request: HttpRequest) -> list[CharterLine]:
    """Every version of the charter of the only federation, the first of them first."""
    return council_charters(request, the_root())


@router.get("/charters/{number}", response=CharterShape, url_name="charter")
def charter(request: HttpRequest, number: Number) -> CharterShape:
    """One of these, as the TOML that people write."""
    return council_charter(request, the_root(), number)


@router.get("/councils/{council}/charters", response=list[CharterLine], url_name="council_charters")
def council_charters(request: HttpRequest, council: Name) -> list[CharterLine]:  # noqa: ARG001  ninja's signature
    """Every version that the federation of this council has stood under, the first of them first."""
    root = congress(council)
    return [CharterLine(**line(root, number)) for number in range(1, len(root.charters) + 1)]


@router.get("/councils/{council}/charters/{number}", response=CharterShape, url_name="council_charter")
def council_charter(request: HttpRequest, council: Name, number: Number) -> CharterShape:  # noqa: ARG001
    """One of these, counted from 1, as the TOML that people write."""
    root = congress(council)
    if number > len(root.charters):
        raise ProblemError(problem(404, "The charter has no such version."))
    return CharterShape(**line(root, number), toml=charter_toml(root.charters[number - 1].charter))


def line(root: Council, number: int) -> dict[str, Any]:
    one = root.charters[number - 1]
    return {
        "version": one.version,
        "name": one.charter.name,
        "since": one.since,
        "motion": one.motion or None,
        "href": address("council_charter", root.id, number),
    }
