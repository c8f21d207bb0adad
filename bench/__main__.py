"""Measure what people wait for, and print each figure beside its target.

Everything is done for real: the demonstration is built into a database file, pages are asked for through Django, the
record is exported and verified. Machines differ and are noisy; medians of several runs are printed.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="councils-bench-")
os.environ["COUNCILS_DB"] = str(Path(FOLDER.name) / "bench.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "councils.settings"


def told(what: str, figure: float, unit: str, target: float | None = None, *, more: bool = False) -> None:
    """One line: the figure, its target, and how many times better than that (below 1: missed)."""
    line = f"{what:<58}{figure:>12,.1f} {unit:<9}"
    if target is not None:
        ratio = figure / target if more else target / figure
        line += f" target {target:>9,.1f}   {ratio:>5.1f} ×"
    print(line, flush=True)


def seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def median_ms(work: Callable[[], Any], times: int = 15) -> float:
    work()
    return statistics.median(seconds(work) for _ in range(times)) * 1000


def core() -> None:
    """The rules alone: the worked example with its 860 members, and the proof of its record."""
    from councils.core.charter.document import charter_document
    from councils.core.charter.toml import parse_charter
    from councils.lab.counting import START, Trial, read_votes
    from councils.ledger.export import lines, vouch
    from councils.ledger.verify import verify
    from councils.presets import DEFAULT, preset

    charter: Any = parse_charter(preset(DEFAULT) or "")
    table: Any = read_votes((Path(__file__).parent.parent / "tests/data/worked_example.csv").read_text())
    start = process_time()
    trial = Trial(charter, table)
    trial.answer(trial.ask())
    acts = len(trial.ledger.record)
    told("rules: acts decided and written in memory", acts / (process_time() - start), "acts/s")
    charters = [charter_document(c) for c in trial.ledger.codec.charters.values()]
    record = list(
        lines(
            charters, trial.ledger.record, vouch("b", (e.hash for e in trial.ledger.record), charters, START, bytes(32))
        )
    )
    start = process_time()
    verify(record)
    told("rules: acts verified", acts / (process_time() - start), "acts/s")


def places() -> None:
    import lzma

    from councils.core.place_csv import read_places

    with lzma.open(Path(__file__).parent.parent / "tests/data/france.csv.xz", "rt", encoding="utf-8") as file:
        text = file.read()
    told("places: France, 36,503 places read and checked", seconds(lambda: read_places(text)), "s")


def platform() -> None:
    """The demonstration: built, looked at, exported, verified."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from councils.app.record import export
    from councils.demo.city import build
    from councils.ledger.verify import verify
    from councils.store.ledger import STATES
    from councils.store.models import Act
    from councils.store.projection import rebuild

    told("demonstration: built", seconds(build), "s", 15)
    record: list[bytes] = []
    told("record: exported", seconds(lambda: record.extend(export())), "s")
    took = seconds(lambda: verify(record))
    told(f"record: {Act.objects.count():,} acts verified", took, "s")
    STATES.clear()  # what a new process knows: nothing
    told("read models: rebuilt from the ledger", seconds(rebuild), "s")
    pages()


def pages() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from councils.store.models import Federation, MatterRow

    client = Client()
    root = Federation.objects.get().root
    carried = MatterRow.objects.filter(council=root, sort="motion", state="carried").first()
    addresses = ["/", f"/councils/{root}/", "/record/", "/charter/"]
    addresses += [f"/councils/{root}/motions/{carried.matter}/trail/"] if carried else []
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            status = client.get(address).status_code
        if status != 200:
            sys.exit(f"{address} answered {status}")
        target = 100 if address.endswith("trail/") else 50
        told(f"page {address} ({len(queries)} queries)", median_ms(lambda a=address: client.get(a)), "ms", target)


if __name__ == "__main__":
    core()
    places()
    platform()
