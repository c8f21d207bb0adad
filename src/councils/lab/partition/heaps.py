"""So many equal units in one place, parted by their number alone, into parts of about so many people.

Theory of operation. Parts are as equal as units let them be. Where no number of parts is within bounds, there are whole
parts and a rest, which goes with what is around.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Bounds:
    size: float
    low: float
    high: float

    @classmethod
    def around(cls, size: float, tolerance: float) -> Bounds:
        return cls(size, size * (1 - tolerance), size * (1 + tolerance))


def units_left(count: int, people: float, bounds: Bounds) -> int:
    """How many of the units of a heap are drawn with what is around: all, a rest, or none."""
    total = count * people
    if count == 1 or total <= bounds.high:
        return count
    if evenly(count, people, bounds):
        return 0
    each = max(1, round(bounds.size / people))
    return count - min(int(total // bounds.size), count // each) * each


def evenly(count: int, people: float, bounds: Bounds) -> int:
    """The number of parts within bounds that ``count`` units make, the nearest to the size; 0 if there is none."""
    total = count * people
    both = {max(1, int(total // bounds.size)), max(1, ceil(total / bounds.size))}
    for parts in sorted(both, key=lambda parts: (abs(total / parts - bounds.size), parts)):
        if bounds.low <= count // parts * people and -(-count // parts) * people <= bounds.high:
            return parts
    return 0


def shared(count: int, people: float, bounds: Bounds) -> tuple[int, ...]:
    """The whole parts of a heap."""
    if not count:
        return ()
    parts = evenly(count, people, bounds) or min(count, max(1, round(count * people / bounds.size)))
    return tuple(count // parts + (n < count % parts) for n in range(parts))
