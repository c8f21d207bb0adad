"""What falls when a holder falls, and who steps in (R10).

Theory of operation. Somebody falls: recalled, gone, or no longer sent from below. ``fall`` empties every seat they hold
here. ``react`` carries each emptied delegate's seat to the council above, which answers with ``Unseat``: there the
uncounted votes are void and the offices held by virtue of the seat fall in the same way, up to the congress. Only then
are the seats filled, from the base up: by the first alternate who still stands, or by an election called at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import RULE, Caused, CouncilId, Credential, Event, Events, Outcome, Voice
from councils.core.charter import OfficeRule
from councils.core.council import Council
from councils.core.electing import groups_of, reserved
from councils.core.election import CandidateStoodDown, ElectionCalled, called, running_election, vacancies
from councils.core.machines import ELECTION
from councils.core.office import ALTERNATE, AlternateStruck, OfficeFilled, Tenure, entitled, office_rule, vacates
from councils.core.recall import RecallMoot, running_recalls
from councils.core.refusal import Reason, refuse
from councils.core.rotation import barred
from councils.core.vote.ballot import VoteVoided
from councils.core.vote.reserved import places


@dataclass(frozen=True, slots=True)
class Unseat(Caused):
    """Caused below: the seat behind this credential is vacant."""

    credential: Credential
    cause: str


@dataclass(frozen=True, slots=True)
class DelegateUnseated(Event):
    credential: Credential
    council: CouncilId
    cause: str


@dataclass(frozen=True, slots=True)
class FillSeat(Caused):
    """Caused here: a seat is vacant, the next alternate is called for the rest of the term, ``until``."""

    office: str
    until: datetime


def fall(
    council: Council, voice: Voice, *, cause: str, at: datetime, office: str | None = None, recall: str = ""
) -> Events:
    """Everything of ``voice`` in this council falls (or only ``office``): seats, places in line, open recalls.

    ``recall`` is the matter of the recall that causes it, which is decided and so not moot.
    """
    seats = [t for t in council.held_by(voice) if office in (None, t.office)]
    lines = [name for name, line in council.alternates.items() if voice in line and office in (None, name)]
    moot = [r for r in running_recalls(council, voice, office) if r.id != recall]
    return (
        *(vacates(council, t, cause, at) for t in seats),
        *(AlternateStruck(name, voice, cause) for name in lines),
        *(RecallMoot(r.id) for r in moot),
        *(stand_downs(council, voice) if office is None else ()),
        *elections_called(council, seats, voice, at),
    )


def stand_downs(council: Council, voice: Voice) -> Events:
    return tuple(
        CandidateStoodDown(e.id, voice)
        for e in council.elections.values()
        if voice in e.candidates and ELECTION.allows(e.state, CandidateStoodDown)
    )


def elections_called(council: Council, seats: Collection[Tenure], falling: Voice, at: datetime) -> Events:
    """An election for each office that is left with an empty seat and nobody in line."""
    ids = council.matter_ids()
    return tuple(
        called(council, t.office, RULE, at, next(ids))
        for t in seats
        if deserted(council, t.office, falling, at) and running_election(council, t.office) is None
    )


def deserted(council: Council, name: str, falling: Voice, at: datetime) -> bool:
    """Whether a seat of this office stays empty when ``falling`` has left it."""
    office = office_rule(council, name)
    staying = [t for t in council.holders(name) if t.holder != falling]
    waiting = [v for v in eligible(council, name, at) if v != falling]
    return office is not None and len(staying) < entitled(council, office) and not waiting


def elections_to_empty(council: Council, at: datetime) -> Events:
    """An election for each office of this council that has an empty seat, and nobody in line or standing for it."""
    ids = council.matter_ids()
    return tuple(
        called(council, rule.name, RULE, at, next(ids))
        for rule in council.charter.offices
        if office_rule(council, rule.name)
        and vacancies(council, rule)
        and not line(council, rule.name)
        and not running_election(council, rule.name)
    )


def line(council: Council, office: str) -> tuple[Voice, ...]:
    """The alternates who can be called now: still here, and not holding the office already."""
    holders = {t.holder for t in council.holders(office)}
    return tuple(v for v in council.alternates.get(office, ()) if council.has_voice(v) and v not in holders)


def eligible(council: Council, office: str, at: datetime) -> tuple[Voice, ...]:
    """The alternates who can step in at ``at``, whatever has changed since they were elected (R11)."""
    return tuple(voice for voice in line(council, office) if barred(council, office, voice, at) is None)


def next_in_line(council: Council, office: OfficeRule, waiting: Collection[Voice], falling: Voice = "") -> Voice | None:
    """Who of ``waiting`` steps in (when ``falling`` falls): the first, but for seats reserved for another of them."""
    if not office.reserved:
        return next(iter(waiting), None)
    holders, seats = [t.holder for t in council.holders(office.name) if t.holder != falling], entitled(council, office)
    said = groups_of(council, office.name)
    house = places(seats, (*holders, *waiting), said, reserved(office.reserved, seats))
    return next((v for v in waiting if not house.doomed(v, holders, waiting)), None)


def unseat(council: Council, act: Unseat, at: datetime) -> Outcome:
    delegate = council.delegates.get(act.credential)
    if delegate is None:
        return refuse(Reason.NOT_ON_ROLL)
    void = [b.matter for b in council.ballots.values() if not b.closed and act.credential in b.votes]
    return (
        DelegateUnseated(act.credential, delegate.council, act.cause),
        *(VoteVoided(matter, act.credential) for matter in void),
        *fall(council, act.credential, cause=act.cause, at=at),
    )


def fill(council: Council, act: FillSeat, at: datetime) -> Outcome:
    office = office_rule(council, act.office)
    if office is None or not vacancies(council, office):
        return ()
    alternate = next_in_line(council, office, eligible(council, act.office, at))
    if alternate is not None:
        return (OfficeFilled(act.office, len(council.tenures) + 1, alternate, at, act.until, ALTERNATE),)
    if running_election(council, act.office):
        return ()
    election: ElectionCalled = called(council, act.office, RULE, at, next(council.matter_ids()))
    return (election,)


def on_delegate_unseated(council: Council, event: DelegateUnseated) -> Council:
    gone = event.credential
    return replace(
        council,
        delegates={name: d for name, d in council.delegates.items() if name != gone},
        ballots={key: b if b.closed else replace(b, roll=b.roll.without(gone)) for key, b in council.ballots.items()},
        elections={key: e.without(gone) if e.running else e for key, e in council.elections.items()},
        recalls={
            key: replace(r, roll=r.roll.without(gone), signatures=r.signatures - {gone}) if r.open else r
            for key, r in council.recalls.items()
        },
    )
