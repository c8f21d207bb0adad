"""The linear program of an economy: what each column and each row is, and in which order what is wanted counts.

Theory of operation. Columns are activities, all of them 0 or more: runs of techniques, carrying, storing, importing,
exporting, and for every need the part of it that stays unmet. So there is a plan for every economy. Rows are

    what is made, brought, imported, left from before  -  what is used, taken away, exported  +  unmet  >=  needs
    capacity  -  what the activities take of it  >=  0   (resources, hours by skill, of a workplace)

One of the first for each product, place and period. What is wanted is a list of **stages**, each a cost of the
columns: the unmet needs of priority 1, then those of 2, …, then labour. A plan is best where no other one is better
in a stage and as good in all before it (a lexicographic optimum). In a stage, needs count as shares: each product is
1, and each unit of it the same whoever needs it.

    minimise c_1·x, then c_2·x, …   subject to   A x >= b,   0 <= x <= u
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from councils.plan.economy import EVERYWHERE, Code, Direction, Economy, Need, Technique

Floats = NDArray[np.float64]
AT_END = "stock at the end"


class Activity(StrEnum):
    """What a column is."""

    RUN = "run"
    CARRY = "carry"
    STORE = "store"
    IMPORT = "import"
    EXPORT = "export"
    UNMET = "unmet"
    UNFAIR = "unfair"  # the share of its needs that the worst served council goes without


class Limit(StrEnum):
    """What a row is."""

    PRODUCT = "product"
    RESOURCE = "resource"
    SKILL = "skill"
    WORKPLACE = "workplace"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Column:
    """``code``: of the technique or product; for what is unmet the number of the need in ``Linear.demands``.

    ``to``: where it is carried, until when it is stored, what it is paid with; ``by``: what carries it, who trades it.
    """

    kind: Activity
    code: Code
    period: Code
    place: str = EVERYWHERE
    to: str = ""
    by: Code = ""


class Row(NamedTuple):
    """A tuple, which is quick to look up: a program asks for a row as often as it has entries."""

    kind: Limit
    code: Code
    period: Code
    place: str = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Stage:
    """``cost`` of one unit of each column, float64[n]; ``priority`` where it is about unmet needs, else 0."""

    name: str
    cost: Floats
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Linear:
    """``matrix`` m × n, ``need`` float64[m] (b), ``most`` float64[n] (u, inf where nothing limits)."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    matrix: csc_array
    need: Floats
    most: Floats
    whole: NDArray[np.bool_]
    hours: Floats
    stages: tuple[Stage, ...]
    demands: tuple[Need, ...]


def linear(economy: Economy, *, fair: bool = False, least: Iterable[Code] = ()) -> Linear:
    """The program of an economy.

    ``fair``: before the unmet needs of a priority count, the share that the worst served council goes without does.
    ``least``: resources, of which as little as can be is taken before labour counts.
    """
    build = _Build(economy)
    for technique in economy.techniques.values():
        build.runs(technique)
    for period in economy.periods:
        build.carrying(period)
        build.trade(period)
    build.storing()
    build.capacities()
    build.demands(fair=fair)
    return build.done(tuple(least))


