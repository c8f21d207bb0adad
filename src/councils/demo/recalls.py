"""Breaches of mandate and recalls in the demonstration (R8, R10).

Theory of operation. A breach is a vote that a delegate casts, under the founding charter, against what those who sent
them have decided. The rules open a petition at once; the story says how many sign it, and how the vote ends if it comes
to one. Those who breach are chosen when the time has come, from the delegates who can: one whose seat in the congress
hangs on a seat in a ward shows how a recall goes all the way up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from councils.app.voting import cast_vote, sign_petition
from councils.core.act import CouncilId, MatterId, Voice, credential, sender
from councils.core.charter import MandateKind
from councils.core.council import Council
from councils.core.machines import RecallState
from councils.core.office import DELEGATE
from councils.core.recall import OpenPetition, PetitionOpened
from councils.core.referral import delegation
from councils.core.vacancy import line
from councils.core.vote.tally import Choice, Tally
from councils.demo.leanings import Mood
from councils.demo.motions import Motions
from councils.demo.town import Town


@dataclass(frozen=True)
class Outcome:
    """``short``: how many signatures are missing in the end; ``yes``: how the vote leans, if they are all there."""

    short: int = 0
    yes: float = 0.7
    days: float = 5.0  # in which people sign


class Recalls:
    """``outcomes``: what becomes of the next petition in a council."""

    def __init__(self, town: Town, motions: Motions) -> None:
        self.town, self.motions = town, motions
        self.outcomes: dict[CouncilId, Outcome] = {}
        self.breached: list[tuple[CouncilId, Voice]] = []
        town.on(PetitionOpened, self.petition)

    def breach_in_ward(self, key: str, outcome: Outcome, weight: Callable[[Council, Voice], int]) -> None:
        """Of the delegates in the wards who can, the one of most ``weight`` votes against their assembly."""
        matter = self.motions.ids[key]
        found = [(weight(ward, voice), ward.id, voice) for ward in self.wards() for voice in self.can(ward, matter)]
        if found:
            _, name, voice = max(found)
            self.breach(name, matter, voice, outcome)

    def breach_in_congress(self, key: str, outcome: Outcome) -> None:
        matter = self.motions.ids[key]
        found = self.can(self.town.council(self.town.congress), matter)
        if found:
            self.breach(self.town.congress, matter, self.town.rng.choice(found), outcome)

    def wards(self) -> list[Council]:
        return [self.town.council(name) for name in self.town.wards]

    def can(self, here: Council, matter: MatterId) -> list[Voice]:
        """Delegates who have not voted, are told yes or no, and have not done it before."""
        ballot = here.ballots.get(matter)
        if ballot is None or ballot.closed or here.charter.referral.mandate is not MandateKind.ANSWERABLE:
            return []
        told = {voice: delegation(here, matter, sender(voice)).bound for voice in sorted(here.roll)}
        return [
            voice
            for voice, bound in told.items()
            if voice in ballot.roll
            and voice not in ballot.votes
            and isinstance(bound, Tally)
            and (bound.yes or bound.no)
            and self.home(here, voice) not in self.breached
        ]

    def home(self, here: Council, voice: Voice) -> tuple[CouncilId, Voice]:
        person = self.town.person(here.id, voice)
        return min(key for key, known in self.town.persons.items() if known is person)

    def members(self, ward: Council, voice: Voice) -> int:  # noqa: ARG002 - it is asked as ``heights`` is
        """Of the assembly that sent them."""
        return len(self.town.council(sender(voice)).roll)

    def heights(self, ward: Council, voice: Voice) -> int:
        """How much hangs on this seat in the congress, where there are others to take it over."""
        assembly = self.town.council(sender(voice))
        seats = [t for t in ward.held_by(voice) if t.office == DELEGATE]
        heirs = [v for v in line(ward, DELEGATE) if v != voice]
        if not line(assembly, DELEGATE) or not seats or not heirs:
            return 0
        above = self.town.council(self.town.congress).held_by(credential(ward.id, seats[0].number))
        return 1 + len(above)

    def breach(self, name: CouncilId, matter: MatterId, voice: Voice, outcome: Outcome) -> None:
        here = self.town.council(name)
        bound = delegation(here, matter, sender(voice)).bound
        assert isinstance(bound, Tally)  # ``can`` has seen to it
        self.outcomes[sender(voice)] = outcome
        self.breached.append(self.home(here, voice))
        choice = Choice.NO if bound.yes else Choice.YES
        self.town.must(cast_vote(self.town.person(name, voice), name, matter, choice, self.town.now))

    def ask_for(self, name: CouncilId, office: str, grounds: str, outcome: Outcome) -> None:
        """A member opens a petition against the holder of an office."""
        here = self.town.council(name)
        holders = here.holders(office)
        others = [voice for voice in here.roll if voice not in {t.holder for t in holders}]
        if holders and others:
            self.outcomes[name] = outcome
            by, holder = self.town.rng.choice(others), holders[0].holder
            self.town.say(name, by, lambda voice: OpenPetition(voice, holder, office, grounds))

    def petition(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        here = self.town.council(name)
        recall = here.recalls[fields["recall"]]
        outcome = self.outcomes.pop(name, Outcome(short=1))
        self.motions.votes.leanings[recall.id] = Mood(outcome.yes, turnout=0.65, spread=0.02, hands=0)
        signing = [voice for voice in here.roll if voice != recall.holder]
        for voice in self.town.some(tuple(signing), recall.needed - outcome.short):
            when = self.town.moment(self.town.now, self.town.now + timedelta(days=outcome.days))
            self.town.at(when, self.sign, name, recall.id, voice)

    def sign(self, name: CouncilId, matter: MatterId, voice: Voice) -> None:
        here = self.town.council(name)
        if here.recalls[matter].state is RecallState.PETITION and here.has_voice(voice):
            self.town.must(sign_petition(self.town.person(name, voice), name, matter, self.town.now))
