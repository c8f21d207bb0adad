"""A federation on some places, made through the use cases alone: a member in each assembly, delegates up to the top.

It is founded, peopled and its delegates are elected in one batch. What is measured begins afterwards: a question of the
congress is asked, opened, answered from below, each vote as an act of its own that comes in a thread as those of a
server are, and decided.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bench.measure import doing
from councils.app.batch import batch, world
from councils.app.founding import found
from councils.app.membership import new_member_id
from councils.app.papers import paper
from councils.app.perform import perform, tick
from councils.cli.serve import THREADS
from councils.core.act import CLOCK, Command, CouncilId, MatterId
from councils.core.charter import Charter, Kind, Uncontested
from councils.core.charter.toml import parse_charter
from councils.core.council import Council
from councils.core.election import CallElection, OpenElection, Stand
from councils.core.member import Apply
from councils.core.motion import OpenVote, Propose, Second
from councils.core.office import DELEGATE, entitled, office_rule
from councils.core.place import Places
from councils.core.polling import CastVote
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.presets import DEFAULT, preset
from councils.store.models import Membership, Person

TRAINS = Proposal(Kind.RESOLUTION, "Trains at night", "All over the country.")
EVERY = 20_000  # acts between two lines of progress


class Territory:
    """The federation: its places, one member for each assembly, and the papers of the members; ``now`` goes on."""

    def __init__(self, places: Places, start: datetime) -> None:
        self.places, self.root = places, places.root.code
        charter = parse_charter(preset(DEFAULT) or "")
        assert isinstance(charter, Charter)
        self.charter = replace(charter, election=replace(charter.election, uncontested=Uncontested.ELECTED))
        self.now, self.done = start, 0

    def prepare(self) -> None:
        doing(f"founding {len(self.places):,} councils, each assembly with a member, and electing delegates")
        with batch():
            found(self.places.root.name, self.charter, self.places, self.now)
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
        if self.done % EVERY == 0:
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

    def ask(self, proposal: Proposal = TRAINS) -> MatterId:
        """A motion of the congress, seconded."""
        voices = self.council(self.root).roll
        self.act(self.root, Propose(voices[0], proposal))
        *_, question = self.council(self.root).motions
        for voice in voices[1 : self.charter.motion(proposal.kind).seconders + 1]:
            self.act(self.root, Second(voice, question))
        return question

    def open(self, question: MatterId) -> None:
        self.now = self.council(self.root).motions[question].notice_until or self.now
        self.act(self.root, OpenVote(CLOCK, matter=question))

    def answer(self, question: MatterId) -> None:
        """Of three assemblies two say yes; one in fifty lets its time pass. As many vote at a time as a server lets."""
        choices = (Choice.YES, Choice.NO, Choice.YES)
        self.now += timedelta(hours=1)

        def vote(number: int, member: Membership) -> None:
            if number % 50:
                self.act(member.council, CastVote(question, paper(member.secret, question), choices[number % 3]))

        with ThreadPoolExecutor(THREADS) as server:
            list(server.map(vote, range(len(self.roll)), self.roll.values()))

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
