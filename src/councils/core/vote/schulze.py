"""The Schulze method: whoever beats or equals everyone by the strongest chain of majorities (R4).

Theory of operation. For any two candidates, count the ballots that put one before the other; whoever is not on a ballot
comes behind all who are. A *path* leads from one candidate to another by duels that are won, and is as strong as the
weakest of them, counted in winning votes. Whoever has a stronger path to another than back comes before them: that
orders all candidates, and where neither does, the lot orders them. A candidate who wins every duel comes first, always.

Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method, Social Choice and Welfare 36 (2011). Cost: candidates cubed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations, product

from councils.core.vote.contest import Contest, Count, Duel
from councils.core.vote.marks import seated

Pair = tuple[str, str]


def schulze(contest: Contest) -> Count:
    """Rank ``contest``; the duels tell how.

    >>> ballots = {"p1": ("ana", "bo"), "p2": ("bo", "cleo"), "p3": ("ana", "cleo")}
    >>> schulze(Contest(("ana", "bo", "cleo"), ballots, seats=1, seed="")).ranking
    ('ana', 'bo', 'cleo')
    """
    names = contest.standing
    rankings = [r for marked in contest.ballots.values() if (r := tuple(n for n in marked if n in names))]
    votes = duels(names, rankings)
    paths = strongest(names, votes)
    beaten = {n: sum(paths[n, m] < paths[m, n] for m in names if m != n) for n in names}
    order = sorted(names, key=lambda name: (beaten[name], contest.ticket(name))) if rankings else []
    first = {name: sum(ranking[0] == name for ranking in rankings) for name in sorted(names)}
    lots = [n for n in order if any(paths[n, m] == paths[m, n] and beaten[n] == beaten[m] for m in order if m != n)]
    told = tuple(Duel(a, b, votes[a, b], paths[a, b]) for a, b in permutations(sorted(names), 2))
    return seated(contest, order, first, lots, duels=told)


def duels(candidates: Iterable[str], rankings: Iterable[tuple[str, ...]]) -> dict[Pair, int]:
    """For each pair, the ballots that put the first before the second."""
    found = dict.fromkeys(permutations(candidates, 2), 0)
    names = tuple(candidates)
    for ranking in rankings:
        place = {name: at for at, name in enumerate(ranking)}
        for pair in permutations(names, 2):
            found[pair] += place.get(pair[0], len(names)) < place.get(pair[1], len(names))
    return found


def strongest(candidates: Iterable[str], votes: Mapping[Pair, int]) -> dict[Pair, int]:
    """The strength of the strongest path for each pair; 0 where there is none (Floyd and Warshall)."""
    names = tuple(candidates)
    paths = {(a, b): n if n > votes[b, a] else 0 for (a, b), n in votes.items()}
    for through, one, other in product(names, repeat=3):
        if len({through, one, other}) == 3:
            paths[one, other] = max(paths[one, other], min(paths[one, through], paths[through, other]))
    return paths
