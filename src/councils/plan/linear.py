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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from councils.plan.economy import EVERYWHERE, Code, Direction, Economy, Need, Technique
from councils.plan.entries import Entries, Ints, Pattern

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


class Column(NamedTuple):
    """``code``: of the technique or product; for what is unmet the number of the need in ``Linear.demands``.

    ``to``: where it is carried, until when it is stored, what it is paid with; ``by``: what carries it, who trades it.
    A tuple, as `Row` is: there are hundreds of thousands.
    """

    kind: Activity
    code: Code
    period: Code
    place: str = EVERYWHERE
    to: str = ""
    by: Code = ""


class Row(NamedTuple):
    """``code``: of the product, resource, skill, workplace or council; of a council, ``period`` is the priority."""

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


def linear(economy: Economy, *, fair: bool = False, least: Iterable[Code] = (), shared: bool = True) -> Linear:
    """The program of an economy.

    ``fair``: before the unmet needs of a priority count, the share that the worst served council goes without does.
    ``shared``: needs of no one council share as one council more, and so does what is to be left at the end; in plans
    made before they counted nothing there, and were the first to go short.
    ``least``: resources, of which as little as can be is taken before labour counts.
    """
    build = _Build(economy)
    build.runs()
    build.bringing()
    build.storing()
    build.demands(fair=fair, shared=shared)
    return build.done(tuple(least))


Line = tuple[Limit, Code, str]
"""A row of each period: what it limits, of what, and where; of a council, in the place of that, the priority."""


