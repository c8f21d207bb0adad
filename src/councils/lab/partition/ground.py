"""The ground on which assemblies are drawn: places with people, and who borders on whom.

Theory of operation. A place stands for itself and all below it: the leaves of the tree of places, or a place above them
where the list of borders names that one (a city whose wards it does not know). Borders come as pairs of codes, each
once, or each from both sides. Whatever hangs together with nothing else, over water or for want of data, is joined to
what is nearest if the caller allows it: all councils meet in one congress, so the ground is one piece.

On a ground stand *heaps*: so many equal units in one place, which may be parted by their number alone. Below the first
level a unit is a person; above, it is a council that lies within one place together with others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from councils.core.csv_records import read_records
from councils.core.place import Place, Places
from councils.core.problem import Problem, limited
from councils.lab.arrays import Floats, Ints
from councils.lab.sizing import EARTH

Pair = tuple[str, str]
SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, eq=False)
class Ground:
    """``count`` units of ``people`` each (float64[n]: a mean) at ``points`` (latitude, longitude; nan: unknown).

    ``borders[i]`` are the neighbours of i.
    """

    count: Ints
    people: Floats
    points: Floats
    borders: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.count)

    @cached_property
    def each(self) -> list[float]:
        """``people`` to reckon with one by one."""
        return list(self.people.tolist())

    @property
    def total(self) -> Floats:
        return self.count * self.people


class BrokenGroundError(ValueError):
    """Why nothing can be drawn on this ground, and what would be right."""


def read_borders(text: str, places: Places) -> list[Pair] | tuple[Problem, ...]:
    """The pairs in a CSV file of two columns, or what is wrong with them, by line. Its first line is a heading.

    Where most of its borders are of other places, it is of a larger territory, and these are left out.
    """
    problems: list[Problem] = []
    lines: dict[Pair, int] = {}
    elsewhere: list[Problem] = []
    records = read_records(text.removeprefix("\ufeff"), problems)
    first = next(records, None)
    if first is None or len(first.cells) != 2:
        mark = next((name for sign, name in SIGNS.items() if first and sign in first.cells[0]), "")
        said = f"The cells are separated by {mark}." if mark else "There are not two columns."
        return (Problem(1, said, "Separate two codes by a comma. The first line is: a,b."),)
    if all(cell.strip() in places for cell in first.cells):
        return (Problem(1, "The first line is a border, and no heading.", "Write a,b on a line above it."),)
    for record in records:
        cells = tuple(cell.strip() for cell in record.cells)
        strange = unknown(cells, abs(record.line), places)
        problem = wrong_pair(cells, abs(record.line), lines)
        if strange is not None:
            elsewhere.append(strange)
        elif problem is not None:
            problems.append(problem)
        else:
            lines[cells[0], cells[1]] = record.line
    if len(elsewhere) <= len(lines) or not lines:
        problems += elsewhere
    problems += one_sided(lines)
    problems += nested(lines, places)
    if not lines and not problems and len(list(places.leaves())) > 1:
        problems.append(Problem(2, "There are no borders.", "Write two codes of places that border on each other."))
    return limited(problems) if problems else list(lines)


def unknown(cells: tuple[str, ...], line: int, places: Places) -> Problem | None:
    code = next((code for code in cells if code not in places), None) if len(cells) == 2 else None
    remedy = "Take the line out, or put the place into the file of places."
    return None if code is None else Problem(line, f"There is no place with the code {code!r}.", remedy)


def wrong_pair(cells: tuple[str, ...], line: int, lines: dict[Pair, int]) -> Problem | None:
    if len(cells) != 2:
        return Problem(line, f"{len(cells)} cells instead of 2.", "Write the codes of two places.")
    if cells[0] == cells[1]:
        return Problem(line, f"{cells[0]} borders on itself.", "Take the line out.")
    known = lines.get((cells[0], cells[1]))
    return Problem(line, f"This border is on line {known} already.", "Take one of them out.") if known else None


def one_sided(lines: dict[Pair, int]) -> Iterator[Problem]:
    """Where borders are told from both sides, those that are told from one: somewhere a line is wrong or missing."""
    if any((b, a) in lines for a, b in lines):
        for (a, b), line in lines.items():
            if (b, a) not in lines:
                said = f"{a} borders on {b}, but {b} not on {a}; other borders are told from both sides."
                yield Problem(line, said, f"Write {b},{a} as well, or every border once.")


def nested(lines: dict[Pair, int], places: Places) -> Iterator[Problem]:
    """Places that have borders of their own inside of places that have."""
    named = {code: line for pair, line in reversed(lines.items()) for code in pair}
    for code, line in named.items():
        above = next((p.code for p in places.ancestors(code) if p.code in named), None)
        if above:
            said = f"{code} lies in {above}, and both have borders."
            yield Problem(line, said, f"Give the borders of the places within {above}, or of {above} alone.")


def standing(places: Places, borders: Sequence[Pair], chosen: Iterable[Place]) -> list[Place]:
    """Of the leaves ``chosen``, those that have borders; else the place above that has; else the leaf itself."""
    named = {code for pair in borders for code in pair}

    def bordering(leaf: Place) -> Place:
        return next((p for p in (leaf, *places.ancestors(leaf.code)) if p.code in named), leaf)

    return list(dict.fromkeys(bordering(leaf) for leaf in chosen))


def selected(places: Places, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[Place]:
    """The leaves below ``only``, if any are named, and not below ``without``. BrokenGroundError for unknown codes."""
    for code in (*only, *without):
        if code not in places:
            raise BrokenGroundError(f"There is no place with the code {code}. Name places of the file by their codes.")
    below = [set(leaves_of(places, codes)) for codes in (only, without)]
    chosen = [leaf for leaf in places.leaves() if (not only or leaf.code in below[0]) and leaf.code not in below[1]]
    if not any(leaf.population for leaf in chosen):
        raise BrokenGroundError("Nobody lives in the places that are chosen.")
    return chosen


def leaves_of(places: Places, codes: Iterable[str]) -> Iterator[str]:
    return (place.code for code in codes for place in places.walk(code))


def ground(stand: Sequence[Place], borders: Sequence[Pair], *, ferry: float = 0.0, divisible: bool = True) -> Ground:
    """The ground of these places; ``ferry``: km up to which what has no border is joined to what is nearest.

    Not ``divisible``: the people of a place stay together. BrokenGroundError where it is not one piece.
    """
    number = {place.code: n for n, place in enumerate(stand)}
    edges = {(number[a], number[b]) for a, b in borders if a in number and b in number}
    points = np.array([(np.nan if p.lat is None else p.lat, np.nan if p.lon is None else p.lon) for p in stand])
    edges |= set(joining(stand, edges, points, ferry))
    neighbours = lists(len(stand), edges)
    people = np.array([place.population for place in stand], dtype=np.int64)
    count, each = (people, np.ones(len(stand))) if divisible else (np.ones_like(people), people.astype(np.float64))
    return Ground(count, each, located(points, neighbours), neighbours)


def lists(size: int, edges: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    found: list[set[int]] = [set() for _ in range(size)]
    for a, b in edges:
        found[a].add(b)
        found[b].add(a)
    return tuple(tuple(sorted(here)) for here in found)


def pieces(size: int, edges: Iterable[tuple[int, int]]) -> Ints:
    """The number of the connected piece in which each stands."""
    ends = np.array(list(edges), dtype=np.int64).reshape(-1, 2)
    matrix = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def joining(
    stand: Sequence[Place], edges: set[tuple[int, int]], points: Floats, ferry: float
) -> Iterator[tuple[int, int]]:
    """What joins the pieces of the ground to one: the shortest ways between them, up to ``ferry`` km."""
    piece = pieces(len(stand), edges)
    main = int(np.bincount(piece).argmax())
    if ferry > 0:
        for n in np.flatnonzero(np.isnan(points[:, 0])):
            if (piece == piece[n]).sum() == 1 and (other := beside(stand, int(n))) is not None:
                yield int(n), other
                piece[piece == piece[n]] = piece[other]
        while (way := shortest(piece, main, points)) and way[2] <= ferry:
            yield way[0], way[1]
            piece[piece == piece[way[0]]] = main
    apart = np.flatnonzero(piece != main)
    if len(apart):
        raise BrokenGroundError(apart_text([stand[n] for n in apart.tolist()], len(np.unique(piece)), ferry))


def beside(stand: Sequence[Place], n: int) -> int | None:
    """The most populous place under the same parent."""
    siblings = [m for m, place in enumerate(stand) if place.parent == stand[n].parent and m != n]
    return max(siblings, key=lambda m: stand[m].population, default=None)


def shortest(piece: Ints, main: int, points: Floats) -> tuple[int, int, float] | None:
    """From a piece that stands apart to the main one: both ends and the distance, km."""
    known = ~np.isnan(points[:, 0])
    inside, outside = np.flatnonzero((piece == main) & known), np.flatnonzero((piece != main) & known)
    if not len(inside) or not len(outside):
        return None
    chords, nearest = cKDTree(on_sphere(points[inside])).query(on_sphere(points[outside]))
    at = int(np.argmin(chords))
    return int(outside[at]), int(inside[nearest[at]]), float(2 * EARTH * np.arcsin(min(1.0, chords[at] / 2)))


def on_sphere(points: Floats) -> Floats:
    lat, lon = np.radians(points.T)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def apart_text(apart: Sequence[Place], number: int, ferry: float) -> str:
    named = ", ".join(f"{place.name} ({place.code})" for place in apart[:5]) + (" …" if len(apart) > 5 else "")
    which = "these places have no way" if len(apart) > 1 else "this place has no way"
    told = f"The ground lies in {number} pieces, and {which} to the largest of them: {named}. "
    if ferry:
        return told + f"Nothing else is within {ferry:g} km: allow more, add a border, or leave them out (--without)."
    return told + "Add their borders, leave them out (--without), or join what is nearest (--ferry KM)."


def located(points: Floats, borders: Sequence[Sequence[int]]) -> Floats:
    """Points where all that are unknown lie amid their neighbours, as far as these are known."""
    found = points.copy()
    for _ in range(3):
        for n in np.flatnonzero(np.isnan(found[:, 0])).tolist():
            around = found[list(borders[n])]
            around = around[~np.isnan(around[:, 0])]
            if len(around):
                found[n] = around.mean(axis=0)
    return found


def reached(near: Sequence[Sequence[int]], start: int, within: Collection[int]) -> set[int]:
    """Where one comes to from ``start``, from neighbour to neighbour, without leaving ``within``."""
    found, waiting = {start}, [start]
    while waiting:
        for other in near[waiting.pop()]:
            if other in within and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def by_part(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """(part, vertex) gathered by part."""
    for part, group in groupby(sorted(pairs), key=lambda pair: pair[0]):
        yield part, [vertex for _, vertex in group]
