"""Needs: what people say they need, summed up council by council, for a plan (R18, R19).

Theory of operation. A household's needs are private and never enter the record. When the congress calls for needs, the
question goes down to every council, and each states a sum for itself: an assembly that of its households, by product
and period. The sum of too few households would tell what one of them needs: such an assembly keeps silent
(``held_back``), and the council above states it together with others; so it goes, product by product, with what too few
households of an assembly need, where the charter says so. Which ones is asked of the world (``run.py``), as voting
papers are, by the rule in `silent`. What assemblies decide to need together, a school, a clinic, is a motion,
and is stated by its council. Each council tells the one above the sum of what was stated, to the unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain

from councils.core.act import CLOCK, Caused, Command, CouncilId, Event, Events, MatterId, Outcome, Voice
from councils.core.charter.limits import Remaking
from councils.core.council import Council
from councils.core.economy.declared import MOST, Code, countable
from councils.core.economy.declaring import not_planning, planless
from councils.core.growing import Growing
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase

NOTHING = Decimal(0)
Key = tuple[Code, int, int, bool]
"""Product, period (from 1), priority (1 is met before 2), whether it is needed in common."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What a plan is for: ``periods`` of ``days`` each, from the first day on."""

    start: date
    days: int
    periods: int

    @property
    def until(self) -> date:
        """The first day after it."""
        return self.start + timedelta(days=self.days * self.periods)

    def period_of(self, day: date) -> int:
        """In which period a day lies, from 1; 0 where in none."""
        number = (day - self.start).days // self.days + 1
        return number if self.start <= day < self.until else 0

    def last_day(self, period: int) -> date:
        return self.start + timedelta(days=self.days * period - 1)


