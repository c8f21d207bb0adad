"""The models of the literature against other ways to the same numbers: simulation, enumeration, closed forms."""

from __future__ import annotations

from itertools import product
from math import erf, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from councils.lab.published import hierarchy, jury, opinions, power, spreading

SIZES = st.integers(1, 9)
SHARES = st.floats(0, 1)


@given(SHARES, SIZES, st.sampled_from([0.0, 0.5, 1.0]))
def test_council_is_won_as_often_as_an_enumeration_says(share, size, tie):
    chance = 0.0
    for votes in product([True, False], repeat=size):
        yes = sum(votes)
        here = share**yes * (1 - share) ** (size - yes)
        chance += here * (1.0 if 2 * yes > size else tie if 2 * yes == size else 0.0)
    assert hierarchy.won(share, size, tie) == pytest.approx(chance, abs=1e-12)


@given(SHARES, st.integers(1, 400))
def test_two_options_share_what_there_is_to_win(share, size):
    assert hierarchy.won(share, size) + hierarchy.won(1 - share, size) == pytest.approx(1, abs=1e-9)


@given(st.integers(2, 60))
def test_below_the_threshold_an_option_falls_and_above_it_grows(size):
    at = hierarchy.threshold(size, 0) if size > 2 else 1.0
    assert hierarchy.won(0.999 * at, size, 0) < 0.999 * at
    assert at > 0.99 or hierarchy.won(1.001 * at, size, 0) > 1.001 * at


def test_capturing_minority_holds_the_top_and_one_less_does_not():
    """Every placement on 3 councils of 3 under one of 3: the least number of people with whom the top can be held."""
    placed = product(product([0, 1], repeat=3), repeat=3)
    holding = [sum(map(sum, councils)) for councils in placed if sum(sum(council) > 1 for council in councils) > 1]
    assert min(holding) == hierarchy.capturing([3, 3]) * 9


@pytest.mark.parametrize("contrarian", [0.02, 0.1, 0.15])
def test_contrarians_rest_where_their_votes_lead(contrarian):
    rest = hierarchy.settled(lambda p: hierarchy.with_contrarians(p, contrarian), 1.0)
    assert hierarchy.contrarian_rest(contrarian) == pytest.approx(rest, abs=1e-9)


@pytest.mark.parametrize("groups", [(3,), (5, 3), (3, 3, 3), (7,)])
def test_contradiction_is_as_frequent_as_in_a_simulation(groups):
    runs, rng = 200_000, np.random.default_rng(7)
    votes = rng.normal(size=(runs, int(np.prod(groups))))
    direct, councils = votes.sum(axis=1) > 0, votes > 0
    for size in groups:
        councils = councils.reshape(runs, -1, size).sum(axis=2) * 2 > size
    found = float((councils[:, 0] != direct).mean())
    assert jury.contradiction(groups) == pytest.approx(found, abs=4 * sqrt(0.2 / runs))


def test_districts_without_number_are_the_limit():
    assert jury.contradiction((301,)) == pytest.approx(jury.contradiction_of_many(), abs=1e-3)


def test_even_group_is_refused():
    with pytest.raises(ValueError, match="tied"):
        jury.contradiction((3, 4))


@given(st.lists(st.integers(1, 12), min_size=2, max_size=7), st.floats(0.5, 0.9))
def test_power_is_that_of_all_coalitions(weights, quota):
    total, needed = sum(weights), quota * sum(weights)
    decisive = [0] * len(weights)
    for others in product([0, 1], repeat=len(weights)):
        weight = sum(w for w, there in zip(weights, others, strict=True) if there)
        for member, there in enumerate(others):
            decisive[member] += bool(not there and weight < needed - 1e-9 <= weight + weights[member])
    expected = [count / 2 ** (len(weights) - 1) for count in decisive]
    whole = power.UNITS // total * total  # weights in whole steps, so that nothing is rounded
    assert power.banzhaf(weights, quota, units=whole) == pytest.approx(expected, abs=1e-9)


def test_one_voter_in_many_has_the_power_of_the_square_root():
    assert power.decisive(100_001) == pytest.approx(sqrt(2 / (pi * 100_000)), rel=1e-4)


@given(st.integers(2, 200), SHARES)
def test_agreement_takes_as_long_as_the_chain_says(people, share):
    """Clifford and Sudbury's formula is the limit; small numbers are solved as a system of equations."""
    at = round(share * people)
    n = np.arange(1, people)
    moves = 2 * n * (people - n) / (people * (people - 1))
    system = np.eye(people - 1) - 0.5 * (np.eye(people - 1, k=1) + np.eye(people - 1, k=-1))
    times = np.linalg.solve(system, 1 / moves) / people
    expected = times[at - 1] if 0 < at < people else 0.0
    assert opinions.consensus_time(people, share) == pytest.approx(expected, rel=1e-6)


