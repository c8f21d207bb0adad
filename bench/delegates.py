"""Thirteen hundred delegates vote at once, over HTTP, each on a connection of their own, on both databases.

The congress has one delegate from each of 1,300 assemblies, and two ballots of its own are open. `councils serve` runs
in a process of its own. Each delegate's program sends its vote with their token and an idempotency key. They do so
twice: within ten seconds, each at a moment of its own; and all in the same instant, when whoever is answered last has
waited for all others, and one in a hundred for nearly all. Afterwards the record is exported and verified, and must
hold every vote once.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from tests.databases import postgresql, postgresql_database
from tests.torture.served import Server, accounted, cast, proved
from tests.torture.town import set_up

from bench.measure import doing, told

DELEGATES = 1300
WITHIN = 10.0  # seconds
Job = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    seconds: float


def measured() -> None:
    for name, database in databases():
        doing(f"{name}: electing {DELEGATES:,} delegates to a congress, and opening two ballots")
        words = [sys.executable, "-m", "bench.delegates", database]
        first, second = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1])
        server = Server(database)
        server.start()
        try:
            voted(server, first[:50], 1.0)  # what a server that has just started does for the first time
            acknowledged = told_of(f"{name}, within ten seconds", *voted(server, first[50:], WITHIN), spread=True)
            acknowledged |= told_of(f"{name}, in one instant", *voted(server, second, 0.0), spread=False)
        finally:
            server.stop()
        with tempfile.TemporaryDirectory() as folder:
            votes = proved(database, Path(folder))
        accounted(acknowledged, votes)
        told(f"{name}: votes on the verified record, each once", len(votes), "votes")


def databases() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="councils-bench-") as folder:
        os.environ["COUNCILS_KEYS"] = folder
        yield "SQLite", str(Path(folder) / "congress.sqlite3")
        with postgresql(durable=True) as server:
            yield "PostgreSQL", postgresql_database(server)


def voted(server: Server, jobs: list[Job], within: float) -> tuple[list[Answer], float]:
    """Each job sent at a moment of its own ``within`` so many seconds; the answers, and the seconds until the last."""
    moments = [Random(number).uniform(0, within) for number in range(len(jobs))]

    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*(send(server.port, job, when) for job, when in zip(jobs, moments, strict=True)))

    began = perf_counter()
    found = asyncio.run(all_of_them())
    return found, perf_counter() - began


async def send(port: int, job: Job, when: float) -> Answer:
    await asyncio.sleep(when)
    began = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = json.dumps({"matter": job["matter"], "choice": job["choice"]})
    writer.write(
        f"POST /api/v1/councils/{job['council']}/acts/cast_vote HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {job['token']}\r\nIdempotency-Key: {job['matter']}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return Answer(int(head.split()[1]), body, perf_counter() - began)


def told_of(name: str, answers: list[Answer], took: float, *, spread: bool) -> dict[tuple[str, str], str]:
    """The figures of one round, and the votes that were acknowledged: all of them."""
    bad = [answer for answer in answers if answer.status != 201]
    if bad:
        sys.exit(f"{name}: {len(bad)} votes were not taken: {bad[0]}")
    waited = sorted(answer.seconds for answer in answers)
    told(f"{name}: {len(answers):,} votes done", took, "s", 10 + (1 if spread else 0))
    told(f"{name}: the median waited", waited[len(waited) // 2] * 1000, "ms")
    told(f"{name}: 99 of 100 waited at most", waited[len(waited) * 99 // 100] * 1000, "ms", 1000)
    return dict(cast(answer.body) for answer in answers)


def congress(database: str) -> tuple[list[Job], list[Job]]:
    """The votes that can be cast on either ballot, with a token of each delegate."""
    set_up(database)
    from bench.territory import TRAINS, Territory
    from councils.app.batch import batch
    from councils.app.tokens import Scope, create_token
    from councils.core.charter import Kind
    from councils.core.place import Place, Places
    from councils.demo.city import without_collection

    names = [f"A{number}" for number in range(1, DELEGATES + 1)]
    hall = Place("C", "Congress", "country", "", 100 * DELEGATES)
    places = Places([hall, *(Place(name, name, "town", "C", 100) for name in names)])
    with without_collection(), batch():
        territory = Territory(places, datetime.now(UTC) - timedelta(days=60))
        territory.prepare()
        notice = timedelta(days=territory.charter.motion(Kind.PROCEDURE).notice_days)
        territory.now = datetime.now(UTC) - notice - timedelta(minutes=1)
        questions = [territory.ask(replace(TRAINS, kind=Kind.PROCEDURE)) for _ in range(2)]
        territory.open(questions[0])  # and the other one, which is due with it
        tokens = [create_token(row.person, "bench", (Scope.READ, Scope.VOTE), 30) for row in territory.roll.values()]
    return tuple(  # type: ignore[return-value]
        [{"token": t, "council": "C", "matter": q, "choice": "yes" if n % 3 else "no"} for n, t in enumerate(tokens)]
        for q in questions
    )


if __name__ == "__main__":
    print(json.dumps(congress(sys.argv[1])))
