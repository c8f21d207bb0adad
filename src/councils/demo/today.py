"""What is under way on the day the demonstration is looked at, in single assemblies.

An election open for nominations and one open to the vote, since two people have moved away; a vote by show of hands of
which one teller has entered the count and the other has not; a petition that has too few signatures yet; a motion that
nobody has seconded. The great matters of the day are in ``story.py``.
"""

from __future__ import annotations

from datetime import timedelta

from councils.app.membership import leave
from councils.app.voting import call_hands, enter_count
from councils.core.act import CouncilId, MatterId, Voice
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.machines import MotionState
from councils.core.office import officers
from councils.core.vote.tally import Tally
from councils.demo.leanings import Mood
from councils.demo.motions import Motions
from councils.demo.recalls import Outcome, Recalls
from councils.demo.town import Town

NOBODY = Mood(0.5, turnout=0, hands=0)


class Today:
    """Assemblies are chosen when the time comes, each for one thing only."""

    def __init__(self, town: Town, motions: Motions, recalls: Recalls) -> None:
        self.town, self.motions, self.recalls = town, motions, recalls
        self.chosen: set[CouncilId] = set()

    def plan(self) -> None:
        town = self.town
        town.at(town.evening(9, exact=True), self.moves_away, "secretary")  # nominations 9 to 2 days ago, then the vote
        town.at(town.evening(3, exact=True), self.moves_away, "chair")
        town.at(town.evening(6), self.meeting_called, "local 0")
        town.at(town.evening(12), self.petition)
        town.at(town.evening(1), self.draft)

    def pick(self, *offices: str, least: int = 12) -> Council:
        """An assembly of some size with these offices filled, and no story yet; the largest, if all are small."""
        found = [here for here in map(self.town.council, self.town.base) if self.quiet(here)]
        fitting = [here for here in found if len(here.roll) >= least and all(here.holders(o) for o in offices)]
        here = self.town.rng.choice(fitting) if fitting else max(found, key=lambda c: len(c.roll))
        self.chosen.add(here.id)
        return here

    def quiet(self, here: Council) -> bool:
        return here.id not in self.chosen and not any(recall.open for recall in here.recalls.values())

    def moves_away(self, office: str) -> None:
        """Whoever holds the office leaves, and the rules call an election."""
        here = self.pick(office)
        for tenure in here.holders(office)[:1]:
            self.town.must(leave(self.town.person(here.id, tenure.holder), here.id, self.town.now))

    def meeting_called(self, key: str) -> None:
        """A motion whose vote will be taken by show of hands."""
        able = self.with_tellers()
        here = self.town.council(able[0]) if able else self.pick("chair")
        self.chosen.add(here.id)
        matter = next(here.matter_ids())
        self.motions.bring(self.town.now, key, here.id, leaning=NOBODY)
        after = timedelta(days=here.charter.motion(Kind.RESOLUTION).notice_days, hours=4)
        self.town.at(self.town.now + after, self.hands, here.id, matter)

    def with_tellers(self) -> list[CouncilId]:
        """Assemblies that can count hands, the larger ones first."""
        able = [here for here in map(self.town.council, self.town.base) if self.quiet(here)]
        able = [here for here in able if len(officers(here, "teller")) > 1 and here.holders("chair")]
        return [here.id for here in sorted(able, key=lambda here: -len(here.roll))]

    def hands(self, name: CouncilId, matter: MatterId) -> None:
        """The chair calls for hands; one teller enters the count, the other one still counts."""
        here = self.town.council(name)
        chair, tellers = sorted(officers(here, "chair")), sorted(officers(here, "teller"))
        if here.motions[matter].state is not MotionState.VOTING or not chair or len(tellers) < 2:
            return
        self.town.must(call_hands(self.town.person(name, chair[0]), name, matter, self.town.now))
        votes = round(0.6 * len(here.roll))
        count = Tally(votes - votes // 3 - 1, votes // 3, 1)
        self.town.at(self.town.now + timedelta(minutes=25), self.count, name, matter, tellers[0], count)

    def count(self, name: CouncilId, matter: MatterId, teller: Voice, count: Tally) -> None:
        self.town.must(enter_count(self.town.person(name, teller), name, matter, count, self.town.now))

    def petition(self) -> None:
        """Against a chair, with less than the signatures it needs."""
        here = self.pick("chair", least=25)
        grounds = "Two meetings were called with a day's notice, and the minutes of the last three are missing."
        self.recalls.ask_for(here.id, "chair", grounds, Outcome(short=1))

    def draft(self) -> None:
        here = self.pick()
        self.motions.propose("benches", here.id, Kind.RESOLUTION, None, seconded=False)
