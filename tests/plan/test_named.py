"""Invented economies with names: what the general program finds has the certificate of the arrays."""

from __future__ import annotations

import numpy as np
import pytest

from councils.plan.cases.instances import generate
from councils.plan.cases.named import named
from councils.plan.certify import certify
from councils.plan.files.folder import read_texts, write_texts
from councils.plan.leontief.repair import lowered
from councils.plan.linear import Activity
from councils.plan.program import Solution
from councils.plan.solve import solve


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_by_names_has_the_certificate_of_the_arrays(seed):
    program = generate(40, seed)
    plan = solve(named(program, title="invented"))
    assert plan.certificate.rejected == ()
    columns = zip(plan.program.columns, plan.activities, strict=True)
    ran = {c.code: float(x) for c, x in columns if c.kind is Activity.RUN}
    rows = zip(plan.program.rows, plan.prices[-1].rows, strict=True)
    prices = {row.code: float(price) for row, price in rows}
    activities = np.array([ran[f"t{k}"] for k in range(program.techniques)])
    values = np.array([prices.get(f"p{p}", 0.0) for p in range(program.products)])
    found = certify(program, Solution(activities, lowered(program, values)))
    assert found.hours == pytest.approx(plan.certificate.stages[-1].value, rel=1e-12)
    assert found.gap < 1e-8


def test_an_invented_economy_reads_back():
    economy = named(generate(12, 1), title="invented")
    assert read_texts(write_texts(economy), title="invented") == economy
