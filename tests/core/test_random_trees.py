"""Any tree under any charter, against a recount that knows nothing of the core: exact fractions and the words of R7-R9.

A federation of chance is planted (two to five levels, uneven, some assemblies with one member), the congress asks, some
of the assemblies and some of the delegates vote. The recount is told who sits where, who tried to vote how, and the
charter; it says which votes are taken, and what every council answers.

``COUNCILS_TREES=500 pytest tests/core/test_random_trees.py`` tries more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from tests.federation import Federation, planted, preset, with_levels, with_rules, with_seats

from councils.core.charter import Binding, Charter, Counting, Kind, MandateKind, NoMandate, Tie, Unvoted
from councils.core.council import Council
from councils.core.polling import CastVote
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice, Tally

SIDES = ("yes", "no", "abstain")
LEVELS = ("assembly", "street", "ward", "district", "congress")
Votes = dict[str, Fraction]


def some_charter(rng: Random) -> Charter:
    levels = LEVELS[: rng.randint(1, 4)] + LEVELS[-1:]
    charter = with_seats(with_levels(preset(), *levels), *(rng.randint(1, 3) for _ in levels[1:]))
    rules = {
        "quorum": rng.choice([Fraction(0), Fraction(1, 5), Fraction(1, 3), Fraction(1, 2)]),
        "council_quorum": rng.choice([Fraction(0), Fraction(0), Fraction(1, 2), Fraction(2, 3)]),
        "tie": rng.choice(list(Tie)),
        "no_mandate": rng.choice(list(NoMandate)),
        "binding": rng.choice(list(Binding)),
        "ties_of_remainders": rng.choice(list(permutations(SIDES))),
        "counting": rng.choice(list(Counting)),
        "mandate": rng.choice(list(MandateKind)),
        "unvoted": rng.choice(list(Unvoted)),
    }
    quorum = rng.choice([Fraction(0), Fraction(1, 2), Fraction(3, 4)])
    kind = replace(charter.motion(Kind.RESOLUTION), seconders=0, quorum=quorum)
    return replace(with_rules(charter, **rules), motions={**charter.motions, Kind.RESOLUTION: kind})


def some_tree(rng: Random, height: int, name: str = "") -> dict | None:
    if height == 0 or (name and rng.random() < 0.25):
        return None
    return {f"{name}{n}": some_tree(rng, height - 1, f"{name}{n}") for n in range(1, rng.randint(2, 4))}


class Recount:
    """What the words of the rules make of the votes; ``answers`` by council: (position, counted, base, members)."""

    def __init__(self, charter: Charter, tree: dict, rolls: dict[str, int], seats: dict[str, int]) -> None:
        self.rule, self.kind = charter.referral, charter.motion(Kind.RESOLUTION)
        self.tree, self.rolls, self.seats = tree, rolls, seats
        self.cast: dict[str, list[str]] = {}
        self.answers: dict[str, tuple[str, Votes, Votes, int]] = {}

    def assembly(self, name: str, tally: Tally) -> None:
        votes = {side: Fraction(getattr(tally, side)) for side in SIDES}
        took, roll = sum(votes.values()), self.rolls[name]
        valid = took > 0 and took >= self.rule.quorum * roll
        self.answers[name] = (said(votes) if valid else "none", votes, votes if valid else nothing(), roll)

    def bound(self, name: str) -> Counter[str] | None:
        """What the delegation of ``name`` was told; None if it is free to judge."""
        position, counted, _, _ = self.answers[name]
        seats = self.seats[name]
        if position == "none":
            return {"not-counted": Counter(), "abstain": Counter(abstain=seats), "free": None}[self.rule.no_mandate]
        if self.rule.binding == "divided":
            return shared(seats, counted, self.rule.ties_of_remainders)
        return Counter({position if position != "tied" else str(self.rule.tie): seats})

    def takes(self, name: str, choice: str) -> bool:
        """Whether the next delegate of ``name`` may vote so; if they may, they do."""
        bound, cast = self.bound(name), self.cast.setdefault(name, [])
        without = self.answers[name][0] == "none"
        if without and self.rule.no_mandate == "not-counted":
            return False
        fits = bound is None or cast.count(choice) < bound[choice]
        if not fits and self.rule.mandate != "free" and (without or self.rule.mandate == "imperative"):
            return False
        cast.append(choice)
        return True

    def spoken(self, name: str) -> Counter[str]:
        bound, cast = self.bound(name), Counter(self.cast.get(name, ()))
        if bound is None or not bound or self.rule.mandate == "free" or self.rule.unvoted == "absent":
            return cast
        left = [side for side in SIDES for _ in range(bound[side] - cast[side])]
        return cast + Counter(left[: self.seats[name] - cast.total()])

    def council(self, name: str, below: list[str], quorum: Fraction) -> dict[str, Votes]:
        """The three countings of one council, kept as its answer."""
        ways = {"delegates": nothing(), "members": nothing(), "base": nothing()}
        for party in below:
            spoken, (_, _, base, members) = self.spoken(party), self.answers[party]
            for side in SIDES:
                ways["delegates"][side] += spoken[side]
                ways["members"][side] += Fraction(members * spoken[side], spoken.total() or 1)
                ways["base"][side] += base[side]
        took, of = sum(ways["delegates"].values()), sum(self.seats[party] for party in below)
        deciding = ways[self.rule.counting]
        valid = 0 < took >= quorum * of and sum(deciding.values()) > 0
        members = sum(self.answers[party][3] for party in below)
        self.answers[name] = (said(deciding) if valid else "none", deciding, ways["base"], members)
        return ways


def nothing() -> Votes:
    return dict.fromkeys(SIDES, Fraction(0))


def said(votes: Votes) -> str:
    return "tied" if votes["yes"] == votes["no"] else max(("yes", "no"), key=votes.__getitem__)


def shared(seats: int, votes: Votes, order: tuple[str, ...]) -> Counter[str]:
    """Largest remainder, seat by seat: each goes to whoever is furthest under the exact share, in whole seats first."""
    exact = {side: seats * votes[side] / sum(votes.values()) for side in SIDES}
    given = Counter({side: exact[side].numerator // exact[side].denominator for side in SIDES})
    while given.total() < seats:
        given[max(order, key=lambda side: (exact[side] - given[side], -order.index(side)))] += 1
    return given


def flat(tree: dict, name: str) -> dict[str, list[str]]:
    """The councils from the base up, with those below each."""
    lower = [flat(under or {}, below) for below, under in tree.items()]
    return {**{key: value for part in lower for key, value in part.items()}, name: list(tree)}


def told(council: Council, question: str) -> dict[str, Votes]:
    countings = council.referrals[question].countings
    return {way: {side: getattr(getattr(countings, way), side) for side in SIDES} for way in Counting}


@pytest.mark.parametrize("seed", range(int(os.environ.get("COUNCILS_TREES", "8"))))
def test_any_tree_under_any_charter_is_counted_as_by_hand(seed: int) -> None:
    rng = Random(seed)
    charter = some_charter(rng)
    tree = some_tree(rng, len(charter.levels) - 1) or {"1": None}
    federation = planted(charter, tree, members=rng.randint(3, 6))
    for name, below in flat(tree, "C").items():
        if not below and rng.random() < 0.5:
            federation.join(name, rng.randint(1, 4))
    councils = {name: below for name, below in flat(tree, "C").items() if below}
    rolls = {name: len(c.roll) for name, c in federation.states.items() if c.is_base}
    seats = {name: len(c.holders("delegate")) for name, c in federation.states.items()}
    recount = Recount(charter, tree, rolls, seats)
    question = federation.propose("C")
    for name, roll in rolls.items():
        people = rng.choice([0, 1, roll // 2, roll])
        yes = rng.randint(0, people)
        no = rng.randint(0, people - yes)
        tally = Tally(yes, no, people - yes - no)
        federation.vote(name, question, tally)
        recount.assembly(name, tally)
    for name, below in councils.items():
        delegates_vote(federation, recount, rng, name, question)
        quorum = charter.referral.council_quorum
        ways = recount.council(name, below, max(quorum, recount.kind.quorum) if name == "C" else quorum)
        federation.pass_days((federation[name].ballots[question].closes - federation.now) / timedelta(days=1))
        assert told(federation[name], question) == ways
        if name != "C":
            answer = federation[name].referrals[question].answer
            position, counted, base, members = recount.answers[name]
            assert (str(answer.position), answer.represented) == (position, members)
            assert {side: getattr(answer.base, side) for side in SIDES} == base
            assert position == "none" or {side: getattr(answer.counted, side) for side in SIDES} == counted
    verdict = federation["C"].motions[question].verdict
    assert (verdict.carried, str(verdict.position)) == (recount.answers["C"][0] == "yes", recount.answers["C"][0])


def delegates_vote(federation: Federation, recount: Recount, rng: Random, name: str, question: str) -> None:
    """A day before the ballot closes, when all below have answered, some delegates try some vote."""
    ballot = federation[name].ballots[question]
    federation.pass_days(max(0, (ballot.closes - federation.now) / timedelta(days=1) - 1))
    for credential in sorted(ballot.roll):
        if rng.random() < 0.6 and not federation[name].ballots[question].closed:
            choice = rng.choice(list(Choice))
            outcome = federation.act(name, CastVote(question, credential, choice), federation.now)
            taken = recount.takes(credential.rpartition(".")[0], str(choice))
            assert taken is not isinstance(outcome, Refused), (credential, choice, outcome)
