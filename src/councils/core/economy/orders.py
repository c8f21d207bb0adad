"""Orders: what a plan asks of one workplace, and what came of it (R12, R13, R18).

Theory of operation. An order is a directive that goes straight to the council that is to carry it out, and says what:
so many runs of its techniques in each period, with what it will have for them, and what it sends where. The council
accepts it (acknowledges), says how, objects, or proposes a change with its reason, as with every directive; it
reports what it made, used and worked, period by period. The congress that gave it hears of each of these at once, so
that plan and actual can be told side by side. An order is completed when all that it asks for has been made; what is
sent is confirmed by those it is for (``deliveries.py``), and completes an order of which nothing is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from councils.core.act import Caused, Command, CouncilId, Event, MatterId, Voice, later, later_mapping
from councils.core.economy.declared import Code

ABSURD = 10
"""So many times what was ordered nobody makes: it is a slip of the pen, or another unit."""


@dataclass(frozen=True, slots=True)
class Make:
    """``runs`` of a technique in a period: what that makes and uses in units, and its hours of work, in all.

    ``builds``: what it adds to resources. Trade is ordered so as well, by its code, a run for each unit.
    """

    technique: Code
    period: int
    runs: Decimal
    makes: Mapping[Code, Decimal]
    uses: Mapping[Code, Decimal]
    hours: Decimal
    due: date
    builds: Mapping[Code, Decimal] = later_mapping()

    @property
    def gives(self) -> Mapping[Code, Decimal]:
        """What there is to show for it: products and resources; no code is both."""
        return {**self.makes, **self.builds}


@dataclass(frozen=True, slots=True)
class Send:
    """Goods for another council's place; ``arrives``: how many of them, where some are lost on the way."""

    product: Code
    period: int
    quantity: Decimal
    to: CouncilId
    due: date
    arrives: Decimal | None = later(None)


@dataclass(frozen=True, slots=True)
class Order:
    """All that a plan asks of one council."""

    council: CouncilId
    make: tuple[Make, ...] = ()
    send: tuple[Send, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made (and built) with a technique in a period, and with what: units, and hours of work."""

    technique: Code
    period: int
    makes: Mapping[Code, Decimal]
    uses: Mapping[Code, Decimal] = field(default_factory=dict)
    hours: Decimal = Decimal(0)
    builds: Mapping[Code, Decimal] = later_mapping()

    @property
    def gives(self) -> Mapping[Code, Decimal]:
        return {**self.makes, **self.builds}

    @property
    def empty(self) -> bool:
        return not any((*self.gives.values(), *self.uses.values(), self.hours))


@dataclass(frozen=True, slots=True)
class Change:
    """What a council would rather do: so many runs of a technique in a period, for this reason."""

    council: CouncilId
    technique: Code
    period: int
    runs: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A council has corrected its report of this ``number``, from 1: what that said ``before``, and why."""

    council: CouncilId
    number: int
    before: Made
    reason: str


@dataclass(frozen=True, slots=True)
class Passing:
    """Goods that go from place to place on an order: units sent, and how many came (None: nobody has said yet)."""

    origin: CouncilId
    goal: CouncilId
    product: Code
    quantity: Decimal
    got: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What one plan has ordered, and what was made: of all, where it was given; elsewhere a council's own.

    ``made`` are the reports, each as it was corrected last. ``passing`` are deliveries, by their names, where it was
    given; ``received``, elsewhere, whether all that was to be sent has come (``tracing.py``).
    """

    orders: Mapping[CouncilId, Order]
    made: Mapping[CouncilId, tuple[Made, ...]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()
    passing: Mapping[str, Passing] = field(default_factory=dict)
    received: bool = False
    days: int = 0  # of each period, where it was given

    def total(self, council: CouncilId, technique: Code, period: int) -> dict[Code, Decimal]:
        """Units made or built by ``council`` with a technique in a period, as far as reported."""
        return summed(made.gives for made in self.reports(council, technique, period))

    def reports(self, council: CouncilId, technique: Code, period: int) -> list[Made]:
        """All that ``council`` has reported of a technique in a period."""
        return [m for m in self.made.get(council, ()) if (m.technique, m.period) == (technique, period)]

    def missing(self, council: CouncilId) -> dict[tuple[Code, int, Code], Decimal]:
        """What is still to be made: by technique, period and product."""
        return {
            (make.technique, make.period, product): quantity - done.get(product, Decimal(0))
            for make in self.orders[council].make
            for done in [self.total(council, make.technique, make.period)]
            for product, quantity in make.gives.items()
            if quantity > done.get(product, Decimal(0))
        }

    def late(self, council: CouncilId, day: date) -> tuple[Make, ...]:
        """What should have been made before ``day``, and was not, by what was reported."""
        missing = {(technique, period) for technique, period, _ in self.missing(council)}
        return tuple(m for m in self.orders[council].make if m.due < day and (m.technique, m.period) in missing)

    def find(self, council: CouncilId, technique: Code, period: int) -> Make | None:
        made = self.orders[council].make if council in self.orders else ()
        return next((make for make in made if (make.technique, make.period) == (technique, period)), None)


@dataclass(frozen=True, slots=True)
class ReportMade(Command):
    """What was made since the last report, used for it, and worked."""

    by: Voice
    directive: MatterId
    made: Made


@dataclass(frozen=True, slots=True)
class ProposeChange(Command):
    """A council would rather make another number of runs; whoever planned decides (R13)."""

    by: Voice
    directive: MatterId
    technique: Code
    period: int
    runs: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class RecordMade(Caused):
    directive: MatterId
    council: CouncilId
    made: Made


@dataclass(frozen=True, slots=True)
class RecordChange(Caused):
    directive: MatterId
    change: Change


@dataclass(frozen=True, slots=True)
class MadeReported(Event):
    directive: MatterId
    by: Voice
    made: Made
    at: datetime


@dataclass(frozen=True, slots=True)
class MadeRecorded(Event):
    directive: MatterId
    council: CouncilId
    made: Made


@dataclass(frozen=True, slots=True)
class ChangeProposed(Event):
    directive: MatterId
    by: Voice
    change: Change


@dataclass(frozen=True, slots=True)
class ChangeRecorded(Event):
    directive: MatterId
    change: Change


def summed(several: Iterable[Mapping[Code, Decimal]]) -> dict[Code, Decimal]:
    sums: dict[Code, Decimal] = defaultdict(Decimal)
    for one in several:
        for code, quantity in one.items():
            sums[code] += quantity
    return dict(sums)
