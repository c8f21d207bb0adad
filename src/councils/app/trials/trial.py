"""A trial: a question, one charter or two, a territory, a seed. What comes of it is a function of this alone.

Theory of operation. A trial names its texts: a preset by its name, any other charter or list of places by the SHA-256
of its text, which lies on the shelf (``shelf.py``). So its address says all of it, and its digest names its result:
who asks again is given what is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import version

from councils.core.charter import Charter
from councils.core.charter.toml import parse_charter
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.core.problem import Problem
from councils.lab.experiments import experiments
from councils.lab.experiments.experiment import Experiment
from councils.lab.experiments.terrain import Terrain, terrain
from councils.lab.partition.ground import BrokenGroundError, read_borders
from councils.lab.playing import playing
from councils.lab.simulation.placing import placed
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.lab.simulation.scenario_keys import EngineKind
from councils.lab.sizes import sizes
from councils.lab.sizing import Habits, ImpracticableError, Territory
from councils.presets import preset, preset_borders, preset_places

SIZES, SCENARIO = "sizes", "scenario"
TRIAL = "trial.json"
MOST_PLAYED = 50  # runs of a scenario
MOST_MET = 200_000_000  # people times steps of one run of a scenario
SEED = 2**53
Texts = Callable[[str], str | None]


class UnknownError(LookupError):
    """A trial names a text that is not, or no longer, on the shelf; or a question that there is not."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The habits of people count for sizes alone, ``runs`` and ``seed`` for all others. Sizes have a ``territory``, and
    so has a ``scenario`` on places; other questions have one where it takes the place of their own. It may have
    ``borders``. These three name texts."""

    question: str
    charters: tuple[str, ...]
    territory: str = ""
    runs: int = 1
    seed: int = 1
    turnout: float = 0.3
    meetings: int = 12
    hours: float = 2.0
    scenario: str = ""
    borders: str = ""

    def files(self) -> dict[str, bytes]:
        return {TRIAL: json.dumps(asdict(self)).encode()}

    @property
    def digest(self) -> str:
        said = json.dumps([version("councils"), asdict(self)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def query(self) -> list[tuple[str, str]]:
        """What stands in its address."""
        pairs = [("question", self.question), *(("charter", name) for name in self.charters)]
        if self.question == SIZES:
            habits = {"territory": self.territory, "turnout": f"{self.turnout:g}", "meetings": str(self.meetings)}
            return [*pairs, *habits.items(), ("hours", f"{self.hours:g}")]
        names = ("scenario", "territory", "borders")
        played = [(name, getattr(self, name)) for name in names if getattr(self, name)]
        return [*pairs, *played, ("runs", str(self.runs)), ("seed", str(self.seed))]

    def experiment(self, texts: Texts) -> Experiment:
        """What is asked; UnknownError where its texts are gone, ImpracticableError where they make no sense."""
        if self.question == SCENARIO:
            return playing(replace(self.played(texts), seed=self.seed))
        if self.question != SIZES:
            asked = experiments()[self.question]
            return asked.on(self.terrain(texts)) if self.territory else asked
        return sizes(Territory(self.places(texts)), Habits(1.0, self.turnout, self.meetings, self.hours))

    def played(self, texts: Texts) -> Scenario:
        """The scenario on its places; ImpracticableError where it cannot be played there, or takes too long."""
        text = text_of(self.scenario, texts)
        places = self.territory and (preset_places(self.territory) or text_of(self.territory, texts))
        found = on_places(text, places, self.edges(texts))
        if isinstance(found, tuple):
            raise ImpracticableError("\n".join(map(str, found)))
        if too_much(found):
            raise ImpracticableError(f"This is too much: people times steps come to {MOST_MET:,} at most.")
        return found

    def terrain(self, texts: Texts) -> Terrain:
        """The territory that takes the place of the question's own; ImpracticableError where it makes no sense."""
        text = preset_places(self.territory) or text_of(self.territory, texts)
        found = terrain_of(text, self.edges(texts))
        if isinstance(found, tuple):
            raise ImpracticableError("\n".join(map(str, found)))
        return found

    def edges(self, texts: Texts) -> str:
        """The text of its borders, if it has any."""
        return self.borders and (preset_borders(self.borders) or text_of(self.borders, texts))

    def places(self, texts: Texts) -> Places:
        """Those of its territory; UnknownError where they are gone."""
        places = places_in(preset_places(self.territory) or text_of(self.territory, texts))
        if isinstance(places, tuple):
            raise UnknownError(self.territory)
        return places

    def read_charters(self, texts: Texts) -> list[Charter]:
        return list(read_charters(self.charters, texts))


@lru_cache(maxsize=2)
def places_in(text: str) -> Places | tuple[Problem, ...]:
    """Kept, since a page that waits asks every two seconds."""
    return read_places(text)


@lru_cache(maxsize=2)
def on_places(text: str, places: str, borders: str) -> Scenario | tuple[Problem, ...]:
    """The scenario in ``text``; if it names places, on these, with these ``borders`` if it names some. Or what is
    wrong."""
    scenario = parse_scenario(text)
    if not isinstance(scenario, Scenario) or not scenario.places:
        return scenario
    ground = places_in(places)
    if isinstance(ground, tuple):
        return ground
    pairs = read_borders(borders, ground) if scenario.borders else None
    if isinstance(pairs, tuple):
        return pairs
    return placed(scenario, text, ground, pairs)


@lru_cache(maxsize=2)
def terrain_of(places: str, borders: str) -> Terrain | tuple[Problem, ...]:
    """The territory under an experiment, or what is wrong with it."""
    ground = places_in(places)
    pairs = read_borders(borders, ground) if borders and isinstance(ground, Places) else None
    for read in (ground, pairs):
        if isinstance(read, tuple):
            return read
    assert isinstance(ground, Places)
    try:
        return terrain(ground, pairs)  # type: ignore[arg-type]  # problems have been told
    except BrokenGroundError as error:
        return (Problem(0, str(error)),)


def too_much(scenario: Scenario) -> bool:
    """Whether the scenario takes longer than a trial may."""
    counted = scenario.engine is EngineKind.COUNTS
    return (scenario.model.bodies()[0] if counted else scenario.model.people) * scenario.steps > MOST_MET


def text_of(name: str, texts: Texts) -> str:
    text = texts(name)
    if text is None:
        raise UnknownError(name)
    return text


def read_charters(names: Iterable[str], texts: Texts) -> Iterable[Charter]:
    for name in names:
        charter = parse_charter(preset(name) or text_of(name, texts))
        if not isinstance(charter, Charter):
            raise UnknownError(name)
        yield charter


def most_runs(question: str) -> int:
    """As many as the experiment takes on its own command: pages ask for no more."""
    if question == SCENARIO:
        return MOST_PLAYED
    return 1 if question == SIZES else experiments()[question].runs


def usual_runs(question: str) -> int:
    """Enough to see the shape within a minute."""
    return max(2, most_runs(question) // 10) if question != SIZES else 1
