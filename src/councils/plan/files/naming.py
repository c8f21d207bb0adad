"""Names that two parts of a plan would share: its files could not be read back.

Theory of operation. In the files of a plan ``bread@Town`` is bread in Town, and would be a product of that code as
well. Only economies with such signs in their codes are looked at: all others' names differ since their codes do.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from councils.plan.economy import Code, Economy
from councils.plan.linear import Activity, Column, Limit, Row, linear
from councils.plan.soundness import Said
from councils.plan.staged_certificate import column_name, row_name

_SIGNS = set("@>+ ")
_FILES = {
    Activity.RUN: "techniques.csv",
    Activity.CARRY: "transport.csv",
    Activity.STORE: "products.csv",
    Activity.IMPORT: "trade.csv",
    Activity.EXPORT: "trade.csv",
    Limit.PRODUCT: "products.csv",
    Limit.RESOURCE: "resources.csv",
    Limit.SKILL: "skills.csv",
    Limit.WORKPLACE: "workplaces.csv",
}


def shared_names(economy: Economy) -> Iterator[Said]:
    """(file, code in its first column, (what is wrong, what would be right)) of the second of two that share a name."""
    if _SIGNS.isdisjoint(chain.from_iterable(_codes(economy))):
        return
    program, first, told = linear(economy), dict[str, Row | Column](), set[tuple[str, Code]]()
    parts = [(row_name(row), row) for row in program.rows] + [(column_name(c), c) for c in program.columns]
    for name, part in parts:
        other = first.setdefault(name, part)
        kind = _FILES.get(part.kind)
        if other is not part and kind and (kind, part.code) not in told:
            told.add((kind, part.code))
            said = (
                f"In a plan {part.code!r} would be called as {other.code!r} is: {name.removesuffix(f' {part.period}')}."
            )
            yield kind, part.code, (said, "Choose a code without @, > and +.")


def _codes(economy: Economy) -> Iterator[Code]:
    yield from economy.products
    yield from economy.techniques
    yield from economy.workplaces
    yield from economy.resources
    yield from economy.periods
    yield from (skill.code for skill in economy.skills)
