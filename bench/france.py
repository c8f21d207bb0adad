"""A question to all of France: one base assembly for each commune, all levels above, one referral to its end.

Everything goes through the use cases, into an SQLite file. The federation is founded, peopled and its delegates are
elected beforehand, in one batch; what is measured begins with the opening of the vote. Every vote is an act of its own,
answered once it is synced to disk; as many come at a time as the server has threads, and are written together. The
whole takes minutes, so by default only one region is asked.
"""

from __future__ import annotations

import lzma
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bench.measure import DATA, Took, doing, median_ms, peak_memory, told, took
from bench.territory import Territory
from councils.app.queries.trail import trail
from councils.app.record import export_file
from councils.cli.serve import THREADS
from councils.core.act import CouncilId, MatterId
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.demo.city import without_collection
from councils.ledger.verify import verify
from councils.store.ledger import STATES
from councils.store.models import Act
from councils.store.projection import rebuild

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
REGION = "R28"  # Normandie
COUNCILS = 36_503  # of all of France


def region() -> None:
    asked(part(REGION))


def measured() -> None:
    asked(whole())


def whole() -> Places:
    with lzma.open(DATA / "france.csv.xz", "rt", encoding="utf-8") as file:
        places = read_places(file.read())
    assert isinstance(places, Places)
    return places


def part(code: str) -> Places:
    """The places below ``code``, as a territory of their own."""
    return Places(replace(p, parent="" if p.code == code else p.parent) for p in whole().walk(code))


def asked(places: Places) -> None:
    """One question to all of ``places``. Targets are those of the whole country, and a part's by its share."""
    territory, name = Territory(places, START), places.root.name
    share = len(places) / COUNCILS
    with without_collection():
        territory.prepare()
    before = peak_memory()
    question = territory.ask()
    parts = {
        f"open, to {len(places) - 1:,} councils": took(lambda: territory.open(question)),
        f"answer: {len(territory.roll):,} assemblies, {THREADS} votes at a time": took(
            lambda: territory.answer(question)
        ),
        "roll up and decide": took(territory.decide),
    }
    for what, spent in parts.items():
        told(f"{name}: {what} (CPU; {spent.wall:.0f} s by the clock)", spent.cpu, "s")
    told(f"{name}: the whole referral (CPU)", sum(p.cpu for p in parts.values()), "s", 60 * share)
    told(f"{name}: memory at most ({before:.0f} MB before the question)", peak_memory(), "MB", 1024)
    outcome = territory.outcome(question)
    told(f"{name}: votes counted from below; {outcome[0]}", outcome[1], "votes")
    page(name, territory.root, question)
    record(name, share)


def page(name: str, root: CouncilId, question: MatterId) -> None:
    from django.test import Client

    address = f"/councils/{root}/motions/{question}/trail/"
    client = Client(SERVER_NAME="localhost")
    if client.get(address).status_code != 200:
        raise SystemExit(f"{address} cannot be shown")
    shown = median_ms(lambda: client.get(address), 9)
    told(f"{name}: the page of its trail ({shown.wall:.0f} ms by the clock)", shown.cpu, "ms", 100)
    whole = median_ms(lambda: trail(root, question), 3)
    told(f"{name}: its trail down to every assembly, computed", whole.cpu, "ms")


def record(name: str, share: float) -> None:
    acts = Act.objects.count()
    exported: list[Any] = []
    report(f"{name}: record of {acts:,} acts exported", took(lambda: exported.append(export_file())), share)
    doing("verifying it")
    STATES.clear()
    report(f"{name}: verified, each act decided anew", took(lambda: verify(exported[0])), share)
    doing("rebuilding all read models from the ledger")
    report(f"{name}: all read models rebuilt from the ledger", took(rebuild), share)


def report(what: str, spent: Took, share: float) -> None:
    told(f"{what} (CPU; {spent.wall:.0f} s by the clock)", spent.cpu, "s", 60 * share)
