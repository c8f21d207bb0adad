"""`councils serve`, in a process of its own: many at once, slow lines, lines that break, and its end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
from tests.databases import SERVER, a_database, ask
from tests.torture.served import Server, town

from councils.cli.serve import MOST_BYTES, THREADS

FORTY = 40
VOTES = "SELECT count(*) FROM store_act WHERE events LIKE '%VoteCast%'"
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

Served = tuple[Server, list[dict[str, str]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server, and forty votes on each of two motions. It ends when it is told to."""
    database = a_database(tmp_path_factory.mktemp("served"))
    jobs = town(database, assemblies=1, members=FORTY, motions=2)
    server = Server(database)
    server.start()
    yield server, jobs
    server.stop(signal.SIGTERM)
    assert server.process is not None
    assert server.process.returncode == 0
    assert not Path(f"{database}-wal").exists(), "what was written last is not in the file yet"


def half(job: dict[str, str], port: int) -> socket.socket:
    """A line on which a vote has come as far as its middle."""
    line = socket.create_connection(("127.0.0.1", port), 20)
    said = f'{{"matter": "{job["matter"]}", "choice": "yes"}}'
    head = f"POST /api/v1/councils/{job['council']}/acts/cast_vote HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
    head += f"application/json\r\nAuthorization: Bearer {job['token']}\r\nContent-Length: {len(said)}\r\n\r\n"
    line.sendall(f"{head}{said[: len(said) // 2]}".encode())
    return line


def test_slow_lines_keep_nobody_waiting_and_half_a_vote_is_none(served: Served) -> None:
    server, jobs = served
    with ExitStack() as lines:
        for job in jobs[: THREADS * 2]:
            lines.enter_context(closing(half(job, server.port)))
        assert server.answers()
    assert server.answers()
    assert ask(server.database, VOTES) == 0


def test_forty_votes_at_once_are_all_taken_over_a_few_connections(served: Served) -> None:
    server, jobs = served
    with ThreadPoolExecutor(FORTY) as delegates:
        statuses = list(delegates.map(lambda job: server.vote(job, "once")[0], jobs[:FORTY]))
    assert statuses == [201] * FORTY
    assert ask(server.database, VOTES) == FORTY
    if SERVER in os.environ:
        assert ask(server.database, OPEN) <= THREADS + 1  # the other one is the clock's


def test_head_is_answered_as_get_is_without_the_body(served: Served) -> None:
    server, _ = served
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as line:
        for path in ("/", "/record/export/", "/api/v1/federation"):
            lengths = []
            for method in ("HEAD", "GET"):
                line.request(method, path)
                answer = line.getresponse()
                assert (path, method, answer.status, len(answer.read()) > 0) == (path, method, 200, method == "GET")
                lengths.append(answer.getheader("Content-Length"))
            assert lengths[0] == lengths[1] != "0"


def test_what_is_far_too_long_is_not_even_read(served: Served) -> None:
    server, _ = served
    with closing(socket.create_connection(("127.0.0.1", server.port), 20)) as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MOST_BYTES + 1}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def quiet(file: Path) -> None:
    """Until the server has the database open no more, as when it has had nothing to do for a moment."""
    until = monotonic() + 20
    while file.with_name(f"{file.name}-wal").exists():
        assert monotonic() < until, "the server keeps the database open"
        sleep(0.01)


@pytest.mark.skipif(SERVER in os.environ, reason="a database is no file there")
def test_a_database_in_the_place_of_another_is_the_one_that_is_written(served: Served, tmp_path: Path) -> None:
    server, jobs = served
    put_aside, file = tmp_path / "copy.sqlite3", Path(server.database)
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(put_aside)) as then:
        now.backup(then)
    before = ask(server.database, VOTES)
    assert server.vote(jobs[FORTY], "before")[0] == 201
    quiet(file)
    shutil.move(put_aside, file)
    assert server.vote(jobs[FORTY + 1], "after")[0] == 201
    assert ask(server.database, VOTES) == before + 1
