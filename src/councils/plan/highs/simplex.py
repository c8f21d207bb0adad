"""HiGHS with a linear program in it: minimise what is asked later, subject to A x >= b and 0 <= x <= u.

Theory of operation. One thread, tolerances a hundred times below those of a certificate, small entries kept: the
same program gives the same answer on every machine, and nothing of what people wrote is dropped for being small.

HiGHS drops where it was when it is stopped, and tells nothing of it before. So a program that takes it long is solved
in portions of a fixed number of steps of the simplex method, from basis to basis: after each it is known how low the
cost can't come and how many limits are not kept yet. Of branch and bound it tells by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import highspy
import numpy as np
from highspy._core import _Highs  # what is around it greets on standard output
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]
_TOLERANCE = 1e-9
_RIGHT = 1e-6
_DEVEX = 1
_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "primal_feasibility_tolerance": _TOLERANCE,
    "dual_feasibility_tolerance": _TOLERANCE,
    "mip_feasibility_tolerance": _TOLERANCE,
    "mip_rel_gap": 1e-7,
    "small_matrix_value": 1e-12,
}


def loaded(matrix: csc_array, need: Floats, most: Floats, whole: Sequence[bool] = ()) -> _Highs:
    """A solver that holds ``matrix`` m × n, ``need`` float64[m], ``most`` float64[n], and costs of 0."""
    rows, columns = matrix.shape
    lp = _between(matrix, (need, np.full(rows, inf)), (np.zeros(columns), most))
    lp.col_cost_ = np.zeros(columns)
    if any(whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[bool(each)] for each in whole]
    return _passed(lp)


def held_equal(matrix: csc_array, need: Floats, cost: Floats, least: Floats, most: Floats) -> _Highs:
    """A solver for A x = b, ``least`` <= x <= ``most``, ``cost`` float64[n]; units are taken as they are."""
    lp = _between(matrix, (need, need), (least, most))
    lp.col_cost_ = cost
    highs = _passed(lp)
    highs.setOptionValue("simplex_scale_strategy", 0)
    return highs


def _between(matrix: csc_array, rows: tuple[Floats, Floats], columns: tuple[Floats, Floats]) -> highspy.HighsLp:
    """The program with these lower and upper limits of rows and of columns."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_lower_, lp.col_upper_ = columns
    lp.row_lower_, lp.row_upper_ = rows
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp


def _passed(lp: highspy.HighsLp) -> _Highs:
    highs = _Highs()
    for option, value in _OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs


def portioned(highs: _Highs, steps: int) -> None:
    """Let each run end after so many steps of the simplex method, with status kIterationLimit, to be gone on with."""
    highs.setOptionValue("presolve", "off")  # it would begin anew each time
    highs.setOptionValue("simplex_iteration_limit", steps)


def bound_now(highs: _Highs) -> float:
    """What the cost can't be below, as far as is known after a portion; -inf before prices are right."""
    info = highs.getInfo()
    right = info.sum_dual_infeasibilities <= _RIGHT * max(1.0, abs(info.objective_function_value))
    return float(info.objective_function_value) if right else -inf


def begin(highs: _Highs, columns: NDArray[np.int8], rows: NDArray[np.int8]) -> None:
    """Let the simplex method begin where another solution of nearly the same program ended.

    Of each column and row -1 where it was at its lower limit, 1 at its upper one, 0 between: those are in the basis.
    It need not be one: HiGHS fills it up, or leaves out what depends on the rest. From there it mostly has a few
    needs to meet anew, at prices that are still right, and then exact weights of rows cost more than they save (Devex).
    """
    basis, kinds = highspy.HighsBasis(), highspy.HighsBasisStatus
    status = {-1: kinds.kLower, 0: kinds.kBasic, 1: kinds.kUpper}
    basis.col_status = [status[each] for each in columns.tolist()]
    basis.row_status = [status[each] for each in rows.tolist()]
    basis.valid = basis.alien = True
    highs.setOptionValue("simplex_dual_edge_weight_strategy", _DEVEX)
    highs.setBasis(basis)


def price(highs: _Highs, cost: Floats) -> None:
    """Change what is minimised."""
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
