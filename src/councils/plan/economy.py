"""What people tell a planner: what there is, what can be done with it, and what is needed.

Theory of operation. An economy is a value; nothing is computed here. A **technique** is one way to do something:
each run of it makes products (one or several), uses others, takes hours of work by skill, and occupies shared
resources (land, machine hours, a limit on emissions). What a run ``builds`` is capacity: it adds to a resource from
the following period on. **Needs** are final demand; whoever declares them gives them an order, priority 1 before 2.
What is left over costs nothing to throw away; where it does cost something, it is said with a resource.

Places matter only to what is carried: a product with a route (``transport``) is kept apart by place, and is in
Montreuil only if it is made there or brought there. All others are everywhere. Imports and exports are techniques
too: an import uses money, an export makes it, and money is a product that nobody works for. Everything is per
period.

The words are those of the field: activity analysis (Koopmans 1951), Leontief's input-output analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

Code = str
Hours = float
EVERYWHERE = ""
"""The place of what is not kept apart by place."""


class Flow(StrEnum):
    """What one run of a technique does."""

    MAKES = "makes"
    USES = "uses"
    WORKS = "works"
    OCCUPIES = "occupies"
    BUILDS = "builds"


class Direction(StrEnum):
    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Product:
    """``keeps``: the share of it that is still there one period later; 0 for what cannot be stored.

    ``category`` and ``standard`` are for people: what it is needed for, and what it is (COICOP, CPC).
    """

    code: Code
    name: str
    unit: str
    keeps: float = 0.0
    category: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """``hours``: the most that can be worked there in a period; ``activity``: what is done there (ISIC)."""

    code: Code
    name: str
    place: str = EVERYWHERE
    hours: Hours = inf
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """``hours``: the most by ``place`` (or anywhere) in a period."""

    code: Code
    name: str
    place: str = EVERYWHERE
    hours: Hours = inf


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that runs share while they last; ``amounts`` by period where it isn't ``amount`` in each.

    ``workplace``: whose it is, for people; whoever occupies it takes from the same.
    """

    code: Code
    name: str
    unit: str
    amount: float
    amounts: Mapping[Code, float] = field(default_factory=dict)
    workplace: Code = ""

    def in_period(self, period: Code) -> float:
        return self.amounts.get(period, self.amount)


@dataclass(frozen=True, slots=True)
class Technique:
    """Per run: units of products, hours by skill, amounts of resources. ``most``: runs in a period."""

    code: Code
    name: str
    workplace: Code
    makes: Mapping[Code, float]
    uses: Mapping[Code, float] = field(default_factory=dict)
    works: Mapping[Code, Hours] = field(default_factory=dict)
    occupies: Mapping[Code, float] = field(default_factory=dict)
    builds: Mapping[Code, float] = field(default_factory=dict)
    most: float = inf
    whole: bool = False

    @property
    def hours(self) -> Hours:
        """Hours of work of one run."""
        return sum(self.works.values())


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there at the beginning, and what is to be there ``at_end``, a need like others with its priority.

    ``workplace``: who has it, for people.
    """

    product: Code
    quantity: float
    place: str = EVERYWHERE
    at_end: float = 0.0
    priority: int = 1
    workplace: Code = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Final demand of a council for a product in a period; priority 1 is met before 2."""

    council: str
    category: str
    product: Code
    quantity: float
    priority: int
    place: str = EVERYWHERE
    period: Code = "1"


@dataclass(frozen=True, slots=True)
class Trade:
    """A product against ``price`` units of ``money`` each; ``most`` units in a period.

    ``workplace``: who trades, for people; what two of them trade is told apart.
    """

    product: Code
    direction: Direction
    price: float
    money: Code
    most: float = inf
    place: str = EVERYWHERE
    workplace: Code = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A product from a place to another: ``per_unit`` of ``carrier`` (a product) each; ``keeps`` arrives."""

    product: Code
    origin: str
    goal: str
    carrier: Code = ""
    per_unit: float = 0.0
    keeps: float = 1.0
    most: float = inf


@dataclass(frozen=True, slots=True)
class Economy:
    """All that is declared, in the order in which it was."""

    title: str
    products: Mapping[Code, Product]
    techniques: Mapping[Code, Technique]
    needs: tuple[Need, ...]
    workplaces: Mapping[Code, Workplace] = field(default_factory=dict)
    skills: tuple[Skill, ...] = ()
    resources: Mapping[Code, Resource] = field(default_factory=dict)
    stocks: tuple[Stock, ...] = ()
    trade: tuple[Trade, ...] = ()
    transport: tuple[Route, ...] = ()
    periods: Mapping[Code, str] = field(default_factory=lambda: {"1": ""})
    work_unit: str = "hours"

    @property
    def carried(self) -> frozenset[Code]:
        """The products that are kept apart by place."""
        return frozenset(route.product for route in self.transport)

    def place_of(self, technique: Technique) -> str:
        workplace = self.workplaces.get(technique.workplace)
        return workplace.place if workplace else EVERYWHERE

    def skill_names(self) -> dict[Code, str]:
        return {skill.code: skill.name for skill in self.skills}

    def priorities(self) -> tuple[int, ...]:
        """All that anything has, the first first."""
        wanted = {need.priority for need in self.needs} | {stock.priority for stock in self.stocks if stock.at_end}
        return tuple(sorted(wanted))
