"""The rest of a plan, to begin the next one with (R18).

Theory of operation. A plan for four periods of which two have gone says what was to be done in the other two: that is a
basis for the plan of these two, if its periods are counted from 1 again.
"""

from __future__ import annotations

from dataclasses import replace

from councils.plan.linear import Activity
from councils.plan.solve import Plan


def rest_of_plan(plan: Plan, gone: int) -> Plan:
    """The same activities and prices, by the names that they have once ``gone`` periods are over.

    What belongs to these has names that no other plan knows.
    """

    def later(period: str) -> str:
        return str(int(period) - gone) if period.isdecimal() else period

    program = plan.program
    columns = tuple(
        c._replace(period=later(c.period), to=later(c.to) if c.kind is Activity.STORE else c.to)
        for c in program.columns
    )
    rows = tuple(row._replace(period=later(row.period)) for row in program.rows)
    return replace(plan).of(replace(program, columns=columns, rows=rows))
