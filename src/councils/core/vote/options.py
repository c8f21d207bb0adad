"""Several options on one ballot: what a vote on them says, and how it is counted (R6).

Theory of operation. A vote is a *preference*: all options in the order in which the voter wants them, equal ones
together, and 0 among them, which is to leave things as they are: ``2>1=3>0>4``. An approval is a preference of at most
three levels, ``1=3>0>2=4``. So both ways of casting are read from the same *duels*: how many votes put one before
another. What is told of a vote on options in any council is its ``Profile``, how often each preference was cast. It can
be added up, and whatever a count needs can be computed from it again.

An option that does not win its duel against leaving things as they are, by the majority that is asked for, is out.
Among the others the method decides: the most approvals, or Schulze on the duels; a tie is broken by lot. (The
order of the Debian constitution, appendix A, with Schulze's method; M. Schulze, Social Choice and Welfare 36, 2011.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from math import lcm
from typing import Any

from councils.core.charter.limits import Casting
from councils.core.vote.lot import seed, ticket
from councils.core.vote.schulze import strongest
from councils.core.vote.tally import Choice, Tally, Weight

Preference = str
Level = tuple[int, ...]
Order = tuple[Level, ...]

LEAVE = 0
"""The option that is on every ballot: to leave things as they are."""
ABSTAINED: Preference = ""

_SPELLED = re.compile(r"\d{1,4}(?:[>=]\d{1,4})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen, one sentence each, numbered from 1; and how votes are cast."""

    sentences: tuple[str, ...]
    casting: Casting

    @property
    def numbers(self) -> range:
        """All that a preference orders."""
        return range(len(self.sentences) + 1)

    def sentence(self, number: int) -> str:
        return self.sentences[number - 1]


@lru_cache(maxsize=4096)
def levels(preference: Preference) -> Order:
    """The levels of a preference, best first; none where it is an abstention."""
    if not preference:
        return ()
    return tuple(tuple(int(n) for n in level.split("=")) for level in preference.split(">"))


@lru_cache(maxsize=4096)
def places(preference: Preference) -> Mapping[int, int]:
    return {number: at for at, level in enumerate(levels(preference)) for number in level}


def spelled(order: Iterable[Iterable[int]]) -> Preference:
    """The one spelling of an order; of all options alike it is an abstention."""
    written = [sorted(level) for level in order if level]
    return ">".join("=".join(map(str, level)) for level in written) if len(written) > 1 else ABSTAINED


def completed(text: str, options: Options) -> Preference | None:
    """``text`` as a whole preference: what it leaves out comes last, after leaving things as they are.

    None where it is no preference among these options, or is not of their way of casting.

    >>> completed("3>1", Options(("a", "b", "c"), Casting.RANKED))
    '3>1>0>2'
    """
    bare = "".join(text.split())
    if bare and not _SPELLED.fullmatch(bare):
        return None
    named = levels(bare)
    found = [number for level in named for number in level]
    if len(set(found)) < len(found) or not set(found) <= set(options.numbers):
        return None
    if not found:
        return ABSTAINED
    order = named if LEAVE in found else (*named, (LEAVE,))
    whole = spelled((*order, [n for n in options.numbers if n not in (*found, LEAVE)]))
    return whole if options.casting is Casting.RANKED or approves(whole) else None


def approves(preference: Preference) -> bool:
    """Whether this is an approval: options before leaving things as they are, behind it, or left open."""
    order = levels(preference)
    at = places(preference).get(LEAVE, 0)
    return at <= 1 and len(order) - at <= 2


