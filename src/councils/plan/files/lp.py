"""A program in the LP format, which people can read and almost every solver can.

Theory of operation. The same program as in ``mps.py``: labour is the objective, and each stage before it a row that may
not be worse than in our plan. Rows and columns are numbered, since the format allows few signs in names; comments tell
which is which. Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from councils.plan.files.mps import limits
from councils.plan.files.number import written
from councils.plan.solve import Plan
from councils.plan.staged_certificate import column_name, row_name

_IN_A_LINE = 6


def lp(plan: Plan) -> Iterator[str]:
    """The lines of an LP file: minimise labour with no stage before it worse than in this plan."""
    program = plan.program
    yield from (f"\\ C{at + 1}: {_plain(column_name(column))}" for at, column in enumerate(program.columns))
    yield from (f"\\ R{at + 1}: {_plain(row_name(row))}" for at, row in enumerate(program.rows))
    yield "Minimize"
    yield from _sum("labour", enumerate(program.stages[-1].cost.tolist()))
    yield "Subject To"
    by_row = program.matrix.tocsr()
    for at, need in enumerate(program.need.tolist()):
        entries = slice(by_row.indptr[at], by_row.indptr[at + 1])
        pairs = zip(by_row.indices[entries].tolist(), by_row.data[entries].tolist(), strict=True)
        yield from _sum(f"R{at + 1}", pairs)
        yield f"   >= {written(need)}"
    for number, stage in enumerate(program.stages[:-1]):
        yield from _sum(f"S{number + 1}", enumerate(stage.cost.tolist()))
        yield f"   <= {written(float(stage.cost @ plan.activities))}"
    yield "Bounds"
    for at, most in enumerate(limits(program)):
        yield f" 0 <= C{at + 1}" if most == inf else f" 0 <= C{at + 1} <= {written(most)}"
    if program.whole.any():
        yield "General"
        yield from (f" C{at + 1}" for at, whole in enumerate(program.whole.tolist()) if whole)
    yield "End"


def _sum(name: str, terms: Iterable[tuple[int, float]]) -> Iterator[str]:
    """A sum in lines of some terms each; a sum of nothing is nought times the first column."""
    said = [f"{'-' if much < 0 else '+'} {written(abs(much))} C{at + 1}" for at, much in terms if much] or ["0 C1"]
    for start in range(0, len(said), _IN_A_LINE):
        begin = f" {name}:" if not start else "  "
        yield f"{begin} {' '.join(said[start : start + _IN_A_LINE])}"


def _plain(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode("ascii")
