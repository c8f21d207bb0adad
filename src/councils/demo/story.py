"""Nine months in the life of the demonstration: what happens when, counted in days before it is looked at.

A federation is founded, elects, decides, and learns. Its delegates answer for their votes at first: one of the congress
votes against their own assembly and is recalled, with all that hung on it. Months later it happens again, while the
assemblies vote on a charter under which it cannot happen any more. Directives are carried out, or not; one is suspended
by those who have to carry it out, and is back on the agenda. ``leanings.py`` says how the people lean in each matter.
"""

from __future__ import annotations

from datetime import timedelta

from councils.core.act import CouncilId
from councils.core.charter import Kind
from councils.demo.charters import second
from councils.demo.directives import BUSY, DONE, HESITANT, LATE, NODDED, SILENT, Directives, Way
from councils.demo.elections import Elections
from councils.demo.leanings import Mood, Split
from councils.demo.motions import Motions, read_texts
from councils.demo.recalls import Outcome, Recalls
from councils.demo.today import Today
from councils.demo.town import Town
from councils.demo.votes import Votes

FOUNDED = 272
MINUTES = timedelta(minutes=1)
BASE_HAS_VOTED = timedelta(days=20, minutes=20)  # after a motion is brought, under a notice of three days
WARDS_HAVE_VOTED = timedelta(days=22, minutes=20)
WAYS: dict[str, dict[Way, int]] = {
    "Shade for the hottest streets": {DONE: 62, LATE: 7, BUSY: 5, HESITANT: 3, NODDED: 2, SILENT: 1},
    "Food hub deliveries by night": {HESITANT: 24, BUSY: 20, NODDED: 26, SILENT: 10},
    "Look at every stairwell and name the urgent repairs": {DONE: 44, BUSY: 16, NODDED: 14, LATE: 3, SILENT: 3},
}


