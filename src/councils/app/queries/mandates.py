"""What a delegate was told, and what the delegate did: side by side, for every vote of a seat (R8).

Theory of operation. The council where the seat is holds both: the mandate of the delegation, and the votes. Which
votes were a breach is on its record; whether a seat that did not vote followed its mandate, the charter says. The lines
outlive the tenure: what was done in office stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from councils.app.queries.history import happened
from councils.app.queries.tenures import Link
from councils.app.queries.waiting import title_of
from councils.core.act import Credential, MatterId
from councils.core.charter import MandateKind, Tie, Unvoted
from councils.core.council import Council
from councils.core.machines import MandateState
from councils.core.mandate import Answer, Mandate, bind
from councils.core.referral import MandateBreached
from councils.core.vote.ballot import Ballot, Mode, Votes
from councils.core.vote.verdict import Position
from councils.store.ledger import DatabaseLedger


class Verdict(StrEnum):
    KEPT = "kept"
    BREACH = "breach"
    FREE = "free"
    WAITING = "waiting"
    ABSENT = "absent"


class Told(StrEnum):
    """What the council that sent the delegate said."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    NONE = "none"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """One vote of a seat. ``bound`` is what the mandate came to for all ``seats`` of the delegation; ``sender`` whose
    delegation that is, which after a split is the assembly that was asked (R16)."""

    council: Council
    sender: Council
    matter: MatterId
    title: str
    closes: datetime
    closed: bool
    told: Told
    answer: Answer | None
    seats: int
    bound: Votes | None
    did: str | None
    verdict: Verdict
    strict: bool  # whether any other vote is refused
    counts: bool  # False where no valid decision below means that the seat does not count


def lines(world: DatabaseLedger, link: Link) -> list[Line]:
    """Every vote that the seat of ``link`` had a part in, the open ones first, then the latest."""
    above = world.council(link.council.parent) if link.is_seat and link.council.parent else None
    if above is None:
        return []
    breached = breaches(above, link.seat)
    found = [
        line(world, above, ballot, link, breached=ballot.matter in breached)
        for ballot in above.ballots.values()
        if ballot.mode is Mode.ELECTRONIC and (link.seat in ballot.roll or link.seat in ballot.votes)
    ]
    return sorted(found, key=lambda one: (one.closed, -one.closes.timestamp()))


def breaches(above: Council, seat: Credential) -> set[MatterId]:
    return {matter for matter, _ in breaches_at(above, seat)}


def breaches_at(above: Council, seat: Credential) -> Iterator[tuple[MatterId, datetime]]:
    for found in happened(above.id, MandateBreached):
        if isinstance(found.event, MandateBreached) and found.event.credential == seat:
            yield found.event.question, found.at


def line(world: DatabaseLedger, above: Council, ballot: Ballot, link: Link, *, breached: bool) -> Line:
    rule = above.charter.referral
    referral = above.referrals.get(ballot.matter)
    party = ballot.roll.sender(link.seat)
    mandate = referral.mandates.get(party) if referral else None
    seats = sum(ballot.roll.sender(name) == party for name in ballot.roll)
    given = mandate is not None and mandate.state is not MandateState.AWAITED
    answer = mandate.answer if mandate else None
    choosing = referral.choosing if referral else None
    bound = bind(answer, seats, rule, choosing) if given and rule.mandate is not MandateKind.FREE else None
    did = ballot.votes.get(link.seat)
    counts = bound is None or bound.total > 0
    return Line(
        council=above,
        sender=world.council(party) or link.council,
        matter=ballot.matter,
        title=title_of(above, ballot.matter)[0],
        closes=ballot.closes,
        closed=ballot.closed,
        told=told(mandate, rule.tie, ballot.closed),
        answer=answer,
        seats=seats,
        bound=bound,
        did=did,
        verdict=judged(ballot, did, bound, breached, rule.unvoted),
        strict=bound is not None and rule.mandate is MandateKind.IMPERATIVE,
        counts=counts,
    )


def told(mandate: Mandate | None, tie: Tie, closed: bool) -> Told:
    if mandate is not None and mandate.state is MandateState.AWAITED and not closed:
        return Told.WAITING
    if mandate is None or mandate.answer is None or not mandate.answer.valid:
        return Told.NONE
    on_tie = Told.ABSTAIN if tie is Tie.ABSTAIN else Told.NO
    return {Position.YES: Told.YES, Position.NO: Told.NO}.get(mandate.answer.position, on_tie)


def judged(ballot: Ballot, did: str | None, bound: Votes | None, breached: bool, unvoted: Unvoted) -> Verdict:
    if breached:
        return Verdict.BREACH
    if did is None and not ballot.closed:
        return Verdict.WAITING
    if bound is None or not bound.total:
        return Verdict.FREE if did is not None or bound is not None else Verdict.ABSENT
    if did is None:
        return Verdict.KEPT if unvoted is Unvoted.FOLLOWS_MANDATE else Verdict.ABSENT
    return Verdict.KEPT
