"""One level: parts of about so many people, each in one piece, near and even.

Theory of operation. A heap that is more than one part takes is parted by number: into as many equal parts as are
within bounds, or into whole parts and a rest, which goes with what is around. METIS draws the parts of all that is
left; they are repaired (``patches.py``), made even over large places (``levelling.py``), and people brought nearer to
the middles of theirs (``settling.py``). Where councils stay uneven, heaps are opened: what is too much on one side of
them, and missing on the other, goes through them unit by unit.

Sums are in units of the heaps: a person at the base, a council above.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from councils.lab.arrays import Floats
from councils.lab.partition.ground import Ground, by_part, pieces
from councils.lab.partition.heaps import Bounds, shared, units_left
from councils.lab.partition.levelling import SPARED, levelled
from councils.lab.partition.patches import MORE_TRIES, TRIES, Patches
from councils.lab.partition.settling import Points, in_heaps

GRAIN = 1000  # METIS counts in whole numbers: so many for one part
KM = 111.195  # a degree of latitude
MANY = 4096  # parts that METIS draws in one stroke
BLOCK = 1000  # parts of a block where there are more: in few large blocks what is too much finds a place
GRIT, GRAVEL = 0.09, 0.12  # of a part: councils so large, of which some ten make one, or eight, are drawn one by one
SCREENED = 20_000  # units, of which no more than that are drawn so finely
FEW = 2000  # parts of which it is worth while to make one more or one fewer
OPENED = 3000  # units of heaps that are drawn one by one
COMPACT = 3  # rounds of moves to nearer middles


@dataclass(frozen=True, slots=True)
class Drawn:
    """``heaps``: for each vertex that is parted by number, the units of its whole parts. ``parts``: of all others, the
    units of each vertex in it."""

    heaps: dict[int, tuple[int, ...]]
    parts: tuple[dict[int, int], ...]


def draw(ground: Ground, bounds: Bounds, *, seed: int, loose: bool = False, repaired: bool = True) -> Drawn:
    """Parts of ``bounds``; not ``repaired``, as METIS draws them.

    ``loose``: units are councils. Where few make a part, each is drawn for itself; people of a place are drawn as one.
    """
    kept = [units_left(int(c), float(p), bounds) for c, p in zip(ground.count, ground.people, strict=True)]
    heaped = [n for n, left in enumerate(kept) if left < ground.count[n]]
    there = [n for n, left in enumerate(kept) if left or not ground.count[n]]
    grain = GRIT if ground.count.sum() <= SCREENED else GRAVEL
    single = loose & (ground.people > grain * bounds.size)
    own = [(n, units) for n in there for units in ((1,) * kept[n] if single[n] and kept[n] else (kept[n],))]
    xy = list(map(tuple, flat(ground.points).tolist()))
    patches = patched(ground, bounds, xy, own, seed=seed, loose=loose)
    far = patches.travelled()
    opened: list[int] = []
    if repaired:
        patches.mend()
        patches.redraw()
        patches.compact(COMPACT)
        even(patches, loose=loose)
        if len(patches.strained()) > SPARED * ground.total.sum() / bounds.size:
            opened = few_units([n for n in heaped if single[n]], ground)
    if opened:
        label = list(patches.part)
        for n in opened:
            for whole in shared(int(ground.count[n]) - kept[n], float(ground.people[n]), bounds):
                own += [(n, 1)] * whole
                label += [max(label, default=-1) + 1] * whole
        patches = patched(ground, bounds, xy, own, label, seed=seed, loose=loose)
        even(patches, loose=loose)
    closed = {part for part, group in patches.members.items() if in_one_of(opened, [own[i][0] for i in group])}
    closed -= set(patches.strained())
    parts = [gathered(own[i] for i in sorted(g)) for part, g in sorted(patches.members.items()) if part not in closed]
    if repaired:
        parts = levelled(ground, bounds, xy, heaped, parts, far=far, give=not loose)
    heaps = {n: shared(left, float(ground.people[n]), bounds) for n, left in in_heaps(ground, heaped, parts).items()}
    return Drawn({n: whole for n, whole in heaps.items() if whole}, tuple(parts))


def patched(
    ground: Ground, bounds: Bounds, xy: Points, own: Sequence[tuple[int, int]], label: Sequence[int] = (), *, seed: int,
    loose: bool,
) -> Patches:  # fmt: skip
    """Patches of these units of vertices, in the parts that ``label`` tells, or else as METIS draws them."""
    weight = [units * ground.each[n] for n, units in own]
    near = beside([n for n, _ in own], ground.borders)
    return Patches(
        weight, near, [xy[n] for n, _ in own], label or metis(weight, near, bounds, seed),
        bounds=(bounds.low, bounds.high), seed=seed, tries=MORE_TRIES if loose else TRIES,
    )  # fmt: skip


def even(patches: Patches, *, loose: bool) -> None:
    """Even what is uneven, among councils (``loose``) also by one part more or fewer."""
    patches.redraw()
    patches.carry()
    if loose and len(patches.members) <= FEW:
        patches.renumber()
        patches.compact(COMPACT)


def few_units(heaps: list[int], ground: Ground) -> list[int]:
    """These heaps, if they are not too large to draw each unit for itself."""
    return heaps if sum(int(ground.count[n]) for n in heaps) <= OPENED else []


def in_one_of(heaps: Collection[int], stands: Sequence[int]) -> bool:
    return stands[0] in heaps and set(stands) == {stands[0]}


def beside(stands: Sequence[int], borders: Sequence[Sequence[int]]) -> list[list[int]]:
    """The neighbours of each that stands on these vertices: whatever is on the same one, or on one that borders."""
    at: dict[int, list[int]] = {}
    for i, n in enumerate(stands):
        at.setdefault(n, []).append(i)
    return [[j for m in (n, *borders[n]) for j in at.get(m, ()) if j != i] for i, n in enumerate(stands)]


def gathered(own: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The units of each vertex."""
    found: dict[int, int] = {}
    for n, units in own:
        found[n] = found.get(n, 0) + units
    return found


