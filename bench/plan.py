"""Plans of invented economies (`plan/cases/instances.py` makes them), by our method and by others, in one run.

A plan counts when its certificate holds: every single need met to a millionth, the gap proved. What others call optimal
is held to the same (`bench/peers.py`). First, the table of the United States.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import random_array

from bench.measure import doing, forget_peak, peak_memory, told, took
from bench.peers import beside, first_order, interior, simplex
from councils.plan.cases.instances import generate
from councils.plan.certify import Certificate
from councils.plan.economy import Economy
from councils.plan.leontief import Found, Progress, solve
from councils.plan.program import Program, Solution, with_shared
from councils.plan.solve import Plan
from councils.plan.solve import solve as solve_economy
from councils.plan.supply_use.economy import changed, table_economy
from councils.plan.supply_use.published import us2017

GAP, FINE = 1e-4, 1e-6


def measured() -> None:
    states()
    solve(generate(50, 1), compiled=True)  # what is compiled is kept
    for products, target in ((1_000, None), (5_000, None), (20_000, None), (100_000, 8.0)):
        whole = invented(products)
        best, wall = ours(whole, target)
        again(whole, best.solution, wall)
        if products <= 20_000:
            sharing(whole, best.solution, wall)
            fine, longer = exactly(whole)
            vertices = [simplex(), interior()] if products <= 5_000 else []
            beside(whole, fine, (wall, longer), (*vertices, *first_order()))


def invented(products: int) -> Program:
    doing(f"inventing an economy of {products:,} products")
    forget_peak()
    whole = generate(products, 1)
    told(f"plan: {products:,} products, memory at most while they are invented", peak_memory(), "MB")
    forget_peak()
    return whole


def states() -> None:
    """The United States of 2017: the table read and planned with, and from there the plan for other needs."""
    plans: list[Plan] = []

    def economy(change: bool) -> Economy:
        table = us2017()
        rate = table.compensation_rate()
        return table_economy(table, labour=rate, work_unit="M$", change=changed(table) if change else None)

    def certified(whole: Economy, start: Plan | None = None) -> None:
        plans.append(solve_economy(whole, start=start))
        if not plans[-1].certificate.holds:
            raise SystemExit("The plan of the United States has no certificate.")

    part = took(lambda: certified(economy(change=False)))
    told(f"plan: us2017, 402 industries, and reading them ({part.cpu:.1f} s of CPU)", part.wall, "s", 2.0)
    today = economy(change=True)
    part = took(lambda: certified(today, plans[0]))
    told(f"plan: us2017, again for other needs ({part.cpu:.1f} s of CPU)", part.wall, "s", 0.5)


def ours(whole: Program, target: float | None) -> tuple[Found, float]:
    found: list[Found] = []
    part = took(lambda: found.append(solve(whole, gap=GAP, progress=say)))
    best = found[0]
    name = f"plan: {whole.products:,} products"
    told(f"{name}, ours to {best.certificate.gap:.1e} ({part.cpu:.1f} s of CPU)", part.wall, "s", target)
    told(f"{name}, CPU for each million inputs", part.cpu / whole.inputs.nnz * 1e6, "s")
    told(f"{name}, memory at most, the economy included", peak_memory(), "MB", 3_072.0)
    told(f"{name}, iterations", best.iterations, "")
    return best, part.wall


def again(whole: Program, yesterday: Solution, cold: float) -> None:
    """One need of a hundred changes by up to a half."""
    chance = np.random.default_rng(2)
    factor = np.where(chance.random(whole.products) < 0.01, chance.uniform(0.5, 1.5, whole.products), 1.0)
    today = replace(whole, needs=whole.needs * factor)
    part = took(lambda: solve(today, gap=GAP, start=yesterday))
    told(f"plan: {whole.products:,} products, again with 1 % of needs changed", part.wall, "s", cold / 4)


def sharing(whole: Program, free: Solution, wall: float) -> None:
    """Ten resources, each taken by a fifth of the techniques; a tenth less of each than would be used without a
    limit."""
    chance = np.random.default_rng(3)
    taken = random_array((10, whole.techniques), density=0.2, rng=chance, format="csc")
    taken = taken.multiply(whole.labour[None, :]).tocsc()
    shared = with_shared(whole, taken, 0.9 * (taken @ free.activities))
    found: list[Found] = []
    part = took(lambda: found.append(solve(shared, gap=GAP, iterations=600, progress=say)))
    gap = found[0].certificate.gap
    told(f"plan: {whole.products:,} products, 10 shared resources, to {gap:.1e}", part.wall, "s", 1.6 * wall)


def exactly(whole: Program) -> tuple[Certificate, float]:
    """Ours to a millionth: what is held against those that end in a vertex."""
    found: list[Found] = []
    wall = took(lambda: found.append(solve(whole, gap=FINE, progress=say))).wall
    told(f"plan: {whole.products:,} products, ours to {found[0].certificate.gap:.1e}", wall, "s")
    return found[0].certificate, wall


def say(progress: Progress) -> None:
    doing(f"{progress.iteration} iterations, gap {progress.gap:.1e}, about {progress.left} to go")
