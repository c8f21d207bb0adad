"""Several options in any tree under any charter, against a recount that knows nothing of the core (R6-R9).

A vote is a list of sets here, the best first. The recount compares options two by two, searches for the strongest path
through every order of the options there is, and shares seats out one by one; the core does none of these.

``COUNCILS_TREES=500 pytest tests/core/test_options_trees.py`` tries more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise, permutations
from random import Random

import pytest
from tests.core.test_random_trees import flat, some_charter, some_tree
from tests.federation import Federation, planted

from councils.core.charter import Charter, Kind, MotionRule, Together
from councils.core.charter.limits import Casting, Majority
from councils.core.polling import CastPreference
from councils.core.refusal import Refused
from councils.core.vote.options import Options
from councils.ledger.verify import verify

Votes = Counter[str]  # how often each written vote


def read(vote: str) -> list[set[int]]:
    return [{int(n) for n in level.split("=")} for level in vote.split(">")] if vote else []


def written(levels: list[set[int]]) -> str:
    levels = [level for level in levels if level]
    return ">".join("=".join(str(n) for n in sorted(level)) for level in levels) if len(levels) > 1 else ""


def before(vote: str, one: int, other: int) -> bool:
    levels = read(vote)
    return bool(levels) and next(i for i, s in enumerate(levels) if one in s) < next(
        i for i, s in enumerate(levels) if other in s
    )


def wins(votes: Votes, one: int, other: int) -> Fraction:
    return sum((Fraction(n) for vote, n in votes.items() if before(vote, one, other)), Fraction(0))


def strongest(votes: Votes, numbers: list[int], one: int, other: int) -> Fraction:
    """Over every path there is, the greatest of their weakest links."""
    links = {
        (a, b): wins(votes, a, b) if wins(votes, a, b) > wins(votes, b, a) else 0 for a, b in permutations(numbers, 2)
    }
    best = Fraction(0)
    others = [n for n in numbers if n not in (one, other)]
    for length in range(len(others) + 1):
        for middle in permutations(others, length):
            way = (one, *middle, other)
            best = max(best, Fraction(min(links[pair] for pair in pairwise(way))))
    return best


def ranked(votes: Votes, numbers: list[int]) -> list[set[int]]:
    """Those whom nobody beats on the way, then those whom one beats, and so on."""
    paths = {pair: strongest(votes, numbers, *pair) for pair in permutations(numbers, 2)}
    losses = {n: sum(paths[m, n] > paths[n, m] for m in numbers if m != n) for n in numbers}
    return [{n for n in numbers if losses[n] == k} for k in range(len(numbers))]


def said(votes: Votes, numbers: list[int], casting: Casting, tie: str) -> str:
    if casting is Casting.RANKED:
        levels = ranked(votes, numbers)
    else:
        yes = {n for n in numbers[1:] if wins(votes, n, 0) > wins(votes, 0, n)}
        no = {n for n in numbers[1:] if wins(votes, n, 0) < wins(votes, 0, n)}
        levels = [yes, set(numbers) - yes - no, no]
    if tie == "no":
        at = next(i for i, level in enumerate(levels) if 0 in level)
        tied = levels[at] - {0}
        behind = levels[at + 1] if casting is Casting.APPROVAL else set()
        levels = [*levels[:at], {0}, tied | behind, *levels[at + 1 + (casting is Casting.APPROVAL) :]]
    return written(levels)


def ticket(*words: str) -> str:
    return sha256(" ".join(words).encode()).hexdigest()


def seed(question: str, votes: Votes) -> str:
    return sha256("\n".join([question, *(f"{v} {n}" for v, n in sorted(votes.items()) if n)]).encode()).hexdigest()


def carries(rule: MotionRule, yes: Fraction, no: Fraction, roll: int) -> bool:
    if rule.majority is Majority.TWO_THIRDS:
        return yes > 0 and yes * 3 >= (yes + no) * 2
    return yes > (Fraction(roll, 2) if rule.majority is Majority.ABSOLUTE else no)


def decided(votes: Votes, numbers: list[int], casting: Casting, passing: list[int], question: str) -> int:
    """The best among ``passing``; the lot decides between several."""
    if casting is Casting.APPROVAL:
        most = max(wins(votes, n, 0) for n in passing)
        best = {n for n in passing if wins(votes, n, 0) == most}
    else:
        best = next(level for level in ranked(votes, passing) if level)
    return min(best, key=lambda n: ticket(seed(question, votes), str(n)))


class Recount:
    """``answers`` by council: (word, counted, base, members); the word is None where it has none."""

    def __init__(self, charter: Charter, options: Options, question: str, seats: dict[str, int]) -> None:
        self.rule, self.question, self.seats, self.casting = charter.referral, question, seats, options.casting
        self.numbers = list(range(len(options.sentences) + 1))
        self.cast: dict[str, list[str]] = {}
        self.answers: dict[str, tuple[str | None, Votes, Votes, int]] = {}

    def answer(self, name: str, votes: Votes, base: Votes, members: int, *, valid: bool) -> None:
        word = said(votes, self.numbers, self.casting, str(self.rule.tie)) if valid else None
        self.answers[name] = (word, votes, base if valid else Counter(), members)

    def bound(self, name: str) -> Votes | None:
        word, counted, _, _ = self.answers[name]
        seats = self.seats[name]
        if word is None:
            return {"not-counted": Counter(), "abstain": Counter({"": seats}), "free": None}[self.rule.no_mandate]
        return self.shared(seats, counted) if self.rule.binding == "divided" else Counter({word: seats})

    def shared(self, seats: int, votes: Votes) -> Votes:
        whole, drawn = sum(votes.values()), seed(self.question, votes)
        exact = {vote: Fraction(seats) * n / whole for vote, n in votes.items()}
        given = Counter({vote: exact[vote].numerator // exact[vote].denominator for vote in exact})
        order = sorted(exact, key=lambda vote: ticket(drawn, vote))
        while given.total() < seats:
            given[max(order, key=lambda vote: (exact[vote] - given[vote], -order.index(vote)))] += 1
        return given

    def takes(self, name: str, vote: str) -> bool:
        bound, cast = self.bound(name), self.cast.setdefault(name, [])
        without = self.answers[name][0] is None
        if without and self.rule.no_mandate == "not-counted":
            return False
        fits = bound is None or cast.count(vote) < bound[vote]
        if not fits and self.rule.mandate != "free" and (without or self.rule.mandate == "imperative"):
            return False
        cast.append(vote)
        return True

    def spoken(self, name: str) -> Votes:
        bound, cast = self.bound(name), Counter(self.cast.get(name, ()))
        if bound is None or not bound.total() or self.rule.mandate == "free" or self.rule.unvoted == "absent":
            return Counter() if bound is not None and not bound.total() else cast
        left = [vote for vote in sorted(bound) for _ in range(bound[vote] - cast[vote])]
        return cast + Counter(left[: self.seats[name] - cast.total()])

    def council(self, below: list[str]) -> dict[str, Votes]:
        ways: dict[str, Votes] = {
            "delegates": Counter(),
            "members": Counter(),
            "base": Counter(),
            "councils": Counter(),
        }
        for party in below:
            spoken, (_, _, base, members) = self.spoken(party), self.answers[party]
            for vote, n in spoken.items():
                ways["delegates"][vote] += n
                ways["members"][vote] += Fraction(members * n, spoken.total())
            for vote, n in base.items():
                ways["base"][vote] += n
            if spoken.total():
                ways["councils"][said(spoken, self.numbers, self.casting, str(self.rule.tie))] += 1
        return ways


def some_vote(rng: Random, numbers: list[int], casting: Casting) -> str:
    if rng.random() < 0.1:
        return ""
    if casting is Casting.APPROVAL:
        chosen = {n for n in numbers[1:] if rng.random() < 0.5}
        return written([chosen, {0}, set(numbers[1:]) - chosen])
    levels: list[set[int]] = []
    for number in rng.sample(numbers, len(numbers)):
        if levels and rng.random() < 0.2:
            levels[-1].add(number)
        else:
            levels.append({number})
    return written(levels)


@pytest.mark.parametrize("number", range(int(os.environ.get("COUNCILS_TREES", "2"))))
def test_options_in_any_tree_are_counted_as_by_hand(number: int) -> None:
    rng = Random(number)
    casting = rng.choice(list(Casting))
    options = Options(tuple("abcd"[: rng.randint(2, 4)]), casting)
    together = tuple(rng.sample(list(Together), rng.randint(2, 4))) if rng.random() < 0.3 else ()
    majority = rng.choice([Majority.SIMPLE, Majority.TWO_THIRDS, Majority.ABSOLUTE])
    charter = some_charter(rng)
    rule = charter.motion(Kind.RESOLUTION)
    kind = replace(rule, together=together, majority=majority, referred=True, castings=(casting,))
    charter = replace(charter, motions={**charter.motions, Kind.RESOLUTION: kind})
    tree = some_tree(rng, len(charter.levels) - 1) or {"1": None}
    federation = planted(charter, tree, members=rng.randint(3, 5))
    question = federation.propose("C", options=options)
    states = federation.states
    recount = Recount(charter, options, question, {n: len(c.holders("delegate")) for n, c in states.items()})
    for name, roll in [(n, len(c.roll)) for n, c in states.items() if c.is_base]:
        votes = [some_vote(rng, recount.numbers, casting) for _ in range(rng.choice([0, 1, roll // 2, roll]))]
        for paper, vote in zip(sorted(federation[name].ballots[question].roll), votes, strict=False):
            federation.do(name, CastPreference(question, paper, vote))
        valid = bool(votes) and len(votes) >= charter.referral.quorum * roll
        recount.answer(name, Counter(votes), Counter(votes), roll, valid=valid)
    for name, below in [(n, b) for n, b in flat(tree, "C").items() if b]:
        delegates_vote(federation, recount, rng, name)
        ways = recount.council(below)
        federation.pass_days((federation[name].ballots[question].closes - federation.now) / timedelta(days=1))
        countings = federation[name].referrals[question].countings
        for way in ("delegates", "members", "base"):
            told = getattr(countings, way).chosen.profile.votes
            assert dict(told) == {vote: n for vote, n in ways[way].items() if n}, way
        quorum = max(charter.referral.council_quorum, kind.quorum if name == "C" else 0)
        took, of = ways["delegates"].total(), sum(recount.seats[b] for b in below)
        counts = took > 0 and took >= quorum * of
        members = sum(recount.answers[b][3] for b in below)
        if name == "C":
            verdict = federation["C"].motions[question].verdict
            assert verdict.option == winner(recount, ways, kind, (of, members, len(below)), question, counts=counts)
        else:
            deciding = ways[charter.referral.counting]
            recount.answer(name, deciding, ways["base"], members, valid=counts and deciding.total() > 0)
            answer = federation[name].referrals[question].answer
            word, counted, base, _ = recount.answers[name]
            assert answer.valid == (word is not None)
            assert dict(answer.options.base.votes) == {vote: n for vote, n in base.items() if n}
            assert word is None or (answer.options.word, dict(answer.options.counted.votes)) == (
                word,
                {vote: n for vote, n in counted.items() if n},
            )
    verify(federation.export())  # and anyone recounts it from the record


def winner(
    recount: Recount,
    ways: dict[str, Votes],
    kind: MotionRule,
    whole: tuple[int, int, int],
    question: str,
    *,
    counts: bool,
) -> int:
    """The option that is carried; 0 where there is none."""
    seats, members, councils = whole
    rolls = {"delegates": seats, "members": members, "base": members, "councils": councils}
    asked = [str(way) for way in kind.together] or [str(recount.rule.counting)]
    passing = [
        n
        for n in recount.numbers[1:]
        if all(carries(kind, wins(ways[way], n, 0), wins(ways[way], 0, n), rolls[way]) for way in asked)
    ]
    if not passing or not counts:
        return 0
    return decided(ways[asked[0]], recount.numbers, recount.casting, passing, question)


def delegates_vote(federation: Federation, recount: Recount, rng: Random, name: str) -> None:
    """A day before the ballot closes, some delegates try some vote, or what is left of their mandate."""
    question, ballot = recount.question, federation[name].ballots[recount.question]
    federation.pass_days(max(0, (ballot.closes - federation.now) / timedelta(days=1) - 1))
    for credential in sorted(ballot.roll):
        if rng.random() < 0.6 and not federation[name].ballots[question].closed:
            party = credential.rpartition(".")[0]
            bound = sorted((recount.bound(party) or Counter()).elements())
            mandated = bound and (recount.casting is Casting.RANKED or rng.random() < 0.9)
            vote = rng.choice(bound) if mandated else some_vote(rng, recount.numbers, recount.casting)
            outcome = federation.act(name, CastPreference(question, credential, vote), federation.now)
            taken = recount.takes(party, vote)
            assert taken is not isinstance(outcome, Refused), (credential, vote, outcome)
