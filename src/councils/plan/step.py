"""What HiGHS can tell while it works (``highs/simplex.py``), for whoever waits for it; and who never stops it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Step:
    """Where HiGHS is in a stage, whose name is ``stage`` ("" where it has none).

    ``steps`` of the simplex method, or nodes of branch and bound where ``whole``. ``bound``: no plan costs less,
    -inf where that isn't known; ``cost`` of the best plan there is, inf before there is one. ``missed``: how many
    limits are not kept yet.
    """

    steps: int
    bound: float
    cost: float = inf
    missed: int = 0
    whole: bool = False
    stage: str = ""

    @property
    def gap(self) -> float:
        """How far the plan may be above the best, as a share of its cost; inf before there is a plan."""
        return max(0.0, self.cost - self.bound) / abs(self.cost) if 0 < abs(self.cost) < inf else self.cost


def never() -> bool:
    """Nobody asks to stop."""
    return False
