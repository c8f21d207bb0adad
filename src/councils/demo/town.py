"""The people of the demonstration, and the time that passes for them.

Theory of operation. A town is an agenda of what people mean to do and when, and the record of what has happened. It
takes the next intention, lets the clock do everything that has become due before it, and carries it out through the
same use cases that people use. Then everybody reads what is new on the record: an event that concerns them makes them
mean to do something (``on``). A vote that opens brings voters, a directive brings those who carry it out.

The story stops at ``end``, in the middle of its life: what people meant to do later stays undone. Every choice comes
from one random generator in one order, so that a seed and a moment make one history.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from councils.app.batch import Batch
from councils.app.perform import Performed, perform
from councils.app.speaking import speak
from councils.app.twice import MEANT, since
from councils.core.act import Command, CouncilId, Event, MemberId, Voice, tenure_number
from councils.core.council import Council
from councils.core.due import due, next_due
from councils.core.refusal import Refused
from councils.core.run import Step
from councils.store.models import Person

Act = Callable[[], None]
Intention = tuple[datetime, int, Act]
Reaction = Callable[[CouncilId, Mapping[str, Any]], None]

NIGHT = frozenset((22, 23, 0, 1, 2, 3, 4))  # hours of UTC in which hardly anybody does anything


class ImpossibleError(Exception):
    """The story wanted what the rules refuse: a fault of the story."""


class Town:
    """``persons`` are found by their assembly and their id there; ``base`` and ``wards`` are ids of councils."""

    def __init__(self, batch: Batch, end: datetime, rng: Random, moved: Act = lambda: None) -> None:
        self.batch = batch
        self.end = self.now = end
        self.rng = rng
        self.moved = moved
        self.persons: dict[tuple[CouncilId, MemberId], Person] = {}
        self.congress: CouncilId = ""
        self.wards: list[CouncilId] = []
        self.base: list[CouncilId] = []
        self.agenda: list[Intention] = []
        self.order = count()
        self.reactions: dict[str, list[Reaction]] = defaultdict(list)
        self.read = 0
        self.clocks: list[tuple[datetime, CouncilId]] = []
        self.due: dict[CouncilId, datetime | None] = {}
        self.stale: dict[CouncilId, None] = {}

    def council(self, name: CouncilId) -> Council:
        found = self.batch.world.council(name)
        assert found is not None, name
        return found

    def person(self, name: CouncilId, voice: Voice) -> Person:
        """Who stands behind a voice: down the tenures to the assembly, link by link."""
        here = self.council(name)
        while not here.is_base:
            below = self.council(voice.rpartition(".")[0])
            voice, here = below.tenures[tenure_number(voice)].holder, below
        return self.persons[here.id, voice]

    def on(self, event: type[Event], reaction: Reaction) -> None:
        """From now on ``reaction(council, fields)`` follows each ``event`` that comes on record."""
        self.reactions[event.__name__].append(reaction)

    def at(self, when: datetime, act: Callable[..., None], *details: Any, **more: Any) -> None:
        """Somebody means to do ``act`` at ``when``; what was meant for the past is done next."""
        intention: Intention = (
            max(when.replace(microsecond=0), self.now),
            next(self.order),
            partial(act, *details, **more),
        )
        heapq.heappush(self.agenda, intention)

    def say(self, name: CouncilId, voice: Voice, command: Callable[[Voice], Command]) -> tuple[Step, ...]:
        """Whoever has ``voice`` in the council does ``command`` there, now; what they tell twice they mean twice."""
        with since(MEANT):
            return self.must(speak(self.person(name, voice), name, command, self.now))

    def must(self, done: Performed) -> tuple[Step, ...]:
        if isinstance(done, Refused):
            raise ImpossibleError(f"{self.now:%Y-%m-%d %H:%M}: {done}")
        self.moved()
        return done

    def run(self, start: datetime) -> None:
        """From ``start`` to the end of the story."""
        self.now = start
        while self.agenda and self.agenda[0][0] <= self.end:
            self.wind(self.agenda[0][0])
            self.now, _, act = heapq.heappop(self.agenda)
            act()
            self.notice()
        self.wind(self.end)
        self.now = self.end

    def wind(self, until: datetime) -> None:
        """The clock: all that becomes due up to ``until``, each at its own time.

        What people mean to do in answer may come before the next thing due, so it stops where the agenda goes first.
        """
        while (found := self.next_due()) is not None:
            when, name = found
            if when > until or (self.agenda and when > self.agenda[0][0]):
                return
            self.now = max(self.now, when)
            _, command = due(self.council(name), self.now)[0]
            self.must(perform(name, command, self.now))
            self.notice()

    def next_due(self) -> tuple[datetime, CouncilId] | None:
        """When the clock must act next, and where; councils that have not changed are not asked again."""
        for name in self.stale:
            when = next_due(self.council(name))
            if when is not None and when != self.due.get(name):
                heapq.heappush(self.clocks, (when, name))
            self.due[name] = when
        self.stale.clear()
        while self.clocks and self.due.get(self.clocks[0][1]) != self.clocks[0][0]:
            heapq.heappop(self.clocks)  # it has changed since
        return self.clocks[0] if self.clocks else None

    def notice(self) -> None:
        """Everybody reads what is new on the record."""
        while self.read < len(self.batch.record):
            entry = self.batch.record[self.read]
            self.read += 1
            self.stale[entry.council] = None
            for name, fields in entry.events:
                for reaction in self.reactions.get(name, ()):
                    reaction(entry.council, fields)

    def evening(self, days_ago: int, *, exact: bool = False) -> datetime:
        """A time when people meet, on a weekday evening ``days_ago`` or just before; ``exact``: on that very day."""
        day = self.end.date() - timedelta(days=days_ago)
        if not exact:
            day -= timedelta(days=max(0, day.weekday() - 4))
        return hour(day, 17, self.rng.randrange(20, 105, 5))

    def evenings(self, after: datetime, before: datetime) -> list[datetime]:
        """Every weekday evening between two moments."""
        days = ((after + timedelta(days=n)).date() for n in range((before - after).days + 2))
        times = (hour(day, 17, 30) for day in days if day.weekday() < 5)
        return [when for when in times if after < when < before]

    def moment(self, after: datetime, before: datetime) -> datetime:
        """Some moment between two others, by day if there is one."""
        when = after
        for _ in range(8):
            when = after + timedelta(seconds=self.rng.randrange(60, max(61, int((before - after).total_seconds()))))
            if when.hour not in NIGHT:
                break
        return when

    def some(self, people: tuple[Voice, ...], number: int) -> list[Voice]:
        """``number`` of them at random, or all, if they are fewer."""
        return self.rng.sample(people, max(0, min(number, len(people))))


def hour(day: date, hours: int, minutes: int) -> datetime:
    return datetime.combine(day, time(hours), UTC) + timedelta(minutes=minutes)
