"""The roll of an assembly for those entitled: who takes part, since when, on what grounds, and who waits for what (R2).

Its members see it, and nobody else (R19). The federation's own numbers are for whoever keeps the roll.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from councils.core.act import MemberId
from councils.core.council import Council
from councils.core.machines import Membership as State
from councils.store.models import Membership


@dataclass(frozen=True, slots=True)
class Line:
    """``declared`` and ``missing`` are conditions of the franchise as it is now, in the charter's words."""

    member: MemberId
    name: str
    number: str
    state: State
    since: datetime
    declared: tuple[str, ...]
    missing: tuple[str, ...]
    offices: tuple[str, ...]


def roll(council: Council, state: State) -> list[Line]:
    """Whoever is in ``state`` now, by name."""
    rows = Membership.objects.filter(council=council.id).values_list("member", "person__name", "number")
    people = {member: (name, number) for member, name, number in rows}
    conditions = {c.token: c.said for c in council.charter.franchise.requires}
    lines = (
        Line(
            member, *people.get(member, ("", "")), row.state, row.since,
            tuple(conditions.get(token, token) for token in row.grounds),
            tuple(text for token, text in conditions.items() if token not in row.grounds),
            tuple(t.office for t in council.held_by(member)),
        )
        for member, row in council.members.items()
        if row.state is state
    )  # fmt: skip
    return sorted(lines, key=lambda line: (line.name.casefold(), line.member))


FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # wide ones too, where people write so


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a sign before it makes it a text.

    >>> harmless("=1+1"), harmless("＝1+1"), harmless("Ann Lee")
    ("'=1+1", "'＝1+1", 'Ann Lee')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def exported(headings: Iterable[str], lines: Iterable[Line]) -> Iterator[list[str]]:
    """The roll as rows of a CSV file."""
    yield list(headings)
    for line in lines:
        cells = (line.name, line.number, line.state, f"{line.since:%Y-%m-%d}", "; ".join(line.declared))
        yield [harmless(str(cell)) for cell in (*cells, "; ".join(line.missing))]
