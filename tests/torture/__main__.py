"""The whole campaign, on SQLite and on PostgreSQL: `make torture`. It takes most of an hour.

With ``--write`` the figures are put into docs/reference/torture.md. What goes wrong ends it, and says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.databases import postgresql, postgresql_database

PAGE = Path(__file__).parents[2] / "docs/reference/torture.md"
BEGIN, END = "<!-- measured by make torture -->", "<!-- end -->"
KILLS, RACES = 50, 10_000
PARTS = {"kills": [str(KILLS)], "races": [str(RACES)], "faults": [], "clocks": []}


def part(name: str, database: str, keys: Path) -> dict[str, Any]:
    """What a part says, as the program that it is."""
    print(f"{name} on {'PostgreSQL' if '://' in database else 'SQLite'} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", f"tests.torture.{name}", database, *PARTS[name]]
    environment = {**os.environ, "COUNCILS_KEYS": str(keys)} if "://" in database else None
    done = subprocess.run(command, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{name} has failed on {database}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found, indent=2), flush=True)
    return found


def campaign() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(part, database, figures)"""
    with tempfile.TemporaryDirectory(prefix="councils-torture-") as folder, postgresql() as server:
        for name in PARTS:
            yield name, "SQLite", part(name, str(Path(folder) / f"{name}.sqlite3"), Path(folder))
            yield name, "PostgreSQL", part(name, postgresql_database(server), Path(folder))


def tables(found: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """The figures as they stand in the docs."""
    cores = os.cpu_count()
    python, system = platform.python_version(), platform.system()
    yield f"Run on {datetime.now(UTC):%Y-%m-%d}, Python {python}, {system}, {cores} cores.\n"
    yield "**Killed**\n"
    yield from side_by_side(found["kills"])
    yield "\n**Races**\n"
    yield from side_by_side(
        {name: {**f["kinds"], "in all": f["races"], "seconds": f["seconds"]} for name, f in found["races"].items()}
    )
    for database, told in found["faults"].items():
        yield f"\n**Faults on {database}**\n"
        yield "| fault | a vote is answered | a page | and is told |\n| --- | --- | --- | --- |"
        yield from (faulty(fault, how) for fault, how in told.items() if "said" in str(how))
        yield from (counted(fault, how) for fault, how in told.items() if "said" not in str(how))
    yield "\n**Clocks**\n"
    for what, told in found["clocks"]["SQLite"].items():
        yield f"- {what}: {told}"


def faulty(fault: str, how: dict[str, Any]) -> str:
    return f"| {fault} | {how.get('vote', 'the server does not start')} | {how.get('page', '')} | {how['said']} |"


def counted(what: str, how: int | dict[str, Any]) -> str:
    told = how if isinstance(how, int) else ", ".join(f"{each} {count}" for each, count in how.items())
    return f"\n{what[0].upper()}{what[1:]}: {told}."


def side_by_side(figures: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield "|  | " + " | ".join(figures) + " |\n| --- " + "| ---: " * len(figures) + "|"
    for what in next(iter(figures.values())):
        yield f"| {what} | " + " | ".join(f"{told[what]:,}" for told in figures.values()) + " |"


def write(page: str, figures: str) -> str:
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reference/torture.md")
    asked = parser.parse_args()
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in PARTS}
    for name, database, figures in campaign():
        found[name][database] = figures
    told = "\n".join(tables(found))
    print(told)
    if asked.write:
        PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")


if __name__ == "__main__":
    main()
