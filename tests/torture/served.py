"""The real server, as an operator runs it: `councils serve` in a process of its own, on the loopback alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

COUNCILS = str(Path(sys.executable).with_name("councils"))
PYTHON = os.environ.get("COUNCILS_TEST_PYTHON", sys.executable)
"""What prepares the campaign and looks at what came of it; the server itself is always started as ever."""
SECONDS = 90  # to start, on a machine that has much to do


class Server:
    """``database`` served on a port of its own, started again and again as an operator would."""

    def __init__(self, database: str, port: int = 0, **environment: str) -> None:
        self.database, self.port = database, port or free_port()
        self.environment = {**os.environ, "COUNCILS_DB": database, **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it answers."""
        began = time.monotonic()
        command = [COUNCILS, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while not self.answers():
            assert self.process.poll() is None, f"the server ended by itself: {self.process.returncode}"
            assert time.monotonic() - began < SECONDS, "the server does not start"
            time.sleep(0.02)
        return time.monotonic() - began

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except (OSError, HTTPException):
            return False

    def ask(self, method: str, path: str, said: object = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = None if said is None else json.dumps(said)
            names = {name.replace("_", "-"): text for name, text in headers.items()}
            connection.request(method, path, body, {"Content-Type": "application/json", **names})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        finally:
            connection.close()

    def vote(self, job: dict[str, str], key: str) -> tuple[int, str, dict[str, str]]:
        """Cast the vote of ``job``, done once however often it is sent under ``key``."""
        path = f"/api/v1/councils/{job['council']}/acts/cast_vote"
        said = {"matter": job["matter"], "choice": job["choice"]}
        return self.ask("POST", path, said, Authorization=f"Bearer {job['token']}", Idempotency_Key=key)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it, and whatever it has started: they are a group of their own."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(30)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def town(database: str, *, assemblies: int, members: int, motions: int) -> list[dict[str, str]]:
    """Found the town in ``database``; every vote that can be cast, half of them a yes."""
    words = [PYTHON, "-m", "tests.torture.town", database, str(assemblies), str(members), str(motions)]
    jobs: list[dict[str, str]] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    for number, job in enumerate(jobs):
        job["choice"] = "yes" if number % 2 else "no"
    return jobs


def proved(database: str, folder: Path) -> list[dict[str, object]]:
    """Export and verify the record with the program; every ``VoteCast`` in it."""
    record = folder / "record.jsonl"
    record.unlink(missing_ok=True)
    program = [PYTHON, "-m", "councils"]
    subprocess.run([*program, "export", str(record), "--db", database], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*program, "verify", str(record)], check=True, stdout=subprocess.DEVNULL)
    votes: list[dict[str, object]] = []
    with record.open() as lines:
        for line in lines:
            entry = json.loads(line).get("entry", {})
            votes += [fields for name, fields in entry.get("events", []) if name == "VoteCast"]
    return votes


def accounted(acknowledged: dict[tuple[str, str], str], votes: list[dict[str, object]]) -> None:
    """Every acknowledged vote (matter, paper) is on the record with its choice, and nobody's is there twice."""
    found = [(str(vote["matter"]), str(vote["paper"])) for vote in votes]
    assert len(found) == len(set(found)), f"{len(found) - len(set(found))} votes are there twice"
    said = {(str(vote["matter"]), str(vote["paper"])): str(vote["choice"]) for vote in votes}
    lost = [vote for vote, choice in acknowledged.items() if said.get(vote) != choice]
    assert not lost, f"{len(lost)} acknowledged votes are lost or changed: {lost[:3]}"


def cast(answer: str) -> tuple[tuple[str, str], str]:
    """(matter, paper) and choice of an acknowledged vote, from what the server answered."""
    fields = next(e["fields"] for e in json.loads(answer)["events"] if e["event"] == "VoteCast")
    return (fields["matter"], fields["paper"]), fields["choice"]
