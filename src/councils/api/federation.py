"""The federation, its councils, their offices, and the delegates who sit in them (R1-R5, R8, R10)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.proposals import SpecialShape, special
from councils.api.shapes import Count, PreferenceCount, Who, address, count, preferred, who
from councils.app.queries.council_list import council_rows
from councils.app.queries.federations import federations
from councils.app.queries.mandates import Line, lines
from councils.app.queries.names import Names
from councils.app.queries.tenures import Link, link_of
from councils.app.queries.tip import tip
from councils.app.queries.visibility import hidden_federations
from councils.core.act import credential
from councils.core.charter import OfficeRule
from councils.core.council import Council
from councils.core.election import running_election, vacancies
from councils.core.office import DELEGATE, Delegate, Tenure, entitled, offices_of
from councils.core.refusal import Reason, refuse
from councils.core.vacancy import line as line_of
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


class CouncilShape(Schema):
    """``version`` and ``hash`` are the end of its record: they change with every act in it, and with nothing else."""

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
    version: int
    hash: str
    links: dict[str, str]


class HolderShape(Schema):
    """``number`` names the tenure in this council; ``seat`` the credential that it is in the council above."""

    number: int
    holder: Who
    since: datetime
    until: datetime
    elected_by: str
    seat: str | None


class OfficeShape(Schema):
    """``alternates`` step in, in this order; ``election`` is the one that is running. ``special`` says what a special
    office is for, what its holder may do, and when it lapses; ``motion`` has made it."""

    name: str
    title: str
    seats: int
    vacant: int
    holders: list[HolderShape]
    alternates: list[Who]
    election: str | None
    special: SpecialShape | None
    motion: str | None


class DelegateShape(Schema):
    credential: str
    name: str
    sent_by: str
    since: datetime
    until: datetime
    href: str


class MandateLine(Schema):
    """What a delegate was told, and did. ``bound``: what the mandate comes to for all ``seats`` of the delegation."""

    matter: str
    title: str
    closes: datetime
    closed: bool
    told: str
    seats: int
    bound: Count | None
    preferences: list[PreferenceCount] | None
    did: str | None
    verdict: str
    strict: bool


class DelegateInFull(Schema):
    credential: str
    name: str
    sent_by: str
    held: bool
    since: datetime
    until: datetime
    mandates: list[MandateLine]


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
    parts = ("offices", "delegates", "motions", "referrals", "elections", "recalls", "directives")
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
        version=end.version,
        hash=end.hash,
        links={part: address(part, here.id) for part in parts},
    )


@router.get("/councils/{council}/offices", response=list[OfficeShape], url_name="offices")
def offices(request: HttpRequest, council: Name) -> list[OfficeShape]:
    """The offices of a council, those of its charter and the special ones: who holds them, and who comes next."""
    asking = looker(request)
    here = asking.council(council)
    return [office(asking.names, here, rule) for rule in offices_of(here)]


def office(names: Names, here: Council, rule: OfficeRule) -> OfficeShape:
    running, made = running_election(here, rule.name), here.special.get(rule.name)
    return OfficeShape(
        name=rule.name,
        title=rule.title,
        seats=entitled(here, rule),
        vacant=vacancies(here, rule),
        holders=[holder(names, here, tenure) for tenure in here.holders(rule.name)],
        alternates=[who(names, here, voice) for voice in line_of(here, rule.name)],
        election=running.id if running else None,
        special=special(made.office) if made else None,
        motion=made.motion if made else None,
    )


def holder(names: Names, here: Council, tenure: Tenure) -> HolderShape:
    seat = tenure.office == DELEGATE and here.parent is not None
    return HolderShape(
        number=tenure.number,
        holder=who(names, here, tenure.holder),
        since=tenure.since,
        until=tenure.until,
        elected_by=tenure.by,
        seat=credential(here.id, tenure.number) if seat else None,
    )


@router.get("/councils/{council}/delegates", response=Page[DelegateShape], url_name="delegates")
def delegates(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Who sits in a council, sent from below; nobody does in a base assembly."""
    asking = looker(request)
    here = asking.council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.delegates.values(), lambda d: d.credential, lambda d: delegate_line(asking.names, here, d))


def delegate_line(names: Names, here: Council, sitting: Delegate) -> DelegateShape:
    return DelegateShape(
        credential=sitting.credential,
        name=names.of(here, sitting.credential),
        sent_by=sitting.council,
        since=sitting.since,
        until=sitting.until,
        href=address("delegate", here.id, sitting.credential),
    )


@router.get("/councils/{council}/delegates/{credential}", response=DelegateInFull, url_name="delegate")
def delegate(request: HttpRequest, council: Name, credential: Name) -> DelegateInFull:
    """A delegate with every mandate and every vote, side by side; also when the seat has fallen (R8)."""
    asking = looker(request)
    here = asking.council(council)
    link = link_of(asking.names.world, credential)
    if link is None or not link.is_seat or link.council.parent != here.id:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_OFFICE, office=credential)))
    return delegate_in_full(asking.names, link)


def delegate_in_full(names: Names, link: Link) -> DelegateInFull:
    return DelegateInFull(
        credential=link.seat,
        name=names.of(link.council, link.tenure.holder),
        sent_by=link.council.id,
        held=link.tenure.held,
        since=link.tenure.since,
        until=link.tenure.until,
        mandates=[mandate(line) for line in lines(names.world, link)],
    )


def mandate(line: Line) -> MandateLine:
    return MandateLine(
        matter=line.matter,
        title=line.title,
        closes=line.closes,
        closed=line.closed,
        told=str(line.told),
        seats=line.seats,
        bound=count(line.bound) if line.bound else None,
        preferences=preferred(line.bound),
        did=line.did and str(line.did),
        verdict=str(line.verdict),
        strict=line.strict,
    )
