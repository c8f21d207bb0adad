"""What is limited on one server is limited on all that share its database, and is not forgotten when one ends."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests import ready
from tests.databases import a_database
from tests.web.security.guessing import RIGHT

from councils.store.models import Counted
from councils.store.shared import Shared

Server = subprocess.Popen[str]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    command = [ready.python(), "-m", "tests.web.security.guessing", a_database(tmp_path)]
    both: list[Server] = []
    for _ in range(2):
        both.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert hear(both[-1]) == "ready"
    yield both
    for server in both:
        server.communicate(timeout=60)


def say(server: Server, line: str) -> None:
    assert server.stdin is not None
    server.stdin.write(f"{line}\n")
    server.stdin.flush()


def hear(server: Server) -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


def test_guesses_at_two_servers_at_once_count_together(servers: list[Server]) -> None:
    for _ in range(4):
        for server in servers:
            say(server, "a guess")
    answers = Counter(hear(server) for _ in range(4) for server in servers)
    for server in servers:
        say(server, RIGHT)
    assert (answers, [hear(server) for server in servers]) == ({"wrong": 5, "stopped": 3}, ["stopped"] * 2)


@pytest.mark.django_db
def test_what_is_counted_is_forgotten_when_it_is_over() -> None:
    shared: Any = Shared("", {})
    assert [shared.add("a", 1, 60), shared.add("a", 2, 60), shared.incr("a"), shared.get("a")] == [True, False, 2, 2]
    Counted.objects.update(until=timezone.now())
    assert [shared.get("a"), shared.add("b", 1, 60)] == [None, True]
    assert list(Counted.objects.values_list("key", flat=True)) == [shared.make_key("b")]


@pytest.mark.django_db
def test_guesses_are_counted_there() -> None:
    cache.set("a", 1)
    assert (Counted.objects.count(), cache.delete("a"), Counted.objects.count()) == (1, True, 0)
