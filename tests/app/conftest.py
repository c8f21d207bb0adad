"""A small federation in a real database, made only through the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from tests.federation import preset

from councils.app.founding import found
from councils.app.membership import join
from councils.app.perform import perform
from councils.core.act import Command
from councils.core.charter import Charter
from councils.core.place import Place, Places
from councils.core.refusal import Refused
from councils.core.run import Step
from councils.store.models import Person

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)

TOWN = Places(
    [
        Place("T", "Town", "town", "", 300),
        Place("W1", "First ward", "ward", "T", 200),
        Place("W2", "Second ward", "ward", "T", 100),
        Place("A11", "Mill Street", "quarter", "W1", 120),
        Place("A12", "Harbour", "quarter", "W1", 80),
        Place("A21", "Orchard", "quarter", "W2", 100),
    ]
)


@dataclass
class Town:
    """Five members in each of three assemblies; ``people`` by username (``A11-1``)."""

    charter: Charter
    people: dict[str, Person]

    def do(self, council: str, command: Command, at: datetime = START) -> tuple[Step, ...]:
        done = perform(council, command, at)
        assert not isinstance(done, Refused), f"{command}: {done}"
        return done


@pytest.fixture
def town(db: None) -> Town:
    return settled(preset())


def settled(charter: Charter, at: datetime = START) -> Town:
    """The town under ``charter``, its assemblies with their members."""
    found("Town", charter, TOWN, at)
    people: dict[str, Person] = {}
    for place in TOWN.leaves():
        for number in range(1, 6):
            username = f"{place.code}-{number}"
            people[username] = Person.objects.create(username=username, name=f"Person {username}")
            grounds = tuple(c.token for c in charter.franchise.requires)
            joined = join(people[username], place.code, grounds, at=at)
            assert not isinstance(joined, Refused), joined
    return Town(charter, people)
