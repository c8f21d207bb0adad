"""The end of one council's record: its version and its hash, which cover all that came before (R17)."""

from __future__ import annotations

from councils.app.batch import world
from councils.core.act import CouncilId
from councils.ledger.entry import Tip


def tip(council: CouncilId) -> Tip:
    """That of nothing where there is no such council."""
    found = world().current(council)
    return found[0] if found else Tip()
