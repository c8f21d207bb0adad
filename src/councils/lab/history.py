"""How large the councils of history were, so that their charters can be tried as they stood.

Each shape is people of a base assembly, and how many councils come together in one on each level above. What is in
the sources and what is reckoned or assumed is said with each, as in the charter's own ``source``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from councils.lab.words import Told


@dataclass(frozen=True, slots=True)
class Shape:
    """``groups[n]``: councils of level n that one of the level above takes together, up to the congress."""

    assembly: int
    groups: tuple[int, ...]
    source: Told

    @property
    def assemblies(self) -> int:
        return prod(self.groups)

    @property
    def people(self) -> int:
        return self.assembly * self.assemblies


SHAPES: Mapping[str, Shape] = {
    "paris-1871": Shape(
        91_000,
        (20,),
        Told("20 wards, of 1.83 million people by the census of 1866; a ward is taken as one assembly, as it voted."),
    ),
    "rsfsr-1918": Shape(
        1_000,
        (8, 14, 11, 40),
        Told("Assumed, all of it: 40 gubernias of 11 uyezds of 14 volosts of 8 soviets, each of 1,000 villagers."),
    ),
    "german-councils-1918": Shape(
        1_000,
        (100, 400),
        Told("One councillor a thousand, as in Berlin; 400 towns of 100,000 workers are assumed."),
    ),
    "rojava-communes": Shape(
        300,
        (18, 10, 12),
        Told("7 to 30 communes a neighbourhood, as Knapp and others tell; 300 members and the upper two are assumed."),
    ),
    "mondragon": Shape(300, (100,), Told("About a hundred co-operatives; that each has 300 members is assumed.")),
    "cnt-1931": Shape(1_048, (511,), Told("535,565 members in 511 unions, as the congress counted them.")),
}
