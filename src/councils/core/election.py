"""Elections: every office is filled by one, and by nothing else (R4).

Theory of operation. An election is called when a seat is vacant or a term is about to end; members stand; the roll is
frozen and the vote opens; the marks are counted, ties by lot. The first on the list take the seats, the next are the
alternates. A by-election fills what is vacant when it closes; a renewal fills every seat anew, and who is elected again
keeps the tenure and what rests on it above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from councils.core.act import Command, Event, Events, MatterId, Outcome, Paper, Polled, Voice
from councils.core.charter import OfficeRule
from councils.core.council import Council
from councils.core.machines import ELECTION, ElectionState
from councils.core.office import OfficeFilled, OfficeRenewed, entitled, office_rule, term_end, vacates
from councils.core.recall import RecallMoot
from councils.core.refusal import Reason, Refused, refuse
from councils.core.rotation import CandidateBarred, barred, still_standing
from councils.core.vote.count import ALLOWED, Count, count
from councils.core.vote.poll import freeze, frozen
from councils.core.vote.roll import Roll

TERM_ENDED = "term ended"  # and a successor was elected
RENEWAL_DAYS = 30  # before the end of a term, an election to the office can be called


@dataclass(frozen=True, slots=True)
class Candidacy:
    statement: str
    caucus: str


@dataclass(frozen=True, slots=True)
class Election:
    id: MatterId
    office: str
    renewal: bool
    state: ElectionState
    nominations_until: datetime
    candidates: Mapping[Voice, Candidacy] = field(default_factory=dict)
    closes: datetime | None = None
    allowed: int = 0  # marks on a ballot, the same for everyone, whatever changes while the vote is open
    roll: Roll = field(default_factory=Roll)
    ballots: Mapping[Paper, tuple[Voice, ...]] = field(default_factory=dict)
    result: ElectionDecided | None = None

    @property
    def running(self) -> bool:
        return self.state in (ElectionState.NOMINATION, ElectionState.VOTING)

    @property
    def complete(self) -> bool:
        return len(self.roll) > 0 and self.ballots.keys() == self.roll.papers

    def without(self, credential: Paper) -> Election:
        """This election when the seat behind ``credential`` has fallen: its vote falls too."""
        ballots = {paper: marks for paper, marks in self.ballots.items() if paper != credential}
        return replace(self, roll=self.roll.without(credential), ballots=ballots)


@dataclass(frozen=True, slots=True)
class CallElection(Command):
    by: Voice
    office: str


@dataclass(frozen=True, slots=True)
class Stand(Command):
    """Stand as a candidate. A caucus is a label: it changes no right and no count (R3)."""

    by: Voice
    election: MatterId
    statement: str = ""
    caucus: str = ""


@dataclass(frozen=True, slots=True)
class StandDown(Command):
    by: Voice
    election: MatterId


@dataclass(frozen=True, slots=True)
class OpenElection(Polled):
    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class Mark(Command):
    """Vote in an election; the last ballot of a paper counts."""

    matter: MatterId
    paper: Paper
    marks: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class CloseElection(Command):
    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class ElectionCalled(Event):
    election: MatterId
    office: str
    renewal: bool
    nominations_until: datetime
    by: Voice


@dataclass(frozen=True, slots=True)
class CandidateStood(Event):
    election: MatterId
    candidate: Voice
    statement: str
    caucus: str


@dataclass(frozen=True, slots=True)
class CandidateStoodDown(Event):
    election: MatterId
    candidate: Voice


@dataclass(frozen=True, slots=True)
class ElectionOpened(Event):
    """``allowed`` is how many candidates a ballot may mark."""

    election: MatterId
    roll: tuple[Paper, ...]
    allowed: int
    closes: datetime


@dataclass(frozen=True, slots=True)
class MarksCast(Event):
    election: MatterId
    paper: Paper
    marks: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class ElectionDecided(Event):
    """``marks`` per candidate; ``lots`` names those whose order the lot with ``seed`` decided."""

    election: MatterId
    seats: int
    marks: Mapping[Voice, int]
    elected: tuple[Voice, ...]
    alternates: tuple[Voice, ...]
    seed: str
    lots: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class ElectionVoid(Event):
    """Nobody stood, or nobody voted: the seats stay vacant, and anyone may call an election again."""

    election: MatterId


def vacancies(council: Council, office: OfficeRule) -> int:
    return max(0, entitled(council, office) - len(council.holders(office.name)))


def running_election(council: Council, office: str) -> Election | None:
    return next((e for e in council.elections.values() if e.office == office and e.running), None)


def open_seats(council: Council, election: Election) -> int:
    """How many the election fills if it closes now."""
    office = office_rule(council, election.office)
    if office is None:
        return 0
    return entitled(council, office) if election.renewal else vacancies(council, office)


def call(council: Council, act: CallElection, at: datetime) -> Outcome:
    office = office_rule(council, act.office)
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if office is None:
        return refuse(Reason.NO_SUCH_OFFICE, office=act.office)
    if running_election(council, act.office):
        return refuse(Reason.ELECTION_RUNNING)
    if vacancies(council, office):
        return (called(council, act.office, act.by, at, next(council.matter_ids())),)
    until = min((t.until for t in council.holders(act.office)), default=None)
    if until is None:
        return refuse(Reason.NO_SEATS, office=office.title)
    if at < until - timedelta(days=RENEWAL_DAYS):
        return refuse(Reason.OFFICE_FILLED, until=f"{until:%Y-%m-%d}")
    return (called(council, act.office, act.by, at, next(council.matter_ids()), renewal=True),)


def called(
    council: Council, office: str, by: Voice, at: datetime, election: MatterId, *, renewal: bool = False
) -> ElectionCalled:
    until = at + timedelta(days=council.charter.election.nomination_days)
    return ElectionCalled(election, office, renewal, until, by)


def find(council: Council, matter: MatterId) -> Election | Refused:
    return council.elections.get(matter) or refuse(Reason.NO_SUCH_MATTER)


def stand(council: Council, act: Stand, at: datetime) -> Outcome:
    election = find(council, act.election)
    if isinstance(election, Refused):
        return election
    if not council.has_voice(act.by):
        return refuse(Reason.NOT_ON_ROLL)
    if not ELECTION.allows(election.state, CandidateStood) or at >= election.nominations_until:
        return refuse(Reason.NOT_NOMINATING)
    holds = any(t.office == election.office for t in council.held_by(act.by))
    if act.by in election.candidates or (holds and not election.renewal):
        return refuse(Reason.STANDS_ALREADY)
    return barred(council, election.office, act.by, at) or (
        CandidateStood(act.election, act.by, act.statement, act.caucus),
    )


def stand_down(council: Council, act: StandDown, at: datetime) -> Outcome:
    election = find(council, act.election)
    if isinstance(election, Refused):
        return election
    if act.by not in election.candidates:
        return refuse(Reason.NOT_A_CANDIDATE, candidate=act.by)
    if not ELECTION.allows(election.state, CandidateStoodDown):
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if election.closes is not None and at >= election.closes:
        return refuse(Reason.TOO_LATE, when=f"{election.closes:%Y-%m-%d %H:%M}")
    return (CandidateStoodDown(act.election, act.by),)


def open_election(council: Council, act: OpenElection, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, ElectionOpened):
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at < election.nominations_until:
        return refuse(Reason.TOO_EARLY, when=f"{election.nominations_until:%Y-%m-%d %H:%M}")
    election, struck = still_standing(council, election, at)
    if not election.candidates:
        return (*struck, ElectionVoid(act.matter))
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    closes = at + timedelta(days=council.charter.election.voting_days)
    return (*struck, ElectionOpened(act.matter, roll, marks_allowed(council, election), closes))


def mark(council: Council, act: Mark, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, MarksCast) or election.closes is None:
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at >= election.closes:
        return refuse(Reason.TOO_LATE, when=f"{election.closes:%Y-%m-%d %H:%M}")
    if act.paper not in election.roll:
        return refuse(Reason.NOT_ON_THIS_ROLL)
    stranger = next((name for name in act.marks if name not in election.candidates), None)
    if stranger is not None:
        return refuse(Reason.NOT_A_CANDIDATE, candidate=stranger)
    marks = tuple(sorted(set(act.marks)))
    if len(marks) > election.allowed:
        return refuse(Reason.TOO_MANY_MARKS, marks=len(marks), allowed=election.allowed)
    return (MarksCast(act.matter, act.paper, marks),)


def marks_allowed(council: Council, election: Election) -> int:
    """How many candidates a ballot may mark, if the vote opens now."""
    office = office_rule(council, election.office)
    if office is None:
        return 0
    return ALLOWED[office.method](max(1, open_seats(council, election)), len(election.candidates))


def close_election(council: Council, act: CloseElection, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, ElectionDecided) or election.closes is None:
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at < election.closes and not election.complete:
        return refuse(Reason.TOO_EARLY, when=f"{election.closes:%Y-%m-%d %H:%M}")
    election, struck = still_standing(council, election, at)
    result = count(election.id, election.ballots, election.candidates)
    if not result.ranking:
        return (*struck, ElectionVoid(act.matter))
    return (*struck, *decided(council, election, result, at))


def decided(council: Council, election: Election, result: Count, at: datetime) -> Events:
    """In a by-election, who has come into the office since they stood (as an alternate) is passed over."""
    office = office_rule(council, election.office)
    assert office is not None  # an office that the charter gives up voids the elections to it
    sitting = () if election.renewal else [t.holder for t in council.holders(election.office)]
    ranking = tuple(name for name in result.ranking if name not in sitting)
    seats = open_seats(council, election)
    elected, alternates = ranking[:seats], ranking[seats : seats + office.alternates]
    verdict = ElectionDecided(election.id, seats, result.marks, elected, alternates, result.seed, result.lots)
    return (
        verdict,
        *succession(council, election, elected, term_end(council, election.office, at), at),
        *recalls_moot(council, verdict, election),
    )


def recalls_moot(council: Council, verdict: ElectionDecided, election: Election) -> Events:
    """A renewal settles the recall of whoever is neither holder nor alternate any more."""
    if not election.renewal:
        return ()
    staying = {*verdict.elected, *verdict.alternates}
    open_here = [r for r in council.recalls.values() if r.open and r.office == election.office]
    return tuple(RecallMoot(r.id) for r in open_here if r.holder not in staying)


def succession(
    council: Council, election: Election, elected: tuple[Voice, ...], until: datetime, at: datetime
) -> Events:
    """Who goes, who stays, who comes, in this order."""
    sitting = {t.holder: t for t in council.holders(election.office)} if election.renewal else {}
    gone = [t for holder, t in sitting.items() if holder not in elected]
    new = [holder for holder in elected if holder not in sitting]
    number = len(council.tenures)
    return (
        *(vacates(council, t, TERM_ENDED, at) for t in gone),
        *(
            OfficeRenewed(election.office, sitting[holder].number, until, election.id)
            for holder in elected
            if holder in sitting
        ),
        *(
            OfficeFilled(election.office, number + i, holder, at, until, election.id)
            for i, holder in enumerate(new, start=1)
        ),
    )


def on_election_called(council: Council, event: ElectionCalled) -> Council:
    state = ELECTION.first(event)
    return council.put(
        "elections",
        event.election,
        Election(event.election, event.office, event.renewal, state, event.nominations_until),
    )


def move(council: Council, event: Event, matter: MatterId, **changes: object) -> Council:
    election = council.elections[matter]
    return council.put(
        "elections",
        matter,
        replace(election, state=ELECTION.after(election.state, event), **changes),  # type: ignore[arg-type]
    )


def on_candidate_stood(council: Council, event: CandidateStood) -> Council:
    known = council.elections[event.election].candidates
    candidates = {**known, event.candidate: Candidacy(event.statement, event.caucus)}
    return move(council, event, event.election, candidates=candidates)


def on_candidate_gone(council: Council, event: CandidateStoodDown | CandidateBarred) -> Council:
    known = council.elections[event.election].candidates
    candidates = {name: c for name, c in known.items() if name != event.candidate}
    return move(council, event, event.election, candidates=candidates)


def on_election_opened(council: Council, event: ElectionOpened) -> Council:
    return move(
        council, event, event.election, roll=frozen(council, event.roll), allowed=event.allowed, closes=event.closes
    )


def on_marks_cast(council: Council, event: MarksCast) -> Council:
    ballots = {**council.elections[event.election].ballots, event.paper: event.marks}
    return move(council, event, event.election, ballots=ballots)


def on_election_decided(council: Council, event: ElectionDecided) -> Council:
    """The new alternates come after those of a by-election's predecessors, or replace them in a renewal."""
    election = council.elections[event.election]
    waiting = () if election.renewal else council.alternates.get(election.office, ())
    line = tuple(dict.fromkeys((*waiting, *event.alternates)))
    return move(council, event, event.election, result=event).put("alternates", election.office, line)


def on_election_void(council: Council, event: ElectionVoid) -> Council:
    return move(council, event, event.election)
