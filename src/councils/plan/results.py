"""What a plan comes to, in the units people know: output, work, use of what is limited, unmet needs, values.

Theory of operation. Everything is read off the activities and prices. A **labour value** is the work that went into
one unit, on the average of how it is made in this plan: what makes it hands on its own hours and those of what it
used, in proportion to the shadow prices where it makes several things. A **shadow price** is what one more unit
would cost at the margin. The two differ where a better way is used up. What is in stock at the beginning counts as
much as what is made of it; of what nobody makes in this plan no work is known.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import MatrixRankWarning, spsolve

from councils.plan.economy import Need
from councils.plan.linear import Activity, Column, Floats, Limit, Row
from councils.plan.solve import Plan
from councils.plan.staged_certificate import proved_prices

_SMALL = 1e-9
_ROUND = 1e-9  # of what goes round without end
_FEW, _PASSES = 2_000, 300
MET = 1e-6
"""The share of a need that may be missing of what counts as met, as in the certificate."""


@dataclass(frozen=True, slots=True)
class Output:
    """One product at one place in one period: units, hours a unit."""

    row: Row
    made: float
    used: float
    delivered: float
    left: float
    value: float
    price: float


@dataclass(frozen=True, slots=True)
class Capacity:
    """A limit. ``unmet_less``: share of needs of ``priority`` one more unit would meet; ``hours_less`` it saves."""

    of: Row | Column
    used: float
    limit: float
    unmet_less: float
    hours_less: float
    priority: int = 0

    @property
    def share(self) -> float:
        return self.used / self.limit if self.limit else 1.0

    @property
    def binds(self) -> bool:
        return self.unmet_less > 0 or self.hours_less > 0


@dataclass(frozen=True, slots=True)
class Met:
    """A need, how much of it stays unmet, and the column of that."""

    need: Need
    unmet: float
    column: int

    @property
    def share(self) -> float:
        return self.unmet / self.need.quantity

    @property
    def got(self) -> float:
        return self.need.quantity - self.unmet


@dataclass(frozen=True, slots=True)
class Holding:
    """``content``: of what is scarce in a unit of each row's product, float64[m]; ``needs``: how much of it is in what
    each got, the most first."""

    content: Floats
    needs: tuple[tuple[float, Met], ...]


class Results:
    """A plan, looked at."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.program, self.x = plan, plan.program, plan.activities
        self.kinds = np.array([column.kind for column in self.program.columns])
        self._rents: dict[int, Floats] = {}
        self._of_stages: dict[int, tuple[Floats, Floats]] = {}
        self._holding: dict[Row | Column, Holding] = {}

    @cached_property
    def flows(self) -> csc_array:
        """m × n: what each activity as a whole adds to each row, or takes."""
        return csc_array(self.program.matrix @ diags_array(self.x))

    @cached_property
    def hours(self) -> float:
        return float(self.program.hours @ self.x)

    @cached_property
    def prices(self) -> Floats:
        """Hours at the margin, of each row."""
        return self.stage(len(self.plan.prices) - 1)

    def stage(self, number: int) -> Floats:
        """Prices of a stage: what the certificate proves of those in the plan, so that nobody can write others there.

        Where it proves nothing, as of numbers that are too far apart, they are those in the plan.
        """
        y, _ = self._proved(number)
        return y if y.any() else self.plan.prices[number].rows

    def _proved(self, number: int) -> tuple[Floats, Floats]:
        if number not in self._of_stages:
            prices = self.plan.prices[number]
            self._of_stages[number] = proved_prices(self.program, number, prices.rows, prices.held)
        return self._of_stages[number]

    @cached_property
    def values(self) -> Floats:
        """Hours of work in a unit of each row's product, float64[m]."""
        return self.content(self.program.hours)

    def value(self, row: Row) -> float:
        """Hours of work in a unit of one product."""
        return float(self.values[self.row_number[row]])

    @cached_property
    def real(self) -> NDArray[np.bool_]:
        """The columns that do something, bool[n]."""
        return ~np.isin(self.kinds, (Activity.UNMET, Activity.UNFAIR))

    @cached_property
    def _made_used(self) -> tuple[csc_array, csc_array]:
        """m × n: what activities add to the rows of products, and what they take from these."""
        product = np.array([row.kind is Limit.PRODUCT for row in self.program.rows], dtype=np.float64)
        flows = csc_array(diags_array(product) @ self.flows @ diags_array(self.real.astype(np.float64)))
        return csc_array(flows.maximum(0)), csc_array(-flows.minimum(0))

    @cached_property
    def _share(self) -> csc_array:
        """m × n: the part of each activity that falls to each product it makes, for one unit of that."""
        made, _ = self._made_used
        weights = np.where(self.prices > 0, self.prices, _SMALL * self.prices[self.prices > 0].min(initial=1.0))
        worth = np.asarray(made.T @ weights)
        total = np.asarray(made.sum(axis=1)).ravel()
        per_unit = weights / np.where(total > 0, total, 1.0)
        return csc_array(diags_array(per_unit) @ made @ diags_array(1 / np.where(worth > 0, worth, 1.0)))

    @cached_property
    def recipes(self) -> csr_array:
        """m × m: row i holds what one unit of product i takes of the others, on the average of this plan; or, where
        there is only stock of it, where as much would come from."""
        taken = self._share @ self._made_used[1].T
        return csr_array(taken + self._as_made if self.plan.stocked else taken)

    def direct(self, cost: Floats) -> Floats:
        """What making one unit of each product takes of ``cost`` itself, float64[m]."""
        return np.asarray(self._share @ (cost * self.x))

    def content(self, cost: Floats) -> Floats:
        """What is in one unit of each product of something that activities take ``cost`` of: v = direct + recipes v.

        Solved pass by pass, which is as exact and far faster where there are thousands of products; directly where
        they are few, or hand on so much of each other that passes take long.
        """
        direct = self.direct(cost)
        if len(direct) > _FEW:
            found = direct
            for _ in range(_PASSES):
                last, found = found, direct + self.recipes @ found
                if np.allclose(found, last, rtol=1e-14, atol=0.0):
                    return np.asarray(found)
        return passed_on(self.recipes, direct)

    @cached_property
    def _as_made(self) -> csr_array:
        """m × m: in the row of a product of which there is only stock, the parts of it that are made in other rows."""
        of = {code: at for at, code in enumerate(sorted({row.code for row in self.program.rows}))}
        code = np.array([of[row.code] for row in self.program.rows])
        making = np.isin(self.kinds, (Activity.RUN, Activity.IMPORT)).astype(np.float64)
        made = np.asarray(self._made_used[0] @ making).ravel()
        total = np.bincount(code, made)
        kept = np.flatnonzero((self._stocks > 0) & (self.made <= 0) & (total[code] > 0))
        makers = csr_array((made, (np.arange(len(made)), code)), shape=(len(made), len(total)))
        parts = csr_array(makers @ diags_array(1 / np.where(total > 0, total, 1.0))).T.tocsr()
        picked = csr_array((np.ones(len(kept)), (kept, code[kept])), shape=(len(made), len(total)))
        return csr_array(picked @ parts)

    @cached_property
    def made(self) -> Floats:
        """Units made of each row's product, float64[m]."""
        return np.asarray(self._made_used[0].sum(axis=1)).ravel()

    def output(self) -> Iterator[Output]:
        """Each product at each place, in the order of the program."""
        used, wanted = np.asarray(self._made_used[1].sum(axis=1)).ravel(), self._needed(self.program.most - self.x)
        left = np.maximum(self.made + self._stocks - used - wanted, 0.0)
        told = (self.made, used, wanted, left, self.values, self.prices)
        for row, *numbers in zip(self.program.rows, *(part.tolist() for part in told), strict=True):
            if row.kind is Limit.PRODUCT:
                yield Output(row, *numbers)

    @cached_property
    def row_number(self) -> dict[Row, int]:
        """Where each row is in the program."""
        return {row: at for at, row in enumerate(self.program.rows)}

    @cached_property
    def by_row(self) -> csr_array:
        """The matrix of the program, m × n, row by row."""
        return csr_array(self.program.matrix)

    def stock(self, row: Row) -> float:
        """Units of a row's product that were there at the beginning."""
        return max(0.0, float(self._stocks[self.row_number[row]]))

    @cached_property
    def unmet_rows(self) -> NDArray[np.int32]:
        """int32[n]: the row that each column of unmet need adds to; -1 for other columns."""
        matrix, found = self.program.matrix, np.full(len(self.x), -1, dtype=np.int32)
        column = np.repeat(np.arange(len(self.x)), np.diff(matrix.indptr))
        adds = (self.kinds[column] == Activity.UNMET) & (matrix.data > 0)
        found[column[adds]] = matrix.indices[adds]
        return found

    def _needed(self, much: Floats) -> Floats:
        """float64[m]: so ``much`` of each need, float64[n] of the columns that leave it unmet, added up by rows."""
        some = np.flatnonzero(self.unmet_rows >= 0)
        return np.bincount(self.unmet_rows[some], much[some], len(self.program.rows)).astype(np.float64, copy=False)

    @cached_property
    def _stocks(self) -> Floats:
        """float64[m]: what was there at the beginning, what b lacks of the needs."""
        return self._needed(self.program.most) - self.program.need

    def row_of(self, column: int) -> Row:
        """The row that a column of unmet need adds to."""
        return self.program.rows[int(self.unmet_rows[column])]

    def needs(self) -> Iterator[Met]:
        yield from self._needs

    @cached_property
    def _needs(self) -> tuple[Met, ...]:
        columns = ((int(at), self.program.columns[at]) for at in np.flatnonzero(self.kinds == Activity.UNMET))
        return tuple(Met(self.program.demands[int(c.code)], float(self.x[at]), at) for at, c in columns)

    def unmet(self) -> list[Met]:
        """What stays unmet, the first priority first and the largest share before the smaller."""
        found = [met for met in self.needs() if met.share > MET]
        return sorted(found, key=lambda met: (met.need.priority, -met.share))

    @cached_property
    def limits(self) -> Floats:
        """Of rows that are no products how much there is, with what was built, float64[m]."""
        return np.asarray(np.asarray(self.flows.maximum(0).sum(axis=1)).ravel() - self.program.need)

    def capacities(self) -> Iterator[Capacity]:
        """Every limit there is: of rows, then of activities that run."""
        used = np.asarray((-self.flows).maximum(0).sum(axis=1)).ravel()
        labour = len(self.plan.prices) - 1
        for at, row in enumerate(self.program.rows):
            if row.kind in (Limit.RESOURCE, Limit.SKILL, Limit.WORKPLACE):
                gains = [float(self.stage(k)[at]) for k in self._unmet_stages()]
                yield self._capacity(row, float(used[at]), float(self.limits[at]), gains, float(self.stage(labour)[at]))
        rents = {k: self.rents(k) for k in (*self._unmet_stages(), labour)}
        for at, column in enumerate(self.program.columns):
            if self.program.most[at] < inf and column.kind not in (Activity.UNMET, Activity.UNFAIR):
                gains = [float(rents[k][at]) for k in self._unmet_stages()]
                most = float(self.program.most[at])
                yield self._capacity(column, float(self.x[at]), most, gains, float(rents[labour][at]))

    def _capacity(self, of: Row | Column, used: float, limit: float, gains: list[float], hours: float) -> Capacity:
        """With the gain in the first stage of unmet needs in which all of the limit gives any that is no rounding."""
        all_of_it = limit or 1.0
        told = zip(gains, self._priorities, strict=True)
        gain, priority = next(((g, p) for g, p in told if g * all_of_it > _SMALL), (0.0, 0))
        saved = hours if hours * all_of_it > _SMALL * self.hours else 0.0
        return Capacity(of, used, limit, gain, saved, priority)

    @cached_property
    def _priorities(self) -> tuple[int, ...]:
        return self.plan.economy.priorities()

    def _unmet_stages(self) -> list[int]:
        return [k for k, stage in enumerate(self.program.stages) if stage.name.startswith("priority")]

    def rents(self, stage: int) -> Floats:
        """What one more unit of each activity's limit would give in a stage, float64[n]."""
        if stage not in self._rents:
            self._rents[stage] = self._rents_of(stage)
        return self._rents[stage]

    def _rents_of(self, stage: int) -> Floats:
        y, cost = self._proved(stage)
        rent = np.maximum(self.program.matrix.T @ y - cost, 0.0)
        return np.where(np.isfinite(self.program.most), rent, 0.0)

    def holding(self, scarce: Row | Column) -> Holding:
        """Who holds most of something that is at its limit, as things are made in this plan."""
        if scarce not in self._holding:
            self._holding[scarce] = self._holding_of(scarce)
        return self._holding[scarce]

    def _holding_of(self, scarce: Row | Column) -> Holding:
        if isinstance(scarce, Row):
            takes = np.maximum(-self.program.matrix[[self.row_number[scarce]], :].toarray().ravel(), 0.0)
        else:
            takes = np.zeros(len(self.x))
            takes[self.program.columns.index(scarce)] = 1.0
        content = self.content(takes)
        found = [(float(content[self.unmet_rows[met.column]]) * met.got, met) for met in self.needs()]
        return Holding(content, tuple(sorted(found, key=lambda pair: -pair[0])))

    def labour(self) -> dict[tuple[str, str, str], float]:
        """Hours by skill, place and period."""
        found: dict[tuple[str, str, str], float] = defaultdict(float)
        for at in np.flatnonzero((self.kinds == Activity.RUN) & (self.x > 0)):
            column = self.program.columns[at]
            for skill, hours in self.plan.economy.techniques[column.code].works.items():
                found[skill, column.place, column.period] += hours * float(self.x[at])
        return dict(found)


def passed_on(recipes: csr_array, direct: Floats) -> Floats:
    """v = direct + recipes v, float64[m]: the least there is, where something only goes round and no work goes in."""
    one = eye_array(len(direct))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatrixRankWarning)
        found = np.asarray(spsolve(csc_array(one - recipes), direct))
        if not np.isfinite(found).all():
            found = np.asarray(spsolve(csc_array(one - (1.0 - _ROUND) * recipes), direct))
    return found
