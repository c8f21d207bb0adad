"""One question as one council has it: its own motion, or one of a council above that was referred to it (R7)."""

from __future__ import annotations

from dataclasses import dataclass

from councils.core.act import MatterId
from councils.core.council import Council
from councils.core.motion import Motion
from councils.core.referral import Referral
from councils.core.vote.ballot import Ballot
from councils.store.ledger import DatabaseLedger


@dataclass(frozen=True, slots=True)
class Question:
    """``home`` is the council whose motion it is; ``referral`` and ``ballot`` are those of ``council``."""

    council: Council
    home: Council
    motion: Motion
    referral: Referral | None
    ballot: Ballot | None

    @property
    def own(self) -> bool:
        return self.council.id == self.home.id

    @property
    def is_open(self) -> bool:
        """Whether votes are taken on it here."""
        return self.ballot is not None and not self.ballot.closed


def question(world: DatabaseLedger, council: Council, matter: MatterId) -> Question | None:
    """The question ``matter`` in ``council``; None where that council has never had it."""
    home = world.council(home_of(matter))
    if home is None or matter not in home.motions:
        return None
    if matter not in council.motions and matter not in council.referrals:
        return None
    return Question(council, home, home.motions[matter], council.referrals.get(matter), council.ballots.get(matter))


def home_of(matter: MatterId) -> str:
    """The council whose matter it is: ``75111:4`` is the fourth matter of 75111."""
    return matter.rpartition(":")[0]
