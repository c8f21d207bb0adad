"""Offices: delegates, chairs, secretaries, tellers, whatever the charter names (R4, R5).

Theory of operation. A *tenure* is one person's time in one office, numbered by the council that gave it. An office has
a number of seats, and so many tenures at most are held at a time. The tenure of a delegate is the seat in the council
above: its credential there is this council's id and the tenure's number, so that one recall takes with it, link by
link, all that was held by virtue of it (``vacancy.py``). A tenure that has come over from a council that was split or
merged keeps its name above (``carrying.py``).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from councils.core.act import (
    Caused,
    CouncilId,
    Credential,
    Event,
    MatterId,
    Outcome,
    Voice,
    credential,
    later,
    tenure_number,
)
from councils.core.apportion import HOUSE_METHODS
from councils.core.apportion import seats as seats_by_norm
from councils.core.charter import Basis, OfficeRule
from councils.core.council import Council
from councils.core.machines import OFFICE, Holding
from councils.core.refusal import Reason, refuse
from councils.core.sentence import gettext_noop

DELEGATE = "delegate"
SPEAKING = ("chair", "co-chair", "secretary")  # for their council in its daily business
COORDINATOR = "coordinator"  # of a workplace: speaks for it in its work
ALTERNATE = "alternate"  # what a tenure rests on that was not filled by its own election


@dataclass(frozen=True, slots=True)
class Held:
    """An office held in another council of the chain, by virtue of a tenure or as what it rests on (R11)."""

    council: CouncilId
    name: str  # of the council
    level: str
    office: str


@dataclass(frozen=True, slots=True)
class Tenure:
    number: int
    office: str
    holder: Voice
    since: datetime
    until: datetime
    by: MatterId  # the election it rests on
    state: Holding = Holding.HELD
    ended: str = ""
    origin: Credential = ""  # its first name, where it has come over from another council (R16)
    moved_to: CouncilId = ""
    terms: int = 1  # that it counts for (R11)
    left: datetime | None = None  # when it was vacated, where the charter limits terms
    above: tuple[Held, ...] = ()  # what is held by virtue of it, where the charter asks (R11)

    @property
    def held(self) -> bool:
        return self.state is Holding.HELD


@dataclass(frozen=True, slots=True)
class Delegate:
    """A seat in a council of delegates: who sent it, since when and until when."""

    credential: Credential
    council: CouncilId
    number: int  # of the tenure in ``council``
    since: datetime
    until: datetime
    before: tuple[Credential, ...] = ()  # earlier seats of the same person, from the same tenures below (R11)
    offices: tuple[Held, ...] = ()  # what the person holds below


@dataclass(frozen=True, slots=True)
class OfficeFilled(Event):
    office: str
    number: int
    holder: Voice
    since: datetime
    until: datetime
    by: MatterId


@dataclass(frozen=True, slots=True)
class OfficeRenewed(Event):
    """Elected again: the tenure goes on, and with it what is held above."""

    office: str
    number: int
    until: datetime
    by: MatterId


@dataclass(frozen=True, slots=True)
class OfficeVacated(Event):
    office: str
    number: int
    holder: Voice
    cause: str
    at: datetime | None = later(None)  # where the charter limits terms


@dataclass(frozen=True, slots=True)
class AlternateStruck(Event):
    """An alternate who will not be called any more: recalled, or gone."""

    office: str
    holder: Voice
    cause: str


@dataclass(frozen=True, slots=True)
class SeatDelegate(Caused):
    """Caused below: ``council`` has filled or renewed tenure ``number``; it has ``represented`` members now."""

    council: CouncilId
    number: int
    until: datetime
    represented: int
    origin: Credential = later("")  # the name of the seat, where the tenure has come over
    before: tuple[Credential, ...] = later(())
    offices: tuple[Held, ...] = later(())


@dataclass(frozen=True, slots=True)
class DelegateSeated(Event):
    credential: Credential
    council: CouncilId
    since: datetime
    until: datetime
    represented: int
    before: tuple[Credential, ...] = later(())
    offices: tuple[Held, ...] = later(())


def seat_name(council: Council, tenure: Tenure) -> Credential:
    """The name that the holder of a delegate's tenure of ``council`` has in the council above."""
    return tenure.origin or credential(council.id, tenure.number)


def come_over(council: Council, name: Credential) -> Tenure | None:
    """The tenure that has come over to ``council`` under this name (R16), the latest where it came back."""
    return next((t for t in reversed(list(council.tenures.values())) if t.origin == name), None)


def own_names(council: Council, voice: Voice) -> AbstractSet[Voice]:
    """The names that this person has or had in this council, as far as its record and those below show (R11)."""
    sent = council.delegates.get(voice)
    return {voice, *(sent.before if sent else ())}


def officers(council: Council, *offices: str) -> AbstractSet[Voice]:
    """Who holds any of these offices now."""
    return {t.holder for office in offices for t in council.holders(office)}


def may_act(council: Council, by: Voice) -> bool:
    """Whether ``by`` may speak for the council in its daily business: its officers, or anyone while it has none."""
    return by in (officers(council, *SPEAKING) or set(council.roll))


def speaking_offices(council: Council) -> str:
    """Who speaks for a council in its daily business, in words."""
    if officers(council, COORDINATOR):
        return gettext_noop("coordinator, {chair} or {secretary}")
    return gettext_noop("{chair} or {secretary}")


def answering_offices(council: Council) -> str:
    """Who says how a council carries out what was decided above, in words."""
    if officers(council, COORDINATOR):
        return gettext_noop("coordinator, {chair}, {secretary} or {delegate}")
    return gettext_noop("{chair}, {secretary} or {delegate}")


