"""Mixtures of plans keep within what is shared, and none of the same plans takes less labour."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from councils.plan.leontief.mixing import Mixture, sources
from councils.plan.program import program, with_shared


def test_two_plans_that_each_take_too_much_of_one_are_mixed_to_keep_within_both():
    """One product, made with land or with machines, of each of which there is enough for half."""
    whole = with_shared(program([0, 0], [1.0, 2.0], [[0.0, 0.0]], [inf, inf], [4.0]), np.eye(2), [3.0, 2.0])
    mixture = Mixture(whole)
    assert sources(whole).tolist() == [2, 3]
    assert mixture.with_plan(np.array([4.0, 0.0, 4.0, 0.0])) is None
    assert mixture.with_plan(np.array([0.0, 4.0, 0.0, 4.0])) == pytest.approx([3.0, 1.0, 3.0, 1.0])


def test_what_is_needed_for_itself_or_made_otherwise_is_no_source():
    needed = program([0, 1, 1], [1.0, 1.0, 1.0], np.zeros((2, 3)), [5.0, 5.0, inf], [1.0, 0.0])
    assert sources(needed).tolist() == []
