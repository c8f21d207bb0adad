"""Elections and recalls (R4, R10). Who marked whom, and who signed, is shown to nobody but themselves."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.ballots import BallotShape, ballot_shape
from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.shapes import Who, address, number_of, who
from councils.app.queries.visibility import opener, own_paper
from councils.core.act import Voice
from councils.core.charter import Method
from councils.core.council import Council
from councils.core.electing import MOST_MARKS
from councils.core.election import Election, open_seats
from councils.core.office import office_rule
from councils.core.recall import Recall
from councils.core.refusal import Reason, refuse
from councils.core.vote.contest import NONE_OF_THESE, Stage, decimal
from councils.core.vote.methods import METHODS

router = Router(tags=["elections and recalls"])


class ElectionLine(Schema):
    matter: str
    office: str
    state: str
    nominations_until: datetime
    closes: datetime | None
    href: str


class CandidateShape(Schema):
    """``groups`` are those of the charter's reserved seats that they say they belong to. ``marks``, ``elected`` and
    ``alternate`` (1 steps in first) are there once it is counted."""

    candidate: Who
    statement: str
    caucus: str
    groups: list[str]
    marks: int | None
    elected: bool | None
    alternate: int | None


class StageShape(Schema):
    """One stage of a count by transfer. ``votes`` of each at its end, as texts with five decimals, since other programs
    would round numbers; ``exhausted``: of papers that name nobody any more, ``lost``: cut off, ``empty``: those that
    keep a seat empty. ``lot``: between whom it decided; ``guarded``: kept for a reserved seat."""

    action: str
    who: str | None
    votes: dict[str, str]
    exhausted: str
    lost: str
    empty: str
    elected: list[str]
    lot: list[str]
    guarded: list[str]


class DuelShape(Schema):
    """How many ballots put ``first`` before ``second``; ``path`` is the strength of the best way between them."""

    first: str
    second: str
    votes: int
    path: int


class ElectionShape(Schema):
    """``options``: what a ballot can name, ``*none*`` being none of these, with ``none_of_these`` marks once it is
    counted; ``allowed`` of them, in the order of preference where it is ``ranked``. ``method``: how it is counted.
    ``uncontested``: nobody had to vote. Where votes are transferred there are a ``quota`` and ``stages``, where
    candidates are compared two by two ``duels``. ``lots`` were drawn among these; anyone can draw them again from
    ``seed``."""

    matter: str
    council: str
    office: str
    state: str
    renewal: bool
    nominations_until: datetime
    closes: datetime | None
    seats: int
    method: str | None
    ranked: bool
    on_paper: bool
    options: list[str]
    allowed: int
    roll: int
    took_part: int
    candidates: list[CandidateShape]
    none_of_these: int | None
    uncontested: bool
    quota: int | None
    stages: list[StageShape]
    duels: list[DuelShape]
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
    decided, way = found.result, method(here, found)
    return ElectionShape(
        matter=found.id,
        council=here.id,
        office=found.office,
        state=str(found.state),
        renewal=found.renewal,
        nominations_until=found.nominations_until,
        closes=found.closes,
        seats=decided.seats if decided else open_seats(here, found),
        method=str(way) if way else None,
        ranked=way is not None and METHODS[way].ranked,
        on_paper=found.on_paper,
        options=list(found.offered or found.options),
        allowed=found.allowed,
        roll=len(found.roll),
        took_part=len(found.ballots),
        candidates=[candidate(asking, here, found, voice) for voice in found.candidates],
        none_of_these=decided.marks.get(NONE_OF_THESE) if decided else None,
        uncontested=decided.uncontested if decided else False,
        quota=decided.quota or None if decided else None,
        stages=[stage(s) for s in decided.stages] if decided else [],
        duels=[DuelShape(first=d.first, second=d.second, votes=d.votes, path=d.path) for d in decided.duels]
        if decided
        else [],
        mine=list(mine) if mine is not None else None,
        seed=decided.seed if decided else None,
        lots=sorted(decided.lots) if decided else [],
    )


def method(here: Council, found: Election) -> Method | None:
    """As the vote was opened; before that as the charter says, or None where there is no such office any more."""
    rule = office_rule(here, found.office)
    if found.method is not None or found.closes is None:
        return found.method or (rule.method if rule else None)
    return rule.method if rule and rule.method in MOST_MARKS else Method.APPROVAL


def stage(told: Stage) -> StageShape:
    return StageShape(
        action=str(told.action),
        who=told.who or None,
        votes={name: decimal(votes) for name, votes in told.votes.items()},
        exhausted=decimal(told.exhausted),
        lost=decimal(told.lost),
        empty=decimal(told.empty),
        elected=list(told.elected),
        lot=list(told.lot),
        guarded=list(told.guarded),
    )


def candidate(asking: Looker, here: Council, found: Election, voice: Voice) -> CandidateShape:
    decided, said = found.result, found.candidates[voice]
    waits = decided is not None and voice in decided.alternates
    return CandidateShape(
        candidate=who(asking.names, here, voice),
        statement=said.statement,
        caucus=said.caucus,
        groups=list(said.groups),
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
