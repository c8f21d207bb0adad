"""The demonstration: Paris of today, in the middle of its life.

``build`` founds a federation over the quarters of Paris, invents its people, and lets them live for nine months, up to
the moment at which it is looked at. Everything is done through the use cases that people use, in one batch; the same
seed and the same moment give the same record, byte for byte. People, councils and votes are invented; where the places
come from says ``PROVENANCE.md``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from random import Random

from django.utils import timezone

from councils.app.batch import batch
from councils.app.founding import found
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.demo.accounts import Accounts
from councils.demo.charters import first
from councils.demo.choices import Choices
from councils.demo.people import populate
from councils.demo.planning import Planning
from councils.demo.story import FOUNDED, Story
from councils.demo.town import Town
from councils.demo.workplaces import Workplaces
from councils.store.models import Federation

NAME = "Assemblies of Paris"
SEED = 1871
STEPS = 100
ACTS = 17_000
"""About how many acts there are; for the progress only."""


def build(at: datetime | None = None, seed: int = SEED, progress: Callable[[int], None] = lambda _: None) -> Federation:
    """Build the demonstration as it stands ``at`` (else now; without a zone: UTC) in an empty database.

    ``progress`` is called ``STEPS`` times, with the number of the step. Raises NotFoundedError where the database holds
    a federation already.
    """
    end = (at or timezone.now()).replace(microsecond=0)
    end = end.replace(tzinfo=UTC) if end.tzinfo is None else end.astimezone(UTC)
    steps = Steps(progress)
    places = read_places(text("paris.csv"))
    assert isinstance(places, Places), places
    with without_collection(), batch() as together:
        town = Town(together, end, Random(seed), steps.act)  # noqa: S311 - a story, and no secret
        start = town.evening(FOUNDED)
        charter = first()
        outline = text("paris_outline.json")
        federation = found(NAME, charter, places, start, demonstration=True, outline=outline)
        town.congress = places.root.code
        town.wards = [place.code for place in places.children(places.root.code)]
        town.base = [place.code for place in places.leaves()]
        town.notice()
        town.now = start
        populate(town, list(places.leaves()), start, tuple(c.token for c in charter.franchise.requires))
        story = Story(town)
        story.plan()
        dice = Random(f"workplaces {seed}")  # noqa: S311 - the same
        workplaces = Workplaces(town, story.votes, story.elections, dice)
        workplaces.plan()
        planning = Planning(town, workplaces, dice)
        planning.plan()
        Accounts(town, planning, Random(f"accounts {seed}")).plan()  # noqa: S311 - the same
        Choices(town, Random(f"choices {seed}")).plan()  # noqa: S311 - the same
        town.run(start)
    steps.end()
    return federation


@contextmanager
def without_collection() -> Iterator[None]:
    """Nothing made here is garbage until the end: looking for it again and again takes a fifth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class Steps:
    """Counts acts, and tells of every hundredth part of them."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self.progress, self.acts, self.done = progress, 0, 0

    def act(self) -> None:
        self.acts += 1
        if self.acts * STEPS >= (self.done + 1) * ACTS:
            self.to(min(STEPS - 1, self.acts * STEPS // ACTS))

    def to(self, step: int) -> None:
        while self.done < step:
            self.done += 1
            self.progress(self.done)

    def end(self) -> None:
        self.to(STEPS)
