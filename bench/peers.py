"""Other solvers on the programs of ours: HiGHS by its methods, and PDLP of OR-tools where that is installed.

What a solver calls optimal is held against the needs twice: all that is missing beside all that is needed, which is
what first-order methods stop by (Applegate et al., Practical Large-Scale Linear Programming using Primal-Dual Hybrid
Gradient, NeurIPS 2021), and the worst single product. Then both sides are made exact as ours are, which gives a gap.
PDLP is asked twice: to a ten-thousandth in all, and for what a certificate asks for, a millionth of every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs
from scipy.sparse import csc_array

from bench.measure import doing, limited, told, took
from councils.plan.certify import Certificate, certify, shortfall
from councils.plan.highs.simplex import loaded, price
from councils.plan.leontief.repair import covered, lowered
from councils.plan.program import Program, Solution

PATIENCE, OVER = 60.0, 15.0
"""Seconds that each gets, and how many more until it is ended: HiGHS looks at the clock between steps."""
THREADS = 2
LOOSE, EACH = 1e-4, 1e-6


@dataclass(frozen=True, slots=True)
class Peer:
    """``solve``: a program and seconds to a solution, or why there is none."""

    name: str
    solve: Callable[[Program, float], Solution | str]


@dataclass(frozen=True, slots=True)
class Quality:
    """``all``: the norm of what is missing beside that of the needs. ``worst``: of one product's need or use.
    ``exact``: the certificate once it is made exact, and ``seconds``: how long that takes."""

    all: float
    worst: float
    exact: Certificate
    seconds: float


def beside(program: Program, ours: Certificate, walls: tuple[float, float], found: Iterable[Peer]) -> None:
    """Tell of each peer how long it takes, and what its plan is worth.

    ``ours``: of our finest plan; ``walls``: seconds of ours, and of that one.
    """
    name = f"plan: {program.products:,} products"
    for peer in found:
        doing(peer.name)
        answer = limited(lambda peer=peer: attempt(peer, program), PATIENCE + OVER)  # type: ignore[misc]
        finest = f"of ours to {ours.gap:.0e}: {answer[1] / walls[1]:.1f}" if answer else ""
        match answer:
            case None:
                told(f"{name}, {peer.name}: ended, no answer after", PATIENCE + OVER, "s")
            case str() as reason, seconds:
                told(f"{name}, {peer.name}: {reason}", seconds, "s")
                told(f"        for one second of ours more than; {finest}", seconds / walls[0], "s")
            case Quality() as quality, seconds:
                told(f"{name}, {peer.name}", seconds, "s")
                told(f"        for one second of ours; {finest}", seconds / walls[0], "s")
                told(f"        short of all needs {quality.all:.0e}, of the worst product", 100 * quality.worst, "%")
                told(f"        made exact as ours is, to {quality.exact.gap:.0e}: more", quality.seconds, "s")
                apart = abs(quality.exact.hours - ours.hours) / ours.hours
                told(f"        then its hours and ours ({ours.gap:.0e}) are apart by {apart:.1e}", apart / 1e-6, "1e-6")


def attempt(peer: Peer, program: Program) -> tuple[Quality | str, float]:
    found: list[Solution | str] = []
    wall = took(lambda: found.append(peer.solve(program, PATIENCE))).wall
    return (found[0] if isinstance(found[0], str) else quality(program, found[0])), wall


def quality(program: Program, found: Solution) -> Quality:
    x = np.clip(found.activities, 0.0, program.cap)
    missing = np.maximum(program.needs - program.net(x), 0.0)
    exact: list[Solution] = []
    part = took(lambda: exact.append(made_exact(program, Solution(x, np.maximum(found.values, 0.0)))))
    return Quality(
        float(np.linalg.norm(missing) / np.linalg.norm(program.needs)),
        float(shortfall(program, x).max(initial=0.0)),
        certify(program, exact[0]),
        part.wall,
    )


def made_exact(program: Program, found: Solution) -> Solution:
    values = lowered(program, found.values)
    return Solution(covered(program, found.activities, values), values)


def simplex() -> Peer:
    return Peer("HiGHS simplex", lambda program, seconds: highs(program, seconds, solver="simplex"))


def interior() -> Peer:
    """Without crossover to a vertex, which the others don't give either."""
    return Peer("HiGHS IPM", lambda program, seconds: highs(program, seconds, solver="ipm", run_crossover="off"))