def test_agreement_of_many_is_the_formula():
    x = 0.3
    expected = -(x * log(x) + (1 - x) * log(1 - x))
    assert opinions.consensus_time(4000, x) / 4000 == pytest.approx(expected, rel=0.01)


def test_zealots_hold_the_free_where_a_walk_finds_them():
    rng, people, for_it, against, n = np.random.default_rng(3), 30, 4, 2, 15
    total, steps = 0, 60_000
    for one, other in rng.integers(0, [people, people + for_it + against - 1], size=(steps, 2)):
        mine = one < n
        theirs = other < n - mine if other < people - 1 else other < people - 1 + for_it
        n += int(theirs) - int(mine)
        total += n
    assert opinions.with_zealots(people, for_it, against) == pytest.approx(total / steps / people, abs=0.03)


def test_meetings_keep_the_mean_of_all_opinions():
    before = np.random.default_rng(5).random((301, 4)).T
    after = opinions.deffuant(301, 0.2, 9_000, runs=4, seed=5)
    assert after.mean(axis=1) == pytest.approx(before.mean(axis=1))


@pytest.mark.parametrize(
    ("people", "bound", "seed"), [(40, 0.05, 1), (101, 0.13, 2), (60, 0.18, 3), (7, 0.3, 4), (30, 0.0, 5)]
)
def test_all_at_once_rest_where_a_table_of_everybody_leads(people, bound, seed):
    now = np.sort(np.random.default_rng(seed).random(people))
    for _ in range(300):
        near = np.abs(now[:, None] - now) <= bound + 1e-12
        now = (near * now).sum(axis=1) / near.sum(axis=1)
    assert opinions.hegselmann_krause(people, bound, seed=seed) == pytest.approx(np.sort(now), abs=1e-6)


@pytest.mark.parametrize("bound", [0.12, 0.25])
def test_meetings_one_after_the_other_leave_as_many_clusters(bound):
    """Deffuant's own order, any two at a time, instead of all in pairs."""
    rng, people, runs, found = np.random.default_rng(9), 100, 20, []
    for _ in range(runs):
        x = rng.random(people).tolist()
        for one, other in rng.integers(0, people, size=(12_000, 2)).tolist():
            if abs(x[one] - x[other]) < bound:
                x[one] = x[other] = (x[one] + x[other]) / 2
        found.append(opinions.clusters(np.array(x), least=0.05))
    ours = opinions.deffuant(people, bound, 12_000, runs=200, seed=3)
    mean = np.mean([opinions.clusters(end, least=0.05) for end in ours])
    assert mean == pytest.approx(np.mean(found), abs=4 * np.std(found) / sqrt(runs) + 0.05)


def test_few_meetings_are_as_many_as_were_asked_for():
    before, after = (opinions.deffuant(50, 1.0, n, runs=1, seed=1)[0] for n in (0, 3))
    assert (before != after).sum() == 6


@pytest.mark.parametrize("occupied", [0.0, 0.35, 0.52, 0.8, 1.0])
def test_percolation_is_what_components_of_a_sparse_matrix_are(occupied):
    rng, places = np.random.default_rng(11), 400
    edges = rng.integers(0, places, size=(900, 2))
    here = np.random.default_rng(5).random(places) < occupied
    kept = edges[here[edges].all(axis=1)]
    matrix = coo_array((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), shape=(places, places))
    sizes = np.bincount(connected_components(matrix, directed=False)[1][here], minlength=1)
    expected = sizes.max() / max(1, here.sum())
    assert spreading.percolation(edges, places, occupied, runs=1, seed=5) == pytest.approx(expected)


def test_common_opinion_is_what_listening_leads_to():
    trust = np.random.default_rng(2).dirichlet(np.ones(5), size=5)
    weights = np.linalg.matrix_power(trust, 500)[0]
    assert opinions.degroot(trust.tolist()) == pytest.approx(weights)


@pytest.mark.parametrize("reproduction", [1.2, 2.0, 4.0])
def test_final_size_is_where_an_epidemic_ends(reproduction):
    susceptible, ill = 1 - 1e-6, 1e-6
    for _ in range(40_000):
        new = 0.01 * reproduction * susceptible * ill
        susceptible, ill = susceptible - new, ill + new - 0.01 * ill
    assert spreading.final_size(reproduction) == pytest.approx(1 - susceptible, abs=0.005)


def test_nothing_spreads_that_does_not_reproduce():
    assert spreading.final_size(0.9) == 0.0


