"""What is to be counted, and what a count gives (R4).

Theory of operation. A ``Contest`` holds all that a method may look at: who stands, the ballots, the seats, what is
reserved, and the seed of the lot. A ``Count`` holds who is elected, who comes next, and why, so that a page, the record
and a person with a pencil can follow it. Every method is a function from one to the other (``methods.py``).

Votes are whole numbers of hundred-thousandths (``UNIT``) wherever they can be fractions: exact, and without rounding
but where a method says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from councils.core.vote.lot import ticket
from councils.core.vote.reserved import Labels, Places, Reserved, places

UNIT = 100_000
NONE_OF_THESE = "*none*"
"""The candidate whom everybody can vote for who wants none of the others: a seat that it wins stays empty."""


def decimal(votes: int) -> str:
    """Hundred-thousandths of a vote as a text with five decimals, since other programs would round numbers.

    >>> decimal(214286)
    '2.14286'
    """
    return f"{votes // UNIT}.{votes % UNIT:05}"


class Action(StrEnum):
    """What a stage of a count did."""

    FIRST = "first preferences"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"
    RESERVED = "seats reserved"  # an exclusion too: whoever is elected now leaves this candidate no seat


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. ``votes`` at its end, in hundred-thousandths, of everyone who still had any or was in the count.

    ``who`` had their papers passed on; ``exhausted`` are the votes of papers that name nobody any more, ``lost`` what
    truncation has cut off, and ``empty`` those that keep a seat empty, all since the beginning. ``lot``: the
    names between whom it decided. ``guarded``: who had fewer votes than ``who``, and was kept for a reserved
    seat.
    """

    action: Action
    who: str
    votes: Mapping[str, int]
    exhausted: int
    lost: int
    empty: int
    elected: tuple[str, ...]
    lot: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duel:
    """How many ballots put ``first`` before ``second``; ``path`` is the strength of the best way between them."""

    first: str
    second: str
    votes: int
    path: int


@dataclass(frozen=True, slots=True)
class Contest:
    """``ballots``: paper -> candidates, in the order of preference where the method asks for one.

    ``candidates`` are those who stand when it is counted; names on ballots of anyone else are passed over.
    """

    candidates: tuple[str, ...]
    ballots: Mapping[str, tuple[str, ...]]
    seats: int
    seed: str
    reserved: tuple[Reserved, ...] = ()
    groups: Mapping[str, Labels] = field(default_factory=dict)
    kept_out_by_votes: bool = False  # whom reserved seats alone exclude from a transfer comes next by votes
    passed_over: tuple[str, ...] = ()  # candidates who hold a seat already: what they got is told, and seats them not

    @property
    def standing(self) -> tuple[str, ...]:
        return tuple(name for name in self.candidates if name not in self.passed_over)

    @property
    def places(self) -> Places:
        people = [name for name in self.standing if name != NONE_OF_THESE]
        return places(self.seats, people, self.groups, self.reserved)

    def ticket(self, name: str) -> str:
        return ticket(self.seed, name)


@dataclass(frozen=True, slots=True)
class Count:
    """``elected``, then ``following``, those who come next, in order. ``lots``: whose order a lot decided.

    ``marks`` of each candidate: first preferences where ballots are ranked. ``quota``: the votes that elect, where
    there is such a number. ``stages`` where votes are transferred, ``duels`` where candidates are compared two by
    two.
    """

    elected: tuple[str, ...]
    following: tuple[str, ...]
    marks: Mapping[str, int]
    seed: str
    lots: tuple[str, ...] = ()
    quota: int = 0
    stages: tuple[Stage, ...] = ()
    duels: tuple[Duel, ...] = ()

    @property
    def ranking(self) -> tuple[str, ...]:
        return (*self.elected, *self.following)
