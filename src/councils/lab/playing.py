"""A scenario as an experiment: played with several seeds and measured as it goes on, so that charters are compared.

Theory of operation. A point is a step, and a dozen of them are measured. At each the scenario has been played so far
with as many seeds as there are runs, which are the same at every step and for every charter. So only charters differ.
Whoever measures one point after the other goes on where the last one was; whoever begins at a later one, or has too
little room to keep them, plays them from the beginning, and finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from councils.core.charter import Charter
from councils.lab.experiments.experiment import Experiment, Share, give_or_take, mean_of
from councils.lab.plot import Panel
from councils.lab.simulation.play import Course, Played
from councils.lab.simulation.scenario import Scenario
from councils.lab.simulation.scenario_keys import EngineKind
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

RUNS, SHOWN = 8, 12
KEPT = 100_000_000  # people in all runs together, who are kept from one point to the next
NAMES = {
    "people": Told("mean opinion of all"),
    "top": Told("mean position of the {congress}"),
    "gap": Told("{delegates} from their {assembly}"),
    "recalls": Told("{recalls} so far"),
    "elections": Told("elections so far"),
    "inside": Told("share of {assemblies} in the federation"),
    "cut": Told("share of {assemblies} that are cut off"),
}
OF_COUNTS = ("people", "top")
IN_THE_END = ("people", "top", "recalls", "elections", "inside")
COUNTED = {
    "carried": Told("%(question)s: runs in which it is carried").text,
    "contradicted": Told("%(question)s: runs in which the votes of all added up say otherwise").text,
}
TITLES = {
    ("people", "top"): Told("Opinions, of all and at the top"),
    ("gap",): Told("Distance of {delegates} from their {assembly}"),
    ("recalls", "elections"): Told("{Recalls} and elections"),
    ("inside", "cut"): Told("Who is in the federation, and cut off"),
}


def playing(scenario: Scenario) -> Experiment:
    """``measure`` raises UnfitError where a charter does not go with the scenario."""
    names = measured(scenario)
    return Experiment(
        "scenario",
        scenario.title,
        "What becomes of this under the charter?",
        RUNS,
        partial(points, scenario),
        partial(measure, scenario),
        {name: NAMES[name] for name in names} | of_questions(scenario),
        partial(panels, names),
        Told("steps"),
        partial(findings, scenario),
        ends=(*IN_THE_END, *of_questions(scenario)),
    )


def of_questions(scenario: Scenario) -> dict[str, Told]:
    """What is counted of each question, and what it is called."""
    return {
        f"{name}_{n}": Told(text, question=question.title or n)
        for n, question in enumerate(scenario.questions, start=1)
        for name, text in COUNTED.items()
    }


def measured(scenario: Scenario) -> tuple[str, ...]:
    return OF_COUNTS if scenario.engine is EngineKind.COUNTS else tuple(NAMES)


def points(scenario: Scenario) -> list[Point]:
    return [
        {"step": step} for step in sorted(set(np.rint(np.linspace(0, scenario.steps, SHOWN + 1)).astype(int).tolist()))
    ]


def measure(scenario: Scenario, charter: Charter, runs: int, point: Point, _: np.random.Generator) -> Row:
    """Means, half their interval, and of each question in how many runs it was ``decided`` and ``carried``."""
    played = list(played_until(point["step"], scenario, charter, runs))
    row: Row = {"runs": runs}
    for name in measured(scenario):
        found = [value for one in played if (value := one.rows[-1][name]) is not None]
        row[name], row[f"{name}_half"] = mean_of(found) if found else (None, None)
    for n, _question in enumerate(scenario.questions):
        said = [one.decisions[n] for one in played]
        row[f"decided_{n + 1}"] = sum(each.carried is not None for each in said)
        row[f"carried_{n + 1}"] = sum(bool(each.carried) for each in said)
        row[f"contradicted_{n + 1}"] = sum(each.contradicts for each in said)
        row[f"late_{n + 1}"] = sum(each.too_late for each in said)
    return row


going: list[tuple[object, list[Course]]] = []  # the last runs, and what they are of


def played_until(step: int, scenario: Scenario, charter: Charter, runs: int) -> Iterator[Played]:
    """Each run, so far."""
    of = (scenario, charter, runs)
    if not going or going[0][0] != of or any(len(course.rows) > step + 1 for course in going[0][1]):
        going[:] = [(of, [])]
    courses = going[0][1]
    for n in range(runs):
        course = courses[n] if n < len(courses) else Course(replace(scenario, seed=scenario.seed + n), charter)
        while len(course.rows) <= step:
            course.go()
        yield course.played()
        if n == len(courses) and runs * scenario.model.people <= KEPT:
            courses.append(course)
    if not courses:
        going.clear()


def panels(names: Sequence[str], rows: Sequence[Row]) -> list[Panel]:
    shown = [(title, [name for name in group if name in names]) for group, title in TITLES.items()]
    return [
        Panel(title, {NAMES[name]: line(rows, name) for name in group}, even=True)
        for title, group in shown
        if group and any(line(rows, name) for name in group)
    ]


def line(rows: Sequence[Row], name: str) -> list[tuple[float, float]]:
    return [(row["step"], row[name]) for row in rows if row[name] is not None]


def findings(scenario: Scenario, rows: Sequence[Row]) -> tuple[Told, ...]:
    first, last = rows[0], rows[-1]
    moved = Told(
        "In %(steps)s steps the mean opinion of %(people)s {members} goes from %(first)s to %(last)s, and that of the "
        "{congress} to %(top)s.",
        steps=last["step"], people=f"{scenario.model.people:,}", first=told(first, "people"), last=told(last, "people"),
        top=told(last, "top"),
    )  # fmt: skip
    if scenario.engine is EngineKind.COUNTS:
        return moved, *decided(scenario, last)
    return (
        moved,
        Told(
            "{Delegates} stand %(mean)s from their {assemblies} on average, and %(gap)s in the end, after %(recalls)s "
            "{recalls} and %(elections)s elections; %(inside)s of all {assemblies} are in the federation.",
            mean=mean(rows, "gap"), gap=told(last, "gap"), recalls=told(last, "recalls", 1),
            elections=told(last, "elections", 1), inside=f"{last['inside']:.1%}",
        ),
        *cut_off(rows),
        *decided(scenario, last),
    )  # fmt: skip


def cut_off(rows: Sequence[Row]) -> Iterator[Told]:
    most = max(row["cut"] for row in rows)
    if most:
        yield Told(
            "When most were cut off, these were %(most)s of all {assemblies}, and in the end %(last)s.",
            most=f"{most:.1%}", last=f"{rows[-1]['cut']:.1%}",
        )  # fmt: skip


def decided(scenario: Scenario, last: Row) -> Iterator[Told]:
    for n, question in enumerate(scenario.questions, start=1):
        name = question.title or n
        if not last[f"decided_{n}"]:
            yield Told("%(question)s is still open in the end.", question=name)
            continue
        yield Told(
            "%(question)s: decided in %(decided)s of %(runs)s runs, carried in %(carried)s of these, and in "
            "%(against)s of them against the votes of all added up.",
            question=name, decided=last[f"decided_{n}"], runs=last["runs"], against=last[f"contradicted_{n}"],
            carried=Share(last[f"carried_{n}"], last[f"decided_{n}"]),
        )  # fmt: skip
        if last[f"late_{n}"]:
            yield Told(
                "No {assembly} met between this question and the day on which it had to answer: the {charter} would "
                "have to give referrals more days, or take fewer for each level."
            )


def mean(rows: Sequence[Row], name: str) -> str:
    """On average over the steps that were measured: at one of them a term may just have ended."""
    found = [row[name] for row in rows if row[name] is not None]
    return f"{sum(found) / len(found):.3f}" if found else "–"


def told(row: Row, name: str, digits: int = 3) -> str:
    return "–" if row[name] is None else give_or_take(row[name], row[f"{name}_half"], f",.{digits}f")
