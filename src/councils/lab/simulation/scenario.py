"""A scenario: who lives where, under which charter, for how long, and what befalls them; from a TOML file.

Theory of operation. What may stand in the file, and within which bounds, is declared in ``scenario_keys.py``. A
scenario is played step by step (``play.py``), by individuals or by counts of people, and what is measured after each
step is a row. *Questions* go down to the assemblies and up again (``question.py``). *Shocks* come before the step
that they name:

- ``sway``: a share of all people, drawn by chance, change their opinion by ``by``;
- ``committed``: a share of all people hold ``opinion`` from then on; what they take from others they drop again after
  the step;
- ``drift``: delegates drift by ``noise`` a step from then on;
- ``leave`` and ``join``: a region leaves the federation, comes back, or is relieved;
- ``cut``: a region is cut off with ``stock`` for so many days; what it makes itself is ``own`` of what it uses, and
  people get ``ration`` of the usual (``network.py``).

All but ``drift`` may name a ``region``: those under one of the councils right below the top, counted from 1, or, where
the territory has ``borders``, those in a place of the map by its code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from councils.core.charter.toml import syntax_problem
from councils.core.charter.toml_lines import Path, key_lines
from councils.core.problem import Problem, limited
from councils.lab.arrays import Words
from councils.lab.simulation.heads import Habit
from councils.lab.simulation.land import Land
from councils.lab.simulation.model import Model
from councils.lab.simulation.network import Network
from councils.lab.simulation.people import Caucus, Group
from councils.lab.simulation.question import Question
from councils.lab.simulation.scenario_keys import HABIT, NAMED_OTHERWISE, STEPS, EngineKind, ShockKind, all_wrong

USUAL, ALL_IN = Habit(), Network()


@dataclass(frozen=True, slots=True)
class Shock:
    """Before the step ``step``; what the others mean hangs on the kind."""

    step: int
    kind: ShockKind
    share: float = 0.0
    by: float = 0.0
    opinion: float = 1.0
    noise: float = 0.0
    region: int | str = 0
    stock: float = 0.0
    own: float = 0.0
    ration: float = 1.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """``charter`` is the name of a preset or of a file; ``places`` and ``borders`` files, or "", and ``land`` what was
    read from both; ``days`` those of a step.

    ``kind`` is that of all places, where their file tells none. ``habit`` and ``start``, the share that says yes to
    begin with, are for people by counts.
    """

    title: str
    model: Model
    charter: str = "open-assemblies"
    recall: bool = True
    seed: int = 1
    steps: int = STEPS
    places: str = ""
    shocks: tuple[Shock, ...] = ()
    engine: EngineKind = EngineKind.PEOPLE
    days: int = 7
    questions: tuple[Question, ...] = ()
    habit: Habit = USUAL
    start: float = 0.5
    network: Network = ALL_IN
    borders: str = ""
    land: Land | None = None
    kind: str = ""

    def kinds(self) -> tuple[str, ...]:
        """Of the place of each assembly; none where these are of no kind."""
        of_places = self.land.kinds_of(self.model.assembly) if self.land else ()
        return of_places or ((self.kind,) * self.model.bodies()[0] if self.kind else ())

    def who(self, at: int | str) -> Words:
        """The numbers of the people in a region or a place; all for 0."""
        if isinstance(at, str):
            assert self.land
            return self.land.residents(at)
        return np.arange(*region(self.model, at), dtype=np.uint64)


def parse_scenario(text: str) -> Scenario | tuple[Problem, ...]:
    """The scenario in ``text``, or everything that is wrong with it, by line."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        return (syntax_problem(text, str(error), 'Write name = value; texts stand in "quotes".'),)
    lines = key_lines(text.removeprefix("\ufeff"))
    faults = [Problem(line_of(lines, path), said, remedy) for path, said, remedy in all_wrong(data)]
    if faults:
        return limited(faults)
    scenario = built(data)
    faults = [] if scenario.places else [Problem(line_of(lines, path), *told) for path, *told in amiss(scenario)]
    return limited(faults) if faults else scenario


