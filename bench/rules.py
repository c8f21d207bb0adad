"""The rules alone: the worked example with its 860 members, the proof of its record, and a territory read."""

from __future__ import annotations

import lzma
from typing import Any

from bench.measure import DATA, seconds, told, took
from councils.core.charter.document import charter_document
from councils.core.charter.toml import parse_charter
from councils.core.place_csv import read_places
from councils.lab.counting import Trial, read_votes
from councils.ledger.export import lines, vouch
from councils.ledger.verify import verify
from councils.presets import DEFAULT, preset


def measured() -> None:
    charter: Any = parse_charter(preset(DEFAULT) or "")
    table: Any = read_votes((DATA / "worked_example.csv").read_text())
    trials: list[Trial] = []

    def live() -> None:
        trial = Trial(charter, table)
        trial.answer(trial.ask())
        trials.append(trial)

    part = took(live)
    ledger = trials[0].ledger
    acts = len(ledger.record)
    told("rules: acts decided and written in memory (a second of CPU)", acts / part.cpu, "acts")
    charters = [charter_document(charter) for charter in ledger.codec.charters.values()]
    head = vouch("bench", (entry.hash for entry in ledger.record), charters, ledger.record[-1].at, bytes(32))
    record = list(lines(charters, ledger.record, head))
    told("rules: acts verified (a second of CPU)", acts / took(lambda: verify(record)).cpu, "acts")
    with lzma.open(DATA / "france.csv.xz", "rt", encoding="utf-8") as file:
        text = file.read()
    told("places: France, 36,503 places read and checked", seconds(lambda: read_places(text)), "s")
