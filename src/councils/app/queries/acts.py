"""The record as people read it: its acts, the newest first, page by page (R17)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

import msgspec
from django.core.paginator import Page, Paginator
from django.db.models import Q

from councils.core.act import CouncilId, Event
from councils.core.election import Mark
from councils.core.polling import CastVote
from councils.core.recall import SignPetition
from councils.ledger.head import Head, read_head
from councils.store.ledger import event
from councils.store.models import Act, SignedHead

PER_PAGE = 50
SINGLE = (CastVote.__name__, Mark.__name__, SignPetition.__name__)
"""What one person does with one paper; most of the record is made of these."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: what happened in one council, all at once."""

    seq: int
    council: CouncilId
    version: int
    at: datetime
    charter: int
    events: tuple[Event, ...]
    hash: str


def acts_page(page: str | None, council: CouncilId = "", *, single: bool = True) -> tuple[Page[Act], list[Told]]:
    """A page of the record, of all councils or of one, and its acts; numbers out of range give the nearest page.

    ``single`` says whether the votes and signatures of single people are among them.
    """
    rows = Act.objects.order_by("-seq")
    if council:
        rows = Act.objects.filter(council=council).order_by("-version")
    if not single:
        rows = rows.exclude(reduce(or_, (Q(act__startswith=f'["{name}"') for name in SINGLE)))
    found = Paginator(rows, PER_PAGE).get_page(page)
    return found, [told(act) for act in found.object_list]


def told(act: Act) -> Told:
    events = tuple(event(named) for named in msgspec.json.decode(act.events))
    return Told(act.seq, act.council, act.version, act.at, act.charter, events, act.hash)


def heads(number: int = 5) -> list[Head]:
    """The latest signed heads, the newest first."""
    rows = SignedHead.objects.order_by("-pk").values_list("head", flat=True)[:number]
    return [read_head(head) for head in rows]


def fingerprint(key: str) -> str:
    """What people compare to know a server's key: the SHA-256 of its bytes, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(key)).hexdigest()
    return " ".join(digits[i : i + 4] for i in range(0, 32, 4))
