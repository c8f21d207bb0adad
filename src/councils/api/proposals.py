"""What stands beside the words of a motion: amendments, what it contradicts, the office it would make (R6, R14, R20).

An amendment has the whole new wording and the one that it was written against, so that a program shows the difference
as it likes. It is seconded, taken in and voted on under its own number.
"""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from councils.api.ballots import BallotShape, ballot_shape
from councils.api.looking import Looker
from councils.api.shapes import VerdictShape, Who, verdict, who
from councils.core.act import RULE
from councils.core.amending import in_order
from councils.core.amendment import Amendment
from councils.core.competence import Flag, standing_above
from councils.core.council import Council
from councils.core.motion import Motion
from councils.core.special import SpecialOffice
from councils.core.wording import Wording


class WordingShape(Schema):
    title: str
    text: str


class AmendmentShape(Schema):
    """``base`` is what the motion said when it was written. ``place``: as which of those still to come it is written in
    if it is carried. ``why`` it lapsed, or which other one has overtaken it."""

    matter: str
    proposed_by: Who
    proposed: datetime
    reason: str
    base: WordingShape
    wording: WordingShape
    state: str
    seconders: int
    place: int | None
    why: str
    verdict: VerdictShape | None
    ballot: BallotShape | None


class FlagShape(Schema):
    """That a motion contradicts ``decision``, which ``stands`` or has been changed. ``by`` is null where it is the rule
    that says so, because the motion names what it changes."""

    decision: str
    stands: bool
    by: Who | None
    why: str
    at: datetime


class SpecialShape(Schema):
    """A special office: what it is for, what its holder may do, and when it lapses by itself."""

    title: str
    purpose: str
    powers: str
    until: datetime
    seats: int


def amendments(asking: Looker, home: Council, motion: Motion) -> list[AmendmentShape]:
    places = {waiting.id: place for place, waiting in enumerate(in_order(home, motion), start=1)}
    return [amendment(asking, home, a, places.get(a.id)) for a in motion.amendments.values()]


def amendment(asking: Looker, home: Council, found: Amendment, place: int | None) -> AmendmentShape:
    ballot = home.ballots.get(found.id)
    return AmendmentShape(
        matter=found.id,
        proposed_by=who(asking.names, home, found.by),
        proposed=found.proposed,
        reason=found.reason,
        base=worded(found.base),
        wording=worded(found.wording),
        state=str(found.state),
        seconders=len(found.seconders),
        place=place,
        why=found.why,
        verdict=verdict(found.verdict) if found.verdict else None,
        ballot=ballot_shape(asking, home, ballot) if ballot else None,
    )


def worded(wording: Wording) -> WordingShape:
    return WordingShape(title=wording.title, text=wording.text)


def flag(asking: Looker, home: Council, found: Flag) -> FlagShape:
    return FlagShape(
        decision=found.decision,
        stands=bool(standing_above(home, found.decision)),
        by=None if found.by == RULE else who(asking.names, home, found.by),
        why=found.why,
        at=found.at,
    )


def special(office: SpecialOffice) -> SpecialShape:
    return SpecialShape(
        title=office.title, purpose=office.purpose, powers=office.powers, until=office.until, seats=office.seats
    )
