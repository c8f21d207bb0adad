"""From an economy to its plan: the program, its solution, and the certificate of it.

Theory of operation. A plan is its economy, what was asked for, the activities and the prices; everything else is
reckoned from these (``results.py``), and so is the certificate, each time anew. So a plan read from a folder is
worth as much as one just found: not more than what can be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from councils.plan.economy import Code, Economy
from councils.plan.linear import Floats, Linear, linear
from councils.plan.staged_certificate import StagedCertificate, certify_stages
from councils.plan.stages import Prices, solve_stages


@dataclass(frozen=True)
class Plan:
    """``activities`` float64[n]; ``prices``: of each stage, the last is labour's, in hours per unit of a row."""

    economy: Economy
    activities: Floats
    prices: tuple[Prices, ...]
    fair: bool = False
    least: tuple[Code, ...] = ()

    @cached_property
    def program(self) -> Linear:
        return linear(self.economy, fair=self.fair, least=self.least)

    @cached_property
    def certificate(self) -> StagedCertificate:
        return certify_stages(self.program, self.activities, [(p.rows, p.held) for p in self.prices])


def solve(economy: Economy, *, fair: bool = False, least: tuple[Code, ...] = ()) -> Plan:
    """The plan that leaves least unmet, priority by priority, and with that takes least labour.

    ``fair`` shares what is short between councils; ``least`` names resources that are to be spared before labour is.

    >>> from councils.plan.cases import cooperative
    >>> plan = solve(cooperative())
    >>> plan.certificate.holds, round(plan.certificate.stages[-1].value)
    (True, 747)
    """
    activities, prices = solve_stages(linear(economy, fair=fair, least=least))
    return Plan(economy, activities, prices, fair, least)
