"""Build federations for tests: only through the acts that people use, on the ledger in memory.

``Federation`` founds councils, admits members, elects delegates, and votes; every step goes through ``run``, and a
refusal where none was expected fails the test with its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from councils.core.act import Command, sender, tenure_number
from councils.core.charter import Apportionment, Charter, Kind, LevelRule, Norm
from councils.core.charter.document import charter_document
from councils.core.charter.toml import parse_charter
from councils.core.council import Council, FoundCouncil
from councils.core.election import CallElection, Election, Mark, OpenElection, Stand, running_election
from councils.core.machines import RecallState
from councils.core.member import Apply
from councils.core.motion import OpenVote, Propose, Second
from councils.core.office import DELEGATE
from councils.core.polling import CastVote, CloseBallot
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition, SignPetition
from councils.core.refusal import Refused
from councils.core.run import Step
from councils.core.vote.tally import Choice, Tally
from councils.ledger.export import lines, vouch
from councils.ledger.memory import MemoryLedger
from councils.presets import preset as preset_text

Tree = Mapping[str, "Tree"] | None

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
KEY = bytes(range(32))
PLANTED: dict[str, Federation] = {}


@cache
def preset(name: str = "open-assemblies") -> Charter:
    text = preset_text(name)
    assert text is not None, name
    charter = parse_charter(text)
    assert isinstance(charter, Charter), charter
    return charter


def with_rules(charter: Charter, **referral: object) -> Charter:
    """``charter`` with other rules of referral (mandate=..., binding=..., counting=...)."""
    return replace(charter, referral=replace(charter.referral, **referral))


def with_seats(charter: Charter, *seats: int) -> Charter:
    """``charter`` with a fixed number of delegates from each level, base first; the last number goes for all above."""
    names = [level.name for level in charter.levels]
    norms = [Norm(name, method=Apportionment.FIXED, seats=n) for name, n in zip(names, seats, strict=False)]
    rest = [Norm(method=Apportionment.FIXED, seats=seats[-1])] if len(seats) < len(names) - 1 else []
    return replace(charter, norms=(*norms, *rest))


def with_levels(charter: Charter, *names: str) -> Charter:
    return replace(charter, levels=tuple(LevelRule(name, name.title()) for name in names))


def planted(charter: Charter, tree: Tree, members: int = 6, name: str = "C") -> Federation:
    """A federation in which all seats are filled. ``tree`` is what stands below ``name``: a mapping for councils, None
    for an assembly; candidates stand in the order of the roll, as many as there are."""
    seed = repr((charter, tree, members, name))
    if seed not in PLANTED:
        PLANTED[seed] = Federation(charter)
        plant(PLANTED[seed], name, tree, None, len(charter.levels) - 1, members)
    return PLANTED[seed].copy()


def plant(federation: Federation, name: str, tree: Tree, parent: str | None, level: int, members: int) -> None:
    federation.found(name, parent, level if tree else 0)
    if not tree:
        federation.join(name, members)
    for below, under in (tree or {}).items():
        plant(federation, below, under, name, level - 1, members)
    if parent is not None:
        federation.elect(name, DELEGATE, federation[name].roll)


class Federation(MemoryLedger):
    """A ledger in memory with a clock that the test moves."""

    def __init__(self, charter: Charter | None = None) -> None:
        super().__init__()
        self.charter = charter or preset()
        self.now = START

    def __getitem__(self, name: str) -> Council:
        return self.states[name]

    def do(self, council: str, command: Command) -> tuple[Step, ...]:
        steps = self.act(council, command, self.now)
        assert not isinstance(steps, Refused), f"{command}: {steps}"
        return steps

    def refused(self, council: str, command: Command) -> Refused:
        refusal = self.act(council, command, self.now)
        assert isinstance(refusal, Refused), f"{command} was not refused"
        return refusal

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)
        self.tick(self.now)

    def found(self, name: str, parent: str | None = None, level: int = 0, population: int = 0) -> None:
        """A council at ``level`` of the charter, counted from the base."""
        self.do(
            name,
            FoundCouncil(name, name, name, self.charter.levels[level].name, self.charter, 1, parent, "", population),
        )

    def join(self, council: str, members: int) -> None:
        grounds = tuple(c.token for c in self.charter.franchise.requires)
        known = len(self[council].members)
        for n in range(known + 1, known + members + 1):
            self.do(council, Apply(f"{council}m{n}", grounds))

    def elect(self, council: str, office: str, ranking: Sequence[str]) -> str:
        """Elect ``ranking``'s first as far as there are seats, the next as alternates: each gets fewer votes."""
        election = self.election(council, office)
        for name in ranking:
            self.do(council, Stand(name, election.id))
        self.now = max(self.now, election.nominations_until)
        self.do(council, OpenElection("clock", election.id))
        marks = spread(
            ranking, sorted(self[council].elections[election.id].roll), self[council].elections[election.id].allowed
        )
        for paper, names in marks.items():
            self.do(council, Mark(election.id, paper, tuple(names)))
        self.pass_days(self.charter.election.voting_days)
        return election.id

    def election(self, council: str, office: str) -> Election:
        """The one that is running; called, if none is."""
        if running_election(self[council], office) is None:
            self.do(council, CallElection(self[council].roll[0], office))
        election = running_election(self[council], office)
        assert election is not None
        return election

    def propose(self, council: str, kind: Kind = Kind.RESOLUTION, title: str = "Water for all", **more: object) -> str:
        """A motion that is open to the vote."""
        voices = self[council].roll
        name = next(self[council].matter_ids())
        self.do(council, Propose(voices[0], Proposal(kind, title, "Text.", **more)))
        rule = self.charter.motion(kind)
        for voice in voices[1 : rule.seconders + 1]:
            self.do(council, Second(voice, name))
        self.now = self[council].motions[name].notice_until or self.now
        self.do(council, OpenVote("clock", name))
        return name

    def vote(self, council: str, matter: str, tally: Tally) -> None:
        """As many of the roll as ``tally`` says vote; in the order of the papers."""
        papers = iter(sorted(self[council].ballots[matter].roll))
        for choice in Choice:
            for _ in range(tally[choice]):
                self.do(council, CastVote(matter, next(papers), choice))

    def petition(self, council: str, holder: str, office: str = DELEGATE) -> str:
        """A petition that just enough have signed: its vote is open."""
        name = next(self[council].matter_ids())
        self.do(council, OpenPetition(self[council].roll[-1], holder, office, "They do not do what we said."))
        recall = self[council].recalls[name]
        for paper in sorted(recall.roll)[: recall.needed]:
            self.do(council, SignPetition(name, paper))
        return name

    def recall(self, council: str, holder: str, office: str = DELEGATE, tally: Tally | None = None) -> tuple[Step, ...]:
        """Petition, vote (all for it, if not said otherwise) and close."""
        name = self.petition(council, holder, office)
        self.vote(council, name, tally or Tally(yes=len(self[council].roll)))
        return self.close(council, name)

    def copy(self) -> Federation:
        """The same federation, to go another way from here: states never change in place."""
        twin, twin.codec = copy(self), copy(self.codec)
        twin.codec.charters, twin.codec.known = dict(self.codec.charters), dict(self.codec.known)
        twin.states, twin.record, twin.tips = dict(self.states), list(self.record), dict(self.tips)
        return twin

    def close(self, council: str, matter: str) -> tuple[Step, ...]:
        self.now = max(self.now, self[council].ballots[matter].closes)
        return self.do(council, CloseBallot("clock", matter))

    def export(self) -> list[bytes]:
        charters = [charter_document(charter) for charter in self.codec.charters.values()]
        head = vouch("test", (e.hash for e in self.record), charters, self.now, KEY)
        return list(lines(charters, self.record, head))


