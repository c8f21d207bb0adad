"""With less of what a need could be met: the smallest set, against trying every set there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from councils.plan.economy import Resource
from councils.plan.explain import chains
from councils.plan.explain.freeing import freeing
from councils.plan.results import Results
from councils.plan.solve import solve
from tests.plan.economies import economy, need, random_economy


def said(found, **how):
    results = Results(solve(found))
    return [freeing(results, chain, **how).told(found) for chain in chains(results)]


def two_limits(much, there):
    ways = {
        "a": {"makes": {"A": 1}, "works": {"s": 1}, "occupies": {"p": 1, "q": 1}},
        "b": {"makes": {"B": 1}, "works": {"s": 1}, "occupies": {"p": 3}},
        "d": {"makes": {"D": 1}, "works": {"s": 1}, "occupies": {"q": 3}},
        "e": {"makes": {"E": 1}, "works": {"s": 1}, "occupies": {"p": 1, "q": 1}},
    }
    needs = [need("B", 2, council="b"), need("D", 2, council="c"), need("E", 4, council="d")]
    resources = {code: Resource(code, code, "h", there) for code in ("p", "q")}
    return economy(ways, [need("A", much, 2), *needs], resources=resources)


def test_one_need_that_frees_both_limits_is_named_before_two_that_free_one_each():
    assert said(two_limits(4, 10)) == ["It could be met with less of: 4 kg of E for d."]


def test_two_needs_are_named_where_one_does_not_do():
    assert said(two_limits(6, 11)) == ["It could be met with less of: 1.667 kg of B for b; 1.667 kg of D for c."]


def test_what_cannot_be_met_alone_is_told_with_how_far_it_could():
    ways = {"mill": {"makes": {"flour": 1}, "works": {"s": 1}, "most": 10}}
    found = economy(ways, [need("flour", 20, 2), need("flour", 2, council="b")])
    assert said(found) == ["With nothing for all others 50% of it could be met, and no more."]


def test_what_others_get_is_not_named_where_it_would_not_help():
    ways = {"mill": {"makes": {"flour": 1}, "most": 10}, "sew": {"makes": {"coat": 1}, "works": {"s": 1}}}
    found = economy(ways, [need("flour", 20), need("coat", 2, council="b")])
    assert said(found) == ["Nothing that goes to others would help."]


def fewest(results, met):
    """Try all sets, the small ones first; None where not even all others do."""
    program, needs = results.program, list(results.needs())
    others = [m for m in needs if m.column != met.column and m.need.quantity - m.unmet > 1e-6 * m.need.quantity]
    for size in range(len(others) + 1):
        for chosen in itertools.combinations(others, size):
            most = program.most.copy()
            for m in needs:
                most[m.column] = m.unmet + 1e-7 * m.need.quantity
            for m in chosen:
                most[m.column] = m.need.quantity
            most[met.column] = 1e-7 * met.need.quantity
            bounds = [(0, u if np.isfinite(u) else None) for u in most]
            rows = (-program.matrix.toarray(), 1e-9 - program.need)
            if linprog(np.zeros(len(most)), *rows, bounds=bounds).status == 0:
                return size
    return None


@pytest.mark.parametrize("seed", [0, 8, 23, 31])
def test_no_smaller_set_does(seed):
    results = Results(solve(random_economy(seed)))
    for chain in itertools.islice(chains(results), 3):
        found = freeing(results, chain)
        assert (None if found.short else len(found.instead)) == fewest(results, chain.met)
        assert found.short or found.smallest


def test_a_program_too_large_to_search_gets_an_estimate_that_says_so():
    assert said(two_limits(4, 10), entries=0) == ["As much would be freed, by estimate, with less of: 2 kg of B for b."]
