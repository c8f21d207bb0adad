"""What happens to a server and comes to pass again: a full disk, a lock held by others, a lost connection.

Theory of operation. In each ordeal somebody votes before, while and after the fault, over HTTP on the real server.
While it lasts, the vote is answered 503 with what is the matter, and pages that only read go on where they can;
afterwards the same request, under the same key, is done. At the end every acknowledged vote is looked up in a verified
export.
"""

from __future__ import annotations

import errno
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.torture.kills import Load
from tests.torture.served import COUNCILS, Server, accounted, cast, proved, town

ROOM = 24 * 2**20  # bytes of a small disk
WAIT = 1  # seconds that a writer waits for others here
HEAL = 30


class Ordeal:
    """A served town, and the votes that were acknowledged in it."""

    def __init__(self, database: str, jobs: list[dict[str, str]]) -> None:
        self.server, self.jobs, self.number = Server(database), jobs, 0
        self.acknowledged: dict[tuple[str, str], str] = {}
        self.server.start()

    def vote(self) -> tuple[int, dict[str, str]]:
        """The next vote, or the same again if it was not acknowledged."""
        status, body, _ = self.server.vote(self.jobs[self.number], f"vote-{self.number}")
        if status == 201:
            vote, choice = cast(body)
            self.acknowledged[vote] = choice
            self.number += 1
        return status, json.loads(body)

    def suffer(self, fault: Callable[[Ordeal], object]) -> dict[str, object]:
        """A vote before, one while ``fault`` is there, the same one after it; how that was answered."""
        assert self.vote()[0] == 201
        with fault(self):  # type: ignore[attr-defined]
            refused: tuple[int, dict[str, str]] = (201, {})
            while refused[0] == 201:  # what still had room
                refused = self.vote()
            reading = self.server.ask("GET", f"/councils/{self.jobs[0]['council']}/")[0]
        self.heal()
        assert refused[0] == 503 and refused[1]["detail"], refused
        return {"vote": refused[0], "said": refused[1]["detail"], "page": reading}

    def heal(self) -> None:
        """A vote, again and again, until the server has recovered."""
        healed = time.monotonic()
        while self.vote()[0] != 201:
            assert time.monotonic() - healed < HEAL, "the fault is gone, and the server has not recovered"
            time.sleep(0.1)

    def end(self, database: str) -> int:
        """How many acknowledged votes were found, all of them."""
        self.server.stop()
        with tempfile.TemporaryDirectory() as folder:
            accounted(self.acknowledged, proved(database, Path(folder)))
        return len(self.acknowledged)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """``folder`` as a disk of its own; whether this person may make one."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    try:
        yield made.returncode == 0
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(folder: Path) -> Callable[[Ordeal], object]:
    """Somebody fills the disk to its last byte, and makes room again."""

    @contextmanager
    def fault(_: Ordeal) -> Iterator[None]:
        ballast = folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError as full:
                assert full.errno == errno.ENOSPC, full
        yield
        ballast.unlink()

    return fault


@contextmanager
def no_larger_files(ordeal: Ordeal) -> Iterator[None]:
    """The server may not let any file grow, as with a quota, and then may again."""
    assert ordeal.server.process is not None
    pid = ordeal.server.process.pid
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, usual[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)


def locked(database: str) -> Callable[[Ordeal], object]:
    """Another program has begun to write, and does not come to an end."""

    @contextmanager
    def fault(_: Ordeal) -> Iterator[None]:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    return fault


def on_sqlite(folder: Path) -> dict[str, object]:
    file = folder / "town.sqlite3"
    told: dict[str, object] = {}
    with small_disk(folder) as mounted:
        jobs = town(str(file), assemblies=1, members=10, motions=30)
        ordeal = Ordeal(f"sqlite:///{file}?timeout={WAIT}", jobs)
        try:
            told["another program keeps the database locked"] = ordeal.suffer(locked(str(file)))
            told["no file may grow (quota)"] = ordeal.suffer(no_larger_files)
            if mounted:
                told["the disk is full"] = ordeal.suffer(full_disk(folder))
        finally:
            ordeal.server.stop()
        told["votes acknowledged, all found"] = ordeal.end(str(file))
        if mounted:
            told["the database can only be read"] = read_only(file)
    return told


def read_only(file: Path) -> dict[str, object]:
    """`councils serve` says so and does not start; and starts again when it can be written."""
    subprocess.run(["mount", "-o", "remount,ro", str(file.parent)], check=True)
    served = subprocess.run([COUNCILS, "serve", "--db", str(file)], check=False, capture_output=True, text=True)
    subprocess.run(["mount", "-o", "remount,rw", str(file.parent)], check=True)
    assert served.returncode == 1 and "Traceback" not in served.stderr, served.stderr
    again = Server(str(file))
    again.start()
    again.stop()
    return {"said": served.stderr.strip().replace(f"{file.parent}/", "")}


# PostgreSQL


def held_end(database: str) -> Callable[[Ordeal], object]:
    """Another session keeps the end of the record to itself."""

    @contextmanager
    def fault(_: Ordeal) -> Iterator[None]:
        import psycopg

        from councils.store.order import END

        with psycopg.connect(database) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (END,))
            yield

    return fault


def cannot_write(database: str) -> Callable[[Ordeal], object]:
    """The server of the database lets nobody write, as one that has become a standby."""

    @contextmanager
    def fault(_: Ordeal) -> Iterator[None]:
        import psycopg

        with psycopg.connect(database, autocommit=True) as other:
            row = other.execute("SELECT quote_ident(current_database())").fetchone()
            assert row is not None
            turn = f"ALTER DATABASE {row[0]} "
            other.execute(turn + "SET default_transaction_read_only = on")  # type: ignore[arg-type]
            terminate(other)
            yield
            other.execute("SET default_transaction_read_only = off")
            other.execute(turn + "RESET default_transaction_read_only")  # type: ignore[arg-type]
            terminate(other)

    return fault


def terminate(connection: object) -> int:
    """End every other connection to this database; how many there were."""
    query = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return int(connection.execute(query).fetchone()[0])  # type: ignore[attr-defined]


def cut_connections(ordeal: Ordeal, database: str, seconds: float) -> dict[str, object]:
    """Voters at work, and every connection to the database is ended every few moments."""
    import psycopg

    load = Load(ordeal.server, ordeal.jobs[ordeal.number : -1])
    ended, until = 0, time.monotonic() + seconds
    for thread in load.threads:
        thread.start()
    with psycopg.connect(database, autocommit=True) as other:
        while time.monotonic() < until:
            ended += terminate(other)
            time.sleep(0.15)
    load.faults, during = [], load.faults
    strange = [fault for fault in during if not fault.startswith("503")]
    assert not strange, strange[:3]
    load.done.set()
    for thread in load.threads:
        thread.join(60)
    ordeal.number = len(ordeal.jobs) - 1  # kept for this: a fast server may be through with all others
    ordeal.heal()
    ordeal.acknowledged |= load.acknowledged
    return {"connections ended": ended, "answered 503": len(during), "votes acknowledged": len(load.acknowledged)}


def on_postgresql(database: str) -> dict[str, object]:
    told: dict[str, object] = {}
    jobs = town(database, assemblies=1, members=20, motions=60)
    ordeal = Ordeal(f"{database}&options=-c%20lock_timeout%3D{WAIT}s", jobs)
    try:
        told["another session holds the record"] = ordeal.suffer(held_end(database))
        told["the database can only be read"] = ordeal.suffer(cannot_write(database))
        told["connections are cut in mid-act"] = cut_connections(ordeal, database, 6)
    finally:
        ordeal.server.stop()
    told["votes acknowledged, all found"] = ordeal.end(database)
    return told


if __name__ == "__main__":
    where = sys.argv[1]
    if "://" in where:
        print(json.dumps(on_postgresql(where)))
    else:
        with tempfile.TemporaryDirectory(prefix="councils-torture-") as place:
            print(json.dumps(on_sqlite(Path(place))))