def metis(weight: Sequence[float], near: Sequence[Sequence[int]], bounds: Bounds, seed: int) -> list[int]:
    """The part of each vertex; each connected piece is drawn for itself."""
    label, begun = [0] * len(near), 0
    piece = pieces(len(near), [(a, b) for a, others in enumerate(near) for b in others if a < b])
    for _, group in by_part((int(p), v) for v, p in enumerate(piece)):
        begun = blocks(group, weight, near, bounds.size, label, begun, seed)
    return label


def blocks(
    group: Sequence[int], weight: Sequence[float], near: Sequence[Sequence[int]], size: float, label: list[int],
    begun: int, seed: int,
) -> int:  # fmt: skip
    """Label ``group`` with parts from ``begun`` on, by way of larger blocks where parts are many; the next number.

    METIS in one stroke takes a time that grows with the square of the number of parts.
    """
    number = max(1, round(sum(weight[v] for v in group) / size))
    found = split(group, weight, near, size, number if number <= MANY else min(MANY, ceil(number / BLOCK)), seed)
    if number <= MANY:
        for v, part in zip(group, found, strict=True):
            label[v] = begun + part
        return begun + number
    for _, block in by_part(zip(found, group, strict=True)):
        begun = blocks(block, weight, near, size, label, begun, seed)
    return begun


def split(
    group: Sequence[int], weight: Sequence[float], near: Sequence[Sequence[int]], size: float, number: int, seed: int
) -> list[int]:
    import pymetis  # noqa: PLC0415 - an extra, and only needed here

    if number == 1:
        return [0] * len(group)
    at = {v: i for i, v in enumerate(group)}
    adjacency = [[at[m] for m in near[v] if m in at] for v in group]
    grains = [round(weight[v] / size * GRAIN) for v in group]
    wishes = pymetis.Options(contig=len(group) == len(near), seed=seed)
    _, found = pymetis.part_graph(number, adjacency=adjacency, vweights=grains, options=wishes)
    return list(found)


def flat(points: Floats) -> Floats:
    """Kilometres east and north, true to scale at the middle latitude; 0 where the place is unknown."""
    known = np.nan_to_num(points, nan=0.0)
    middle = float(np.nanmean(points[:, 0])) if np.isfinite(points[:, 0]).any() else 0.0
    return np.column_stack([known[:, 1] * KM * np.cos(np.radians(middle)), known[:, 0] * KM])
