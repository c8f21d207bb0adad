"""A part of a federation on its own, as its congress knows what there is and what is needed (R18)."""

from __future__ import annotations

from collections.abc import Collection

from councils.app.declaring import place_of
from councils.app.planning import Remembered, ready
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.plan.federation import economy_of
from councils.plan.what_if.alone import Alone, alone

AHEAD = (7, 14, 28)
"""Days that can be looked ahead."""
FOUND: Remembered[list[Alone]] = Remembered()


def around(congress: Council, here: Council) -> list[CouncilId]:
    """The place that ``here`` is in; of the congress all."""
    return [place_of(here, congress)] if here.parent is not None else sorted(congress.below)


def on_their_own(congress: Council, places: Collection[CouncilId], ahead: int) -> list[Alone] | None:
    """What these places, directly below the congress, have if they are cut off.

    None before needs were called for.
    """
    needs = congress.economy.needs
    if needs is None or not ready(congress):
        return None
    days, here = needs.horizon.days, sorted(places)

    def reckoned() -> list[Alone]:
        return alone(economy_of(congress), here, days=days, ahead=ahead)

    return FOUND.of(congress, f"{ahead} {' '.join(here)}", reckoned)
