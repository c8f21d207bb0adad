"""Ten thousand races on one council: two at once want what only one can have, or what must come in some order.

Theory of operation. Two processes, each with connections and memory of its own as two servers have, are started by one
barrier, act by act. What they do are the use cases. After each batch, what the council has become is asked: was
anything lost, held twice, counted otherwise than it stands there? At the end the record is verified, and the read
models made anew are the ones that are there.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.torture.town import set_up

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
RIVALS = 2
MEMBERS = 6
PATIENCE = 120
Act = tuple[str, list[Any]]
Race = tuple[Act, Act]


def rival(database: str, number: int, barrier: Barrier, pipe: Connection) -> None:
    """Act as told, each act at the same moment as the other rival."""
    set_up(database)
    from tests.torture import acts

    while (races := pipe.recv()) is not None:
        answers = []
        for race in races:
            name, words = race[number]
            barrier.wait(PATIENCE)
            answers.append(getattr(acts, name)(*words))
        pipe.send(answers)


class Rivals:
    """The two processes; ``run`` lets them race and counts what came of it."""

    def __init__(self, database: str) -> None:
        spawn = multiprocessing.get_context("spawn")
        barrier, pipes = spawn.Barrier(RIVALS), [spawn.Pipe() for _ in range(RIVALS)]
        self.pipes = [ours for ours, _ in pipes]
        self.processes = [
            spawn.Process(target=rival, args=(database, number, barrier, theirs))
            for number, (_, theirs) in enumerate(pipes)
        ]
        for process in self.processes:
            process.start()

    def run(self, races: list[Race]) -> list[tuple[str, str]]:
        for pipe in self.pipes:
            pipe.send(races)
        first, second = ([str(answer) for answer in pipe.recv()] for pipe in self.pipes)
        return list(zip(first, second, strict=True))

    def end(self) -> None:
        for pipe, process in zip(self.pipes, self.processes, strict=True):
            pipe.send(None)
            process.join(PATIENCE)


class Town:
    """One assembly under a congress, and its clock."""

    def __init__(self) -> None:
        from tests.torture import acts

        self.acts, self.at = acts, START
        self.people = acts.found(START, MEMBERS)
        self.acts.fill_offices(self.people, START)
        self.pass_days(30)

    def pass_days(self, days: float) -> None:
        self.at += timedelta(days=days)
        while self.acts.tick_at(self.at):
            pass


def batches(town: Town, wanted: int) -> Iterator[tuple[str, list[Race], Callable[[list[tuple[str, str]]], None]]]:
    """Kind, races, and what must hold after them; the cheap ones more often than those that need a whole recall."""
    from tests.torture import contests

    kinds: list[tuple[int, contests.Contest]] = [
        (40, contests.one_paper_from_two_browsers),
        (10, contests.the_same_request_twice),
        (10, contests.the_last_place_of_an_invitation),
        (10, contests.two_tellers),
        (10, contests.the_end_of_an_election_against_marks),
        (10, contests.two_who_sign_last),
        (5, contests.two_clocks),
        (5, contests.recall_against_vote),
    ]
    for share, contest in kinds:
        left = max(1, wanted * share // 100)
        while left > 0:
            races, check = contest(town, left)
            left -= len(races)
            yield contest.__name__.replace("_", " "), races, check


def races(database: str, wanted: int) -> dict[str, Any]:
    set_up(database)
    town, rivals = Town(), Rivals(database)
    began, counted, outcomes = time.monotonic(), Counter[str](), Counter[str]()
    try:
        for kind, some, check in batches(town, wanted):
            answers = rivals.run(some)
            check(answers)
            counted[kind] += len(some)
            outcomes.update(" / ".join(sorted(pair)) for pair in answers)
            print(f"\r{sum(counted.values())} {kind:<50}", end="", file=sys.stderr, flush=True)
    finally:
        rivals.end()
    town.acts.prove()
    seconds = time.monotonic() - began
    return {"races": sum(counted.values()), "seconds": round(seconds), **counted, "outcomes": dict(outcomes)}


def every(names: Iterable[str], *allowed: str) -> None:
    strange = Counter(names) - Counter({name: 10**9 for name in allowed})
    assert not strange, f"unexpected: {strange}"


if __name__ == "__main__":
    print(json.dumps(races(sys.argv[1], int(sys.argv[2]))))
