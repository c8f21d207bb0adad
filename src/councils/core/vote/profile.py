"""Ballots as files hold them: candidates by number, weights, equal ranks (R4).

A ``Profile`` is what one program gives another so that an election can be counted again. Its ballots say less than the
record: how many ranked the candidates so, and nothing of who. ``blt.py`` and ``preflib.py`` read and write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Level = tuple[int, ...]
Ranks = tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """``candidates`` are numbered from 1; ``withdrawn`` by number; ``ballots`` are (how many, ranks), best first.

    A level of a ballot holds more than one candidate where they are ranked alike. ``seats`` is 0 where the file has no
    such number. An empty ballot has no level.
    """

    title: str
    seats: int
    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, Ranks], ...]
    withdrawn: frozenset[int] = frozenset()

    @property
    def papers(self) -> int:
        return sum(number for number, _ in self.ballots)

    @property
    def strict(self) -> bool:
        """Whether no ballot ranks two candidates alike."""
        return all(len(level) == 1 for _, ranks in self.ballots for level in ranks)

    @property
    def standing(self) -> tuple[str, ...]:
        return tuple(name for number, name in enumerate(self.candidates, start=1) if number not in self.withdrawn)

    def rankings(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(how many, names), as a count by transfer takes them: up to the first equal rank, without the withdrawn.

        As in Scottish counts, where a paper that puts two candidates in one place is good for what comes before.
        """
        for number, ranks in self.ballots:
            names: list[str] = []
            for level in ranks:
                left = [candidate for candidate in level if candidate not in self.withdrawn]
                if len(left) > 1:
                    break
                names.extend(self.candidates[candidate - 1] for candidate in left)
            yield number, tuple(names)

    def marks(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(how many, names), as a count of marks takes them: whoever is named at all."""
        for number, ranks in self.ballots:
            named = (candidate for level in ranks for candidate in level if candidate not in self.withdrawn)
            yield number, tuple(self.candidates[candidate - 1] for candidate in named)


def gathered(ballots: Iterable[tuple[int, Ranks]]) -> tuple[tuple[int, Ranks], ...]:
    """Equal ballots put together, the most first, then by their ranks: an order that says nothing of who voted when."""
    numbers: dict[Ranks, int] = {}
    for number, ranks in ballots:
        numbers[ranks] = numbers.get(ranks, 0) + number
    return tuple((number, ranks) for ranks, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])))