@dataclass(frozen=True, slots=True)
class Need:
    """So much of a product in one period; ``common`` where a council needs it as a whole."""

    product: Code
    period: int
    priority: int
    common: bool
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Stated:
    """A sum that a council states: of how many households (0: none), or that it keeps silent."""

    households: int = 0
    needs: tuple[Need, ...] = ()
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Collective:
    """What a council needs as a whole (a school, a clinic): proposed, and needed from the day it is carried on.

    ``quantity`` in each period, from ``first`` to ``last``, both included.
    """

    product: Code
    quantity: Decimal
    first: date
    last: date
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of one call, as far as they are told here: ``own``, and those of the councils below."""

    call: int
    horizon: Horizon
    asked: tuple[CouncilId, ...]
    own: Stated
    below: Growing[CouncilId, Stated] = field(default_factory=Growing)

    @property
    def complete(self) -> bool:
        return self.below.additions >= len(self.asked) == len(self.below)

    @property
    def total(self) -> Stated:
        return added((self.own, *self.below.values()))


@dataclass(frozen=True, slots=True)
class CallNeeds(Command):
    """The planning office asks all what they need; ``own`` is what the congress states of those who keep silent."""

    by: Voice
    horizon: Horizon
    own: Stated | None = None


@dataclass(frozen=True, slots=True)
class StateNeeds(Caused):
    """Caused above."""

    call: int
    horizon: Horizon
    own: Stated | None = None


@dataclass(frozen=True, slots=True)
class RecordNeeds(Caused):
    """Caused below: ``council`` and all below it need this."""

    call: int
    council: CouncilId
    stated: Stated


@dataclass(frozen=True, slots=True)
class NeedsStated(Event):
    """Those below are asked next (``asked``); whoever has nobody below has told all."""

    call: int
    horizon: Horizon
    asked: tuple[CouncilId, ...]
    own: Stated


@dataclass(frozen=True, slots=True)
class NeedsRecorded(Event):
    call: int
    council: CouncilId
    stated: Stated


@dataclass(frozen=True, slots=True)
class CollectiveNeedCarried(Event):
    motion: MatterId
    need: Collective


def added(several: Iterable[Stated]) -> Stated:
    """The sum, by product, period and priority, in this order."""
    stated = tuple(several)
    households = sum(one.households for one in stated)
    told = [one.needs for one in stated if one.needs]
    if len(told) == 1 and _summed(told[0]):
        return Stated(households, told[0])
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for need in chain.from_iterable(told):
        sums[need.product, need.period, need.priority, need.common] += need.quantity
    needs = tuple(Need(*key, quantity) for key, quantity in sorted(sums.items()) if quantity)
    return Stated(households, needs)


def _summed(needs: tuple[Need, ...]) -> bool:
    """Whether these are a sum already, to the digits: most councils have nothing to add, and thousands of needs."""
    before: Key | None = None
    for need in needs:
        key, quantity = (need.product, need.period, need.priority, need.common), NOTHING + need.quantity
        if not quantity or quantity != need.quantity or not quantity.same_quantum(need.quantity):
            return False
        if before is not None and before >= key:
            return False
        before = key
    return True


def silent(
    households: Mapping[CouncilId, int], floor: int, hushed: Collection[CouncilId] = (), first: CouncilId = ""
) -> frozenset[CouncilId]:
    """Which of these councils keep silent, so that no sum, and no difference of sums, is that of less than ``floor``.

    Those with fewer households, but for those with none, and those that are ``hushed`` anyway; and while all silent
    ones together have fewer, ``first`` and then the smallest of the others too, since their sum is what the council
    above states for itself.
    """
    few = {name for name, number in households.items() if number > 0 and (number < floor or name in hushed)}
    others = sorted((name != first, number, name) for name, number in households.items() if number and name not in few)
    while few and others and sum(households[name] for name in few) < floor:
        few.add(others.pop(0)[2])
    return frozenset(few)


def collective(council: Council, horizon: Horizon) -> Stated:
    """What this council needs as a whole, in the periods of ``horizon``."""
    periods = range(1, horizon.periods + 1)
    return added(
        Stated(needs=(Need(need.product, period, need.priority, common=True, quantity=need.quantity),))
        for need in council.collective.values()
        for period in periods
        if need.first <= horizon.last_day(period) and horizon.last_day(period - 1) < need.last
    )


def unfit_need(need: Collective | None, at: datetime) -> Refused | None:
    """Whether a motion cannot declare this need."""
    if need is None or not need.product:
        return refuse(Reason.UNSOUND_DECLARATION, why=phrase("it names no product"))
    if not (countable(need.quantity) and need.quantity):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    if not (at.date() <= need.last and need.first <= need.last):
        return refuse(Reason.NO_HORIZON, why=phrase("{first} to {last}", first=f"{need.first}", last=f"{need.last}"))
    return None if need.priority > 0 else refuse(Reason.UNSOUND_DECLARATION, why=phrase("priorities begin with 1"))


def not_asking(council: Council, by: Voice) -> Refused | None:
    """Whether ``by`` cannot ask: the planning office can, and the clock where it makes the rest of a plan anew."""
    remakes = council.charter.planning.remaking is Remaking.CLOCK and council.economy.offer is not None
    return None if by == CLOCK and remakes else not_planning(council, by)


def call(council: Council, act: CallNeeds, at: datetime) -> Outcome:
    refused = planless(council) or not_asking(council, act.by)
    if refused:
        return refused
    if council.parent is not None:
        return refuse(Reason.KIND_NOT_HERE, why=phrase("needs are called for by the {congress}"))
    horizon = act.horizon
    if not (1 <= horizon.days <= 366 and 1 <= horizon.periods <= 60):
        return refuse(
            Reason.NO_HORIZON,
            why=phrase("{periods} periods of {days} days", periods=horizon.periods, days=horizon.days),
        )
    if horizon.until <= at.date():
        return refuse(Reason.NO_HORIZON, why=phrase("it ends on {day}", day=f"{horizon.until}"))
    before = council.economy.needs
    return stated(council, before.call + 1 if before else 1, horizon, act.own or Stated())


def state(council: Council, act: StateNeeds, at: datetime) -> Outcome:
    return stated(council, act.call, act.horizon, act.own or Stated())


def stated(council: Council, number: int, horizon: Horizon, own: Stated) -> Events:
    needs = replace(added((own, collective(council, horizon))), held_back=own.held_back)
    return (NeedsStated(number, horizon, tuple(council.below), needs),)


def record(council: Council, act: RecordNeeds, at: datetime) -> Outcome:
    needs = council.economy.needs
    if needs is None or needs.call != act.call or act.council not in council.below:  # who was asked
        return ()
    return (NeedsRecorded(act.call, act.council, act.stated),)


def on_needs_stated(council: Council, event: NeedsStated) -> Council:
    needs = Needs(event.call, event.horizon, event.asked, event.own)
    return replace(council, economy=replace(council.economy, needs=needs))


def on_needs_recorded(council: Council, event: NeedsRecorded) -> Council:
    needs = council.economy.needs
    assert needs is not None  # ``record`` has seen to it
    told = replace(needs, below=needs.below.also(event.council, event.stated))
    return replace(council, economy=replace(council.economy, needs=told))


def on_collective_need(council: Council, event: CollectiveNeedCarried) -> Council:
    return council.put("collective", event.motion, event.need)