def spread(ranking: Sequence[str], papers: Sequence[str], allowed: int) -> dict[str, list[str]]:
    """Marks on ``papers`` that put the candidates in just this order: the last gets one, the one before two …"""
    marks: dict[str, list[str]] = {paper: [] for paper in papers}
    for votes, name in enumerate(reversed(ranking), start=1):
        free = sorted((p for p in papers if len(marks[p]) < allowed), key=lambda p: len(marks[p]))
        assert len(free) >= votes, "too few papers for this order"
        for paper in free[:votes]:
            marks[paper].append(name)
    return {paper: names for paper, names in marks.items() if names}


def person(federation: Federation, voice: str) -> str:
    """The member behind a voice, from credential to credential down to the assembly."""
    council = federation.council(sender(voice))
    return voice if council is None else person(federation, council.tenures[tenure_number(voice)].holder)


def end(federation: Federation) -> dict[str, object]:
    """Who holds what, who waits in line, what is vacant, who may vote: all that people see."""

    def people(voices: Iterable[str]) -> list[str]:
        return [person(federation, voice) for voice in voices]

    return {
        name: (
            {rule.name: set(people(t.holder for t in council.holders(rule.name))) for rule in council.charter.offices},
            {office: people(line) for office, line in council.alternates.items()},
            set(people(council.delegates)),
            {e.office for e in council.elections.values() if e.running},
            {key: set(people(b.roll)) for key, b in council.ballots.items() if not council.is_base and not b.closed},
            {key: b.votes for key, b in council.ballots.items() if key not in moot(council)},
        )
        for name, council in federation.states.items()
    }


def moot(council: Council) -> set[str]:
    """Recalls whose ballots count for nothing."""
    return {r.id for r in council.recalls.values() if r.state is RecallState.MOOT}


def recorded(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """(council, event) in the order of the record."""
    return [(step.council, type(event).__name__) for step in steps for event in step.events]
