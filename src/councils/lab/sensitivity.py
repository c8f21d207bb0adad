"""What the outcome of a scenario hangs on: Sobol's indices and Morris's elementary effects, by SALib.

Theory of operation. Parameters are drawn within their bounds as SALib wants them; each draw is a run of the sweep, so
it is resumable and the same on any number of processes. *Sobol* (2001; Saltelli 2010): S1 is the share of the
variance that one parameter alone explains, ST the share in which it has any part. *Morris* (1991): mu* is how far the
outcome moves, on average, when the parameter goes over its range; sigma, how differently it does so elsewhere. Each
with its interval at 95 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

import numpy as np

from councils.core.charter import Charter
from councils.core.charter.document import charter_digest
from councils.lab.simulation.model import Model
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import TABLES, Number, Scenario
from councils.lab.sweep import Point, Row, Sweep

Ranges = Sequence[tuple[str, float, float]]
LEVELS = 4
OF_MODEL = {field.name for field in fields(Model)}
VARIED: Mapping[str, tuple[float, float]] = {
    name: (number.low, number.high)
    for table in ("population", "delegates", "territory")
    for name, number in TABLES[table].items()
    if isinstance(number, Number) and name != "people" and name in OF_MODEL
}
"""What can be varied, and how far."""
WHOLE = {field.name for field in fields(Model) if field.type == "int"}


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
    given = {name: round(value) if name in WHOLE else value for name, value in point.items()}
    return {"measured": play(replace(scenario, model=replace(scenario.model, **given)), charter).rows[-1][measure]}


def analysed(
    ranges: Ranges, measures: Sequence[float], points: Sequence[Point], *, method: str, seed: int
) -> list[Row]:  # fmt: skip
    """A row for each parameter."""
    from SALib.analyze import morris, sobol  # noqa: PLC0415 - an extra, which takes seconds

    y, names = np.array(measures, dtype=np.float64), [name for name, *_ in ranges]
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
