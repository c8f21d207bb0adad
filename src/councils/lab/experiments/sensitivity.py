"""Sensitivity: of all that is assumed of people and delegates, what does the outcome hang on?

Theory of operation. A town of 1,500, or of as many as live in a territory, under the charter's recall is played for a
year, each time with other numbers for six assumptions, drawn as Sobol's indices want them (``lab/sensitivity.py``).
Measured is how far delegates are from their assemblies in the end, over ``runs`` different towns at each draw. For a
scenario of one's own there is `councils lab sensitivity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from councils.core.charter import Charter
from councils.lab.charts import Bars
from councils.lab.experiments.experiment import Experiment, mean_of
from councils.lab.experiments.terrain import Terrain, people_of
from councils.lab.sensitivity import analysed, draws, given
from councils.lab.simulation.model import Model
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import Scenario
from councils.lab.simulation.tree import UnfitError
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

SAMPLES = 256
TOWN = Scenario("A town", Model(people=1500), steps=52)
RANGES = (
    ("noise", 0.0, 0.1),
    ("company", 0.0, 0.2),
    ("patience", 0.1, 0.4),
    ("term", 4.0, 52.0),
    ("apart", 0.0, 0.9),
    ("bound", 0.1, 0.4),
)
NAMED: dict[str, Told] = {
    "noise": Told("How far {delegates} drift in a week"),
    "company": Told("How strongly their {council} draws them"),
    "patience": Told("From what distance on people want a {recall}"),
    "term": Told("Weeks of a term"),
    "apart": Told("How much of an opinion is that of the place"),
    "bound": Told("From what distance on people do not hear each other"),
}


def points(terrain: Terrain | None = None) -> list[Point]:
    del terrain  # of which all settings are asked
    if not find_spec("SALib"):
        raise UnfitError("This needs SALib. Install it in the program's folder: make extras")
    return draws(RANGES, method="sobol", samples=SAMPLES, seed=TOWN.seed)


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    """``gap``: from a delegate to the mean of their assembly after a year; the towns are the same for every draw."""
    del chance
    town = TOWN if terrain is None else replace(TOWN, model=replace(TOWN.model, people=people_of(terrain)))
    for name, value in point.items():
        town = given(town, name, value)
    ends = [play(replace(town, seed=seed), charter).rows[-1] for seed in range(1, runs + 1)]
    gap, half = mean_of([end["gap"] for end in ends])
    recalls = mean_of([float(end["recalls"]) for end in ends])[0]
    return {"runs": runs, "gap": gap, "gap_half": half, "recalls": recalls}


def indices(rows: Sequence[Row]) -> list[Row]:
    """S1 and ST of each assumption with their intervals, the weightiest first."""
    found = analysed(RANGES, [row["gap"] for row in rows], points(), method="sobol", seed=TOWN.seed)
    return sorted(found, key=lambda each: -each["ST"])


def panels(rows: Sequence[Row]) -> list[Bars]:
    found = indices(rows)
    return [
        Bars(title, {NAMED[each["parameter"]]: max(0.0, each[key]) for each in found}, "{:.2f}".format)
        for title, key in (
            (Told("Part of the differences in which it has a share"), "ST"),
            (Told("Part that it explains alone"), "S1"),
        )
    ]


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    first, *others = indices(rows)
    least, most = min(rows, key=lambda row: row["gap"]), max(rows, key=lambda row: row["gap"])
    little = [each for each in others if each["ST"] + each.get("ST ±", 0.0) < first["ST"] - first.get("ST ±", 0.0)]
    return (
        Told(
            "Over %(all)s draws of six assumptions, {delegates} stand between %(least)s and %(most)s from their "
            "{assemblies} after a year (opinions go from 0 to 1).",
            all=f"{len(rows):,}", least=f"{least['gap']:.3f}", most=f"{most['gap']:.3f}",
        ),
        Told(
            "Most hangs on this: %(first)s, which has a share in %(part)s of the differences and explains "
            "%(alone)s alone.",
            first=NAMED[first["parameter"]], part=index(first, "ST"), alone=index(first, "S1"),
        ),
        *less(little, len(others)),
        Told("Whoever asks about a town of their own measures the first before the others."),
    )  # fmt: skip


def less(little: Sequence[Row], all_others: int) -> Iterator[Told]:
    """Which of the others surely have less of a share, and what of the rest."""
    if little:
        named: str | Told = ""
        for each in little:
            one = NAMED[each["parameter"]]
            named = Told("%(some)s; %(one)s", some=named, one=one) if named else one
        yield Told("Of the others, these surely matter less: %(names)s.", names=named)
    if not little:
        yield Told("None of the others can be told from it by so many draws.")
    elif len(little) < all_others:
        yield Told("The rest cannot be told from it by so many draws.")


def index(each: Row, key: str) -> str:
    return f"{each[key]:.0%} ± {each.get(f'{key} ±', 0.0):.0%}"


SENSITIVITY = Experiment(
    "sensitivity",
    "What the outcome hangs on",
    "Of all that is assumed of people and delegates, what does the outcome hang on?",
    2,
    points,
    measure,
    {"gap": Told("{delegates} from their {assembly}"), "recalls": Told("{recalls} in a year")},
    panels,
    "",
    findings,
)
