"""Small random programs, with everything that makes one awkward: for properties."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from councils.plan.program import Program, program


@st.composite
def programs(draw, *, most: int = 12) -> Program:
    """Value-consistent economies: any number of techniques a product, own use, caps of 0, needs of 0, free labour."""
    n = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    capped = draw(st.sampled_from([0.0, 0.3, 0.7, 1.0]))
    k = n * draw(st.integers(1, 4))
    makes = rng.integers(0, n, k)  # some products have many techniques, some none
    value = rng.lognormal(0.0, 1.0, n)
    inputs = np.where(rng.random((n, k)) < 0.4, rng.exponential(1.0, (n, k)), 0.0)
    share = rng.uniform(0.2, 0.85, k)
    worth = value @ inputs
    inputs *= np.divide(share * value[makes], worth, out=np.zeros(k), where=worth > 0)
    labour = (1.0 - share) * value[makes] * np.where(rng.random(k) < 0.1, 0.0, rng.uniform(0.8, 1.3, k))
    needs = np.where(rng.random(n) < 0.6, rng.lognormal(0.0, 1.5, n), 0.0)
    cap = np.where(rng.random(k) < capped, rng.choice([0.0, 0.5, 2.0, 20.0], k), np.inf)
    return program(makes, labour, sparse.csc_array(inputs), cap, needs)
