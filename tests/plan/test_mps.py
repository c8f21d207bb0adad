"""The program in MPS is exact: other code reads it as the same numbers and reaches the same hours."""

from __future__ import annotations

import pytest
from highspy._core import _Highs

from councils.plan.mps import mps
from councils.plan.solve import solve
from tests.plan.economies import random_economy


def read(file):
    highs = _Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003
    highs.readModel(str(file))
    return highs


@pytest.mark.parametrize("seed", range(6))
def test_the_file_is_the_program_and_has_the_same_best_plan(tmp_path, seed):
    plan = solve(random_economy(seed))
    file = tmp_path / "plan.mps"
    file.write_text("".join(f"{line}\n" for line in mps(plan)))
    highs = read(file)
    lp = highs.getLp()
    rows = len(plan.program.rows)
    assert list(lp.row_lower_)[:rows] == plan.program.need.tolist()
    assert list(lp.col_upper_) == plan.program.most.tolist()
    assert sorted(v for v in lp.a_matrix_.value_) == sorted(
        [*plan.program.matrix.data.tolist(), *(c for s in plan.program.stages[:-1] for c in s.cost.tolist() if c)]
    )
    highs.run()
    best = plan.certificate.stages[-1].value
    assert highs.getInfo().objective_function_value == pytest.approx(best, rel=1e-6, abs=1e-6)
