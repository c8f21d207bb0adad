"""`kill -9` of the server at random moments while people vote.

Theory of operation. Voters ask over HTTP, each vote under a key of its own. A voter who gets no answer, because the
server died, asks again with the same key when it is back. At the end the program exports and verifies the record, and
every answer that a voter got is looked up in it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

from tests.torture.served import Server, accounted, cast, proved, town

VOTERS = 8
PAUSE = (0.2, 1.5)
"""How long the server lives before it is killed, in seconds."""


class Load:
    """Voters at work, until ``done``."""

    def __init__(self, server: Server, jobs: list[dict[str, str]]) -> None:
        self.server, self.jobs = server, iter(enumerate(jobs))
        self.lock, self.done = threading.Lock(), threading.Event()
        self.acknowledged: dict[tuple[str, str], str] = {}
        self.replayed = self.unanswered = 0
        self.faults: list[str] = []
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(VOTERS)]

    def next(self) -> Iterator[tuple[int, dict[str, str]]]:
        while not self.done.is_set():
            with self.lock:
                job = next(self.jobs, None)
            if job is None:
                return
            yield job

    def work(self) -> None:
        for number, job in self.next():
            if self.tried(number, job):
                continue
            self.unanswered += 1
            while not self.done.wait(0.05) and not self.tried(number, job):
                pass

    def tried(self, number: int, job: dict[str, str]) -> bool:
        """Whether the server has answered."""
        try:
            status, body, headers = self.server.vote(job, f"vote-{number}")
        except (OSError, HTTPException):
            return False
        with self.lock:
            self.replayed += headers.get("Idempotent-Replayed") == "true"
            if status == 201:
                vote, choice = cast(body)
                assert choice == job["choice"]
                self.acknowledged[vote] = choice
            else:
                self.faults.append(f"{status}: {body[:300]}")
        return True


def kills(database: str, times: int, jobs: list[dict[str, str]]) -> dict[str, float]:
    chance = random.Random(times)
    server = Server(database)
    starts = [server.start()]
    load = Load(server, jobs)
    for thread in load.threads:
        thread.start()
    try:
        for _ in range(times):
            time.sleep(chance.uniform(*PAUSE))
            server.stop()
            starts.append(server.start())
        time.sleep(1)
    finally:
        load.done.set()
        for thread in load.threads:
            thread.join(90)
        server.stop()
    assert load.faults == [], load.faults[:3]
    with tempfile.TemporaryDirectory() as folder:
        votes = proved(database, Path(folder))
    accounted(load.acknowledged, votes)
    return {
        "kills": times,
        "votes acknowledged": len(load.acknowledged),
        "votes on the record": len(votes),
        "votes without an answer, asked for again": load.unanswered,
        "votes that were done before the kill and answered after it": load.replayed,
        "slowest start, s": round(max(starts), 1),
    }


if __name__ == "__main__":
    times = int(sys.argv[2])
    per_kill = 4  # motions for some forty papers
    votes = town(sys.argv[1], assemblies=6, members=20, motions=max(3, times * per_kill // 6))
    print(json.dumps(kills(sys.argv[1], times, votes)))
