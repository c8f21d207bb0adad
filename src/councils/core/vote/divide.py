"""Divide a delegation in proportion to the votes that sent it, by largest remainder (R8).

Hamilton's method over yes, no and abstentions: each side gets the whole part of its exact share, and the seats left
go to the largest remainders; equal remainders go in the order that the charter names. Exact arithmetic.
"""

from __future__ import annotations

from fractions import Fraction

from councils.core.vote.tally import Tally, Weight


def divide(seats: int, votes: Weight, ties: tuple[str, ...] = ("yes", "no", "abstain")) -> Tally:
    """``seats`` votes of a delegation, split as ``votes`` were; none where nobody voted.

    >>> from councils.core.vote.tally import Tally, Weight
    >>> str(divide(5, Weight.of(Tally(70, 30, 5))))
    '3 / 2 / 0'
    """
    if not votes.total:
        return Tally()
    exact = {side: Fraction(seats) * getattr(votes, side) / votes.total for side in ties}
    given = {side: int(share) for side, share in exact.items()}
    left = seats - sum(given.values())
    by_remainder = sorted(ties, key=lambda side: (given[side] - exact[side], ties.index(side)))
    for side in by_remainder[:left]:
        given[side] += 1
    return Tally(**given)
