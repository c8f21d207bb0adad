"""Try a charter's counting on a tree of votes: what does the congress decide, and would others differ? (R7-R9)

Theory of operation. Nothing is computed here. A federation is founded in memory, its assemblies get as many members as
the table says and elect their delegates, one question is put before the congress and referred down, the assemblies vote
as the table says, delegates keep to what they were told, and the clock runs to the end. What every council said is then
read from their states. A roll stands in for the people of its place, where the charter's norms count these.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from councils.core.act import CLOCK, RULE, Command, CouncilId, MatterId
from councils.core.apportion import HOUSE_METHODS
from councils.core.apportioning import Apportion
from councils.core.charter import Basis, Charter, Kind
from councils.core.council import Council, FoundCouncil
from councils.core.countings import Countings
from councils.core.delegations import level_of
from councils.core.election import CallElection, CloseElection, Mark, OpenElection, Stand
from councils.core.mandate import Answer, bind
from councils.core.member import Admit, Apply
from councils.core.motion import OpenVote, Propose, Second
from councils.core.office import DELEGATE, entitled, office_rule
from councils.core.place import Place, Places
from councils.core.polling import CastVote
from councils.core.problem import Problem
from councils.core.proposal import Proposal
from councils.core.referral import delegations, seats_of
from councils.core.refusal import Refused
from councils.core.vote.options import Profile
from councils.core.vote.tally import Choice, Tally
from councils.ledger.memory import MemoryLedger

START = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS = ("council", "parent", "roll", "yes", "no", "abstain")


@dataclass(frozen=True, slots=True)
class Assembly:
    """A row of the table; ``votes`` and ``roll`` count only for the councils that have none below."""

    name: CouncilId
    parent: CouncilId
    roll: int
    votes: Tally


@dataclass(frozen=True, slots=True)
class Said:
    """What one council said, and what that came to for its delegates above (None where they are bound by nothing)."""

    council: CouncilId
    depth: int
    seats: int
    answer: Answer
    bound: Tally | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``said`` in the order of the tree, the congress not included."""

    said: tuple[Said, ...]
    countings: Countings
    carried: bool


def read_votes(text: str) -> tuple[Assembly, ...] | tuple[Problem, ...]:
    """The rows of a table with the columns ``council,parent,roll,yes,no,abstain``; empty cells are nought."""
    table = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        return (Problem(1, f"There is no column {missing[0]}.", f"The first line is {','.join(COLUMNS)}."),)
    rows: list[Assembly] = []
    problems: list[Problem] = []
    for cells in table:
        row = read_row(cells, table.line_num)
        (problems if isinstance(row, Problem) else rows).append(row)  # type: ignore[arg-type]
    return tuple(problems) or (tree_problems(rows) or tuple(rows))


def read_row(cells: Mapping[str, str | None], line: int) -> Assembly | Problem:
    texts = {name: (cells[name] or "").strip() for name in COLUMNS}
    wrong = [name for name in COLUMNS[2:] if texts[name] and not texts[name].isdecimal()]
    if wrong:
        return Problem(line, f"{wrong[0]} is {texts[wrong[0]]!r}.", "Write a whole number, or nothing.")
    roll, yes, no, abstain = (int(texts[name] or 0) for name in COLUMNS[2:])
    if yes + no + abstain > roll:
        said = f"{texts['council']} has {yes + no + abstain} votes and a roll of {roll}."
        return Problem(line, said, "Nobody votes twice: raise the roll, or lower the votes.")
    return Assembly(texts["council"], texts["parent"], roll, Tally(yes, no, abstain))


def tree_problems(rows: list[Assembly]) -> tuple[Problem, ...]:
    try:
        places_of(rows)
    except ValueError as error:
        return (
            Problem(1, f"The councils are not one tree: {error}.", "Name each once, with a parent; the root has none."),
        )
    return ()


def places_of(rows: list[Assembly] | tuple[Assembly, ...]) -> Places:
    """With as many people in each as all that is below it has members."""
    parents, people = {row.name: row.parent for row in rows}, Counter[str]()
    for row in rows:
        name, seen = row.name, set[str]()
        while name in parents and name not in seen:  # a ring is told of by ``Places``
            seen.add(name)
            people[name] += row.roll
            name = parents[name]
    return Places(Place(row.name, row.name, "", row.parent, people[row.name]) for row in rows)


def count(charter: Charter, rows: tuple[Assembly, ...]) -> Outcome:
    """Refer one resolution down the tree of ``rows`` under ``charter`` and count it; votes are taken as they stand."""
    rule = replace(charter.motion(Kind.RESOLUTION), referred=True)
    trial = Trial(replace(charter, motions={**charter.motions, Kind.RESOLUTION: rule}), rows)
    question = trial.ask()
    trial.answer(question)
    root = trial.councils[trial.places.root.code]
    countings = root.referrals[question].countings
    assert countings is not None  # the ballot has closed
    return Outcome(tuple(trial.said(question, root, 0)), countings, root.motions[question].verdict.carried)  # type: ignore[union-attr]


class ImpracticableError(ValueError):
    """The charter does not let this tree act: what it refused, and where."""


