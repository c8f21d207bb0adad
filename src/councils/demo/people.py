"""Who lives in the demonstration: invented people, and when each joins the assembly of their quarter.

Theory of operation. Assemblies have some five to sixty members, more where more people live, with much chance in it.
Most join in the first weeks, a few later on, and a few leave. Nobody has a password: people of a demonstration are
looked at, not signed in.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from math import sqrt
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from councils.app.membership import join, leave
from councils.core.act import CouncilId, MemberId
from councils.core.office import DELEGATE
from councils.core.place import Place
from councils.demo.town import Town
from councils.store.models import Person

PEOPLE = 1200
SMALLEST, LARGEST = 5, 58
FIRST_WEEKS = 14  # days in which most people join
LATE = 0.07  # the share of those who come later
LEAVING = 9  # how many leave in the course of the story, beside those whose story it is
NO_PASSWORD = "!"  # what Django knows as unusable  # noqa: S105


def sizes(rng: Random, quarters: list[Place]) -> dict[CouncilId, int]:
    """How many members each assembly is to have."""
    weights = {place.code: sqrt(place.population) * rng.lognormvariate(0, 0.55) for place in quarters}
    each = PEOPLE / sum(weights.values())
    return {code: min(LARGEST, max(SMALLEST, round(weight * each))) for code, weight in weights.items()}


def names(rng: Random) -> Iterator[str]:
    """Names without end, no two of them spelled alike without accents."""
    read = tomllib.loads(files(__package__).joinpath("people.toml").read_text(encoding="utf-8"))
    origins = [(origin["first"].split(), families(origin["family"])) for origin in read["origin"]]
    weights = list(accumulate(origin["weight"] for origin in read["origin"]))
    given: set[str] = set()
    while True:
        firsts, family = rng.choices(origins, cum_weights=weights)[0]
        if rng.random() < read["mixed"]:
            family = rng.choices(origins, cum_weights=weights)[0][1]
        name = f"{rng.choice(firsts)} {rng.choice(family)}"
        if username(name) not in given:
            given.add(username(name))
            yield name


def families(text: str) -> list[str]:
    """Family names of one word, or of two where the first is an article."""
    words = iter(text.split())
    return [f"{word} {next(words)}" if word in ("Le", "El", "Aït") else word for word in words]


def populate(town: Town, quarters: list[Place], founded: datetime, grounds: tuple[str, ...]) -> None:
    """Invent everybody, and have them mean to join."""
    invented = names(town.rng)
    persons: list[Person] = []
    homes: list[CouncilId] = []
    for code, number in sizes(town.rng, quarters).items():
        for _ in range(number):
            name = next(invented)
            persons.append(Person(username=username(name), name=name, password=NO_PASSWORD))
            homes.append(code)
    for person, home in zip(Person.objects.bulk_create(persons), homes, strict=True):
        town.at(joining(town, founded), arrive, town, person, home, grounds)
    town.at(founded + timedelta(days=FIRST_WEEKS), remember, town)
    for _ in range(LEAVING):
        home = town.rng.choice(quarters).code
        town.at(town.moment(founded + timedelta(days=60), town.end), move_away, town, home)


def username(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i")).encode("ascii", "ignore").decode()
    return plain.replace(" ", ".").replace("'", "")


def joining(town: Town, founded: datetime) -> datetime:
    if town.rng.random() < LATE:
        return town.moment(founded + timedelta(days=30), town.end - timedelta(hours=2))
    return town.moment(founded, founded + timedelta(days=FIRST_WEEKS * sqrt(town.rng.random())))


def arrive(town: Town, person: Person, home: CouncilId, grounds: tuple[str, ...]) -> None:
    member: MemberId = f"m{town.rng.getrandbits(40):010x}"
    town.must(join(person, home, grounds, member=member, secret=town.rng.randbytes(32), at=town.now))
    town.persons[home, member] = person


def remember(town: Town) -> None:
    """Read everybody's membership once, so that nobody who acts later asks the database again."""
    prefetch_related_objects(list(town.persons.values()), "memberships")


def move_away(town: Town, home: CouncilId) -> None:
    """Somebody without an office moves to another city, if the assembly has enough people."""
    here = town.council(home)
    free = [voice for voice in here.roll if not here.held_by(voice) and voice not in line(here.alternates)]
    if len(here.roll) > 2 * SMALLEST and free:
        town.must(leave(town.persons[home, town.rng.choice(free)], home, town.now))


def line(alternates: Any) -> tuple[str, ...]:
    waiting: tuple[str, ...] = alternates.get(DELEGATE, ())
    return waiting
