"""A question to all of France: one base assembly for each commune, all levels above, one referral to its end.

Everything goes through the use cases, into an SQLite file. The federation is founded, peopled and its delegates are
elected beforehand, in one batch; what is measured begins with the opening of the vote. Every vote is an act of its own,
in a transaction of its own, synced to disk.
"""

from __future__ import annotations

import lzma
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.measure import DATA, Took, doing, median_ms, peak_memory, told, took
from councils.app.batch import batch, world
from councils.app.founding import found
from councils.app.membership import new_member_id
from councils.app.papers import paper
from councils.app.perform import perform, tick
from councils.app.queries.trail import trail
from councils.app.record import export_file
from councils.core.act import CLOCK, Command, CouncilId, MatterId
from councils.core.charter import Charter, Kind, Uncontested
from councils.core.charter.toml import parse_charter
from councils.core.council import Council
from councils.core.election import CallElection, OpenElection, Stand
from councils.core.member import Apply
from councils.core.motion import OpenVote, Propose, Second
from councils.core.office import DELEGATE, entitled, office_rule
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.core.polling import CastVote
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.demo.city import without_collection
from councils.ledger.verify import verify
from councils.presets import DEFAULT, preset
from councils.store.ledger import STATES
from councils.store.models import Act, Membership, Person
from councils.store.projection import rebuild

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
EVERY = 5000  # acts between two lines of progress


def measured() -> None:
    territory = Territory()
    with without_collection():
        territory.prepare()
    before = peak_memory()
    question = territory.ask()
    parts = {
        "open, to 36,502 councils": took(lambda: territory.open(question)),
        "answer: 34,969 assemblies vote, each vote written alone": took(lambda: territory.answer(question)),
        "roll up and decide": took(territory.decide),
    }
    for what, part in parts.items():
        told(f"France: {what} (CPU; {part.wall:.0f} s by the clock)", part.cpu, "s")
    told("France: the whole referral (CPU)", sum(part.cpu for part in parts.values()), "s", 60)
    told(f"France: memory at most ({before:.0f} MB before the question)", peak_memory(), "MB", 1024)
    outcome = territory.outcome(question)
    told(f"France: votes counted from below; {outcome[0]}", outcome[1], "votes")
    page(territory.root, question)
    record()


def page(root: CouncilId, question: MatterId) -> None:
    from django.test import Client

    address = f"/councils/{root}/motions/{question}/trail/"
    client = Client()
    if client.get(address).status_code != 200:
        raise SystemExit(f"{address} cannot be shown")
    shown = median_ms(lambda: client.get(address), 9)
    told(f"France: the page of its trail ({shown.wall:.0f} ms by the clock)", shown.cpu, "ms", 100)
    whole = median_ms(lambda: trail(root, question), 3)
    told("France: its trail down to every assembly, computed", whole.cpu, "ms")


def record() -> None:
    acts = Act.objects.count()
    exported: list[Any] = []
    told(f"France: record of {acts:,} acts exported (CPU)", took(lambda: exported.append(export_file())).cpu, "s")
    doing("verifying it")
    STATES.clear()
    report("verified, each act decided anew", took(lambda: verify(exported[0])))
    doing("rebuilding all read models from the ledger")
    report("all read models rebuilt from the ledger", took(rebuild))


def report(what: str, part: Took) -> None:
    told(f"France: {what} (CPU; {part.wall:.0f} s by the clock)", part.cpu, "s", 60)


class Territory:
    """The federation: its places, one member for each assembly, and the papers of the members."""

    def __init__(self) -> None:
        with lzma.open(DATA / "france.csv.xz", "rt", encoding="utf-8") as file:
            places = read_places(file.read())
        assert isinstance(places, Places)
        self.places, self.root = places, places.root.code
        charter = parse_charter(preset(DEFAULT) or "")
        assert isinstance(charter, Charter)
        self.charter = replace(charter, election=replace(charter.election, uncontested=Uncontested.ELECTED))
        self.now, self.done = START, 0

    def prepare(self) -> None:
        doing("founding 36,503 councils, each assembly with a member, and electing delegates up to the congress")
        with batch():
            found("France", self.charter, self.places, self.now)
            grounds = tuple(c.token for c in self.charter.franchise.requires)
            names = [place.code for place in self.places.leaves()]
            people = Person.objects.bulk_create(Person(username=f"p{name}", name=f"P {name}") for name in names)
            self.roll = {
                name: Membership(person=person, council=name, member=new_member_id(), secret=secrets.token_bytes(32))
                for person, name in zip(people, names, strict=True)
            }
            Membership.objects.bulk_create(self.roll.values())
            for row in self.roll.values():
                self.act(row.council, Apply(row.member, grounds))
            for height in range(self.places.height(self.root)):
                self.elect([place.code for place in self.places if self.places.height(place.code) == height])

    def act(self, council: CouncilId, command: Command) -> None:
        done = perform(council, command, self.now)
        if isinstance(done, Refused):
            raise SystemExit(f"{council}: {done}")
        self.done += 1
        if self.done % (EVERY * 4) == 0:
            doing(f"{self.done:,} acts")

    def elect(self, names: list[CouncilId]) -> None:
        """As many stand as there are seats, and the charter asks for no vote then."""
        elections: dict[CouncilId, MatterId] = {}
        for name in names:
            here = self.council(name)
            office = office_rule(here, DELEGATE)
            assert office is not None
            candidates = here.roll[: entitled(here, office)]
            self.act(name, CallElection(candidates[0], DELEGATE))
            (elections[name],) = self.council(name).elections
            for voice in candidates:
                self.act(name, Stand(voice, elections[name]))
        self.now += timedelta(days=self.charter.election.nomination_days)
        for name, election in elections.items():
            self.act(name, OpenElection(CLOCK, matter=election))

    def council(self, name: CouncilId) -> Council:
        found = world().council(name)
        assert found is not None, name
        return found

    def ask(self) -> MatterId:
        """A motion of the congress, seconded, at the end of its notice."""
        voices = self.council(self.root).roll
        self.act(self.root, Propose(voices[0], Proposal(Kind.RESOLUTION, "Trains at night", "All over the country.")))
        (question,) = self.council(self.root).motions
        for voice in voices[1 : self.charter.motion(Kind.RESOLUTION).seconders + 1]:
            self.act(self.root, Second(voice, question))
        self.now = self.council(self.root).motions[question].notice_until or self.now
        return question

    def open(self, question: MatterId) -> None:
        self.act(self.root, OpenVote(CLOCK, matter=question))

    def answer(self, question: MatterId) -> None:
        """Of three assemblies two say yes; one in fifty lets its time pass."""
        choices = (Choice.YES, Choice.NO, Choice.YES)
        self.now += timedelta(hours=1)
        for number, (name, member) in enumerate(self.roll.items()):
            if number % 50:
                self.act(name, CastVote(question, paper(member.secret, question), choices[number % 3]))

    def decide(self) -> None:
        """The clock goes to the end: whoever has not answered is passed over, and each level counts."""
        self.now += timedelta(days=self.charter.referral.days)
        while tick(self.now):
            doing("the clock")

    def outcome(self, question: MatterId) -> tuple[str, float]:
        motion = self.council(self.root).motions[question]
        countings = self.council(self.root).referrals[question].countings
        assert countings is not None
        assert not motion.open
        return motion.state, float(sum((countings.base.yes, countings.base.no, countings.base.abstain)))
