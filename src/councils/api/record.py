"""The record: its acts, one act with the proof that it is in a signed head, the heads, the whole as a file (R17).

An act is shown as the export has it, so that its hash can be computed again; who has the scope to see the record sees
the same as in the export.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from councils.api.looking import looker
from councils.api.names import Name, Number
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, problem
from councils.app.queries.acts import heads as latest_heads
from councils.app.queries.proof import entries_after, inclusion
from councils.app.sending import whole_record
from councils.ledger.entry import Entry
from councils.ledger.head import Head

router = Router(tags=["record"])
JSON_LINES = {"responses": {200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}}}


class ActShape(Schema):
    """``hash`` is the SHA-256 of the canonical JSON of all fields before it: sorted keys, no spaces, UTF-8."""

    seq: int
    council: str
    version: int
    at: str
    cause: int | None
    charter: int
    act: tuple[str, dict[str, Any]]
    events: list[tuple[str, dict[str, Any]]]
    prev: str
    hash: str


class HeadShape(Schema):
    """``root`` is the RFC 6962 tree head over the hashes of the first ``size`` acts; hex throughout."""

    federation: str
    size: int
    root: str
    documents: str
    at: str
    key: str
    signature: str


class ProofShape(Schema):
    """RFC 6962 (2.1.1): the leaf is the act's ``hash`` as ASCII text, at ``index`` from 0; ``path`` leads up."""

    act: ActShape
    index: int
    path: list[str]
    head: HeadShape


@router.get("/record", response=Page[ActShape], url_name="acts")
def acts(
    request: HttpRequest,
    response: HttpResponse,
    council: Name | None = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> dict[str, object]:
    """Every act of all councils, or of one, in the order of the record."""
    asking = looker(request)
    asking.record() if council is None else asking.council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.rows(entries_after(pager.begin(0), council, limit + 1), lambda entry: entry.seq, act_shape)


def act_shape(entry: Entry) -> ActShape:
    return ActShape(
        seq=entry.seq,
        council=entry.council,
        version=entry.version,
        at=rfc3339(entry.at),
        cause=entry.cause,
        charter=entry.charter,
        act=(entry.act[0], dict(entry.act[1])),
        events=[(name, dict(fields)) for name, fields in entry.events],
        prev=entry.prev,
        hash=entry.hash,
    )


def rfc3339(at: datetime) -> str:
    """As the record spells it: the hash covers every digit."""
    return at.isoformat().replace("+00:00", "Z")


def head_shape(head: Head) -> HeadShape:
    return HeadShape(
        federation=head.federation,
        size=head.size,
        root=head.root,
        documents=head.documents,
        at=rfc3339(head.at),
        key=head.key,
        signature=head.signature,
    )


@router.get("/record/heads", response=list[HeadShape], url_name="heads")
def heads(request: HttpRequest) -> list[HeadShape]:
    """The latest signed heads, the newest first: keep one, and any later change of the record can be proved."""
    looker(request).hidden()
    return [head_shape(head) for head in latest_heads()]


@router.get("/record/export", response={200: str}, url_name="export", openapi_extra=JSON_LINES)
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole record as one file of JSON lines, for `councils verify`."""
    looker(request).record()
    return whole_record()


@router.get("/record/{seq}", response=ProofShape, url_name="act")
def act(request: HttpRequest, seq: Number) -> ProofShape:
    """One act, with the proof that it is in a signed head."""
    asking = looker(request)
    asking.hidden()
    found = inclusion(seq)
    if found is None:
        raise ProblemError(problem(404, "The record has no act of this number."))
    asking.council(found.entry.council)
    return ProofShape(
        act=act_shape(found.entry),
        index=seq - 1,
        path=[step.hex() for step in found.path],
        head=head_shape(found.head),
    )
