"""The federation, its councils, and what binds each of them (R1, R2, R16, R20)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.shapes import address
from councils.app.queries.council_list import council_rows
from councils.app.queries.federations import federations
from councils.app.queries.tip import tip
from councils.app.queries.visibility import hidden_federations
from councils.core.competence import Decision
from councils.core.council import Split
from councils.store.models import CouncilRow, Federation

router = Router(tags=["councils"])


class FederationShape(Schema):
    """``root`` is the congress; ``vocabulary`` are the federation's own words for the usual ones."""

    name: str
    demonstration: bool
    founded: datetime
    root: str
    charter_version: int
    vocabulary: dict[str, str]
    councils: str
    record: str


class FederationLine(Schema):
    """``members_only``: of its councils nothing is shown to whoever asks now; its charters are for everybody."""

    name: str
    root: str
    members_only: bool
    charters: str
    href: str


class CouncilLine(Schema):
    """A council as lists show it. ``turnout``: the share that took part in its last vote."""

    id: str
    name: str
    level: str
    parent: str | None
    members: int
    delegates: int
    seats: int
    vacant: int
    open_matters: int
    turnout: float | None
    href: str


class SplitShape(Schema):
    """Until ``until`` everybody here says whether they go with the ``part``, by the act choose_part."""

    part: str
    name: str
    motion: str
    until: datetime


class CouncilShape(Schema):
    """``version`` and ``hash`` are the end of its record: they change with every act in it, and with nothing else.

    ``formerly_below`` are councils that have merged, or have left; ``merged_into`` the one that this has gone over to;
    ``split`` is there while one is under way.
    """

    id: str
    name: str
    level: str
    kind: str
    place: str
    parent: str | None
    population: int
    founded: datetime
    charter_version: int
    is_base: bool
    roll: int
    represented: int
    below: list[str]
    formerly_below: list[str]
    merged_into: str | None
    split: SplitShape | None
    version: int
    hash: str
    links: dict[str, str]


class DecisionShape(Schema):
    """A motion says that it would change one by naming it in ``touches``; ``topic`` is the kind of matter."""

    decision: str
    council: str
    level: str
    title: str
    topic: str
    touches: list[str]
    changed_by: str | None


@router.get("/federation", response=FederationShape, url_name="federation")
def federation(request: HttpRequest) -> FederationShape:
    """The federation of this server, where there is one."""
    asking = looker(request)
    return in_full(asking, asking.federation())


@router.get("/federations", response=list[FederationLine], url_name="federations")
def all_federations(request: HttpRequest) -> list[FederationLine]:
    """Every federation of this server, by name: each can be joined by another, by the votes of both (R16)."""
    kept = {found.root for found in hidden_federations(looker(request).voices)}
    return [
        FederationLine(
            name=found.name,
            root=found.root,
            members_only=found.root in kept,
            charters=address("council_charters", found.root),
            href=address("one_federation", found.root),
        )
        for found in federations()
    ]


@router.get("/federations/{council}", response=FederationShape, url_name="one_federation")
def one_federation(request: HttpRequest, council: Name) -> FederationShape:
    """The federation that a council is part of."""
    asking = looker(request)
    return in_full(asking, asking.federation(council))


def in_full(asking: Looker, found: Federation) -> FederationShape:
    charter = asking.council(found.root).charters[-1]
    return FederationShape(
        name=found.name,
        demonstration=found.demonstration,
        founded=found.founded,
        root=found.root,
        charter_version=charter.version,
        vocabulary=dict(charter.charter.vocabulary),
        councils=address("councils"),
        record=address("acts"),
    )


@router.get("/councils", response=Page[CouncilLine], url_name="councils")
def councils(
    request: HttpRequest,
    response: HttpResponse,
    parent: Name | None = None,
    level: Name | None = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> dict[str, object]:
    """All councils that one may see, or those directly below one, or those of one level."""
    but = looker(request).hidden()
    pager = Pager(request, response, limit, cursor)
    rows = council_rows(parent, level, pager.begin(""), limit + 1, but)
    return pager.rows(rows, lambda row: row.pk, council_line)


def council_line(row: CouncilRow) -> CouncilLine:
    return CouncilLine(
        id=row.pk,
        name=row.name,
        level=row.level,
        parent=row.parent or None,
        members=row.members,
        delegates=row.delegates,
        seats=row.seats,
        vacant=row.vacant,
        open_matters=row.open_matters,
        turnout=row.turnout,
        href=address("council", row.pk),
    )


@router.get("/councils/{council}", response=CouncilShape, url_name="council")
def council(request: HttpRequest, council: Name) -> CouncilShape:
    """One council."""
    here = looker(request).council(council)
    end = tip(here.id)
    parts = ("offices", "delegates", "motions", "referrals", "elections", "recalls", "directives", "decisions")
    return CouncilShape(
        id=here.id,
        name=here.name,
        level=here.level,
        kind=here.kind,
        place=here.place,
        parent=here.parent,
        population=here.population,
        founded=here.founded,
        charter_version=here.version,
        is_base=here.is_base,
        roll=len(here.roll),
        represented=here.represented,
        below=sorted(here.below),
        formerly_below=sorted(here.former),
        merged_into=here.merged_into or None,
        split=split(here.split) if here.split else None,
        version=end.version,
        hash=end.hash,
        links={part: address(part, here.id) for part in parts},
    )


def split(found: Split) -> SplitShape:
    return SplitShape(part=found.part, name=found.name, motion=found.motion, until=found.until)


@router.get("/councils/{council}/decisions", response=Page[DecisionShape], url_name="decisions")
def decisions(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """What councils above have carried that binds here, and what has changed it since (R20)."""
    here = looker(request).council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.decisions.values(), lambda d: d.id, decision)


def decision(found: Decision) -> DecisionShape:
    return DecisionShape(
        decision=found.id,
        council=found.issuer,
        level=found.level,
        title=found.title,
        topic=found.matter,
        touches=list(found.touches),
        changed_by=found.changed_by or None,
    )
