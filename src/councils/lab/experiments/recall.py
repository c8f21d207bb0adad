"""How long should terms be, and how easily should delegates be recalled?

Theory of operation. The model of individuals (``simulation/model.py``), a step of which is a week: people of 100
assemblies, which think differently from each other (seven tenths of what someone thinks is what is thought there),
talk, delegates drift towards those they sit with, and are recalled as the charter says, with the majority of the
point (R10); or nobody can be. After a year to settle, a year is measured: how far the positions of the delegates of
the assemblies, and of the council at the top, are from the people they stand for; how many are elected; how many
ballots recalls take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from councils.core.charter import Charter, Majority
from councils.lab.experiments.experiment import Experiment, mean_of
from councils.lab.plot import Panel
from councils.lab.simulation.engine import Engine, Society, found
from councils.lab.simulation.model import Model, needed_in
from councils.lab.sweep import Point, Row

PEOPLE, YEAR, APART = 15_000, 52, 0.7
TERMS = (4, 13, 26, 52, 104)
RULES = ("no recall", *map(str, (Majority.SIMPLE, Majority.TWO_THIRDS, Majority.THREE_QUARTERS)))
MEASURED = ("base_gap", "top_gap", "elections", "ballots")


def points() -> list[Point]:
    return [{"term": term, "recall": rule} for rule, term in product(RULES, TERMS)]


def measure(charter: Charter, runs: int, point: Point, chance: np.random.Generator) -> Row:
    model = Model(PEOPLE, term=point["term"], apart=APART)
    rule = None if point["recall"] == RULES[0] else replace(charter.recall, majority=Majority(point["recall"]))
    engine = Engine(model, recall=needed_in(rule, model))
    years = [year(engine, found(model, int(seed))) for seed in chance.integers(1 << 40, size=runs)]
    columns = zip(*years, strict=True)
    told = {name: mean_of(values) for name, values in zip(MEASURED, columns, strict=True)}
    return {"runs": runs} | {f"{name}{end}": v[at] for name, v in told.items() for at, end in ((0, ""), (1, "_half"))}


def year(engine: Engine, society: Society) -> tuple[float, ...]:
    """The measures of one year, after one that is not measured; elections and ballots for each seat."""
    engine.run(society, YEAR)
    before, gaps = replace(society.counted), []
    for _ in range(YEAR):
        engine.run(society, 1)
        gaps.append((base_gap(society), abs(society.top() - society.mean())))
    seats = sum(map(len, society.y))
    base, top = np.mean(gaps, axis=0)
    after = society.counted
    return float(base), float(top), (after.elections - before.elections) / seats, (after.votes - before.votes) / seats


def base_gap(society: Society) -> float:
    """From a delegate to the mean of the assembly that sent them, on average."""
    means = society.x.reshape(len(society.y[0]), -1).mean(axis=1)
    return float(np.abs(means - society.y[0]).mean())


TITLES = {
    "base_gap": "Distance of delegates from their assembly",
    "top_gap": "Distance of the top from the people",
    "elections": "Elections for each seat, a year",
    "ballots": "Ballots of recall for each seat, a year",
}


def panels(rows: Sequence[Row]) -> list[Panel]:
    return [Panel(title, lines(rows, name)) for name, title in TITLES.items()]


def lines(rows: Sequence[Row], name: str) -> dict[str, list[tuple[float, float]]]:
    drawn: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        drawn.setdefault(row["recall"], []).append((row["term"], row[name]))
    return drawn


def named(row: Row) -> str:
    return str(row["recall"]) if row["recall"] == RULES[0] else f"recall by {row['recall']} majority"


def told(row: Row, name: str, digits: int = 3) -> str:
    return f"{row[name]:.{digits}f} ± {row[f'{name}_half']:.{digits}f}"


def findings(rows: Sequence[Row]) -> str:
    at = {(row["recall"], row["term"]): row for row in rows}
    long, short = max(row["term"] for row in rows), min(row["term"] for row in rows)
    without, recall, brief = at[RULES[0], long], at[RULES[1], long], at[RULES[0], short]
    apart = without["base_gap"] - recall["base_gap"]
    sure = apart > without["base_gap_half"] + recall["base_gap_half"]
    effect = "keeps delegates nearer to those who sent them" if sure else "cannot be told to keep delegates nearer"
    best = min(rows, key=lambda row: row["base_gap"])
    times = without["base_gap"] / recall["base_gap"]
    return (
        f"With terms of {long} weeks, recall by simple majority {effect}: they stand {told(recall, 'base_gap')} "
        "away from "
        f"the mean of their assembly, and {told(without, 'base_gap')} without recall, {times:.1f} times as far "
        "(opinions go from 0 to 1). It costs "
        f"{told(recall, 'ballots', 2)} ballots of recall for each seat a year, and "
        f"{told(recall, 'elections', 2)} elections "
        f"instead of {told(without, 'elections', 2)}. Terms of {short} weeks without any recall bring "
        f"{told(brief, 'base_gap')}, for {told(brief, 'elections', 2)} elections. The nearest of all is "
        f"{named(best)} with "
        f"{best['term']} weeks: {told(best, 'base_gap')}. The top is {told(recall, 'top_gap')} from the people with "
        f"recall and {told(without, 'top_gap')} without."
    )


RECALL = Experiment(
    "recall",
    "Terms and recall",
    "Does recall keep delegates to those who sent them, and what does it cost in elections and ballots?",
    8,
    points,
    measure,
    {
        "base_gap": "delegates from their assembly",
        "top_gap": "the top from the people",
        "elections": "elections a seat and year",
        "ballots": "ballots of recall a seat and year",
    },
    panels,
    "weeks of a term",
    findings,
)
