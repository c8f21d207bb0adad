"""The offices of a council, who holds them, and the delegates who sit in it and what they were told (R4, R8, R14)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.looking import looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.proposals import SpecialShape, special
from councils.api.shapes import Count, PreferenceCount, Who, address, count, preferred, who
from councils.app.queries.mandates import Line, lines
from councils.app.queries.names import Names
from councils.app.queries.tenures import Link, link_of
from councils.core.charter import OfficeRule
from councils.core.council import Council
from councils.core.election import running_election, vacancies
from councils.core.office import DELEGATE, Delegate, Tenure, entitled, offices_of, seat_name
from councils.core.refusal import Reason, refuse
from councils.core.vacancy import line as line_of

router = Router(tags=["councils"])


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
        seat=seat_name(here, tenure) if seat else None,
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
