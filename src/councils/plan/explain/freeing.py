"""With less of what a need that is short could be met: the fewest other needs, and by how much.

Theory of operation. Asked of the program of the plan itself, not of the chain that is told: the need is met in full,
each other one as far as in the plan, or less by a share s_j of what it gets, where a yes or no z_j >= s_j lets it be
less. Minimised are the yeses, and among sets as small, the shares:

    minimise  sum z_j + e sum s_j
    subject to  A x >= b,  0 <= x <= u,  unmet_need = 0,  unmet_j <= left_j + got_j s_j

with e so small that all shares together never outweigh one yes. HiGHS finds it by branch and bound, up to a number of
nodes: where that is not enough, its bound says how few there are at least. Where a program is too large for that, what
is delivered is ranked by how much of the scarce it holds, which is an estimate and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from highspy._core import _Highs
from scipy.sparse import block_array, csc_array

from councils.plan.economy import Economy
from councils.plan.explain import Chain
from councils.plan.explain.wording import amount, need_words, percent
from councils.plan.highs.heeding import heeding
from councils.plan.highs.simplex import loaded, price
from councils.plan.highs.stages import scales
from councils.plan.linear import Linear, Row
from councils.plan.results import Met, Results

EXACT = 60_000
"""Entries of a program up to which the smallest set is looked for."""
NODES = 2_000
_SMALL = 1e-9
_SLACK = 1e-7  # of a need: what a plan may miss of it and count as kept


@dataclass(frozen=True, slots=True)
class Freed:
    """``quantity`` units less for ``need``, which gets more than that in the plan."""

    need: Met
    quantity: float


@dataclass(frozen=True, slots=True)
class Freeing:
    """``instead``: with less for these the need is met; no set of fewer than ``least`` needs does.

    ``least``: as many as ``instead`` where that is proved to be the smallest set; 0 where it is an estimate.
    ``short``: what stays unmet of the need, in units, even with nothing for all others.
    """

    met: Met
    instead: tuple[Freed, ...]
    least: int
    short: float = 0.0

    @property
    def smallest(self) -> bool:
        return self.least == len(self.instead) > 0

    def told(self, economy: Economy) -> str:
        """In a sentence; "" where nothing is known."""
        if self.short >= self.met.unmet * (1 - _SLACK):
            return "Nothing that goes to others would help."
        if self.short:
            share = percent(1 - self.short / self.met.need.quantity)
            return f"With nothing for all others {share} of it could be met, and no more."
        parts = "; ".join(
            f"{amount(economy, freed.need.need.product, freed.quantity)} of {need_words(economy, freed.need.need)}"
            for freed in self.instead
        )
        if not parts:
            return ""
        if self.smallest:
            return f"It could be met with less of: {parts}."
        if self.least:
            return f"It could be met with less of: {parts}; fewer might do, but not fewer than {self.least}."
        return f"As much would be freed, by estimate, with less of: {parts}."


def freeing(results: Results, chain: Chain, *, entries: int = EXACT, nodes: int = NODES) -> Freeing:
    """The smallest set of needs whose reduction would let the need of ``chain`` be met.

    ``entries``: of a program that is larger, an estimate. ``nodes``: of branch and bound, at most.
    Cost: a mixed-integer program of the size of the plan with a yes or no for each need.
    """
    if results.program.matrix.nnz > entries:
        return Freeing(chain.met, _ranked(results, chain), 0)
    return _Asked(results.program, list(results.needs()), chain.met).answer(nodes)


class _Asked:
    """The question about one need; columns are those of the plan, then shares, then yeses, of ``others``."""

    def __init__(self, program: Linear, needs: list[Met], met: Met) -> None:
        self.program, self.met = program, met
        self.others = [m for m in needs if m.column != met.column and m.got > _SLACK * m.need.quantity]
        self.row, self.column = scales(program)
        self.matrix = csc_array(program.matrix.multiply(self.row[:, None]).multiply(self.column[None, :]))

    def answer(self, nodes: int) -> Freeing:
        short = self._short()
        if short > _SLACK * self.met.need.quantity:
            return Freeing(self.met, (), 0, short)
        k, n = len(self.others), len(self.program.columns)
        fraction = 0.5 / (k + 1)
        highs = self._loaded()
        highs.setOptionValue("mip_max_nodes", nodes)
        price(highs, np.concatenate([np.zeros(n), np.full(k, fraction), np.ones(k)]))
        heeding(highs)()
        found = np.array(highs.getSolution().col_value)
        if not len(found):
            return Freeing(self.met, (), 0)
        instead = [
            Freed(other, float(share) * other.got)
            for other, share, yes in zip(self.others, found[n : n + k], found[n + k :], strict=True)
            if yes > fraction and share > _SLACK
        ]
        at_least = max(1, ceil(highs.getInfo().mip_dual_bound - 0.5))
        return Freeing(self.met, tuple(sorted(instead, key=lambda freed: -freed.quantity)), at_least)

    def _short(self) -> float:
        """What stays unmet of the need, in units, where nothing has to go to others."""
        most, whole = self.program.most / self.column, self.program.whole.tolist()
        highs = loaded(self.matrix, self.program.need * self.row, most, whole)
        cost = np.zeros(len(self.column))
        cost[self.met.column] = self.column[self.met.column] / self.met.need.quantity
        price(highs, cost)
        heeding(highs)()
        return float(highs.getObjectiveValue()) * self.met.need.quantity

    def _loaded(self) -> _Highs:
        program, n, k = self.program, len(self.program.columns), len(self.others)
        most = program.most.copy()
        most[self.met.column] = _SLACK * self.met.need.quantity
        cut, each = np.array([other.column for other in self.others], dtype=np.int32), np.arange(k)
        got = np.array([other.got for other in self.others])
        left = np.array([other.unmet + _SLACK * other.need.quantity for other in self.others])
        unmet = csc_array((self.column[cut] / got, (each, cut)), shape=(k, n))
        one = csc_array((np.ones(k), (each, each)), shape=(k, k))
        return loaded(
            csc_array(block_array([[self.matrix, None, None], [-unmet, one, None], [None, -one, one]])),
            np.concatenate([program.need * self.row, -left / got, np.zeros(k)]),
            np.concatenate([most / self.column, np.ones(2 * k)]),
            [*program.whole.tolist(), *[False] * k, *[True] * k],
        )


def _ranked(results: Results, chain: Chain) -> tuple[Freed, ...]:
    """The deliveries that hold most of what is scarce, as things are made in the plan, until there is enough."""
    if chain.scarce is None:
        return ()
    holding = results.holding(chain.scarce)
    content = float(holding.content[results.row_number[chain.through[0]]])
    missing = _each(results, chain, content) * chain.met.unmet
    chosen: list[Freed] = []
    for holds, other in holding.needs:
        if other.column == chain.met.column:
            continue
        if missing <= 0 or holds <= 0:
            break
        chosen.append(Freed(other, other.got * min(1.0, missing / holds)))
        missing -= holds
    return tuple(chosen) if missing <= 0 else ()


def _each(results: Results, chain: Chain, content: float) -> float:
    """How much of what is scarce one unit takes: as it is made, or where it isn't, as prices say."""
    if content > _SMALL or chain.scarce is None:
        return content
    stage = [stage.name for stage in results.program.stages].index(f"priority {chain.met.need.priority}")
    if isinstance(chain.scarce, Row):
        worth = float(results.stage(stage)[results.row_number[chain.scarce]])
    else:
        worth = float(results.rents(stage)[results.program.columns.index(chain.scarce)])
    return float(results.stage(stage)[results.row_number[chain.through[0]]]) / worth