@given(
    st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20), st.integers(1, 2**12)
)
def test_largest_part_is_what_a_walk_from_each_place_finds(places, pairs, mask):
    here = np.array([bool(mask >> place & 1) for place in range(places)])
    edges = np.array([pair for pair in pairs if max(pair) < places], dtype=np.int64).reshape(-1, 2)
    largest = 0
    for start in np.flatnonzero(here):
        found, waiting = {start}, [start]
        while waiting:
            at = waiting.pop()
            near = {b for a, b in (*edges, *edges[:, ::-1]) if a == at and here[b]} - found
            found |= near
            waiting += near
        largest = max(largest, len(found))
    assert spreading.largest_part(edges, here) == (largest / here.sum() if here.any() else 0.0)


def test_spread_that_is_sure_goes_step_by_step():
    line = np.array([[0, 1], [1, 2], [2, 3]])
    assert spreading.spread(line, 4, 1, 1.0, seed=0).tolist() == [1, 3, 4]


def test_stocks_last_for_ever_where_enough_is_made():
    assert spreading.days_on_stocks(10, 2, 2) == float("inf")


@settings(max_examples=60)
@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 0.5), st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0]))
def test_inflexibles_of_both_sides_vote_as_an_enumeration_says(place, firm, against, size, tie):
    """Groups of whoever is there: firm, firmly against, or with the majority."""
    share = firm + place * (1 - firm - against)
    kinds = [
        (True, True, firm),
        (True, False, share - firm),
        (False, True, against),
        (False, False, 1 - share - against),
    ]
    after = 0.0
    for group in product(kinds, repeat=size):
        for_it = sum(one[0] for one in group)
        yes = tie if 2 * for_it == size else float(2 * for_it > size)
        after += np.prod([one[2] for one in group]) * sum(one[0] if one[1] else yes for one in group) / size
    found = hierarchy.with_inflexibles(min(share, 1), firm, against, size=size, tie=tie)
    assert found == pytest.approx(after, abs=1e-12)


@pytest.mark.parametrize(("size", "contrarian"), [(5, 0.0), (5, 0.1), (7, 0.2), (9, 0.3), (5, 0.35)])
def test_contrarians_in_larger_groups_rest_where_their_votes_lead(size, contrarian):
    rest = hierarchy.settled(lambda p: hierarchy.with_contrarians(p, contrarian, size=size), 0.9, 3000)
    assert hierarchy.contrarian_rest(contrarian, size=size) == pytest.approx(rest, abs=1e-6)


@pytest.mark.parametrize(("size", "tie"), [(4, 0.0), (5, 0.5), (6, 1.0)])
def test_inflexibles_win_everybody_just_above_their_threshold(size, tie):
    at = hierarchy.inflexible_threshold(size=size, tie=tie)
    for a, wins in ((at - 1e-3, False), (at + 1e-3, True)):
        end = hierarchy.settled(lambda p, a=a: hierarchy.with_inflexibles(p, a, size=size, tie=tie), a)
        assert (end > 0.99) is wins


@pytest.mark.parametrize("voters", range(1, 12))
def test_one_voter_decides_as_often_as_all_votes_of_the_others_say(voters):
    """A majority is more than half of all; a tie is a no."""
    others = list(product([0, 1], repeat=voters - 1))
    tips = sum(2 * sum(votes) <= voters < 2 * (sum(votes) + 1) for votes in others)
    assert power.decisive(voters) == pytest.approx(tips / len(others), abs=1e-15)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7).filter(any), st.data())
def test_power_of_whole_weights_is_exact_at_every_quota(weights, data):
    needed = data.draw(st.integers(1, sum(weights)))
    tips = np.zeros(len(weights))
    for one, weight in enumerate(weights):
        others = weights[:one] + weights[one + 1 :]
        sums = [
            sum(w for w, there in zip(others, so, strict=True) if there) for so in product([0, 1], repeat=len(others))
        ]
        tips[one] = np.mean([needed - weight <= total < needed for total in sums])
    assert power.banzhaf(weights, needed / sum(weights)) == pytest.approx(tips, abs=1e-12)


@given(st.floats(1.0001, 2000))
def test_final_size_is_what_newton_finds_from_above(reproduction):
    z = 1.0
    for _ in range(200):
        z -= (z + np.expm1(-reproduction * z)) / (1 - reproduction * np.exp(-reproduction * z))
    assert spreading.final_size(reproduction) == pytest.approx(z, abs=1e-10)


@pytest.mark.parametrize(("bound", "step"), [(0.0, 1.0), (0.2, 1.0), (1.0, 2.0), (0.5, 0.5), (1.0, 0.2)])
def test_recall_comes_when_a_walk_says_so(bound, step):
    assert spreading.first_passage(bound, step) == pytest.approx(
        spreading.walked(bound, step, walks=200_000, seed=5), rel=0.01
    )