@dataclass(slots=True)
class _Build:
    """The program while it grows."""

    economy: Economy
    columns: list[Column] = field(default_factory=list)
    rows: dict[Row, int] = field(default_factory=dict)
    most: list[float] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[float]] = field(default_factory=lambda: ([], [], []))
    need: dict[Row, float] = field(default_factory=lambda: defaultdict(float))
    carried: frozenset[Code] = frozenset()
    wanted: list[Need] = field(default_factory=list)
    fairness: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.carried = self.economy.carried
        for stock in self.economy.stocks:
            self.need[self.node(stock.product, stock.place, next(iter(self.economy.periods)))] -= stock.quantity

    def node(self, product: Code, place: str, period: Code) -> Row:
        return Row(Limit.PRODUCT, product, period, place if product in self.carried else EVERYWHERE)

    def column(self, column: Column, most: float = inf) -> int:
        self.columns.append(column)
        self.most.append(most)
        return len(self.columns) - 1

    def add(self, row: Row, column: int, much: float) -> None:
        if much:
            rows, columns, amounts = self.entries
            rows.append(self.rows.setdefault(row, len(self.rows)))
            columns.append(column)
            amounts.append(much)

    def runs(self, technique: Technique) -> None:
        place = self.economy.place_of(technique)
        periods = list(self.economy.periods)
        for number, period in enumerate(periods):
            at = self.column(Column(Activity.RUN, technique.code, period, place), technique.most)
            for code, much in self._net(technique).items():
                self.add(self.node(code, place, period), at, much)
            for code, much in technique.occupies.items():
                self.add(Row(Limit.RESOURCE, code, period), at, -much)
            for code, much in technique.builds.items():
                for later in periods[number + 1 :]:
                    self.add(Row(Limit.RESOURCE, code, later), at, much)
            for skill in self.economy.skills:
                if skill.hours < inf and skill.code in technique.works and skill.place in (EVERYWHERE, place):
                    self.add(Row(Limit.SKILL, skill.code, period, skill.place), at, -technique.works[skill.code])
            if self.economy.workplaces[technique.workplace].hours < inf:
                self.add(Row(Limit.WORKPLACE, technique.workplace, period), at, -technique.hours)

    @staticmethod
    def _net(technique: Technique) -> Mapping[Code, float]:
        net: dict[Code, float] = dict(technique.makes)
        for code, much in technique.uses.items():
            net[code] = net.get(code, 0.0) - much
        return net

    def carrying(self, period: Code) -> None:
        for route in self.economy.transport:
            way = Column(Activity.CARRY, route.product, period, route.origin, route.goal, route.carrier)
            at = self.column(way, route.most)
            self.add(self.node(route.product, route.origin, period), at, -1.0)
            self.add(self.node(route.product, route.goal, period), at, route.keeps)
            if route.carrier:
                self.add(self.node(route.carrier, route.origin, period), at, -route.per_unit)

    def trade(self, period: Code) -> None:
        for trade in self.economy.trade:
            sign = 1.0 if trade.direction is Direction.IMPORT else -1.0
            kind = Activity(trade.direction.value)
            at = self.column(Column(kind, trade.product, period, trade.place, trade.money, trade.workplace), trade.most)
            self.add(self.node(trade.product, trade.place, period), at, sign)
            self.add(self.node(trade.money, trade.place, period), at, -sign * trade.price)

    def storing(self) -> None:
        periods = list(self.economy.periods)
        keeps = {code: product.keeps for code, product in self.economy.products.items() if product.keeps}
        nodes = {(row.code, row.place): None for row in (*self.rows, *self.need) if row.kind is Limit.PRODUCT}
        for code, place in nodes:
            if code in keeps:
                for now, then in pairwise(periods):
                    at = self.column(Column(Activity.STORE, code, now, place, then))
                    self.add(self.node(code, place, now), at, -1.0)
                    self.add(self.node(code, place, then), at, keeps[code])

    def capacities(self) -> None:
        skills = {(skill.code, skill.place): skill.hours for skill in self.economy.skills}
        for row in self.rows:
            if row.kind is Limit.RESOURCE:
                self.need[row] = -self.economy.resources[row.code].in_period(row.period)
            elif row.kind is Limit.SKILL:
                self.need[row] = -skills[row.code, row.place]
            elif row.kind is Limit.WORKPLACE:
                self.need[row] = -self.economy.workplaces[row.code].hours

    def demands(self, *, fair: bool) -> None:
        last = list(self.economy.periods)[-1]
        self.wanted = list(self.economy.needs)
        self.wanted += [
            Need("", AT_END, stock.product, stock.at_end, stock.priority, stock.place, last)
            for stock in self.economy.stocks
            if stock.at_end
        ]
        for number, need in enumerate(self.wanted):
            row = self.node(need.product, need.place, need.period)
            at = self.column(Column(Activity.UNMET, str(number), need.period, need.place), need.quantity)
            self.add(row, at, 1.0)
            self.need[row] += need.quantity
            if fair and need.council:
                self.add(Row(Limit.COUNCIL, need.council, str(need.priority)), at, -1.0 / need.quantity)
        for row in [row for row in self.rows if row.kind is Limit.COUNCIL]:
            priority = int(row.period)
            if priority not in self.fairness:
                self.fairness[priority] = self.column(Column(Activity.UNFAIR, str(priority), ""))
            number_of = sum(need.council == row.code and need.priority == priority for need in self.wanted)
            self.add(row, self.fairness[priority], float(number_of))

    def stages(self, least: tuple[Code, ...]) -> Iterable[Stage]:
        size = len(self.columns)
        weights: dict[tuple[Code, int], float] = defaultdict(float)
        for need in self.wanted:
            weights[need.product, need.priority] += need.quantity
        unmet = [at for at, column in enumerate(self.columns) if column.kind is Activity.UNMET]
        for priority in self.economy.priorities():
            if priority in self.fairness:
                cost = np.zeros(size)
                cost[self.fairness[priority]] = 1.0
                yield Stage(f"fairness {priority}", cost, priority)
            cost = np.zeros(size)
            for at, need in zip(unmet, self.wanted, strict=True):
                if need.priority == priority:
                    cost[at] = 1.0 / weights[need.product, priority]
            yield Stage(f"priority {priority}", cost, priority)
        for code in least:
            yield Stage(f"least {code}", np.array([run.occupies.get(code, 0.0) if run else 0.0 for run in self.ran()]))
        yield Stage("labour", self.hours())

    def ran(self) -> Iterator[Technique | None]:
        """Of each column the technique, where it is a run."""
        techniques = self.economy.techniques
        yield from (techniques[c.code] if c.kind is Activity.RUN else None for c in self.columns)

    def hours(self) -> Floats:
        return np.array([run.hours if run else 0.0 for run in self.ran()])

    def done(self, least: tuple[Code, ...]) -> Linear:
        for known in self.need:
            self.rows.setdefault(known, len(self.rows))
        row, column = (np.array(places, dtype=np.int32) for places in self.entries[:2])
        shape = (len(self.rows), len(self.columns))
        whole = [bool(run and run.whole) for run in self.ran()]
        return Linear(
            columns=tuple(self.columns),
            rows=tuple(self.rows),
            matrix=csc_array((np.array(self.entries[2], dtype=np.float64), (row, column)), shape=shape),
            need=np.array([self.need.get(known, 0.0) for known in self.rows]),
            most=np.array(self.most),
            whole=np.array(whole, dtype=np.bool_),
            hours=self.hours(),
            stages=tuple(self.stages(least)),
            demands=tuple(self.wanted),
        )