class _Build:
    """The program while it grows; columns are numbered as they come."""

    def __init__(self, economy: Economy) -> None:
        self.economy, self.carried = economy, economy.carried
        needed = [need.period for need in economy.needs]
        self.periods = {period: at for at, period in enumerate(dict.fromkeys((*economy.periods, *needed)))}
        self.planned = len(economy.periods)
        self.entries: Entries[Line] = Entries(len(self.periods), self.planned)
        self.everywhere: dict[Code, int] = {}
        self.columns: list[Column] = []
        self.most: list[Floats] = []
        self.wanted: list[Need] = []
        self.needed: Ints = np.zeros(0, dtype=np.int64)
        self.fairness: dict[int, int] = {}

    def line(self, kind: Limit, code: Code, place: str = EVERYWHERE) -> int:
        return self.entries.line((kind, code, place))

    def node(self, product: Code, place: str) -> int:
        if product in self.carried:
            return self.line(Limit.PRODUCT, product, place)
        if product not in self.everywhere:
            self.everywhere[product] = self.line(Limit.PRODUCT, product)
        return self.everywhere[product]

    def runs(self) -> None:
        pattern, techniques = Pattern(), self.economy.techniques.values()
        for at, technique in enumerate(techniques):
            self.run(technique, at, pattern)
        self.entries.spread(pattern, len(self.columns), periods=self.planned, by_column=self.planned, by_period=1)
        self.columns += [
            Column(Activity.RUN, technique.code, period, self.economy.place_of(technique))
            for technique in techniques
            for period in self.economy.periods
        ]
        self.most.append(np.repeat([float(technique.most) for technique in techniques], self.planned))

    def run(self, technique: Technique, at: int, pattern: Pattern) -> None:
        place = self.economy.place_of(technique)
        net = self._net(technique)
        pattern.add_all([self.node(code, place) for code in net], at, net.values())
        for code, much in technique.occupies.items():
            pattern.add(self.line(Limit.RESOURCE, code), at, -much)
        for code, much in technique.builds.items():
            for later in range(1, self.planned):
                pattern.add(self.line(Limit.RESOURCE, code), at, much, later)
        for skill in self.economy.skills:
            if skill.hours < inf and skill.code in technique.works and skill.place in (EVERYWHERE, place):
                pattern.add(self.line(Limit.SKILL, skill.code, skill.place), at, -technique.works[skill.code])
        if self.economy.workplaces[technique.workplace].hours < inf:
            pattern.add(self.line(Limit.WORKPLACE, technique.workplace), at, -technique.hours)

    @staticmethod
    def _net(technique: Technique) -> Mapping[Code, float]:
        net = {**technique.makes, **{code: -much for code, much in technique.uses.items()}}
        for code in technique.makes.keys() & technique.uses.keys():
            net[code] += technique.makes[code]
        return net

    def bringing(self) -> None:
        """Goods from place to place, and trade."""
        pattern, economy = Pattern(), self.economy
        for at, route in enumerate(economy.transport):
            pattern.add(self.node(route.product, route.origin), at, -1.0)
            pattern.add(self.node(route.product, route.goal), at, route.keeps)
            if route.carrier:
                pattern.add(self.node(route.carrier, route.origin), at, -route.per_unit)
        for at, trade in enumerate(economy.trade, start=len(economy.transport)):
            sign = 1.0 if trade.direction is Direction.IMPORT else -1.0
            pattern.add(self.node(trade.product, trade.place), at, sign)
            pattern.add(self.node(trade.money, trade.place), at, -sign * trade.price)
        most = [*(float(r.most) for r in economy.transport), *(float(t.most) for t in economy.trade)]
        self.entries.spread(pattern, len(self.columns), periods=self.planned, by_column=1, by_period=len(most))
        for period in economy.periods:
            self.columns += [
                Column(Activity.CARRY, r.product, period, r.origin, r.goal, r.carrier) for r in economy.transport
            ]
            self.columns += [
                Column(Activity(t.direction.value), t.product, period, t.place, t.money, t.workplace)
                for t in economy.trade
            ]
        self.most.append(np.tile(most, self.planned))

    def storing(self) -> None:
        stocked = [self.node(stock.product, stock.place) for stock in self.economy.stocks]
        lines, keeps, pattern = list(self.entries.lines), list[Line](), Pattern()
        for line in dict.fromkeys((*self.entries.lines_named(), *stocked)):
            kind, code, _ = lines[line]
            share = self.economy.products[code].keeps if kind is Limit.PRODUCT else 0.0
            if share:
                pattern.add(line, len(keeps), -1.0)
                pattern.add(line, len(keeps), share, 1)
                keeps.append(lines[line])
        self.entries.spread(
            pattern, len(self.columns), periods=self.planned - 1, by_column=self.planned - 1, by_period=1
        )
        nights = list(pairwise(self.economy.periods))
        self.columns += [
            Column(Activity.STORE, code, now, place, then) for _, code, place in keeps for now, then in nights
        ]
        self.most.append(np.full(len(keeps) * len(nights), inf))

    def demands(self, *, fair: bool, shared: bool) -> None:
        last = list(self.economy.periods)[-1]
        self.wanted = list(self.economy.needs)
        self.wanted += [
            Need("", AT_END, stock.product, stock.at_end, stock.priority, stock.place, last)
            for stock in self.economy.stocks
            if stock.at_end
        ]
        at = len(self.columns) + np.arange(len(self.wanted))
        much = np.array([need.quantity for need in self.wanted], dtype=np.float64)
        self.columns += [
            Column(Activity.UNMET, str(number), need.period, need.place) for number, need in enumerate(self.wanted)
        ]
        self.most.append(much)
        nodes = [self.node(need.product, need.place) for need in self.wanted]
        self.needed = self.entries.row(nodes, [self.periods[need.period] for need in self.wanted])
        self.entries.add(self.needed, at, np.ones(len(much)))
        if fair:
            self.councils(at, much, shared=shared)

    def councils(self, at: Ints, much: Floats, *, shared: bool) -> None:
        """What a council goes without of its needs, in shares, is no more than their number times the worst share."""
        needs: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number, need in enumerate(self.wanted):
            if need.council or shared:
                sharer = AT_END if need.category == AT_END else need.council
                needs[sharer, need.priority].append(number)
        for (council, priority), some in needs.items():
            if priority not in self.fairness:
                self.fairness[priority] = len(self.columns)
                self.columns.append(Column(Activity.UNFAIR, str(priority), ""))
                self.most.append(np.array([inf]))
            rows = np.full(len(some) + 1, self.entries.row(self.line(Limit.COUNCIL, council, str(priority))))
            shares = np.append(-1.0 / much[some], float(len(some)))
            self.entries.add(rows, np.append(at[some], self.fairness[priority]), shares)

    def stages(self, least: tuple[Code, ...]) -> Iterable[Stage]:
        size = len(self.columns)
        unmet = np.array([column.kind is Activity.UNMET for column in self.columns], dtype=np.bool_)
        priorities = np.array([need.priority for need in self.wanted])
        weights: dict[tuple[Code, int], float] = defaultdict(float)
        for need in self.wanted:
            weights[need.product, need.priority] += need.quantity
        whole = np.array([weights[need.product, need.priority] for need in self.wanted])
        for priority in self.economy.priorities():
            if priority in self.fairness:
                cost = np.zeros(size)
                cost[self.fairness[priority]] = 1.0
                yield Stage(f"fairness {priority}", cost, priority)
            cost = np.zeros(size)
            cost[unmet] = np.where(priorities == priority, 1.0 / whole, 0.0)
            yield Stage(f"priority {priority}", cost, priority)
        for code in least:
            yield Stage(f"least {code}", self.of_runs(partial(_occupied, code)))
        yield Stage("labour", self.of_runs(lambda run: run.hours))

    def of_runs(self, much: Callable[[Technique], float]) -> Floats:
        """float64[n]: of a run so much, of all other columns nothing; runs come first."""
        each = np.repeat([float(much(run)) for run in self.economy.techniques.values()], self.planned)
        return np.concatenate([each, np.zeros(len(self.columns) - len(each))])

    def done(self, least: tuple[Code, ...]) -> Linear:
        stocks = self.economy.stocks
        stocked = self.entries.row([self.node(stock.product, stock.place) for stock in stocks])
        numbers = self.entries.named(stocked)
        places, need = self.entries.places(numbers), self.limits(numbers)
        np.subtract.at(need, places[stocked], [stock.quantity for stock in stocks])
        np.add.at(need, places[self.needed], [each.quantity for each in self.wanted])
        return Linear(
            columns=tuple(self.columns),
            rows=tuple(self.rows(numbers)),
            matrix=self.entries.matrix(places, (len(numbers), len(self.columns))),
            need=need,
            most=np.concatenate(self.most),
            whole=self.of_runs(lambda run: run.whole) > 0,
            hours=self.of_runs(lambda run: run.hours),
            stages=tuple(self.stages(least)),
            demands=tuple(self.wanted),
        )

    def rows(self, numbers: Ints) -> Iterator[Row]:
        lines, periods = list(self.entries.lines), list(self.periods)
        for line, period in zip(*(part.tolist() for part in np.divmod(numbers, len(periods))), strict=True):
            kind, code, place = lines[line]
            yield Row(kind, code, place) if kind is Limit.COUNCIL else Row(kind, code, periods[period], place)

    def limits(self, numbers: Ints) -> Floats:
        """float64[m]: of what is limited as much as there is, taken away; of products nothing."""
        economy, need = self.economy, np.zeros(len(numbers))
        skills = {(skill.code, skill.place): skill.hours for skill in economy.skills}
        limited = np.array(
            [kind not in (Limit.PRODUCT, Limit.COUNCIL) for kind, _, _ in self.entries.lines], dtype=np.bool_
        )
        some = np.flatnonzero(limited[numbers // len(self.periods)])
        for at, row in zip(some.tolist(), self.rows(numbers[some]), strict=True):
            if row.kind is Limit.RESOURCE:
                need[at] = -economy.resources[row.code].in_period(row.period)
            elif row.kind is Limit.SKILL:
                need[at] = -skills[row.code, row.place]
            else:
                need[at] = -economy.workplaces[row.code].hours
        return need


def _occupied(code: Code, run: Technique) -> float:
    return run.occupies.get(code, 0.0)
