"""A territory under an experiment: in place of the country that it was made for, people's own places and borders.

Theory of operation. Places stand in the order of a curve on which neighbours follow each other
(``simulation/land.py``). Each has as many assemblies as its people need, all of them as even as can be, and every
council takes the next few, up to one. So a council is a neighbourhood, and assemblies are of different sizes, as they
are on real ground. Examples go over the borders of the places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from councils.core.charter import Charter
from councils.core.place import Places
from councils.lab.arrays import Ints
from councils.lab.partition.ground import Pair
from councils.lab.simulation.land import Land, land
from councils.lab.simulation.model import Model
from councils.lab.simulation.scenario_keys import MOST_INDIVIDUALS
from councils.lab.simulation.tree import Tree, UnfitError, tree


@dataclass(frozen=True, slots=True)
class Terrain:
    """``start`` is the code of the place from which examples spread, and ``first`` its name."""

    name: str
    land: Land
    start: str
    first: str
    bordered: bool

    @property
    def people(self) -> int:
        return int(self.land.people.sum())

    @property
    def places(self) -> int:
        return len(self.land.people)

    def rolls(self, size: int) -> Ints:
        """Members of each assembly, where they have at most ``size``."""
        place, people = self.whose(size), self.land.people
        number = -(-people // size)
        at = np.arange(len(place)) - np.repeat(np.cumsum(number) - number, number)
        return np.asarray(people[place] // number[place] + (at < people[place] % number[place]), dtype=np.int64)

    def whose(self, size: int) -> Ints:
        """The place of each assembly, by its number."""
        people = self.land.people
        return np.repeat(np.arange(len(people)), -(-people // size))

    def kinds(self, size: int) -> tuple[str, ...]:
        """That of the place of each assembly; none where places are of no kind."""
        kinds = self.land.kinds
        return tuple(kinds[n] for n in self.whose(size).tolist()) if kinds else ()

    def tree(self, charter: Charter, size: int, fan_out: int, rolls: Ints | None = None) -> Tree:
        """The councils over its assemblies; ``rolls``: others than all of their members are on them."""
        rolls = self.rolls(size) if rolls is None else rolls
        if len(rolls) < 2:
            raise UnfitError(f"All of {self.name} are one assembly of {size}, to which nothing is referred.")
        return tree(charter, rolls, list(parents(len(rolls), fan_out)), kinds=self.kinds(size))

    def shapes(self, fan_outs: Iterable[int], sizes: Sequence[int]) -> list[tuple[tuple[int, int], int]]:
        """Each fan-out with the levels that it takes over assemblies of each size, of which there are several."""
        found = [
            ((fan_out, len(list(parents(len(self.rolls(size)), fan_out)))), size)
            for fan_out, size in product(fan_outs, sizes)
        ]
        if not any(levels for (_, levels), _ in found):
            raise UnfitError(f"All of {self.name} are one assembly of {min(sizes)}, to which nothing is referred.")
        return [(shape, size) for shape, size in found if shape[1]]

    def edges(self) -> Ints:
        if not self.bordered:
            raise UnfitError(f"Examples spread over borders, and those of {self.name} are not known: add their file.")
        return self.land.borders


def parents(number: int, fan_out: int) -> Iterator[Ints]:
    """The council above each, level by level, where every council takes the next ``fan_out``."""
    while number > 1:
        above = np.arange(number) // fan_out
        yield above
        number = int(above[-1]) + 1


def terrain(places: Places, borders: Sequence[Pair] | None = None, start: str = "") -> Terrain:
    """Of these places; examples begin at the place with the code ``start``, or the one with the most people.

    BrokenGroundError where nobody lives; UnfitError for a start that is none of the places.
    """
    ground = land(places, borders or ())
    if start and start not in ground.named:
        raise UnfitError(f"There is no place with the code {start!r}.")
    alone = [code for code, some in ground.named.items() if len(some) == 1]
    largest = max(alone, key=lambda code: (int(ground.people[ground.named[code][0]]), places.height(code) == 0))
    begin = start or largest
    return Terrain(places.root.name, ground, begin, places[begin].name, borders is not None)


def people_of(terrain: Terrain) -> int:
    """Who are played one by one. UnfitError where they are one assembly, or more than fit."""
    people = terrain.people
    if people <= (size := Model(1).assembly):
        raise UnfitError(f"All of {terrain.name} are one assembly of {size}, to which nothing is referred.")
    if people > MOST_INDIVIDUALS:
        raise UnfitError(f"{people:,} people are too many to be played one by one: take fewer places.")
    return people
