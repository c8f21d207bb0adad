"""Two opinions, and people by counts alone: one number for each assembly, for as many people as there are.

Theory of operation. An assembly of n is told by k, how many of its members say yes. In a step every member meets one
of the assembly, themselves included, and takes over what they say with chance ``listen`` (the voter model, Clifford
and Sudbury 1973); and everyone, whatever they hear, makes up their mind anew with chance ``anew``, yes with chance
``pull``. (Whoever is contrary, with a chance of their own, takes the opposite of what they hear: k/n then stands for
(1 - contrary) · k/n + contrary · (n - k)/n.) So from k

    k' = Binomial(k, 1 - leave) + Binomial(n - k, join),    join = (1 - anew) · listen · k/n + anew · pull,
                                                            leave = (1 - anew) · listen · (n - k)/n + anew · (1 - pull).

Nothing is approximated: the distribution of k' is tabled for each k, as its alias table (Walker 1977), and a step
takes one random number for each assembly, keyed by seed, step and assembly. One delegate for each, bound by the
majority, goes up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councils.lab.arrays import Floats, Ints
from councils.lab.compiled import COMPILED, UNIT, loop, stream, word, words

Heads = NDArray[np.uint8]
AT_ONCE = 1 << 20  # assemblies, where there is no Numba
LARGEST = 255


@dataclass(frozen=True, slots=True)
class Habit:
    """Chances of one person in one step; ``contrary``: to take the opposite of what they hear (Galam 2004)."""

    listen: float = 0.1
    anew: float = 0.01
    pull: float = 0.5
    contrary: float = 0.0


def chances(size: int, habit: Habit) -> Floats:
    """float64[size + 1, size + 1]: from how many who say yes to how many."""
    found = np.empty((size + 1, size + 1))
    for k in range(size + 1):
        hears = (1 - habit.anew) * habit.listen
        yes = (1 - habit.contrary) * k / size + habit.contrary * (size - k) / size  # that it moves one to yes
        join = hears * yes + habit.anew * habit.pull
        leave = hears * (1 - yes) + habit.anew * (1 - habit.pull)
        found[k] = np.convolve(binomial(k, 1 - leave), binomial(size - k, join))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def remaining(size: int, share: float) -> Floats:
    """float64[size + 1, size + 1]: from how many to how many if each remains with the chance ``share``."""
    return np.array([np.append(binomial(k, share), np.zeros(size - k)) for k in range(size + 1)])


def binomial(n: int, p: float) -> Floats:
    """The chances of 0 to n hits, by adding one throw after another."""
    found = np.ones(1)
    for _ in range(n):
        found = np.append(found * (1 - p), 0.0) + np.append(0.0, found * p)
    return found


def alias(row: Floats) -> tuple[Floats, Ints]:
    """Walker's table of one distribution: take cell i if the rest of the number is below the first, else the second."""
    n = len(row)
    share, other = row * n, np.arange(n)
    small = [i for i in range(n) if share[i] < 1]
    large = [i for i in range(n) if share[i] >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        other[low] = high
        share[high] -= 1 - share[low]
        if share[high] < 1:
            small.append(large.pop())
    share[small + large] = 1.0
    return share, other


class Tables:
    """What a step needs, float64 and int64[size + 1, size + 1]."""

    def __init__(self, size: int, habit: Habit | float) -> None:
        """By ``habit``; or, by a share, of which each of those who say yes remains with that chance."""
        if not 1 <= size <= LARGEST:
            raise ValueError(f"assemblies have from 1 to {LARGEST} members")
        table = chances(size, habit) if isinstance(habit, Habit) else remaining(size, habit)
        rows = [alias(row) for row in table]
        self.size = size
        self.share = np.array([share for share, _ in rows])
        self.other = np.array([other for _, other in rows], dtype=np.uint8)


def step(heads: Heads, tables: Tables, *, seed: int, number: int, compiled: bool = COMPILED) -> None:
    """One step of all assemblies, in place; the same with Numba and without."""
    moved(heads, tables, stream(seed, number), compiled=compiled)


def moved(heads: Heads, tables: Tables, key: int, *, compiled: bool = COMPILED) -> None:
    """By the stream ``key``, a number for each assembly; in place."""
    if compiled:
        turn(heads, np.uint64(key), tables.share, tables.other)  # type: ignore[arg-type]
        return
    for start in range(0, len(heads), AT_ONCE):
        part = heads[start : start + AT_ONCE]
        counters = np.arange(start, start + len(part), dtype=np.uint64)
        at = (words(np.array([key], dtype=np.uint64), counters) >> np.uint64(11)).astype(np.float64) * UNIT
        at *= tables.size + 1
        cell = at.astype(np.int64)
        stays = at - cell < tables.share[part, cell]
        part[:] = np.where(stays, cell, tables.other[part, cell])


def part(heads: Heads, size: int, share: float, key: int) -> Heads:
    """Of those of each assembly, those that remain if each does with the chance ``share``."""
    found = heads.copy()
    if share < 1.0:
        moved(found, Tables(size, share), key)
    return found


def changed(heads: Heads, size: int, share: float, key: int, *, up: bool) -> Heads:
    """After a ``share`` of all, drawn by chance, has come to say yes; or no, if not ``up``."""
    if up:
        return np.asarray(size - part((size - heads).astype(np.uint8), size, 1.0 - share, key), dtype=np.uint8)
    return part(heads, size, 1.0 - share, key)


@loop
def turn(heads: Heads, key: int, share: Floats, other: Heads) -> None:
    cells = share.shape[1]
    for a in range(len(heads)):
        at = np.float64(word(key, a) >> np.uint64(11)) * UNIT * cells
        cell = int(at)
        k = heads[a]
        heads[a] = cell if at - cell < share[k, cell] else other[k, cell]


def top(heads: Heads, size: int, council: int) -> float:
    """The share of yes among the delegates of the highest council; a tied body sends no."""
    said = heads > size // 2
    while len(said) > council:
        whole = len(said) // council * council
        yes = said[:whole].reshape(-1, council).sum(axis=1)
        rest = said[whole:]
        said = np.append(2 * yes > council, 2 * rest.sum() > len(rest)) if len(rest) else 2 * yes > council
    return float(said.mean())
