"""A council: the state that its own events have made (R1).

Theory of operation. One value holds everything that a council knows, and nothing that another council knows: what it
must know of its neighbours (who sits in it, for how many members, what they were told) has come to it as events. So
two councils never wait for each other. Mappings are never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from operator import is_not
from typing import TYPE_CHECKING, Any, TypeVar

from councils.core.act import Caused, Command, CouncilId, Credential, Event, MatterId, MemberId, Outcome, Voice
from councils.core.charter import Charter
from councils.core.charter.check import check_charter
from councils.core.economy.state import UNTOLD, Economy
from councils.core.refusal import Reason, refuse

if TYPE_CHECKING:
    from councils.core.competence import Decision
    from councils.core.directive import Directive
    from councils.core.economy.deliveries import Delivery
    from councils.core.economy.needs import Collective
    from councils.core.economy.orders import Orders
    from councils.core.election import Election
    from councils.core.member import Member
    from councils.core.motion import Motion
    from councils.core.office import Delegate, Tenure
    from councils.core.recall import Recall
    from councils.core.referral import Referral
    from councils.core.special import Special
    from councils.core.vote.ballot import Ballot


@dataclass(frozen=True, slots=True)
class Below:
    """What a council knows of one directly below it; ``represented`` as last reported."""

    name: str
    population: int
    represented: int = 0
    kind: str = ""
    level: str = ""
    seats: int | None = None  # where a house of fixed size was apportioned (R5)
    origin: CouncilId = ""  # the council it branched off from (R16)


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """A charter as it came into force here; ``motion`` is what brought it, empty for the founding (R15)."""

    version: int
    charter: Charter
    since: datetime
    motion: MatterId = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A split that is decided: who has said that they go with the new assembly, ``part`` (R16)."""

    part: CouncilId
    name: str
    motion: MatterId
    until: datetime
    going: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A congress that asks to be taken in (R16)."""

    name: str
    is_base: bool


NOTHING: Mapping[Any, Any] = {}


def shelf() -> Any:
    """A mapping that begins empty: the same one for all councils, since none is ever changed in place."""
    return field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)  # without slots: its copies are made many times as fast (``put``)
class Council:
    """``level`` is one of the charter's; a base assembly has members, every other council has delegates."""

    id: CouncilId
    name: str
    place: str
    kind: str
    level: str
    parent: CouncilId | None
    population: int
    founded: datetime
    charter: Charter
    charters: tuple[CharterVersion, ...] = ()
    seats: int | None = None  # in the council above, where that one apportioned them (R5)
    below: Mapping[CouncilId, Below] = shelf()
    former: Mapping[CouncilId, Below] = shelf()  # that were below, and have left or been merged
    members: Mapping[MemberId, Member] = shelf()
    delegates: Mapping[Credential, Delegate] = shelf()
    tenures: Mapping[int, Tenure] = shelf()
    alternates: Mapping[str, tuple[Voice, ...]] = shelf()
    elections: Mapping[MatterId, Election] = shelf()
    motions: Mapping[MatterId, Motion] = shelf()
    referrals: Mapping[MatterId, Referral] = shelf()
    ballots: Mapping[MatterId, Ballot] = shelf()
    recalls: Mapping[MatterId, Recall] = shelf()
    directives: Mapping[MatterId, Directive] = shelf()
    special: Mapping[str, Special] = shelf()
    decisions: Mapping[MatterId, Decision] = shelf()
    split: Split | None = None
    offshoots: int = 0  # councils that have branched off or were founded from here
    offering: frozenset[CouncilId] = frozenset()  # to go over into these
    offers: frozenset[CouncilId] = frozenset()  # of these to come over
    merged_into: CouncilId = ""
    joining: CouncilId = ""
    requests: Mapping[CouncilId, Request] = shelf()
    economy: Economy = UNTOLD
    collective: Mapping[MatterId, Collective] = shelf()  # needs of the council as a whole
    orders: Mapping[MatterId, Orders] = shelf()  # by the directive that they are part of
    deliveries: Mapping[str, Delivery] = shelf()

    @property
    def is_base(self) -> bool:
        return self.level == self.charter.levels[0].name

    @property
    def version(self) -> int:
        """Of the charter that is in force here."""
        return self.charters[-1].version

    @property
    def roll(self) -> tuple[Voice, ...]:
        """Who takes part: an assembly's members, or the delegates sent from below."""
        if self.is_base:
            return tuple(name for name, member in self.members.items() if member.active)
        return tuple(self.delegates)

    @property
    def represented(self) -> int:
        """Members of this assembly, or of all assemblies below as far as they have been reported."""
        return len(self.roll) if self.is_base else sum(below.represented for below in self.below.values())

    def has_voice(self, voice: Voice) -> bool:
        if self.is_base:
            return voice in self.members and self.members[voice].active
        return voice in self.delegates

    def known_below(self, name: CouncilId) -> Below:
        """A council directly below, or one that was when the matter began."""
        return self.below.get(name) or self.former[name]

    def holders(self, office: str) -> tuple[Tenure, ...]:
        return tuple(t for t in self.tenures.values() if t.office == office and t.held)

    def held_by(self, voice: Voice) -> tuple[Tenure, ...]:
        return tuple(t for t in self.tenures.values() if t.holder == voice and t.held)

    def matter_ids(self) -> Iterator[MatterId]:
        """The names of the next matters to be opened here."""
        number = len(self.motions) + len(self.elections) + len(self.recalls)
        while True:
            number += 1
            yield f"{self.id}:{number}"

    def put(self, shelf: str, key: object, value: object) -> Council:
        """This council with ``value`` under ``key`` of one of its mappings.

        ``dataclasses.replace`` would do, in six times the time; every event comes this way.
        """
        twin = object.__new__(Council)
        vars(twin).update(vars(self))
        vars(twin)[shelf] = {**vars(self)[shelf], key: value}
        return twin