@dataclass(frozen=True, slots=True)
class Profile:
    """How many votes (or, in fractions, how many members represented) each preference has."""

    votes: Mapping[Preference, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        return sum(self.votes.values(), Fraction(0))

    def __add__(self, other: Profile) -> Profile:
        return Profile.gathered((*self.votes.items(), *other.votes.items()))

    def __getitem__(self, preference: Preference) -> Fraction:
        return self.votes.get(preference, Fraction(0))

    def __iter__(self) -> Iterator[Preference]:
        return iter(self.votes)

    @classmethod
    def gathered(cls, parts: Iterable[tuple[Preference, Fraction | int]]) -> Profile:
        """In the order of the preferences, which says nothing of who voted when."""
        found: dict[Preference, Fraction] = {}
        for preference, votes in parts:
            found[preference] = found.get(preference, Fraction(0)) + votes
        return cls({preference: found[preference] for preference in sorted(found) if found[preference]})

    @classmethod
    def of(cls, preferences: Iterable[Preference]) -> Profile:
        return cls.gathered((preference, 1) for preference in preferences)

    def standing_for(self, members: int) -> Profile:
        """``members`` shared out as these voted; nobody where nobody did."""
        each = Fraction(members) / (self.total or 1)
        return Profile({preference: votes * each for preference, votes in self.votes.items()})

    def duel(self, one: int, other: int) -> Weight:
        """Yes: who put ``one`` before ``other``; no: the other way round; abstaining: who put them level."""
        ways = {1: Fraction(0), -1: Fraction(0), 0: Fraction(0)}
        for preference, votes in self.votes.items():
            place = places(preference)
            at, behind = place.get(one, 0), place.get(other, 0)
            ways[(at < behind) - (behind < at)] += votes
        return Weight(ways[1], ways[-1], ways[0])

    def first(self, number: int) -> Fraction:
        """Votes that want ``number`` before all else, shared where they want several alike."""
        tops = ((levels(preference)[0], votes) for preference, votes in self.votes.items() if preference)
        return sum((votes / len(top) for top, votes in tops if number in top), Fraction(0))

    @property
    def sides(self) -> Weight:
        """Who wants some option before leaving things as they are, who none of them, and who says nothing."""
        yes = sum((votes for said, votes in self.votes.items() if side(said) is Choice.YES), Fraction(0))
        return Weight(yes, self.total - yes - self[ABSTAINED], self[ABSTAINED])

    @property
    def tally(self) -> Tally:
        """The ``sides`` of whole votes."""
        return Tally(int(self.sides.yes), int(self.sides.no), int(self.sides.abstain))


def side(preference: Preference) -> Choice:
    """Yes where something comes before leaving things as they are, no where nothing does."""
    if not preference:
        return Choice.ABSTAIN
    return Choice.NO if LEAVE in levels(preference)[0] else Choice.YES


def ordered(profile: Profile, numbers: Sequence[int], casting: Casting) -> Order:
    """``numbers`` as ``profile`` orders them: by approvals, or by Schulze's method; equal ones stay level."""
    if casting is Casting.APPROVAL:
        return levelled({n: -profile.duel(n, LEAVE).yes for n in numbers})
    scale = lcm(*(votes.denominator for votes in profile.votes.values()))  # members represented come in fractions
    names = {n: str(n) for n in numbers}
    paths = strongest(
        names.values(), {(str(a), str(b)): int(profile.duel(a, b).yes * scale) for a, b in permutations(numbers, 2)}
    )
    ways = {pair: paths[pair] for pair in permutations(names.values(), 2)}
    return levelled({n: sum(ways[x, y] < ways[y, x] for x, y in ways if x == names[n]) for n in numbers})


def levelled(rank: Mapping[int, Any]) -> Order:
    """The numbers by their rank, the least first; those of one rank level."""
    return tuple(tuple(n for n in sorted(rank) if rank[n] == place) for place in sorted(set(rank.values())))


def word(profile: Profile, options: Options, *, tie_is_no: bool) -> Preference:
    """What a council says to options, as one preference: this binds its delegation.

    Ranked, it is the order of the count. By approval, it is what more approve than not. What is level with leaving
    things as they are stays so, or comes behind it where the charter counts a tie as no.
    """
    ranked = options.casting is Casting.RANKED
    duels = {n: profile.duel(n, LEAVE) for n in options.numbers}
    order = ordered(profile, options.numbers, options.casting) if ranked else ()
    rank = {n: Fraction(at) for at, level in enumerate(order) for n in level}
    rank = rank or {n: Fraction((duel.yes < duel.no) - (duel.yes > duel.no)) for n, duel in duels.items()}
    behind = Fraction(1, 2) if ranked else Fraction(1)
    if tie_is_no:
        rank = {n: at + behind if n != LEAVE and at == rank[LEAVE] else at for n, at in rank.items()}
    return spelled(levelled(rank))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which ``option`` a verdict is on, and why this one.

    ``passing``: all that won against leaving things as they are, by the majority asked for; with none of them the
    option is the one that came nearest. ``lots``: the options between whom the lot with ``seed`` decided.
    """

    option: int
    profile: Profile
    passing: tuple[int, ...]
    lots: tuple[int, ...] = ()
    seed: str = ""


def drawing(profile: Profile, matter: str) -> str:
    """The seed of a lot, which nobody knows before the votes are counted."""
    return seed(matter, {preference: (str(votes),) for preference, votes in profile.votes.items()})


def leading(profile: Profile, among: Sequence[int], casting: Casting, matter: str) -> Chosen:
    """The option that comes first ``among`` these; a lot decides between several."""
    best = ordered(profile, among, casting)[0]
    if len(best) == 1:
        return Chosen(best[0], profile, tuple(among))
    drawn = drawing(profile, matter)
    first = min(best, key=lambda number: ticket(drawn, str(number)))
    return Chosen(first, profile, tuple(among), best, drawn)


def divided(seats: int, profile: Profile, matter: str) -> Profile:
    """``seats`` votes of a delegation, shared among the preferences as they were cast, by largest remainder (R8).

    Equal remainders go in the order of a lot.
    """
    if not profile.total:
        return Profile()
    exact = {preference: seats * votes / profile.total for preference, votes in profile.votes.items()}
    given = {preference: int(share) for preference, share in exact.items()}
    drawn = drawing(profile, matter)
    order = sorted(exact, key=lambda p: (given[p] - exact[p], ticket(drawn, p)))
    for preference in order[: seats - sum(given.values())]:
        given[preference] += 1
    return Profile.gathered(given.items())


@dataclass(frozen=True, slots=True)
class OptionsAnswer:
    """What a council says to options: its ``word``, its own count, and the base votes passed through."""

    word: Preference
    counted: Profile
    base: Profile

    def turned(self, options: Options) -> bool:
        """Whether the council puts something else first than the base votes under it do."""
        return levels(self.word)[:1] != levels(word(self.base, options, tie_is_no=False))[:1]
