"""Terms end by themselves, and offices can be laid down (R11).

Theory of operation. Each act here is due at a time that the record names, and may be late: the clock calls the election
to an office so long before the first of its terms ends as the charter says, once for each term; it vacates a seat whose
term has ended, where the charter says so. Such a seat is not for the alternates, whose term was the same: they are
struck when nobody of their term is left, and an election fills it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from councils.core.act import RULE, Command, Events, Outcome, Voice
from councils.core.charter.limits import Expiry
from councils.core.council import Council
from councils.core.election import called, running_election
from councils.core.office import AlternateStruck, Tenure, office_rule, vacates
from councils.core.recall import RecallMoot, running_recalls
from councils.core.refusal import Reason, refuse
from councils.core.vacancy import fall

EXPIRED = "term over"  # and nobody was elected in its time


@dataclass(frozen=True, slots=True)
class CallRenewal(Command):
    """Call the election before the end of a term."""

    by: Voice
    office: str


@dataclass(frozen=True, slots=True)
class EndTerm(Command):
    """Vacate the seat of tenure ``number``, whose term has ended."""

    by: Voice
    number: int


@dataclass(frozen=True, slots=True)
class LayDown(Command):
    """Give up an office, or a place among its alternates, of one's own will."""

    by: Voice
    office: str


def renewal_due(council: Council, office: str) -> datetime | None:
    """When the clock calls the election to ``office``; None where it does not, or has done so for this term."""
    return next((when for when, name in renewals(council) if name == office), None)


def first_ends(council: Council) -> dict[str, datetime]:
    """When the first of the terms in each office ends that is held."""
    ends: dict[str, datetime] = {}
    for tenure in council.tenures.values():
        if tenure.held and (tenure.office not in ends or tenure.until < ends[tenure.office]):
            ends[tenure.office] = tenure.until
    return ends


def renewals(council: Council) -> Iterator[tuple[datetime, str]]:
    """Each office whose election the clock will call, with its time; every act asks for it, so in one pass."""
    ends = first_ends(council) if council.charter.terms.lead_days else {}
    if not ends:
        return
    running, called_until = set(), dict[str, datetime]()
    for election in council.elections.values():
        if election.running:
            running.add(election.office)
        if election.renewal:
            before = called_until.get(election.office, election.nominations_until)
            called_until[election.office] = max(before, election.nominations_until)
    lead = timedelta(days=council.charter.terms.lead_days)
    for office in council.charter.offices:
        name = office.name
        when = ends[name] - lead if name in ends and name not in running else None
        called_for_it = when is None or (name in called_until and called_until[name] > when)
        if when is not None and not called_for_it and office_rule(council, name) is not None:
            yield when, name


def expiries(council: Council) -> Iterator[Tenure]:
    """The tenures that end with their term; a special office lapses as a whole (``special.py``)."""
    if council.charter.terms.expiry is Expiry.VACATES:
        yield from (t for t in council.tenures.values() if t.held and t.office not in council.special)


def call_renewal(council: Council, act: CallRenewal, at: datetime) -> Outcome:
    when = renewal_due(council, act.office)
    if when is None:
        return refuse(Reason.NO_RENEWAL, office=act.office)
    if at < when:
        return refuse(Reason.TOO_EARLY, when=f"{when:%Y-%m-%d %H:%M}")
    return (called(council, act.office, act.by, at, next(council.matter_ids()), renewal=True),)


def end_term(council: Council, act: EndTerm, at: datetime) -> Outcome:
    tenure = council.tenures.get(act.number)
    if tenure is None or not tenure.held or tenure.office in council.special:
        return refuse(Reason.NOT_IN_OFFICE)
    if council.charter.terms.expiry is Expiry.STAYS:
        return refuse(Reason.TERM_STAYS)
    if at < tenure.until:
        return refuse(Reason.TOO_EARLY, when=f"{tenure.until:%Y-%m-%d %H:%M}")
    return expired(council, tenure, at)


def expired(council: Council, tenure: Tenure, at: datetime) -> Events:
    office, last = tenure.office, len(council.holders(tenure.office)) == 1
    line = council.alternates.get(office, ()) if last else ()
    moot = [r for voice in (tenure.holder, *line) for r in running_recalls(council, voice, office)]
    call = () if running_election(council, office) else (called(council, office, RULE, at, next(council.matter_ids())),)
    return (
        vacates(council, tenure, EXPIRED, at),
        *(AlternateStruck(office, voice, EXPIRED) for voice in line),
        *(RecallMoot(r.id) for r in moot),
        *call,
    )


def lay_down(council: Council, act: LayDown, at: datetime) -> Outcome:
    events = fall(council, act.by, cause="laid down", at=at, office=act.office)
    return events or refuse(Reason.NOT_IN_OFFICE)
