"""The record of the worked example, counted again by a reader that knows no rule of ours."""

from __future__ import annotations

from pathlib import Path

from tests.federation import KEY, START, preset
from tests.ledger.recount import Recount

from councils.core.charter.document import charter_document
from councils.lab.counting import Trial, read_votes
from councils.ledger.export import lines, vouch

TABLE = Path(__file__).parent.parent / "data" / "worked_example.csv"


def test_worked_example_recounted_from_its_record() -> None:
    trial = Trial(preset(), read_votes(TABLE.read_text()))  # type: ignore[arg-type]
    trial.answer(trial.ask())
    charters = [charter_document(charter) for charter in trial.ledger.codec.charters.values()]
    head = vouch("test", (entry.hash for entry in trial.ledger.record), charters, START, KEY)
    again = Recount(lines(charters, trial.ledger.record, head))
    parents = {place.code: place.parent for place in trial.places}
    assert again.finish(parents) == []
    assert (again.closed, again.elections, again.seats) == (16, 15, 42)
