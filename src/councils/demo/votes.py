"""Voting in the demonstration: what happens between a vote's opening and its end.

Theory of operation. Every ballot that opens on the record brings its voters. An assembly votes as it leans
(``leanings.py``), in a meeting by show of hands that two tellers count, or each for themselves over some days.
Delegates vote once those who sent them have decided: as they were told, where there is a mandate, and as they think,
where there is none. Some never come, and their seats follow the mandate as the charter says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from councils.app.voting import call_hands, cast_vote, enter_count
from councils.core.act import CouncilId, MatterId, Voice, sender
from councils.core.council import Council
from councils.core.mandate import Delegation, allowed
from councils.core.office import officers
from councils.core.referral import MandateGiven, delegation, seats_of
from councils.core.vote.ballot import Ballot, BallotOpened, Mode
from councils.core.vote.tally import Choice, Tally
from councils.demo.leanings import Leaning, Mood
from councils.demo.town import Town

QUICK = timedelta(hours=5)  # in which the delegates of an eager ward have all voted
SOON = timedelta(days=2)  # in which most others vote, or never


class Votes:
    """``leanings`` by the matter's id; ``eager``: wards whose delegates vote at once, in every matter."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.leanings: dict[MatterId, Leaning] = {}
        self.usual: Leaning = Mood(0.66)
        self.eager: frozenset[CouncilId] = frozenset()
        town.on(BallotOpened, self.opened)
        town.on(MandateGiven, self.mandated)

    def opened(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        here = self.town.council(name)
        ballot = here.ballots[fields["matter"]]
        if ballot.options is not None:  # see ``choices.py``
            return
        if here.is_base:
            self.assembly(here, ballot)
        elif ballot.matter not in here.referrals:
            self.free(here, ballot)

    def assembly(self, here: Council, ballot: Ballot) -> None:
        leaning = self.leanings.get(ballot.matter, self.usual)
        tally = leaning.tally(here.id, here.parent or "", len(ballot.roll), self.town.rng)
        soon = self.town.now + timedelta(hours=6)
        evenings = self.town.evenings(soon, ballot.closes - timedelta(hours=2))
        tellers = sorted(officers(here, "teller"))
        if evenings and len(tellers) > 1 and tally.total and self.town.rng.random() < leaning.hands:
            minutes = timedelta(minutes=self.town.rng.randrange(0, 60, 5))
            self.town.at(self.town.rng.choice(evenings) + minutes, self.meet, here.id, ballot.matter, tally)
            return
        start = self.town.now + (ballot.closes - self.town.now) * self.town.rng.uniform(0, 0.55)
        choices = [choice for choice in Choice for _ in range(tally[choice])]
        for voice, choice in zip(self.town.some(here.roll, tally.total), choices, strict=False):
            self.town.at(self.town.moment(start, ballot.closes), self.cast, here.id, ballot.matter, voice, choice)

    def meet(self, name: CouncilId, matter: MatterId, tally: Tally) -> None:
        """An evening in a school or a café: a show of hands is called, and two tellers count."""
        here = self.town.council(name)
        ballot, tellers = here.ballots[matter], sorted(officers(here, "teller"))
        if ballot.closed or ballot.votes or ballot.mode is Mode.HANDS or len(tellers) < 2:
            return
        caller = min(officers(here, "chair") or tellers)
        self.town.must(call_hands(self.town.person(name, caller), name, matter, self.town.now))
        at = self.town.now + timedelta(minutes=20)
        if self.town.rng.random() < 0.04 and tally.yes:  # somebody counted wrong, and they count again
            wrong = Tally(tally.yes - 1, tally.no, tally.abstain)
            self.town.at(at, self.count, name, matter, tellers[0], wrong)
            self.town.at(at + timedelta(minutes=3), self.count, name, matter, tellers[1], tally)
            at += timedelta(minutes=15)
        self.town.at(at, self.count, name, matter, tellers[0], tally)
        self.town.at(at + timedelta(minutes=4), self.count, name, matter, tellers[1], tally)

    def count(self, name: CouncilId, matter: MatterId, teller: Voice, tally: Tally) -> None:
        here = self.town.council(name)
        if not here.ballots[matter].closed and teller in officers(here, "teller"):
            self.town.must(enter_count(self.town.person(name, teller), name, matter, tally, self.town.now))

    def cast(self, name: CouncilId, matter: MatterId, voice: Voice, choice: Choice) -> None:
        here = self.town.council(name)
        ballot = here.ballots[matter]
        if not ballot.closed and ballot.mode is Mode.ELECTRONIC and here.has_voice(voice):
            self.town.must(cast_vote(self.town.person(name, voice), name, matter, choice, self.town.now))

    def mandated(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        """Delegates come in the days after those who sent them have decided; in an eager ward, within hours."""
        here, matter, rng = self.town.council(name), fields["question"], self.town.rng
        ballot, eager = here.ballots[matter], here.id in self.eager
        if ballot.options is not None:
            return
        end = min(ballot.closes, self.town.now + (QUICK if eager else SOON))
        for voice in sorted(seats_of(ballot, fields["council"])):
            if eager or rng.random() < 0.7:
                self.town.at(self.town.moment(self.town.now, end), self.follow, name, matter, voice)

    def follow(self, name: CouncilId, matter: MatterId, voice: Voice) -> None:
        """Vote as the mandate says; where there is none, as one thinks; where nothing counts, not at all."""
        here = self.town.council(name)
        ballot = here.ballots[matter]
        if ballot.closed or voice not in ballot.roll or voice in ballot.votes:
            return
        told = delegation(here, matter, sender(voice))
        if not told.silent:
            self.cast(name, matter, voice, instructed(told, voice))

    def free(self, here: Council, ballot: Ballot) -> None:
        leaning = self.leanings.get(ballot.matter, self.usual)
        tally = leaning.tally(here.id, here.parent or "", len(ballot.roll), self.town.rng)
        choices = [choice for choice in Choice for _ in range(tally[choice])]
        for voice, choice in zip(self.town.some(here.roll, tally.total), choices, strict=False):
            self.town.at(
                self.town.moment(self.town.now, ballot.closes), self.cast, here.id, ballot.matter, voice, choice
            )


def instructed(told: Delegation, voice: Voice) -> Choice:
    return next((choice for choice in Choice if allowed(told, voice, choice)), Choice.YES)
