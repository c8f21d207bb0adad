"""The ways to count a ballot on several candidates or options, by name (R4, R6).

Theory of operation. A method is three things: how many names a ballot may hold, whether their order says something, and
the function that counts. Elections ask here, and so can anything else that people choose among: the methods know
nothing of offices or motions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from councils.core.charter import Method
from councils.core.vote.contest import Contest, Count
from councils.core.vote.marks import majority, most_marks
from councils.core.vote.schulze import schulze
from councils.core.vote.stv import stv


@dataclass(frozen=True, slots=True)
class Way:
    """``allowed(seats, candidates)``: the most names on a ballot; ``ranked``: their order counts."""

    count: Callable[[Contest], Count]
    allowed: Callable[[int, int], int]
    ranked: bool = False


def every(_seats: int, candidates: int) -> int:
    return candidates


METHODS: Mapping[Method, Way] = MappingProxyType(
    {
        Method.PLURALITY: Way(most_marks, min),
        Method.APPROVAL: Way(most_marks, every),
        Method.MAJORITY: Way(majority, every),
        Method.STV: Way(stv, every, ranked=True),
        Method.SCHULZE: Way(schulze, every, ranked=True),
    }
)
