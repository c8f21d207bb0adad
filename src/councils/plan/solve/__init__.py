"""From an economy to its plan: the program, its solution, and the certificate of it.

Theory of operation. A plan is its economy, what was asked for, the activities and the prices; everything else is
reckoned from these (``results.py``), and so is the certificate, each time anew. So a plan read from a folder is
worth as much as one just found: not more than what can be checked.

Who solves is chosen by size and form: HiGHS, exactly (``exactly.py``), or our own method, to a gap that is proved
(``large.py``), for what has the form for it and more than `SMALL` entries. Where that proves nothing of an economy of
fewer entries, HiGHS is asked after all: priorities are told apart by factors, of which a float64 holds only so many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from councils.plan.economy import Code, Economy
from councils.plan.highs.stages import Prices, untold
from councils.plan.leontief import Progress
from councils.plan.linear import Floats, Linear, linear
from councils.plan.solve.circling import straightened, without_circles
from councils.plan.solve.exactly import is_plan, solve_exactly
from councils.plan.solve.large import Where, accepts, solve_large
from councils.plan.solve.least_labour import SMALL
from councils.plan.solve.one_period import average, in_each
from councils.plan.solve.so_far import all_unmet, rationed
from councils.plan.staged_certificate import GAP_LIMIT, StagedCertificate, certify_stages, column_name, row_name
from councils.plan.step import Step, never

LARGE_GAP = 1e-4
"""The gap that our own method is to prove where none is asked for."""
WIDEST = 0.01
"""The gap up to which a plan is proved where no smaller one could be, and beyond which none is brought to a vote."""
ROUGH = 1e-3
"""The gap to which one period is planned, from where a plan for several begins."""


class Method(StrEnum):
    """Who solves: ``choose`` by size and form, ``highs`` exactly, ``own`` to a gap."""

    CHOOSE = "choose"
    HIGHS = "highs"
    OWN = "own"


class FormError(ValueError):
    """Our own method was asked for, and the economy has not the form for it."""


@dataclass(frozen=True)
class Plan:
    """``activities`` float64[n]; ``prices``: of each stage, the last is labour's, in hours per unit of a row.

    ``gap``: how far above its bound a stage may be for the certificate to hold; how far it is of work that was stopped,
    of whole runs, whose bound is that of parts of runs, of numbers of so different size that their digits are not
    enough to prove more, and, up to a hundredth, of our own method where it comes no nearer and no gap was asked for.
    ``shared``: whether needs of no one council share in what is ``fair``, as in `linear`.
    ``stocked``: whether what was there at the beginning counts as work, as in `Results.values`.
    """

    economy: Economy
    activities: Floats
    prices: tuple[Prices, ...]
    fair: bool = False
    least: tuple[Code, ...] = ()
    gap: float = GAP_LIMIT
    shared: bool = True
    stocked: bool = True

    @cached_property
    def program(self) -> Linear:
        return linear(self.economy, fair=self.fair, least=self.least, shared=self.shared)

    def of(self, program: Linear) -> Plan:
        """This plan with its program, where that is known and need not be made a second time."""
        vars(self)["program"] = program  # where a cached property keeps what it gave
        return self

    @cached_property
    def certificate(self) -> StagedCertificate:
        prices = [(p.rows, p.held) for p in self.prices]
        return certify_stages(self.program, self.activities, prices, gap_limit=self.gap)


def solve(
    economy: Economy,
    *,
    fair: bool = False,
    least: tuple[Code, ...] = (),
    method: Method = Method.CHOOSE,
    gap: float | None = None,
    start: Plan | None = None,
    progress: Callable[[Progress | Step], None] = untold,
    stop: Callable[[], bool] = never,
    where: Where | None = None,
) -> Plan:
    """The plan that leaves least unmet, priority by priority, and with that takes least labour.

    ``fair`` shares what is short between councils; ``least`` names resources that are to be spared before labour is.
    ``start``: another plan to begin with, yesterday's, of whatever is still called the same. ``gap`` is for our own
    method, as in `leontief.solve`. ``progress`` is told how far either is. ``stop`` ends the work with the best plan so
    far. ``where``: `cluster.on`, for our own method on other machines.

    >>> from councils.plan.cases import cooperative
    >>> plan = solve(cooperative())
    >>> plan.certificate.holds, round(plan.certificate.stages[-1].value)
    (True, 747)
    """
    program = linear(economy, fair=fair, least=least)
    formed = accepts(program)
    if method is Method.OWN and not formed:
        raise FormError(
            "Our own method is for techniques that make one product each, without whole runs, investment, fairness or "
            "resources to spare. Leave the choice to the program, or choose HiGHS."
        )
    begin = carried_over(start, program) if start else None
    if method is Method.HIGHS or (method is Method.CHOOSE and not (formed and program.matrix.nnz > SMALL)):
        return _exact(Plan(economy, np.zeros(0), (), fair, least).of(program), begin, progress=progress, stop=stop)
    wanted, before = gap or LARGE_GAP, begin
    if begin is None and len(economy.periods) > 1:
        begin = _on_the_average(program, economy, max(wanted, ROUGH), progress=progress, stop=stop)
    activities, prices = solve_large(program, gap=wanted, start=begin, progress=progress, stop=stop, where=where)
    found = Plan(economy, _straight(program, activities), prices, fair, least, wanted).of(program)
    if program.matrix.nnz <= SMALL and not found.certificate.holds and not stop():
        return _exact(found, before, progress=progress, stop=stop)
    if not (found.certificate.holds or is_plan(program, found.activities)):
        found = replace(found, activities=_some(program, found.activities)).of(program)
    reached = found.certificate.gap
    if reached > wanted and ((not gap and reached <= WIDEST) or stop()):
        return replace(found, gap=reached).of(program)
    return found


def finished(plan: Plan) -> bool:
    """Whether a plan proves what `solve` proves with all the time it needs, though it may have been stopped."""
    return plan.gap in (GAP_LIMIT, LARGE_GAP) and plan.certificate.holds


def _exact(
    asked: Plan,
    begin: tuple[Floats, Floats] | None,
    *,
    progress: Callable[[Progress | Step], None],
    stop: Callable[[], bool],
) -> Plan:
    """By HiGHS, what is asked for in a plan."""
    program = asked.program
    activities, prices = solve_exactly(program, start=begin and begin[0], progress=progress, stop=stop)
    exact = replace(asked, activities=_straight(program, activities), prices=prices, gap=GAP_LIMIT).of(program)
    return replace(exact, gap=max(GAP_LIMIT, exact.certificate.gap)).of(program)


def _straight(program: Linear, activities: Floats) -> Floats:
    """Activities without what goes round for nothing, or by way of others, unless that hides what is missing."""
    circling = without_circles(program, activities)
    for better in (straightened(program, circling), circling):
        if np.array_equal(better, activities) or is_plan(program, better):
            return better
    return activities


def _some(program: Linear, activities: Floats) -> Floats:
    """A plan from activities that are none, as where the work was stopped before there was one."""
    rest = rationed(program, without_circles(program, activities))
    return rest if is_plan(program, rest) else all_unmet(program)


def _on_the_average(
    program: Linear, economy: Economy, gap: float, *, progress: Callable[[Progress], None], stop: Callable[[], bool]
) -> tuple[Floats, Floats] | None:
    """Where to begin with a program of several periods; None where one period alone has another form."""
    one = linear(average(economy))
    if not accepts(one):
        return None
    activities, prices = solve_large(one, gap=gap, progress=progress, stop=stop)
    return in_each(program, one, activities, prices[-1].rows)


def carried_over(plan: Plan, program: Linear) -> tuple[Floats, Floats]:
    """The activities of a plan and its prices of rows, for what has the same name in another program; else 0."""
    activities = dict(zip(map(column_name, plan.program.columns), plan.activities.tolist(), strict=True))
    prices = dict(zip(map(row_name, plan.program.rows), plan.prices[-1].rows.tolist(), strict=True))
    return (
        np.array([activities.get(column_name(column), 0.0) for column in program.columns]),
        np.array([prices.get(row_name(row), 0.0) for row in program.rows]),
    )
