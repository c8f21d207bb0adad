"""HiGHS with a linear program in it: minimise what is asked later, subject to A x >= b and 0 <= x <= u.

Theory of operation. One thread, tolerances a hundred times below those of a certificate, small entries kept: the
same program gives the same answer on every machine, and nothing of what people wrote is dropped for being small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs, cb  # what is around it greets on standard output
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]
_TOLERANCE = 1e-9
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
    highs, lp = _Highs(), highspy.HighsLp()
    for option, value in _OPTIONS.items():
        highs.setOptionValue(option, value)
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_ = np.zeros(matrix.shape[1])
    lp.col_upper_ = most
    lp.row_lower_ = need
    lp.row_upper_ = np.full(matrix.shape[0], inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if any(whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[bool(each)] for each in whole]
    highs.passModel(lp)
    return highs


def heeding(highs: _Highs, stop: Callable[[], bool]) -> None:
    """Let ``stop`` be asked at each step, and let the solver end as soon as it says yes: its status is kInterrupt."""

    def ask(kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:  # noqa: ARG001 - HiGHS passes them
        if answer is not None:
            answer.user_interrupt = stop()

    highs.setCallback(ask, None)
    for kind in ("Simplex", "Ipm", "Mip"):
        highs.startCallback(getattr(cb.HighsCallbackType, f"kCallback{kind}Interrupt"))


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
