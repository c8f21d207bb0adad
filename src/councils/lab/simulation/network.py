"""Who is in the federation: places that join by example and leave again, regions that leave, come back, or are cut off.

Theory of operation. Assemblies border on each other as the map says (``land.py``); where there is none, they lie on a
square grid, row by row, and border on the four beside them. Of those that are outside, the ready ones follow the
example of neighbours, and those inside leave, as in ``joining.py``. A *region* is all under one council right below
the top, or, by its code, a place of the map. Where the first is cut off it stays in the federation and goes on by
itself: nobody sits for it at the top, no question reaches it, and no example crosses its border. It lives on its
stocks and what it makes itself; how many days is asked of the planner (``bastion.py``, ``plan/lasting.py``). When
they are over and it has not been relieved, it leaves. Chance is keyed by seed and step, so that it is the same
whoever computes it.
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
    from councils.plan.lasting import lasting  # noqa: PLC0415

    found = lasting(bastion(own=own, stock=stock, ration=ration), horizon=HORIZON)
    return None if found.for_good else found.days


class Territory:
    """``inside`` and ``ever`` bool[assemblies], ``cut`` bool[regions]."""

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
        self.cut = np.zeros((1, *bodies)[-2], dtype=np.bool_)
        self.until: dict[int, int] = {}

    def chance(self, step: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[stream(self.seed, NETWORK), step]))

    def of(self, region: int | str) -> Bools:
        """The assemblies of the region of this number, from 1; or those in which people of this place live."""
        if isinstance(region, str):
            assert self.land
            return self.land.of(region, self.assembly)
        return np.asarray(np.arange(len(self.inside)) // self.size == region - 1)

    @property
    def isolated(self) -> Bools:
        """Assemblies that are cut off: bool[assemblies]."""
        return np.repeat(self.cut, self.size)[: len(self.inside)]

    def leave(self, region: int | str) -> None:
        self.inside[self.of(region)] = False
        self.relieve(region)

    def join(self, region: int | str) -> None:
        """It comes back, or what cut it off is over."""
        here = self.of(region)
        self.inside[here] = self.ever[here] = True
        self.relieve(region)

    def relieve(self, region: int | str) -> None:
        if isinstance(region, int):
            self.cut[region - 1] = False
            self.until.pop(region, None)

    def cut_off(self, region: int, last: int | None) -> None:
        """From now on; it holds out through the step ``last``, None: for good."""
        self.cut[region - 1] = True
        if last is not None:
            self.until[region] = last

    def go(self, step: int) -> None:
        """What happens before a step by itself."""
        for region in [r for r, last in self.until.items() if last < step]:
            self.leave(region)
        if not (self.ways.chance or self.ways.leaving):
            return
        alone = self.isolated
        open_ = alone[self.one] == alone[self.other]
        open_ &= self.ready[self.other]
        one, other = self.one[open_], self.other[open_]
        self.inside = follow(one, other, self.inside, self.ever, self.ways, self.chance(step))
        self.ever |= self.inside
