"""Is this a tree of places, and do its numbers add up?

Theory of operation. Rows come with the line they stand on, and with holes where a cell couldn't be read. Each
check goes over all rows once. A problem that only follows from another one isn't told: where a row is doubtful
(unreadable, told twice, without a number, on a cycle), the sum of its parent is not judged.

A parent's population is the exact sum of its children's. Where a country counts people who live in none of the
parts, a part for the rest says so openly; a federation cannot give seats to a difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from councils.core.place import Place, Places
from councils.core.problem import Problem

_SHOWN = 5  # how many of several roots are named
_CYCLE_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file. ``population`` is None where it is ``vacant`` (an empty cell) or misread."""

    line: int
    code: str
    name: str
    level: str
    parent: str
    population: int | None
    vacant: bool = False
    lat: float | None = None
    lon: float | None = None
    kind: str = ""


def tree(rows: Iterable[Row]) -> Places:
    """The places of rows in which ``check`` has found nothing wrong."""
    return Places(
        Place(row.code, row.name, row.level, row.parent, row.population or 0, row.lat, row.lon, row.kind)
        for row in rows
    )


def check(rows: Sequence[Row], unreadable: Collection[str] = ()) -> Iterator[Problem]:
    """Everything that is wrong between rows. ``unreadable``: the cells of lines that gave no row."""
    if not rows:
        if not unreadable:
            yield Problem(2, "There are no places.", "Write one line for each place, below the names of the columns.")
        return
    by_code: dict[str, Row] = {}
    doubtful = set(unreadable)
    yield from _duplicates(rows, by_code, doubtful)
    yield from _parents(rows, by_code, unreadable)
    astray = [row for row in rows if row.parent and row.parent not in by_code]
    cycles = list(_cycles(by_code))
    yield from (_cycle_problem(cycle) for cycle in cycles)
    doubtful.update(row.code for cycle in cycles for row in cycle)
    yield from _roots(rows, bool(cycles or unreadable))
    astray.extend(row for cycle in cycles for row in cycle)
    yield from _populations(rows, by_code, doubtful, _short_by(astray))


def _duplicates(rows: Iterable[Row], by_code: dict[str, Row], doubtful: set[str]) -> Iterator[Problem]:
    """Fills ``by_code`` with the first row of each code."""
    for row in rows:
        first = by_code.setdefault(row.code, row)
        if first is not row and row.code:
            doubtful.update((row.code, row.parent, first.parent))
            message = f"The code {row.code!r} is used already on line {first.line}, by {first.name}."
            yield Problem(row.line, message, f"Give {row.name} another code, or take one of the two lines out.")


def _parents(rows: Iterable[Row], by_code: dict[str, Row], unreadable: Collection[str]) -> Iterator[Problem]:
    alike: dict[str, str] = {}
    for row in rows:
        if row.parent and row.parent not in by_code and row.parent not in unreadable:
            alike = alike or {_folded(code): code for code in by_code}
            meant = alike.get(_folded(row.parent), "")
            remedy = f"Perhaps {meant!r} was meant." if meant else "Write the code of a place in this file."
            yield Problem(row.line, f"The parent {row.parent!r} of {row.name} ({row.code}) is unknown.", remedy)


def _folded(code: str) -> str:
    """Spreadsheets eat leading zeros, people mix capitals: codes are compared without them to find a slip."""
    return code.casefold().lstrip("0")


def _cycles(by_code: dict[str, Row]) -> Iterator[list[Row]]:
    """Each cycle once, from its first row in the file on; linear, because no row is followed twice."""
    followed: set[str] = set()
    for start in by_code.values():
        path: dict[str, Row] = {}
        row: Row | None = start
        while row is not None and row.code not in followed:
            followed.add(row.code)
            path[row.code] = row
            row = by_code.get(row.parent) if row.parent else None
        if row is not None and row.code in path:
            codes = list(path)
            yield _from_first([path[code] for code in codes[codes.index(row.code) :]])


def _from_first(cycle: list[Row]) -> list[Row]:
    first = min(range(len(cycle)), key=lambda at: cycle[at].line)
    return cycle[first:] + cycle[:first]


def _cycle_problem(cycle: list[Row]) -> Problem:
    first = cycle[0]
    if len(cycle) == 1:
        return Problem(first.line, f"{first.name} ({first.code}) is its own parent.", "Name the place above it.")
    shown, more = cycle[:_CYCLE_SHOWN], len(cycle) - _CYCLE_SHOWN
    way = " → ".join([*(row.code for row in shown), *([f"({more} more)"] if more > 0 else []), first.code])
    lines = ", ".join(str(row.line) for row in shown) + (" …" if more > 0 else "")
    return Problem(first.line, f"These places are each other's parents: {way} (lines {lines}).", "Break the circle.")


def _roots(rows: Sequence[Row], explained: bool) -> Iterator[Problem]:
    roots = [row for row in rows if not row.parent]
    if not roots and not explained:
        message = "No place is the root: every one names a parent."
        yield Problem(rows[0].line, message, "Leave the parent_code of the topmost place empty.")
    if len(roots) > 1:
        named = ", ".join(f"{row.code} (line {row.line})" for row in roots[:_SHOWN])
        more = f" and {len(roots) - _SHOWN} more" if len(roots) > _SHOWN else ""
        message = f"{len(roots)} places have no parent: {named}{more}."
        yield Problem(roots[1].line, message, "One place is the root; give the others a parent_code.")


def _short_by(astray: Sequence[Row]) -> frozenset[int]:
    """By how much a parent has too many people where one of ``astray``, or all, may be its children."""
    numbers = [row.population or 0 for row in astray]
    return frozenset((*numbers, sum(numbers)))


def _populations(
    rows: Iterable[Row], by_code: dict[str, Row], doubtful: set[str], short_by: frozenset[int]
) -> Iterator[Problem]:
    sums, children = _sums(rows, doubtful)
    for row in rows:
        if by_code[row.code] is not row:
            continue
        known = sums.get(row.code) if row.code and row.code not in doubtful else None
        if row.vacant:
            yield _vacant(row, known)
        elif known is not None and row.population is not None and row.population - known not in {0, *short_by}:
            yield _mismatch(row, known, children[row.code])


def _sums(rows: Iterable[Row], doubtful: set[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The sum of the children of each parent, and their number; a child without a number makes a sum doubtful."""
    sums: dict[str, int] = {}
    children: dict[str, int] = {}
    for row in rows:
        children[row.parent] = children.get(row.parent, 0) + 1
        sums[row.parent] = sums.get(row.parent, 0) + (row.population or 0)
        if row.population is None:
            doubtful.add(row.parent)
    return sums, children


def _vacant(row: Row, known: int | None) -> Problem:
    remedy = "Write the number of people; 0 where nobody lives."
    if known is not None:
        remedy = f"Write {known}, the sum of its children."
    return Problem(row.line, f"The population of {row.name} ({row.code}) is empty.", remedy)


def _mismatch(row: Row, known: int, children: int) -> Problem:
    difference = (row.population or 0) - known
    those = "its one child has" if children == 1 else f"its {children} children have"
    side = f"{abs(difference)} {'more' if difference > 0 else 'fewer'}"
    return Problem(
        row.line,
        f"{row.name} ({row.code}) has {row.population} people and {those} {known} together: {side}.",
        f"Correct the wrong number, or write {known} here.",
    )
