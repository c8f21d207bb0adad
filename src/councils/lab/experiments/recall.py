"""How long should terms be, and how easily should delegates be recalled?

Theory of operation. The model of individuals (``simulation/model.py``), a step of which is a week: people of 100
assemblies, or as many as a territory has, which think differently from each other (seven tenths of what someone thinks
is what is thought there), talk, delegates drift towards those they sit with, and are recalled as the charter says, with
the majority of the point (R10), whereupon the seats that they hold further up fall as well; or nobody can be. After a
year to settle, a year is measured: how far the positions of the delegates of the assemblies, and of the council at the
top, are from the people they stand for; how many are elected; how many ballots recalls take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from councils.core.charter import Charter, Majority, RecallRule
from councils.lab.experiments.experiment import Experiment, give_or_take, mean_of
from councils.lab.experiments.terrain import Terrain, people_of
from councils.lab.plot import Panel
from councils.lab.simulation import seats
from councils.lab.simulation.engine import Engine, Society, found
from councils.lab.simulation.model import Model, needed_anywhere
from councils.lab.simulation.play import gap
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

PEOPLE, YEAR, APART = 15_000, 52, 0.7
TERMS = (4, 13, 26, 52, 104)
RULES = ("no recall", *map(str, (Majority.SIMPLE, Majority.TWO_THIRDS, Majority.THREE_QUARTERS)))
MEASURED = ("base_gap", "top_gap", "elections", "ballots")


def points(terrain: Terrain | None = None) -> list[Point]:
    del terrain  # of which all settings are asked
    return [{"term": term, "recall": rule} for rule, term in product(RULES, TERMS)]


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    model = Model(PEOPLE if terrain is None else people_of(terrain), term=point["term"], apart=APART)
    rule = None if point["recall"] == RULES[0] else replace(charter.recall, majority=Majority(point["recall"]))
    years = [year(*federation(model, rule, int(seed))) for seed in chance.integers(1 << 40, size=runs)]
    columns = zip(*years, strict=True)
    told = {name: mean_of(values) for name, values in zip(MEASURED, columns, strict=True)}
    return {"runs": runs} | {f"{name}{end}": v[at] for name, v in told.items() for at, end in ((0, ""), (1, "_half"))}


def federation(model: Model, rule: RecallRule | None, seed: int) -> tuple[Engine, Society]:
    """In which seats fall with those below by virtue of which they are held (R10)."""
    society = found(model, seed)
    seats.seat(society)
    return Engine(model, recall=needed_anywhere(rule, model), chain=True), society


def year(engine: Engine, society: Society) -> tuple[float, ...]:
    """The measures of one year, after one that is not measured; elections and ballots for each seat."""
    engine.run(society, YEAR)
    before, gaps = replace(society.counted), []
    for _ in range(YEAR):
        engine.run(society, 1)
        gaps.append((gap(society), abs(society.top() - society.mean())))
    held = sum(map(len, society.y))
    base, top = np.mean(gaps, axis=0)
    after = society.counted
    return float(base), float(top), (after.elections - before.elections) / held, (after.votes - before.votes) / held


TITLES = {
    "base_gap": Told("Distance of {delegates} from their {assembly}"),
    "top_gap": Told("Distance of the top from the people"),
    "elections": Told("Elections for each seat, a year"),
    "ballots": Told("Ballots of {recall} for each seat, a year"),
}
NAMES = {
    RULES[0]: Told("no {recall}"),
    "simple": Told("{recall} by simple majority"),
    "two-thirds": Told("{recall} by two-thirds majority"),
    "three-quarters": Told("{recall} by three-quarters majority"),
}


def panels(rows: Sequence[Row]) -> list[Panel]:
    return [Panel(title, lines(rows, name)) for name, title in TITLES.items()]


def lines(rows: Sequence[Row], name: str) -> dict[Told, list[tuple[float, float]]]:
    drawn: dict[Told, list[tuple[float, float]]] = {}
    for row in rows:
        drawn.setdefault(NAMES[row["recall"]], []).append((row["term"], row[name]))
    return drawn


def told(row: Row, name: str, digits: int = 3) -> str:
    return give_or_take(row[name], row[f"{name}_half"], f".{digits}f")


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    at = {(row["recall"], row["term"]): row for row in rows}
    long, short = max(row["term"] for row in rows), min(row["term"] for row in rows)
    without, recall, brief = at[RULES[0], long], at[RULES[1], long], at[RULES[0], short]
    apart = without["base_gap"] - recall["base_gap"]
    return (
        Told(
            "With terms of %(weeks)s weeks, {recall} by simple majority keeps {delegates} nearer to those who sent "
            "them.",
            weeks=long,
        )
        if apart > without["base_gap_half"] + recall["base_gap_half"]
        else Told(
            "With terms of %(weeks)s weeks, {recall} by simple majority cannot be told to keep {delegates} nearer.",
            weeks=long,
        ),
        Told(
            "They stand %(recall)s away from the mean of their {assembly}, and %(without)s without {recall}, %(times)s "
            "times as far (opinions go from 0 to 1).",
            recall=told(recall, "base_gap"), without=told(without, "base_gap"),
            times=f"{without['base_gap'] / recall['base_gap']:.1f}",
        ),
        Told(
            "It costs %(ballots)s ballots of {recall} for each seat a year, and %(elections)s elections instead of "
            "%(fewer)s.",
            ballots=told(recall, "ballots", 2), elections=told(recall, "elections", 2),
            fewer=told(without, "elections", 2),
        ),
        Told(
            "Terms of %(weeks)s weeks without any {recall} bring %(gap)s, for %(elections)s elections.",
            weeks=short, gap=told(brief, "base_gap"), elections=told(brief, "elections", 2),
        ),
        *nearest(rows),
        Told(
            "The top is %(recall)s from the people with {recall} and %(without)s without.",
            recall=told(recall, "top_gap"), without=told(without, "top_gap"),
        ),
        *([] if surely_apart(recall, without, "top_gap") else [Told("These two cannot be told apart.")]),
    )  # fmt: skip


def nearest(rows: Sequence[Row]) -> Iterator[Told]:
    """Under which rule and term delegates stand nearest, and how many others may be as near."""
    best = min(rows, key=lambda row: row["base_gap"])
    yield Told(
        "The nearest of all is this: %(rule)s with %(weeks)s weeks, %(gap)s.",
        rule=NAMES[best["recall"]], weeks=best["term"], gap=told(best, "base_gap"),
    )  # fmt: skip
    if others := sum(not surely_apart(best, row, "base_gap") for row in rows if row is not best):
        yield Told("From it, %(n)s of the %(all)s others cannot be told apart.", n=others, all=len(rows) - 1)


def surely_apart(one: Row, other: Row, name: str) -> bool:
    """Whether the two intervals don't meet."""
    return bool(abs(one[name] - other[name]) > one[f"{name}_half"] + other[f"{name}_half"])


RECALL = Experiment(
    "recall",
    "Terms and recall",
    "Does recall keep delegates to those who sent them, and what does it cost in elections and ballots?",
    8,
    points,
    measure,
    {
        "base_gap": Told("{delegates} from their {assembly}"),
        "top_gap": Told("the top from the people"),
        "elections": Told("elections a seat and year"),
        "ballots": Told("ballots of {recall} a seat and year"),
    },
    panels,
    Told("weeks of a term"),
    findings,
)
