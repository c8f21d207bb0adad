"""Who is in the federation: places that join by example and leave again, regions that leave, come back, or are cut off.

Theory of operation. Assemblies border on each other as the map says (``land.py``); where there is none, they lie on a
square grid, row by row, and border on the four beside them. Of those that are outside, the ready ones follow the
example of neighbours, and those inside leave, as in ``joining.py``. A *region* is all under one council right below the
top, or, by its code, all assemblies in which people of a place of the map live. Where it is cut off it stays in the
federation and goes on by itself, with the councils that lie in it as a whole: nobody sits for it in those that reach
beyond it, no question reaches it, and no example crosses its border. It lives on its stocks and what it makes itself;
how many days is asked of the planner (``bastion.py``, ``plan/what_if/lasting.py``). When they are over and it has not
been relieved, it leaves. Chance is keyed by seed and step, so that it is the same whoever computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from councils.lab.arrays import Bools
from councils.lab.compiled import stream
from councils.lab.joining import Ways, follow
from councils.lab.simulation.land import Land, grid
from councils.lab.simulation.model import Model

NETWORK, HORIZON = 96, 365  # what chance is for; days, after which a part holds out for good
FOR_GOOD = 1 << 62


@dataclass(frozen=True, slots=True)
class Network:
    """Which region is in it to begin with (0: all are); the chance that an example is followed over one border in one
    step, and to leave in a step; whether who has left may come back; the share of assemblies that are ready to join."""

    start: int | str = 0
    chance: float = 0.0
    leaving: float = 0.0
    back: bool = True
    ready: float = 1.0


@cache
def holds_out(*, own: float, stock: float, ration: float) -> int | None:
    """Days; None: for good."""
    from councils.lab.bastion import bastion  # noqa: PLC0415 - the planner takes a second to load
    from councils.plan.what_if.lasting import lasting  # noqa: PLC0415

    found = lasting(bastion(own=own, stock=stock, ration=ration), horizon=HORIZON)
    return None if found.for_good else found.days


class Territory:
    """``inside``, ``ever`` and ``cut`` bool[assemblies]; ``last`` int64[assemblies]: the step through which one that is
    cut off holds out."""

    def __init__(self, model: Model, network: Network, seed: int, land: Land | None = None) -> None:
        bodies = model.bodies()
        self.land, self.assembly = land, model.assembly
        self.size = model.council ** max(0, len(bodies) - 2)  # assemblies of a region
        self.ways = Ways(network.chance, network.leaving, network.back)
        self.seed, number = seed, bodies[0]
        edges = np.zeros((0, 2), dtype=np.int64)
        if (network.start or network.chance) and number > 1:
            edges = land.edges(model.assembly) if land else grid(number)
        self.one, self.other = np.concatenate([edges, edges[:, ::-1]]).T
        self.inside = np.ones(number, dtype=np.bool_)
        if network.start:
            self.inside[:] = self.of(network.start)
        self.ready = self.inside | (self.chance(0).random(number) < network.ready)
        self.ever = self.inside.copy()
        self.cut, self.last = np.zeros(number, dtype=np.bool_), np.zeros(number, dtype=np.int64)

    def chance(self, step: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[stream(self.seed, NETWORK), step]))

    def of(self, region: int | str) -> Bools:
        """The assemblies of the region of this number, from 1; or those in which people of this place live."""
        if isinstance(region, str):
            assert self.land
            return self.land.of(region, self.assembly)
        return np.asarray(np.arange(len(self.inside)) // self.size == region - 1)

    def leave(self, region: int | str) -> None:
        here = self.of(region)
        self.inside[here] = self.cut[here] = False

    def join(self, region: int | str) -> None:
        """It comes back, or what cut it off is over."""
        here = self.of(region)
        self.inside[here] = self.ever[here] = True
        self.cut[here] = False

    def cut_off(self, region: int | str, last: int | None) -> None:
        """From now on; it holds out through the step ``last``, None: for good."""
        here = self.of(region)
        self.cut[here], self.last[here] = True, FOR_GOOD if last is None else last

    def go(self, step: int) -> None:
        """What happens before a step by itself."""
        over = self.cut & (self.last < step)
        self.inside[over] = self.cut[over] = False
        if not (self.ways.chance or self.ways.leaving):
            return
        open_ = self.cut[self.one] == self.cut[self.other]
        open_ &= self.ready[self.other]
        one, other = self.one[open_], self.other[open_]
        self.inside = follow(one, other, self.inside, self.ever, self.ways, self.chance(step))
        self.ever |= self.inside
