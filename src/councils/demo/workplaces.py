"""The workplaces of the demonstration: founded by their wards, joined by those who work there, saying what they have.

Theory of operation. What there is comes from the folder ``economy``, in the form that `councils plan` reads. Each ward
founds the assemblies of its workplaces by a motion (R16); when one is founded, its people join it in the days after,
elect a coordinator and delegates, and the coordinator declares what they can do (R18). Who works where comes from dice
of their own, so that the rest of the story is the same with other workplaces.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from councils.app.images import Drawn, drawn
from councils.app.membership import join
from councils.app.pictures import picture_of, sending
from councils.core.act import CouncilId, MatterId, MemberId, Voice
from councils.core.charter import Kind
from councils.core.council import Council, CouncilFounded
from councils.core.economy.declared import Code, Declared
from councils.core.economy.declaring import Declare
from councils.core.motion import Propose, Second
from councils.core.office import COORDINATOR, DELEGATE, officers
from councils.core.proposal import Proposal
from councils.demo.charters import WORKPLACE
from councils.demo.elections import Elections
from councils.demo.leanings import Leaning, Mood
from councils.demo.people import NO_PASSWORD, names, username
from councils.demo.town import Town, hour
from councils.demo.votes import Votes
from councils.plan.economy import Economy, Workplace
from councils.plan.files.declarations import common, of_workplace
from councils.plan.files.folder import read_texts
from councils.store.models import Person

FOUNDED = 104  # days ago it is moved; decided within three weeks
HOURS_EACH = 26  # of all that can be worked in a week at a workplace: about one member for so many
JOINING = timedelta(days=5)
ELECTING = timedelta(days=6)
WANTED = Mood(0.93, turnout=0.8, spread=0.03)


def economy() -> Economy:
    """What there is, from the folder."""
    folder = files(__package__).joinpath("economy")
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".csv")}
    read = read_texts(texts, title="Paris")
    assert isinstance(read, Economy), read
    return read


class Workplaces:
    """``councils``: the assembly of each workplace, by its code in the folder."""

    def __init__(self, town: Town, votes: Votes, elections: Elections, dice: Random) -> None:
        self.town, self.votes, self.elections, self.dice = town, votes, elections, dice
        self.texts = tomllib.loads(files(__package__).joinpath("planning.toml").read_text(encoding="utf-8"))
        self.economy = economy()
        self.councils: dict[Code, CouncilId] = {}
        self.names: Iterator[str] | None = None
        town.on(CouncilFounded, self.founded)

    def plan(self) -> None:
        self.town.at(self.evening(FOUNDED - 10), self.elections.ask_for, self.town.congress, "planner")
        for place in self.economy.workplaces.values():
            self.town.at(self.evening(FOUNDED), self.found, place)

    def evening(self, days_ago: int) -> datetime:
        return hour((self.town.end - timedelta(days=days_ago)).date(), 17, self.dice.randrange(20, 105, 5))

    def bring(self, council: CouncilId, proposal: Proposal, leaning: Leaning) -> MatterId:
        """Somebody proposes it, and others second it on the same evening."""
        here = self.town.council(council)
        by, *others = self.dice.sample(here.roll, 1 + here.charter.motion(proposal.kind).seconders)
        matter = next(here.matter_ids())
        self.votes.leanings[matter] = leaning
        self.town.say(council, by, lambda voice: Propose(voice, proposal))
        for other in others:
            self.town.say(council, other, lambda voice: Second(voice, matter))
        return matter

    def found(self, place: Workplace) -> None:
        text = self.texts["founding"]
        title, words = (text[part].strip().format(name=place.name) for part in ("title", "text"))
        self.bring(place.place, Proposal(Kind.FOUNDING, title, words, name=place.name, place_kind=WORKPLACE), WANTED)

    def founded(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        """Those who work there join, and elect."""
        if fields["kind"] != WORKPLACE:
            return
        place = next(w for w in self.economy.workplaces.values() if w.name == fields["name"])
        self.councils[place.code] = name
        for person in self.invented(max(4, round(place.hours / HOURS_EACH))):
            self.town.at(self.town.now + JOINING * self.dice.random(), self.arrive, person, name)
        self.elections.hold(self.town.now + ELECTING, name, DELEGATE, COORDINATOR)

    def invented(self, number: int) -> list[Person]:
        """People whose names nobody has yet."""
        if self.names is None:
            taken = set(Person.objects.values_list("username", flat=True))
            self.names = (name for name in names(self.dice) if username(name) not in taken)
        found = [next(self.names) for _ in range(number)]
        return Person.objects.bulk_create(
            Person(username=username(name), name=name, password=NO_PASSWORD) for name in found
        )

    def arrive(self, person: Person, name: CouncilId) -> None:
        member: MemberId = f"m{self.dice.getrandbits(40):010x}"
        grounds = tuple(c.token for c in self.town.council(name).charter.franchise.requires)
        self.town.must(join(person, name, grounds, member=member, secret=self.dice.randbytes(32), at=self.town.now))
        self.town.persons[name, member] = person
        prefetch_related_objects([person], "memberships")

    def declare_common(self) -> None:
        """The planning office writes the catalogue, and the ways between the wards."""
        planner = min(officers(self.town.council(self.town.congress), "planner"))
        for said in common(self.economy):
            self.declare(self.town.congress, planner, said)
        self.show(planner)

    def show(self, planner: Voice) -> None:
        """Some products are shown by a picture, in the order of their codes."""
        folder = files(__package__).joinpath("economy", "pictures")
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            found = drawn(file.read_bytes())
            assert isinstance(found, Drawn), file
            with sending(found):
                shown = picture_of(file.name.removesuffix(".webp"), found, "")
                self.declare(self.town.congress, planner, Declared(picture=shown))

    def declare_all(self, code: Code) -> None:
        """A workplace says what it has."""
        name = self.councils[code]
        for said in of_workplace(self.economy, code):
            self.declare(name, self.speaker(name), said)

    def declare(self, name: CouncilId, voice: Voice, said: Declared) -> None:
        self.town.say(name, voice, lambda by: Declare(by, said))

    def speaker(self, name: CouncilId) -> Voice:
        return spokesperson(self.town.council(name))


def spokesperson(here: Council) -> Voice:
    """Who speaks for a workplace or a ward in its daily business."""
    found = officers(here, COORDINATOR) or officers(here, "chair", "secretary") or set(here.roll)
    return min(found)