def test_near_and_far_bounds_meet():
    near, far = spreading.first_passage(spreading.FAR, 1.0), spreading.first_passage(spreading.FAR + 1e-9, 1.0)
    assert near == pytest.approx(far, rel=1e-6)


@given(st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=4, max_size=4))
def test_what_listening_leads_to_is_the_power_of_the_table(raw):
    trust = np.array(raw) / np.sum(raw, axis=1, keepdims=True)
    assert opinions.degroot(trust) == pytest.approx(np.linalg.matrix_power(trust, 512)[0], abs=1e-9)


def test_zealots_of_one_side_win_everybody():
    assert (opinions.with_zealots(50, 3, 0), opinions.with_zealots(50, 0, 3)) == (1.0, 0.0)


def test_very_many_are_counted_to_the_last_digits():
    """The same number by two series; a close vote against the normal distribution; coalitions too heavy for steps."""
    voters = 10**9 + 1
    assert power.decisive(voters) == pytest.approx(hierarchy.term(voters - 1, voters // 2, 0.5), rel=1e-13)
    normal = (1 + erf(1e-5 * sqrt(2 * voters))) / 2
    assert hierarchy.won(0.5 + 1e-5, voters) == pytest.approx(normal, abs=1e-6)
    assert power.banzhaf([10**6, 10**6 - 1, 1, 1], 0.5).tolist() == [0.75, 0.25, 0.25, 0.25]
    assert spreading.spread([[0, 1], [1, 2]], 3, 0, 1, seed=1).tolist() == [1, 2, 3]


LINE = np.array([[0, 1], [1, 2]])
SENSELESS = {
    "tie": lambda: hierarchy.won(0.5, 4, 2),
    "threshold": lambda: hierarchy.threshold(2, 0),
    "limit above 0": lambda: hierarchy.levels_until(0.4, 3, gone=0),
    "has a member": lambda: hierarchy.capturing([3, 0]),
    "together at most 1": lambda: hierarchy.with_inflexibles(0.5, 0.6, 0.6),
    "shares lie": lambda: hierarchy.with_contrarians(0.5, 2),
    "below 5/6": lambda: hierarchy.contrarian_rest(0.9),
    "inflexibles in it": lambda: hierarchy.with_inflexibles(0.1, 0.3),
    "none is tied": lambda: hierarchy.contrarian_rest(0.1, size=4),
    "a voter": lambda: power.decisive(0),
    "the active": lambda: power.cube_root(1e6, 2),
    "a group has": lambda: jury.contradiction([-1]),
    "there is a place": lambda: power.optimal_quota([]),
    "somebody, and an end": lambda: power.optimal_quota([0, 1]),
    "has an end": lambda: power.cube_root(float("inf")),
    "whole ones": lambda: hierarchy.won(0.5, 2.5),
    "one is above": lambda: power.banzhaf([0, 0], 0.5),
    "quota is a share": lambda: power.banzhaf([1, 2], 2),
    "a population and a weight": lambda: power.citizens([1], [1, 1], 0.5),
    "population is above": lambda: power.cube_root(-5),
    "two people to meet": lambda: opinions.deffuant(1, 0.2, 10, runs=1, seed=1),
    "meet in the middle": lambda: opinions.deffuant(9, 0.2, 10, runs=1, seed=1, pull=2),
    "there is somebody": lambda: opinions.hegselmann_krause(0, 0.2, seed=1),
    "square": lambda: opinions.degroot([[0.5, 0.5]]),
    "add to 1": lambda: opinions.degroot([[0.5, 0.4], [0.1, 0.9]]),
    "nobody agrees": lambda: opinions.degroot([[1, 0], [0, 1]]),
    "a share lies between": lambda: opinions.consensus_time(10, 2),
    "without zealots": lambda: opinions.with_zealots(10, 0, 0),
    "not all": lambda: opinions.naming_game(1),
    "reproduction": lambda: spreading.final_size(-1),
    "a step is above": lambda: spreading.first_passage(1, 0),
    "from 0 to 1": lambda: spreading.percolation(LINE, 2, 1, runs=1, seed=1),
    "chance is above 0": lambda: spreading.spread(LINE, 3, 0, 0, seed=1),
    "one of the places": lambda: spreading.spread(LINE, 3, 7, 1, seed=1),
    "a stock": lambda: spreading.days_on_stocks(-1, 2, 1),
}


@pytest.mark.parametrize("said", SENSELESS)
def test_what_makes_no_sense_is_refused_in_words(said):
    with pytest.raises(ValueError, match=said):
        SENSELESS[said]()
