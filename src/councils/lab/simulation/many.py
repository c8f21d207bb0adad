"""One question through the councils of as many people as there are, from counts of their assemblies, in little memory.

Theory of operation. Assemblies of one size under councils of one fan-out are trees that look alike: those of some
thousand assemblies are carried up side by side, as runs of ``climb.py``, a part of them at a time; what is left over at
the end is a smaller tree of its own. What they say is then the lowest level of the tree above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councils.core.charter import Charter
from councils.lab.arrays import Ints
from councils.lab.simulation.climb import Ascent, Decided, Votes, climb
from councils.lab.simulation.question import said_by
from councils.lab.simulation.tree import Tree, tree

UNDER, AT_ONCE = 1000, 1 << 17  # assemblies of one such tree, at least; and of those that are carried at once
Heads = NDArray[np.uint8]
Said = list[tuple[int, ...]]


def climb_many(charter: Charter, size: int, council: int, yes: Heads, no: Heads) -> tuple[Decided, Said]:
    """The decision, and how many councils of each level said what; ``yes`` and ``no`` of assemblies of ``size``."""
    depth = len(list(levels(len(yes), council))) - 1
    under = next(level for level in range(1, depth + 1) if council**level >= UNDER or level == depth)
    if under == depth:
        found = climb(grouped(charter, size, council, len(yes), depth), charter, votes(yes, no, 1))
        return found, [said_by(said) for said in found.positions]
    parts = list(carried_up(charter, size, council, yes, no, under))
    parents = [np.arange(some) // council for some in levels(sum(len(p.counted) for p in parts), council) if some > 1]
    heads, voices = (
        np.concatenate([np.full(len(part.counted), getattr(part, name)) for part in parts])
        for name in ("heads", "voices")
    )
    above = Ascent(tree(charter, heads, parents, first=under, voices=voices), charter)
    above.positions.append(np.concatenate([part.position for part in parts])[None])
    above.counted = np.concatenate([part.counted for part in parts])[None]
    above.base = np.concatenate([part.base for part in parts])[None]
    for _ in range(under + 1, depth):
        above.up()
    found = above.decide()
    below = [tuple(np.sum([part.said[level] for part in parts], axis=0).tolist()) for level in range(under)]
    return found, [*below, *(said_by(said) for said in found.positions)]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Councils of one level that look alike: each stands for ``heads`` members, and ``voices`` delegates sit in it.

    ``position`` int64[councils], ``counted`` and ``base`` int64[councils, 3]; ``said`` of the levels below.
    """

    heads: int
    voices: int
    position: Ints
    counted: Ints
    base: Ints
    said: Said


def carried_up(charter: Charter, size: int, council: int, yes: Heads, no: Heads, under: int) -> Iterator[Part]:
    """The councils of the level ``under``, some at a time."""
    block = council**under
    whole = len(yes) // block * block
    step = max(1, AT_ONCE // block) * block
    cuts = [(start, min(start + step, whole), block) for start in range(0, whole, step)]
    cuts += [(whole, len(yes), len(yes) - whole)] if whole < len(yes) else []
    for start, end, each in cuts:
        grown = grouped(charter, size, council, each, under)
        ascent = Ascent(grown, charter)
        ascent.answer(votes(yes[start:end], no[start:end], (end - start) // each))
        for _ in range(under):
            ascent.up()
        *below, last = ascent.positions
        heads, voices = each * size, int(np.sum(grown.seats[-1]))
        said = [said_by(positions) for positions in below]
        yield Part(heads, voices, last[:, 0], ascent.counted[:, 0], ascent.base[:, 0], said)


def grouped(charter: Charter, size: int, council: int, number: int, depth: int) -> Tree:
    """``number`` assemblies, with just ``depth`` levels above them."""
    counts = [number]
    while len(counts) <= depth:
        counts.append(-(-counts[-1] // council))
    return tree(charter, np.full(number, size), [np.arange(some) // council for some in counts[:-1]])


def levels(number: int, council: int) -> Iterator[int]:
    yield number
    while number > 1:
        number = -(-number // council)
        yield number


def votes(yes: Heads, no: Heads, runs: int) -> Votes:
    one, other = (some.reshape(runs, -1).astype(np.int64) for some in (yes, no))
    return Votes.of(one, other)