def entitled(council: Council, office: OfficeRule) -> int:
    """How many seats of ``office`` the council fills: a fixed number, or by the norm from its size now (R5).

    In a house shared out above, the number that was told; the norm's minimum before that. None where it was merged.
    """
    if council.merged_into:
        return 0
    if office.seats:
        return office.seats
    norm = council.charter.norm(council.level, council.kind)
    if norm is None:
        return 1
    if norm.method in HOUSE_METHODS:
        return norm.minimum if council.seats is None else council.seats
    return seats_by_norm(norm, council.population if norm.basis is Basis.POPULATION else council.represented)


def office_rule(council: Council, name: str) -> OfficeRule | None:
    """The rule for an office of this council, a special one too; None where it has no such office."""
    special = council.special.get(name)
    if special is not None:
        return special.rule(council.charter) if special.in_force else None
    office = council.charter.office(name)
    if office is None or not is_at(office, council.level, council.kind):
        return None
    return None if name == DELEGATE and council.parent is None else office


def is_at(office: OfficeRule, level: str, kind: str) -> bool:
    """Whether councils of this level, at a place of this kind, have the office."""
    here = not office.levels or level in office.levels
    return here and (not office.kinds or kind in office.kinds) and kind not in office.not_kinds


def named_office(council: Council, name: str) -> OfficeRule | None:
    """What an office is or was here, also when it has lapsed."""
    special = council.special.get(name)
    return special.rule(council.charter) if special is not None else council.charter.office(name)


def offices_of(council: Council) -> tuple[OfficeRule, ...]:
    """All offices that this council has now: those of the charter, then the special ones."""
    names = (*(office.name for office in council.charter.offices), *council.special)
    return tuple(rule for rule in (office_rule(council, name) for name in names) if rule is not None)


def term_end(council: Council, name: str, at: datetime) -> datetime:
    """When a term that begins at ``at`` ends: no special office outlasts its last day (R14)."""
    special = council.special.get(name)
    if special is not None:
        return special.office.until
    office = council.charter.office(name)
    assert office is not None  # an office that the charter gives up voids the elections to it
    return at + timedelta(days=office.term_days)


def seat(council: Council, act: SeatDelegate, at: datetime) -> Outcome:
    name = act.origin or credential(act.council, act.number)
    if act.council not in council.below:
        return refuse(Reason.NO_SUCH_COUNCIL)
    return (DelegateSeated(name, act.council, at, act.until, act.represented, act.before, act.offices),)


def vacates(council: Council, tenure: Tenure, cause: str, at: datetime) -> OfficeVacated:
    """``tenure`` ends; when, is told where the charter counts terms (R11)."""
    when = at if council.charter.rotation else None
    return OfficeVacated(tenure.office, tenure.number, tenure.holder, cause, when)


def on_office_filled(council: Council, event: OfficeFilled) -> Council:
    tenure = Tenure(
        number=event.number,
        office=event.office,
        holder=event.holder,
        since=event.since,
        until=event.until,
        by=event.by,
        state=OFFICE.first(event),
        terms=0 if is_short_rest(council, event) else 1,
    )
    line = tuple(v for v in council.alternates.get(event.office, ()) if v != event.holder)
    return council.put("tenures", event.number, tenure).put("alternates", event.office, line)


def is_short_rest(council: Council, event: OfficeFilled) -> bool:
    """Whether an alternate came in for half of a term or less, which is not counted as a term (R11)."""
    rule = council.charter.office(event.office)
    return event.by == ALTERNATE and rule is not None and short_rest(event.since, event.until, rule.term_days)


def short_rest(since: datetime, until: datetime, term_days: int) -> bool:
    return 2 * (until - since).days <= term_days


def on_office_renewed(council: Council, event: OfficeRenewed) -> Council:
    tenure = council.tenures[event.number]
    state = OFFICE.after(tenure.state, event)
    return council.put(
        "tenures", event.number, replace(tenure, state=state, until=event.until, by=event.by, terms=tenure.terms + 1)
    )


def on_office_vacated(council: Council, event: OfficeVacated) -> Council:
    tenure = council.tenures[event.number]
    state = OFFICE.after(tenure.state, event)
    return council.put("tenures", event.number, replace(tenure, state=state, ended=event.cause, left=event.at))


def on_alternate_struck(council: Council, event: AlternateStruck) -> Council:
    line = tuple(v for v in council.alternates.get(event.office, ()) if v != event.holder)
    return council.put("alternates", event.office, line)


def on_delegate_seated(council: Council, event: DelegateSeated) -> Council:
    below = replace(council.below[event.council], represented=event.represented)
    known = council.delegates.get(event.credential)
    since = known.since if known else event.since
    number = known.number if known else tenure_number(event.credential)
    delegate = Delegate(event.credential, event.council, number, since, event.until, event.before, event.offices)
    seated = council.put("delegates", event.credential, delegate).put("below", event.council, below)
    return seated if known else joining_polls(seated, event)


def joining_polls(council: Council, event: DelegateSeated) -> Council:
    """Who comes after somebody who fell takes their place in what is open to vote or to sign.

    In a poll that was open when their council branched off, the place is one of the council it came from.
    """
    seat, senders = event.credential, (event.council, council.below[event.council].origin)
    return replace(
        council,
        ballots={
            key: b if b.closed else replace(b, roll=b.roll.joined_by(seat, *senders))
            for key, b in council.ballots.items()
        },
        elections={
            key: replace(e, roll=e.roll.joined_by(seat, *senders)) if e.running else e
            for key, e in council.elections.items()
        },
        recalls={
            key: replace(r, roll=r.roll.joined_by(seat, *senders)) if r.open else r
            for key, r in council.recalls.items()
        },
    )
