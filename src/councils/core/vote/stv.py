"""The single transferable vote, by the Scottish rules (R4).

Theory of operation. Each paper is one vote for the candidate whom it puts first. Whoever reaches the quota is
elected; what they have over it is passed on to the next names on *all* their papers, each at a fraction of its value
(the weighted inclusive Gregory method). When nobody has a surplus, whoever has the fewest votes is excluded, and
their papers go on at the value they had. One surplus or one exclusion is one stage. When as many are left as seats,
they are elected.

The rules are those of the Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 51: the
Droop quota; transfer values cut off, never rounded, after five places; the largest surplus first; ties by the latest
stage at which the votes differed, else by lot. Whole numbers of hundred-thousandths make this exact.

What the Order doesn't know: seats reserved for a group, where *doomed* candidates are excluded at once and *guarded*
ones kept (``reserved.py``); and none of these, a candidate that can win any number of seats, all of which stay empty:
it keeps its papers when it wins one, at the value of its surplus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from councils.core.vote.contest import NONE_OF_THESE, UNIT, Action, Contest, Count, Stage

Ranking = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """``papers`` with the same ranking and the same value, in hundred-thousandths of a vote each."""

    ranking: Ranking
    papers: int
    value: int


def droop(papers: int, seats: int) -> int:
    """The least number of votes that no more candidates than ``seats`` can have."""
    return papers // (seats + 1) + 1


def stv(contest: Contest) -> Count:
    """Count ``contest``; the stages tell how.

    >>> ballots = {str(n): ("ana", "bo") for n in range(5)} | {"x": ("bo",), "y": ("cleo", "bo"), "z": ("cleo",)}
    >>> result = stv(Contest(("ana", "bo", "cleo"), ballots, seats=2, seed=""))
    >>> result.quota, result.elected, [stage.votes["bo"] / UNIT for stage in result.stages]
    (3, ('ana', 'bo'), [1.0, 3.0])
    """
    counting = Counting(contest)
    if not counting.rankings:
        return Count((), (), dict.fromkeys(sorted(contest.candidates), 0), contest.seed)
    counting.first_stage()
    while counting.vacancies and counting.continuing:
        counting.next_stage()
    return counting.result()


class Counting:
    """A count under way: the parcels that each candidate holds, who continues, who is elected, the stages so far."""

    def __init__(self, contest: Contest) -> None:
        self.contest, self.places = contest, contest.places
        self.continuing = list(contest.standing)
        self.parcels: dict[str, list[Parcel]] = {name: [] for name in contest.standing}
        self.rankings = Counter(filter(None, map(self.valid, contest.ballots.values())))
        self.quota = droop(self.rankings.total(), contest.seats)
        self.elected: list[str] = []  # with one entry for every seat that none of these has won
        self.excluded: list[str] = []
        self.surpluses: list[str] = []
        self.stages: list[Stage] = []
        self.lots: list[str] = []
        self.exhausted = self.lost = self.empty = 0

    @property
    def vacancies(self) -> int:
        """Seats still to be filled; where none of these stands, it can win those too that nobody else may have."""
        seats = self.contest.seats if NONE_OF_THESE in self.contest.standing else self.places.seats
        return seats - len(self.elected)

    @property
    def people(self) -> list[str]:
        return [name for name in self.continuing if name != NONE_OF_THESE]

    def valid(self, names: Iterable[str]) -> Ranking:
        return tuple(dict.fromkeys(name for name in names if name in self.parcels))

    def votes(self, name: str) -> int:
        return sum(parcel.papers * parcel.value for parcel in self.parcels[name])

    def give(self, parcel: Parcel) -> None:
        """To the first on the paper who is still in the count."""
        name = next((name for name in parcel.ranking if name in self.continuing), None)
        if name is None:
            self.exhausted += parcel.papers * parcel.value
        else:
            self.parcels[name].append(parcel)

    def first_stage(self) -> None:
        for ranking, papers in sorted(self.rankings.items()):
            self.give(Parcel(ranking, papers, UNIT))
        self.close(Action.FIRST, "", ())

    def next_stage(self) -> None:
        doomed = [name for name in self.people if self.places.doomed(name, self.elected, self.people)]
        if doomed:
            self.exclude(Action.RESERVED, *self.fewest(doomed))
        elif self.surpluses:
            self.transfer(*self.choose(self.surpluses, most=True))
        else:
            self.exclude(Action.EXCLUSION, *self.fewest(self.unguarded()))

    def unguarded(self) -> list[str]:
        """Who can be excluded. None of these may win what is left over, so only reserved seats are guarded."""
        guarded = self.places.reserved if NONE_OF_THESE in self.continuing else self.places.guarded
        return [name for name in self.continuing if not guarded(name, self.elected, self.people)]

    def fewest(self, names: Sequence[str]) -> tuple[str, Ranking]:
        return self.choose(names, most=False)

    def choose(self, names: Sequence[str], *, most: bool) -> tuple[str, Ranking]:
        """Who has most or least now, or had at the latest stage that tells; else by lot, between whom it was drawn."""
        pick = max if most else min
        tied = list(names)
        for stage in reversed(self.stages):
            extreme = pick(stage.votes[name] for name in tied)
            tied = [name for name in tied if stage.votes[name] == extreme]
            if len(tied) == 1:
                return tied[0], ()
        tied.sort(key=self.contest.ticket)
        self.lots += [name for name in tied if name not in self.lots]
        return (tied[0] if most else tied[-1]), tuple(tied)

    def transfer(self, name: str, lot: Ranking) -> None:
        """Pass on the surplus of ``name``: each paper at that share of its value that the surplus is of the votes."""
        self.surpluses.remove(name)
        votes = self.votes(name)
        surplus, passed = votes - self.quota * UNIT, 0
        parcels = self.settle(name)
        for parcel in parcels:
            value = surplus * parcel.value // votes
            passed += value * parcel.papers
            self.give(replace(parcel, value=value))
        self.lost += surplus - passed
        self.close(Action.SURPLUS, name, lot)

    def settle(self, name: str) -> list[Parcel]:
        """The quota stays with the seat; the papers are taken out to be passed on."""
        parcels, self.parcels[name] = self.parcels[name], []
        if name == NONE_OF_THESE:
            self.empty += self.quota * UNIT
        else:
            self.parcels[name].append(Parcel((), self.quota, UNIT))
        return parcels

    def exclude(self, action: Action, name: str, lot: Ranking) -> None:
        fewer = tuple(n for n in self.continuing if self.votes(n) < self.votes(name))
        self.continuing.remove(name)
        self.excluded.append(name)
        parcels, self.parcels[name] = self.parcels[name], []
        for parcel in parcels:
            self.give(parcel)
        self.close(action, name, lot, guarded=fewer if action is Action.EXCLUSION else ())

    def close(self, action: Action, who: str, lot: Ranking, *, guarded: Ranking = ()) -> None:
        """The end of a stage: its votes are told, and whoever has the quota is elected, the most votes first."""
        votes = {name: self.votes(name) for name in self.contest.standing}
        stage = Stage(action, who, votes, self.exhausted, self.lost, self.empty, (), lot, guarded)
        self.stages.append(stage)
        before = len(self.elected)
        reached = [n for n in self.continuing if votes[n] >= self.quota * UNIT and n not in self.surpluses]
        self.elect(reached)
        if 0 < len(self.continuing) <= self.vacancies:
            self.elect(list(self.continuing))
        self.stages[-1] = replace(stage, elected=tuple(self.elected[before:]))

    def elect(self, names: list[str]) -> None:
        while names and self.vacancies:
            name, _ = self.choose(names, most=True)
            names.remove(name)
            if name == NONE_OF_THESE or not self.places.doomed(name, self.elected, self.people):
                self.take_seat(name)

    def take_seat(self, name: str) -> None:
        """None of these stays in the count: it may win another seat."""
        self.elected.append(name)
        if name != NONE_OF_THESE:
            self.continuing.remove(name)
        if self.votes(name) > self.quota * UNIT:
            self.surpluses.append(name)
        elif name == NONE_OF_THESE and self.votes(name) == self.quota * UNIT:
            self.settle(name)

    def result(self) -> Count:
        first = self.stages[0].votes
        return Count(
            elected=tuple(name for name in self.elected if name != NONE_OF_THESE),
            following=self.following(),
            marks={name: first[name] // UNIT for name in sorted(first)},
            seed=self.contest.seed,
            lots=tuple(self.lots),
            quota=self.quota,
            stages=tuple(self.stages),
        )

    def following(self) -> Ranking:
        """Who comes next: those still in the count, then the last excluded first; nobody behind none of these."""
        last = self.stages[-1].votes
        left = sorted(self.continuing, key=lambda name: (-last[name], self.contest.ticket(name)))
        line = [n for n in (*left, *reversed(self.excluded)) if any(stage.votes[n] for stage in self.stages)]
        if self.contest.kept_out_by_votes:
            line = self.by_votes(line)
        if NONE_OF_THESE in self.elected:
            return ()
        return tuple(line[: line.index(NONE_OF_THESE)] if NONE_OF_THESE in line else line)

    def by_votes(self, line: list[str]) -> list[str]:
        """Whom reserved seats kept out goes before all who had fewer votes then, none of these among them."""
        kept_out = {
            after.who: before.votes for before, after in pairwise(self.stages) if after.action is Action.RESERVED
        }
        found = [name for name in line if name not in kept_out]
        for name in reversed([name for name in line if name in kept_out]):  # as they were excluded
            votes = kept_out[name]
            ahead = next((at for at, other in enumerate(found) if votes[other] < votes[name]), len(found))
            found.insert(ahead, name)
        return found
