"""What an experiment is: points, a measure, plots, and a paragraph that is told from the numbers.

Theory of operation. An experiment knows nothing of files, processes or people. ``points`` are what it varies,
``measure`` is called at each with chance of its own, ``panels`` and ``findings`` are made from the rows alone, so
that they can be told anew from any table that was kept. Every share comes with its interval: of 95 in 100 such
intervals, the truth is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import sqrt

import numpy as np

from councils.core.charter import Charter
from councils.lab.experiments.terrain import Terrain
from councils.lab.plot import Chart
from councils.lab.sweep import Point, Row, Sweep
from councils.lab.words import Told

AS_NEEDED = 0  # levels: as many as it takes
AT_ONCE = 1 << 21  # numbers of one kind that are in memory together
FEW = 1 << 17  # so few that they stay near the processor
Z = 1.959963984540054  # 95 % of a normal distribution lie within so many deviations


@dataclass(frozen=True, slots=True)
class Experiment:
    """``runs`` at each point if nobody says how many; ``columns``: what is measured, and what it is called.

    ``terrain``: the territory that takes the place of the country which the experiment was made for; see ``on``.
    """

    name: str
    title: str
    asks: str
    runs: int
    points: Callable[..., list[Point]]
    measure: Callable[..., Row]
    columns: Mapping[str, str | Told]
    panels: Callable[[Sequence[Row]], Sequence[Chart]]
    across: str | Told
    findings: Callable[[Sequence[Row]], tuple[Told, ...]]
    hits: tuple[str, ...] = ()  # the columns that count runs
    ends: tuple[str, ...] = ()  # those of which the last point tells what came of it
    terrain: Terrain | None = None

    def on(self, terrain: Terrain) -> Experiment:
        """The same question, asked of these places."""
        points, measure = partial(self.points, terrain=terrain), partial(self.measure, terrain=terrain)
        return replace(self, terrain=terrain, points=points, measure=measure)

    def sweep(self, charter: Charter, *, seed: int, runs: int, about: dict[str, str] | None = None) -> Sweep:
        said = {"experiment": self.name, "charter": charter.name, "runs": runs, **(about or {})}
        said |= {"territory": repr(self.terrain)} if self.terrain else {}
        return Sweep(self.points(), partial(self.measure, charter, runs), seed, said)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and the interval in which the true share is (Wilson 1927)."""

    hits: int
    runs: int

    @property
    def value(self) -> float:
        return self.hits / self.runs if self.runs else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.runs:
            return 0.0, 1.0
        p, n, zz = self.value, self.runs, Z * Z
        middle = (p + zz / (2 * n)) / (1 + zz / n)
        half = Z / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({low:.1%}–{high:.1%})"


def batches(runs: int, each: int, at_once: int = AT_ONCE) -> Iterator[int]:
    """So many runs, as many at once as so many numbers take, of which a run has ``each``."""
    most = max(1, at_once // each)
    while runs:
        yield min(runs, most)
        runs -= min(runs, most)


def by_shape(rows: Sequence[Row]) -> dict[tuple[int, int], list[Row]]:
    """Rows by fan-out and levels; by fan-out alone (AS_NEEDED) on a territory, where levels follow from sizes."""
    regular = len({(r["assembly"], r["fan_out"], r["levels"]) for r in rows}) > len(
        {(r["assembly"], r["fan_out"]) for r in rows}
    )
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        found.setdefault((row["fan_out"], row["levels"] if regular else AS_NEEDED), []).append(row)
    return found


def pooled(rows: Sequence[Row], hits: str, runs: str = "runs") -> Share:
    """All rows taken together."""
    return Share(sum(int(row[hits]) for row in rows), sum(int(row[runs]) for row in rows))


def give_or_take(value: float, half: float, form: str) -> str:
    """A number and half of its interval, in the format ``form``; alone where that is nothing.

    >>> give_or_take(0.104, 0.0031, ".3f"), give_or_take(1.0, 0.0, ".2f")
    ('0.104 ± 0.003', '1.00')
    """
    around = f"{half:{form}}"
    return f"{value:{form}} ± {around}" if around.strip("0.%") else f"{value:{form}}"


def mean_of(values: Sequence[float]) -> tuple[float, float]:
    """Mean, and half the width of its interval (by the normal distribution; 0 for one value)."""
    some = np.asarray(values, dtype=np.float64)
    spread = float(some.std(ddof=1)) if len(some) > 1 else 0.0
    return float(some.mean()), Z * spread / sqrt(len(some))
