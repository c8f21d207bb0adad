"""Count an election by marks: the most marks first, ties by lot (R4).

Plurality and approval differ in one thing only, the number of candidates that a ballot may mark; ``plurality.py`` and
``approval.py`` say how many. The count ranks every candidate who got a mark, so that the alternates are those who
come next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from councils.core.charter import Method
from councils.core.vote import approval, plurality
from councils.core.vote.lot import seed, ticket

ALLOWED = MappingProxyType({Method.PLURALITY: plurality.allowed, Method.APPROVAL: approval.allowed})


@dataclass(frozen=True, slots=True)
class Count:
    """``ranking`` first to last; ``marks`` for each candidate; ``lots`` the candidates whose order a lot decided."""

    ranking: tuple[str, ...]
    marks: Mapping[str, int]
    seed: str
    lots: tuple[str, ...]


def count(matter: str, ballots: Mapping[str, Iterable[str]], candidates: Iterable[str]) -> Count:
    """Count ``ballots`` (paper -> marked candidates); marks for who no longer stands are passed over."""
    standing = set(candidates)
    marks = Counter(name for marked in ballots.values() for name in marked if name in standing)
    lot = seed(matter, ballots)
    ranking = sorted(marks, key=lambda name: (-marks[name], ticket(lot, name)))
    shared = Counter(marks.values())
    return Count(
        ranking=tuple(ranking),
        marks={name: marks[name] for name in sorted(standing)},
        seed=lot,
        lots=tuple(name for name in ranking if shared[marks[name]] > 1),
    )