class Story:
    def __init__(self, town: Town) -> None:
        self.town = town
        texts = read_texts()
        self.elections = Elections(town)
        self.votes = Votes(town)
        self.motions = Motions(town, self.votes, texts)
        self.recalls = Recalls(town, self.motions)
        self.directives = Directives(town, texts, WAYS)
        self.today = Today(town, self.motions, self.recalls)

    def plan(self) -> None:
        self.votes.eager = frozenset(self.town.some(tuple(self.town.wards), 7))
        self.constitute()
        self.early()
        self.local()
        self.later()
        self.wards()
        self.objections()
        self.today.plan()

    def constitute(self) -> None:
        """Assemblies elect first, then the wards, then the congress; small ones do without some offices."""
        town = self.town
        for name in town.base:
            evening = town.evening(town.rng.randint(248, 255))
            offices = [o for o in ("chair", "secretary", "teller") if town.rng.random() < 0.88]
            self.elections.hold(evening, name, "delegate", *offices)
        self.elections.tied = {(name, "chair") for name in town.some(tuple(town.base), 4)}
        for name in town.wards:
            self.elections.hold(town.evening(town.rng.randint(229, 231)), name, "delegate", "chair", "secretary")
        self.elections.hold(town.evening(213), town.congress, "chair", "secretary", "teller")
        for days_ago in (150, 50, 24):  # what has fallen vacant meanwhile is filled again
            self.elections.hold(town.evening(days_ago), town.congress, "chair", "secretary", "teller")
        for name in (*town.base, *town.wards):  # assemblies have grown, and wards with them
            self.elections.hold(town.evening(town.rng.randint(70, 84)), name, "delegate", "chair")

    def early(self) -> None:
        town, congress = self.town, self.town.congress
        self.motions.bring(town.evening(197), "libraries", congress, leaning=Mood(0.76))
        fund = town.evening(190)
        self.motions.bring(fund, "fund", congress, leaning=Mood(0.31))
        town.at(fund + BASE_HAS_VOTED, self.recalls.breach_in_ward, "fund", Outcome(yes=0.75), self.recalls.heights)
        self.motions.bring(town.evening(182), "shade", congress, Kind.DIRECTIVE, Mood(0.72))
        self.motions.bring(town.evening(178), "thursdays", congress, Kind.PROCEDURE, Mood(0.7, turnout=0.85))
        online = town.evening(151)
        self.motions.bring(online, "online", congress)
        town.at(online + 1.9 * timedelta(days=1), self.motions.withdraw, "online")
        town.at(town.evening(140), self.split)
        renovation = town.evening(112)
        asleep = frozenset(town.some(tuple(town.base), 14))
        self.motions.bring(renovation, "renovation", congress, leaning=Mood(0.6, asleep=asleep))
        kept = Outcome(yes=0.2, days=3)
        town.at(renovation + WARDS_HAVE_VOTED, self.recalls.breach_in_congress, "renovation", kept)

    def split(self) -> None:
        """The contracts of the food hubs: carried by the delegates, refused by the people (R9)."""
        town = self.town
        seats = {name: len(town.council(name).holders("delegate")) for name in town.wards}
        against: list[CouncilId] = []
        for name in town.some(tuple(town.wards), len(town.wards)):
            if 5 * sum(seats[n] for n in (*against, name)) <= 2 * sum(seats.values()):
                against.append(name)
        for_it = [town.council(name) for name in town.wards if name not in against]
        lonely = [min(ward.below, key=lambda name: len(town.council(name).roll)) for ward in for_it[::2]]
        self.motions.bring(town.now, "hub", town.congress, leaning=Split(against, lonely))

    def local(self) -> None:
        """Small matters of single assemblies, and a question that a ward puts to its own."""
        town = self.town
        for number, name in enumerate(town.some(tuple(town.base), 18)):
            key = self.motions.texts.local[1 + number % (len(self.motions.texts.local) - 1)]
            self.motions.bring(town.evening(town.rng.randint(18, 185)), key, name, leaning=Mood(0.68, spread=0.2))
        for name in town.some(tuple(town.base), 3):
            key = town.rng.choice(self.motions.texts.local[1:])
            self.motions.bring(town.evening(town.rng.randint(4, 6)), key, name)

    def later(self) -> None:
        """What is decided in the last weeks, and what is not decided yet."""
        town, congress = self.town, self.town.congress
        self.motions.bring(town.evening(64), "night", congress, Kind.DIRECTIVE, Mood(0.58))
        self.motions.bring(town.evening(44), "stairwells", congress, Kind.DIRECTIVE, Mood(0.74))
        charter = town.evening(41)
        self.motions.bring(charter, "charter", congress, Kind.CHARTER, Mood(0.82, spread=0.05), charter=second())
        breach = charter + timedelta(days=24, minutes=40)
        town.at(breach, self.recalls.breach_in_ward, "charter", Outcome(short=3, days=12), self.recalls.members)
        # The assemblies have answered since yesterday, and the wards are voting.
        self.motions.bring(town.evening(21, exact=True), "workshops", congress, leaning=Mood(0.63))
        # A ward's initiative, before the assemblies of the whole city since last week.
        ward = town.rng.choice(town.wards)
        self.motions.bring(town.evening(22), "canteens", ward, Kind.INITIATIVE, Mood(0.9, turnout=0.75))
        self.motions.bring(town.evening(2, exact=True), "pools", congress)

    def wards(self) -> None:
        """One ward has given somebody powers for a time (R14), another may contradict what all have decided (R20)."""
        town, (rebuilding, resting) = self.town, self.town.some(tuple(self.town.wards), 2)
        until = town.end + timedelta(days=40)
        self.motions.bring(town.evening(66), "speaker", rebuilding, Kind.SPECIAL_OFFICE, Mood(0.85), until=until)
        closed = town.evening(3, exact=True)
        self.motions.bring(closed, "sundays", resting)
        town.at(closed + timedelta(hours=20), self.motions.flag, "sundays", "libraries")

    def objections(self) -> None:
        """Wards object to the deliveries by night until they stand for a third of all members, and somewhat more."""
        town = self.town
        town.at(town.evening(24), self.object, 0.42)

    def object(self, share: float) -> None:
        town = self.town
        everybody = town.council(town.congress).represented
        members = 0
        for name in town.some(tuple(town.wards), len(town.wards)):
            if members >= share * everybody:
                return
            members += town.council(name).represented
            when = town.evening(town.rng.randint(20, 23))
            self.motions.bring(when, "objection", name, Kind.OBJECTION, Mood(0.92, turnout=0.75), about="night")
