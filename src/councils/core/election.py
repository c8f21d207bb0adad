"""Elections: every office is filled by one, and by nothing else (R4).

Theory of operation. An election is called when a seat is vacant or a term is about to end; members stand; the roll is
frozen and the vote opens; the ballots are counted, ties by lot (``electing.py``). A by-election fills what is vacant
when it closes; a renewal fills every seat anew, and who is elected again keeps the tenure and what rests on it above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from councils.core.act import Command, Event, MatterId, Outcome, Paper, Polled, Voice, later
from councils.core.charter import Method, OfficeRule, ReservedSeats
from councils.core.council import Council
from councils.core.machines import ELECTION, ElectionState
from councils.core.office import entitled, office_rule
from councils.core.refusal import Reason, Refused, refuse
from councils.core.rotation import CandidateBarred, barred
from councils.core.vote.contest import NONE_OF_THESE, Duel, Stage
from councils.core.vote.methods import METHODS
from councils.core.vote.poll import frozen
from councils.core.vote.roll import Roll

TERM_ENDED = "term ended"  # and a successor was elected
RENEWAL_DAYS = 30  # before the end of a term, an election to the office can be called


@dataclass(frozen=True, slots=True)
class Candidacy:
    """``groups``: those of the charter's reserved seats that the candidate says they belong to."""

    statement: str
    caucus: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """So many ballots on paper that bear the same marks."""

    number: int
    marks: tuple[Voice, ...]


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
    method: Method | None = None  # where it isn't just the most marks that win
    none_of_these: bool = False
    offered: tuple[Voice, ...] = ()  # what the ballots named when the vote opened
    on_paper: bool = False
    piles: Mapping[Voice, tuple[Pile, ...]] = field(default_factory=dict)  # what each teller has entered
    counted: bool = False  # and two of them agreed
    result: ElectionDecided | None = None

    @property
    def options(self) -> tuple[Voice, ...]:
        """What a ballot can name."""
        return (*self.candidates, NONE_OF_THESE) if self.none_of_these else tuple(self.candidates)

    @property
    def ranked(self) -> bool:
        return self.method is not None and METHODS[self.method].ranked

    @property
    def running(self) -> bool:
        return self.state in (ElectionState.NOMINATION, ElectionState.VOTING)

    @property
    def complete(self) -> bool:
        return self.counted or (len(self.roll) > 0 and self.ballots.keys() == self.roll.papers)

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
    groups: tuple[str, ...] = later(())


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
    """Vote in an election; the last ballot of a paper counts. In the order of preference, where the method asks so."""

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
    groups: tuple[str, ...] = later(())


@dataclass(frozen=True, slots=True)
class CandidateStoodDown(Event):
    election: MatterId
    candidate: Voice


@dataclass(frozen=True, slots=True)
class ElectionOpened(Event):
    """``allowed`` is how many candidates a ballot may mark; ``method`` is told where not just the most marks win."""

    election: MatterId
    roll: tuple[Paper, ...]
    allowed: int
    closes: datetime
    method: Method | None = later(None)
    none_of_these: bool = later(default=False)


@dataclass(frozen=True, slots=True)
class MarksCast(Event):
    election: MatterId
    paper: Paper
    marks: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class ElectionDecided(Event):
    """``marks`` per candidate; ``lots`` names those whose order the lot with ``seed`` decided.

    ``marks`` are first preferences where ballots are ranked; ``quota``, ``stages`` and ``duels`` tell how they were
    counted, in the words of ``vote/contest.py``. ``uncontested``: no more stood than there were seats, and the charter
    asks for no vote then.
    """

    election: MatterId
    seats: int
    marks: Mapping[Voice, int]
    elected: tuple[Voice, ...]
    alternates: tuple[Voice, ...]
    seed: str
    lots: tuple[Voice, ...]
    quota: int = later(0)
    stages: tuple[Stage, ...] = later(())
    duels: tuple[Duel, ...] = later(())
    uncontested: bool = later(default=False)


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
    known = [rule.group for rule in reserved_seats(council, election.office)]
    unknown = next((group for group in act.groups if group not in known), None)
    if unknown is not None:
        return refuse(Reason.NO_SUCH_GROUP, group=unknown, known=", ".join(known) or "-")
    groups = tuple(group for group in known if group in act.groups)
    return barred(council, election.office, act.by, at) or (
        CandidateStood(act.election, act.by, act.statement, act.caucus, groups),
    )


def reserved_seats(council: Council, office: str) -> tuple[ReservedSeats, ...]:
    rule = office_rule(council, office)
    return rule.reserved if rule else ()


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
    candidates = {**known, event.candidate: Candidacy(event.statement, event.caucus, event.groups)}
    return move(council, event, event.election, candidates=candidates)


def on_candidate_gone(council: Council, event: CandidateStoodDown | CandidateBarred) -> Council:
    known = council.elections[event.election].candidates
    candidates = {name: c for name, c in known.items() if name != event.candidate}
    return move(council, event, event.election, candidates=candidates)


def on_election_opened(council: Council, event: ElectionOpened) -> Council:
    return move(
        council,
        event,
        event.election,
        roll=frozen(council, event.roll),
        allowed=event.allowed,
        closes=event.closes,
        method=event.method,
        none_of_these=event.none_of_these,
        offered=replace(council.elections[event.election], none_of_these=event.none_of_these).options,
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
