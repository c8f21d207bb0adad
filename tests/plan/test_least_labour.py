"""The size decides who solves, and either way the certificate holds."""

from __future__ import annotations

import pytest

from councils.plan.cases.instances import generate
from councils.plan.program import program
from councils.plan.solve.by_highs import Unsolved
from councils.plan.solve.least_labour import SMALL, least_labour


@pytest.mark.parametrize(("products", "exact"), [(100, True), (600, False)])
def test_size_decides_who_solves_and_the_certificate_holds(products, exact):
    whole = generate(products, 1)
    found = least_labour(whole)
    assert found.done
    assert (found.iterations == 0, whole.inputs.nnz <= SMALL) == (exact, exact)


def test_needs_beyond_capacity_that_may_not_stay_unmet_have_no_plan():
    assert least_labour(program([0], [1.0], [[0.0]], [1.0], [2.0])) is Unsolved.NO_PLAN