Found = TypeVar("Found")


def remembered(*parts: str) -> Callable[[Callable[[Council], Found]], Callable[[Council], Found]]:
    """A question to a council whose answer hangs on these ``parts`` of it alone.

    Most events change one part, and every act asks the same questions again: the answer is kept in the council, goes
    along into the next one (``put``), and holds as long as each of the parts is the very same value.
    """

    def asked(question: Callable[[Council], Found]) -> Callable[[Council], Found]:
        name = f"{question.__module__}.{question.__name__}"

        @wraps(question)
        def answer(council: Council) -> Found:
            own = vars(council)
            now = [own[part] for part in parts]
            kept: tuple[list[Any], Found] | None = own.get(name)
            if kept is None or any(map(is_not, kept[0], now)):
                kept = own[name] = (now, question(council))
            return kept[1]

        return answer

    return asked


@dataclass(frozen=True, slots=True)
class FoundCouncil(Command):
    """Found a council at a place, under the charter of the council above (R1)."""

    council: CouncilId
    name: str
    place: str
    level: str
    charter: Charter
    version: int = 1
    parent: CouncilId | None = None
    kind: str = ""
    population: int = 0


@dataclass(frozen=True, slots=True)
class CouncilFounded(Event):
    council: CouncilId
    name: str
    place: str
    level: str
    charter: Charter
    version: int
    parent: CouncilId | None
    kind: str
    population: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AdmitCouncil(Caused):
    """Caused by a founding: the council above takes the new one in, or refuses both."""

    council: CouncilId
    name: str
    population: int
    kind: str
    level: str
    charter: Charter
    version: int


@dataclass(frozen=True, slots=True)
class CouncilJoined(Event):
    council: CouncilId
    name: str
    population: int
    kind: str
    level: str


def found(council: Council | None, act: FoundCouncil, at: datetime) -> Outcome:
    if council is not None:
        return refuse(Reason.ALREADY_FOUNDED)
    why = misfounded(act)
    if why:
        return refuse(Reason.CANNOT_STAND, why=why)
    return (
        CouncilFounded(
            council=act.council,
            name=act.name,
            place=act.place,
            level=act.level,
            charter=act.charter,
            version=act.version,
            parent=act.parent,
            kind=act.kind,
            population=act.population,
            at=at,
        ),
    )


def misfounded(act: FoundCouncil) -> str:
    """Why there can be no such council; empty if there can. A charter is looked into once, at the root."""
    faults = () if act.parent is not None else check_charter(act.charter)
    if faults:
        return f"its charter contradicts itself ({faults[0].message})"
    if act.level not in level_names(act.charter):
        return f"its charter has no level {act.level!r}"
    if not act.council:
        return "it has no code"
    if act.parent == act.council:
        return "it would stand under itself"
    return "its place has fewer than no people" if act.population < 0 else ""


def level_names(charter: Charter) -> list[str]:
    """From the base up."""
    return [level.name for level in charter.levels]


def admit_council(council: Council, act: AdmitCouncil, at: datetime) -> Outcome:
    """A council stands under the charter of the one above, and never on a higher level.

    Territories are often deeper than charters, so councils between the base and the congress may stand under others of
    their own level. There are no circles, since the council above is there before the one below.
    """
    if (act.version, act.charter) != (council.version, council.charter):
        return refuse(Reason.CANNOT_STAND, why=f"its charter is not that of {council.name}, version {council.version}")
    levels = level_names(council.charter)
    between = act.level == council.level and act.level not in (levels[0], levels[-1])
    if levels.index(act.level) >= levels.index(council.level) and not between:
        return refuse(Reason.CANNOT_STAND, why=f"no {act.level} stands under a council of the level {council.level}")
    return (CouncilJoined(act.council, act.name, act.population, act.kind, act.level),)


def on_council_founded(event: CouncilFounded) -> Council:
    return Council(
        id=event.council,
        name=event.name,
        place=event.place,
        kind=event.kind,
        level=event.level,
        parent=event.parent,
        population=event.population,
        founded=event.at,
        charter=event.charter,
        charters=(CharterVersion(event.version, event.charter, event.at),),
    )


def on_council_joined(council: Council, event: CouncilJoined) -> Council:
    return council.put("below", event.council, Below(event.name, event.population, kind=event.kind, level=event.level))
