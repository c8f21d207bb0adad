"""Plurality, approval, majority and Schulze: the same seats and the same lot, other ways to count (R4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core.charter import Method
from councils.core.vote.contest import NONE_OF_THESE, Contest
from councils.core.vote.methods import METHODS
from councils.core.vote.reserved import Reserved

NAMES = ("a", "b", "c", "d", "e")


def contest(ballots, seats=1, names=NAMES, **more):
    papers = [ranking for ranking, number in ballots.items() for _ in range(number)]
    return Contest(names, {str(n): tuple(p) for n, p in enumerate(papers)}, seats, "seed", **more)


def count(method, ballots, seats=1, **more):
    return METHODS[method].count(contest(ballots, seats, **more))


def test_schulze_finds_the_order_of_the_example_of_its_author():
    """45 voters over five candidates, from the paper that defines the method: E, A, C, B, D."""
    ballots = {
        "acbed": 5, "adecb": 5, "bedac": 8, "cabed": 3, "caebd": 7, "cbade": 2, "dceba": 7, "ebadc": 8,
    }  # fmt: skip
    found = count(Method.SCHULZE, ballots)
    paths = {duel.first + duel.second: duel.path for duel in found.duels}
    assert (found.ranking, paths["ea"], paths["ae"]) == (("e", "a", "c", "b", "d"), 25, 24)


@given(st.lists(st.permutations(NAMES).flatmap(lambda p: st.integers(1, 5).map(lambda n: tuple(p[:n]))), min_size=1))
def test_schulze_elects_whoever_wins_all_duels(papers):
    found = METHODS[Method.SCHULZE].count(Contest(NAMES, {str(n): p for n, p in enumerate(papers)}, 1, "seed"))
    votes = {(duel.first, duel.second): duel.votes for duel in found.duels}
    winners = [n for n in NAMES if all(votes[n, m] > votes[m, n] for m in NAMES if m != n)]
    assert not winners or winners == list(found.elected)


def test_majority_asks_for_more_than_half_of_the_ballots_blank_ones_included():
    found = count(Method.MAJORITY, {"ab": 3, "a": 1, "": 2}, seats=2)
    assert (found.elected, found.following, found.quota) == (("a",), (), 4)


@pytest.mark.parametrize("method", [Method.PLURALITY, Method.APPROVAL, Method.SCHULZE])
def test_nobody_is_elected_behind_none_of_these(method):
    names = ("a", "b", NONE_OF_THESE)
    papers = {"1": ("a",), "2": ("a",), "3": (NONE_OF_THESE,), "4": (NONE_OF_THESE,), "5": ("a",), "6": ("b",)}
    assert METHODS[method].count(Contest(names, papers, 2, "seed")).ranking == ("a",)


@pytest.mark.parametrize("method", [Method.PLURALITY, Method.APPROVAL, Method.SCHULZE])
def test_reserved_seat_goes_to_the_best_of_the_group(method):
    ballots = {"abc": 5, "bca": 3, "cab": 2} if method is Method.SCHULZE else {"a": 5, "b": 3, "c": 2}
    women = {"c": frozenset({"women"})}
    found = count(method, ballots, 2, names=("a", "b", "c"), reserved=(Reserved("women", 1, 2),), groups=women)
    assert (found.elected, found.following) == (("a", "c"), ("b",))


@pytest.mark.parametrize("method", list(Method))
def test_every_method_draws_the_lot_with_the_same_ticket(method):
    found = count(method, {"a": 1, "b": 1, "": 0}, seats=1, names=("a", "b"))
    tickets = contest({}, names=("a", "b"))
    expected = min("ab", key=tickets.ticket)
    assert found.ranking[:1] == (() if method is Method.MAJORITY else (expected,))
