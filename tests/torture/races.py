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
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.torture.town import set_up

RIVALS = 2
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
        self.barrier, pipes = spawn.Barrier(RIVALS), [spawn.Pipe() for _ in range(RIVALS)]
        self.pipes = [ours for ours, _ in pipes]
        self.processes = [
            spawn.Process(target=rival, args=(database, number, self.barrier, theirs))
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
            if process.is_alive():
                pipe.send(None)
            process.join(PATIENCE)


def city() -> Any:
    """Long terms, so that nobody's office ends while it is raced for."""
    from tests.web.city import build, charter

    rules = charter()
    return build(replace(rules, offices=tuple(replace(o, term_days=36500) for o in rules.offices)))


def prove() -> None:
    """The record verifies, and the read models made anew are those that are there."""
    from councils.app.record import export
    from councils.ledger.verify import verify
    from councils.store.models import CouncilRow, MatterRow
    from councils.store.projection import rebuild

    verify(export())
    shown = (list(CouncilRow.objects.order_by("id").values()), MatterRow.objects.count())
    rebuild()
    assert shown == (list(CouncilRow.objects.order_by("id").values()), MatterRow.objects.count())


def races(database: str, wanted: int) -> dict[str, Any]:
    set_up(database)
    from tests.torture.contests import KINDS

    town, rivals = city(), Rivals(database)
    began, counted, outcomes = time.monotonic(), Counter[str](), Counter[str]()
    try:
        for share, contest in KINDS:
            kind, upto = contest.__name__.replace("_", " "), max(1, wanted * share // 100)
            while counted[kind] < upto:
                some, check = contest(town, upto - counted[kind])
                answers = rivals.run(some)
                check(answers)
                counted[kind] += len(some)
                outcomes.update(f"{kind}: {' / '.join(pair)}" for pair in answers)
                print(f"\r{sum(counted.values())} {kind:<50}", end="", file=sys.stderr, flush=True)
    finally:
        rivals.end()
    prove()
    seconds = round(time.monotonic() - began)
    return {"races": sum(counted.values()), "seconds": seconds, "kinds": counted, "outcomes": outcomes}


if __name__ == "__main__":
    print(json.dumps(races(sys.argv[1], int(sys.argv[2]))))
