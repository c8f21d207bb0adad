"""Elections and recalls (R4, R10). Who marked whom, and who signed, is shown to nobody but themselves."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.looking import Looker, looker
from councils.api.motions import BallotShape, ballot_shape
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.shapes import Who, address, number_of, who
from councils.app.queries.visibility import opener, own_paper
from councils.core.act import Voice
from councils.core.council import Council
from councils.core.election import Election, open_seats
from councils.core.recall import Recall
from councils.core.refusal import Reason, refuse

router = Router(tags=["elections and recalls"])


class ElectionLine(Schema):
    matter: str
    office: str
    state: str
    nominations_until: datetime
    closes: datetime | None
    href: str


class CandidateShape(Schema):
    """``marks``, ``elected`` and ``alternate`` (1 steps in first) are there once it is counted."""

    candidate: Who
    statement: str
    caucus: str
    marks: int | None
    elected: bool | None
    alternate: int | None


class ElectionShape(Schema):
    """``allowed``: marks on a ballot. ``lots`` were drawn among these; anyone can draw them again from ``seed``."""

    matter: str
    council: str
    office: str
    state: str
    renewal: bool
    nominations_until: datetime
    closes: datetime | None
    seats: int
    allowed: int
    roll: int
    took_part: int
    candidates: list[CandidateShape]
    mine: list[str] | None
    seed: str | None
    lots: list[str]


class RecallLine(Schema):
    matter: str
    office: str
    holder: Who
    state: str
    until: datetime
    href: str


class RecallShape(Schema):
    """``signatures`` of ``needed``. ``opened_by`` is null where whoever asks may not know; ``breach`` is the matter in
    which a mandate was breached, where the rule itself has opened it."""

    matter: str
    council: str
    office: str
    holder: Who
    opened_by: Who | None
    grounds: str
    breach: str | None
    state: str
    until: datetime
    signatures: int
    needed: int
    roll: int
    signed: bool | None
    ballot: BallotShape | None


@router.get("/councils/{council}/elections", response=Page[ElectionLine], url_name="elections")
def elections(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """The elections of a council, in the order of their numbers."""
    here = looker(request).council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.elections.values(), lambda e: number_of(e.id), lambda e: election_line(here, e))


def election_line(here: Council, found: Election) -> ElectionLine:
    return ElectionLine(
        matter=found.id,
        office=found.office,
        state=str(found.state),
        nominations_until=found.nominations_until,
        closes=found.closes,
        href=address("election", here.id, found.id),
    )


@router.get("/councils/{council}/elections/{matter}", response=ElectionShape, url_name="election")
def election(request: HttpRequest, council: Name, matter: Name) -> ElectionShape:
    """One election: who stands, and who is elected with how many marks."""
    asking = looker(request)
    here = asking.council(council)
    found = here.elections.get(matter)
    if found is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_MATTER)))
    paper = own_paper(here, matter, asking.papers)
    mine = found.ballots.get(paper) if paper else None
    decided = found.result
    return ElectionShape(
        matter=found.id,
        council=here.id,
        office=found.office,
        state=str(found.state),
        renewal=found.renewal,
        nominations_until=found.nominations_until,
        closes=found.closes,
        seats=decided.seats if decided else open_seats(here, found),
        allowed=found.allowed,
        roll=len(found.roll),
        took_part=len(found.ballots),
        candidates=[candidate(asking, here, found, voice) for voice in found.candidates],
        mine=list(mine) if mine is not None else None,
        seed=decided.seed if decided else None,
        lots=sorted(decided.lots) if decided else [],
    )


def candidate(asking: Looker, here: Council, found: Election, voice: Voice) -> CandidateShape:
    decided, said = found.result, found.candidates[voice]
    waits = decided is not None and voice in decided.alternates
    return CandidateShape(
        candidate=who(asking.names, here, voice),
        statement=said.statement,
        caucus=said.caucus,
        marks=decided.marks.get(voice, 0) if decided else None,
        elected=voice in decided.elected if decided else None,
        alternate=decided.alternates.index(voice) + 1 if decided and waits else None,
    )


@router.get("/councils/{council}/recalls", response=Page[RecallLine], url_name="recalls")
def recalls(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Petitions for recall and the votes on them, in the order of their numbers."""
    asking = looker(request)
    here = asking.council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.recalls.values(), lambda r: number_of(r.id), lambda r: recall_line(asking, here, r))


def recall_line(asking: Looker, here: Council, found: Recall) -> RecallLine:
    return RecallLine(
        matter=found.id,
        office=found.office,
        holder=who(asking.names, here, found.holder),
        state=str(found.state),
        until=found.until,
        href=address("recall", here.id, found.id),
    )


@router.get("/councils/{council}/recalls/{matter}", response=RecallShape, url_name="recall")
def recall(request: HttpRequest, council: Name, matter: Name) -> RecallShape:
    """One recall: the petition, and the vote."""
    asking = looker(request)
    here = asking.council(council)
    found = here.recalls.get(matter)
    if found is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_MATTER)))
    paper = own_paper(here, matter, asking.papers)
    told, ballot = opener(here, found, asking.voices), here.ballots.get(matter)
    return RecallShape(
        matter=found.id,
        council=here.id,
        office=found.office,
        holder=who(asking.names, here, found.holder),
        opened_by=who(asking.names, here, told) if told else None,
        grounds=found.grounds,
        breach=found.breach or None,
        state=str(found.state),
        until=found.until,
        signatures=len(found.signatures),
        needed=found.needed,
        roll=len(found.roll),
        signed=paper in found.signatures if paper else None,
        ballot=ballot_shape(asking, here, ballot) if ballot else None,
    )
