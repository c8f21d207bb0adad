"""A scenario on its places: how many people there are, which map lies under them, and what of it makes no sense there.

What a file of places holds is known only after it has been read, and so is whether regions and codes that the scenario
names are there. It is told by the line of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from councils.core.charter.toml_lines import Path, key_lines
from councils.core.place import Places
from councils.core.problem import Problem, limited
from councils.lab.partition.ground import Pair
from councils.lab.simulation.land import land
from councils.lab.simulation.scenario import Scenario, amiss, line_of
from councils.lab.simulation.scenario_keys import MOST_INDIVIDUALS, TO_COUNT, EngineKind, too_many_counts


def placed(
    scenario: Scenario, text: str, places: Places, borders: Sequence[Pair] | None = None
) -> Scenario | tuple[Problem, ...]:
    """The scenario, whose file is ``text``, with these places; or what is wrong."""
    inhabited = any(place.population for place in places.leaves())
    ground = None if borders is None or not inhabited else land(places, borders)
    people = places.root.population if ground is None else int(ground.people.sum())
    there = replace(scenario, model=replace(scenario.model, people=people), land=ground)
    lines = key_lines(text.removeprefix("\ufeff"))
    faults = list(too_few_or_many(there)) or amiss(there)
    return limited([Problem(line_of(lines, path), *told) for path, *told in faults]) if faults else there


def too_few_or_many(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    path, people = ("territory", "places"), scenario.model.people
    if not people:
        yield path, "Nobody lives in these places.", "Give their population."
    if people > MOST_INDIVIDUALS and scenario.engine is EngineKind.PEOPLE:
        remedy = 'Take fewer places, or write engine = "counts" above all tables.'
        yield path, f"{people:,} people are too many to be simulated one by one.", remedy
    if scenario.engine is EngineKind.COUNTS and (said := too_many_counts(people, scenario.model.assembly)):
        yield path, said, TO_COUNT
