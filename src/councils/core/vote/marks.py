"""Plurality, approval and majority: whoever has the most marks, ties by lot (R4).

Plurality and approval differ in the number of candidates that a ballot may mark and in nothing else (``methods.py``).
By majority, somebody needs a mark on more than half of the ballots cast, blank ones included: that is a yes or no to
each. Every candidate with a mark is ranked, so that those who come next can be called as alternates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from councils.core.vote.contest import NONE_OF_THESE, Contest, Count, Duel


def most_marks(contest: Contest, needed: int = 0) -> Count:
    """The candidates by their marks; with fewer than ``needed`` nobody is elected."""
    known = set(contest.candidates)
    marks = Counter(name for marked in contest.ballots.values() for name in set(marked) if name in known)
    ranking = sorted(marks, key=lambda name: (-marks[name], contest.ticket(name)))
    shared = Counter(marks.values())
    return seated(
        contest,
        [name for name in ranking if name not in contest.passed_over and marks[name] >= needed],
        {name: marks[name] for name in sorted(known)},
        [name for name in ranking if shared[marks[name]] > 1],
        quota=needed,
    )


def majority(contest: Contest) -> Count:
    """The candidates with a mark on more than half of the ballots cast."""
    return most_marks(contest, len(contest.ballots) // 2 + 1)


def seated(
    contest: Contest,
    ranking: Sequence[str],
    marks: Mapping[str, int],
    lots: Iterable[str],
    *,
    quota: int = 0,
    duels: tuple[Duel, ...] = (),
) -> Count:
    """The seats go down the ``ranking``, but for those reserved; behind none of these nobody gets one."""
    ahead = list(ranking[: ranking.index(NONE_OF_THESE)] if NONE_OF_THESE in ranking else ranking)
    places, elected, waiting = contest.places, list[str](), list(ahead)
    for name in ahead:
        if len(elected) < places.seats and not places.doomed(name, elected, waiting):
            elected.append(name)
        waiting.remove(name)
    following = tuple(name for name in ahead if name not in elected)
    return Count(tuple(elected), following, marks, contest.seed, tuple(lots), quota=quota, duels=duels)
