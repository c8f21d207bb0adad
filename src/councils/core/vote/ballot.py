"""A ballot: who may vote, what was cast, and how it is counted.

Theory of operation. A ballot belongs to one matter (a motion, a question referred from above, a recall). Its roll is
frozen when it opens: the papers of an assembly's members, or the credentials of a council's delegates. A vote can be
changed until the ballot closes; the last one counts. By show of hands, two tellers enter what they counted, and the
count stands only when they agree.

On several options (``options.py``) a vote is a preference in the place of yes or no, and a count has a number for each.

In a council of delegates the *seats* are frozen: a delegate who falls takes the vote along, and the alternate
who steps in may vote in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from councils.core.act import Event, MatterId, Paper, Voice, later
from councils.core.vote.options import Options, Preference, Profile
from councils.core.vote.roll import Roll
from councils.core.vote.tally import Choice, Tally

Votes = Tally | Profile
"""How many votes say what: yes, no and nothing, or each preference."""


class Mode(StrEnum):
    ELECTRONIC = "electronic vote"
    HANDS = "show of hands"


@dataclass(frozen=True, slots=True)
class Ballot:
    matter: MatterId
    roll: Roll
    closes: datetime
    mode: Mode = Mode.ELECTRONIC
    votes: Mapping[Paper, str] = field(default_factory=dict)
    counts: Mapping[Voice, Votes] = field(default_factory=dict)
    hands: Votes | None = None
    closed: bool = False
    options: Options | None = None

    @property
    def tally(self) -> Tally:
        """On several options: who wants any of them, who wants none of them, and who says nothing."""
        if self.options is not None:
            return self.profile.tally
        return self.hands if isinstance(self.hands, Tally) else Tally.of(self.votes.values())

    @property
    def profile(self) -> Profile:
        """The votes on several options."""
        return self.hands if isinstance(self.hands, Profile) else Profile.of(self.votes.values())

    @property
    def closing(self) -> BallotClosed:
        """With what it closes."""
        told = self.profile if self.options is not None else None
        return BallotClosed(self.matter, self.tally, len(self.roll), told)

    @property
    def complete(self) -> bool:
        """Whether nothing can be added: every paper is in, or the tellers agree."""
        return self.hands is not None or (len(self.roll) > 0 and self.votes.keys() == self.roll.papers)


@dataclass(frozen=True, slots=True)
class BallotOpened(Event):
    matter: MatterId
    roll: tuple[Paper, ...]
    closes: datetime


@dataclass(frozen=True, slots=True)
class VoteCast(Event):
    matter: MatterId
    paper: Paper
    choice: Choice


@dataclass(frozen=True, slots=True)
class PreferenceCast(Event):
    """A vote on several options."""

    matter: MatterId
    paper: Paper
    preference: Preference


@dataclass(frozen=True, slots=True)
class VoteVoided(Event):
    """The seat behind this vote fell before the ballot closed (R10)."""

    matter: MatterId
    paper: Paper


@dataclass(frozen=True, slots=True)
class HandsCalled(Event):
    matter: MatterId


@dataclass(frozen=True, slots=True)
class CountEntered(Event):
    matter: MatterId
    teller: Voice
    tally: Tally
    profile: Profile | None = later(None)


@dataclass(frozen=True, slots=True)
class CountsDiffered(Event):
    """Two tellers counted differently: both counts are thrown away, and they count again."""

    matter: MatterId


@dataclass(frozen=True, slots=True)
class CountAgreed(Event):
    matter: MatterId
    tally: Tally
    profile: Profile | None = later(None)


@dataclass(frozen=True, slots=True)
class BallotClosed(Event):
    matter: MatterId
    tally: Tally
    roll: int
    profile: Profile | None = later(None)
