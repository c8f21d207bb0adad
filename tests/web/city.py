"""A small city in mid-life, in a real database, made only through the use cases that people use.

Three assemblies (12, 8 and 6 members) under two wards under a congress, all offices filled. Time is counted back from
now, so that what is open here is open on the pages too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils import timezone
from tests.federation import preset

from councils.app.founding import found
from councils.app.identity import council, standing
from councils.app.membership import admit, join
from councils.app.perform import Performed, tick
from councils.app.speaking import speak
from councils.app.voting import cast_vote, mark_candidates
from councils.core.charter import Admission, Charter, Kind, MandateKind, MotionRule, Norm
from councils.core.council import Council
from councils.core.election import CallElection, Stand
from councils.core.motion import Proposal, Propose, Second
from councils.core.place import Place, Places
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.store.models import Person

PLACES = Places(
    [
        Place("T", "Town", "town", "", 300),
        Place("W1", "First ward", "ward", "T", 200),
        Place("W2", "Second ward", "ward", "T", 100),
        Place("A11", "Mill Street", "quarter", "W1", 120),
        Place("A12", "Harbour", "quarter", "W1", 80),
        Place("A21", "Orchard", "quarter", "W2", 100),
    ]
)
SIZES = {"A11": 12, "A12": 8, "A21": 6}
ASSEMBLIES = tuple(SIZES)
FIRST = "Amina Bakary Chiara Dmitri Elif Fatou Goran Hélène Inès Jonas Karim Lucie".split()
LAST = {"A11": "Marchetti", "A12": "Lefèvre", "A21": "Okonkwo"}


def charter(mandate: MandateKind = MandateKind.IMPERATIVE) -> Charter:
    """The default with small delegations, and directives that the congress decides by itself."""
    default = preset()
    norms = (Norm(level="assembly", per=5, fraction_over=2), Norm(level="ward", per=10, fraction_over=5))
    motions = {**default.motions, Kind.DIRECTIVE: MotionRule(notice_days=1, voting_days=7)}
    referral = replace(default.referral, mandate=mandate)
    return replace(default, norms=norms, motions=motions, referral=referral)


@dataclass
class City:
    """``at`` is the city's clock: it stands where the last act left it."""

    charter: Charter
    at: datetime
    people: dict[str, list[Person]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Council:
        found = council(name)
        assert found is not None
        return found

    def done(self, performed: Performed) -> None:
        assert not isinstance(performed, Refused), performed

    def pass_days(self, days: float) -> None:
        self.at += timedelta(days=days)
        tick(self.at)

    def now(self) -> None:
        """The city's clock is that of the wall from now on."""
        self.pass_days((timezone.now() - self.at).total_seconds() / 86400)

    def everyone(self) -> list[Person]:
        return [person for people in self.people.values() for person in people]

    def voices(self, name: str) -> list[Person]:
        """Who has a voice in the council ``name``, in the order of their seats."""
        here = [p for p in self.everyone() if standing(p, name)]
        return sorted(here, key=lambda p: str(getattr(standing(p, name), "voice", "")))

    def say(self, person: Person, name: str, command: object) -> None:
        self.done(speak(person, name, command, self.at))  # type: ignore[arg-type]

    def vote(self, person: Person, name: str, matter: str, choice: Choice) -> None:
        self.done(cast_vote(person, name, matter, choice, self.at))

    def propose(self, name: str, proposal: Proposal) -> str:
        """A motion that has been seconded; its notice runs."""
        first, second, *_ = self.voices(name)
        matter = next(self[name].matter_ids())
        self.say(first, name, lambda voice: Propose(voice, proposal))
        for person in (second, *_)[: self.charter.motion(proposal.kind).seconders]:
            self.say(person, name, lambda voice: Second(voice, matter))
        return matter

    def call(self, name: str, office: str) -> str:
        """The election to ``office`` that is running, or a new one."""
        running = [e.id for e in self[name].elections.values() if e.office == office and e.running]
        if running:
            return running[0]
        matter = next(self[name].matter_ids())
        self.say(self.voices(name)[0], name, lambda voice: CallElection(voice, office))
        return matter

    def elect(self, name: str, office: str, ranking: list[Person]) -> str:
        """Elect by marks that fall from one candidate to the next; all of the council vote where they can."""
        matter = self.call(name, office)
        for person in ranking:
            self.say(person, name, lambda voice: Stand(voice, matter, "I will **report** every month.", "Open list"))
        self.pass_days(self.charter.election.nomination_days)
        voices = [getattr(standing(p, name), "voice", "") for p in ranking]
        allowed = self[name].elections[matter].allowed
        for number, voter in enumerate(self.voices(name)):
            marks = tuple(voices[: max(1, min(allowed, len(voices) - number % len(voices)))])
            self.done(mark_candidates(voter, name, matter, marks, self.at))
        if self[name].elections[matter].running:
            self.pass_days(self.charter.election.voting_days)
        return matter


def build(rules: Charter | None = None, *, demonstration: bool = True) -> City:
    """The city a hundred days after its founding: every office is filled, nothing is open."""
    city = City(rules or charter(), timezone.now() - timedelta(days=100))
    found("Town", city.charter, PLACES, city.at, demonstration=demonstration)
    grounds = tuple(c.token for c in city.charter.franchise.requires)
    for assembly, size in SIZES.items():
        city.people[assembly] = []
        for number, first in enumerate(FIRST[:size], start=1):
            person = Person.objects.create(username=f"{assembly}-{number}", name=f"{first} {LAST[assembly]}")
            city.done(join(person, assembly, grounds, at=city.at))
            city.people[assembly].append(person)
            if rules and rules.franchise.admission is Admission.CONFIRMED:
                city.done(admit(city.people[assembly][0], assembly, member_id(person), city.at))
    for assembly in ASSEMBLIES:
        city.elect(assembly, "delegate", city.people[assembly][:4])
    for assembly in ASSEMBLIES:
        city.elect(assembly, "chair", city.people[assembly][4:5])
        city.elect(assembly, "teller", city.people[assembly][2:5])
    for ward in ("W1", "W2"):
        city.elect(ward, "delegate", city.voices(ward))
    city.elect("T", "chair", city.voices("T")[:1])
    city.now()
    return city


def member_id(person: Person) -> str:
    return str(person.memberships.get().member)


def refer(city: City, title: str = "Freeze rents until 2028") -> str:
    """A question of the congress that every assembly votes on now."""
    matter = city.propose("T", Proposal(Kind.RESOLUTION, title, "Rents are **frozen**."))
    city.pass_days(city.charter.motion(Kind.RESOLUTION).notice_days)
    return matter


def decide(city: City, assembly: str, matter: str, choice: Choice) -> None:
    """All members of an assembly vote the same."""
    for person in city.people[assembly]:
        city.vote(person, assembly, matter, choice)


def direct(city: City, title: str = "Keep a register of rents", unit: str = "homes") -> str:
    """A directive that the congress has given."""
    matter = city.propose("T", Proposal(Kind.DIRECTIVE, title, "Every ward keeps a **register**.", unit=unit))
    city.pass_days(city.charter.motion(Kind.DIRECTIVE).notice_days)
    for person in city.voices("T"):
        city.vote(person, "T", matter, Choice.YES)
    return matter
