"""A second counter for the single transferable vote, written from the words of the rules and not from the core.

Plain and slow: exact fractions, every paper by itself. ``count`` gives the elected, and the votes at the end of each
stage; or None where a lot would have to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Votes = dict[str, Fraction]


class LotNeededError(Exception):
    """Two candidates had the same votes at every stage."""


def count(
    candidates: Sequence[str], papers: Sequence[Sequence[str]], seats: int
) -> tuple[set[str], list[Votes]] | None:
    try:
        return count_or_lot(candidates, papers, seats)
    except LotNeededError:
        return None


def count_or_lot(  # noqa: C901  one after the other, as the rules stand
    candidates: Sequence[str], papers: Sequence[Sequence[str]], seats: int
) -> tuple[set[str], list[Votes]]:
    quota = len(papers) // (seats + 1) + 1
    values = [Fraction(1)] * len(papers)
    piles: dict[str, list[int]] = {name: [] for name in candidates}
    hopeful, elected, waiting = set(candidates), [], []
    kept: Votes = {}
    stages: list[Votes] = []

    def votes(name: str) -> Fraction:
        return kept.get(name, sum((values[n] for n in piles[name]), Fraction(0)))

    def sort(numbers: Sequence[int]) -> None:
        for n in numbers:
            for name in papers[n]:
                if name in hopeful:
                    piles[name].append(n)
                    break

    def end_of_stage() -> None:
        stages.append({name: votes(name) for name in candidates})
        for name in sorted(hopeful, key=votes, reverse=True):
            if votes(name) >= quota and len(elected) < seats:
                elected.append(name)
                hopeful.discard(name)
                if votes(name) > quota:
                    waiting.append(name)
        if len(hopeful) <= seats - len(elected):
            elected.extend(hopeful)
            hopeful.clear()

    def extreme(names: Sequence[str], sign: int) -> str:
        for stage in reversed(stages):
            best = max(sign * stage[name] for name in names)
            names = [name for name in names if sign * stage[name] == best]
            if len(names) == 1:
                return names[0]
        raise LotNeededError

    sort(range(len(papers)))
    end_of_stage()
    while len(elected) < seats and hopeful:
        if waiting:
            name = extreme(waiting, 1)
            waiting.remove(name)
            total = votes(name)
            moving, piles[name], kept[name] = piles[name], [], Fraction(quota)
            for n in moving:
                values[n] = Fraction(int((total - quota) * values[n] / total * 100_000), 100_000)
        else:
            name = extreme(sorted(hopeful), -1)
            hopeful.discard(name)
            moving, piles[name] = piles[name], []
        sort(moving)
        end_of_stage()
    return set(elected), stages
