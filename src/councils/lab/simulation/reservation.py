"""Seats of a delegation that the charter reserves, filled by the core's own count (R4).

Theory of operation. A delegation has as many seats as the norm gives it, and the model follows one of its delegates.
The whole delegation is elected down the order in which the body wants them, as far as seats are reserved for others;
which group the one belongs to that is followed is then a lot among all who were elected. So as many bodies follow
somebody of a group as that group has seats. Of the rest is known what they declare, by which they fill reserved seats
until the term ends. People are of the groups that they declare themselves to be of (``people.py``); in a council each
of those who are followed stands for as many candidates as sit there for the same body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from councils.core.charter import ReservedSeats
from councils.core.electing import reserved
from councils.core.vote.contest import Contest
from councils.core.vote.marks import seated
from councils.core.vote.reserved import Labels, less_filled, places

Rules = tuple[ReservedSeats, ...]


def elected(
    rules: Rules, seats: int, sitting: Sequence[Labels], order: Sequence[Labels], *, counting: bool
) -> list[int]:  # fmt: skip
    """Who of the ``order`` gets a seat (their places in it) where some are ``sitting`` on some of the ``seats``.

    ``counting``: who sits counts for what is reserved. More of one group than there are seats make no difference.
    """
    some, counted = list[int](), Counter[Labels]()
    for n, labels in enumerate(order):
        counted[labels] += 1
        if counted[labels] <= seats - len(sitting):
            some.append(n)
    found = down(rules, seats, tuple(sitting), tuple(order[n] for n in some), counting=counting)
    return [some[n] for n in found]


@lru_cache(maxsize=1 << 14)
def down(
    rules: Rules, seats: int, sitting: tuple[Labels, ...], order: tuple[Labels, ...], *, counting: bool
) -> tuple[int, ...]:  # fmt: skip
    names = [str(n) for n in range(len(order))]
    left = less_filled(reserved(rules, seats), sitting) if counting else reserved(rules, seats - len(sitting))
    contest = Contest(
        tuple(names), {}, seats - len(sitting), "", tuple(left), dict(zip(names, order, strict=True))
    )  # fmt: skip
    return tuple(int(name) for name in seated(contest, names, {}, ()).elected)


@lru_cache(maxsize=1 << 14)
def next_in_line(rules: Rules, seats: int, sitting: tuple[Labels, ...], waiting: tuple[Labels, ...]) -> int | None:
    """Which alternate steps in, if any: see ``core/vacancy.next_in_line``."""
    held, line = [f"held {n}" for n in range(len(sitting))], [str(n) for n in range(len(waiting))]
    said = dict(zip((*held, *line), (*sitting, *waiting), strict=True))
    house = places(seats, (*held, *line), said, reserved(rules, seats))
    return next((n for n, name in enumerate(line) if not house.doomed(name, held, line)), None)