def first_order() -> Iterator[Peer]:
    for tolerance in (LOOSE, EACH):
        yield Peer(
            f"HiGHS PDLP to {tolerance:.0e}",
            lambda program, seconds, t=tolerance: highs(  # type: ignore[misc]
                program, seconds, solver="pdlp", pdlp_optimality_tolerance=t, kkt_tolerance=t
            ),
        )
    if find_spec("ortools") is None:
        told("plan: OR-tools is not installed (uv sync --group bench); without it no PDLP of its own", 0, "")
        return
    yield Peer(f"OR-tools PDLP to {LOOSE:.0e}", lambda program, seconds: pdlp(program, seconds, rows=False))
    yield Peer(f"OR-tools PDLP to {EACH:.0e} of each row", lambda program, seconds: pdlp(program, seconds, rows=True))


def net_matrix(program: Program) -> csc_array:
    n, k = program.products, program.techniques
    return csc_array(csc_array((np.ones(k), (program.makes, np.arange(k))), shape=(n, k)) - program.inputs)


def highs(program: Program, seconds: float, **options: Any) -> Solution | str:
    _Highs.resetGlobalScheduler(True)  # noqa: FBT003 - it was made for one thread, in another process
    solver = loaded(net_matrix(program), program.needs, program.cap)
    price(solver, program.labour)
    for option, value in {"threads": THREADS, "time_limit": seconds, **options}.items():
        solver.setOptionValue(option, value)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        return str(solver.modelStatusToString(status)).lower()
    found = solver.getSolution()
    return Solution(np.asarray(found.col_value), np.asarray(found.row_dual))


def pdlp(program: Program, seconds: float, *, rows: bool) -> Solution | str:
    """``rows``: to a millionth of each single row, instead of a ten-thousandth of all rows together."""
    from ortools.pdlp import solve_log_pb2, solvers_pb2
    from ortools.pdlp.python import pdlp as solver

    whole = solver.QuadraticProgram()
    whole.resize_and_initialize(program.techniques, program.products)
    whole.objective_vector = program.labour
    whole.constraint_matrix = net_matrix(program)
    whole.constraint_lower_bounds = program.needs
    whole.constraint_upper_bounds = np.full(program.products, np.inf)
    whole.variable_lower_bounds = np.zeros(program.techniques)
    whole.variable_upper_bounds = program.cap
    asked = solvers_pb2.PrimalDualHybridGradientParams(num_threads=THREADS)
    end = asked.termination_criteria
    end.time_sec_limit = seconds
    wanted = end.detailed_optimality_criteria
    wanted.eps_optimal_objective_gap_relative = wanted.eps_optimal_dual_residual_relative = LOOSE
    wanted.eps_optimal_objective_gap_absolute = wanted.eps_optimal_dual_residual_absolute = LOOSE
    wanted.eps_optimal_primal_residual_relative = wanted.eps_optimal_primal_residual_absolute = EACH if rows else LOOSE
    if rows:
        end.optimality_norm = solvers_pb2.OPTIMALITY_NORM_L_INF_COMPONENTWISE
    found = solver.primal_dual_hybrid_gradient(whole, asked)
    reason = solve_log_pb2.TerminationReason.Name(found.solve_log.termination_reason)
    if reason != "TERMINATION_REASON_OPTIMAL":
        return str(reason).removeprefix("TERMINATION_REASON_").replace("_", " ").lower()
    return Solution(np.asarray(found.primal_solution), np.asarray(found.dual_solution))
