"""How assemblies lean in a matter: what they will vote, once it is put to them.

A leaning gives each assembly the votes that it will cast. Most follow a mood of the city, which differs from ward to
ward and from quarter to quarter. ``Split`` is made so that the delegates carry what the people, head by head, refuse:
many assemblies say yes by a hair and few come, some say no with almost one voice and many come (R9).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Protocol

from councils.core.act import CouncilId
from councils.core.vote.tally import Tally


class Leaning(Protocol):
    hands: float  # the share of assemblies that vote in a meeting, by show of hands, where they can

    def tally(self, assembly: CouncilId, ward: CouncilId, roll: int, rng: Random) -> Tally: ...


@dataclass
class Mood:
    """``yes``: the share of the city; ``asleep``: assemblies in which too few will come."""

    yes: float
    turnout: float = 0.52
    spread: float = 0.08
    hands: float = 0.35
    asleep: Collection[CouncilId] = ()
    wards: dict[CouncilId, float] = field(default_factory=dict)

    def tally(self, assembly: CouncilId, ward: CouncilId, roll: int, rng: Random) -> Tally:
        if assembly in self.asleep:
            return divided(max(0, ceil(roll / 5) - 1), self.yes, rng)
        if ward not in self.wards:
            self.wards[ward] = rng.gauss(0, self.spread)
        share = min(0.97, max(0.03, rng.gauss(self.yes + self.wards[ward], self.spread)))
        turnout = min(0.95, max(0.3, rng.gauss(self.turnout, 0.12)))
        return divided(max(2, round(turnout * roll)), share, rng)


@dataclass
class Split:
    """Wards of ``against`` refuse by far; in the others all assemblies but ``lonely`` say yes by one or two votes."""

    against: Collection[CouncilId]
    lonely: Collection[CouncilId]
    hands: float = 0.35

    def tally(self, assembly: CouncilId, ward: CouncilId, roll: int, rng: Random) -> Tally:
        if ward in self.against or assembly in self.lonely:
            votes = round(rng.uniform(0.7, 0.85) * roll)
            yes = int(rng.uniform(0.02, 0.16) * votes)
            return Tally(yes, votes - yes)
        votes = max(3, round(rng.uniform(0.4, 0.55) * roll))
        no = (votes - 1) // 2
        return Tally(votes - no, no)


def divided(votes: int, share: float, rng: Random) -> Tally:
    abstain = int(rng.random() * 0.15 * votes)
    yes = round(share * (votes - abstain))
    return Tally(yes, votes - abstain - yes, abstain)