class Trial:
    """A federation in memory whose people do what the table says."""

    def __init__(self, charter: Charter, rows: tuple[Assembly, ...]) -> None:
        norms = (replace(n, basis=Basis.POPULATION) if n.method in HOUSE_METHODS else n for n in charter.norms)
        self.charter = charter = replace(charter, norms=tuple(norms))  # shared out before there are members above
        self.rows = {row.name: row for row in rows}
        self.places = places_of(rows)
        self.ledger = MemoryLedger()
        self.now = START
        for place in self.places:
            self.found(place)
        for place in self.places:
            for level in dict.fromkeys(self.councils[below.code].level for below in self.places.children(place.code)):
                if (norm := charter.norm(level)) and norm.method in HOUSE_METHODS:
                    self.do(place.code, Apportion(RULE, level))
        for leaf in self.places.leaves():
            self.join(leaf.code)
        for height in range(self.places.height(self.places.root.code)):
            alike = [place.code for place in self.places if self.places.height(place.code) == height and place.parent]
            self.elect([name for name in alike if self.councils[name].roll])

    @property
    def councils(self) -> Mapping[CouncilId, Council]:
        return self.ledger.states

    def do(self, council: CouncilId, command: Command) -> None:
        done = self.ledger.act(council, command, self.now)
        if isinstance(done, Refused):
            raise ImpracticableError(f"{council}: {done}")

    def found(self, place: Place) -> None:
        level = level_of(self.charter, self.places, place.code)
        founding = FoundCouncil(
            place.code, place.name, place.code, level, self.charter, 1, place.parent or None, "", place.population
        )
        self.do(place.code, founding)

    def join(self, name: CouncilId) -> None:
        grounds = tuple(c.token for c in self.charter.franchise.requires)
        for number in range(self.rows[name].roll):
            self.do(name, Apply(f"{name}~{number}", grounds))
            if not self.councils[name].members[f"{name}~{number}"].active:
                self.do(name, Admit(f"{name}~0", f"{name}~{number}"))

    def elect(self, names: Sequence[CouncilId]) -> None:
        """All of these councils elect their delegates at the same time, each the first on its roll."""
        running = {name: office for name in names if (office := office_rule(self.councils[name], DELEGATE))}
        for name, office in running.items():
            roll = self.councils[name].roll
            self.do(name, CallElection(roll[0], DELEGATE))
            (election,) = self.councils[name].elections
            for voice in roll[: entitled(self.councils[name], office)]:
                self.do(name, Stand(voice, election))
        self.now += timedelta(days=self.charter.election.nomination_days)
        for name in running:
            (election,) = self.councils[name].elections
            self.do(name, OpenElection(CLOCK, matter=election))
            if papers := self.councils[name].elections[election].roll:  # none where whoever stands alone is elected
                standing = tuple(self.councils[name].elections[election].candidates)
                self.do(name, Mark(election, min(papers), standing))
        self.now += timedelta(days=self.charter.election.voting_days)
        for name in running:
            (election,) = self.councils[name].elections
            if self.councils[name].elections[election].roll:
                self.do(name, CloseElection(CLOCK, election))

    def ask(self) -> MatterId:
        """The question before the congress, seconded and referred."""
        root = self.places.root.code
        voices = self.councils[root].roll
        if len(voices) <= self.charter.motion(Kind.RESOLUTION).seconders:
            raise ImpracticableError(f"{root} has {len(voices)} delegates, too few to propose and second the question")
        self.do(root, Propose(voices[0], Proposal(Kind.RESOLUTION, "The question")))
        (question,) = self.councils[root].motions
        for voice in voices[1 : self.charter.motion(Kind.RESOLUTION).seconders + 1]:
            self.do(root, Second(voice, question))
        self.now = self.councils[root].motions[question].notice_until or self.now
        self.do(root, OpenVote(CLOCK, matter=question))
        return question

    def answer(self, question: MatterId) -> None:
        for row in self.rows.values():
            if self.councils[row.name].is_base:
                papers = iter(sorted(self.councils[row.name].ballots[question].roll))
                for choice in Choice:
                    for _ in range(row.votes[choice]):
                        self.do(row.name, CastVote(question, next(papers), choice))
        for closes in sorted({council.ballots[question].closes for council in self.councils.values()}):
            for council in [c for c in self.councils.values() if c.ballots[question].closes == closes]:
                self.keep_to_it(council, question)
            self.now = closes
            self.ledger.tick(closes)

    def keep_to_it(self, council: Council, question: MatterId) -> None:
        """Its delegates vote as those below have told them; all answers are in by now."""
        for party in () if council.is_base else delegations(council, question):
            assert not isinstance(party.bound, Profile)  # the question is one of yes or no
            told = [choice for choice in Choice for _ in range((party.bound or Tally())[choice])]
            for paper, choice in zip(seats_of(council.ballots[question], party.council), told, strict=False):
                self.do(council.id, CastVote(question, paper, choice))

    def said(self, question: MatterId, council: Council, depth: int) -> Iterator[Said]:
        for name in council.below:
            child = self.councils[name]
            answer = child.referrals[question].answer
            assert answer is not None  # the deadline has passed
            seats = len(child.holders(DELEGATE))
            bound = bind(answer, seats, self.charter.referral)
            assert not isinstance(bound, Profile)  # the question is one of yes or no
            yield Said(name, depth, seats, answer, bound)
            yield from self.said(question, child, depth + 1)