def amiss(scenario: Scenario) -> list[tuple[Path, str, str]]:
    """What makes no sense among so many people on this map."""
    return [*nowhere(scenario), *asked_of_nobody(scenario)]


def asked_of_nobody(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    if scenario.questions and scenario.model.bodies()[0] == 1:
        said = f"All {scenario.model.people:,} people are one assembly, to which nothing is referred."
        size = scenario.model.assembly
        yield (
            ("questions", 0),
            said,
            f"Write more people, or assembly = {max(1, min(size, scenario.model.people) // 4)}.",
        )


def nowhere(scenario: Scenario) -> list[tuple[Path, str, str]]:
    """Where a region or a place is named that there is not, and what would be right."""
    regions = (0, *scenario.model.bodies())[-2]
    remedy = f"Write a number from 1 to {regions:,}." if regions else "All are one assembly: leave the region out."
    named = regions_named(scenario)
    found = [
        (path, f"There is no region {at:,}.", remedy) for path, at in named if isinstance(at, int) and at > regions
    ]
    if scenario.land:
        known, remedy = scenario.land.named, "Name a place of the file that has borders, or one above it."
        found += [
            (path, f"There is no place {at!r} on the map.", remedy)
            for path, at in named
            if isinstance(at, str) and at not in known
        ]
    return found


def regions_named(scenario: Scenario) -> list[tuple[Path, int | str]]:
    named: list[tuple[Path, int | str]] = [
        (("shocks", n, "region"), shock.region) for n, shock in enumerate(scenario.shocks)
    ]
    return [*named, (("network", "start"), scenario.network.start)]


def region(model: Model, number: int) -> tuple[int, int]:
    """The people (from, to) under the council of this number right below the top; all for 0."""
    if not number:
        return 0, model.people
    size = model.assembly * model.council ** (len(model.bodies()) - 2)
    return (number - 1) * size, min(number * size, model.people)


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    while path not in lines:
        path = path[:-1]
    return lines[path]


def built(data: Mapping[str, Any]) -> Scenario:
    territory = {key: value for key, value in data["territory"].items() if key not in ("places", "borders", "kind")}
    people = {"people": territory.pop("people", 0)}
    population = {key: value for key, value in data.get("population", {}).items() if key not in HABIT}
    model = Model(
        **people, **territory, **population, **data.get("delegates", {}),
        groups=tuple(Group(**declaring(row)) for row in data.get("groups", [])),
        caucuses=tuple(Caucus(**declaring(row)) for row in data.get("caucuses", [])),
    )  # fmt: skip
    shocks = tuple(Shock(**(shock | {"kind": ShockKind(shock["kind"])})) for shock in data.get("shocks", []))
    rest = {key: data[key] for key in ("charter", "recall", "seed", "steps", "days") if key in data}
    return Scenario(
        data.get("title", "A scenario"), model, places=data["territory"].get("places", ""), shocks=shocks,
        borders=data["territory"].get("borders", ""),
        engine=EngineKind(data.get("engine", EngineKind.PEOPLE)), **rest, **counted(data.get("population", {})),
        questions=tuple(Question(**row) for row in data.get("questions", [])),
        network=Network(**data.get("network", {})), kind=data["territory"].get("kind", ""),
    )  # fmt: skip


def declaring(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "declares": tuple(row.get("declares", ()))}


def counted(population: Mapping[str, Any]) -> dict[str, Any]:
    """What a scenario has of people by counts."""
    given = {NAMED_OTHERWISE.get(key, key): value for key, value in population.items()}
    habit = {field.name: given[field.name] for field in fields(Habit) if field.name in given and field.name != "pull"}
    habit |= {"pull": population["towards"]} if "towards" in population else {}
    return {"habit": Habit(**habit)} | ({"start": population["start"]} if "start" in population else {})
