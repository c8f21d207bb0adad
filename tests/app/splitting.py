"""A town whose assemblies can be split and merged at once, and how they come to it (R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.app.conftest import START, Town
from tests.federation import preset

from councils.app.identity import council
from councils.app.voting import cast_vote
from councils.core.act import MatterId
from councils.core.charter import Kind, MotionRule
from councils.core.council import Council
from councils.core.motion import MotionProposed, Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.core.split import ChoosePart
from councils.core.vote.tally import Choice
from councils.store.models import Membership, Person

RULES = preset()
AT_ONCE = MotionRule(seconders=0, notice_days=0, voting_days=5)
CHARTER = replace(
    RULES,
    levels=tuple(replace(level, minimum=0) for level in RULES.levels),
    motions={**RULES.motions, Kind.SPLIT: AT_ONCE, Kind.MERGER: AT_ONCE, Kind.PROCEDURE: AT_ONCE},
)
PART = "A11~1"
GOING = ("A11-1", "A11-2")


def state(name: str) -> Council:
    found = council(name)
    assert found is not None
    return found


def member(person: Person, assembly: str) -> str:
    return Membership.objects.get(person=person, council=assembly, former=False).member


def proposed(town: Town, by: str, assembly: str, proposal: Proposal, at: datetime) -> MatterId:
    """A motion on which the vote is open at once."""
    steps = town.do(assembly, Propose(member(town.people[by], assembly), proposal), at)
    matter = next(e.motion for step in steps for e in step.events if isinstance(e, MotionProposed))
    assert matter in state(assembly).ballots
    return matter


def carried(town: Town, assembly: str, proposal: Proposal, at: datetime = START) -> None:
    """Carried by all of those who came in as members of ``assembly``."""
    matter = proposed(town, f"{assembly}-1", assembly, proposal, at)
    for number in range(1, 6):
        done = cast_vote(town.people[f"{assembly}-{number}"], assembly, matter, Choice.YES, at)
        assert not isinstance(done, Refused), done


def part(town: Town, at: datetime) -> None:
    carried(town, "A11", Proposal(Kind.SPLIT, "Split", name="Upper Mill"), at)
    for name in GOING:
        town.do("A11", ChoosePart(member(town.people[name], "A11"), goes=True), at)


def split_day() -> datetime:
    split = state("A11").split
    assert split is not None
    return split.until
