"""The demonstration: built, looked at, exported, verified, rebuilt."""

from __future__ import annotations

import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import doing, median_ms, told, took
from councils.app.record import export
from councils.demo.city import build
from councils.ledger.verify import verify
from councils.plan.vouching import vouch
from councils.store.ledger import STATES
from councils.store.models import Act, Federation, MatterRow
from councils.store.projection import rebuild


def measured() -> None:
    doing("building the demonstration")
    told("demonstration: built (CPU)", took(build).cpu, "s", 15)
    record: list[bytes] = []
    told("record: exported (CPU)", took(lambda: record.extend(export())).cpu, "s")
    told(f"record: {Act.objects.count():,} acts verified (CPU)", took(lambda: verify(record, planner=vouch)).cpu, "s")
    STATES.clear()  # what a new process knows: nothing
    told("read models: rebuilt from the ledger (CPU)", took(rebuild).cpu, "s")
    pages()


def pages() -> None:
    client = Client(SERVER_NAME="localhost")
    root = Federation.objects.get().root
    carried = MatterRow.objects.filter(council=root, sort="motion", state="carried").first()
    addresses = ["/", f"/councils/{root}/", "/record/", f"/councils/{root}/charter/"]
    addresses += [f"/councils/{root}/motions/{carried.matter}/trail/"] if carried else []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            status, asked = client.get(address).status_code, len(queries)
        if status != 200:
            sys.exit(f"{address} answered {status}")
        target = 100 if address.endswith("trail/") else 50
        shown = median_ms(lambda a=address: client.get(a))  # type: ignore[misc]
        told(f"page {address} ({asked} queries; CPU)", shown.cpu, "ms", target)
