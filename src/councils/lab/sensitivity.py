"""What the outcome of a scenario hangs on: Sobol's indices and Morris's elementary effects, by SALib.

Theory of operation. Parameters are drawn within their bounds as SALib wants them; each draw is a run of the sweep, so
it is resumable and the same on any number of processes. *Sobol* (2001; Saltelli 2010): S1 is the share of the
variance that one parameter alone explains, ST the share in which it has any part. *Morris* (1991): mu* is how far the
outcome moves, on average, when the parameter goes over its range; sigma, how differently it does so elsewhere. Each
with its interval at 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from councils.core.charter import Charter
from councils.core.charter.document import charter_digest
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import Scenario
from councils.lab.simulation.scenario_keys import HABIT, LISTS, NAMED_OTHERWISE, OF_COUNTS, TABLES, EngineKind, Number
from councils.lab.simulation.tree import UnfitError
from councils.lab.sweep import Point, Row, Sweep

Ranges = Sequence[tuple[str, float, float]]
LEVELS = 4
OF_PEOPLE = ("groups", "caucuses")
MEASURES = {
    EngineKind.PEOPLE: ("gap", "people", "top", "came", "ballots", "recalls", "elections", "inside"),
    EngineKind.COUNTS: ("people", "top"),
}


def varied(scenario: Scenario) -> dict[str, Number]:
    """What can be varied in it, and how far: numbers by their name, those of lists by ``shocks.1.share``."""
    alone = {
        name: number
        for table in ("population", "delegates", "territory", "network")
        for name, number in TABLES[table].items()
        if isinstance(number, Number) and takes(scenario, table, name) and name != "people"
    }
    rows = {
        f"{name}.{n}.{key}": number
        for name in LISTS
        for n, _ in enumerate(getattr(holder(scenario, name), name), start=1)
        for key, number in TABLES[name].items()
        if isinstance(number, Number) and takes(scenario, name, key) and key != "step"
    }
    return alone | rows


def takes(scenario: Scenario, table: str, key: str) -> bool:
    """Whether its engine has that."""
    if scenario.engine is EngineKind.COUNTS:
        return key in OF_COUNTS.get(table, ())
    return (table, key) not in {("population", name) for name in HABIT}


def holder(scenario: Scenario, name: str) -> Any:
    return scenario.model if name in OF_PEOPLE else scenario


def given(scenario: Scenario, name: str, value: float) -> Scenario:
    """The same with another number in one place; whole where it has to be."""
    where, _, key = name.rpartition(".")
    number = varied(scenario)[name]
    part: Any = round(value) if number.whole else value
    if where:
        several, _, n = where.partition(".")
        rows = list(getattr(holder(scenario, several), several))
        rows[int(n) - 1] = replace(rows[int(n) - 1], **{key: part})
        changed = replace(holder(scenario, several), **{several: tuple(rows)})
        return replace(scenario, model=changed) if several in OF_PEOPLE else changed
    if key == "start":
        return replace(scenario, start=part)
    if key in TABLES["network"]:
        return replace(scenario, network=replace(scenario.network, **{key: part}))
    habit = NAMED_OTHERWISE.get(key, key)
    if scenario.engine is EngineKind.COUNTS and key != "turnout" and hasattr(scenario.habit, habit):
        return replace(scenario, habit=replace(scenario.habit, **{habit: part}))
    return replace(scenario, model=replace(scenario.model, **{key: part}))


def problem(ranges: Ranges) -> dict[str, Any]:
    names, bounds = [name for name, *_ in ranges], [list(bounds) for _, *bounds in ranges]
    return {"num_vars": len(names), "names": names, "bounds": bounds}


def draws(ranges: Ranges, *, method: str, samples: int, seed: int) -> list[Point]:
    """The parameters of every run, as the method wants them."""
    from SALib.sample import morris, sobol  # noqa: PLC0415 - an extra, which takes seconds

    if method == "sobol":
        drawn = sobol.sample(problem(ranges), samples, calc_second_order=False, seed=seed)
    else:
        drawn = morris.sample(problem(ranges), samples, num_levels=LEVELS, seed=seed)
    names = [name for name, *_ in ranges]
    return [dict(zip(names, row, strict=True)) for row in drawn.tolist()]


def sampled(
    scenario: Scenario, charter: Charter, ranges: Ranges, measure: str, *, method: str, samples: int
) -> Sweep:  # fmt: skip
    """A run for each draw; the seed of the scenario draws them and is that of the runs."""
    points = draws(ranges, method=method, samples=samples, seed=scenario.seed)
    about = {"scenario": repr(scenario), "charter": charter_digest(charter), "measure": measure, "method": method}
    return Sweep(points, partial(measured, scenario, charter, measure), scenario.seed, about)


def measured(scenario: Scenario, charter: Charter, measure: str, point: Point, _: np.random.Generator) -> Row:
    """The measure at the end; the same people for every draw, so that only the parameters differ."""
    for name, value in point.items():
        scenario = given(scenario, name, value)
    return {"measured": play(scenario, charter).rows[-1][measure]}


def analysed(
    ranges: Ranges, measures: Sequence[float | None], points: Sequence[Point], *, method: str, seed: int
) -> list[Row]:  # fmt: skip
    """A row for each parameter. UnfitError where a measure is missing."""
    from SALib.analyze import morris, sobol  # noqa: PLC0415 - an extra, which takes seconds

    y, names = np.array(measures, dtype=np.float64), [name for name, *_ in ranges]
    if np.isnan(y).any():
        raise UnfitError("At some draws nobody sits at the top in the end: measure something else, or vary less.")
    if not np.ptp(y):
        return [{"parameter": name, "S1": 0.0, "ST": 0.0} for name in names]
    if method == "sobol":
        found = sobol.analyze(problem(ranges), y, calc_second_order=False, seed=seed)
        columns = {"S1": "S1", "S1 ±": "S1_conf", "ST": "ST", "ST ±": "ST_conf"}
    else:
        x = np.array([[point[name] for name in names] for point in points])
        found = morris.analyze(problem(ranges), x, y, num_levels=LEVELS, seed=seed)
        columns = {"mu*": "mu_star", "mu* ±": "mu_star_conf", "sigma": "sigma"}
    return [
        {"parameter": name} | {said: float(found[key][n]) for said, key in columns.items()}
        for n, name in enumerate(names)
    ]
