"""Elections in the demonstration: somebody calls one, people stand, people mark.

Theory of operation. ``hold`` has a member call an election. Whoever called it, people or rules, ``call`` and ``open``
answer what is on the record: candidates stand while they can, and voters come while the vote is open. Some candidates
are known better than others, so that results differ; where the story wants a lot, two get the same number of marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from councils.app.voting import mark_candidates
from councils.core.act import CouncilId, MatterId, Voice
from councils.core.council import Council
from councils.core.election import (
    CallElection,
    Election,
    ElectionCalled,
    ElectionOpened,
    Stand,
    open_seats,
    running_election,
    vacancies,
)
from councils.core.machines import ElectionState
from councils.core.office import DELEGATE, office_rule
from councils.demo.town import Town

STATEMENTS = (
    "I live here since I was born and know every staircase of the quarter.",
    "I work nights, so I can be at the town hall in the morning, when others cannot.",
    "What you tell me is what I will vote. I report back within two days, in writing.",
    "We were promised repairs three times. I will ask until there is an answer.",
    "I have been secretary of my tenants' group for six years and like to keep things in order.",
    "I came here two years ago. Those who came last should be heard as well.",
    "More hands, fewer speeches.",
    "I will stand for one term only, and bring somebody younger along who takes over.",
    "My subject is the school: the canteen, the yard, the way there.",
    "I keep the accounts of a small co-operative and can read a budget.",
    "I have time, a telephone that I answer, and patience.",
    "I will not always agree with you. I will always vote as you decided.",
)
CAUCUSES = ("Tenants together", "Quarter of gardens", "Night and day workers", "Parents of the schools")
MORE = {DELEGATE: 3}  # how many stand beside those who can be elected


class Elections:
    """``tied``: offices (by council) for which the story wants a lot."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.tied: set[tuple[CouncilId, str]] = set()
        town.on(ElectionCalled, self.call)
        town.on(ElectionOpened, self.open)

    def hold(self, when: datetime, council: CouncilId, *offices: str) -> None:
        for office in offices:
            self.town.at(when, self.ask_for, council, office)

    def ask_for(self, name: CouncilId, office: str) -> None:
        """Somebody calls an election, if a seat is vacant and none is running."""
        here = self.town.council(name)
        rule = office_rule(here, office)
        if rule and here.roll and vacancies(here, rule) and running_election(here, office) is None:
            caller = self.town.rng.choice(here.roll)
            self.town.say(name, caller, lambda voice: CallElection(voice, office))

    def call(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        """People make up their minds to stand."""
        election = self.town.council(name).elections[fields["election"]]
        tied = (name, election.office) in self.tied
        for voice in self.candidates(self.town.council(name), election, 2 if tied else 0):
            when = self.town.moment(self.town.now, election.nominations_until)
            self.town.at(when, self.stand, name, election.id, voice)

    def candidates(self, here: Council, election: Election, number: int) -> list[Voice]:
        """People who hold nothing yet, and only then others."""
        wanted = number or open_seats(here, election) + self.town.rng.randint(1, MORE.get(election.office, 2))
        busy = {t.holder for t in here.tenures.values() if t.held}
        busy.update(v for e in here.elections.values() if e.running for v in e.candidates)
        free = self.town.some(tuple(v for v in here.roll if v not in busy), wanted)
        others = tuple(v for v in here.roll if v in busy and v not in {t.holder for t in here.holders(election.office)})
        return free + self.town.some(others, wanted - len(free))

    def stand(self, name: CouncilId, matter: MatterId, voice: Voice) -> None:
        here = self.town.council(name)
        election = here.elections[matter]
        holds = voice in {t.holder for t in here.holders(election.office)}
        if election.state is not ElectionState.NOMINATION or holds or not here.has_voice(voice):
            return
        if voice in election.candidates:
            return
        rng = self.town.rng
        caucus = rng.choice(CAUCUSES) if rng.random() < 0.15 else ""
        statement = rng.choice(STATEMENTS)
        self.town.say(name, voice, lambda by: Stand(by, matter, statement, caucus))

    def open(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        """Voters make up their minds, and come in the days that follow."""
        here, rng = self.town.council(name), self.town.rng
        election = here.elections[fields["election"]]
        assert election.closes is not None
        standing = sorted(election.candidates)
        known = [rng.uniform(0.3, 1.0) for _ in standing]
        share = rng.uniform(0.45, 0.85) if here.is_base else 1.0
        tied = (name, election.office) in self.tied and len(standing) == 2
        number = max(2, round(share * len(here.roll)))
        for turn, voice in enumerate(self.town.some(here.roll, number - number % 2 if tied else number)):
            marks = [standing[turn % 2]] if tied else choose(self.town, standing, known, election.allowed)
            when = self.town.moment(self.town.now, election.closes)
            self.town.at(when, self.mark, name, election.id, voice, tuple(marks))

    def mark(self, name: CouncilId, matter: MatterId, voice: Voice, marks: tuple[Voice, ...]) -> None:
        here = self.town.council(name)
        election = here.elections[matter]
        marks = tuple(mark for mark in marks if mark in election.candidates)
        if election.state is not ElectionState.VOTING or not here.has_voice(voice) or not marks:
            return
        self.town.must(mark_candidates(self.town.person(name, voice), name, matter, marks, self.town.now))


def choose(town: Town, standing: list[Voice], known: list[float], allowed: int) -> list[Voice]:
    """Who is marked on one ballot: a few where many may be, the better known more often."""
    number = min(allowed, 1 + int(town.rng.random() * 2.5))
    return sorted(set(town.rng.choices(standing, weights=known, k=number)))
